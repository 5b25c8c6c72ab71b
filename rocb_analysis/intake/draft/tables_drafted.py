"""The tables of a codebook while they are drafted, and the list of suggestions."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from rocb_analysis.intake.draft.kinds import Kind
from rocb_analysis.intake.draft.names import Names
from rocb_analysis.survey.folder import CODEBOOK
from rocb_analysis.survey.text import unreckoned

Row = dict[str, str]
REVIEW_COLUMNS = ("what", "where", "suggestion", "likeness", "why", "to_decide")


@dataclass
class Drafted:
    """Rows of each codebook table, and of the review: a suggestion each."""

    label: str
    rows: dict[str, list[Row]] = field(default_factory=dict)
    review: list[Row] = field(default_factory=list)
    questions: Names = field(default_factory=lambda: Names("q"))
    subjects: Names = field(default_factory=lambda: Names("s"))
    scales: Names = field(default_factory=lambda: Names("scale"))
    known_scales: dict[tuple[str, ...], str] = field(default_factory=dict)

    def add(self, table: str, **cells: str) -> None:
        """Add a row to a table."""
        self.rows.setdefault(table, []).append(cells)

    def suggest(
        self, what: str, where: str, suggestion: str, why: str, **more: str
    ) -> None:
        """Add a suggestion to the review."""
        row = {"what": what, "where": where, "suggestion": suggestion, "why": why}
        self.review.append(row | more)

    def subject(self, label: str) -> str:
        """Return the id of a subject, which is added when it is met first."""
        new = label not in self.subjects.given
        identity = self.subjects.of(label)
        if new:
            self.add("subjects", subject_id=identity, label=label)
        return identity

    def scale(
        self, name: str, kind: Kind, states: dict[str, str], *, placed: bool
    ) -> str:
        """Return the id of a scale with the answers met; equal scales are one.

        The options of a list, and what a ballot names, are subjects too, so that their
        question can be marked as one about need; not those of a list at a place, which
        speaks of the subject there.
        """
        subjects = kind.kind == "top_n" or (kind.kind == "many" and not placed)
        key = (str(subjects), *sorted(kind.answers))
        if key not in self.known_scales:
            self.known_scales[key] = self.scales.of(name, key=str(key))
            for answer in kind.answers:
                value, state = kind.values.get(answer, ""), states.get(answer, "")
                about = self.subject(answer) if subjects and not state else ""
                self.add(
                    "scales",
                    scale_id=self.known_scales[key],
                    answer=answer,
                    value=str(value),
                    subject_id=about,
                    state=state,
                )
        return self.known_scales[key]


def csv_bytes(columns: list[str], rows: list[Row]) -> bytes:
    """Return a table as CSV in UTF-8 with a mark, so that Excel reads every letter."""
    held = io.StringIO()
    writer = csv.DictWriter(held, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return held.getvalue().encode("utf-8-sig")


def table_bytes(drafted: Drafted) -> dict[str, bytes]:
    """Return the drafted codebook tables as CSV, by name."""
    tables = {}
    for name, columns in CODEBOOK.items():
        rows = drafted.rows.get(name, [])
        every = [*_first(name, columns)]
        every += [drafted.label] if name == "columns" else []
        if rows or name in {"questions", "columns", "spellings", "breaks"}:
            tables[name] = csv_bytes(every, rows)
    return tables


def _first(name: str, columns: tuple[str, ...]) -> list[str]:
    """Return a table's columns, what a person reads first before the rest."""
    order = {
        "questions": "question_id label kind about scale_id separator wording note"
    }
    return order[name].split() if name in order else list(columns)


def review_bytes(review: list[Row]) -> bytes:
    """Return the review as CSV, no cell of which a spreadsheet takes for a formula."""
    shown = [{name: unreckoned(text) for name, text in row.items()} for row in review]
    return csv_bytes([*REVIEW_COLUMNS], shown)
