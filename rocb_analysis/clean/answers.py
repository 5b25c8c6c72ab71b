"""Read questions whose cell holds one answer: level, one, yes_no, number, text."""

from __future__ import annotations

import re
from dataclasses import replace

from rocb_analysis.clean.reading import (
    BLANK,
    KEPT,
    SET_ASIDE,
    Answer,
    AnswerList,
    Cell,
    Met,
    Reading,
)
from rocb_analysis.survey.records import Question, ScaleAnswer
from rocb_analysis.survey.text import plain, quoted, yes_or_no

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def read_single(question: Question, offered: AnswerList, cells: list[Cell]) -> Reading:
    """Return one answer a cell; a text outside its scale is set aside."""
    reading = Reading()
    for cell in cells:
        if not plain(cell.text):
            reading.fates[cell.index] = BLANK
            reading.answers.append(_answer(question, cell, None, "not_answered"))
            continue
        met = _meet(question, offered, cell.text)
        reading.fates[cell.index] = met.fate
        reading.findings += met.finding(cell, cell.text)
        state = met.answer.state or "answered" if met.answer else SET_ASIDE
        reading.answers.append(_answer(question, cell, met.answer, state))
    return reading


def _answer(
    question: Question, cell: Cell, answer: ScaleAnswer | None, state: str
) -> Answer:
    value = answer.value if answer else None
    if answer and question.kind == "number":
        # Of a range the number typed; else what the text, or its spelling, means.
        number = number_in(cell.text if answer.closed else answer.answer)
        value = number if number is not None or answer.closed else value
    return Answer(
        question.question_id,
        cell.use.subject_id,
        cell.use.position,
        cell.text,
        value,
        state,
    )


def _meet(question: Question, offered: AnswerList, text: str) -> Met:
    """Return how a filled cell meets its question, by kind."""
    if question.kind == "text":
        return _meet_text(offered, text)
    if question.kind == "number" and plain(text) in offered.spellings:
        return offered.meet(text)
    if question.kind == "number" and number_in(text) is not None:
        return _meet_number(offered, text)
    if question.kind == "yes_no":
        return _meet_yes_no(offered, text)
    if question.kind == "number" and not offered.known:
        return _not(text, "a number")
    return offered.meet(text)


_ALWAYS: frozenset[str] = frozenset()


def _not(text: str, wanted: str) -> Met:
    reason = f"{quoted(text)} is not {wanted}; the answer is set aside."
    return Met(None, SET_ASIDE, reason)


def _meet_text(offered: AnswerList, text: str) -> Met:
    """Return open text as it stands, unless the codebook says what it means."""
    if plain(text) in {*offered.offered, *offered.spellings}:
        return offered.meet(text)
    return Met(ScaleAnswer(text, None, "", text, "", "", _ALWAYS), KEPT)


def _meet_yes_no(offered: AnswerList, text: str) -> Met:
    """Return yes as 1 and no as 0, unless the scale says otherwise."""
    if plain(text) in {*offered.offered, *offered.spellings}:
        met = offered.meet(text)
        said = yes_or_no(met.answer.answer) if met.answer else None
        if met.answer and met.answer.value is None and said is not None:
            return replace(met, answer=replace(met.answer, value=float(said)))
        return met
    said = yes_or_no(text)
    if said is not None:
        word = "yes" if said else "no"
        return Met(ScaleAnswer(text, float(said), "", word, "", "", _ALWAYS), KEPT)
    return offered.meet(text) if offered.known else _not(text, "Yes or No")


def _meet_number(offered: AnswerList, text: str) -> Met:
    """Return the range a number lies in, or the number itself where none is set."""
    number = number_in(text)
    ranges = [answer for answer in offered.offered.values() if answer.closed]
    if plain(text) in offered.offered:
        return Met(offered.offered[plain(text)], KEPT)
    if number is None or not ranges:
        return Met(ScaleAnswer(text, number, "", text, "", "", _ALWAYS), KEPT)
    held = next((answer for answer in ranges if answer.holds(number)), None)
    if held:
        return Met(held, KEPT)
    reason = f"{plain(text)} lies in no range of {offered.name}; it is set aside."
    return Met(None, SET_ASIDE, reason)


def number_in(text: str) -> float | None:
    """Return the number a cell holds, or None.

    >>> number_in(" 12.5 "), number_in("12,5")
    (12.5, None)
    """
    word = plain(text)
    return float(word) if _NUMBER.fullmatch(word) else None
