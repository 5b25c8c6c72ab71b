"""What each replier needs: respondent by subject, asked, state, needed, score, rank.

A blank is never "no need": needed is 1, 0 or blank, and the state says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from rocb_analysis import tables
from rocb_analysis.clean import Cleaned
from rocb_analysis.clean.answers import number_in
from rocb_analysis.clean.reading import AnswerList, answer_list
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import (
    RANKING_KINDS,
    RATING_KINDS,
    Question,
    RoundFile,
    ScaleAnswer,
)
from rocb_analysis.survey.text import plain

NAN = float("nan")


@dataclass(frozen=True)
class Need:
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
    by_reply = dict(iter(cleaned.responses.groupby(["round", "respondent_id"])))
    readers = {file.row: _NeedReader(survey, file) for file in survey.round_files}
    rows = []
    for reply in cleaned.respondents.itertuples(index=False):
        key = (reply.round, reply.respondent_id)
        file = _file_of(survey, reply.round, reply.file, reply.sheet)
        said = readers[file.row].read(by_reply[key])
        for subject in subjects:
            need = said.get(subject, Need())
            rows.append((*key, subject, int(need.state != "not_asked"), *_fields(need)))
    names = tables.TABLES["needs"].column_names
    return tables.arrange(pd.DataFrame(rows, columns=names), "needs")


def _file_of(survey: Survey, round_name: str, name: str, sheet: str) -> RoundFile:
    """Return the row of rounds a reply came by; a blank sheet is the first there is."""
    files = {f.sheet: f for f in survey.files_of(round_name) if f.file == name}
    return files.get(plain(sheet)) or files[""]


def _fields(need: Need) -> tuple[str, float, float, float]:
    return need.state, need.needed, need.score, need.rank


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
    return [q for q in survey.question.values() if q.about == "need" and _is(q, asked)]


def _is(question: Question, asked: set[str]) -> bool:
    return question.question_id in asked


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

    def read(self, responses: pd.DataFrame) -> dict[str, Need]:
        """Return what one reply says of each subject asked."""
        by_question = dict(iter(responses.groupby("question_id")))
        needs: dict[str, Need] = {}
        for question in self.ranking:
            rows = by_question[question.question_id]
            needs |= self._ranked(question, rows)
        for question in self.rating:
            for row in by_question[question.question_id].itertuples(index=False):
                if row.state == "not_asked":
                    continue
                rank = needs.get(row.subject_id, Need()).rank
                rated = self._rated(question, row.answer, row.value, row.state)
                needs[row.subject_id] = replace(rated, rank=rank)
        if (responses["state"] == "no_needs").any():
            return {
                subject: Need("no_needs", 0.0, 0.0) if n.state != "not_asked" else n
                for subject, n in needs.items()
            }
        return needs

    def _rated(self, question: Question, text: str, value: float, state: str) -> Need:
        if state != "answered":
            return Need(state)
        if question.kind == "many":
            chosen = float(value > 0)
            return Need(state, chosen, chosen)
        offered = self.lists[question.question_id]
        answer = _answer_of(question, offered, text)
        if question.kind == "yes_no":
            needed = _needed(answer, default=float(value > 0))
            return Need(state, needed, needed)
        score = _score(answer, self.span[question.question_id]) if answer else NAN
        return Need(state, _needed(answer, default=NAN), score)

    def _ranked(self, question: Question, rows: pd.DataFrame) -> dict[str, Need]:
        """Return the needs of a ballot: named 1, unnamed 0; blank if it names none."""
        asked = self.asked[question.question_id]
        states = rows["state"]
        named = rows[(states == "answered") & (rows["subject_id"] != "")]
        rank_of = dict(zip(named["subject_id"], named["value"], strict=True))
        if not rank_of:
            other = states[~states.isin(["answered", "not_answered", "not_asked"])]
            state = other.iloc[0] if len(other) else "not_answered"
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
    if number is not None:
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
