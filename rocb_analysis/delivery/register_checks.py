"""Check the register's files as the codebook is checked: one sentence a problem.

What would make a number wrong stops a run; what only loses a hint does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from rocb_analysis.core import tables
from rocb_analysis.core.text import hint, listed
from rocb_analysis.delivery.activities import MEETING, parts_of, taken_part
from rocb_analysis.delivery.dates import first_day, last_day
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.schema import (
    OfficeSheet,
    days_out_of_order,
    form_problems,
)

# Names that cells may hold, by list: subjects, members, partners, sub_regions.
Known = Mapping[str, Mapping[str, str]]


def activity_problems(
    sheet: OfficeSheet, decisions: OfficeSheet, *, known: Known | None = None
) -> Iterator[Problem]:
    """Yield what is wrong with activities and the decisions on them.

    known: what subjects, members and partners are called; without it only the form is
        judged.
    """
    yield from register_file_problems(sheet, known)
    yield from _decisions(decisions, sheet)
    yield from _doubles(sheet, decisions)
    if known is None:
        return
    for column in ("members", "host"):
        yield from _no_members(sheet, column, known)
    yield from _who_came(sheet)


def register_file_problems(
    sheet: OfficeSheet, known: Known | None
) -> Iterator[Problem]:
    """Yield what is not as a file of the register declares it."""
    lists = (
        {
            "subjects": ("the subjects", known["subjects"]),
            "members": ("the members", known["members"]),
            "partners": ("partners.csv", known["partners"]),
            "places": (
                "the members or their sub-regions",
                {**known["members"], **known["sub_regions"]},
            ),
        }
        if known
        else {}
    )
    remedy = "Correct it here, or add it there."
    yield from form_problems(sheet, lists, remedy=remedy)
    yield from days_out_of_order(sheet, earliest=first_day, latest=last_day)


def kept_until_problems(sheet: OfficeSheet, kept_until: str) -> Iterator[Problem]:
    """Yield that the register was kept longer than survey.toml says."""
    rows = sheet.frame[["activity_id", "start", "end"]]
    ends = {
        (last_day(end or start), identity)
        for identity, start, end in rows.itertuples(index=False)
        if kept_until and first_day(end or start) > kept_until
    }
    if ends:
        day, identity = max(ends)
        what = f"it is {kept_until}, but {identity} of {sheet.place} ended on {day}; "
        what += (
            'write the day up to which activities were entered, or "" for the last end.'
        )
        yield Problem("survey.toml", None, "register_kept_until", what, stops=False)


def _no_members(sheet: OfficeSheet, column: str, known: Known) -> Iterator[Problem]:
    """Yield names that no member has: they are kept, and count nowhere."""
    for row, cell in sheet.filled(column):
        for part in parts_of(cell):
            if part not in known["members"]:
                what = f'"{part}" is no member, so it is kept and not counted.'
                what += hint(part, known["members"])
                what += " Correct it" + (
                    ", or move it to the column others."
                    if column == "members"
                    else ", or leave it blank."
                )
                yield sheet.problem(row, column, what, stops=False)


def _decisions(decisions: OfficeSheet, sheet: OfficeSheet) -> Iterator[Problem]:
    """Yield decisions that hit nothing, or not what they were made about."""
    yield from decisions.found
    columns = sheet.table.column_names
    by_id = sheet.frame.drop_duplicates("activity_id").set_index("activity_id")
    for row, said in decisions.frame.iterrows():
        column, place = said["column"], int(str(row))
        for name in ("activity_id", "same_as"):
            if said[name] and said[name] not in by_id.index:
                what = f'"{said[name]}" is not in {sheet.place}.'
                what += hint(said[name], by_id.index) + " Correct it or delete the row."
                yield decisions.problem(place, name, what)
        if said["same_as"] and said["same_as"] == said["activity_id"]:
            what = f"{said['activity_id']} cannot be the same as itself; correct it."
            yield decisions.problem(place, "same_as", what)
        if bool(said["same_as"]) == bool(column):
            what = "fill in either same_as (the rows are one activity) or column (a "
            what += "cell is changed)."
            yield decisions.problem(place, "column", what)
        elif column and column not in columns[1:]:
            what = f'"{column}" is no column of {sheet.place}.'
            what += hint(column, columns) + " Correct it."
            yield decisions.problem(place, "column", what)
        elif column and said["activity_id"] in by_id.index:
            there = by_id.loc[said["activity_id"], column]
            if there != said["found"]:
                what = f'{column} of {said["activity_id"]} is "{there}" and no longer '
                what += f'"{said["found"]}"; decide again or delete the row.'
                yield decisions.problem(place, "found", what)


def _doubles(sheet: OfficeSheet, decisions: OfficeSheet) -> Iterator[Problem]:
    """Yield rows that look like another: same first day, host and a subject."""
    settled = decisions.frame
    pairs = set(zip(settled["activity_id"], settled["same_as"], strict=True))
    rows = sheet.frame[["activity_id", "start", "host", "subject_ids"]]
    seen: dict[tuple[str, str, str], str] = {}
    for row, identity, start, host, subjects in rows.itertuples():
        for subject in parts_of(subjects):
            other = seen.setdefault((start, host, subject), identity)
            known = {(identity, other), (other, identity)} & pairs
            if other != identity and host and not known:
                what = f"{identity} looks like {other}: the same start, host and "
                what += "subject. If it is the same activity, say so in "
                what += f"{decisions.place}; if not, tell them apart by title."
                yield sheet.problem(int(row), "activity_id", what, stops=False)


def _who_came(sheet: OfficeSheet) -> Iterator[Problem]:
    """Yield activities of which too little is said to match them with members."""
    rows = sheet.frame[sheet.frame["counts"] != MEETING]
    for row, said in rows.iterrows():
        named = said["members"] or said["others"]
        if not said["subject_ids"]:
            what = "subject_ids is blank, so the activity answers no need. Name its "
            what += f"subjects, or write {MEETING} in counts."
            yield sheet.problem(int(str(row)), "subject_ids", what, stops=False)
        if not named and said["scope"] == "national":
            what = "a national activity without its member is support for nobody; "
            what += "fill in members."
            yield sheet.problem(int(str(row)), "members", what, stops=False)
        elif not named and not said["open_to"] and said["scope"] == "sub-regional":
            what = "without members every member may have taken part; fill in members, "
            what += "or the sub-region in open_to."
            yield sheet.problem(int(str(row)), "open_to", what, stops=False)


# What was found in the register and what was done with it, a sentence each.

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
