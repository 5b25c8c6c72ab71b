"""What each codebook table may hold, cell by cell: allowed words, known ids, keys.

Each rule is a row of a table here; whether rows agree with each other is in `checks`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rocb_analysis.core.spreadsheet_damage import (
    as_plain_number,
    dates_meant,
    error_value,
    made_date,
    numbers_meant,
    powered,
)
from rocb_analysis.core.text import hint, nearest
from rocb_analysis.survey.codebook import CODEBOOK, KEYS, NEEDED
from rocb_analysis.survey.masking import filled, problem
from rocb_analysis.survey.records import EXPORTS, KINDS, STATES, Problem, header_span
from rocb_analysis.survey.survey_folder import Survey, planned_columns

ABOUT = frozenset("need capacity assistance offer follow_up context".split())
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
# Column of one table -> (table, column) in which its text must stand.
_REFERENCES: dict[tuple[str, str], tuple[str, str]] = {
    ("questions", "scale_id"): ("scales", "scale_id"),
    ("subjects", "replaced_by"): ("subjects", "subject_id"),
    ("subjects", "pillar"): ("pillars", "pillar"),
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
    "pillars": ["pillar"],
    "weightings": ["weighting", "kind", "place_or_answer"],
}


def problems_of_form(survey: Survey) -> Iterator[Problem]:
    """Yield every cell of the codebook that is not of the form its column has."""
    yield from survey.codebook.found
    yield from _no_rows(survey)
    yield from _blank_keys(survey)
    yield from _not_allowed(survey)
    yield from value_problems(survey)
    yield from file_name_problems(survey)
    yield from _without_reference(survey)
    yield from _said_twice(survey)
    yield from _unknown_columns(survey)
    yield from _unknown_tables(survey)


def _no_rows(survey: Survey) -> Iterator[Problem]:
    for table in NEEDED:
        if survey.codebook.tables[table].empty and table not in survey.codebook.unread:
            what = f"{table} has no row below its header; every survey needs "
            what += "its rounds, questions and columns."
            yield problem(survey, table, None, "", what)


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


def _without_reference(survey: Survey) -> Iterator[Problem]:
    for (table, column), (other, its_column) in _REFERENCES.items():
        known = set(survey.codebook.tables[other][its_column]) - {""}
        # Without the table of pillars, a pillar is a text of the office's own.
        if other in survey.codebook.unread or (other == "pillars" and not known):
            continue
        for row, text in filled(survey, table, column):
            if text not in known:
                place = survey.codebook.files[other]
                what = f'"{text}" is not in {place}.{hint(text, known)} Add it there '
                yield problem(survey, table, row, column, what + "or correct it here.")


def _said_twice(survey: Survey) -> Iterator[Problem]:
    for table, key in _UNIQUE.items():
        frame = survey.codebook.tables[table]
        filled_keys = (frame[[k for k in key if k in KEYS[table]]] != "").all(axis=1)
        for row in frame.index[frame.duplicated(key) & filled_keys]:
            said = " / ".join(text for text in frame.loc[row, key] if text)
            what = f'"{said}" stands here a second time; keep one of the rows.'
            yield problem(survey, table, int(row), key[0], what)


def _unknown_columns(survey: Survey) -> Iterator[Problem]:
    rounds = {label for file in survey.round_files for label in file.labels}
    planned = planned_columns(survey)
    for table, headers in survey.codebook.headers.items():
        known = {*CODEBOOK[table], *(rounds if table == "columns" else ())}
        if table == "columns" and "rounds" in survey.codebook.unread:
            continue
        for header in headers:
            if header and header not in known:
                what = f'column "{header}" is not known and not read.'
                what += hint(header, known) + " Correct its name or delete it."
                if table == "columns" and header in planned:
                    what = f'column "{header}" is of no round yet, so it is not read; '
                    what += "add the round to rounds once its file is there."
                place = survey.codebook.files[table]
                line = survey.codebook.header_rows.get(table, 1)
                yield Problem(place, line, "", what, stops=False)


def _unknown_tables(survey: Survey) -> Iterator[Problem]:
    """Yield what looks like a table under a mistyped name, and would read as blank."""
    book = survey.codebook
    missing = {
        name
        for name, place in book.files.items()
        if name not in book.headers or place in book.strangers.values()
    }
    for name, place in survey.codebook.strangers.items():
        if guess := nearest(name, missing):
            what = f'no table is called "{name}", so it is not read. Did you mean '
            what += f'"{guess}"? Correct its name.'
            yield Problem(place, None, "", what, stops=False)


# Are dates, numbers and spans of rows written as their columns have them?

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


# Which ids may be the names of files, and whether a file lies where it should.

# Tables and columns whose ids are names of files: a page for each member.
_NAMING = (("members", "member_id"),)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
# Names that Windows keeps for devices, in any capitals; and that of our own list.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "index"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(10)]
)


def file_name_problems(survey: Survey) -> Iterator[Problem]:
    """Yield ids that cannot be names of files, and files of rounds outside rounds/."""
    for table, column in _NAMING:
        met: dict[str, str] = {}
        for row, text in filled(survey, table, column):
            other = met.setdefault(text.casefold(), text)
            if what := file_name_problem(text):
                yield problem(survey, table, row, column, f"{what}.")
            elif other != text:
                what = f'"{text}" and "{other}" differ in capitals only, and each is '
                what += "the name of a file; give one of them another id."
                yield problem(survey, table, row, column, what)
    rounds = survey.path / "rounds"
    for file in survey.round_files:
        if file.file and not lies_in(rounds, rounds / file.file):
            what = f'"{file.file}" lies outside rounds/; put the file there and write '
            what += "its name alone."
            yield problem(survey, "rounds", file.row, "file", what)
    template = survey.settings.slide_template
    if template and not lies_in(survey.path, survey.path / template):
        what = f'slide_template "{template}" lies outside the survey folder; put the '
        what += "file there."
        yield Problem("survey.toml", None, "", what)


def file_name_problem(name: str) -> str:
    """Return why an id cannot be the name of a file on every system, or "".

    >>> file_name_problem("FJI"), file_name_problem("CON")
    ('', '"CON" is a name that Windows or this program keeps; give another id')
    """
    if not _NAME.fullmatch(name):
        return (
            f'"{name[:60]}" is also the name of a file, so it has 1 to 40 letters A to '
            "Z, digits, _ or - and nothing else; give another id"
        )
    if name.casefold() in _RESERVED:
        return f'"{name}" is a name that Windows or this program keeps; give another id'
    return ""


def lies_in(folder: Path, path: Path) -> bool:
    """Say whether a file lies under a folder, links followed."""
    try:
        return folder.resolve() in path.resolve().parents
    except (OSError, RuntimeError, ValueError):
        return False
