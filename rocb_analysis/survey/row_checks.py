"""Cross-check rows of the codebook: days in order, successors, breaks, what is unused.

What no report needs is a note: it stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rocb_analysis.survey.cells import filled, problem
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.offered_checks import no_longer_offered
from rocb_analysis.survey.planned import planned_questions
from rocb_analysis.survey.records import (
    RANKING_KINDS,
    RATING_KINDS,
    Problem,
    Question,
)
from rocb_analysis.survey.rules import ABOUT
from rocb_analysis.survey.text import nearest

# Table, the earlier day, the later day.
_IN_ORDER = (
    ("rounds", "asked_on", "closed_on"),
    ("members", "member_from", "member_to"),
)
_TOTAL = "all"


def row_problems(survey: Survey, *, strays: Iterable[str] = ()) -> Iterator[Problem]:
    """Yield rows of the codebook that contradict others or have no effect.

    strays: ids of questions and subjects as the tables name them, known or not; what
        one of them may mean is not called unused.
    """
    yield from _days_out_of_order(survey)
    yield from _successors_in_a_circle(survey)
    yield from _sub_regions(survey)
    yield from _breaks_without_a_before(survey)
    yield from no_longer_offered(survey)
    yield from _sources_at_odds(survey)
    yield from _no_need(survey)
    yield from _unused_questions(survey, set(strays))
    yield from _without_need(survey)
    yield from _unasked_subjects(survey, set(strays))


def _days_out_of_order(survey: Survey) -> Iterator[Problem]:
    for table, first, last in _IN_ORDER:
        frame = survey.codebook.tables[table]
        for row, since, until in frame[[first, last]].itertuples():
            if since and until and until[:10] < since[:10]:
                what = f"{until} is before {first}, {since}; correct one of the two."
                yield problem(survey, table, int(row), last, what)


def _successors_in_a_circle(survey: Survey) -> Iterator[Problem]:
    subjects = survey.subjects
    after = dict(zip(subjects["subject_id"], subjects["replaced_by"], strict=True))
    told: set[str] = set()
    for row, subject in filled(survey, "subjects", "subject_id"):
        way = [subject]
        while (following := after.get(way[-1])) and following not in way:
            way.append(following)
        if following == subject and subject not in told:
            told |= set(way)
            what = f"{subject} is replaced in a circle ({' by '.join([*way, subject])})"
            what += "; leave replaced_by blank for the one that lives on."
            yield problem(survey, "subjects", row, "replaced_by", what)


def _sub_regions(survey: Survey) -> Iterator[Problem]:
    for row, text in filled(survey, "members", "sub_region"):
        if text.casefold() == _TOTAL:
            what = f'a sub-region cannot be called "{text}": the tables call the whole '
            what += "region so. Give it another name."
            yield problem(survey, "members", row, "sub_region", what)


def _breaks_without_a_before(survey: Survey) -> Iterator[Problem]:
    for row, text in filled(survey, "breaks", "from_round"):
        if text == survey.round_names[0]:
            what = f"{text} is the first round, so nothing before it can differ; name "
            what += "the first round after the change, or delete the row."
            yield problem(survey, "breaks", row, "from_round", what, stops=False)


def _sources_at_odds(survey: Survey) -> Iterator[Problem]:
    """Yield rounds whose files have two days asked, or two statuses."""
    for name in survey.round_names:
        rows = survey.rounds[survey.rounds["round"] == name]
        for column in ("asked_on", "status"):
            said = rows[column][rows[column] != ""]
            other = said[said != said.iloc[0]] if len(said) else said
            if len(other):
                first, row = said.index[0], int(other.index[0])
                what = f"round {name} has {column} {other.iloc[0]} here and "
                what += f"{said.iloc[0]} in row {first}; one round has one, so correct "
                what += "one of the two."
                yield problem(survey, "rounds", row, column, what)


def _no_need(survey: Survey) -> Iterator[Problem]:
    """Yield questions about the need that can never say that anything is needed."""
    for row, name in filled(survey, "questions", "question_id"):
        question = survey.question[name]
        if question.about != "need":
            continue
        if question.kind not in RATING_KINDS | RANKING_KINDS:
            what = f"a {question.kind} question gives no need, so about = need has no "
            what += "effect; write context, or the kind that it is."
            yield problem(survey, "questions", row, "about", what, stops=False)
        elif what := _silent_scale(survey, question):
            yield problem(survey, "questions", row, "scale_id", what, stops=False)


def _silent_scale(survey: Survey, question: Question) -> str:
    """Return why the scale of a need question says nothing of the need, or ""."""
    if question.kind not in {"level", "number"}:
        return ""
    answers = [a for a in survey.scale.get(question.scale_id, []) if not a.state]
    place = survey.codebook.files["scales"]
    if not any(answer.need for answer in answers):
        return (
            f"no answer of {question.scale_id or 'this question'} says need = yes or "
            f"no, so nobody is counted as needing; fill in need in {place}."
        )
    if not any(answer.value is not None for answer in answers):
        return (
            f"no answer of {question.scale_id} has a value, so no need has a score; "
            f"fill in value in {place}."
        )
    return ""


def _without_need(survey: Survey) -> Iterator[Problem]:
    """Yield that nothing asks what is needed, so that a report has little to say.

    A survey that follows up what was done need not ask it.
    """
    said = set(survey.questions["about"])
    known = said <= {*ABOUT, ""}
    if len(survey.questions) and known and not said & {"need", "follow_up"}:
        what = (
            "no question is about need, so a report cannot say what is needed; write "
        )
        what += "need under about where a question asks it."
        yield problem(survey, "questions", None, "about", what, stops=False)


def _unused_questions(survey: Survey, strays: set[str]) -> Iterator[Problem]:
    unknown = strays - set(survey.question) - set(survey.subjects["subject_id"])
    asked = {q for name in survey.round_names for q in survey.asked_questions(name)}
    asked |= planned_questions(survey)
    for row, name in filled(survey, "questions", "question_id"):
        if name not in asked and not _like(name, unknown):
            what = f"{name} is asked in no round; write its headers in "
            what += f"{survey.codebook.files['columns']}, or delete the row."
            yield problem(survey, "questions", row, "question_id", what, stops=False)


def _unasked_subjects(survey: Survey, strays: set[str]) -> Iterator[Problem]:
    unknown = strays - set(survey.question) - set(survey.subjects["subject_id"])
    asked = set(survey.columns["subject_id"])
    for question in survey.question.values():
        if question.scale_id:
            answers = survey.scale.get(question.scale_id, [])
            asked |= {answer.subject_id for answer in answers}
        elif question.kind in {"top_n", "many"}:
            return
    for row, name in filled(survey, "subjects", "subject_id"):
        if name not in asked and not _like(name, unknown):
            what = f"{name} is asked in no round; name it in "
            what += f"{survey.codebook.files['columns']} or in a scale, or delete the "
            what += "row."
            yield problem(survey, "subjects", row, "subject_id", what, stops=False)


def _like(name: str, strays: set[str]) -> bool:
    """Say whether one of the strays may mean this name."""
    return any(nearest(stray, [name]) for stray in strays)
