"""Read any sheet as rows of text cells, exactly as a spreadsheet shows its rows.

One reader serves the codebook and the exports. A cell is text, "" when empty:
workbook numbers lose a useless `.0`, dates are ISO rounded to the second.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from rocb_analysis.survey.text import hint, plain
from rocb_analysis.tables import SurveyError

WORKBOOKS = frozenset({".xlsx", ".xls", ".xlsb", ".xlsm", ".ods"})
TEXTS = frozenset({".csv", ".tsv", ".txt"})
_DELIMITERS = ",;\t"
# A quote opens a cell only at its start; elsewhere it is a sign like any other.
_QUOTED = r'(?<![^,;\t\r\n])"(?:[^"]|"")*"'

Rows = list[list[str]]


def read_sheet(path: Path, sheet: str = "", *, header_row: int = 1) -> tuple[str, Rows]:
    """Return the sheet's name ("" for text files) and its rows from row 1.

    Rows have equal length; trailing rows and columns without a filled cell are cut. A
    text file's delimiter is read from `header_row`, or the first filled row below. An
    error value of a workbook (#N/A) is an empty cell: its reader passes none on.

    Raises SurveyError, in one sentence, for a file that is missing, empty, corrupt,
    not UTF-8 or UTF-16, or without the sheet.
    """
    _check_file(path)
    if path.suffix.lower() in WORKBOOKS:
        name, rows = _read_workbook(path, sheet)
    else:
        name, rows = "", _read_text(path, header_row)
    trimmed = _trimmed(rows)
    if not trimmed:
        raise SurveyError(
            f"{path.name} is empty: no cell is filled. Export it again from the form."
        )
    return name, trimmed


def sheet_names(path: Path) -> list[str]:
    """Return the names of a workbook's sheets in order."""
    _check_file(path)
    return list(_open_workbook(path).sheet_names)


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
        return _to_second(value).isoformat()
    if isinstance(value, dt.timedelta):
        return str(dt.timedelta(seconds=round(value.total_seconds())))
    if isinstance(value, dt.time):
        day = dt.datetime.combine(dt.date(1, 1, 1), value)
        return _to_second(day).time().isoformat()
    return "" if value is None else str(value)


def _to_second(moment: dt.datetime) -> dt.datetime:
    """Return the moment rounded to the nearest second."""
    half = dt.timedelta(microseconds=500_000)
    return (moment + half).replace(microsecond=0)


def _check_file(path: Path) -> None:
    if not path.is_file():
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


def _open_workbook(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError) as error:
        raise _corrupt(path) from error


def _corrupt(path: Path) -> SurveyError:
    return SurveyError(
        f"{path.name} cannot be opened as a workbook: it is damaged or protected by a "
        "password. Open it in Excel, save it anew without a password, or export it "
        "again."
    )


def _read_workbook(path: Path, sheet: str) -> tuple[str, Rows]:
    workbook = _open_workbook(path)
    names = {plain(name): name for name in workbook.sheet_names}
    if sheet and plain(sheet) not in names:
        raise SurveyError(
            f'{path.name} has no sheet "{sheet}"; it has {", ".join(names)}.'
            f"{hint(sheet, names)} Correct the sheet in rounds."
        )
    name = names[plain(sheet)] if sheet else workbook.sheet_names[0]
    try:
        values = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise _corrupt(path) from error
    return name, [[cell_text(value) for value in row] for row in values]


def _read_text(path: Path, header_row: int) -> Rows:
    text = _decoded(path)
    lines = io.StringIO(text, newline="")
    # Strict, because a quote that is never closed would swallow all rows below it.
    reader = csv.reader(lines, delimiter=_delimiter(text, header_row), strict=True)
    try:
        return [list(row) for row in reader]
    except csv.Error as error:
        raise SurveyError(
            f"{path.name} cannot be read as a table (line {reader.line_num}: {error}). "
            "Mend the line, or export the file again as CSV UTF-8."
        ) from error


def _decoded(path: Path) -> str:
    """Return the text by its byte-order mark, else as strict UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SurveyError(
            f"{path.name} cannot be opened ({error.strerror}). Close it in other "
            "programs and run again."
        ) from error
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = raw.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: getattr(error, "start", 0)].count(b"\n") + 1
        raise SurveyError(
            f"{path.name} is not UTF-8 text (first seen in line {line}). Open it in a "
            "spreadsheet and save it as CSV UTF-8, or export it as .xlsx."
        ) from error
    if "\0" in text:
        raise SurveyError(
            f"{path.name} is not a text file, though its name says so. Export it again "
            "as CSV UTF-8."
        )
    return text


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


def _trimmed(rows: Rows) -> Rows:
    """Return rows of equal length, cut after the last filled row and column."""
    height = max(
        (i + 1 for i, row in enumerate(rows) if any(map(plain, row))), default=0
    )
    width = max(
        (j + 1 for row in rows[:height] for j, cell in enumerate(row) if plain(cell)),
        default=0,
    )
    return [(row + [""] * width)[:width] for row in rows[:height]]
