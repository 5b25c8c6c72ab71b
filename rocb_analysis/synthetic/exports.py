"""The form of each file of a round, its replies, and the columns of its export."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey.records import (
    RATING_KINDS,
    Question,
    RoundFile,
    ScaleAnswer,
    Use,
)
from rocb_analysis.survey.survey_folder import Survey
from rocb_analysis.survey.tools import (
    BAR,
    ENTRY_WORKBOOK,
    PLAIN,
    TOOLS,
    Tool,
    Value,
    tool_header,
    tool_named,
)
from rocb_analysis.synthetic.members import Region

# A form as one file of a round asks it, and a reply to it before it is written.

_UNDATED = "2000-01-03"
_DAYS_OPEN = 30


@dataclass(frozen=True)
class TrueNeed:
    """What is true of a respondent and a subject; rank = place on the ballot."""

    needed: int
    score: float
    rank: int | None = None


@dataclass(frozen=True)
class Defect:
    """Something planted in a reply; column "" = the whole row is set aside."""

    column: str
    found: str
    kind: str
    action: str


@dataclass(frozen=True)
class InventedReply:
    """A row of a file: text by header, the truth by subject, what was planted in it."""

    person: str
    moment: dt.datetime
    cells: dict[str, str]
    needs: dict[str, TrueNeed] = field(default_factory=dict)
    defects: tuple[Defect, ...] = ()
    counts: bool = True


@dataclass(frozen=True)
class FormQuestion:
    """A question as one file asks it: its headers, and the answers offered there.

    mark: what stands between the answers of a list in one cell.
    """

    question: Question
    uses: list[tuple[str, Use]]
    answers: list[ScaleAnswer]
    mark: str

    @property
    def is_need(self) -> bool:
        return self.question.about == "need"

    @property
    def is_list(self) -> bool:
        """Whether a cell holds a list of options, not a column one option."""
        return self.question.kind == "many" and not self.uses[0][1].subject_id

    @property
    def says_no_needs(self) -> ScaleAnswer | None:
        """The answer that says there are no needs this year, if one is offered."""
        return next((a for a in self.answers if a.state == "no_needs"), None)

    @property
    def plain_answers(self) -> list[ScaleAnswer]:
        """The answers without a state of their own, in the order of the scale."""
        return [a for a in self.answers if a.state in {"", "answered"}]

    @property
    def subjects(self) -> list[str]:
        """The subjects asked of: those with a header, else all that are offered."""
        named = [use.subject_id for _, use in self.uses]
        offered = [answer.subject_id for answer in self.answers]
        return [s for s in dict.fromkeys(named if any(named) else offered) if s]


@dataclass(frozen=True)
class Form:
    """One file of a round as the codebook describes it."""

    survey: Survey
    file: RoundFile

    @cached_property
    def asked(self) -> list[FormQuestion]:
        """The questions of the file, in codebook order."""
        uses: dict[str, list[tuple[str, Use]]] = {}
        for header, use in self.survey.uses_in(self.file):
            uses.setdefault(use.question_id, []).append((header, use))
        order = [self.survey.question[q] for q in self.survey.question if q in uses]
        return [
            FormQuestion(
                q, uses[q.question_id], self._answers(q), self._mark(q.separator)
            )
            for q in order
        ]

    def _mark(self, separator: str) -> str:
        """Return what is written between answers, by question, file, else by tool."""
        said = separator or self.file.separator
        marks = {"": self.tool.list_mark, "space": " ", ";": ";"}
        return marks.get(said, f"{said} ")

    def _answers(self, question: Question) -> list[ScaleAnswer]:
        """Return the answers offered here; without a scale, every subject is one."""
        if question.scale_id or question.kind not in {"top_n", "many"}:
            return self.survey.scale_in(question.scale_id, self.file.labels)
        return [
            ScaleAnswer(label, None, subject, label, "", "", frozenset())
            for subject, label in zip(
                self.survey.subjects["subject_id"],
                self.survey.subjects["label"],
                strict=True,
            )
        ]

    @cached_property
    def tool(self) -> Tool:
        """The tool whose export the file is: as named, else by its headers.

        What comes by a source of its own and has no time stamp is typed by the office.
        """
        if self.file.export != "auto":
            return tool_named(self.file.export) or PLAIN
        mapped = [header for header, _ in self.survey.uses_in(self.file)]
        known = [*mapped, *self.survey.ignored_in(self.file)]
        headers = {tool_header(header) for header in known}
        typed = self.file.source and not self.is_text and not self._stamped
        usual = ENTRY_WORKBOOK if typed else PLAIN
        return next((tool for tool in TOOLS if tool.is_known_by(headers)), usual)

    @property
    def _stamped(self) -> bool:
        uses = [use.question_id for _, use in self.survey.uses_in(self.file)]
        return any(self.survey.question[q].kind == "replied_on" for q in uses)

    @property
    def is_text(self) -> bool:
        """Whether the file is text, not a workbook."""
        return self.file.path.suffix.lower() in {".csv", ".tsv"}

    def ticks(self, asked: FormQuestion, header: str) -> tuple[str, str]:
        """Return what an option's own column holds where it is ticked, and where not.

        As its scale says, else as the tool writes: a word, or the option itself.
        """
        valued = [a for a in asked.plain_answers[::-1] if a.value is not None]
        own = {bool(a.value): a.answer for a in valued}
        chosen = self.tool.chosen or header.rpartition(BAR)[2]
        return own.get(True, chosen), own.get(False, self.tool.unchosen)

    def headers(self, kind: str) -> list[str]:
        """Return the headers of all questions of one kind."""
        return [h for a in self.asked if a.question.kind == kind for h, _ in a.uses]

    @cached_property
    def never_blank(self) -> frozenset[str]:
        """The headers of yes or no and of ticks, where a tool may mark no answer."""
        either = [a for a in self.asked if a.question.kind in {"yes_no", "many"}]
        return frozenset(h for a in either if not a.is_list for h, _ in a.uses)

    @property
    def who(self) -> str:
        """The header under which the respondent stands, or ""."""
        return next(iter(self.headers("respondent")), "")

    @cached_property
    def ballot(self) -> FormQuestion | None:
        """The need ballot with a column a place, if the file has one."""
        ballots = (a for a in self.asked if a.is_need and a.question.kind == "top_n")
        return next((a for a in ballots if a.uses[0][1].position), None)

    @property
    def rates(self) -> bool:
        """Whether a question rates or ticks the need for a subject."""
        return any(a.is_need and a.question.kind in RATING_KINDS for a in self.asked)

    @property
    def picks_allowed(self) -> int:
        """How many subjects a ballot may name."""
        places = len(self.ballot.uses) if self.ballot else 0
        return self.file.picks_allowed or places or len(self.survey.subjects)

    @property
    def header_rows(self) -> tuple[int, int]:
        """The first and last spreadsheet row of the header."""
        usual = f"1-{self.tool.header_rows}"
        first, _, last = (self.file.header_rows or usual).partition("-")
        return int(first), int(last or first)

    @property
    def opened(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.file.asked_on or _UNDATED)

    @property
    def closed(self) -> dt.datetime:
        """The end of the last day on which replies are taken."""
        said = str(self.survey.rounds.loc[self.file.row, "closed_on"])
        days = dt.timedelta(days=_DAYS_OPEN)
        last = dt.datetime.fromisoformat(said) if said else self.opened + days
        return last.replace(hour=23, minute=59, second=59)


def forms_of(survey: Survey) -> list[Form]:
    """Return the form of each file, in the order of rounds.

    Raises SurveyError for a file whose shape cannot be written.
    """
    for file in survey.round_files:
        if file.export == "long":
            raise SurveyError(
                f"Round {file.round}: simulate writes a row a reply, not files with "
                "export = long; simulate a copy of the survey without that round."
            )
        if file.path.suffix.lower() not in {".xlsx", ".csv", ".tsv"}:
            raise SurveyError(
                f"Round {file.round}: simulate writes .xlsx, .csv and .tsv, not "
                f"{file.file}; name another file in rounds."
            )
    return [Form(survey, file) for file in survey.round_files]


# The replies in one file before it is written, and how a defect gets into a reply.

SET_ASIDE, RECODED, NOTED, CORRECTED = "set_aside", "recoded", "noted", "corrected"
Rows = list[InventedReply] | None
One = TypeVar("One")


@dataclass(frozen=True, eq=False)
class ExportFile:
    """The replies in one file, and what is needed to plant something in it."""

    region: Region
    form: Form
    replies: list[InventedReply]
    rng: np.random.Generator

    @property
    def round(self) -> str:
        return self.form.file.round

    def any_of(self, options: list[One]) -> One | None:
        """Return one of the options at random, None if there is none."""
        return options[int(self.rng.integers(len(options)))] if options else None

    def typed(self, reply: InventedReply) -> str:
        """Return the respondent as the reply names it."""
        return reply.cells.get(self.form.who, "")

    def moment(self, until: dt.datetime | None = None) -> dt.datetime:
        """Return a moment between the first and the last day, or before `until`."""
        span = (until or self.form.closed) - self.form.opened
        seconds = self.rng.uniform(0.2, 0.95) * span.total_seconds()
        return self.form.opened + dt.timedelta(seconds=int(seconds))

    def cells_with(
        self, reply: InventedReply, kinds: frozenset[str]
    ) -> Iterator[tuple[FormQuestion, str]]:
        """Yield question and header of the reply's cells that hold one answer."""
        for asked in self.form.asked:
            for header, use in asked.uses:
                single = asked.question.kind != "top_n" or use.position
                if asked.question.kind in kinds and single and reply.cells.get(header):
                    yield asked, header

    @property
    def places(self) -> list[str]:
        """The headers of the need ballot, first place first."""
        uses = self.form.ballot.uses if self.form.ballot else []
        return [h for h, _ in sorted(uses, key=lambda use: use[1].position or 0)]

    def free_place(self, reply: InventedReply) -> str:
        """Return the header of the first free place of a ballot with picks, or ""."""
        places = self.places[: self.form.picks_allowed]
        free = [header for header in places if not reply.cells.get(header)]
        return free[0] if 0 < len(free) < len(places) else ""


def written(
    reply: InventedReply, header: str, text: str, kind: str, action: str
) -> InventedReply:
    """Return the reply with another text in a cell, and the defect that makes."""
    defect = Defect(header, text, kind, action)
    defects = (*reply.defects, defect)
    return replace(reply, cells=reply.cells | {header: text}, defects=defects)


def dropped(sheet: ExportFile, reply: InventedReply, kind: str) -> InventedReply:
    """Return the reply as one that must be set aside whole."""
    defect = Defect("", sheet.typed(reply), kind, SET_ASIDE)
    return replace(reply, defects=(defect,), counts=False)


# What each form tool writes of a reply by itself: ids, times, how far it got.

_MINUTES_TO_FILL_IN = (6, 90)
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LEADING_ZERO = re.compile(r"(^|[/ ])0(?=\d)")


@dataclass(frozen=True)
class PlacedReply:
    """A reply at its place in a file; number counts the replies in order of time."""

    sheet: ExportFile
    reply: InventedReply
    number: int

    @property
    def finished(self) -> bool:
        """Whether the respondent got beyond naming itself."""
        return bool(set(self.reply.cells) - {self.sheet.form.who})

    @property
    def sent(self) -> dt.datetime:
        """The moment at which the reply was sent."""
        return self.reply.moment

    @cached_property
    def began(self) -> dt.datetime:
        """The moment at which the form was opened."""
        minutes = int(self.rng("start").integers(*_MINUTES_TO_FILL_IN))
        moment = self.reply.moment - dt.timedelta(minutes=minutes)
        return max(moment, self.sheet.form.opened)

    def rng(self, purpose: str) -> np.random.Generator:
        words = (self.sheet.round, self.reply.person, str(self.reply.moment))
        return self.sheet.region.rng(purpose, *words)

    def of_file(self, purpose: str, digits: int) -> str:
        """Return a number of the file, the same for each of its replies."""
        rng = self.sheet.region.rng(purpose, self.sheet.form.file.labels[0])
        return str(rng.integers(10 ** (digits - 1), 10**digits))

    def running(self, purpose: str, digits: int) -> str:
        """Return a number that grows from reply to reply."""
        first = int(self.of_file(purpose, digits))
        return str(first + self.number * 1000 + int(self.rng(purpose).integers(1000)))

    def signs(self, purpose: str, length: int) -> str:
        """Return an id of letters and digits."""
        drawn = self.rng(purpose).integers(len(_SIGNS), size=length)
        return "".join(_SIGNS[place] for place in drawn)

    def when(self, moment: dt.datetime) -> Value:
        """Return a moment as this file holds it: in a workbook a date, else text."""
        form = self.sheet.form
        if form.file.date_format:
            text = moment.strftime(form.file.date_format)
            bare = form.tool.unpadded_dates
            return _LEADING_ZERO.sub(r"\1", text) if bare else text
        if form.is_text or not form.tool.dates:
            return moment.strftime(form.tool.date_text)
        timed = "h" in form.tool.dates
        return moment if timed else dt.datetime.combine(moment, dt.time())


# The columns of an export: which stand where, and how a tool writes their headers.


def columns_of(form: Form) -> list[str]:
    """Return the headers in order: the tool's own, the questions, what is ignored.

    A header ignored in every round stands there only if the tool writes it.
    """
    mapped = [header for header, _ in form.survey.uses_in(form.file)]
    ignored = form.survey.ignored_columns
    here = ignored["round"].isin(form.file.labels)
    at_once = [h for h in ignored.loc[here, "header"] if not h.startswith("(column ")]
    known = [*mapped, *ignored.loc[here | (ignored["round"] == ""), "header"]]
    tool = form.tool
    known += tool.jobs
    before, after = (
        [h for column in columns for h in known if tool_header(h) in column.names]
        for columns in (tool.columns, tool.columns_after)
    )
    asked = [h for one in mapped for h in [one, *options_beside(form, one, at_once)]]
    rest = [h for h in [*asked, *at_once] if h not in after]
    return list(dict.fromkeys([*before, *rest, *after]))


def options_beside(form: Form, header: str, ignored: list[str]) -> list[str]:
    """Return the columns that repeat the options of a list, one each."""
    mark = form.tool.option_mark
    return [h for h in ignored if mark and h.rpartition(mark)[0] == header]


def header_rows(form: Form, headers: list[str]) -> list[list[str]]:
    """Return all rows above the replies, first the title where rounds leave room."""
    first, last = form.header_rows
    above = [[form.survey.settings.title]] * (first - 1)
    rows = [*above, *_split(form, headers, last - first + 1)]
    return [*rows, *_id_row(form, headers)]


def _split(form: Form, headers: list[str], height: int) -> list[list[str]]:
    """Return the header in rows: split at its bars, a heading over its first column."""
    tool = form.tool
    written = [
        header if tool_header(header) in tool.column_named else tool.written(header)
        for header in headers
    ]
    if height == 1:
        return [written]
    parts = [header.split(BAR, height - 1) for header in written]
    filled = [part + [""] * (height - len(part)) for part in parts]
    *headings, names = ([*row] for row in zip(*filled, strict=True))
    once = [_once(row) for row in headings]
    return [*once, names]


def _once(headings: list[str]) -> list[str]:
    repeated = ("" if one == other else other for one, other in pairwise(headings))
    return [*headings[:1], *repeated]


def _id_row(form: Form, headers: list[str]) -> Iterator[list[str]]:
    """Yield the row in which a tool names each column for a machine, if it has one."""
    texts = {*form.headers("text"), *form.headers("respondent")}
    columns = form.tool.column_named
    if cell := form.tool.id_cell:
        yield [cell(h, columns.get(tool_header(h)), h in texts) for h in headers]


def option_of(form: Form, header: str) -> tuple[FormQuestion, str, str] | None:
    """Return the list that a column repeats, that list's header, and the option."""
    before, _, option = header.rpartition(form.tool.option_mark or BAR)
    if form.tool.option_mark and before:
        for asked in form.asked:
            if asked.is_list and before in [own for own, _ in asked.uses]:
                return asked, before, option
    return None
