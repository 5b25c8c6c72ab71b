"""What the register saw of each subject, in the form a plan uses it."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from rocb_analysis.delivery.activities import parts_of, trainings
from rocb_analysis.delivery.partners import HOST, funders_seen, hosts_on, hosts_seen
from rocb_analysis.survey.text import counted

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
