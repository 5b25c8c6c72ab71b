"""Change cells of the codebook and leave every other cell as it stands.

A CSV table keeps its encoding, mark, delimiter, quoting and line ends; in a workbook
only the sheets that change are written anew, as text cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from rocb_analysis.intake.draft.text_table import changed_text
from rocb_analysis.intake.draft.workbook_table import changed_workbook
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.folder import CODEBOOK, read_sheet_or_nothing
from rocb_analysis.survey.text import plain


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
            rows = read_sheet_or_nothing(book, name) or [[*CODEBOOK[name]]]
            cells = edit.grid(rows[tops[name] - 1], len(rows), tops[name])
            grids[name] = _filled_in(rows, cells)
        return {book: changed_workbook(book, grids)} if grids else {}
    changed = {}
    for name, edit in edits.items():
        path = survey.path / "codebook" / f"{name}.csv"
        headers = survey.codebook.headers.get(name) or [*CODEBOOK[name]]
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
