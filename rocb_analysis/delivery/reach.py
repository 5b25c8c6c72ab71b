"""Who was reached, who again and again, and what became of needs after support."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.delivery.activities import activity_subjects, taken_part, trainings
from rocb_analysis.delivery.dates import (
    Window,
    eve_of,
    plan_year_of,
    plan_year_start,
    years_later,
)
from rocb_analysis.delivery.support import (
    MAYBE,
    NAMED,
    held_in,
    may_have_taken_part,
    support_on_record,
)
from rocb_analysis.survey.survey_folder import frame_on

ALL = "all"


def reach_by_member(
    activities: pd.DataFrame,
    members: pd.DataFrame,
    *,
    plan_year_starts: str = "07-01",
    kept_until: str = "",
) -> pd.DataFrame:
    """Return in how many activities each member took part, plan year by plan year.

    A row is a member and a plan year in which it belonged to the region, from the first
    to the last plan year of the register (that of kept_until, ISO, where it is given);
    columns plan_year ("2023/24"), member_id, named (activities that name it), maybe
    (others in which it may have taken part).
    An activity counts in every plan year in which it ran; meetings and ceremonies do
    not count, nor what an administration attended before it joined.
    """
    held = trainings(activities)
    rows = []
    for window in _plan_years(held, plan_year_starts, kept_until):
        label = plan_year_of(window.start, plan_year_starts)
        some = held_in(held, window)
        part = taken_part(some, members)
        named = part.loc[part["is_member"], "member_id"].value_counts()
        maybe = may_have_taken_part(some, members)["member_id"].value_counts()
        rows += [
            (label, member, named.get(member, 0), maybe.get(member, 0))
            for member in frame_on(members, window.end)["member_id"]
        ]
    columns = ["plan_year", "member_id", "named", "maybe"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["plan_year", "member_id"], ignore_index=True
    )


def _plan_years(
    activities: pd.DataFrame, plan_year_starts: str, kept_until: str
) -> list[Window]:
    """Return the plan years from the first to the last of the register."""
    if activities.empty:
        return []
    day = plan_year_start(activities["first_day"].min(), plan_year_starts)
    windows = []
    last = kept_until or activities["last_day"].max()
    while day <= last:
        windows.append(Window(day, eve_of(years_later(day, 1))))
        day = years_later(day, 1)
    return windows


def reach_by_plan_year(reach: pd.DataFrame) -> pd.DataFrame:
    """Return how many members were reached in each plan year.

    Needs the frame of `reach_by_member`.

    A row is a plan year; columns plan_year, members (of the region at its end), reached
    (named in an activity), perhaps (not named, but may have taken part), none (neither
    found), again (reached in the plan year before as well), first_time (reached, and in
    no earlier plan year of the register). members = reached + perhaps + none.
    """
    rows = []
    ever: set[str] = set()
    before: set[str] = set()
    for label, year in reach.groupby("plan_year", sort=True):
        reached = set(year.loc[year["named"] > 0, "member_id"])
        perhaps = ((year["named"] == 0) & (year["maybe"] > 0)).sum()
        rest = len(year) - len(reached) - perhaps
        again, new = len(reached & before), len(reached - ever)
        rows.append((label, len(year), len(reached), perhaps, rest, again, new))
        before, ever = reached, ever | reached
    columns = "plan_year members reached perhaps none again first_time".split()
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(columns[1:], "Int64"))


def repeat_service(
    activities: pd.DataFrame, members: pd.DataFrame, *, at_least: int = 2
) -> pd.DataFrame:
    """Return the members named in several activities of one subject.

    A row is a member and a subject; columns member_id, subject_id, activities (those
    that name it, at_least or more), first, last (days on which the first began and the
    last ended, partial as the register has them). Most activities first. It may be
    a course in parts as well as support given twice: the titles tell.
    """
    held = trainings(activities)
    part = taken_part(held, members)
    about = activity_subjects(held)[["activity_id", "subject_id", "start", "end"]]
    rows = part[part["is_member"]].merge(about, on="activity_id")
    key = ["member_id", "subject_id"]
    first = rows.sort_values("first_day").groupby(key)["start"].first()
    last = rows.sort_values("last_day").groupby(key)["end"].last()
    count = rows.groupby(key)["activity_id"].size()
    found = pd.DataFrame({"activities": count, "first": first, "last": last})
    found = found[found["activities"] >= at_least].reset_index()
    order = ["activities", *key]
    return found.sort_values(order, ascending=[False, True, True], ignore_index=True)


def need_after_service(
    needs: pd.DataFrame,
    activities: pd.DataFrame,
    members: pd.DataFrame,
    *,
    from_round: str,
    to_round: str,
    between: Window,
) -> pd.DataFrame:
    """Return how many needs were named no longer, with support in between and without.

    Not an effect of support, for two reasons. Regression to the mean: whoever named a
    subject in one round tends to name fewer of the same in the next, supported or not,
    because naming it was in part chance. And those who were supported were not drawn by
    lot: they were asked, or came, because of their need. Only the two shares side by
    side say anything, and with few members little; no test is made.

    Parameters
    ----------
    needs : table needs.
    activities, members : the register in tidy form, and the members table.
    from_round, to_round : two rounds.
    between : the days between them; an activity counts if it began and ended within,
        so that the later answer can know of it.

    Returns
    -------
    A row is a subject, and `all` subjects together, in needs of members that needed it
    in from_round and answered on it in both: subject_id, needed (those needs);
    with_support (named in an activity in between), with_support_fell (of those, needed
    no longer); unsure, unsure_fell (may have taken part); without, without_fell (no
    activity found). needed = with_support + unsure + without.
    """
    whole = (activities["first_day"] >= between.start) & (
        activities["last_day"] <= between.end
    )
    support = support_on_record(activities[whole], members, between)
    key = ["respondent_id", "subject_id"]
    first, later = (
        needs.loc[needs["round"] == name, [*key, "needed"]].dropna()
        for name in (from_round, to_round)
    )
    both = first[first["needed"] == 1].merge(later, on=key, suffixes=("", "_later"))
    state = support.rename(columns={"member_id": "respondent_id"})
    both = both.merge(state[[*key, "delivered"]], on=key, how="left")
    parts = [(name, rows) for name, rows in both.groupby("subject_id", sort=True)]
    counts = [_fallen(str(name), rows) for name, rows in [(ALL, both), *parts]]
    return pd.DataFrame(counts).astype(
        {column: "Int64" for column in counts[0] if column != "subject_id"}
    )


def _fallen(subject: str, rows: pd.DataFrame) -> dict[str, str | int]:
    """Return the counts of one subject's needs."""
    fell = rows["needed_later"] == 0
    counts: dict[str, str | int] = {"subject_id": subject, "needed": len(rows)}
    for word, is_so in (
        ("with_support", rows["delivered"] == NAMED),
        ("unsure", rows["delivered"] == MAYBE),
        ("without", rows["delivered"].isna()),
    ):
        counts[word] = int(is_so.sum())
        counts[f"{word}_fell"] = int((is_so & fell).sum())
    return counts
