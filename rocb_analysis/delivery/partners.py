"""Who has paid for what, where it was held, and which hosts there are."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from rocb_analysis.core.text import counted
from rocb_analysis.delivery.activities import (
    activity_subjects,
    by_part,
    parts_of,
    trainings,
)
from rocb_analysis.delivery.dates import first_day, last_day

FUNDER, HOST = "funder", "host"


def partners_on(partners: pd.DataFrame, day: str, *, role: str) -> pd.DataFrame:
    """Return the partners of a role that exist on a day, rows as they stand.

    from and to may be partial: from counts from its first day, to until its last;
    blank is open. So a training centre hosts from the year it existed.

    >>> partners = pd.DataFrame({"partner_id": ["rtc_tha"], "role": ["host"],
    ...                          "from": ["2022"], "to": [""]})
    >>> len(partners_on(partners, "2021-12-31", role="host"))
    0
    >>> len(partners_on(partners, "2022-01-01", role="host"))
    1
    """
    since, until = partners["from"].map(first_day), partners["to"].map(last_day)
    is_there = (since <= day) & ((until == "") | (until >= day))
    return partners[is_there & (partners["role"] == role)]


def hosts_on(partners: pd.DataFrame, day: str, *, subject_id: str = "") -> pd.DataFrame:
    """Return the hosts that exist on a day, and take a subject if one is given.

    A row is a host: columns of partners. A host without subject_ids takes any.
    """
    hosts = partners_on(partners, day, role=HOST)
    if not subject_id:
        return hosts
    limited = hosts["subject_ids"] != ""
    takes = hosts["subject_ids"].map(lambda cell: subject_id in parts_of(cell))
    return hosts[~limited | takes.astype("bool")]


def funders_seen(activities: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return which partners have paid for activities of each subject.

    Needs the register's activities and partners.

    A row is a subject and a partner; columns subject_id, partner_id, name (blank for a
    body that is not in partners), activities, last_held (when the last ended), the
    activity_ids as evidence. Within a subject the one with most activities first.
    """
    paid = by_part(activity_subjects(trainings(activities)), "funders", "partner_id")
    names = partners[partners["role"] == FUNDER].set_index("partner_id")["name"]
    seen = _seen(paid, "partner_id")
    seen.insert(2, "name", seen["partner_id"].map(names).fillna("").astype("str"))
    return seen


def hosts_seen(activities: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return which members have hosted activities of each subject for others.

    Needs the register's activities and partners.

    A row is a subject and a host; columns subject_id, member_id, partner_id (its
    training centre or other host in partners that existed on the day of the last and
    takes the subject; several joined by "; "; blank = none), activities, last_held,
    activity_ids. National activities, in which the host is the one supported, are left
    out; so are those online. Within a subject the one with most activities first.
    """
    held = trainings(activities[activities["scope"] != "national"])
    seen = _seen(by_part(activity_subjects(held), "host", "member_id"), "member_id")
    places = [
        _places(partners, *row)
        for row in seen[["member_id", "subject_id", "last_held"]].itertuples(
            index=False
        )
    ]
    seen.insert(2, "partner_id", pd.Series(places, index=seen.index, dtype="str"))
    return seen


def _places(partners: pd.DataFrame, member: str, subject: str, day: str) -> str:
    hosts = hosts_on(partners, last_day(day), subject_id=subject)
    return "; ".join(sorted(hosts.loc[hosts["member_id"] == member, "partner_id"]))


def _seen(rows: pd.DataFrame, who: str) -> pd.DataFrame:
    """Return a row a subject and body: its activities, in order of their ends."""
    rows = rows.sort_values(["last_day", "activity_id"])
    key = ["subject_id", who]
    summed = rows.groupby(key, sort=True).agg(
        activities=("activity_id", "size"),
        last_held=("end", "last"),
        activity_ids=("activity_id", "; ".join),
    )
    return summed.reset_index().sort_values(
        ["subject_id", "activities", who],
        ascending=[True, False, True],
        ignore_index=True,
    )


# What the register saw of each subject, in the form a plan uses it.

_MOST_NAMED = 3


def partners_in_words(
    activities: pd.DataFrame, partners: pd.DataFrame
) -> dict[str, str]:
    """Return by subject who has paid for it: "CCF/Japan: 2 activities, last in 2023".

    activities, partners : those of the register. At most three, the most seen first.
    """
    if activities.empty or partners.empty:
        return {}
    words: dict[str, list[str]] = {}
    for row in funders_seen(activities, partners).to_dict("records"):
        number = counted(int(row["activities"]), "activity")
        who = row["name"] or row["partner_id"]
        said = f"{who}: {number}, last in {str(row['last_held'])[:4]}"
        words.setdefault(str(row["subject_id"]), []).append(said)
    return {subject: "; ".join(own[:_MOST_NAMED]) for subject, own in words.items()}


def hosts_by_name(partners: pd.DataFrame, day: str) -> pd.DataFrame:
    """Return the hosts that exist on a day (every host without one), by name.

    A row a host: columns of partners; a host of several rows takes what any of them
    says.
    """
    if partners.empty:
        return pd.DataFrame(columns=["name", "member_id", "subject_ids"], dtype="str")
    hosts = hosts_on(partners, day) if day else partners[partners["role"] == HOST]
    return hosts.sort_values("name").drop_duplicates("name", ignore_index=True)


def hosted(
    activities: pd.DataFrame, partners: pd.DataFrame
) -> dict[tuple[str, str], int]:
    """Return (host, subject) to the activities of the subject that were held there."""
    if activities.empty or partners.empty:
        return {}
    name_of = partners.set_index("partner_id")["name"].to_dict()
    times = {}
    for row in hosts_seen(activities, partners).to_dict("records"):
        for place in parts_of(row["partner_id"]):
            times[name_of[place], str(row["subject_id"])] = int(row["activities"])
    return times


def times_reached(activities: pd.DataFrame) -> pd.Series:
    """Return by member_id in how many training activities it is named."""
    if activities.empty:
        return pd.Series(dtype="float64")
    cells = trainings(activities)["members"]
    counts = Counter(member for cell in cells for member in parts_of(cell))
    return pd.Series(counts, dtype="float64").sort_index()
