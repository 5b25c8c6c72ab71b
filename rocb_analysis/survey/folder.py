"""Read the codebook of a survey folder, its tables as they stand.

Nothing is judged here but form: a table must be readable and have its key columns.
Whether the rows agree with each other is for `checks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.settings import Settings
from rocb_analysis.survey.sheets import WORKBOOKS, read_sheet, sheet_names
from rocb_analysis.survey.table import CODEBOOK, KEYS, Table
from rocb_analysis.survey.text import hint, nearest, plain
from rocb_analysis.tables import SurveyError

__all__ = ["CODEBOOK", "KEYS", "NEEDED", "Codebook", "Settings", "read_codebook"]

NEEDED = ("rounds", "questions", "columns")
# What may be unread without keeping the files from being checked.
_SPARE = frozenset({"breaks", "clusters", "pillars", "weightings", "corrections"})


@dataclass(frozen=True)
class Codebook:
    """The tables as read: text cells, index = spreadsheet row; and their files.

    header_rows: the spreadsheet row of each table's header.
    strangers: sheets or files beside them that are no table of the codebook.
    found: what was met while reading that no table shows.
    unread: tables that could not be read, and stand here without rows.
    """

    tables: dict[str, pd.DataFrame]
    files: dict[str, str]
    headers: dict[str, list[str]]
    strangers: dict[str, str] = field(default_factory=dict)
    header_rows: dict[str, int] = field(default_factory=dict)
    found: list[Problem] = field(default_factory=list)
    unread: frozenset[str] = frozenset()

    @property
    def tells_of_files(self) -> bool:
        """Whether every table was read that says what the files must hold."""
        return self.unread <= _SPARE


def read_codebook(folder: Path, *, as_meant: bool = False) -> Codebook:
    """Return the codebook's tables from its CSV files or its one workbook.

    as_meant: for checking alone; a table or column under a mistyped name is read as
        the one it is like, and one that cannot be read is told in `found`.

    Raises SurveyError for a table that is missing, and without as_meant for the first
    that cannot be read or lacks a key column.
    """
    found, place = _tables_in(folder)
    strangers = {n: place.format(n) for n in found if n not in CODEBOOK}
    missing = set(CODEBOOK) - set(found)
    files = {name: place.format(name) for name in CODEBOOK}
    for name in sorted(strangers) if as_meant else ():
        if guess := nearest(name, missing):
            missing.remove(guess)
            found[guess], files[guess] = found[name], strangers[name]
    for name in NEEDED:
        if name not in found:
            raise SurveyError(
                f"{folder.name}: the codebook has no table {name}."
                f"{hint(name, found)} Every survey needs {', '.join(NEEDED)}."
            )
    names = [name for name in CODEBOOK if name in found]
    tables = {n: _read_table(n, *found[n], files[n], as_meant) for n in names}
    blank = {n: Table.of_rows(n, [], files[n]) for n in CODEBOOK}
    read = blank | tables
    return Codebook(
        {n: read[n].frame for n in CODEBOOK},
        files,
        {n: table.headers for n, table in tables.items() if table.headers},
        strangers,
        {n: table.header_row for n, table in tables.items()},
        [problem for table in tables.values() for problem in table.found],
        frozenset(n for n, table in tables.items() if table.unread),
    )


def _tables_in(folder: Path) -> tuple[dict[str, tuple[Path, str]], str]:
    """Return file and sheet of each table there is, and how its place is called."""
    book = folder / "codebook.xlsx"
    if not book.is_file():
        book = folder / "codebook" / "codebook.xlsx"
    texts = sorted((folder / "codebook").glob("*.csv"))
    if book.is_file() and texts:
        raise SurveyError(
            f"{folder.name} has codebook.xlsx and codebook/*.csv; keep one of the two."
        )
    if book.is_file():
        sheets = {plain(name): (book, name) for name in sheet_names(book)}
        return sheets, "codebook.xlsx, sheet {}"
    return {path.stem: (path, "") for path in texts}, "codebook/{}.csv"


def _read_table(name: str, path: Path, sheet: str, place: str, as_meant: bool) -> Table:
    """Return one table; as_meant, one that cannot be read has no rows and says so."""
    try:
        rows = read_sheet_or_nothing(path, sheet)
        return Table.of_rows(name, rows, place, as_meant=as_meant)
    except SurveyError as error:
        if not as_meant:
            raise
        what = str(error).removeprefix(f"{place}: ")
        if what.startswith(f"{path.name} "):
            what = f"it {what.removeprefix(f'{path.name} ')}"
        return Table.unreadable(name, Problem(place, None, "", what))


def read_sheet_or_nothing(path: Path, sheet: str = "") -> list[list[str]]:
    """Return the rows of an own table; an empty one has none and is no mistake."""
    if path.suffix not in WORKBOOKS and not path.stat().st_size:
        return []
    try:
        return list(read_sheet(path, sheet)[1])
    except SurveyError as error:
        if "no cell is filled" in str(error):
            return []
        raise
