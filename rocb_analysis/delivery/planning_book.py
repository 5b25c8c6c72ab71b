"""Read planning.xlsx: limits, kinds, offers, locked lines, own lines, blocked weeks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from rocb_analysis.delivery.limits import OWN_LINES, QUARTERS, ROW, numbered
from rocb_analysis.delivery.offers import REGION, SUB_REGION, cell
from rocb_analysis.delivery.planning import READ_ME, SHEETS, Planning
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.sheets import Rows, is_filled, read_sheet, sheet_names
from rocb_analysis.survey.text import column_letter, hint, plain
from rocb_analysis.tables import SurveyError

FILE = "planning.xlsx"
DECISIONS = ("keep", "move", "delete")
# Columns that hold one of a few words, or nothing.
_WORDS = {
    ("kinds", "scope"): (REGION, SUB_REGION, OWN_LINES),
    ("offers", "quarter"): QUARTERS,
    ("locked", "decision"): DECISIONS,
    ("locked", "quarter"): QUARTERS,
    ("own_lines", "quarter"): QUARTERS,
}
# Columns that hold a number of 0 or more, and those of which it is whole.
_NUMBERS = {
    "limits": ("least", "most"),
    "kinds": ("days", "seats", "cost"),
    "offers": ("days", "seats", "cost"),
    "own_lines": ("days", "seats", "cost"),
}
_WHOLE = frozenset({"days", "seats"})
# What a row of a sheet cannot do without.
_NAMING = {
    "limits": ("limit",),
    "kinds": ("kind",),
    "offers": ("subject_id", "kind"),
    "locked": ("line",),
    "blocked_weeks": ("from",),
}


def read_planning(path: Path) -> Planning:
    """Return the planning book of a file; the defaults where there is no file.

    A sheet that is absent, or has a header alone, is the default: limits and kinds as
    in `planning`, offers of every subject, nothing locked, no own lines, no blocked
    weeks. A column that is absent reads as blank.

    Raises
    ------
    SurveyError, with sheet, row and column, for the first of book_problems.
    """
    if not path.is_file():
        return Planning()
    sheets, problems = _read(path)
    if problems:
        more = len(problems) - 1
        rest = f" ({more} more: run check.)" if more else ""
        raise SurveyError(f"{problems[0]}{rest}")
    return Planning(**sheets)


def book_problems(path: Path) -> list[Problem]:
    """Return what is to be mended in a planning book by itself, one a cell.

    A sheet or column not known, a row without what names it, a word or number where
    another is due, a day that is no date. No file, no problem.
    """
    if not path.is_file():
        return []
    try:
        return _read(path)[1]
    except SurveyError as error:
        return [Problem(path.name, None, "", str(error))]


def _read(path: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Return the sheets that have rows, and what is to be mended in them."""
    sheets: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for found in sheet_names(path):
        name = plain(found)
        if name == READ_ME:
            continue
        if name not in SHEETS:
            what = (
                f'"{found}" is no sheet of it; its sheets are {", ".join(SHEETS)}.'
                f"{hint(found, SHEETS)}"
            )
            problems.append(Problem(path.name, None, "", what))
            continue
        frame, wrong = _sheet(path, found)
        problems += wrong or list(_wrong_cells(f"{path.name}, sheet {name}", frame))
        if len(frame):
            sheets[name] = frame
    return sheets, problems


def _sheet(path: Path, found: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows of a sheet, blank rows passed over, and headers not known.

    Index row: the numbers of its rows; every column of the sheet is there.
    """
    name = plain(found)
    columns = list(SHEETS[name])
    rows = _rows(path, found)
    heads = [plain(head) for head in rows[0]] if rows else []
    wrong = [
        Problem(
            f"{path.name}, sheet {name}",
            1,
            f"column {column_letter(number)}",
            f'"{head}" is no column of it, or is there twice; its columns are '
            f"{', '.join(columns)}.{hint(head, columns)}",
        )
        for number, head in enumerate(heads)
        if head and (head not in columns or head in heads[:number])
    ]
    filled = {
        number: dict(zip(heads, map(plain, row), strict=False))
        for number, row in enumerate(rows[1:], start=2)
        if any(is_filled(text) for text in row)
    }
    index = pd.Index(list(filled), name=ROW, dtype="int64")
    frame = pd.DataFrame(list(filled.values()), index=index, dtype="str")
    return frame.reindex(columns=columns, fill_value=""), wrong


def _rows(path: Path, sheet: str) -> Rows:
    """Return the cells of a sheet; none where it is empty, as a new sheet is."""
    try:
        return read_sheet(path, sheet)[1]
    except SurveyError as error:
        if "no cell is filled" in str(error):
            return []
        raise


def _wrong_cells(place: str, frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield what is wrong in the cells of a sheet, row by row."""
    name = place.rpartition(" ")[2]
    for number, row in numbered(frame):
        for column, what in _wrong_in(name, row):
            yield Problem(place, number, column, what)


def _wrong_in(sheet: str, row: dict[str, object]) -> Iterator[tuple[str, str]]:
    for column in _NAMING.get(sheet, ()):
        if not cell(row, column):
            yield column, "is blank; fill it, or clear the row."
    for (name, column), words in _WORDS.items():
        text = cell(row, column)
        if name == sheet and text and text not in words:
            yield column, f'"{text}" is none of {", ".join(words)}.{hint(text, words)}'
    yield from _wrong_numbers(row, _NUMBERS.get(sheet, ()))
    for column in ("from", "to") if sheet == "blocked_weeks" else ():
        text = cell(row, column)
        day = pd.to_datetime(text, format="ISO8601", errors="coerce")
        if text and pd.isna(day):
            yield column, f'"{text}" is no date; write it as year-month-day.'


def _wrong_numbers(
    row: dict[str, object], columns: Iterable[str]
) -> Iterator[tuple[str, str]]:
    for column in columns:
        if not (text := cell(row, column)):
            continue
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 <= number < float("inf"):
            yield column, f'"{text}" is no number; write a number of 0 or more.'
        elif column in _WHOLE and (number != int(number) or number < 1):
            yield column, f'"{text}" is no whole number from 1; write one, or nothing.'
