"""Questions whose cells bear on each other: ballots, ranks, ticked options.

The rows in which they do not (no subject twice, no gap) are read cell by cell; only
the others as a whole, each distinct row once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from rocb_analysis.clean.ballots import read_rank, read_rank_cell, read_top_n
from rocb_analysis.clean.columns import Codes, Column, Flags, joint_codes
from rocb_analysis.clean.lists import is_chosen, read_option_cell
from rocb_analysis.clean.parts import (
    FileReading,
    Part,
    Said,
    read_cells,
    read_rows,
    said_by,
)
from rocb_analysis.clean.reading import SET_ASIDE, AnswerList, Cell, Reading
from rocb_analysis.survey.records import Question

ReadRow = Callable[[list[Cell]], Reading]


@dataclass(frozen=True)
class Asked:
    """A question as a file asks it: its columns, what was offered, the rows to read."""

    question: Question
    offered: AnswerList
    columns: list[Column]
    rows: Codes
    separator: str
    picks_allowed: int | None


def whole_part(reading: FileReading, asked: Asked, read: ReadRow) -> Part:
    """Return the part of rows whose cells are read together, each distinct row once."""
    codes, firsts = joint_codes([column.codes[asked.rows] for column in asked.columns])
    said = [read(cells_of(asked.columns, row)) for row in asked.rows[firsts]]
    return read_rows(reading, asked.columns, said, codes, asked.rows)


def cells_of(columns: list[Column], row: int) -> list[Cell]:
    """Return the cells of one row."""
    return [column.cell(int(column.codes[row])) for column in columns]


def each_text(column: Column, read: Callable[[Cell], Reading]) -> list[Said]:
    """Return what each distinct text of a column says by itself."""
    return [said_by(read(column.cell(code))) for code in range(len(column.texts))]


def top_n_parts(reading: FileReading, asked: Asked) -> list[Part]:
    """Return the parts of a ballot: a column a place, or one cell that lists them."""
    read = partial(
        read_top_n,
        asked.question,
        asked.offered,
        picks_allowed=asked.picks_allowed,
        separator=asked.separator,
    )
    if any(column.use.position is None for column in asked.columns):
        return [whole_part(reading, asked, read)]
    by_place = sorted(asked.columns, key=lambda column: column.use.position or 0)
    asked = replace(asked, columns=by_place)
    said = [each_text(column, lambda cell: read([cell])) for column in by_place]
    odd = _named_twice(asked, said) | _with_gaps(asked)
    return _split(reading, asked, said, odd, read)


def _split(
    reading: FileReading,
    asked: Asked,
    said: list[list[Said]],
    odd: Flags,
    read: ReadRow,
) -> list[Part]:
    """Return the rows read cell by cell, and the odd ones read whole."""
    even = asked.rows[~odd]
    codes = [column.codes[even] for column in asked.columns]
    parts = [read_cells(reading, asked.columns, said, codes, even)]
    if odd.any():
        parts.append(whole_part(reading, replace(asked, rows=asked.rows[odd]), read))
    return parts


def _named_twice(asked: Asked, said: list[list[Said]]) -> Flags:
    """Return whether a subject that counts stands at two places of a row."""
    number: dict[str, int] = {}
    named = np.empty((len(asked.rows), len(said)), dtype=np.intp)
    for place, (column, cells) in enumerate(zip(asked.columns, said, strict=True)):
        # A cell that names nothing gets a number no other cell of its row has.
        codes = [
            number.setdefault(one.answer.subject_id, len(number))
            if one.answer.subject_id and one.answer.state != SET_ASIDE
            else -1 - place
            for one in cells
        ]
        named[:, place] = np.array(codes, dtype=np.intp)[column.codes[asked.rows]]
    in_order = np.sort(named, axis=1)
    twice: Flags = (in_order[:, 1:] == in_order[:, :-1]).any(axis=1)
    return twice


def _with_gaps(asked: Asked) -> Flags:
    """Return whether a place is blank before one that is filled."""
    filled = np.column_stack([column.filled[asked.rows] for column in asked.columns])
    return np.asarray((filled[:, 1:] & ~filled[:, :-1]).any(axis=1), dtype=bool)


def rank_parts(reading: FileReading, asked: Asked) -> list[Part]:
    """Return the parts of a question whose columns hold a rank each."""
    picks, subjects = asked.picks_allowed, len(asked.columns)
    options = (asked.question, asked.offered)
    one = partial(read_rank_cell, *options, picks_allowed=picks, subjects=subjects)
    read = partial(read_rank, *options, picks_allowed=picks)
    said = [each_text(column, one) for column in asked.columns]
    return _split(reading, asked, said, _not_one_to_n(asked, said), read)


def _not_one_to_n(asked: Asked, said: list[list[Said]]) -> Flags:
    """Return whether the ranks of a row are anything else than 1, 2, 3 and so on."""
    ranks = np.empty((len(asked.rows), len(said)))
    for place, (column, cells) in enumerate(zip(asked.columns, said, strict=True)):
        values = [np.inf if c.answer.value is None else c.answer.value for c in cells]
        ranks[:, place] = np.array(values)[column.codes[asked.rows]]
    in_order = np.sort(ranks, axis=1)
    wanted = np.arange(1, len(said) + 1)
    odd: Flags = (np.isfinite(in_order) & (in_order != wanted)).any(axis=1)
    return odd


def option_parts(reading: FileReading, asked: Asked) -> list[Part]:
    """Return the part of a question with a column an option."""
    answered: Flags = np.zeros(len(asked.rows), dtype=bool)
    for column in asked.columns:
        chosen = [is_chosen(asked.offered, text) for text in column.texts]
        answered = answered | np.array(chosen, dtype=bool)[column.codes[asked.rows]]
    blank, read = (
        partial(read_option_cell, asked.question, asked.offered, answered=flag)
        for flag in (False, True)
    )
    said = [[*each_text(c, blank), *each_text(c, read)] for c in asked.columns]
    codes = [c.codes[asked.rows] + answered * len(c.texts) for c in asked.columns]
    return [read_cells(reading, asked.columns, said, codes, asked.rows)]
