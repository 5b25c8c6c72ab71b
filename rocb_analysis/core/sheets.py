"""Read any sheet as rows of text cells, exactly as a spreadsheet shows its rows.

One reader serves the codebook and the exports. A cell is text, "" when empty:
workbook numbers lose a useless `.0`, dates are ISO rounded to the second.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import overload

import numpy as np
import pandas as pd

from rocb_analysis.core.encodings import decoded
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import hint, plain
from rocb_analysis.core.workbook_child import MOST_CELLS, MOST_COLUMNS
from rocb_analysis.core.workbooks import WORKBOOKS, Rows, read_workbook

# What a text file may hold; a workbook's limits stand in `workbook_child`.
_MOST_BYTES = 2**28
_MOST_ROWS = 2**20
# Letters from which on pandas' reader is worth its start.
_LONG = 100_000
TEXTS = frozenset({".csv", ".tsv", ".txt"})
_DELIMITERS = ",;\t"
# A quote opens a cell only at its start; elsewhere it is a sign like any other.
_QUOTED = r'(?<![^,;\t\r\n])"(?:[^"]|"")*"'


def read_sheet(path: Path, sheet: str = "", *, header_row: int = 1) -> tuple[str, Rows]:
    """Return the sheet's name ("" for text files) and its rows, as `read_grid` does."""
    name, grid = read_grid(path, sheet, header_row=header_row)
    return name, list(grid)


def read_grid(path: Path, sheet: str = "", *, header_row: int = 1) -> tuple[str, Grid]:
    """Return the sheet's name ("" for text files) and its cells from row 1.

    Rows have equal length; trailing rows and columns without a filled cell are cut. A
    text file's delimiter is read from `header_row`, or the first filled row below. An
    error value of a workbook (#N/A) is an empty cell: its reader passes none on.

    Raises SurveyError, in one sentence, for a file that is missing, empty, corrupt, far
    too large, not UTF-8 or UTF-16, or without the sheet.
    """
    _check_file(path)
    if path.suffix.lower() in WORKBOOKS:
        name, rows = read_workbook(path, sheet)
        grid = Grid.of(rows)
    else:
        name, grid = "", _read_text(path, header_row)
    trimmed = _trimmed(grid)
    if not len(trimmed):
        raise SurveyError(
            f"{path.name} is empty: no cell is filled. Export it again from the form."
        )
    return name, trimmed


def is_there(path: Path) -> bool:
    """Say whether there is such a file; a name that no system can have is of none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _check_file(path: Path) -> None:
    if not is_there(path):
        others = [p.name for p in path.parent.glob("*")] if path.parent.is_dir() else []
        raise SurveyError(
            f"{path.name} is not in {path.parent.name}/.{hint(path.name, others)} "
            "Put the file there or correct its name."
        )
    if path.suffix.lower() not in WORKBOOKS | TEXTS:
        raise SurveyError(
            f"{path.name} is no kind of table this program reads: save it as "
            ".xlsx, .xls, .ods, .csv or .tsv."
        )
    if path.stat().st_size == 0:
        raise SurveyError(
            f"{path.name} is empty (0 bytes). Export it again from the form."
        )


def _read_text(path: Path, header_row: int) -> Grid:
    if path.stat().st_size > _MOST_BYTES:
        raise _too_large(path, f"{path.stat().st_size / 2**20:,.0f} MB")
    raw = bytes_read(path)
    text = decoded(raw, path.name)
    lines = max(text.count("\n"), text.count("\r"))
    if lines > _MOST_ROWS:
        raise _too_large(path, f"{lines:,} rows")
    delimiter = _delimiter(text, header_row)
    # Signs inside quotes are counted too, so twice as many are let pass unread.
    first, cells = text.partition("\n")[0], text.count(delimiter) + lines
    _check_size(path, cells // 2, 1, first.count(delimiter) // 2)
    if len(text) >= _LONG:
        # A text of as many letters as bytes is the same in UTF-8: no copy is made.
        in_utf8 = raw if len(raw) == len(text) else text.encode()
        if grid := grid_of_text(in_utf8, delimiter):
            _check_size(path, len(grid), len(grid.columns), len(grid.columns))
            return grid
    rows = _strict_rows(path, text, delimiter)
    width = max(map(len, rows), default=0)
    _check_size(path, len(rows), width, width)
    return Grid.of(rows)


def _check_size(path: Path, height: int, width: int, columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise _too_large(path, f"{columns:,} columns or more")
    if height * width > MOST_CELLS:
        raise _too_large(path, f"{height * width:,} cells or more")


def _too_large(path: Path, what: str) -> SurveyError:
    return SurveyError(
        f"{path.name} has {what}, far more than a survey: at most "
        f"{_MOST_BYTES // 2**20} MB, {_MOST_ROWS:,} rows, {MOST_COLUMNS:,} columns and "
        f"{MOST_CELLS:,} cells are read. Delete what is behind the replies, or export "
        "the file again."
    )


def _strict_rows(path: Path, text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    lines = io.StringIO(text, newline="")
    # Strict, because a quote that is never closed would swallow all rows below it.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise SurveyError(
            f"{path.name} cannot be read as a table (line {reader.line_num}: {error}). "
            "Mend the line, or export the file again as CSV UTF-8."
        ) from error


def bytes_read(path: Path) -> bytes:
    """Return the bytes of a file; SurveyError in a sentence if it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SurveyError(
            f"{path.name} cannot be opened ({error.strerror}). Close it in other "
            "programs and run again."
        ) from error


def _delimiter(text: str, header_row: int = 1) -> str:
    """Return the delimiter of the header line, the first filled one from header_row on.

    It is what occurs most outside quotes with no blank after it, as a comma has that
    belongs to the words of a header; else what occurs most.

    >>> _delimiter('a;"b, c";d'), _delimiter("Which, if any, needs;Name")
    (';', ';')
    """
    line = re.sub(_QUOTED, "", _header_line(text, header_row))
    tight = {d: len(re.findall(rf"{d}(?! )", line)) for d in _DELIMITERS}
    return max(_DELIMITERS, key=lambda d: (tight[d], line.count(d)))


def _header_line(text: str, header_row: int) -> str:
    """Return the first filled line from a row on; a line may break inside quotes."""
    rows = re.finditer(rf"(?:{_QUOTED}|[^\r\n])*(?:\r\n|\r|\n|$)", text)
    lines = (row.group() for row in islice(rows, header_row - 1, None))
    return next((line for line in lines if plain(line)), "")


def is_filled(cell: str) -> bool:
    """Say whether a cell holds anything after `plain`, which is seldom asked.

    >>> is_filled("Fiji"), is_filled(" "), is_filled("\\u200b")
    (True, False, False)
    """
    return bool(cell) and (cell[0].isalnum() or bool(plain(cell)))


def _trimmed(grid: Grid) -> Grid:
    """Return the cells cut after the last filled row and column.

    Filled cells are sought from the end, so that few of them are looked at.
    """
    columns = list(grid.columns)
    while columns and not any(map(is_filled, columns[-1])):
        columns.pop()
    height = len(grid)
    while height and not any(is_filled(column[height - 1]) for column in columns):
        height -= 1
    return Grid([column[:height] for column in columns])


# A sheet held as columns, that reads like a list of rows.


class Grid(Sequence[list[str]]):
    """Rows of equal length, held as columns (arrays of text)."""

    def __init__(self, columns: list[np.ndarray]) -> None:
        self.columns = columns

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]]) -> Grid:
        """Return the grid of some rows; those that are short are filled up with ""."""
        width = max(map(len, rows), default=0)
        full = [r if len(r) == width else [*r, *[""] * (width - len(r))] for r in rows]
        return cls([np.array(cells, dtype=object) for cells in zip(*full, strict=True)])

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    @overload
    def __getitem__(self, place: int) -> list[str]: ...

    @overload
    def __getitem__(self, place: slice) -> Grid: ...

    def __getitem__(self, place: int | slice) -> list[str] | Grid:
        if isinstance(place, slice):
            return Grid([column[place] for column in self.columns])
        return [column[place] for column in self.columns]

    def __iter__(self) -> Iterator[list[str]]:
        return map(list, zip(*self.columns, strict=True))


def grid_of_text(raw: bytes, delimiter: str) -> Grid | None:
    """Return the rows of a delimited text in UTF-8, None if only a strict reader can.

    pandas' reader in C takes a fifth of the time of the csv module, and lets pass what
    that one refuses: text behind a closing quote. Such a text, one with a quote never
    closed, and one whose first row is not the longest are left to the other.
    """
    if not _quotes_are_sound(raw, delimiter):
        return None
    try:
        frame = pd.read_csv(
            io.BytesIO(raw),
            sep=delimiter,
            header=None,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
            encoding="utf-8",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    return Grid([frame[name].to_numpy() for name in frame.columns])


def _quotes_are_sound(raw: bytes, delimiter: str) -> bool:
    """Say whether quotes open and close cells in turn, or are doubled inside one.

    >>> _quotes_are_sound(b'a,"b, c"', ","), _quotes_are_sound(b'"a"b,c', ",")
    (True, False)
    """
    if b'"' not in raw:
        return True
    signs = np.frombuffer(raw, dtype=np.uint8)
    places = np.flatnonzero(signs == ord('"'))
    if len(places) % 2:
        return False
    opening, closing = places[::2], places[1::2]
    is_end = np.zeros(256, dtype=bool)
    is_end[[ord(delimiter), ord("\r"), ord("\n")]] = True
    # The file's own start and end are as good as a line's.
    opens = is_end[signs[np.maximum(opening - 1, 0)]] | (opening == 0)
    last = len(signs) - 1
    closes = is_end[signs[np.minimum(closing + 1, last)]] | (closing == last)
    # A doubled quote closes the cell and opens it again at once.
    doubled = opening[1:] == closing[:-1] + 1
    opens[1:] |= doubled
    closes[:-1] |= doubled
    return bool(opens.all() and closes.all())
