"""How answers on an ordered scale spread, subject by subject."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.priorities.shares import in_base
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Question

# The questions worth a chart of their spread, first found first shown.
_SHOWN_ABOUT = ("need", "capacity")


def rated_questions(survey: Survey, round_name: str) -> list[Question]:
    """Return the level questions about need asked in a round, else about capacity.

    Only those with the same labels of the same values as the first: answers on two
    different scales make no one spread.
    """
    asked = [survey.question[q] for q in survey.asked_questions(round_name)]
    for about in _SHOWN_ABOUT:
        found = [q for q in asked if q.kind == "level" and q.about == about]
        if found:
            spread = _labels_by_value(survey, found[0], round_name)
            return [
                q for q in found if _labels_by_value(survey, q, round_name) == spread
            ]
    return []


def answer_counts(
    survey: Survey, responses: pd.DataFrame, round_name: str
) -> pd.DataFrame:
    """Return how many replies gave each answer to the rated questions of a round.

    A row a subject and value of the scale, those nobody gave included; columns
    subject_id, answer (the label of the value), value, count, answered (all answers to
    the subject) and blank (asked, without a usable answer). With a frame only members
    of the base count (no providers).
    """
    questions = rated_questions(survey, round_name)
    ids = [question.question_id for question in questions]
    said = in_base(survey, responses)
    said = said[
        (said["round"] == round_name)
        & said["question_id"].isin(ids)
        & (said["subject_id"] != "")
        & (said["state"] != "not_asked")
    ]
    # "Don't know" may have a value in the scale; it is no answer all the same.
    said = said.assign(value=said["value"].where(said["state"] == "answered"))
    label_of = _labels_by_value(survey, questions[0], round_name) if questions else {}
    parts = [
        pd.DataFrame(
            {
                "subject_id": subject,
                "answer": list(label_of.values()),
                "value": list(label_of),
                "count": [int((rows["value"] == value).sum()) for value in label_of],
                "blank": int(rows["value"].isna().sum()),
            }
        )
        for subject, rows in said.groupby("subject_id")
    ]
    columns = ["subject_id", "answer", "value", "count", "blank"]
    counts = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    counts = counts.reindex(columns=columns)
    return counts.assign(
        answered=counts.groupby("subject_id")["count"].transform("sum")
    )


def _labels_by_value(
    survey: Survey, question: Question, round_name: str
) -> dict[float, str]:
    """Return the first label of each value offered in the round, the least first."""
    labels = survey.round_labels(round_name)
    label_of: dict[float, str] = {}
    for answer in survey.scale_in(question.scale_id, labels):
        if answer.value is not None and answer.state in {"", "answered"}:
            label_of.setdefault(answer.value, answer.label)
    return dict(sorted(label_of.items()))
