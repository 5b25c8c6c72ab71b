"""What each codebook table may hold, cell by cell: allowed words, dates, numbers, ids.

Each rule is a row of a table here; whether rows agree with each other is in `checks`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.folder import CODEBOOK, KEYS
from rocb_analysis.survey.records import KINDS, STATES, Problem
from rocb_analysis.survey.text import hint, nearest

ABOUT = frozenset("need capacity assistance offer follow_up context".split())
# What can be read so far; `plain` is a file of no known tool.
EXPORTS = frozenset("auto google_forms microsoft_forms plain".split())
_ALLOWED: dict[tuple[str, str], Iterable[str]] = {
    ("rounds", "status"): ("open", "preliminary", "final"),
    ("rounds", "data_kind"): ("synthetic", "real"),
    ("rounds", "export"): sorted(EXPORTS),
    ("questions", "kind"): sorted(KINDS),
    ("questions", "about"): sorted(ABOUT),
    ("subjects", "sensitive"): ("yes", "no"),
    ("scales", "need"): ("yes", "no"),
    ("scales", "state"): ("answered", *STATES),
    ("members", "role"): ("member", "provider", "both"),
    ("breaks", "comparable"): ("no", "with_care", "yes"),
    ("weightings", "kind"): sorted(KINDS),
}
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
    ("members", "tile_row"): (_place, "1, 2, 3"),
    ("members", "tile_col"): (_place, "1, 2, 3"),
    ("scales", "value"): (_finite, "3 or 0.5"),
    ("weightings", "place_or_answer"): (_finite, "the place, or the answer's value"),
    ("weightings", "weight"): (_finite, "3 or 0.5"),
}
# Column of one table -> (table, column) in which its text must stand.
_REFERENCES: dict[tuple[str, str], tuple[str, str]] = {
    ("questions", "scale_id"): ("scales", "scale_id"),
    ("subjects", "replaced_by"): ("subjects", "subject_id"),
    ("columns", "question_id"): ("questions", "question_id"),
    ("columns", "subject_id"): ("subjects", "subject_id"),
    ("scales", "subject_id"): ("subjects", "subject_id"),
    ("corrections", "round"): ("rounds", "round"),
    ("corrections", "question_id"): ("questions", "question_id"),
    ("corrections", "subject_id"): ("subjects", "subject_id"),
    ("breaks", "question_id"): ("questions", "question_id"),
    ("breaks", "subject_id"): ("subjects", "subject_id"),
    ("breaks", "from_round"): ("rounds", "round"),
}
# What makes a row the same row again.
_UNIQUE: dict[str, list[str]] = {
    "rounds": ["round", "file", "sheet"],
    "questions": ["question_id"],
    "subjects": ["subject_id"],
    "columns": ["question_id", "subject_id", "position"],
    "spellings": ["list", "found"],
    "members": ["member_id"],
    "corrections": "round respondent_id question_id subject_id position".split(),
    "breaks": ["question_id", "subject_id", "from_round"],
    "clusters": ["cluster"],
    "weightings": ["weighting", "kind", "place_or_answer"],
}


def problems_of_form(survey: Survey) -> Iterator[Problem]:
    """Yield every cell of the codebook that is not of the form its column has."""
    yield from _blank_keys(survey)
    yield from _not_allowed(survey)
    yield from _no_dates(survey)
    yield from _no_formats(survey)
    yield from _no_numbers(survey)
    yield from _without_reference(survey)
    yield from _said_twice(survey)
    yield from _unknown_columns(survey)
    yield from _unknown_tables(survey)


def filled(survey: Survey, table: str, column: str) -> Iterator[tuple[int, str]]:
    """Return row and text of each filled cell of a column."""
    cells = survey.codebook.tables[table][column]
    return ((int(row), text) for row, text in cells.items() if text)


def problem(
    survey: Survey, table: str, row: int | None, column: str, what: str
) -> Problem:
    """Return a problem at a place of a codebook table."""
    return Problem(survey.codebook.files[table], row, column, what)


def _blank_keys(survey: Survey) -> Iterator[Problem]:
    for table, key in KEYS.items():
        frame = survey.codebook.tables[table]
        for column in key:
            for row in frame.index[frame[column] == ""]:
                what = f"{column} is blank; fill it in or delete the row."
                yield problem(survey, table, int(row), column, what)


def _not_allowed(survey: Survey) -> Iterator[Problem]:
    for (table, column), allowed in _ALLOWED.items():
        for row, text in filled(survey, table, column):
            if text not in allowed:
                what = f'"{text}" is not one of {", ".join(allowed)}.'
                what += hint(text, allowed)
                yield problem(survey, table, row, column, what)


def _no_dates(survey: Survey) -> Iterator[Problem]:
    for table, column in _DATES:
        for row, text in filled(survey, table, column):
            if not _is_date(text):
                what = f'"{text}" is no date; write it as 2025-12-01.'
                yield problem(survey, table, row, column, what)


def _is_date(text: str) -> bool:
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


def _no_numbers(survey: Survey) -> Iterator[Problem]:
    for (table, column), (fits, such) in _NUMBERS.items():
        for row, text in filled(survey, table, column):
            if not fits(text):
                what = f'"{text}" is no number that fits here; write {such}.'
                yield problem(survey, table, row, column, what)


def _without_reference(survey: Survey) -> Iterator[Problem]:
    for (table, column), (other, its_column) in _REFERENCES.items():
        known = set(survey.codebook.tables[other][its_column])
        for row, text in filled(survey, table, column):
            if text not in known:
                place = survey.codebook.files[other]
                what = f'"{text}" is not in {place}.{hint(text, known)} Add it there '
                yield problem(survey, table, row, column, what + "or correct it here.")


def _said_twice(survey: Survey) -> Iterator[Problem]:
    for table, key in _UNIQUE.items():
        frame = survey.codebook.tables[table]
        for row in frame.index[frame.duplicated(key)]:
            said = " / ".join(text for text in frame.loc[row, key] if text)
            what = f'"{said}" stands here a second time; keep one of the rows.'
            yield problem(survey, table, int(row), key[0], what)


def _unknown_columns(survey: Survey) -> Iterator[Problem]:
    rounds = {label for file in survey.round_files for label in file.labels}
    for table, headers in survey.codebook.headers.items():
        known = {*CODEBOOK[table], *(rounds if table == "columns" else ())}
        for header in headers:
            if header and header not in known:
                what = f'column "{header}" is not known and not read.'
                what += hint(header, known) + " Correct its name or delete it."
                place = survey.codebook.files[table]
                yield Problem(place, 1, "", what, stops=False)


def _unknown_tables(survey: Survey) -> Iterator[Problem]:
    """Yield what looks like a table under a mistyped name, and would read as blank."""
    missing = set(CODEBOOK) - set(survey.codebook.headers)
    for name, place in survey.codebook.strangers.items():
        if guess := nearest(name, missing):
            what = f'no table is called "{name}", so it is not read. Did you mean '
            what += f'"{guess}"? Correct its name.'
            yield Problem(place, None, "", what, stops=False)
