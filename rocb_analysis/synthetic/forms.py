"""A form as one file of a round asks it, and a reply to it before it is written."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import (
    RATING_KINDS,
    Question,
    RoundFile,
    ScaleAnswer,
    Use,
)
from rocb_analysis.synthetic.shapes import BAR, PLAIN, SHAPES, Shape, own_name
from rocb_analysis.tables import SurveyError

_UNDATED = "2000-01-03"
_DAYS_OPEN = 30


@dataclass(frozen=True)
class Need:
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
class Reply:
    """A row of a file: text by header, the truth by subject, what was planted in it."""

    person: str
    moment: dt.datetime
    cells: dict[str, str]
    needs: dict[str, Need] = field(default_factory=dict)
    defects: tuple[Defect, ...] = ()
    counts: bool = True


@dataclass(frozen=True)
class Asked:
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
    def asked(self) -> list[Asked]:
        """The questions of the file, in codebook order."""
        uses: dict[str, list[tuple[str, Use]]] = {}
        for header, use in self.survey.uses_in(self.file):
            uses.setdefault(use.question_id, []).append((header, use))
        order = [self.survey.question[q] for q in self.survey.question if q in uses]
        return [
            Asked(q, uses[q.question_id], self._answers(q), self._mark(q.separator))
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

    def ticks(self, asked: Asked, header: str) -> tuple[str, str]:
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
    def ballot(self) -> Asked | None:
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
