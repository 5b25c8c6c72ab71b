"""One row of a codebook table as an object: a round's file, a question, an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rocb_analysis.survey.tools import TOOLS

if TYPE_CHECKING:
    from rocb_analysis.survey.survey_folder import LongFile


STATES = ("not_answered", "dont_know", "not_applicable", "set_aside", "no_needs")
KINDS = frozenset(
    "respondent replied_on level number yes_no rank top_n many one text".split()
)
# What rounds may call an export: `plain` is a table of no known tool, `long` one with a
# row an answer or with rows that carry their round.
EXPORTS = frozenset({"auto", "long", "plain", *(tool.name for tool in TOOLS)})
RATING_KINDS = frozenset({"level", "number", "yes_no", "many"})
RANKING_KINDS = frozenset({"top_n", "rank"})
# With a place and no subject these speak of what the need ballot names there.
PLACED_KINDS = frozenset({"level", "one", "many", "yes_no", "number", "text"})
_RANGE = re.compile(r"([\[(])\s*([^,]*),\s*([^\])]*)([\])])")


@dataclass(frozen=True)
class Problem:
    """Something to mend: where it is, what is wrong, what to do; does it stop a run."""

    file: str
    row: int | None
    column: str
    what: str
    stops: bool = True

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: {self.what}"


@dataclass(frozen=True)
class RoundFile:
    """One row of rounds: a file of a round.

    long: what [long] says of it, if its export is long and [long] says anything.
    """

    row: int
    round: str
    source: str
    file: str
    path: Path
    sheet: str
    export: str
    header_rows: str
    separator: str
    date_format: str
    asked_on: str
    picks_allowed: int | None
    long: LongFile | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Names by which the codebook may speak of this file, most particular first."""
        names = [f"{self.round}/{self.file}"]
        if self.source:
            names.append(f"{self.round}/{self.source}")
        return (*names, self.round)


@dataclass(frozen=True)
class Question:
    """One row of questions."""

    question_id: str
    kind: str
    label: str
    scale_id: str
    separator: str
    about: str


@dataclass(frozen=True)
class ScaleAnswer:
    """One row of scales: an answer with its value, subject and state."""

    answer: str
    value: float | None
    subject_id: str
    label: str
    need: str
    state: str
    offered_in: frozenset[str]
    low: float = float("nan")
    high: float = float("nan")
    closed: str = ""

    def offered(self, labels: tuple[str, ...]) -> bool:
        """Say whether the answer was offered in a file with these labels."""
        return not self.offered_in or not self.offered_in.isdisjoint(labels)

    def holds(self, number: float) -> bool:
        """Say whether a number lies in this answer's range."""
        above = number > self.low or (number == self.low and self.closed[:1] == "[")
        below = number < self.high or (number == self.high and self.closed[1:] == "]")
        return bool(self.closed) and above and below


@dataclass(frozen=True)
class Use:
    """What the codebook says of one header: a question with its subject or place."""

    question_id: str
    subject_id: str
    position: int | None


def scale_answer(row: object) -> ScaleAnswer:
    """Return the answer a row of scales describes."""
    said = row._asdict()  # type: ignore[attr-defined]
    low, high, closed = number_range(said["answer"])
    return ScaleAnswer(
        answer=said["answer"],
        value=float(said["value"]) if said["value"] else None,
        subject_id=said["subject_id"],
        label=said["label"] or said["answer"],
        need=said["need"],
        state=said["state"],
        offered_in=frozenset(
            part.strip() for part in said["offered_in"].split(";") if part.strip()
        ),
        low=low,
        high=high,
        closed=closed,
    )


def header_span(header_rows: str) -> tuple[int, int] | None:
    """Return the first and last row of a header, counted from 1, or None.

    >>> header_span("3"), header_span("2-4"), header_span("4-2")
    ((3, 3), (2, 4), None)
    """
    found = re.fullmatch(r"(\d+)(?: ?- ?(\d+))?", header_rows)
    if not found:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return (first, last) if 1 <= first <= last else None


def number_range(answer: str) -> tuple[float, float, str]:
    """Return the ends of a range and its brackets, or nan, nan, "" if it is none.

    >>> number_range("[0, 60)")
    (0.0, 60.0, '[)')
    >>> number_range("[60, )")
    (60.0, inf, '[)')
    """
    found = _RANGE.fullmatch(answer)
    if not found:
        return float("nan"), float("nan"), ""
    left, low, high, right = (part.strip() for part in found.groups())
    try:
        ends = float(low or "-inf"), float(high or "inf")
    except ValueError:
        return float("nan"), float("nan"), ""
    return *ends, left + right
