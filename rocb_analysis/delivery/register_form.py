"""A file of the register as text cells, and whether each is of its column's form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from rocb_analysis.delivery.activities import COLUMNS, KEYS, MEETING, TRAINING, parts_of
from rocb_analysis.delivery.dates import first_day, last_day
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.spreadsheet_damage import dates_meant
from rocb_analysis.survey.text import hint

_ALLOWED: dict[str, dict[str, tuple[str, ...]]] = {
    "activities": {
        "scope": ("national", "sub-regional", "regional", "global"),
        "mode": ("in person", "online", "hybrid"),
        "qualifier": ("exact", "about", "more than", "fewer than"),
        "counts": (TRAINING, MEETING),
    },
    "partners": {"role": ("funder", "host", "expert")},
    "indicators": {"low_is_need": ("yes", "no")},
}
_DATES = {"activities": ("start", "end"), "partners": ("from", "to")}
_UNIQUE = {
    "activities": ["activity_id"],
    "partners": ["partner_id", "role"],
    "indicators": ["indicator", "member_id", "year"],
}
_NUMBERS = {
    "activities": ("members_count", "participants"),
    "indicators": ("year", "value"),
}
_REMEDY = "Correct it here, or add it there."


@dataclass(frozen=True)
class Sheet:
    """A file of the register: its text cells, index = spreadsheet row.

    found: what was wrong with its form; then the frame may be without rows.
    """

    file: str
    header_row: int
    frame: pd.DataFrame
    found: list[Problem] = field(default_factory=list)

    def filled(self, column: str) -> Iterator[tuple[int, str]]:
        """Return row and text of each filled cell of a column."""
        cells = self.frame[column].items()
        return ((int(str(row)), text) for row, text in cells if text)

    def problem(
        self, row: int | None, column: str, what: str, *, stops: bool = True
    ) -> Problem:
        """Return a problem at a place of this file."""
        return Problem(self.file, row, column, what, stops)


def form_problems(sheet: Sheet, name: str) -> Iterator[Problem]:
    """Yield cells that are not of the form their column has."""
    yield from sheet.found
    for key in KEYS[name]:
        for row in sheet.frame.index[sheet.frame[key] == ""]:
            what = f"{key} is blank; fill it in or delete the row."
            yield sheet.problem(int(row), key, what)
    for column, allowed in _ALLOWED[name].items():
        for row, text in sheet.filled(column):
            if text not in allowed:
                what = f'"{text}" is not one of {", ".join(allowed)}.'
                yield sheet.problem(row, column, what + hint(text, allowed))
    yield from _dates(sheet, name)
    yield from _numbers(sheet, name)
    key_cells = sheet.frame[_UNIQUE[name]]
    for row in sheet.frame.index[
        key_cells.duplicated() & (key_cells != "").all(axis=1)
    ]:
        said = " / ".join(key_cells.loc[row])
        what = f'"{said}" stands here a second time; keep one of the rows.'
        yield sheet.problem(int(row), _UNIQUE[name][0], what)
    for column in sheet.frame.columns:
        if column not in COLUMNS[name]:
            what = f'column "{column}" is not known and not read.'
            what += hint(column, COLUMNS[name]) + " Correct its name or delete it."
            yield sheet.problem(sheet.header_row, "", what, stops=False)


def _dates(sheet: Sheet, name: str) -> Iterator[Problem]:
    columns = _DATES.get(name, ())
    for column in columns:
        for row, text in sheet.filled(column):
            if not first_day(text):
                what = f'"{text}" is no date in the form 2024-05-31, 2024-05 or 2024.'
                if days := dates_meant(text):
                    what += f" Format the column as Text and write {' or '.join(days)}."
                yield sheet.problem(row, column, what)
    if columns:
        start, end = columns
        for row, since, until in sheet.frame[list(columns)].itertuples():
            if last_day(until) and last_day(until) < first_day(since):
                what = f"{until} is before {start}, {since}; correct one of the two."
                yield sheet.problem(int(row), end, what)


def _numbers(sheet: Sheet, name: str) -> Iterator[Problem]:
    for column in _NUMBERS.get(name, ()):
        for row, text in sheet.filled(column):
            if column == "value" and not _is_number(text):
                what = f'"{text}" is no number; write it as 2.75.'
                yield sheet.problem(row, column, what)
            elif column != "value" and not (text.isascii() and text.isdigit()):
                what = f'"{text}" is no whole number; write the number alone, as 30'
                what += ', and words such as "more than" in qualifier.'
                if column == "year":
                    what = f'"{text}" is no year; write it as 2024.'
                yield sheet.problem(row, column, what)


def _is_number(text: str) -> bool:
    try:
        return float(text) - float(text) == 0
    except ValueError:
        return False


def unknown_names(
    sheet: Sheet,
    column: str,
    known: Iterable[str],
    where: str,
    *,
    stops: bool = True,
) -> Iterator[Problem]:
    """Yield names in a column that are none of those known."""
    for row, cell in sheet.filled(column):
        for part in parts_of(cell):
            if part not in known:
                what = f'"{part}" is not in {where}.{hint(part, known)} {_REMEDY}'
                yield sheet.problem(row, column, what, stops=stops)
