"""What was found in the register and what was done with it, a sentence each."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from rocb_analysis import tables
from rocb_analysis.delivery.activities import parts_of, taken_part
from rocb_analysis.survey.text import listed

_Issue = tuple[int, str, str, str, str]


def register_issues(
    raw: pd.DataFrame,
    activities: pd.DataFrame,
    decisions: pd.DataFrame,
    members: pd.DataFrame,
    *,
    file: str,
) -> pd.DataFrame:
    """Return what was set aside, changed or noted in the rows of activities.csv.

    Parameters
    ----------
    raw : activities as they stand in the file, index = spreadsheet row.
    activities : the same in tidy form, after the decisions.
    decisions : rows of decisions.csv.
    members : the members table.
    file : what the file is called.

    A row is a finding, columns of the table issues; round is blank, since activities
    belong to no round. Every row of the file is in `activities` or set aside here.
    """
    found = [
        *_decided(raw, decisions),
        *_non_members(activities),
        *_before_joining(activities, members),
        *_partial_dates(activities),
        *_other_counts(activities),
    ]
    columns = ["row", "column", "found", "action", "reason"]
    frame = pd.DataFrame(found, columns=columns)
    return tables.arrange(frame.assign(round="", file=file), "issues")


def _decided(raw: pd.DataFrame, decisions: pd.DataFrame) -> Iterator[_Issue]:
    place = {name: int(str(row)) for row, name in raw["activity_id"].items()}
    for said in decisions.itertuples(index=False):
        row = place[said.activity_id]
        if said.same_as:
            reason = f"The same activity as {said.same_as}. {said.why}"
            yield row, "", said.activity_id, "set_aside", reason
        else:
            reason = f'Decided to read "{said.decided}". {said.why}'
            yield row, said.column, said.found, "corrected", reason


def _non_members(activities: pd.DataFrame) -> Iterator[_Issue]:
    for row, cell in activities["others"].items():
        if names := parts_of(cell):
            verb = "is" if len(names) == 1 else "are"
            reason = f"{listed(names)} {verb} in no list of members: kept here, counted"
            yield int(str(row)), "others", cell, "noted", f"{reason} nowhere."


def _before_joining(
    activities: pd.DataFrame, members: pd.DataFrame
) -> Iterator[_Issue]:
    part = taken_part(activities, members)
    part = part[~part["is_member"] & part["member_id"].isin(set(members["member_id"]))]
    place = {name: int(str(row)) for row, name in activities["activity_id"].items()}
    for name, rows in part.groupby("activity_id", sort=True):
        who = list(rows["member_id"])
        reason = f"{listed(who)} did not belong to the region on that day: on record "
        reason += "as support, not counted among members reached."
        yield place[str(name)], "members", "; ".join(who), "noted", reason


def _partial_dates(activities: pd.DataFrame) -> Iterator[_Issue]:
    for column, day in (("start", "first_day"), ("end", "last_day")):
        for row, text, full in activities[[column, day]].itertuples():
            if text != full:
                word = "from" if column == "start" else "to"
                reason = f"The day is not known: counted {word} {full}."
                yield int(row), column, text, "noted", reason


def _other_counts(activities: pd.DataFrame) -> Iterator[_Issue]:
    columns = ["members", "others", "members_count"]
    for row, members, others, stated in activities[columns].itertuples():
        named = len(parts_of(members)) + len(parts_of(others))
        if named and not pd.isna(stated) and stated != named:
            reason = f"{stated} stated, {named} named."
            yield int(row), "members_count", str(stated), "noted", reason
