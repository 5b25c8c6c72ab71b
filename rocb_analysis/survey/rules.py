"""What each codebook table may hold, cell by cell: allowed words, known ids, keys.

Each rule is a row of a table here; whether rows agree with each other is in `checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rocb_analysis.survey.cells import filled, problem
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.file_names import file_name_problems
from rocb_analysis.survey.folder import CODEBOOK, KEYS, NEEDED
from rocb_analysis.survey.planned import planned_columns
from rocb_analysis.survey.records import EXPORTS, KINDS, STATES, Problem
from rocb_analysis.survey.text import hint, nearest
from rocb_analysis.survey.value_rules import value_problems

__all__ = ["ABOUT", "EXPORTS", "problems_of_form"]

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
