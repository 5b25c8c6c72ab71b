"""Read questions with several answers: a list in a cell, or a column an option."""

from __future__ import annotations

from rocb_analysis.clean.reading import (
    BLANK,
    KEPT,
    RECODED,
    Answer,
    AnswerList,
    Cell,
    Reading,
)
from rocb_analysis.survey.records import Question, ScaleAnswer
from rocb_analysis.survey.text import plain, yes_or_no


def read_many(
    question: Question, offered: AnswerList, cells: list[Cell], *, separator: str
) -> Reading:
    """Return the options chosen, by whichever of the two ways the question stands."""
    columns = [cell for cell in cells if cell.use.subject_id]
    reading = _read_option_columns(question, offered, columns) if columns else Reading()
    for cell in cells:
        if not cell.use.subject_id:
            reading.add(_read_list(question, offered, cell, separator))
    return reading


def _read_option_columns(
    question: Question, offered: AnswerList, cells: list[Cell]
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
    question: Question, offered: AnswerList, cell: Cell, *, answered: bool
) -> Reading:
    """Return one option's row; answered: whether the reply chooses any option."""
    value, state = _chosen(offered, cell.text)
    said = state or ("answered" if answered else "not_answered")
    use = cell.use
    value_said = value if said == "answered" else None
    place = (question.question_id, use.subject_id, use.position)
    return Reading(
        answers=[Answer(*place, cell.text, value_said, said)],
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
    question: Question, offered: AnswerList, cell: Cell, separator: str
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


def _fate(cell: Cell, fates: list[str]) -> str:
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
    cell: Cell,
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
        )
        for subject in subjects
        if subject
    ]


def _option_rows(
    question: Question,
    offered: AnswerList,
    cell: Cell,
    chosen: dict[str, ScaleAnswer],
    state: str,
) -> list[Answer]:
    """Return a row an option chosen, position = its number; else one with the state."""
    by_number = {offered.numbers[a.label]: (p, a.value) for p, a in chosen.items()}
    if not by_number:
        return [Answer(question.question_id, "", None, cell.text, None, state)]
    return [
        Answer(question.question_id, "", number, piece, value, state)
        for number, (piece, value) in sorted(by_number.items())
    ]
