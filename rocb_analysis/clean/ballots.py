"""Read ballots: a place that holds a subject (top_n), a subject that holds a rank."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from rocb_analysis.clean.answers import is_chosen, number_in, read_option_cell
from rocb_analysis.clean.cells import (
    BLANK,
    KEPT,
    NOTED,
    RECODED,
    SET_ASIDE,
    Answer,
    AnswerBlock,
    AnswerList,
    Codes,
    FileReading,
    Flags,
    ParsedCell,
    RawCell,
    RawColumn,
    Reading,
    joint_codes,
    read_cells,
    read_rows,
    said_by,
)
from rocb_analysis.core.text import plain, quoted
from rocb_analysis.survey.records import Question


def read_top_n(
    question: Question,
    offered: AnswerList,
    cells: list[RawCell],
    *,
    picks_allowed: int | None,
    separator: str,
) -> Reading:
    """Return a row a place; the row carries the subject named there.

    A subject named twice counts at its better place; a place beyond the picks allowed
    is set aside; a gap stays. Each makes an issue.
    """
    reading = Reading()
    taken: dict[str, int] = {}
    places = _places(offered, cells, separator, picks_allowed)
    for place, cell, text in places:
        if not plain(text):
            reading.fates.setdefault(cell.index, KEPT if plain(cell.text) else BLANK)
            reading.answers.append(
                _place(question, cell, place, "", "", "not_answered")
            )
            continue
        met = offered.meet(text)
        fate, subject = met.fate, met.answer.subject_id if met.answer else ""
        state = met.answer.state or "answered" if met.answer else SET_ASIDE
        reading.findings += met.finding(cell, text)
        if wrong := _place_problem(place, subject, taken, picks_allowed):
            fate = state = SET_ASIDE
            reading.find(cell, SET_ASIDE, wrong, found=text)
        elif subject:
            taken[subject] = place
        reading.fates[cell.index] = _worse(reading.fates.get(cell.index), fate)
        reading.answers.append(_place(question, cell, place, subject, text, state))
    _note_gaps(reading, places)
    return reading


def _places(
    offered: AnswerList, cells: list[RawCell], separator: str, picks_allowed: int | None
) -> list[tuple[int, RawCell, str]]:
    """Return place, cell and text, best place first; one cell may list all places."""
    places: list[tuple[int, RawCell, str]] = []
    for cell in cells:
        if cell.use.position is not None:
            places.append((cell.use.position, cell, cell.text))
        else:
            listed = offered.pieces(cell.text, separator)
            listed += [""] * ((picks_allowed or 1) - len(listed))
            places += [(n, cell, text) for n, text in enumerate(listed, start=1)]
    return sorted(places, key=lambda place: place[0])


def _place(
    question: Question, cell: RawCell, place: int, subject: str, text: str, state: str
) -> Answer:
    value = float(place) if state == "answered" else None
    return Answer(question.question_id, subject, place, text, value, state, cell.header)


def _place_problem(
    place: int, subject: str, taken: dict[str, int], picks_allowed: int | None
) -> str:
    if picks_allowed is not None and place > picks_allowed:
        return f"Place {place} is beyond the {picks_allowed} picks allowed."
    if subject and subject in taken:
        return (
            f"The subject is named at place {taken[subject]} too, which counts; ask "
            "which other one is meant, and write it in corrections (blank = none)."
        )
    return ""


def _worse(before: str | None, now: str) -> str:
    """Return the fate of a cell that lists several places: read in part = recoded."""
    return now if before in {None, BLANK, now} else RECODED


def _note_gaps(reading: Reading, places: list[tuple[int, RawCell, str]]) -> None:
    filled = [place for place, _, text in places if plain(text)]
    for place, cell, text in places:
        if not plain(text) and place < max(filled, default=0):
            reason = f"Place {place} is blank though place {max(filled)} is filled; "
            reading.find(cell, NOTED, reason + "the places stay as they are.")


def read_rank(
    question: Question,
    offered: AnswerList,
    cells: list[RawCell],
    *,
    picks_allowed: int | None,
) -> Reading:
    """Return a row a subject with its rank.

    A rank beyond the picks allowed, or the subjects asked, is set aside; equal ranks
    and gaps stand. Each makes an issue.
    """
    reading = Reading()
    seen: dict[float, str] = {}
    ranked: list[tuple[float, RawCell]] = []
    for cell in cells:
        one = read_rank_cell(
            question, offered, cell, picks_allowed=picks_allowed, subjects=len(cells)
        )
        reading.add(one)
        rank = one.answers[0].value
        if rank is None:
            continue
        ranked.append((rank, cell))
        other = seen.setdefault(rank, cell.use.subject_id)
        if other != cell.use.subject_id:
            reason = f"Rank {rank:g} is given to {other} too; both stand."
            reading.find(cell, NOTED, reason)
    _note_rank_gaps(reading, ranked)
    return reading


def read_rank_cell(
    question: Question,
    offered: AnswerList,
    cell: RawCell,
    *,
    picks_allowed: int | None,
    subjects: int,
) -> Reading:
    """Return the rank of one subject, which others may share; subjects: how many."""
    reading = Reading()
    if not plain(cell.text):
        reading.fates[cell.index] = BLANK
        reading.answers.append(_rank(question, cell, None, "not_answered"))
        return reading
    rank, state, fate = _rank_of(reading, offered, cell)
    if rank is not None and (wrong := _beyond(rank, picks_allowed, subjects)):
        reading.find(cell, SET_ASIDE, wrong)
        rank, state, fate = None, SET_ASIDE, SET_ASIDE
    reading.fates[cell.index] = fate
    reading.answers.append(_rank(question, cell, rank, state))
    return reading


def _beyond(rank: float, picks_allowed: int | None, subjects: int) -> str:
    if rank <= (picks_allowed or subjects):
        return ""
    beyond = f"{picks_allowed} picks allowed" if picks_allowed else "subjects asked"
    return f"Rank {rank:g} is beyond the {beyond}; it is set aside."


def _note_rank_gaps(reading: Reading, ranked: list[tuple[float, RawCell]]) -> None:
    """Note each rank with fewer subjects before it than it says."""
    ranks = sorted(rank for rank, _ in ranked)
    for rank, cell in ranked:
        before = bisect_left(ranks, rank)
        if before < rank - 1:
            reason = f"Rank {rank:g} is given though only {before} stand before it; "
            reading.find(cell, NOTED, reason + "the ranks stay as they are.")


def _rank_of(
    reading: Reading, offered: AnswerList, cell: RawCell
) -> tuple[float | None, str, str]:
    """Return rank, state and fate of a filled cell."""
    number = number_in(cell.text)
    if number is not None and number >= 1 and number.is_integer():
        return number, "answered", KEPT
    if offered.known:
        met = offered.meet(cell.text)
        reading.findings += met.finding(cell, cell.text)
        value = met.answer.value if met.answer else None
        state = met.answer.state or "answered" if met.answer else SET_ASIDE
        return value, state, met.fate
    reason = f"{quoted(cell.text)} is no rank; write 1 for the first."
    reading.find(cell, SET_ASIDE, reason)
    return None, SET_ASIDE, SET_ASIDE


def _rank(question: Question, cell: RawCell, rank: float | None, state: str) -> Answer:
    use = cell.use
    return Answer(
        question.question_id,
        use.subject_id,
        use.position,
        cell.text,
        rank,
        state,
        cell.header,
    )


# Questions whose cells bear on each other: ballots, ranks, ticked options.

ReadRow = Callable[[list[RawCell]], Reading]


@dataclass(frozen=True)
class Asked:
    """A question as a file asks it: its columns, what was offered, the rows to read."""

    question: Question
    offered: AnswerList
    columns: list[RawColumn]
    rows: Codes
    separator: str
    picks_allowed: int | None


def whole_part(reading: FileReading, asked: Asked, read: ReadRow) -> AnswerBlock:
    """Return the part of rows whose cells are read together, each distinct row once."""
    codes, firsts = joint_codes([column.codes[asked.rows] for column in asked.columns])
    said = [read(cells_of(asked.columns, row)) for row in asked.rows[firsts]]
    return read_rows(reading, asked.columns, said, codes, asked.rows)


def cells_of(columns: list[RawColumn], row: int) -> list[RawCell]:
    """Return the cells of one row."""
    return [column.cell(int(column.codes[row])) for column in columns]


def each_text(
    column: RawColumn, read: Callable[[RawCell], Reading]
) -> list[ParsedCell]:
    """Return what each distinct text of a column says by itself."""
    return [said_by(read(column.cell(code))) for code in range(len(column.texts))]


def top_n_parts(reading: FileReading, asked: Asked) -> list[AnswerBlock]:
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
    said: list[list[ParsedCell]],
    odd: Flags,
    read: ReadRow,
) -> list[AnswerBlock]:
    """Return the rows read cell by cell, and the odd ones read whole."""
    even = asked.rows[~odd]
    codes = [column.codes[even] for column in asked.columns]
    parts = [read_cells(reading, asked.columns, said, codes, even)]
    if odd.any():
        parts.append(whole_part(reading, replace(asked, rows=asked.rows[odd]), read))
    return parts


def _named_twice(asked: Asked, said: list[list[ParsedCell]]) -> Flags:
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


def rank_parts(reading: FileReading, asked: Asked) -> list[AnswerBlock]:
    """Return the parts of a question whose columns hold a rank each."""
    picks, subjects = asked.picks_allowed, len(asked.columns)
    options = (asked.question, asked.offered)
    one = partial(read_rank_cell, *options, picks_allowed=picks, subjects=subjects)
    read = partial(read_rank, *options, picks_allowed=picks)
    said = [each_text(column, one) for column in asked.columns]
    return _split(reading, asked, said, _not_one_to_n(asked, said), read)


def _not_one_to_n(asked: Asked, said: list[list[ParsedCell]]) -> Flags:
    """Return whether the ranks of a row are anything else than 1, 2, 3 and so on."""
    ranks = np.empty((len(asked.rows), len(said)))
    for place, (column, cells) in enumerate(zip(asked.columns, said, strict=True)):
        values = [np.inf if c.answer.value is None else c.answer.value for c in cells]
        ranks[:, place] = np.array(values)[column.codes[asked.rows]]
    in_order = np.sort(ranks, axis=1)
    wanted = np.arange(1, len(said) + 1)
    odd: Flags = (np.isfinite(in_order) & (in_order != wanted)).any(axis=1)
    return odd


def option_parts(reading: FileReading, asked: Asked) -> list[AnswerBlock]:
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


# Which subject each reply's need ballot names at each place.


@dataclass(frozen=True)
class Named:
    """subjects: every one named; by_place: a column a place, its number or -1 a row."""

    subjects: list[str]
    by_place: np.ndarray

    def codes_at(self, place: int | None) -> Codes:
        """Return the number of the subject each row names at a place, -1 for none."""
        if place is None or not 0 <= place < self.by_place.shape[1]:
            return np.full(len(self.by_place), -1, dtype=np.intp)
        codes: Codes = self.by_place[:, place]
        return codes

    def at(self, row: int) -> dict[int, str]:
        """Return the subject at each place of one row."""
        codes = self.by_place[row]
        return {int(p): self.subjects[codes[p]] for p in np.flatnonzero(codes >= 0)}


def named_by(parts: list[AnswerBlock], height: int) -> Named:
    """Return the subject at each place; a place that two subjects share names none.

    The value of a counted answer is its place, be it a top_n or a rank question.
    """
    answers = [answer for part in parts for answer in part.answers]
    counted = [one for one in answers if _counts(one)]
    subjects = sorted({answer.subject_id for answer in counted})
    last = max((int(answer.value or 0) for answer in counted), default=0)
    times = np.zeros((height, last + 1), dtype=np.intp)
    by_place = np.full((height, last + 1), -1, dtype=np.intp)
    number = {subject: code for code, subject in enumerate(subjects)}
    for part in parts:
        # The place -1 reads the last entry: no place.
        places = [int(a.value or 0) if _counts(a) else -1 for a in part.answers]
        codes = [number.get(a.subject_id, -1) for a in part.answers]
        place_of, code_of = np.array([*places, -1]), np.array([*codes, -1])
        for picks in part.picks.T:
            here = place_of[picks] >= 0
            rows, places_here = part.rows[here], place_of[picks][here]
            times[rows, places_here] += 1
            by_place[rows, places_here] = code_of[picks][here]
    return Named(subjects, np.where(times == 1, by_place, -1))


def _counts(answer: Answer) -> bool:
    return bool(answer.state == "answered" and answer.value and answer.subject_id)
