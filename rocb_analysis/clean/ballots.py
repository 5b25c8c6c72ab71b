"""Read ballots: a place that holds a subject (top_n), a subject that holds a rank."""

from __future__ import annotations

from bisect import bisect_left

from rocb_analysis.clean.answers import number_in
from rocb_analysis.clean.reading import (
    BLANK,
    KEPT,
    NOTED,
    RECODED,
    SET_ASIDE,
    Answer,
    AnswerList,
    Cell,
    Reading,
)
from rocb_analysis.survey.records import Question
from rocb_analysis.survey.text import plain, quoted


def read_top_n(
    question: Question,
    offered: AnswerList,
    cells: list[Cell],
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
            reading.answers.append(_place(question, place, "", "", "not_answered"))
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
        reading.answers.append(_place(question, place, subject, text, state))
    _note_gaps(reading, places)
    return reading


def _places(
    offered: AnswerList, cells: list[Cell], separator: str, picks_allowed: int | None
) -> list[tuple[int, Cell, str]]:
    """Return place, cell and text, best place first; one cell may list all places."""
    places: list[tuple[int, Cell, str]] = []
    for cell in cells:
        if cell.use.position is not None:
            places.append((cell.use.position, cell, cell.text))
        else:
            listed = offered.pieces(cell.text, separator)
            listed += [""] * ((picks_allowed or 1) - len(listed))
            places += [(n, cell, text) for n, text in enumerate(listed, start=1)]
    return sorted(places, key=lambda place: place[0])


def _place(
    question: Question, place: int, subject: str, text: str, state: str
) -> Answer:
    value = float(place) if state == "answered" else None
    return Answer(question.question_id, subject, place, text, value, state)


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


def _note_gaps(reading: Reading, places: list[tuple[int, Cell, str]]) -> None:
    filled = [place for place, _, text in places if plain(text)]
    for place, cell, text in places:
        if not plain(text) and place < max(filled, default=0):
            reason = f"Place {place} is blank though place {max(filled)} is filled; "
            reading.find(cell, NOTED, reason + "the places stay as they are.")


def read_rank(
    question: Question,
    offered: AnswerList,
    cells: list[Cell],
    *,
    picks_allowed: int | None,
) -> Reading:
    """Return a row a subject with its rank.

    A rank beyond the picks allowed, or the subjects asked, is set aside; equal ranks
    and gaps stand. Each makes an issue.
    """
    reading = Reading()
    seen: dict[float, str] = {}
    ranked: list[tuple[float, Cell]] = []
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
    cell: Cell,
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


def _note_rank_gaps(reading: Reading, ranked: list[tuple[float, Cell]]) -> None:
    """Note each rank with fewer subjects before it than it says."""
    ranks = sorted(rank for rank, _ in ranked)
    for rank, cell in ranked:
        before = bisect_left(ranks, rank)
        if before < rank - 1:
            reason = f"Rank {rank:g} is given though only {before} stand before it; "
            reading.find(cell, NOTED, reason + "the ranks stay as they are.")


def _rank_of(
    reading: Reading, offered: AnswerList, cell: Cell
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


def _rank(question: Question, cell: Cell, rank: float | None, state: str) -> Answer:
    use = cell.use
    return Answer(
        question.question_id, use.subject_id, use.position, cell.text, rank, state
    )
