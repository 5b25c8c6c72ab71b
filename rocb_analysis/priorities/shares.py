"""How many members need each subject: counts, bounds, intervals, ranks by share."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pandas as pd

from rocb_analysis.core import tables
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.region import members_interval, silence_bounds, wilson_interval
from rocb_analysis.response import ALL, areas_of
from rocb_analysis.survey.records import Question
from rocb_analysis.survey.survey_folder import Survey, base_of, in_base


def priorities_by_subject(survey: Survey, needs: pd.DataFrame) -> pd.DataFrame:
    """Return the table priorities: a row a subject asked, for the region and each area.

    The base is the frame without providers. A subject's answered are the members whose
    needed is 0 or 1; least and most let all others say no, or yes. With a frame the
    interval is hypergeometric, without one Wilson. A subject that nobody answered has
    no rank.
    """
    asked = in_base(survey, needs[needs["asked"] == 1])
    parts = [pd.DataFrame()]
    for name in survey.round_names:
        in_round = asked[asked["round"] == name]
        subjects = pd.Index(sorted(set(in_round["subject_id"])), name="subject_id")
        for area, members in areas_of(base_of(survey, name)):
            inside = in_round["respondent_id"].isin(members["member_id"])
            rows = in_round if area == ALL else in_round[inside]
            size = len(members) if survey.has_frame else None
            counted = _counted(rows, subjects, size)
            parts.append(counted.assign(round=name, sub_region=area))
    return tables.arrange(pd.concat(parts), "priorities")


def _counted(
    needs: pd.DataFrame, subjects: pd.Index, members: int | None
) -> pd.DataFrame:
    """Return a row a subject with counts, bounds, interval and ranks."""
    answered = needs[needs["needed"].notna()]
    by_subject = answered.groupby("subject_id")
    counts = pd.DataFrame(
        {
            "answered": by_subject.size(),
            "needing": by_subject["needed"].sum(),
            "score": by_subject["score"].mean(),
        }
    ).reindex(subjects)
    counts = counts.fillna({"answered": 0, "needing": 0})
    pairs = counts[["needing", "answered"]].astype(int).itertuples(index=False)
    ends = [_ends(needing, answered, members) for needing, answered in pairs]
    known = pd.DataFrame(ends, index=subjects)
    ranks = ranks_by_share(counts["needing"], counts["answered"])
    return pd.concat([counts, known, ranks], axis=1).reset_index()


def _ends(needing: int, answered: int, members: int | None) -> dict[str, object]:
    """Return share, interval and bounds of one subject."""
    share = 100 * needing / answered if answered else None
    if members is None:
        least_share, most_share = wilson_interval(needing=needing, answered=answered)
        ends = {"share_low_pct": 100 * least_share, "share_high_pct": 100 * most_share}
        return {"share_pct": share, **ends, "method": "wilson"}
    given = {"needing": needing, "answered": answered, "members": members}
    low, high = members_interval(**given)
    least, most = silence_bounds(**given)
    return {
        "members": members,
        "share_pct": share,
        "members_low": low,
        "members_high": high,
        "share_low_pct": 100 * low / members,
        "share_high_pct": 100 * high / members,
        "least": least,
        "most": most,
        "method": "hypergeometric",
    }


def ranks_by_share(needing: pd.Series, answered: pd.Series) -> pd.DataFrame:
    """Return rank (1 + subjects with a greater share), rank_worst (as great or more).

    The share is of those that answered the subject, so that a blank is no "no". With a
    frame it is the order of the expected count too: share x members. A row a subject; a
    subject that nobody answered is no rival and has no rank: blank.

    >>> ranks = ranks_by_share(pd.Series([4, 3, 0]), pd.Series([9, 6, 0]))
    >>> ranks["rank"].tolist()
    [2.0, 1.0, nan]
    """
    known = shares_of(needing, answered)
    return pd.DataFrame(
        {
            "rank": known.rank(method="min", ascending=False),
            "rank_worst": known.rank(method="max", ascending=False),
        }
    )


def shares_of(needing: pd.Series, answered: pd.Series) -> pd.Series:
    """Return needing of answered, 0 to 1 to 9 decimals; blank where nobody answered."""
    some = answered.astype("float64").where(answered > 0)
    return (needing / some).astype("float64").round(9)


def weights_of(survey: Survey, weighting: str) -> dict[str, dict[float, float]]:
    """Return what each value of an answer, or place of a ballot, weighs, by kind.

    Raises SurveyError if the codebook's weightings has no such weighting, or a cell of
    it that must be a number is none.
    """
    said = survey.weightings[survey.weightings["weighting"] == weighting]
    if said.empty:
        known = ", ".join(sorted(set(survey.weightings["weighting"]))) or "none"
        raise SurveyError(
            f'There is no weighting "{weighting}"; the codebook has: {known}.'
        )
    weights: dict[str, dict[float, float]] = {}
    for row in said.itertuples():
        by_place = weights.setdefault(row.kind or "level", {})
        try:
            by_place[float(row.place_or_answer)] = float(row.weight)
        except ValueError as error:
            file = survey.codebook.files["weightings"]
            raise SurveyError(
                f'{file}, row {row.Index}: place_or_answer "{row.place_or_answer}" and '
                f'weight "{row.weight}" must both be numbers.'
            ) from error
    return weights


def scores_of_weighting(
    survey: Survey, responses: pd.DataFrame, weighting: str | None
) -> pd.DataFrame:
    """Return the weighted scores of a weighting of the codebook; no rows for None."""
    weights = weights_of(survey, weighting) if weighting else {}
    by_kind = [
        weighted_scores(survey, responses, by_place, kind=kind)
        for kind, by_place in weights.items()
    ]
    if not by_kind:
        return pd.DataFrame(columns=["round", "subject_id", "answered", "score"])
    return pd.concat(by_kind, ignore_index=True)


def weighted_scores(
    survey: Survey,
    responses: pd.DataFrame,
    weights: Mapping[float, float],
    *,
    kind: str = "level",
) -> pd.DataFrame:
    """Return the sum of weights that answers about need give each subject.

    A row a round and subject: answered (replies that rated or named it), score (sum of
    weights; an answer without a weight counts 0). `weights` maps the value of an
    answer, or the place on a ballot, to its weight; only need questions of that kind
    are counted, and with a frame only members of the base (no providers).
    """
    questions = survey.question.values()
    need = {q.question_id for q in questions if (q.about, q.kind) == ("need", kind)}
    said = in_base(survey, responses[responses["question_id"].isin(need)])
    said = said[(said["state"] == "answered") & (said["subject_id"] != "")]
    weighed = said.assign(score=said["value"].map(dict(weights)).fillna(0.0))
    by_subject = weighed.groupby(["round", "subject_id"])["score"]
    return by_subject.agg(answered="size", score="sum").reset_index()


# How answers on an ordered scale spread, subject by subject.

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
