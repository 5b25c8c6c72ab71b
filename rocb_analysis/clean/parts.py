"""The answers of many rows at once: each distinct one stands once, rows point to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from rocb_analysis.clean.columns import Codes, Column, Flags
from rocb_analysis.clean.reading import (
    BLANK,
    KEPT,
    RECODED,
    SET_ASIDE,
    Answer,
    Finding,
    Reading,
)

FATES = (BLANK, KEPT, RECODED, SET_ASIDE)
FATE_CODE = {fate: code for code, fate in enumerate(FATES)}
ANSWERING_STATES = frozenset(
    {"answered", "dont_know", "not_applicable", "no_needs", SET_ASIDE}
)


class Said(NamedTuple):
    """What one cell says by itself: its answer, its fate, what was found."""

    answer: Answer
    fate: str
    findings: list[Finding]


def said_by(reading: Reading) -> Said:
    """Return what the reading of a single cell says."""
    (fate,) = reading.fates.values()
    (answer,) = reading.answers
    return Said(answer, fate, reading.findings)


@dataclass(frozen=True)
class Part:
    """What some rows answer to one question.

    rows: their numbers in the file. picks: for each of these rows the places of its
    answers in `answers`, -1 where it has fewer than others.
    """

    rows: Codes
    answers: list[Answer]
    picks: np.ndarray

    def any_of(self, wanted: frozenset[str]) -> Flags:
        """Return whether each row has an answer in one of these states."""
        states = [answer.state in wanted for answer in self.answers]
        # The place -1 reads the last entry: a blank answer.
        found: Flags = np.array([*states, False])[self.picks].any(axis=1)
        return found

    def of_row(self, row: int) -> list[Answer]:
        """Return the answers of one row of the file."""
        places = np.flatnonzero(self.rows == row)
        return [
            self.answers[pick]
            for place in places
            for pick in self.picks[place]
            if pick >= 0
        ]


@dataclass
class FileReading:
    """What the rows of a file say: answers by question, fate of each cell, findings.

    fates: for each column by its place in the file, a code of FATES a row.
    """

    parts: dict[str, list[Part]] = field(default_factory=dict)
    fates: dict[int, np.ndarray] = field(default_factory=dict)
    findings: list[tuple[int, Finding]] = field(default_factory=list)

    def add(self, question_id: str, part: Part) -> None:
        """Take in a part of a question's answers."""
        self.parts.setdefault(question_id, []).append(part)

    def set_fates(
        self, index: int, rows: Codes, fates: np.ndarray, height: int
    ) -> None:
        """Say what became of a column's cells in some rows."""
        column = self.fates.setdefault(index, np.zeros(height, dtype=np.int8))
        column[rows] = fates

    def find(self, rows: Codes, codes: Codes, found: dict[int, list[Finding]]) -> None:
        """Note the findings of the rows whose code has some."""
        if not found:
            return
        wanted = np.isin(codes, list(found))
        for row, code in zip(rows[wanted], codes[wanted], strict=True):
            self.findings += [(int(row), finding) for finding in found[int(code)]]

    def answers_of(self, row: int, question_id: str) -> list[Answer]:
        """Return the answers of one row to a question."""
        parts = self.parts.get(question_id, [])
        return [answer for part in parts for answer in part.of_row(row)]

    def answering(self, height: int) -> Flags:
        """Return whether each row answers any question."""
        said = np.zeros(height, dtype=bool)
        for part in (one for parts in self.parts.values() for one in parts):
            said[part.rows] |= part.any_of(ANSWERING_STATES)
        return said


def read_cells(
    reading: FileReading,
    columns: list[Column],
    said: list[list[Said]],
    codes: list[Codes],
    rows: Codes,
) -> Part:
    """Return the part of columns whose cells do not bear on each other.

    said: for each column what each of its codes says; codes: for each column the code
    of each of these rows.
    """
    answers: list[Answer] = []
    picks = np.empty((len(rows), len(columns)), dtype=np.int32)
    for place, (column, cells) in enumerate(zip(columns, said, strict=True)):
        mine = codes[place]
        picks[:, place] = mine + len(answers)
        answers += [one.answer for one in cells]
        fates = np.array([FATE_CODE[one.fate] for one in cells], np.int8)
        reading.set_fates(column.index, rows, fates[mine], len(column.codes))
        found = {code: one.findings for code, one in enumerate(cells) if one.findings}
        reading.find(rows, mine, found)
    return Part(rows, answers, picks)


def read_rows(
    reading: FileReading,
    columns: list[Column],
    said: list[Reading],
    codes: Codes,
    rows: Codes,
) -> Part:
    """Return the part of columns that are read together; said: by code of a row."""
    answers = [answer for one in said for answer in one.answers]
    counts = np.array([len(one.answers) for one in said], dtype=np.intp)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.intp)
    step = np.arange(int(counts.max(initial=0)), dtype=np.int32)
    by_code = np.where(step < counts[:, None], starts[:, None] + step, -1)
    for column in columns:
        fates = np.array([FATE_CODE[one.fates[column.index]] for one in said], np.int8)
        reading.set_fates(column.index, rows, fates[codes], len(column.codes))
    found = {code: one.findings for code, one in enumerate(said) if one.findings}
    reading.find(rows, codes, found)
    return Part(rows, answers, by_code[codes].astype(np.int32))


def in_state(part: Part, flagged: Flags, state: str) -> Part:
    """Return the part with the answers of the flagged rows in another state."""
    changed = [a._replace(value=None, state=state) for a in part.answers]
    moved = np.where(part.picks >= 0, part.picks + len(part.answers), -1)
    picks = np.where(flagged[part.rows][:, None], moved, part.picks)
    return replace(part, answers=[*part.answers, *changed], picks=picks)


def every(parts: dict[str, list[Part]]) -> Iterator[Part]:
    """Yield every part of every question."""
    for of_question in parts.values():
        yield from of_question
