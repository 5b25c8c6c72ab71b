"""What reading a reply gives: answers, what became of each cell, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from rocb_analysis.core.text import hint, plain, quoted
from rocb_analysis.intake.columns import MappedColumn
from rocb_analysis.survey.records import Question, RoundFile, ScaleAnswer, Use
from rocb_analysis.survey.survey_folder import Survey

BLANK, KEPT, RECODED, SET_ASIDE = "blank", "kept", "recoded", "set_aside"
CORRECTED, NOTED = "corrected", "noted"


@dataclass(frozen=True)
class RawCell:
    """A raw cell under a mapped header; `text` is what counts, after corrections."""

    index: int
    header: str
    text: str
    use: Use


class Answer(NamedTuple):
    """A row of responses, without its round and respondent.

    column: the header of the cell that says it; blank where no cell alone does.
    """

    question_id: str
    subject_id: str
    position: int | None
    answer: str
    value: float | None
    state: str
    column: str


@dataclass(frozen=True)
class CellIssue:
    """A row of issues, without its place.

    decided: the codebook has settled it, nothing is left to do.
    once: name of a list that sets aside all it does not know: one issue a name.
    """

    header: str
    found: str
    action: str
    reason: str
    decided: bool = False
    once: str = ""


@dataclass
class Reading:
    """The answers read from some cells, the fate of each cell, what was found."""

    answers: list[Answer] = field(default_factory=list)
    fates: dict[int, str] = field(default_factory=dict)
    findings: list[CellIssue] = field(default_factory=list)

    def add(self, other: Reading) -> None:
        """Take in what another reading found."""
        self.answers += other.answers
        self.fates |= other.fates
        self.findings += other.findings

    def find(self, cell: RawCell, action: str, reason: str, *, found: str = "") -> None:
        """Note something about a cell that the codebook has not settled."""
        finding = CellIssue(cell.header, found or cell.text, action, reason)
        self.findings.append(finding)


@dataclass(frozen=True)
class Met:
    """How a text met a list of answers: the answer, its fate, and why."""

    answer: ScaleAnswer | None
    fate: str
    reason: str = ""
    decided: bool = False
    once: str = ""

    def finding(self, cell: RawCell, found: str) -> list[CellIssue]:
        """Return the issue this meeting makes, if any."""
        if self.fate == KEPT:
            return []
        settled = (self.reason, self.decided, self.once)
        return [CellIssue(cell.header, found, self.fate, *settled)]


@dataclass(frozen=True)
class AnswerList:
    """The answers offered for a question in a file, and the spellings that mean one.

    Texts are compared after `plain`, and nothing looser. numbers: for each label of the
    whole list its number in order, so that an option keeps its number in all rounds.
    """

    name: str
    offered: dict[str, ScaleAnswer]
    known: frozenset[str]
    numbers: dict[str, int]
    spellings: dict[str, str]
    rest_is_decided: bool

    def meet(self, text: str) -> Met:
        """Return the answer that a text means."""
        word = plain(text)
        if word in self.offered:
            return Met(self.offered[word], KEPT)
        if word in self.spellings:
            return self._spelled(self.spellings[word], word)
        if word in self.known:
            reason = (
                f"{quoted(word)} was not offered in this round. Add the round to its "
            )
            reason += "offered_in in scales, or set it aside in spellings."
            return Met(None, SET_ASIDE, reason)
        if self.rest_is_decided:
            reason = f"{quoted(word)} is set aside by the line * of {self.name} in "
            reason += "spellings."
            return Met(None, SET_ASIDE, reason, decided=True, once=self.name)
        reason = f"{quoted(word)} is not in {self.name}.{_hint(word, self.offered)} "
        reason += "Write it in spellings, or add it to the list."
        return Met(None, SET_ASIDE, reason)

    def _spelled(self, means: str, word: str) -> Met:
        if not means:
            reason = f"{quoted(word)} is set aside on purpose by spellings."
            return Met(None, SET_ASIDE, reason, decided=True)
        if means in self.offered:
            answer = self.offered[means]
            reason = f'{quoted(word)} is read as "{answer.label}" by spellings.'
            return Met(answer, RECODED, reason, decided=True)
        reason = f"{quoted(word)} means {quoted(means)}, which was not offered in "
        reason += "this round. Add the round to its offered_in in scales."
        return Met(None, SET_ASIDE, reason)

    @cached_property
    def longest_first(self) -> list[str]:
        """Every text that can be met: the answers, then spellings, longest first."""
        answers, spelled = {*self.offered, *self.known}, {*self.spellings}
        return [*_by_length(answers), *_by_length(spelled - answers)]

    def pieces(self, text: str, separator: str) -> list[str]:
        """Return the answers listed in a cell, and what lies between them.

        From the left, at each place the longest answer of the list that ends at a
        separator or the end is taken, since options may contain the separator; else a
        spelling; else the piece up to the next separator. Empty pieces are passed over.
        """
        rest, found = plain(text), []
        mark = " " if separator == "space" else separator
        while rest := _after_marks(rest, mark):
            listed = (t for t in self.longest_first if _starts(rest, t, mark))
            piece = next(listed, "") or rest.split(mark, 1)[0]
            found.append(piece.strip())
            rest = rest[len(piece) :]
        return found


def _hint(word: str, offered: Iterable[str]) -> str:
    """Return the answer that is the same number, else the one that is near."""
    same = next((text for text in offered if _same_number(text, word)), "")
    return f' Is it the number "{same}"?' if same else hint(word, offered)


def _same_number(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return False


def _by_length(texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=lambda text: (-len(text), text))


def _after_marks(text: str, mark: str) -> str:
    """Return the text without the separators and blanks it begins with."""
    text = text.lstrip()
    while text.startswith(mark):
        text = text.removeprefix(mark).lstrip()
    return text


def _starts(text: str, answer: str, mark: str) -> bool:
    """Say whether the text begins with the answer, ended by a mark or the end."""
    after = text[len(answer) :]
    return text.startswith(answer) and (
        not after.strip() or after.startswith(mark) or after.lstrip().startswith(mark)
    )


def answer_list(survey: Survey, question: Question, file: RoundFile) -> AnswerList:
    """Return the answers a question offered in a file.

    With a scale: its answers. Without, for what names subjects (top_n, many): every
    subject by id, label and short label; else none. Answers that carry a subject also
    meet the spellings of the list subject.
    """
    every, name = survey.scale.get(question.scale_id, []), question.scale_id
    spellings = dict(survey.spelling.get(name, {})) if name else {}
    if not name and question.kind in {"top_n", "many"}:
        every = _subjects_as_answers(survey)
    answers = (answer for answer in every if answer.offered(file.labels))
    offered = {plain(answer.answer): answer for answer in answers}
    if any(answer.subject_id for answer in every):
        spellings = _subject_spellings(survey, offered) | spellings
    decided = spellings.pop("*", None) == ""
    known = frozenset(plain(answer.answer) for answer in every)
    labels = dict.fromkeys(answer.label for answer in every)
    numbers = {label: number for number, label in enumerate(labels, start=1)}
    name = f"the scale {name}" if name else "the subjects"
    return AnswerList(name, offered, known, numbers, spellings, decided)


def _subjects_as_answers(survey: Survey) -> list[ScaleAnswer]:
    return [
        ScaleAnswer(name, None, subject, name, "", "", frozenset())
        for name, subject in survey.subject_by_name.items()
    ]


def _subject_spellings(
    survey: Survey, offered: dict[str, ScaleAnswer]
) -> dict[str, str]:
    """Return the subject spellings as texts of offered answers."""
    text_of = {answer.subject_id: text for text, answer in offered.items()}
    return {
        found: text_of.get(means, means) if means else ""
        for found, means in survey.spelling.get("subject", {}).items()
    }


# The cells of a column, each distinct text once, so that it is read once.

Codes = np.ndarray[tuple[int], np.dtype[np.intp]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, eq=False)
class RawColumn:
    """A mapped column; texts: the distinct ones; codes: which of them each row has."""

    index: int
    header: str
    use: Use
    codes: Codes
    texts: list[str]

    @cached_property
    def filled_texts(self) -> Flags:
        """Whether each distinct text says anything."""
        return np.fromiter(map(_says, self.texts), bool, len(self.texts))

    @cached_property
    def filled(self) -> Flags:
        """Whether each row's cell says anything."""
        return self.filled_texts[self.codes]

    def cell(self, code: int) -> RawCell:
        """Return the cell with one of the distinct texts."""
        return RawCell(self.index, self.header, self.texts[code], self.use)

    def with_texts(self, changed: dict[int, str]) -> RawColumn:
        """Return the column with other texts in some rows."""
        codes, texts = self.codes.copy(), list(self.texts)
        for row, text in changed.items():
            codes[row] = len(texts)
            texts.append(text)
        return RawColumn(self.index, self.header, self.use, codes, texts)


def _says(text: str) -> bool:
    """Say whether a cell is filled; what begins with a plain sign is, at a glance."""
    return text != "" and ("!" <= text[0] <= "~" or plain(text) != "")


def column_of(mapped: MappedColumn, texts: np.ndarray) -> RawColumn:
    """Return the column with its distinct texts told apart."""
    codes, distinct = pd.factorize(texts)
    return RawColumn(mapped.index, mapped.header, mapped.use, codes, list(distinct))


def joint_codes(parts: list[Codes]) -> tuple[Codes, Codes]:
    """Return which distinct row each row is, and one row of each.

    >>> codes, firsts = joint_codes([np.array([0, 1, 0]), np.array([5, 5, 5])])
    >>> codes.tolist(), firsts.tolist()
    ([0, 1, 0], [0, 1])
    """
    joint = np.zeros(len(parts[0]), dtype=np.intp)
    for codes in parts:
        # Codes stay below rows x texts, so that no sum can overflow.
        width = int(codes.max(initial=0)) + 2
        joint, _ = pd.factorize(joint * width + codes + 1)
    _, firsts = np.unique(joint, return_index=True)
    return joint, firsts


# The answers of many rows at once: each distinct one stands once, rows point to it.

FATES = (BLANK, KEPT, RECODED, SET_ASIDE)
FATE_CODE = {fate: code for code, fate in enumerate(FATES)}
ANSWERING_STATES = frozenset(
    {"answered", "dont_know", "not_applicable", "no_needs", SET_ASIDE}
)


class ParsedCell(NamedTuple):
    """What one cell says by itself: its answer, its fate, what was found."""

    answer: Answer
    fate: str
    findings: list[CellIssue]


def said_by(reading: Reading) -> ParsedCell:
    """Return what the reading of a single cell says."""
    (fate,) = reading.fates.values()
    (answer,) = reading.answers
    return ParsedCell(answer, fate, reading.findings)


@dataclass(frozen=True)
class AnswerBlock:
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

    parts: dict[str, list[AnswerBlock]] = field(default_factory=dict)
    fates: dict[int, np.ndarray] = field(default_factory=dict)
    findings: list[tuple[int, CellIssue]] = field(default_factory=list)

    def add(self, question_id: str, part: AnswerBlock) -> None:
        """Take in a part of a question's answers."""
        self.parts.setdefault(question_id, []).append(part)

    def set_fates(
        self, index: int, rows: Codes, fates: np.ndarray, height: int
    ) -> None:
        """Say what became of a column's cells in some rows."""
        column = self.fates.setdefault(index, np.zeros(height, dtype=np.int8))
        column[rows] = fates

    def find(
        self, rows: Codes, codes: Codes, found: dict[int, list[CellIssue]]
    ) -> None:
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
    columns: list[RawColumn],
    said: list[list[ParsedCell]],
    codes: list[Codes],
    rows: Codes,
) -> AnswerBlock:
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
    return AnswerBlock(rows, answers, picks)


def read_rows(
    reading: FileReading,
    columns: list[RawColumn],
    said: list[Reading],
    codes: Codes,
    rows: Codes,
) -> AnswerBlock:
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
    return AnswerBlock(rows, answers, by_code[codes].astype(np.int32))


def in_state(part: AnswerBlock, flagged: Flags, state: str) -> AnswerBlock:
    """Return the part with the answers of the flagged rows in another state."""
    changed = [a._replace(value=None, state=state) for a in part.answers]
    moved = np.where(part.picks >= 0, part.picks + len(part.answers), -1)
    picks = np.where(flagged[part.rows][:, None], moved, part.picks)
    return replace(part, answers=[*part.answers, *changed], picks=picks)


def every(parts: dict[str, list[AnswerBlock]]) -> Iterator[AnswerBlock]:
    """Yield every part of every question."""
    for of_question in parts.values():
        yield from of_question
