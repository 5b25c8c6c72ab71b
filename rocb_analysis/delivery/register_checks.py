"""Check the register's files as the codebook is checked: one sentence a problem.

What would make a number wrong stops a run; what only loses a hint does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from rocb_analysis.core import tables
from rocb_analysis.core.spreadsheet_damage import dates_meant
from rocb_analysis.core.text import hint, listed
from rocb_analysis.delivery.activities import (
    COLUMNS,
    KEYS,
    MEETING,
    TRAINING,
    parts_of,
    taken_part,
)
from rocb_analysis.delivery.dates import first_day, last_day
from rocb_analysis.survey.records import Problem

# Names that cells may hold, by list: subjects, members, partners, sub_regions.
Known = Mapping[str, Mapping[str, str]]


def activity_problems(
    sheet: RegisterFile, decisions: RegisterFile, *, known: Known | None = None
) -> Iterator[Problem]:
    """Yield what is wrong with activities and the decisions on them.

    known: what subjects, members and partners are called; without it only the form is
        judged.
    """
    yield from form_problems(sheet, "activities")
    yield from _decisions(decisions, sheet)
    yield from _doubles(sheet, decisions)
    if known is None:
        return
    yield from unknown_names(sheet, "subject_ids", known["subjects"], "the subjects")
    for column in ("members", "host"):
        yield from _no_members(sheet, column, known)
    open_to = {**known["members"], **known["sub_regions"]}
    yield from unknown_names(
        sheet, "open_to", open_to, "the members or their sub-regions"
    )
    yield from unknown_names(
        sheet, "funders", known["partners"], "partners.csv", stops=False
    )
    yield from _who_came(sheet)


def kept_until_problems(sheet: RegisterFile, kept_until: str) -> Iterator[Problem]:
    """Yield that the register was kept longer than survey.toml says."""
    rows = sheet.frame[["activity_id", "start", "end"]]
    ends = {
        (last_day(end or start), identity)
        for identity, start, end in rows.itertuples(index=False)
        if kept_until and first_day(end or start) > kept_until
    }
    if ends:
        day, identity = max(ends)
        what = (
            f"it is {kept_until}, but {identity} of {sheet.file} ended on {day}; write "
        )
        what += 'the day up to which activities were entered, or "" for the last end.'
        yield Problem("survey.toml", None, "register_kept_until", what, stops=False)


def partner_problems(sheet: RegisterFile, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with partners."""
    yield from form_problems(sheet, "partners")
    yield from unknown_names(sheet, "member_id", known["members"], "the members")
    yield from unknown_names(sheet, "subject_ids", known["subjects"], "the subjects")


def indicator_problems(sheet: RegisterFile, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with indicators."""
    yield from form_problems(sheet, "indicators")
    yield from unknown_names(sheet, "member_id", known["members"], "the members")
    yield from unknown_names(sheet, "subject_ids", known["subjects"], "the subjects")


def _no_members(sheet: RegisterFile, column: str, known: Known) -> Iterator[Problem]:
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


def _decisions(decisions: RegisterFile, sheet: RegisterFile) -> Iterator[Problem]:
    """Yield decisions that hit nothing, or not what they were made about."""
    yield from decisions.found
    by_id = sheet.frame.drop_duplicates("activity_id").set_index("activity_id")
    for row, said in decisions.frame.iterrows():
        column, place = said["column"], int(str(row))
        for name in ("activity_id", "same_as"):
            if said[name] and said[name] not in by_id.index:
                what = f'"{said[name]}" is not in {sheet.file}.'
                what += hint(said[name], by_id.index) + " Correct it or delete the row."
                yield decisions.problem(place, name, what)
        if said["same_as"] and said["same_as"] == said["activity_id"]:
            what = f"{said['activity_id']} cannot be the same as itself; correct it."
            yield decisions.problem(place, "same_as", what)
        if bool(said["same_as"]) == bool(column):
            what = "fill in either same_as (the rows are one activity) or column (a "
            what += "cell is changed)."
            yield decisions.problem(place, "column", what)
        elif column and column not in COLUMNS["activities"][1:]:
            what = f'"{column}" is no column of {sheet.file}.'
            what += hint(column, COLUMNS["activities"]) + " Correct it."
            yield decisions.problem(place, "column", what)
        elif column and said["activity_id"] in by_id.index:
            there = by_id.loc[said["activity_id"], column]
            if there != said["found"]:
                what = f'{column} of {said["activity_id"]} is "{there}" and no longer '
                what += f'"{said["found"]}"; decide again or delete the row.'
                yield decisions.problem(place, "found", what)


def _doubles(sheet: RegisterFile, decisions: RegisterFile) -> Iterator[Problem]:
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
                what += f"{decisions.file}; if not, tell them apart by title."
                yield sheet.problem(int(row), "activity_id", what, stops=False)


def _who_came(sheet: RegisterFile) -> Iterator[Problem]:
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


# A file of the register as text cells, and whether each is of its column's form.

_ALLOWED: dict[str, dict[str, tuple[str, ...]]] = {
    "activities": {
        "scope": ("national", "sub-regional", "regional", "global"),
        "mode": ("in person", "online", "hybrid"),
        "qualifier": ("exact", "about", "more than", "fewer than"),
        "counts": (TRAINING, MEETING),
    },
    "partners": {"role": ("funder", "host", "expert")},
    "indicators": {"low_is_need": ("yes", "no")},
}
_DATES = {"activities": ("start", "end"), "partners": ("from", "to")}
_UNIQUE = {
    "activities": ["activity_id"],
    "partners": ["partner_id", "role"],
    "indicators": ["indicator", "member_id", "year"],
}
_NUMBERS = {
    "activities": ("members_count", "participants"),
    "indicators": ("year", "value"),
}
_REMEDY = "Correct it here, or add it there."


@dataclass(frozen=True)
class RegisterFile:
    """A file of the register: its text cells, index = spreadsheet row.

    found: what was wrong with its form; then the frame may be without rows.
    """

    file: str
    header_row: int
    frame: pd.DataFrame
    found: list[Problem] = field(default_factory=list)

    def filled(self, column: str) -> Iterator[tuple[int, str]]:
        """Return row and text of each filled cell of a column."""
        cells = self.frame[column].items()
        return ((int(str(row)), text) for row, text in cells if text)

    def problem(
        self, row: int | None, column: str, what: str, *, stops: bool = True
    ) -> Problem:
        """Return a problem at a place of this file."""
        return Problem(self.file, row, column, what, stops)


def form_problems(sheet: RegisterFile, name: str) -> Iterator[Problem]:
    """Yield cells that are not of the form their column has."""
    yield from sheet.found
    for key in KEYS[name]:
        for row in sheet.frame.index[sheet.frame[key] == ""]:
            what = f"{key} is blank; fill it in or delete the row."
            yield sheet.problem(int(row), key, what)
    for column, allowed in _ALLOWED[name].items():
        for row, text in sheet.filled(column):
            if text not in allowed:
                what = f'"{text}" is not one of {", ".join(allowed)}.'
                yield sheet.problem(row, column, what + hint(text, allowed))
    yield from _dates(sheet, name)
    yield from _numbers(sheet, name)
    key_cells = sheet.frame[_UNIQUE[name]]
    for row in sheet.frame.index[
        key_cells.duplicated() & (key_cells != "").all(axis=1)
    ]:
        said = " / ".join(key_cells.loc[row])
        what = f'"{said}" stands here a second time; keep one of the rows.'
        yield sheet.problem(int(row), _UNIQUE[name][0], what)
    for column in sheet.frame.columns:
        if column not in COLUMNS[name]:
            what = f'column "{column}" is not known and not read.'
            what += hint(column, COLUMNS[name]) + " Correct its name or delete it."
            yield sheet.problem(sheet.header_row, "", what, stops=False)


def _dates(sheet: RegisterFile, name: str) -> Iterator[Problem]:
    columns = _DATES.get(name, ())
    for column in columns:
        for row, text in sheet.filled(column):
            if not first_day(text):
                what = f'"{text}" is no date in the form 2024-05-31, 2024-05 or 2024.'
                if days := dates_meant(text):
                    what += f" Format the column as Text and write {' or '.join(days)}."
                yield sheet.problem(row, column, what)
    if columns:
        start, end = columns
        for row, since, until in sheet.frame[list(columns)].itertuples():
            if last_day(until) and last_day(until) < first_day(since):
                what = f"{until} is before {start}, {since}; correct one of the two."
                yield sheet.problem(int(row), end, what)


def _numbers(sheet: RegisterFile, name: str) -> Iterator[Problem]:
    for column in _NUMBERS.get(name, ()):
        for row, text in sheet.filled(column):
            if column == "value" and not _is_number(text):
                what = f'"{text}" is no number; write it as 2.75.'
                yield sheet.problem(row, column, what)
            elif column != "value" and not (text.isascii() and text.isdigit()):
                what = f'"{text}" is no whole number; write the number alone, as 30'
                what += ', and words such as "more than" in qualifier.'
                if column == "year":
                    what = f'"{text}" is no year; write it as 2024.'
                yield sheet.problem(row, column, what)


def _is_number(text: str) -> bool:
    try:
        return float(text) - float(text) == 0
    except ValueError:
        return False


def unknown_names(
    sheet: RegisterFile,
    column: str,
    known: Iterable[str],
    where: str,
    *,
    stops: bool = True,
) -> Iterator[Problem]:
    """Yield names in a column that are none of those known."""
    for row, cell in sheet.filled(column):
        for part in parts_of(cell):
            if part not in known:
                what = f'"{part}" is not in {where}.{hint(part, known)} {_REMEDY}'
                yield sheet.problem(row, column, what, stops=stops)
