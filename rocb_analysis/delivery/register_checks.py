"""Check the register's files as the codebook is checked: one sentence a problem.

What would make a number wrong stops a run; what only loses a hint does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rocb_analysis.delivery.activities import COLUMNS, MEETING, parts_of
from rocb_analysis.delivery.dates import first_day, last_day
from rocb_analysis.delivery.register_form import Sheet, form_problems, unknown_names
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.text import hint

# Names that cells may hold, by list: subjects, members, partners, sub_regions.
Known = Mapping[str, Mapping[str, str]]


def activity_problems(
    sheet: Sheet, decisions: Sheet, *, known: Known | None = None
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


def kept_until_problems(sheet: Sheet, kept_until: str) -> Iterator[Problem]:
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


def partner_problems(sheet: Sheet, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with partners."""
    yield from form_problems(sheet, "partners")
    yield from unknown_names(sheet, "member_id", known["members"], "the members")
    yield from unknown_names(sheet, "subject_ids", known["subjects"], "the subjects")


def indicator_problems(sheet: Sheet, known: Known) -> Iterator[Problem]:
    """Yield what is wrong with indicators."""
    yield from form_problems(sheet, "indicators")
    yield from unknown_names(sheet, "member_id", known["members"], "the members")
    yield from unknown_names(sheet, "subject_ids", known["subjects"], "the subjects")


def _no_members(sheet: Sheet, column: str, known: Known) -> Iterator[Problem]:
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


def _decisions(decisions: Sheet, sheet: Sheet) -> Iterator[Problem]:
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


def _doubles(sheet: Sheet, decisions: Sheet) -> Iterator[Problem]:
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


def _who_came(sheet: Sheet) -> Iterator[Problem]:
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
