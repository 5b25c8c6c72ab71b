"""What each form tool's export looks like: declared, so that a tool is a row here."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Iterator
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
from rocb_analysis.synthetic.members import Region

BAR = " | "  # between the rows of a header, as the codebook joins them


@dataclass(frozen=True)
class TextFile:
    """How a tool writes a text file: its mark, quotes and line ends."""

    bom: bool = False
    quote_all: bool = False
    line_end: str = "\r\n"
    closing_line: bool = False


@dataclass(frozen=True)
class Shape:
    """The shape of a tool's export.

    before, after: headers the tool writes itself, in its order, before and behind the
        questions; of a header in several rows its first row, without capitals.
    known_by: those of them by which a file of no named tool is taken for this one.
    header_rows: how many rows the header has; import_row: whether one more follows
        that names each column for a machine.
    list_mark: what stands between the answers of a list in one cell.
    chosen, unchosen: an option's own column where it is ticked or not; chosen "" = the
        text of the option. not_shown: what stands there, and under a question of yes or
        no, where there is no answer: passed over, not put, not reached.
    option_columns: a list's options also stand in columns of their own, 1 or 0.
    dates: how a workbook shows its dates, "" = as text; date_text: the form of text.
    jobs: headers the tool reads itself, with what they say.
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()
    header_rows: int = 1
    import_row: bool = False
    list_mark: str = ", "
    chosen: str = "Yes"
    unchosen: str = ""
    not_shown: str = ""
    option_columns: bool = False
    newest_first: bool = False
    unpadded_dates: bool = False
    marked_headers: bool = False
    numbers_as_text: bool = False
    dates: str = "yyyy-mm-dd hh:mm:ss"
    date_text: str = "%Y-%m-%dT%H:%M:%S"
    dates_unfinished: bool = True
    text: TextFile = TextFile()
    jobs: dict[str, str] = field(default_factory=dict)

    def job(self, name: str) -> str:
        """Return the header that does a job in this tool's file, or ""."""
        return next((header for header, job in self.jobs.items() if job == name), "")


PLAIN = Shape()
SHAPES = {
    "google_forms": Shape(
        before=("timestamp",),
        known_by=("timestamp",),
        unpadded_dates=True,
        dates="m/d/yyyy h:mm:ss",
    ),
    "microsoft_forms": Shape(
        before=("id", "start time", "completion time", "email", "name"),
        known_by=("id", "start time", "completion time"),
        list_mark=";",
        marked_headers=True,
        dates="m/d/yy h:mm:ss",
        # A spreadsheet that saves a workbook as CSV UTF-8 puts a mark first.
        text=TextFile(bom=True),
    ),
    "surveymonkey": Shape(
        before=(
            *("respondent id", "collector id", "start date", "end date"),
            *("ip address", "email address", "first name", "last name"),
            "custom data 1",
        ),
        known_by=("respondent id", "collector id", "start date"),
        header_rows=2,
        chosen="",
        newest_first=True,
        dates="m/d/yyyy h:mm:ss",
    ),
    "qualtrics": Shape(
        before=(
            *("startdate", "enddate", "status", "ipaddress", "progress"),
            *("duration (in seconds)", "finished", "recordeddate", "responseid"),
            *("recipientlastname", "recipientfirstname", "recipientemail"),
            *("externalreference", "locationlatitude", "locationlongitude"),
            *("distributionchannel", "userlanguage"),
        ),
        known_by=("startdate", "recordeddate", "responseid"),
        header_rows=2,
        import_row=True,
        list_mark=",",
        date_text="%Y-%m-%d %H:%M:%S",
        text=TextFile(bom=True, line_end="\n"),
    ),
    "kobo": Shape(
        before=("start", "end"),
        after=(
            *("_id", "_uuid", "_submission_time", "_validation_status", "_notes"),
            *("_status", "_submitted_by", "__version__", "_tags", "_index"),
        ),
        known_by=("_id", "_uuid", "_submission_time"),
        list_mark=" ",
        chosen="1",
        unchosen="0",
        option_columns=True,
        numbers_as_text=True,
        dates="",
        text=TextFile(quote_all=True),
    ),
    "limesurvey": Shape(
        before=("response id", "date submitted", "last page", "start language", "seed"),
        known_by=("response id", "date submitted", "last page"),
        unchosen="No",
        not_shown="N/A",
        dates_unfinished=False,
        date_text="%Y-%m-%d %H:%M:%S",
        text=TextFile(bom=True, quote_all=True, closing_line=True),
    ),
    "entry_workbook": Shape(
        before=("date_received",),
        after=("no_needs",),
        known_by=("date_received", "no_needs"),
        list_mark="; ",
        dates="yyyy-mm-dd",
        date_text="%Y-%m-%d",
        jobs={"date_received": "replied_on", "no_needs": "no_needs"},
    ),
}


def own_name(header: str) -> str:
    """Return the name by which a shape knows a header: its first row, no capitals.

    >>> own_name("StartDate | Start Date")
    'startdate'
    """
    return header.partition(BAR)[0].casefold()


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
        marks = {"": self.shape.list_mark, "space": " ", ";": ";"}
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
    def tool(self) -> str:
        """The tool whose shape the file has: as named, else by its headers.

        What comes by a source of its own and has no time stamp is typed by the office.
        """
        headers = {own_name(h) for h, _ in self.survey.uses_in(self.file)}
        headers |= {own_name(h) for h in self.survey.ignored_in(self.file)}
        for tool, shape in SHAPES.items():
            if self.file.export == tool:
                return tool
            if self.file.export == "auto" and headers.issuperset(shape.known_by):
                return tool
        typed = self.file.export == "auto" and self.file.source and not self.is_text
        return "entry_workbook" if typed and not self._stamped else "plain"

    @property
    def _stamped(self) -> bool:
        uses = [use.question_id for _, use in self.survey.uses_in(self.file)]
        return any(self.survey.question[q].kind == "replied_on" for q in uses)

    @property
    def shape(self) -> Shape:
        """What an export of the tool looks like."""
        return SHAPES.get(self.tool, PLAIN)

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
        chosen = self.shape.chosen or header.rpartition(BAR)[2]
        return own.get(True, chosen), own.get(False, self.shape.unchosen)

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
        usual = f"1-{self.shape.header_rows}"
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

Value = str | dt.datetime
PAGES = 4  # that a tool counts which says how far a reply got
_MINUTES_TO_FILL_IN = (6, 90)
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_ZONES = (5, 7, 8, 12)  # hours before Greenwich of the devices that are used
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
            bare = form.shape.unpadded_dates
            return _LEADING_ZERO.sub(r"\1", text) if bare else text
        if form.is_text or not form.shape.dates:
            return moment.strftime(form.shape.date_text)
        timed = "h" in form.shape.dates
        return moment if timed else dt.datetime.combine(moment, dt.time())


def own_cells(row: PlacedReply) -> dict[str, Value]:
    """Return what the tool of the file writes itself, by header without capitals."""
    write = _BY_TOOL.get(row.sheet.form.tool)
    return write(row) if write else {}


def _microsoft_forms(row: PlacedReply) -> dict[str, Value]:
    return {
        "id": str(row.number),
        "start time": row.when(row.began),
        "completion time": row.when(row.reply.moment),
        "email": "anonymous",
    }


def _surveymonkey(row: PlacedReply) -> dict[str, Value]:
    return {
        "respondent id": row.running("respondent", 11),
        "collector id": row.of_file("collector", 9),
        "start date": row.when(row.began),
        "end date": row.when(row.reply.moment),
    }


def _qualtrics(row: PlacedReply) -> dict[str, Value]:
    ended = row.when(row.reply.moment)
    seconds = (row.reply.moment - row.began).total_seconds()
    return {
        "startdate": row.when(row.began),
        "enddate": ended,
        "status": "IP Address",
        "progress": str(100 if row.finished else 100 // PAGES),
        "duration (in seconds)": f"{seconds:.0f}",
        "finished": str(row.finished),
        "recordeddate": ended,
        "responseid": f"R_{row.signs('response', 15)}",
        "distributionchannel": "anonymous",
        "userlanguage": "EN",
    }


def _kobo(row: PlacedReply) -> dict[str, Value]:
    """The device writes its own time and zone, the server Greenwich time."""
    hours = _ZONES[int(row.rng("zone").integers(len(_ZONES)))]
    zone = dt.timezone(dt.timedelta(hours=hours))
    began, ended = (
        moment.replace(tzinfo=dt.UTC).astimezone(zone).isoformat("T", "milliseconds")
        for moment in (row.began, row.reply.moment)
    )
    return {
        "start": began,
        "end": ended,
        "_id": row.running("id", 9),
        "_uuid": str(uuid.UUID(bytes=row.rng("uuid").bytes(16), version=4)),
        "_submission_time": row.when(row.reply.moment),
        "_status": "submitted_via_web",
        "__version__": f"v{row.of_file('version', 12)}",
        "_index": str(row.number),
    }


def _limesurvey(row: PlacedReply) -> dict[str, Value]:
    return {
        "response id": str(row.number),
        "date submitted": row.when(row.reply.moment),
        "last page": str(PAGES if row.finished else 1),
        "start language": "en",
        "seed": str(row.rng("seed").integers(10**8, 2 * 10**9)),
    }


_BY_TOOL: dict[str, Callable[[PlacedReply], dict[str, Value]]] = {
    "microsoft_forms": _microsoft_forms,
    "surveymonkey": _surveymonkey,
    "qualtrics": _qualtrics,
    "kobo": _kobo,
    "limesurvey": _limesurvey,
}


# The columns of an export: which stand where, and how a tool writes their headers.

# Qualtrics' ids of what it writes itself, where they are not the name.
_IMPORT_IDS = {
    "startdate": "startDate",
    "enddate": "endDate",
    "ipaddress": "ipAddress",
    "duration (in seconds)": "duration",
    "recordeddate": "recordedDate",
    "responseid": "_recordId",
    "recipientlastname": "recipientLastName",
    "recipientfirstname": "recipientFirstName",
    "recipientemail": "recipientEmail",
    "externalreference": "externalDataReference",
    "locationlatitude": "locationLatitude",
    "locationlongitude": "locationLongitude",
    "distributionchannel": "distributionChannel",
    "userlanguage": "userLanguage",
}
_DATES = frozenset({"startdate", "enddate", "recordeddate"})


def columns_of(form: Form) -> list[str]:
    """Return the headers in order: the tool's own, the questions, what is ignored.

    A header ignored in every round stands there only if the tool writes it.
    """
    mapped = [header for header, _ in form.survey.uses_in(form.file)]
    ignored = form.survey.ignored_columns
    here = ignored["round"].isin(form.file.labels)
    at_once = [h for h in ignored.loc[here, "header"] if not h.startswith("(column ")]
    own = [*mapped, *ignored.loc[here | (ignored["round"] == ""), "header"]]
    own += form.shape.jobs
    before, after = (
        [h for name in names for h in own if own_name(h) == name]
        for names in (form.shape.before, form.shape.after)
    )
    asked = [h for one in mapped for h in [one, *options_beside(form, one, at_once)]]
    rest = [h for h in [*asked, *at_once] if h not in after]
    return list(dict.fromkeys([*before, *rest, *after]))


def options_beside(form: Form, header: str, ignored: list[str]) -> list[str]:
    """Return the columns that repeat the options of a list, one each."""
    if not form.shape.option_columns:
        return []
    return [h for h in ignored if h.rpartition("/")[0] == header]


def header_rows(form: Form, headers: list[str]) -> list[list[str]]:
    """Return all rows above the replies, first the title where rounds leave room."""
    first, last = form.header_rows
    above = [[form.survey.settings.title]] * (first - 1)
    below = [_import_row(form, headers)] if form.shape.import_row else []
    return [*above, *_split(form, headers, last - first + 1), *below]


def _split(form: Form, headers: list[str], height: int) -> list[list[str]]:
    """Return the header in rows: split at its bars, a heading over its first column."""
    written = [_marked(form, header) for header in headers]
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


def _marked(form: Form, header: str) -> str:
    """Return the header with the marks Microsoft Forms leaves in a workbook.

    A line break after a question that goes on, a no-break space at its end.
    """
    if not form.shape.marked_headers or own_name(header) in form.shape.before:
        return header
    return header.replace("? ", "?\n") + ("\u00a0" if header.endswith("?") else "")


def _import_row(form: Form, headers: list[str]) -> list[str]:
    """Return the row in which Qualtrics names each column for a machine."""
    texts = set(form.headers("text")) | set(form.headers("respondent"))
    return [_import_id(header, is_text=header in texts) for header in headers]


def _import_id(header: str, *, is_text: bool) -> str:
    """Return one cell of that row.

    >>> _import_id("Q4_1 | Level - First", is_text=False)
    '{"ImportId":"QID4_1"}'
    """
    name = own_name(header)
    own = re.sub("^q(?=[0-9])", "QID", name) + ("_TEXT" if is_text else "")
    said = {"ImportId": _IMPORT_IDS.get(name, own)}
    if name in _DATES:
        said["timeZone"] = "UTC"
    return json.dumps(said, separators=(",", ":"))


def option_of(form: Form, header: str) -> tuple[FormQuestion, str, str] | None:
    """Return the list that a column repeats, that list's header, and the option."""
    before, _, option = header.rpartition("/")
    if form.shape.option_columns and before:
        for asked in form.asked:
            if asked.is_list and before in [own for own, _ in asked.uses]:
                return asked, before, option
    return None
