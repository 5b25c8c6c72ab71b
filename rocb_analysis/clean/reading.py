"""What reading a reply gives: answers, what became of each cell, and what was found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Question, RoundFile, ScaleAnswer, Use
from rocb_analysis.survey.text import hint, plain, quoted

BLANK, KEPT, RECODED, SET_ASIDE = "blank", "kept", "recoded", "set_aside"
CORRECTED, NOTED = "corrected", "noted"


@dataclass(frozen=True)
class Cell:
    """A raw cell under a mapped header; `text` is what counts, after corrections."""

    index: int
    header: str
    text: str
    use: Use


class Answer(NamedTuple):
    """A row of responses, without its round and respondent."""

    question_id: str
    subject_id: str
    position: int | None
    answer: str
    value: float | None
    state: str


@dataclass(frozen=True)
class Finding:
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
    findings: list[Finding] = field(default_factory=list)

    def add(self, other: Reading) -> None:
        """Take in what another reading found."""
        self.answers += other.answers
        self.fates |= other.fates
        self.findings += other.findings

    def find(self, cell: Cell, action: str, reason: str, *, found: str = "") -> None:
        """Note something about a cell that the codebook has not settled."""
        finding = Finding(cell.header, found or cell.text, action, reason)
        self.findings.append(finding)


@dataclass(frozen=True)
class Met:
    """How a text met a list of answers: the answer, its fate, and why."""

    answer: ScaleAnswer | None
    fate: str
    reason: str = ""
    decided: bool = False
    once: str = ""

    def finding(self, cell: Cell, found: str) -> list[Finding]:
        """Return the issue this meeting makes, if any."""
        if self.fate == KEPT:
            return []
        settled = (self.reason, self.decided, self.once)
        return [Finding(cell.header, found, self.fate, *settled)]


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
