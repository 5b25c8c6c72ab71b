"""Read questions whose cell holds one answer: level, one, yes_no, number, text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from rocb_analysis.clean.cells import (
    BLANK,
    KEPT,
    RECODED,
    SET_ASIDE,
    Answer,
    AnswerList,
    CellIssue,
    Met,
    RawCell,
    RawColumn,
    Reading,
)
from rocb_analysis.core.text import plain, quoted, yes_or_no
from rocb_analysis.core.workbook_child import to_second
from rocb_analysis.survey.records import Question, ScaleAnswer

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def read_single(
    question: Question, offered: AnswerList, cells: list[RawCell]
) -> Reading:
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
    question: Question, cell: RawCell, answer: ScaleAnswer | None, state: str
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
        cell.header,
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


# Read questions with several answers: a list in a cell, or a column an option.


def read_many(
    question: Question, offered: AnswerList, cells: list[RawCell], *, separator: str
) -> Reading:
    """Return the options chosen, by whichever of the two ways the question stands."""
    columns = [cell for cell in cells if cell.use.subject_id]
    reading = _read_option_columns(question, offered, columns) if columns else Reading()
    for cell in cells:
        if not cell.use.subject_id:
            reading.add(_read_list(question, offered, cell, separator))
    return reading


def _read_option_columns(
    question: Question, offered: AnswerList, cells: list[RawCell]
) -> Reading:
    """Return a row an option: 1 chosen, 0 not; blank where nothing is chosen."""
    answered = any(is_chosen(offered, cell.text) for cell in cells)
    reading = Reading()
    for cell in cells:
        reading.add(read_option_cell(question, offered, cell, answered=answered))
    return reading


def is_chosen(offered: AnswerList, text: str) -> bool:
    """Return whether a cell under an option's own heading chooses it."""
    return _chosen(offered, text)[0] > 0


def read_option_cell(
    question: Question, offered: AnswerList, cell: RawCell, *, answered: bool
) -> Reading:
    """Return one option's row; answered: whether the reply chooses any option."""
    value, state = _chosen(offered, cell.text)
    said = state or ("answered" if answered else "not_answered")
    use = cell.use
    value_said = value if said == "answered" else None
    place = (question.question_id, use.subject_id, use.position)
    return Reading(
        answers=[Answer(*place, cell.text, value_said, said, cell.header)],
        fates={cell.index: KEPT if plain(cell.text) else BLANK},
    )


def _chosen(offered: AnswerList, text: str) -> tuple[float, str]:
    """Return the value of an option's cell (0 = not chosen) and a state of its own."""
    word = plain(text)
    answer = offered.offered.get(word)
    if answer and answer.state not in {"", "answered"}:
        return 0.0, answer.state
    if answer and answer.value is not None:
        return answer.value, ""
    return (0.0, "") if not word or yes_or_no(word) is False else (1.0, "")


def _read_list(
    question: Question, offered: AnswerList, cell: RawCell, separator: str
) -> Reading:
    """Return the options listed in one cell.

    With subjects every option offered has a row; without, a row an option chosen.
    """
    reading = Reading()
    taken: dict[str, ScaleAnswer] = {}
    fates = []
    for piece in offered.pieces(cell.text, separator):
        met = offered.meet(piece)
        fates.append(met.fate)
        reading.findings += met.finding(cell, piece)
        if met.answer:
            taken[piece] = met.answer
    reading.fates[cell.index] = _fate(cell, fates)
    chosen = {p: a for p, a in taken.items() if a.state in {"", "answered"}}
    states = [a.state for p, a in taken.items() if p not in chosen]
    # A reply whose pieces are all unread has answered.
    state = "answered" if fates else "not_answered"
    state = states[0] if states and not chosen else state
    rows = _subject_rows if _with_subjects(offered) else _option_rows
    reading.answers += rows(question, offered, cell, chosen, state)
    return reading


def _fate(cell: RawCell, fates: list[str]) -> str:
    """Return what became of a cell by what became of its pieces."""
    if not fates:
        # Separators alone fill a cell and say nothing.
        return KEPT if plain(cell.text) else BLANK
    return fates[0] if len(set(fates)) == 1 else RECODED


def _with_subjects(offered: AnswerList) -> bool:
    return any(answer.subject_id for answer in offered.offered.values())


def _subject_rows(
    question: Question,
    offered: AnswerList,
    cell: RawCell,
    chosen: dict[str, ScaleAnswer],
    state: str,
) -> list[Answer]:
    """Return a row a subject offered: 1 chosen, 0 not, blank if not answered."""
    text = {answer.subject_id: piece for piece, answer in chosen.items()}
    unchosen = "" if state == "answered" else cell.text
    subjects = dict.fromkeys(a.subject_id for a in offered.offered.values())
    return [
        Answer(
            question.question_id,
            subject,
            cell.use.position,
            text.get(subject, unchosen),
            float(subject in text) if state == "answered" else None,
            state,
            cell.header,
        )
        for subject in subjects
        if subject
    ]


def _option_rows(
    question: Question,
    offered: AnswerList,
    cell: RawCell,
    chosen: dict[str, ScaleAnswer],
    state: str,
) -> list[Answer]:
    """Return a row an option chosen, position = its number; else one with the state."""
    by_number = {offered.numbers[a.label]: (p, a.value) for p, a in chosen.items()}
    if not by_number:
        return [
            Answer(question.question_id, "", None, cell.text, None, state, cell.header)
        ]
    return [
        Answer(question.question_id, "", number, piece, value, state, cell.header)
        for number, (piece, value) in sorted(by_number.items())
    ]


# Read when a reply came.

# A zone as the form tools write it: GMT+9, UTC, +09:00, EST.
_ZONE = re.compile(r" (?:(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,4})$")
_TIME_MARKS = ("%H", "%I", "%M", "%X", "%c", "%s", "%T")


def parse_date(text: str, date_format: str, others: Iterable[str] = ()) -> str | None:
    """Return a date or time as ISO, to the second, or None if it is neither.

    A zone is dropped without conversion. others: formats tried where none is given.

    >>> parse_date("1/17/2020 0:39:43", "%m/%d/%Y %H:%M:%S")
    '2020-01-17T00:39:43'
    >>> parse_date("2020-01-17T00:39:43+09:00", "")
    '2020-01-17T00:39:43'
    >>> parse_date("9999-12-31T23:59:59.9", "")
    '9999-12-31T23:59:59'
    >>> parse_date("2020-01-17", ""), parse_date("20200117", "")
    ('2020-01-17', '2020-01-17')
    >>> parse_date("2026/01/12 9:14:05 AM GMT+9", "%Y/%m/%d %I:%M:%S %p %Z")
    '2026-01-12T09:14:05'
    """
    word = plain(text)
    if not date_format and (found := _by_iso(word)):
        return found
    for form in [date_format] if date_format else others:
        zoneless = _ZONE.sub("", word), form.removesuffix(" %Z")
        if found := _by_format(word, form) or _by_format(*zoneless):
            return found
    return _by_iso(word) if date_format else None


def _by_iso(word: str) -> str | None:
    try:
        moment = dt.datetime.fromisoformat(word)
    except ValueError:
        return None
    # Without a time there is no sign between date and time.
    dated = len(word) <= len("2020-01-17")
    return moment.date().isoformat() if dated else _iso(moment)


def _by_format(word: str, date_format: str) -> str | None:
    try:
        moment = dt.datetime.strptime(word, date_format)
    except ValueError:
        return None
    timed = any(mark in date_format for mark in _TIME_MARKS)
    return _iso(moment) if timed else moment.date().isoformat()


def _iso(moment: dt.datetime) -> str:
    if moment.microsecond or moment.tzinfo:
        moment = to_second(moment.replace(tzinfo=None))
    return moment.isoformat()


def read_replied_on(
    column: RawColumn, date_format: str, others: Iterable[str]
) -> tuple[list[str], list[str], dict[int, list[CellIssue]]]:
    """Return moment ("" = none), fate and findings of each distinct text."""
    moments, fates, found = [], [], {}
    formats = list(others)
    for text in column.texts:
        moment = parse_date(text, date_format, formats)
        moments.append(moment or "")
        fates.append(KEPT if moment else SET_ASIDE if plain(text) else BLANK)
    unread = [code for code, fate in enumerate(fates) if fate == SET_ASIDE]
    for code in unread:
        reason = f"{quoted(column.texts[code])} is no date in the form "
        reason += date_format or "2020-01-17"
        reason += (
            ", as others here are; the reply counts as undated."
            if sum(map(bool, moments)) > len(unread)
            else "; correct date_format in rounds."
        )
        finding = CellIssue(column.header, column.texts[code], SET_ASIDE, reason)
        found[code] = [finding]
    return moments, fates, found
