"""What came of workshops: the funnel of a follow-up survey, workshop by workshop.

took part -> replied -> each step that the survey asks about. In the survey folder a
workshop is a subject, its own subject is that subject's group, and activities.csv says
who took part. A step is a question with about = follow_up that is asked of workshops.
The steps are those of the Good Practice Reports of the WCO's Asia/Pacific office.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from rocb_analysis.delivery.activities import (
    activity_subjects,
    in_tidy_form,
    taken_part,
    trainings,
)
from rocb_analysis.region import members_interval
from rocb_analysis.survey.survey_folder import Survey

ALL = "all"
COLUMNS = ["took_part", "replied", "answered", "reached", "low", "high"]


class WorkshopPlaces(NamedTuple):
    """Who took part in what, and what they say came of it.

    taken: a row a round, workshop and member on record for it; columns round,
    subject_id, group, respondent_id, has_replied. answers: a row more for each step;
    columns step and is_yes (blank without an answer) besides.
    """

    taken: pd.DataFrame
    answers: pd.DataFrame


def follow_up_by_workshop(
    survey: Survey, responses: pd.DataFrame, activities: pd.DataFrame
) -> pd.DataFrame:
    """Return how many members that took part in a workshop reached each step.

    A row is a round, a workshop that it asks about, and a step (a question_id), as they
    stand in the codebook. Columns round, subject_id, group, step; took_part (members on
    record for the workshop), replied (those of them that replied in the round),
    answered (those that answered the question), reached (those that say yes); low and
    high: the 95 % interval for the members that reached the step among all that took
    part, exact (hypergeometric). A graded answer counts as yes above the middle of its
    scale. A reply about a workshop without being on record for it is not counted.

    Parameters
    ----------
    survey : its questions, scales and subjects are read.
    responses : the table of that name.
    activities : of the register; those that list the workshop under subject_ids.
    """
    places = _places(survey, responses, activities)
    return _funnel(places, ["round", "subject_id", "group"])


def follow_up_by_group(
    survey: Survey, responses: pd.DataFrame, activities: pd.DataFrame
) -> pd.DataFrame:
    """Return the same for all workshops of a round on one subject, and for all of them.

    A row is a round, a group of the subjects table (behind the last one "all") and a
    step; columns as in `follow_up_by_workshop`, without subject_id. A member counts
    once: it reached a step if it says so of one of its workshops.
    """
    places = _places(survey, responses, activities)
    whole = WorkshopPlaces(*(frame.assign(group=ALL) for frame in places))
    parts = [_funnel(one, ["round", "group"]) for one in (places, whole)]
    return pd.concat(parts, ignore_index=True).sort_values(
        "round", kind="stable", ignore_index=True
    )


def _places(
    survey: Survey, responses: pd.DataFrame, activities: pd.DataFrame
) -> WorkshopPlaces:
    said = _answers(survey, responses)
    asked = said[["round", "subject_id"]].drop_duplicates()
    taken = asked.merge(_attended(survey, activities), on="subject_id")
    replied = responses[["round", "respondent_id"]].drop_duplicates()
    known = taken.merge(replied.assign(has_replied=1), how="left")
    subjects = survey.subjects.set_index("subject_id")
    known["has_replied"] = known["has_replied"].fillna(0).astype("int64")
    known["group"] = known["subject_id"].map(subjects["group"])
    known["order"] = known["subject_id"].map(subjects.index.get_loc)
    ordered = known.sort_values(["round", "order", "respondent_id"])
    steps = said[["round", "subject_id", "step", "place"]].drop_duplicates()
    return WorkshopPlaces(ordered, ordered.merge(steps).merge(said, how="left"))


def _answers(survey: Survey, responses: pd.DataFrame) -> pd.DataFrame:
    """Return a row a round, workshop, member and step, with the place of the step."""
    questions = survey.questions[survey.questions["about"] == "follow_up"]
    order = {name: place for place, name in enumerate(questions["question_id"])}
    said = responses[responses["question_id"].isin(order)]
    said = said[(said["subject_id"] != "") & (said["state"] != "not_asked")]
    least = said["question_id"].map({name: _least_yes(survey, name) for name in order})
    value = pd.to_numeric(said["value"]).astype("Float64")
    is_yes = (value >= least).astype("Int64").where(said["state"] == "answered")
    steps = said["question_id"].map(order)
    named = said.assign(step=said["question_id"], place=steps, is_yes=is_yes)
    return named[["round", "subject_id", "respondent_id", "step", "place", "is_yes"]]


def _least_yes(survey: Survey, question_id: str) -> float:
    """Return the least value that counts as yes: the first above a scale's middle."""
    scale = survey.question[question_id].scale_id
    rows = survey.scales[survey.scales["scale_id"] == scale]
    values = pd.to_numeric(rows["value"], errors="coerce").dropna()
    if values.empty:
        return 1.0
    middle = (values.min() + values.max()) / 2
    return float(values[values > middle].min())


def _attended(survey: Survey, activities: pd.DataFrame) -> pd.DataFrame:
    """Return a row a workshop and a member that is on record for it."""
    held = trainings(in_tidy_form(activities, survey.members))
    part = taken_part(held, survey.members)
    part = part.loc[part["is_member"], ["activity_id", "member_id"]]
    about = activity_subjects(held)[["activity_id", "subject_id"]]
    rows = about.merge(part, on="activity_id")[["subject_id", "member_id"]]
    named = rows.drop_duplicates().rename(columns={"member_id": "respondent_id"})
    return named.astype("str")


def _funnel(places: WorkshopPlaces, by: list[str]) -> pd.DataFrame:
    """Return the counts of members by unit and step, in the order of the places."""
    member = [*by, "respondent_id"]
    taken = places.taken.groupby(member, sort=False)["has_replied"].max()
    counts = taken.groupby(level=by, sort=False).agg(took_part="size", replied="sum")
    said = places.answers.sort_values("place", kind="stable")
    each = said.groupby([*member, "place", "step"], sort=False)["is_yes"].max()
    steps = each.groupby(level=[*by, "place", "step"], sort=False)
    told = steps.agg(answered="count", reached="sum").reset_index("place")
    rows = counts.join(told, how="inner").astype("int64").reset_index()
    order = {unit: place for place, unit in enumerate(counts.index)}
    units = [order[unit] for unit in rows[by].itertuples(index=False, name=None)]
    ordered = rows.assign(unit=units).sort_values(["unit", "place"], ignore_index=True)
    return _with_intervals(ordered)[[*by, "step", *COLUMNS]]


def _with_intervals(rows: pd.DataFrame) -> pd.DataFrame:
    ends = [
        members_interval(needing=yes, answered=answered, members=members)
        for yes, answered, members in zip(
            rows["reached"], rows["answered"], rows["took_part"], strict=True
        )
    ]
    both = pd.DataFrame(ends, columns=["low", "high"], dtype="int64")
    return rows.assign(low=both["low"], high=both["high"])
