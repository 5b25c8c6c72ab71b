"""Read a sheet of a workbook as rows of text, or refuse the file in one sentence."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from python_calamine import CalamineWorkbook

from rocb_analysis.survey.text import hint, listed, plain
from rocb_analysis.tables import SurveyError

WORKBOOKS = frozenset({".xlsx", ".xls", ".xlsb", ".xlsm", ".ods"})
_MOST_BYTES = 2**30
_MOST_CELLS = 50_000_000
# The blank before r makes these searches quick.
_ROW = re.compile(rb' r="([0-9]+)"')
_FAR_ROW = re.compile(rb' r="[A-Z]{1,3}([0-9]{6,7})"')
_FAR_COLUMN = re.compile(rb' r="[A-Z]{3}[0-9]')
_COLUMN = re.compile(rb' r="([A-Z]{2,3})[0-9]')

# Reads every sheet of the workbook it is given.
_TRIAL = (
    "import python_calamine, sys; book = python_calamine.load_workbook(sys.argv[1]); "
    "[book.get_sheet_by_name(n).to_python() for n in book.sheet_names]"
)
_LAST_SECOND = dt.datetime.max.replace(microsecond=0)

Rows = Sequence[list[str]]


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets in order."""
    with _in_one_sentence(path):
        return list(_open(path).sheet_names)


def read_workbook(path: Path, sheet: str) -> tuple[str, Rows]:
    """Return the name and the rows of a sheet, "" meaning the first."""
    with _in_one_sentence(path):
        workbook = _open(path)
        name = _named(path, workbook.sheet_names, sheet)
        values = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        return name, [
            [v if type(v) is str else cell_text(v) for v in r] for r in values
        ]


def _named(path: Path, sheets: list[str], wanted: str) -> str:
    names = {plain(name): name for name in sheets}
    if not names:
        raise SurveyError(f"{path.name} has no sheet with cells. Export it again.")
    if not wanted:
        return sheets[0]
    if plain(wanted) not in names:
        raise SurveyError(
            f'{path.name} has no sheet "{wanted}"; it has {listed(names)}.'
            f"{hint(wanted, names)} Correct the sheet in rounds."
        )
    return names[plain(wanted)]


@contextmanager
def _in_one_sentence(path: Path) -> Iterator[None]:
    """Turn whatever the reader of workbooks raises into one sentence.

    It is written in Rust, whose panics are no Exception to Python.
    """
    try:
        yield
    except (SurveyError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise SurveyError(
            f"{path.name} cannot be opened as a workbook: it is damaged or protected "
            "by a password. Open it in Excel, save it anew without a password, or "
            "export it again."
        ) from error


def _open(path: Path) -> CalamineWorkbook:
    if zipfile.is_zipfile(path):
        _refuse_too_large(path)
    else:
        _try_elsewhere(path)
    return CalamineWorkbook.from_path(str(path))


def _try_elsewhere(path: Path) -> None:
    """Raise an error if another process fails to read an old workbook.

    Such a file has no checksums, and where a damaged one tells of cells without end,
    its reader does not raise an error but ends the process it runs in.
    """
    command = [sys.executable, "-I", "-c", _TRIAL, str(path)]
    subprocess.run(command, check=True, capture_output=True)


def _refuse_too_large(path: Path) -> None:
    """Raise SurveyError for a workbook that would not fit in memory, or is damaged.

    A few bytes can unpack to gigabytes, and one stray cell in the last corner of a
    sheet makes all cells before it part of the table.
    """
    # Unlike ZipFile, a Path into an archive only reads.
    with zipfile.Path(path).root as parts:
        size = sum(part.file_size for part in parts.infolist())
        if size > _MOST_BYTES:
            raise SurveyError(
                f"{path.name} unpacks to {size / 2**30:.1f} GB, far more than a survey "
                "has. Export it again, as CSV UTF-8."
            )
        for part in parts.infolist():
            # Every part is read once, though few are looked at, because this compares
            # checksums and the reader of workbooks does not: a text may be changed.
            xml = parts.read(part)
            name = part.filename
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                _refuse_far_cells(path, xml)


def _refuse_far_cells(path: Path, xml: bytes) -> None:
    far_rows = _FAR_ROW.findall(xml)
    if not far_rows and not _FAR_COLUMN.search(xml):
        return
    last_row = max(map(int, [*far_rows, *_ROW.findall(xml), b"1"]))
    columns = {found.decode() for found in _COLUMN.findall(xml)}
    last_column = max(columns, key=_column_number, default="Z")
    if last_row * _column_number(last_column) > _MOST_CELLS:
        raise SurveyError(
            f"{path.name} has a sheet whose cells reach to column {last_column} and "
            f"row {last_row}, far beyond a survey. Delete the rows and columns behind "
            "the replies, and save it anew."
        )


def _column_number(letters: str) -> int:
    """Return the number of a column, counted from 1.

    >>> _column_number("A"), _column_number("AA"), _column_number("XFD")
    (1, 27, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


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

    >>> to_second(dt.datetime(2020, 1, 17, 0, 39, 42, 999_600))
    datetime.datetime(2020, 1, 17, 0, 39, 43)
    >>> to_second(dt.datetime.max)
    datetime.datetime(9999, 12, 31, 23, 59, 59)
    """
    # No moment follows the last second of the last year.
    if moment < _LAST_SECOND and moment.microsecond:
        moment += dt.timedelta(microseconds=500_000)
    return moment.replace(microsecond=0)
