"""Read workbooks in a process of its own, which may die of a hostile one.

`workbooks` runs this file as a script; it loads nothing of the package, so that it
starts at once. Lines of JSON go both ways: a path, the names of its sheets, a name, the
rows of that sheet in pieces, null. {"refused": sentence} ends a file.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import signal
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

# What a survey may need, and what a process that reads it may take.
MOST_MEMORY = 2 * 2**30
MOST_SECONDS = 60
MOST_BYTES = 2**29
MOST_CELLS = 10_000_000
MOST_COLUMNS = 16_384
_PIECE = 500
# The blank before r makes these searches quick; either quote is allowed in XML.
_FAR = re.compile(rb" r=[\"'](?:[A-Z]{3}[0-9]|[A-Z]{2}[0-9]{5}|[A-Z][0-9]{6})")
_ROW = re.compile(rb" r=[\"'][A-Z]*([0-9]+)[\"']")
_COLUMN = re.compile(rb" r=[\"']([A-Z]{2,3})[0-9]")
_CELL = (b"<c ", b"<c>", b"<c/>")
_LAST_SECOND = dt.datetime.max.replace(microsecond=0)


class Refused(Exception):
    """The file is not read, for a reason in one sentence."""


def serve() -> None:
    """Answer requests until there are no more."""
    _limit_memory()
    # The process that asks is the one to be stopped from the keyboard.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in iter(sys.stdin.readline, ""):
        said = json.loads(line)
        _watch(MOST_SECONDS + 5)
        _answer(Path(said["path"]), only_names="only" in said)
        _watch(0)


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _watch(seconds: int) -> None:
    """End this process after some time, should the one that asks be gone."""
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _answer(path: Path, *, only_names: bool) -> None:
    try:
        import python_calamine

        if zipfile.is_zipfile(path):
            refuse_too_large(path)
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        _say(book.sheet_names)
        if only_names:
            return
        name = json.loads(sys.stdin.readline())["sheet"]
        for piece in pieces_of(path, book.get_sheet_by_name(name)):
            _say(piece)
        _say(None)
    except Refused as error:
        _say({"refused": str(error)})
    except MemoryError:
        _say({"refused": too_much(path.name)})
    # What the reader raises in Rust is no Exception to Python.
    except BaseException:
        _say({"refused": ""})


def _say(said: object) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def too_much(name: str) -> str:
    """Return the sentence for a file that takes more memory than it may."""
    return (
        f"{name} takes more than {MOST_MEMORY // 2**30} GB of memory to read, far more "
        "than a survey does. Delete the rows and columns behind the replies, and save "
        "it anew, or export it again as CSV UTF-8."
    )


def refuse_too_large(path: Path) -> None:
    """Raise Refused for a workbook that would not fit in memory, an error for a broken.

    A few bytes can unpack to gigabytes, and one stray cell in the last corner of a
    sheet makes all cells before it part of the table.
    """
    # Unlike ZipFile, a Path into an archive only reads.
    with zipfile.Path(path).root as parts:
        size = sum(part.file_size for part in parts.infolist())
        if size > MOST_BYTES:
            raise Refused(
                f"{path.name} unpacks to {size / 2**30:.1f} GB, far more than a survey "
                "has. Export it again, as CSV UTF-8."
            )
        for part in parts.infolist():
            # Every part is read once, though few are looked at, because this compares
            # checksums and the reader of workbooks does not: a text may be changed.
            xml = parts.read(part)
            if part.filename.endswith(".xml") and b"sheetData" in xml:
                _refuse_far_cells(path, xml)


def _refuse_far_cells(path: Path, xml: bytes) -> None:
    if (cells := sum(map(xml.count, _CELL))) > MOST_CELLS:
        raise Refused(
            f"{path.name} has a sheet of {cells:,} cells, far beyond a survey. Delete "
            "the rows and columns behind the replies, and save it anew."
        )
    if not _FAR.search(xml):
        return
    last_row = max(map(int, _ROW.findall(xml)), default=1)
    columns = {found.decode() for found in _COLUMN.findall(xml)}
    last_column = max(columns, key=column_number, default="Z")
    if last_row * column_number(last_column) > MOST_CELLS:
        raise Refused(
            f"{path.name} has a sheet whose cells reach to column {last_column} and "
            f"row {last_row}, far beyond a survey. Delete the rows and columns behind "
            "the replies, and save it anew."
        )


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1.

    >>> column_number("A"), column_number("AA"), column_number("XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def pieces_of(path: Path, sheet: Any) -> Iterator[list[list[str]]]:
    """Yield the rows of a sheet as text, some at a time, without blank cells behind.

    Raises Refused for a sheet of more cells or columns than a survey may have.
    """
    last = sheet.end or (0, 0)
    height, width = last[0] + 1, last[1] + 1
    if width > MOST_COLUMNS or height * width > MOST_CELLS:
        raise Refused(
            f"{path.name} has a sheet of {height:,} rows and {width:,} columns, more "
            f"than {MOST_CELLS:,} cells or {MOST_COLUMNS:,} columns. Delete the rows "
            "and columns behind the replies, and save it anew."
        )
    rows = iter(sheet.to_python(skip_empty_area=False))
    while piece := [_texts(row) for row in islice(rows, _PIECE)]:
        yield piece


def _texts(row: list[Any]) -> list[str]:
    cells = [v if type(v) is str else cell_text(v) for v in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def cell_text(value: object) -> str:
    """Return a workbook cell as text.

    >>> cell_text(5.0), cell_text(0.15), cell_text(True)
    ('5', '0.15', 'TRUE')
    >>> cell_text(dt.datetime(2020, 1, 17, 0, 39, 42, 999_600))
    '2020-01-17T00:39:43'
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        return to_second(value).isoformat()
    if isinstance(value, dt.timedelta):
        return str(dt.timedelta(seconds=round(value.total_seconds())))
    if isinstance(value, dt.time):
        day = dt.datetime.combine(dt.date(1, 1, 1), value)
        return to_second(day).time().isoformat()
    return "" if value is None else str(value)


def to_second(moment: dt.datetime) -> dt.datetime:
    """Return the moment rounded to the nearest second, as late as the calendar goes.

    >>> to_second(dt.datetime(2020, 1, 17, 0, 39, 43))
    datetime.datetime(2020, 1, 17, 0, 39, 43)
    >>> to_second(dt.datetime.max)
    datetime.datetime(9999, 12, 31, 23, 59, 59)
    """
    # No moment follows the last second of the last year.
    if moment < _LAST_SECOND and moment.microsecond:
        moment += dt.timedelta(microseconds=500_000)
    return moment.replace(microsecond=0)


if __name__ == "__main__":
    serve()
