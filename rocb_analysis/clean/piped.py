"""Questions about a place: they speak of the subject the need ballot names there."""

from __future__ import annotations

from functools import partial

from rocb_analysis.clean.answers import read_many, read_single
from rocb_analysis.clean.ballots import Asked, Named, cells_of, each_text
from rocb_analysis.clean.cells import (
    BLANK,
    KEPT,
    SET_ASIDE,
    Answer,
    AnswerBlock,
    AnswerList,
    CellIssue,
    Codes,
    FileReading,
    ParsedCell,
    RawCell,
    RawColumn,
    Reading,
    joint_codes,
    read_cells,
    read_rows,
    said_by,
)
from rocb_analysis.core.text import plain
from rocb_analysis.survey.records import Question


def about_places(
    reading: Reading, cells: list[RawCell], named: dict[int, str]
) -> Reading:
    """Return the answers with the subject of their place; none there, none counts."""
    answers = []
    for cell, answer in zip(cells, reading.answers, strict=True):
        place = cell.use.position
        if cell.use.subject_id or place is None:
            answers.append(answer)
        elif place in named:
            answers.append(answer._replace(subject_id=named[place]))
        elif _speaks_of_none(reading, cell, place):
            answers.append(answer._replace(value=None, state=SET_ASIDE))
        else:
            answers.append(answer)
    reading.answers = answers
    return reading


def _speaks_of_none(reading: Reading, cell: RawCell, place: int) -> bool:
    """Set a filled cell about an unnamed place aside; say whether it was filled."""
    filled = bool(plain(cell.text))
    reading.fates[cell.index] = SET_ASIDE if filled else BLANK
    if filled:
        reason = f"It speaks of place {place}, where the ballot names no subject."
        # It follows from the place, which has an issue of its own if it was filled.
        finding = CellIssue(cell.header, cell.text, SET_ASIDE, reason, decided=True)
        reading.findings.append(finding)
    return filled


def read_many_by_place(
    question: Question,
    offered: AnswerList,
    cells: list[RawCell],
    named: dict[int, str],
    *,
    separator: str,
) -> Reading:
    """Return the options chosen for the subject at each place of the need ballot.

    Where no place names a subject there is one row, with its state and, if answers
    were given all the same, that of the best place.
    """
    reading, unread = Reading(), ("", "")
    for cell in sorted(cells, key=lambda cell: cell.use.position or 0):
        place = cell.use.position or 0
        if place in named:
            one = read_many(question, offered, [cell], separator=separator)
            subject = named[place]
            one.answers = [a._replace(subject_id=subject) for a in one.answers]
            reading.add(one)
        elif _speaks_of_none(reading, cell, place) and not any(unread):
            unread = cell.text, cell.header
    if not reading.answers:
        text, header = unread
        state = SET_ASIDE if text else "not_answered"
        row = Answer(question.question_id, "", None, text, None, state, header)
        reading.answers.append(row)
    return reading


# Questions of one answer a cell, and questions about a place of the need ballot.


def single_part(reading: FileReading, asked: Asked, named: Named | None) -> AnswerBlock:
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


def _said(asked: Asked, column: RawColumn) -> list[ParsedCell]:
    """Return what each distinct text says."""
    if asked.question.kind == "text":
        return _open_texts(asked, column)
    return each_text(column, partial(_read, asked))


def _read(asked: Asked, cell: RawCell) -> Reading:
    return read_single(asked.question, asked.offered, [cell])


def _open_texts(asked: Asked, column: RawColumn) -> list[ParsedCell]:
    """Return open texts as they stand; those the codebook knows are read by it."""
    known = {*asked.offered.offered, *asked.offered.spellings}
    use = column.use
    place = (asked.question.question_id, use.subject_id, use.position)
    # Most stand as they are, and a file may hold a hundred thousand.
    said = [
        ParsedCell(Answer(*place, text, None, "answered", column.header), KEPT, [])
        for text in column.texts
    ]
    for code, (text, filled) in enumerate(
        zip(column.texts, column.filled_texts, strict=True)
    ):
        if not filled or (known and plain(text) in known):
            said[code] = said_by(_read(asked, column.cell(code)))
    return said


def _said_of_subjects(
    asked: Asked, column: RawColumn, named: Named
) -> tuple[list[ParsedCell], Codes]:
    """Return what each distinct text says of the subject at its place, and which."""
    rows, place = asked.rows, column.use.position or 0
    codes, firsts = joint_codes([column.codes[rows], named.codes_at(place)[rows]])
    said = []
    for row in rows[firsts]:
        (cell,) = cells_of([column], row)
        said.append(said_by(about_places(_read(asked, cell), [cell], named.at(row))))
    return said, codes


def many_by_place_part(reading: FileReading, asked: Asked, named: Named) -> AnswerBlock:
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
