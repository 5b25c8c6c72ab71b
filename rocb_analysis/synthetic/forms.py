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
from rocb_analysis.tables import SurveyError

# Headers each tool writes of its own, in its order; the codebook maps or ignores them.
TOOL_HEADERS = {
    "google_forms": ("timestamp",),
    "microsoft_forms": ("id", "start time", "completion time", "email", "name"),
}
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
    """A question as one file asks it: its headers, and the answers offered there."""

    question: Question
    uses: list[tuple[str, Use]]
    answers: list[ScaleAnswer]
    separator: str

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
            Asked(q, uses[q.question_id], self._answers(q), q.separator or self.joint)
            for q in order
        ]

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
        """The tool whose shape the file has: as named, else by its headers."""
        headers = {h.casefold() for h, _ in self.survey.uses_in(self.file)}
        headers |= {h.casefold() for h in self.survey.ignored_in(self.file)}
        for tool, own in TOOL_HEADERS.items():
            if self.file.export == tool:
                return tool
            if self.file.export == "auto" and headers.issuperset(own[:3]):
                return tool
        return "plain"

    @property
    def joint(self) -> str:
        """The sign between the answers of a list."""
        return self.file.separator or (";" if self.tool == "microsoft_forms" else ",")

    def headers(self, kind: str) -> list[str]:
        """Return the headers of all questions of one kind."""
        return [h for a in self.asked if a.question.kind == kind for h, _ in a.uses]

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
        first, _, last = (self.file.header_rows or "1").partition("-")
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
                f"Round {file.round}: simulate cannot write files with export = long."
            )
        if file.path.suffix.lower() not in {".xlsx", ".csv", ".tsv"}:
            raise SurveyError(
                f"Round {file.round}: simulate writes .xlsx, .csv and .tsv, not "
                f"{file.file}; name another file in rounds."
            )
    return [Form(survey, file) for file in survey.round_files]
