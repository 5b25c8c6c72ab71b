"""Questions about a place: they speak of the subject the need ballot names there."""

from __future__ import annotations

from collections import Counter

from rocb_analysis.clean.lists import read_many
from rocb_analysis.clean.reading import (
    BLANK,
    SET_ASIDE,
    Answer,
    AnswerList,
    Cell,
    Finding,
    Reading,
)
from rocb_analysis.survey.records import Question
from rocb_analysis.survey.text import plain


def subjects_by_place(ballot: list[Answer]) -> dict[int, str]:
    """Return the subject at each place; a place that two subjects share names none.

    The value of a counted answer is its place, be it a top_n or a rank question.
    """
    counted = [
        (int(answer.value), answer.subject_id)
        for answer in ballot
        if answer.state == "answered" and answer.value and answer.subject_id
    ]
    times = Counter(place for place, _ in counted)
    return {place: subject for place, subject in counted if times[place] == 1}


def about_places(reading: Reading, cells: list[Cell], named: dict[int, str]) -> Reading:
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


def _speaks_of_none(reading: Reading, cell: Cell, place: int) -> bool:
    """Set a filled cell about an unnamed place aside; say whether it was filled."""
    filled = bool(plain(cell.text))
    reading.fates[cell.index] = SET_ASIDE if filled else BLANK
    if filled:
        reason = f"It speaks of place {place}, where the ballot names no subject."
        # It follows from the place, which has an issue of its own if it was filled.
        finding = Finding(cell.header, cell.text, SET_ASIDE, reason, decided=True)
        reading.findings.append(finding)
    return filled


def read_many_by_place(
    question: Question,
    offered: AnswerList,
    cells: list[Cell],
    named: dict[int, str],
    *,
    separator: str,
) -> Reading:
    """Return the options chosen for the subject at each place of the need ballot.

    Where no place names a subject there is one row, with its state and, if answers
    were given all the same, that of the best place.
    """
    reading, unread = Reading(), ""
    for cell in sorted(cells, key=lambda cell: cell.use.position or 0):
        place = cell.use.position or 0
        if place in named:
            one = read_many(question, offered, [cell], separator=separator)
            subject = named[place]
            one.answers = [a._replace(subject_id=subject) for a in one.answers]
            reading.add(one)
        elif _speaks_of_none(reading, cell, place):
            unread = unread or cell.text
    if not reading.answers:
        state = SET_ASIDE if unread else "not_answered"
        row = Answer(question.question_id, "", None, unread, None, state)
        reading.answers.append(row)
    return reading
