"""Which questions reach a page of a report, and why another one does not."""

from __future__ import annotations

from collections.abc import Iterator

from rocb_analysis.delivery import activity_subjects, read_plans, read_register
from rocb_analysis.delivery.planning_book import FILE
from rocb_analysis.priorities.answers import rated_scales
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import (
    RANKING_KINDS,
    RATING_KINDS,
    Problem,
    Question,
)

# They say whose a reply is and when it came, which every report does.
_OF_THE_REPLY = frozenset({"respondent", "replied_on"})
_NO_SUBJECT = "it asks of no subject"


def questions_not_shown(
    survey: Survey, round_name: str | None = None
) -> Iterator[Problem]:
    """Yield the questions whose answers no finding, table or chart of a brief shows.

    Each is judged by the last round that asks it, or by the round named alone. What
    the table responses and a member's own page hold is not counted.

    Raises SurveyError for a register or plan that cannot be read.
    """
    last = {
        question: name
        for name in ([round_name] if round_name else survey.round_names)
        for question in survey.asked_questions(name)
    }
    for row, name in survey.questions["question_id"].items():
        question = survey.question[str(name)]
        if name in last and (why := _why_not(survey, question, last[str(name)])):
            what = f"no brief shows {question.label or name}: {why}."
            place = survey.codebook.files["questions"]
            yield Problem(place, int(str(row)), "", what, stops=False)


def _why_not(survey: Survey, question: Question, round_name: str) -> str:
    """Return why a question reaches no page, "" if it does."""
    about = question.about
    if question.kind in _OF_THE_REPLY or _says_no_needs(survey, question):
        return ""
    if about == "need":
        counts = question.kind in RATING_KINDS | RANKING_KINDS
        return "" if counts else f"a {question.kind} question gives no need"
    if about not in {"capacity", "offer", "follow_up"}:
        return f"no finding reads what is about {about}" if about else "about is blank"
    subjects = _subjects(survey, question, round_name)
    if not subjects:
        return _NO_SUBJECT
    if about == "capacity":
        return _why_no_spread(survey, question, round_name)
    if about == "offer":
        return _why_no_helpers(survey)
    return _why_no_funnel(survey, subjects)


def _says_no_needs(survey: Survey, question: Question) -> bool:
    """Say whether one of its answers makes every subject asked not needed."""
    answers = survey.scale.get(question.scale_id, [])
    return any(answer.state == "no_needs" for answer in answers)


def _subjects(survey: Survey, question: Question, round_name: str) -> set[str]:
    """Return the subjects it asks of; of a place they are those the ballot offers."""
    found: set[str] = set()
    for file in survey.files_of(round_name):
        for _, use in survey.uses_in(file):
            if use.question_id == question.question_id:
                placed = survey.subjects["subject_id"] if use.position else []
                listed = survey.scale_in(question.scale_id, file.labels)
                own = [use.subject_id, *(answer.subject_id for answer in listed)]
                found |= {*own, *([] if use.subject_id else placed)}
    return found - {""}


def _why_no_spread(survey: Survey, question: Question, round_name: str) -> str:
    """The spread of answers is of level questions about need, else about capacity."""
    rated = [one for scale in rated_scales(survey, round_name) for one in scale]
    if question in rated:
        return ""
    if question.kind != "level":
        return "of what is about capacity only a level question is shown"
    return "answers on the level of need are shown in its place"


def _why_no_helpers(survey: Survey) -> str:
    """Offers are told as who could help, beside a draft plan."""
    has_book = (survey.path / FILE).is_file() or bool(read_plans(survey.path))
    if survey.has_frame and (has_book or (survey.path / "activities.csv").is_file()):
        return ""
    return "offers are shown beside a draft plan, and this folder drafts none"


def _why_no_funnel(survey: Survey, subjects: set[str]) -> str:
    """What came of activities is told of those on record."""
    activities = read_register(survey.path, survey).activities
    held = (
        set(activity_subjects(activities)["subject_id"]) if len(activities) else set()
    )
    return "" if held & subjects else "no activity on record is about its subjects"
