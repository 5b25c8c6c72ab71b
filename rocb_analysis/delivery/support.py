"""Support on record: which member took part, or may have, in what.

Three states. `named`: the member is on the list of an activity. `maybe`: an activity
without a list, or with more administrations than its list names, was open to it.
`none`: no activity was found, which is not to say that there was none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.delivery.activities import (
    activity_subjects,
    by_part,
    in_tidy_form,
    parts_of,
    trainings,
)
from rocb_analysis.delivery.dates import Window, window_after, window_before
from rocb_analysis.delivery.register import Register
from rocb_analysis.survey.survey_folder import Survey, frame_on
from rocb_analysis.survey.survey_folder import asked_on as day_asked

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
    by_pair = found.groupby(_KEY)
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


# Need against delivery: what was asked for, and what support is on record for it.

COLUMNS = (
    "round member_id subject_id score delivered activities last_delivered gap".split()
)
OPEN, UNSURE, SERVED, NO_NEED = "open", "unsure", "served", "no_need"
_GAP_OF_NEED = {NONE: OPEN, MAYBE: UNSURE, NAMED: SERVED}


def delivery_gaps(
    needs: pd.DataFrame,
    activities: pd.DataFrame,
    members: pd.DataFrame,
    *,
    round: str,
    asked_on: str,
    plan_years: int = 3,
    plan_year_starts: str = "07-01",
    kept_until: str = "",
) -> pd.DataFrame:
    """Return each member's need of each subject beside the support on record before.

    Parameters
    ----------
    needs : table needs.
    activities : the register, as `read_activities` gives it or with columns of
        activities.csv.
    members : the members table; those of the day the round was asked are in, without
        providers.
    round : the round of needs.
    asked_on : the day the round was asked, ISO.
    plan_years : whole plan years that count, besides the one in which it was asked up
        to the eve of that day (see `window_before`).
    plan_year_starts : month and day on which a plan year begins, 07-01.
    kept_until : the day up to which the register was kept, ISO; what ran later counts
        no more than what it does not hold. Blank = to the eve of the survey.

    Returns
    -------
    The table gaps: a row is a member and a subject asked in the round. score (0 to 1);
    delivered (named, maybe, none); activities (how many are behind that word);
    last_delivered (when the last of them ended); gap: open (needed, no activity found),
    unsure (needed, may have taken part), served (needed, named in one), no_need.
    score and gap are blank for a member yet to reply, and where a reply does not say.

    A member may well need more after support: served means that some is on record, not
    that the need is met. The register is incomplete: some support may be missing.

    Raises
    ------
    SurveyError if asked_on is no day or plan_years is under 1, and if the register was
    kept for no day that counts.
    """
    window = window_before(
        asked_on, plan_years=plan_years, plan_year_starts=plan_year_starts
    )
    window = _kept(window, kept_until)
    return _gaps_in(needs, activities, members, round, asked_on, window)


def followed_up(
    needs: pd.DataFrame,
    activities: pd.DataFrame,
    members: pd.DataFrame,
    *,
    round: str,
    asked_on: str,
    plan_years: int = 1,
    plan_year_starts: str = "07-01",
    kept_until: str = "",
) -> pd.DataFrame:
    """Return each member's need of each subject beside the support that came after it.

    Parameters and columns are those of `delivery_gaps`. What counts are the plan years
    that a plan made from the round could fill, from the next one on (see
    `window_after`): what was held until then had been planned before the need was
    stated. open then means that no activity was found since, up to kept_until.
    """
    window = window_after(
        asked_on, plan_years=plan_years, plan_year_starts=plan_year_starts
    )
    window = _kept(window, kept_until)
    return _gaps_in(needs, activities, members, round, asked_on, window)


def _kept(window: Window, kept_until: str) -> Window:
    """Return the part of a window for which the register was kept."""
    if kept := window.up_to(kept_until):
        return kept
    raise SurveyError(
        f"The register was kept up to {kept_until}, before {window.start}, from when "
        "activities count; correct register_kept_until, or leave these needs out."
    )


def support_window(
    survey: Survey, kept_until: str, round_name: str, *, plan_years: int = 3
) -> Window | None:
    """Return the days whose activities count as support before a round.

    kept_until: the day up to which the register was kept, "" = not known. None for a
    round without a day, and where the register was kept for none of its days.
    """
    if not (day := day_asked(survey, round_name)):
        return None
    starts = survey.settings.plan_year_starts
    window = window_before(day, plan_years=plan_years, plan_year_starts=starts)
    return window.up_to(kept_until)


def gaps_by_round(
    survey: Survey, needs: pd.DataFrame, register: Register, *, plan_years: int = 3
) -> pd.DataFrame:
    """Return the table gaps of all rounds of a survey.

    Without activities, without members, for a round without a day or one before which
    the register was not kept there is no row: "no activity found" would be said of a
    register that nobody has kept.
    """
    windows = {
        name: support_window(survey, register.kept_until, name, plan_years=plan_years)
        for name in survey.round_names
    }
    parts = [
        _gaps_in(
            needs,
            register.activities,
            survey.members,
            name,
            day_asked(survey, name),
            window,
        )
        for name, window in windows.items()
        if window and survey.has_frame and len(register.activities)
    ]
    return _in_form(pd.concat([pd.DataFrame(columns=COLUMNS), *parts]))


def _gaps_in(
    needs: pd.DataFrame,
    activities: pd.DataFrame,
    members: pd.DataFrame,
    round_name: str,
    asked_on: str,
    window: Window,
) -> pd.DataFrame:
    """Return the table gaps of a round for the support found in a window."""
    frame = frame_on(members, asked_on)
    base = frame.loc[frame["role"] != "provider", "member_id"]
    said = needs[(needs["round"] == round_name) & (needs["asked"] == 1)]
    subjects = sorted(set(said["subject_id"]))
    pairs = pd.MultiIndex.from_product([sorted(base), subjects], names=_KEY)
    said = said.rename(columns={"respondent_id": "member_id"})
    rows = (
        pairs.to_frame(index=False)
        .merge(said[[*_KEY, "needed", "score"]], on=_KEY, how="left", validate="1:1")
        .merge(
            support_on_record(in_tidy_form(activities, members), members, window),
            on=_KEY,
            how="left",
            validate="1:1",
        )
    )
    rows["delivered"] = rows["delivered"].fillna(NONE)
    rows["gap"] = [
        _gap(needed, delivered)
        for needed, delivered in zip(rows["needed"], rows["delivered"], strict=True)
    ]
    return _in_form(rows.assign(round=round_name))


def _gap(needed: float, delivered: str) -> str:
    if pd.isna(needed):
        return ""
    return _GAP_OF_NEED[delivered] if needed else NO_NEED


def _in_form(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the table in their types, rows sorted by its key."""
    texts = ["round", *_KEY, "delivered", "last_delivered", "gap"]
    frame = rows[COLUMNS].copy()
    frame[texts] = frame[texts].astype("object").fillna("").astype("str")
    frame["score"] = pd.to_numeric(frame["score"]).astype("float64").round(9)
    counts = pd.to_numeric(frame["activities"]).astype("Float64").fillna(0)
    frame["activities"] = counts.astype("Int64")
    return frame.sort_values(["round", *_KEY], ignore_index=True)
