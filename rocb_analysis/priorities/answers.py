"""How answers on an ordered scale spread, subject by subject."""

from __future__ import annotations

from itertools import pairwise

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
    scales = rated_scales(survey, round_name)
    return scales[0] if scales else []


def rated_scales(survey: Survey, round_name: str) -> list[list[Question]]:
    """Return the level questions about need of a round, else about capacity, by scale.

    Each list holds the questions with the same labels of the same values.
    """
    asked = [survey.question[q] for q in survey.asked_questions(round_name)]
    for about in _SHOWN_ABOUT:
        groups: dict[tuple[tuple[float, str], ...], list[Question]] = {}
        for question in asked:
            if question.kind == "level" and question.about == about:
                spread = _labels_by_value(survey, question, round_name)
                groups.setdefault(tuple(spread.items()), []).append(question)
        if groups:
            return list(groups.values())
    return []


def answer_counts(
    survey: Survey,
    responses: pd.DataFrame,
    round_name: str,
    *,
    questions: list[Question] | None = None,
) -> pd.DataFrame:
    """Return how many replies gave each answer to the rated questions of a round.

    A row a subject and value of the scale, those nobody gave included; columns
    subject_id, answer (the label of the value), value, count, answered (all answers to
    the subject) and blank (asked, without a usable answer). With a frame only members
    of the base count (no providers). questions: of one scale; by default the first.
    """
    if questions is None:
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


def joined_answers(counts: pd.DataFrame, *, most: int = 7) -> pd.DataFrame:
    """Return the counts with neighbouring answers joined, so that `most` are left.

    counts: from `answer_counts`. Each half of the scale is split into parts as equal as
    can be, an odd middle answer stays by itself; a label is "0 to 1".
    """
    values = sorted(counts["value"].unique())
    if len(values) <= most:
        return counts
    half, side = len(values) // 2, (most - len(values) % 2) // 2
    middle = values[half : len(values) - half]
    parts = [*_split(values[:half], side), middle, *_split(values[-half:], side)]
    part_of = {value: number for number, of in enumerate(parts) for value in of}
    answer_of = dict(zip(counts["value"], counts["answer"], strict=True))
    ends = [(answer_of[of[0]], answer_of[of[-1]]) if of else ("", "") for of in parts]
    part = counts["value"].map(part_of)
    names = [low if low == high else f"{low} to {high}" for low, high in ends]
    joined = counts.assign(value=part, answer=part.map(dict(enumerate(names))))
    keys = ["subject_id", "answer", "value", "blank", "answered"]
    order = [*counts.columns]
    return joined.groupby(keys, sort=False)["count"].sum().reset_index()[order]


def _split(values: list[float], parts: int) -> list[list[float]]:
    """Return the values in parts as equal as can be, longer ones first."""
    size, more = divmod(len(values), parts)
    ends = [size * n + min(n, more) for n in range(parts + 1)]
    return [values[i:j] for i, j in pairwise(ends)]
