"""Support on record: which member took part, or may have, in what.

Three states. `named`: the member is on the list of an activity. `maybe`: an activity
without a list, or with more administrations than its list names, was open to it.
`none`: no activity was found, which is not to say that there was none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from rocb_analysis.delivery.activities import (
    activity_subjects,
    by_part,
    parts_of,
    trainings,
)
from rocb_analysis.delivery.dates import Window
from rocb_analysis.survey.members import frame_on

NAMED, MAYBE, NONE = "named", "maybe", "none"
_KEY = ["member_id", "subject_id"]


def held_in(activities: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return the activities that ran on a day of the window, partial dates at widest.

    Needs activities in tidy form; both ends of the window are included.
    """
    began = activities["first_day"] <= window.end
    return activities[began & (activities["last_day"] >= window.start)]


def may_have_taken_part(
    activities: pd.DataFrame, members: pd.DataFrame
) -> pd.DataFrame:
    """Return the members that may have taken part in activities without a whole list.

    A row is an activity and a member it does not name; columns activity_id, member_id.
    A national activity is its own member's alone. An activity has no whole list if it
    names nobody or states more administrations than it names. It was open to the
    members and sub-regions of open_to, else to all that belonged to the region on its
    first day.
    """
    rows = [
        (activity.activity_id, member)
        for activity in _without_whole_list(activities)
        for member in _open_to(activity, members)
        if member not in parts_of(str(activity.members))
    ]
    return pd.DataFrame(rows, columns=["activity_id", "member_id"], dtype="str")


def _without_whole_list(activities: pd.DataFrame) -> Iterator[pd.Series]:
    for _, said in activities[activities["scope"] != "national"].iterrows():
        named = len(parts_of(said["members"])) + len(parts_of(said["others"]))
        stated = said["members_count"]
        if not named or (not pd.isna(stated) and stated > named):
            yield said


def _open_to(activity: pd.Series, members: pd.DataFrame) -> list[str]:
    if not activity["open_to"]:
        return list(frame_on(members, activity["first_day"])["member_id"])
    said = set(parts_of(activity["open_to"]))
    is_open = members["member_id"].isin(said) | members["sub_region"].isin(said)
    return list(members.loc[is_open, "member_id"])


def support_on_record(
    activities: pd.DataFrame, members: pd.DataFrame, window: Window
) -> pd.DataFrame:
    """Return what support a register shows for each member and subject.

    Parameters
    ----------
    activities : the register in tidy form; meetings and ceremonies are left out.
    members : the members table.
    window : days of which one at least an activity must have run on.

    Returns
    -------
    A row is a member and a subject with something found: member_id, subject_id,
    delivered (named or maybe), activities (how many are behind that word),
    activity_ids (those), last_delivered (when the last of them ended, as the register
    has it). A member and subject without a row: no activity found. Support given to an
    administration before it joined the region is on record for it.
    """
    held = trainings(held_in(activities, window))
    about = activity_subjects(held)[["activity_id", "subject_id", "end", "last_day"]]
    named = by_part(held, "members", "member_id")[["activity_id", "member_id"]]
    named = named[named["member_id"].isin(set(members["member_id"]))]
    found = pd.concat(
        [
            named.assign(delivered=NAMED),
            may_have_taken_part(held, members).assign(delivered=MAYBE),
        ]
    ).merge(about, on="activity_id")
    sure = set(found.loc[found["delivered"] == NAMED, _KEY].itertuples(index=False))
    is_sure = [pair in sure for pair in found[_KEY].itertuples(index=False)]
    found = found[(found["delivered"] == NAMED) | ~pd.Series(is_sure, found.index)]
    return _summed(found)


def _summed(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row a member and subject, its activities in order of their ends."""
    found = found.sort_values([*_KEY, "last_day", "activity_id"])
    by_pair = found.groupby(_KEY, sort=True)
    summed = by_pair.agg(
        delivered=("delivered", "first"),
        activities=("activity_id", "size"),
        activity_ids=("activity_id", "; ".join),
        last_delivered=("end", "last"),
    ).reset_index()
    return summed.astype({"activities": "Int64"})


def activities_for(
    activities: pd.DataFrame,
    members: pd.DataFrame,
    window: Window,
    *,
    member_ids: Collection[str],
    subject_ids: Collection[str],
) -> pd.DataFrame:
    """Return the activities in which some members took part, or may have, in order.

    A row is an activity on one of the subjects that ran in the window; columns
    activity_id, start, end, title, subject_ids, funders, named (those of the members
    that it names), maybe (those that may have taken part), both joined by "; ".
    Meetings and ceremonies are left out. It is the chain from a need to what followed.
    """
    held = trainings(held_in(activities, window))
    about = activity_subjects(held)
    about = about.loc[about["subject_id"].isin(subject_ids), "activity_id"]
    held = held[held["activity_id"].isin(about)]
    named = by_part(held, "members", "member_id")
    maybe = may_have_taken_part(held, members)
    told = held.assign(
        named=_who(held, named, member_ids), maybe=_who(held, maybe, member_ids)
    )
    told = told[(told["named"] != "") | (told["maybe"] != "")]
    order = told.sort_values(["first_day", "activity_id"], ignore_index=True)
    return order["activity_id start end title subject_ids funders named maybe".split()]


def _who(
    held: pd.DataFrame, part: pd.DataFrame, member_ids: Collection[str]
) -> list[str]:
    """Return for each activity which of the members stand beside it."""
    some = part[part["member_id"].isin(member_ids)].sort_values("member_id")
    who = some.groupby("activity_id")["member_id"].agg("; ".join).to_dict()
    return [who.get(name, "") for name in held["activity_id"]]
