"""Questions of one answer a cell, and questions about a place of the need ballot."""

from __future__ import annotations

from functools import partial

from rocb_analysis.clean.answers import read_single
from rocb_analysis.clean.columns import Codes, Column, joint_codes
from rocb_analysis.clean.named import Named
from rocb_analysis.clean.parts import (
    FileReading,
    Part,
    Said,
    read_cells,
    read_rows,
    said_by,
)
from rocb_analysis.clean.places import about_places, read_many_by_place
from rocb_analysis.clean.reading import KEPT, Answer, Cell, Reading
from rocb_analysis.clean.together import Asked, cells_of, each_text
from rocb_analysis.survey.text import plain


def single_part(reading: FileReading, asked: Asked, named: Named | None) -> Part:
    """Return the part of cells that hold one answer each.

    named: what the need ballot names; None where there is none, and the answers speak
    of no subject but their own.
    """
    said, codes = [], []
    for column in asked.columns:
        place = None if column.use.subject_id else column.use.position
        if named is None or place is None:
            said.append(_said(asked, column))
            codes.append(column.codes[asked.rows])
        else:
            cells, mine = _said_of_subjects(asked, column, named)
            said.append(cells)
            codes.append(mine)
    return read_cells(reading, asked.columns, said, codes, asked.rows)


def _said(asked: Asked, column: Column) -> list[Said]:
    """Return what each distinct text says."""
    if asked.question.kind == "text":
        return _open_texts(asked, column)
    return each_text(column, partial(_read, asked))


def _read(asked: Asked, cell: Cell) -> Reading:
    return read_single(asked.question, asked.offered, [cell])


def _open_texts(asked: Asked, column: Column) -> list[Said]:
    """Return open texts as they stand; those the codebook knows are read by it."""
    known = {*asked.offered.offered, *asked.offered.spellings}
    use = column.use
    place = (asked.question.question_id, use.subject_id, use.position)
    # Most stand as they are, and a file may hold a hundred thousand.
    said = [
        Said(Answer(*place, text, None, "answered"), KEPT, []) for text in column.texts
    ]
    for code, (text, filled) in enumerate(
        zip(column.texts, column.filled_texts, strict=True)
    ):
        if not filled or (known and plain(text) in known):
            said[code] = said_by(_read(asked, column.cell(code)))
    return said


def _said_of_subjects(
    asked: Asked, column: Column, named: Named
) -> tuple[list[Said], Codes]:
    """Return what each distinct text says of the subject at its place, and which."""
    rows, place = asked.rows, column.use.position or 0
    codes, firsts = joint_codes([column.codes[rows], named.codes_at(place)[rows]])
    said = []
    for row in rows[firsts]:
        (cell,) = cells_of([column], row)
        said.append(said_by(about_places(_read(asked, cell), [cell], named.at(row))))
    return said, codes


def many_by_place_part(reading: FileReading, asked: Asked, named: Named) -> Part:
    """Return the part of lists about the places of the need ballot."""
    rows = asked.rows
    places = [named.codes_at(column.use.position)[rows] for column in asked.columns]
    texts = [column.codes[rows] for column in asked.columns]
    codes, firsts = joint_codes([*texts, *places])
    read = partial(
        read_many_by_place, asked.question, asked.offered, separator=asked.separator
    )
    said = [read(cells_of(asked.columns, row), named.at(row)) for row in rows[firsts]]
    return read_rows(reading, asked.columns, said, codes, rows)
