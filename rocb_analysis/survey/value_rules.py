"""Are dates, numbers and spans of rows written as their columns have them?

Where a spreadsheet program has changed one, it is told what it may have been.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterator

from rocb_analysis.survey.cells import filled, problem
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem, header_span
from rocb_analysis.survey.spreadsheet_damage import (
    as_plain_number,
    dates_meant,
    error_value,
    made_date,
    numbers_meant,
    powered,
)

_DATES = (
    ("rounds", "asked_on"),
    ("rounds", "closed_on"),
    ("members", "member_from"),
    ("members", "member_to"),
    ("members", "ldc_until"),
    ("corrections", "asked_on"),
    ("breaks", "decided_on"),
)


def _place(text: str) -> bool:
    """Say whether a text is a place or a count: 1, 2, 3 and so on."""
    return text.isdecimal() and int(text) >= 1


def _finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


_NUMBERS: dict[tuple[str, str], tuple[Callable[[str], bool], str]] = {
    ("rounds", "picks_allowed"): (_place, "1, 2, 3"),
    ("columns", "position"): (_place, "1, 2, 3"),
    ("corrections", "position"): (_place, "1, 2, 3"),
    ("pillars", "position"): (_place, "1, 2, 3"),
    ("members", "tile_row"): (_place, "1, 2, 3"),
    ("members", "tile_col"): (_place, "1, 2, 3"),
    ("scales", "value"): (_finite, "3 or 0.5"),
    ("weightings", "place_or_answer"): (_finite, "the place, or the answer's value"),
    ("weightings", "weight"): (_finite, "3 or 0.5"),
}

# Columns whose texts other tables or files must meet as they stand.
_NAMES = (
    ("questions", "question_id"),
    ("questions", "scale_id"),
    ("subjects", "subject_id"),
    ("scales", "scale_id"),
    ("scales", "answer"),
    ("members", "member_id"),
)
# Tables with columns in which a formula or its error may be meant.
_MEANT = {("spellings", "found"), ("ignored_columns", "header")}
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")


def value_problems(survey: Survey) -> Iterator[Problem]:
    """Yield every date, number or name that is not written as its column has it."""
    yield from _no_dates(survey)
    yield from _no_formats(survey)
    yield from _no_header_rows(survey)
    yield from _no_numbers(survey)
    yield from _no_digests(survey)
    yield from _changed_names(survey)
    yield from _formulas(survey)


def _no_dates(survey: Survey) -> Iterator[Problem]:
    for table, column in _DATES:
        for row, text in filled(survey, table, column):
            if not is_date(text):
                what = f'"{text}" is no date; write it as 2025-12-01.'
                if days := dates_meant(text):
                    what = f'"{text}" is no date as 2025-12-01, perhaps because a '
                    what += "spreadsheet program changed it. Format the column as "
                    what += f"Text and write {' or '.join(days)}."
                yield problem(survey, table, row, column, what)


def is_date(text: str) -> bool:
    """Say whether a text is a date, and of the one form in which dates sort as text."""
    try:
        dt.datetime.fromisoformat(text)
        return dt.date.fromisoformat(text[:10]).isoformat() == text[:10]
    except ValueError:
        return False


def _no_formats(survey: Survey) -> Iterator[Problem]:
    for row, text in filled(survey, "rounds", "date_format"):
        if "%" not in text:
            what = f'"{text}" is no date format; write it like %m/%d/%Y %H:%M:%S.'
            yield problem(survey, "rounds", row, "date_format", what)


def _no_header_rows(survey: Survey) -> Iterator[Problem]:
    for row, text in filled(survey, "rounds", "header_rows"):
        spans = [f"{a}-{b}" for a, b in numbers_meant(text) if a < b]
        if spans:
            what = f'"{text}" is a date that a spreadsheet program made of '
            what += f"{spans[0]}: format the column as Text and write {spans[0]} again."
            yield problem(survey, "rounds", row, "header_rows", what)
        elif not header_span(text):
            what = f'"{text}" is no row of a header; write 3, or 2-4 for rows 2 to 4.'
            yield problem(survey, "rounds", row, "header_rows", what)


def _no_numbers(survey: Survey) -> Iterator[Problem]:
    for (table, column), (fits, such) in _NUMBERS.items():
        for row, text in filled(survey, table, column):
            if not fits(text):
                what = f'"{text}" is no number that fits here; write {such}.'
                number = as_plain_number(text)
                if number and fits(number):
                    what = f'"{text}" is no number as this program reads them; format '
                    what += f"the column as Text and write {number}."
                elif pairs := numbers_meant(text):
                    was = " or ".join(f"{a}.{b}" for a, b in pairs)
                    what = f'"{text}" is a date that a spreadsheet program made of a '
                    what += f"number, perhaps {was}; format the column as Text and "
                    what += "write the number again."
                yield problem(survey, table, row, column, what)


def _no_digests(survey: Survey) -> Iterator[Problem]:
    for row, text in filled(survey, "rounds", "sha256"):
        if powered(text) or text.isdecimal():
            what = f'"{text}" is a number that a spreadsheet program made of the '
            what += "sha256; format the column as Text and paste it again."
            yield problem(survey, "rounds", row, "sha256", what, stops=False)
        elif not _DIGEST.fullmatch(text):
            what = f'"{text}" is no sha256, which has 64 signs, 0 to 9 and a to f; '
            what += "paste it again or leave the cell blank."
            yield problem(survey, "rounds", row, "sha256", what, stops=False)


def _changed_names(survey: Survey) -> Iterator[Problem]:
    """Yield names that look made of others: dates of "2-4", powers of long numbers.

    An answer that is a date has a label beside it if it is meant.
    """
    for table, column in _NAMES:
        labels = survey.codebook.tables[table].get("label")
        for row, text in filled(survey, table, column):
            meant = column == "answer" and labels is not None and labels[row]
            if made_date(text) and not meant:
                pairs = " or ".join(f"{a}-{b}" for a, b in numbers_meant(text))
                what = f'"{text}" is a date that a spreadsheet program may have made'
                what += f" of {pairs}" if pairs else ""
                what += "; format the column as Text and write it again"
                what += ", or write a label beside it if a date is meant."
                yield problem(survey, table, row, column, what, stops=False)
            elif powered(text):
                what = f'"{text}" is a number that a spreadsheet program shortened; '
                what += "format the column as Text and write it again."
                yield problem(survey, table, row, column, what, stops=False)


def _formulas(survey: Survey) -> Iterator[Problem]:
    """Yield cells that hold a formula, or the error that one gives."""
    for table, frame in survey.codebook.tables.items():
        for column in frame.columns:
            if (table, column) in _MEANT:
                continue
            for row, text in filled(survey, table, column):
                if error_value(text) or (text.startswith("=") and text[1:]):
                    what = f'"{text}" is what a spreadsheet program makes of a text '
                    what += "that begins like a formula; format the column as Text and "
                    what += "write again what stood there."
                    yield problem(survey, table, row, column, what, stops=False)
