"""What each replier needs: respondent by subject, asked, state, needed, score, rank.

A blank is never "no need": needed is 1, 0 or blank, and the state says why.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from rocb_analysis.clean import Cleaned
from rocb_analysis.clean.answers import number_in
from rocb_analysis.clean.cells import AnswerList, answer_list
from rocb_analysis.core import tables
from rocb_analysis.core.text import plain
from rocb_analysis.survey.records import (
    RANKING_KINDS,
    RATING_KINDS,
    Question,
    RoundFile,
    ScaleAnswer,
)
from rocb_analysis.survey.survey_folder import Survey

NAN = float("nan")


class Need(NamedTuple):
    """What a reply says of one subject."""

    state: str = "not_asked"
    needed: float = NAN
    score: float = NAN
    rank: float = NAN


def needs_by_respondent_subject(survey: Survey, cleaned: Cleaned) -> pd.DataFrame:
    """Return the table needs: a row a subject of a need question for each replier.

    A rating question gives state, needed and score; a ranking one gives the rank, and
    the rest where it stands alone. A reply that says "no needs" needs 0 of every
    subject asked.
    """
    subjects = need_subjects(survey)
    said_by = _answers_by_reply(survey, cleaned.responses)
    without = _without_needs(cleaned.responses)
    readers = {file.row: _NeedReader(survey, file) for file in survey.round_files}
    not_asked = Need()
    rows = []
    for reply in cleaned.respondents.itertuples(index=False):
        key = (reply.round, reply.respondent_id)
        file = _file_of(survey, reply.round, reply.file, reply.sheet)
        said = readers[file.row].read(said_by[key], no_needs=key in without)
        for subject in subjects:
            need = said.get(subject, not_asked)
            rows.append((*key, subject, int(need.state != "not_asked"), *need))
    names = tables.TABLES["needs"].column_names
    return tables.arrange(pd.DataFrame(rows, columns=names), "needs")


class NeedRow(NamedTuple):
    """A row of responses to a need question, without its reply and question."""

    subject_id: str
    answer: str
    value: float
    state: str


# The rows of one reply by question.
Answers = dict[str, list[NeedRow]]


def _answers_by_reply(
    survey: Survey, responses: pd.DataFrame
) -> dict[tuple[str, str], Answers]:
    """Return what each reply says to each question about need."""
    wanted = {q.question_id for q in survey.question.values() if q.about == "need"}
    replies: dict[tuple[str, str], Answers] = defaultdict(lambda: defaultdict(list))
    rows = responses[responses["question_id"].isin(wanted)]
    columns = ["round", "respondent_id", "question_id", *NeedRow._fields]
    for name, who, question, *said in zip(*(rows[c] for c in columns), strict=True):
        replies[name, who][question].append(NeedRow(*said))
    return replies


def _without_needs(responses: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the replies that say they have no needs."""
    rows = responses[responses["state"] == "no_needs"]
    return set(zip(rows["round"], rows["respondent_id"], strict=True))


def _file_of(survey: Survey, round_name: str, name: str, sheet: str) -> RoundFile:
    """Return the row of rounds a reply came by; a blank sheet is the first there is."""
    files = {f.sheet: f for f in survey.files_of(round_name) if f.file == name}
    return files.get(plain(sheet)) or files[""]


def need_subjects(survey: Survey) -> list[str]:
    """Return every subject of a need question in any round, in codebook order."""
    asked = {
        subject
        for file in survey.round_files
        for question in _need_questions(survey, file)
        for subject in subjects_asked(survey, question, file)
    }
    return [subject for subject in survey.subjects["subject_id"] if subject in asked]


def _need_questions(survey: Survey, file: RoundFile) -> list[Question]:
    asked = {use.question_id for _, use in survey.uses_in(file)}
    need = [q for q in survey.question.values() if q.about == "need"]
    return [question for question in need if question.question_id in asked]


def subjects_asked(survey: Survey, question: Question, file: RoundFile) -> list[str]:
    """Return the subjects a question asked about in a file."""
    own = [
        use.subject_id
        for _, use in survey.uses_in(file)
        if use.question_id == question.question_id and use.subject_id
    ]
    if own:
        return list(dict.fromkeys(own))
    offered = answer_list(survey, question, file).offered.values()
    return list(dict.fromkeys(a.subject_id for a in offered if a.subject_id))


class _NeedReader:
    """Reads the needs of one file's replies."""

    def __init__(self, survey: Survey, file: RoundFile) -> None:
        questions = _need_questions(survey, file)
        self.rating = [q for q in questions if q.kind in RATING_KINDS]
        self.ranking = [q for q in questions if q.kind in RANKING_KINDS]
        self.lists = {q.question_id: answer_list(survey, q, file) for q in questions}
        self.span = {q.question_id: span_of_values(survey, q, file) for q in questions}
        self.asked = {q.question_id: subjects_asked(survey, q, file) for q in questions}
        self.picks = {
            q.question_id: picks_allowed(survey, q, file) for q in self.ranking
        }

        self.rated = lru_cache(maxsize=None)(self._rated)

    def read(self, answers: Answers, *, no_needs: bool) -> dict[str, Need]:
        """Return what one reply says of each subject asked."""
        needs: dict[str, Need] = {}
        for question in self.ranking:
            needs |= self._ranked(question, answers[question.question_id])
        for question in self.rating:
            for row in answers[question.question_id]:
                if row.state != "not_asked":
                    rank = needs.get(row.subject_id, Need()).rank
                    chosen = row.value > 0
                    rated = self.rated(question, row.answer, row.state, chosen)
                    needs[row.subject_id] = rated._replace(rank=rank)
        if no_needs:
            return {
                subject: Need("no_needs", 0.0, 0.0) if n.state != "not_asked" else n
                for subject, n in needs.items()
            }
        return needs

    def _rated(self, question: Question, text: str, state: str, chosen: bool) -> Need:
        if state != "answered":
            return Need(state)
        if question.kind == "many":
            return Need(state, float(chosen), float(chosen))
        offered = self.lists[question.question_id]
        answer = _answer_of(question, offered, text)
        if question.kind == "yes_no":
            needed = _needed(answer, default=float(chosen))
            return Need(state, needed, needed)
        score = _score(answer, self.span[question.question_id]) if answer else NAN
        return Need(state, _needed(answer, default=NAN), score)

    def _ranked(self, question: Question, rows: list[NeedRow]) -> dict[str, Need]:
        """Return the needs of a ballot: named 1, unnamed 0; blank if it names none."""
        asked = self.asked[question.question_id]
        rank_of = {
            row.subject_id: row.value
            for row in rows
            if row.state == "answered" and row.subject_id
        }
        if not rank_of:
            passed = {"answered", "not_answered", "not_asked"}
            other = [row.state for row in rows if row.state not in passed]
            state = other[0] if other else "not_answered"
            return {subject: Need(state) for subject in asked}
        picks = self.picks[question.question_id]
        return {
            subject: Need("answered", 1.0, (picks + 1 - rank) / picks, rank)
            if (rank := rank_of.get(subject))
            else Need("answered", 0.0, 0.0)
            for subject in asked
        }


def picks_allowed(survey: Survey, question: Question, file: RoundFile) -> int:
    """Return how many subjects a ballot let one name: by rounds, else its places."""
    if file.picks_allowed:
        return file.picks_allowed
    places = [
        use.position
        for _, use in survey.uses_in(file)
        if use.question_id == question.question_id and use.position
    ]
    return max(places, default=0) or len(subjects_asked(survey, question, file))


def _answer_of(
    question: Question, offered: AnswerList, text: str
) -> ScaleAnswer | None:
    """Return the answer of the scale that a counted text means, if it has a scale."""
    number = number_in(text) if question.kind == "number" else None
    if number is not None and plain(text) not in offered.spellings:
        ranges = (answer for answer in offered.offered.values() if answer.closed)
        held = next((answer for answer in ranges if answer.holds(number)), None)
        return held or offered.meet(text).answer
    return offered.meet(text).answer


def _needed(answer: ScaleAnswer | None, *, default: float) -> float:
    said = answer.need if answer else ""
    return {"yes": 1.0, "no": 0.0}.get(said, default)


def span_of_values(
    survey: Survey, question: Question, file: RoundFile
) -> tuple[float, float]:
    """Return the least and greatest value of the answers offered in the round."""
    offered = survey.scale_in(question.scale_id, survey.round_labels(file.round))
    values = [
        answer.value
        for answer in offered
        if answer.value is not None and answer.state in {"", "answered"}
    ]
    return (min(values), max(values)) if values else (NAN, NAN)


def _score(answer: ScaleAnswer, span: tuple[float, float]) -> float:
    """Return (value - least) / (greatest - least)."""
    least, greatest = span
    if answer.value is None or not least < greatest:
        return NAN
    return (answer.value - least) / (greatest - least)
