"""Change cells of the codebook and leave every other cell as it stands.

A CSV table keeps its encoding, mark, delimiter, quoting and line ends; in a workbook
only the sheets that change are written anew, as text cells.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from rocb_analysis.core.text import plain, unreckoned
from rocb_analysis.drafting.kinds import Kind
from rocb_analysis.drafting.table_edit import changed_text, changed_workbook
from rocb_analysis.survey.codebook import CODEBOOK, read_sheet_or_nothing
from rocb_analysis.survey.survey_folder import Survey


@dataclass
class TableEdit:
    """Changes of one table.

    cells: text by spreadsheet row and column. rows: cells of new rows, by column; they
    go below the last. A column that does not exist is added on the right.
    """

    cells: dict[tuple[int, str], str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to change."""
        return not (self.cells or self.rows or self.columns)

    def grid(
        self, headers: list[str], height: int, header_row: int
    ) -> dict[tuple[int, int], str]:
        """Return the changed cells by row and column, both counted from 0.

        height: rows up to the last filled one. header_row: the spreadsheet's row.
        """
        told = [plain(header) for header in headers]
        new = [*self.columns, *(column for _, column in self.cells)]
        new += [column for row in self.rows for column, text in row.items() if text]
        added = [column for column in dict.fromkeys(new) if column not in told]
        place = {column: i for i, column in reversed([*enumerate([*told, *added])])}
        cells = {(header_row - 1, place[column]): column for column in added}
        cells |= {(r - 1, place[c]): text for (r, c), text in self.cells.items()}
        for number, row in enumerate(self.rows, start=height):
            cells |= {(number, place[c]): t for c, t in row.items() if t}
        return cells


def edited_codebook(survey: Survey, edits: dict[str, TableEdit]) -> dict[Path, bytes]:
    """Return the new bytes of each file of the codebook that the edits change."""
    edits = {name: edit for name, edit in edits.items() if not edit.is_nothing}
    tops = {name: survey.codebook.header_rows.get(name, 1) for name in edits}
    book = codebook_workbook(survey.path)
    if book:
        grids = {}
        for name, edit in edits.items():
            rows = read_sheet_or_nothing(book, name) or [CODEBOOK[name].column_names]
            cells = edit.grid(rows[tops[name] - 1], len(rows), tops[name])
            grids[name] = _filled_in(rows, cells)
        return {book: changed_workbook(book, grids)} if grids else {}
    changed = {}
    for name, edit in edits.items():
        path = survey.path / "codebook" / f"{name}.csv"
        headers = survey.codebook.headers.get(name) or CODEBOOK[name].column_names
        changed[path] = changed_text(path, headers, edit.grid, header_row=tops[name])
    return changed


def codebook_workbook(folder: Path) -> Path | None:
    """Return the workbook that holds the codebook, or None if it is CSV files."""
    books = [folder / "codebook.xlsx", folder / "codebook" / "codebook.xlsx"]
    return next((book for book in books if book.is_file()), None)


def _filled_in(
    rows: list[list[str]], cells: dict[tuple[int, int], str]
) -> list[list[str]]:
    """Return the rows of a sheet with some cells changed or added."""
    width = max([len(rows[0]), *(column + 1 for _, column in cells)])
    height = max([len(rows), *(row + 1 for row, _ in cells)])
    grid = [[*row, *[""] * (width - len(row))] for row in rows]
    grid += [[""] * width for _ in range(height - len(grid))]
    for (row, column), text in cells.items():
        grid[row][column] = text
    return grid


# Make ids out of words, each once.

_SMALL = frozenset(
    "a an and any are by do does for from how in is it its of on or our please the "
    "this to us was we were what when which who will with would you your".split()
)


class Names:
    """Gives each text an id of its own: short, in plain letters, never twice."""

    def __init__(self, letter: str, *, taken: set[str] | None = None) -> None:
        self.letter = letter
        self.taken = {word.casefold() for word in taken or ()}
        self.given: dict[str, str] = {}

    def of(self, text: str, *, key: str = "") -> str:
        """Return the id of a text, the same for the same text, or the same key.

        >>> names = Names("q")
        >>> names.of("How useful was it?"), names.of("Useful"), names.of("\u9700\u8981")
        ('useful', 'useful_2', 'q3')
        """
        key = key or text
        if key not in self.given:
            base = slug(text) or f"{self.letter}{len(self.given) + 1}"
            name, number = base, 1
            while name in self.taken:
                number += 1
                name = f"{base}_{number}"
            self.taken.add(name)
            self.given[key] = name
        return self.given[key]


def slug(text: str) -> str:
    """Return up to four telling words of a text in plain letters, or "".

    >>> slug("What is the present level of your officers?")
    'present_level_officers'
    """
    marks = unicodedata.normalize("NFKD", text)
    words = re.findall(r"[a-z0-9]+", marks.encode("ascii", "ignore").decode().lower())
    told = [word for word in words if word not in _SMALL] or words
    name = "_".join(told[:4])[:40].strip("_")
    return name if re.search("[a-z]", name) else ""


# The tables of a codebook while they are drafted, and the list of suggestions.

Row = dict[str, str]
REVIEW_COLUMNS = ("what", "where", "suggestion", "likeness", "why", "to_decide")


@dataclass
class DraftedCodebook:
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


def table_bytes(drafted: DraftedCodebook) -> dict[str, bytes]:
    """Return the drafted codebook tables as CSV, by name."""
    tables = {}
    for name, table in CODEBOOK.items():
        rows = drafted.rows.get(name, [])
        every = _first(name, table.column_names)
        every += [drafted.label] if name == "columns" else []
        if rows or name in {"questions", "columns", "spellings", "breaks"}:
            tables[name] = csv_bytes(every, rows)
    return tables


def _first(name: str, columns: list[str]) -> list[str]:
    """Return a table's columns, what a person reads first before the rest."""
    order = {
        "questions": "question_id label kind about scale_id separator wording note"
    }
    return order[name].split() if name in order else columns


def review_bytes(review: list[Row]) -> bytes:
    """Return the review as CSV, no cell of which a spreadsheet takes for a formula."""
    shown = [{name: unreckoned(text) for name, text in row.items()} for row in review]
    return csv_bytes([*REVIEW_COLUMNS], shown)
