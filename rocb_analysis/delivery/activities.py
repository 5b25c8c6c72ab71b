"""The rows of the register: columns, lists in cells, decisions, who took part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment

from rocb_analysis.core.spreadsheet_damage import dates_meant
from rocb_analysis.core.text import plain
from rocb_analysis.delivery.dates import first_day, last_day
from rocb_analysis.survey.schema import CellForm, OfficeTable, one_of
from rocb_analysis.survey.survey_folder import frame_on

TRAINING, MEETING = "training", "meeting"
_COUNTS = ("members_count", "participants")

# The form of each file of the register.


def _no_partial_day(text: str) -> str:
    if first_day(text):
        return ""
    what = f'"{text}" is no date in the form 2024-05-31, 2024-05 or 2024.'
    if days := dates_meant(text):
        what += f" Format the column as Text and write {' or '.join(days)}."
    return what


def _no_count(text: str) -> str:
    if text.isascii() and text.isdigit():
        return ""
    return (
        f'"{text}" is no whole number; write the number alone, as 30, and words such '
        'as "more than" in qualifier.'
    )


def _no_year(text: str) -> str:
    is_year = text.isascii() and text.isdigit()
    return "" if is_year else f'"{text}" is no year; write it as 2024.'


def _no_value(text: str) -> str:
    try:
        is_number = float(text) - float(text) == 0
    except ValueError:
        is_number = False
    return "" if is_number else f'"{text}" is no number; write it as 2.75.'


_FORMS = {
    "day": CellForm("2024-05-31, 2024-05 or 2024", _no_partial_day, turn=1),
    "count": CellForm("a whole number", _no_count, turn=2),
    "year": CellForm("a year", _no_year, turn=2),
    "value": CellForm("a number", _no_value, turn=2),
    "scope": one_of("national", "sub-regional", "regional", "global"),
    "mode": one_of("in person", "online", "hybrid"),
    "qualifier": one_of("exact", "about", "more than", "fewer than"),
    "counts": one_of(TRAINING, MEETING),
    "role": one_of("funder", "host", "expert"),
    "yes_no": one_of("yes", "no"),
}
_TABLES = (
    OfficeTable(
        "activities",
        "an activity (activities.csv)",
        _FORMS,
        "activity_id*+ start*:day title* end:day subject_ids>subjects; kind "
        "scope:scope mode:mode place host members others open_to>places; "
        "members_count:count participants:count qualifier:qualifier providers "
        "funders>partners;? source counts:counts plan_line note",
        in_order=("start", "end"),
        note="others are non-members; open_to is a member or sub-region, where the "
        "list is unknown",
    ),
    OfficeTable(
        "partners",
        "a body in a role (partners.csv)",
        _FORMS,
        "partner_id*+ name role*+:role member_id>members from:day to:day "
        "subject_ids>subjects; source note",
        in_order=("from", "to"),
    ),
    OfficeTable(
        "indicators",
        "a value (indicators.csv)",
        _FORMS,
        "indicator*+ member_id*+>members year*+:year value*:value low_is_need:yes_no "
        "subject_ids>subjects; source",
    ),
    OfficeTable(
        "decisions",
        "a decision on activities (register/decisions.csv)",
        _FORMS,
        "activity_id* same_as column found decided why*",
    ),
)
REGISTER: dict[str, OfficeTable] = {table.name: table for table in _TABLES}

# The rows.


def parts_of(cell: str) -> list[str]:
    """Return what a cell lists, its parts apart by semicolons.

    >>> parts_of("hs; val;;roo ")
    ['hs', 'val', 'roo']
    """
    return [part for raw in cell.split(";") if (part := plain(raw))]


def joined(parts: Iterable[str]) -> str:
    """Return parts as one cell lists them, each once.

    >>> joined(["hs", "val", "hs"])
    'hs; val'
    """
    return "; ".join(dict.fromkeys(parts))


def names_of(members: pd.DataFrame) -> dict[str, str]:
    """Return member ids by every name of the members table: id, name, short name."""
    columns = [c for c in ("short_name", "name", "member_id") if c in members]
    return {
        plain(name): identity
        for column in columns
        for name, identity in zip(members[column], members["member_id"], strict=True)
        if name
    }


def after_decisions(rows: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of activities.csv as the decisions leave them.

    A row with same_as is the same activity as another and goes; one with a column has
    its cell changed to what was decided.
    """
    doubles = decisions.loc[decisions["same_as"] != "", "activity_id"]
    kept = rows[~rows["activity_id"].isin(doubles)].copy()
    changes = decisions[(decisions["same_as"] == "") & (decisions["column"] != "")]
    for change in changes.itertuples(index=False):
        kept.loc[kept["activity_id"] == change.activity_id, change.column] = (
            change.decided
        )
    return kept


def tidy_activities(
    rows: pd.DataFrame,
    names: Mapping[str, str],
    *,
    subjects: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return activities in tidy form from the cells of activities.csv.

    A row is an activity, its index the row in the spreadsheet. Added are first_day and
    last_day (ISO; all days that partial dates may mean). Lists are joined by "; ":
    members holds member_ids met by any of `names`; a name not met moves to others,
    where it is kept and not counted. subject_ids are met by `subjects` if given.
    members_count (administrations stated, non-members included) and participants are
    whole numbers or blank. counts is training or meeting (blank reads as training).
    """
    tidy = rows.loc[:, REGISTER["activities"].column_names].copy()
    listed = tidy["members"].map(parts_of)
    tidy["members"] = [joined(names[n] for n in row if n in names) for row in listed]
    strangers = [[n for n in row if n not in names] for row in listed]
    others = tidy["others"].map(parts_of)
    tidy["others"] = [joined([*a, *b]) for a, b in zip(strangers, others, strict=True)]
    met: Mapping[str, str] = subjects or {}
    for column, meant in (("subject_ids", met), ("open_to", names), ("host", names)):
        tidy[column] = [
            joined(meant.get(part, part) for part in parts_of(cell))
            for cell in tidy[column]
        ]
    tidy["funders"] = [joined(parts_of(cell)) for cell in tidy["funders"]]
    tidy["end"] = tidy["end"].where(tidy["end"] != "", tidy["start"])
    tidy["counts"] = tidy["counts"].where(tidy["counts"] != "", TRAINING)
    for column in _COUNTS:
        tidy[column] = pd.to_numeric(tidy[column]).astype("Int64")
    return tidy.assign(
        first_day=tidy["start"].map(first_day).astype("str"),
        last_day=tidy["end"].map(last_day).astype("str"),
    )


def last_on_record(activities: pd.DataFrame) -> str:
    """Return the day on which the last activity ended, ISO; "" without activities."""
    return max(activities["last_day"], default="")


def in_tidy_form(activities: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return activities in tidy form, whether read by this room or written by hand.

    A frame with only columns of activities.csv (a missing one reads as blank) is put in
    form; one that `read_activities` gave is returned as it is.
    """
    if "first_day" in activities:
        return activities
    texts = activities.astype("object").fillna("").astype("str")
    rows = texts.reindex(columns=REGISTER["activities"].column_names, fill_value="")
    return tidy_activities(rows.astype("str"), names_of(members))


def trainings(activities: pd.DataFrame) -> pd.DataFrame:
    """Return the activities that are support: no meetings, ceremonies or dialogues."""
    return activities[activities["counts"] == TRAINING]


def by_part(activities: pd.DataFrame, column: str, name: str) -> pd.DataFrame:
    """Return activities with a row each part of a list, the part as column `name`.

    An activity whose cell lists nothing has no row.

    >>> activities = pd.DataFrame({"activity_id": ["a"], "subject_ids": ["hs; val"]})
    >>> list(by_part(activities, "subject_ids", "subject_id")["subject_id"])
    ['hs', 'val']
    """
    parts = activities[column].map(parts_of)
    rows = activities.assign(**{name: parts}).explode(name)
    return rows[rows[name].notna()]


def activity_subjects(activities: pd.DataFrame) -> pd.DataFrame:
    """Return the activities with a row a subject, column subject_id added."""
    return by_part(activities, "subject_ids", "subject_id")


def taken_part(activities: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return who is on record for each activity.

    Needs activities in tidy form and the members table.

    A row is an activity and an administration named in it; columns activity_id,
    member_id (for an administration that is in no list of members: its name as
    written), is_member (True if it belonged to the region on the first day), first_day,
    last_day. Non-members are kept here and count nowhere.
    """
    columns = ["activity_id", "first_day", "last_day", "member_id"]
    named = by_part(activities, "members", "member_id")[columns]
    others = by_part(activities, "others", "member_id")[columns]
    rows = pd.concat([named.assign(known=True), others.assign(known=False)])
    belongs = {
        day: set(frame_on(members, day)["member_id"])
        for day in set(rows["first_day"])
        if len(members)
    }
    is_member = [
        known and member in belongs.get(day, set())
        for known, member, day in zip(
            rows["known"], rows["member_id"], rows["first_day"], strict=True
        )
    ]
    told = rows.assign(is_member=pd.Series(is_member, index=rows.index, dtype="bool"))
    order = ["activity_id", "member_id", "is_member", "first_day", "last_day"]
    return told[order].sort_values(order[:2], ignore_index=True)


# Who could help: members that offer expertise or a centre, matched to those in need.

HELP_COLUMNS = ("member_id", "subject_id", "rank", "helper_id", "same_area", "evidence")
# A pair that cannot be, and one that is only better than none.
_NEVER, _FAR = 10**6, 10**3


def offers_of_help(
    responses: pd.DataFrame,
    partners: pd.DataFrame,
    *,
    round: str,
    questions: list[str],
    subjects: list[str],
) -> pd.DataFrame:
    """Return who could help with what: a row a member, subject and evidence.

    Parameters
    ----------
    responses : the table responses.
    partners : hosts that exist; a host without subject_ids helps with every subject.
    round : the round of replies; questions : those whose about is offer.
    subjects : subjects that hosts of any subject are matched with.

    Returns
    -------
    Columns helper_id, subject_id, evidence ("offers an expert or a venue in its reply
    of 2025", "hosts RTC Malaysia"); an offer in a reply before a centre.
    """
    said = responses[
        (responses["round"] == round)
        & responses["question_id"].isin(questions)
        & (responses["state"] == "answered")
        & (responses["value"] > 0)
        & (responses["subject_id"] != "")
    ]
    rows = [
        (row.respondent_id, row.subject_id, f"offers help in its reply of {round}")
        for row in said.itertuples(index=False)
    ]
    hosts = partners[(partners["role"] == "host") & (partners["member_id"] != "")]
    for host in hosts.itertuples(index=False):
        for subject in parts_of(host.subject_ids) or subjects:
            rows.append((host.member_id, subject, f"hosts {host.name}"))
    names = ["helper_id", "subject_id", "evidence"]
    frame = pd.DataFrame(rows, columns=names, dtype="str").drop_duplicates()
    joined = frame.groupby(names[:2], sort=True)["evidence"].agg("; ".join)
    return joined.reset_index()


def possible_helpers(
    needs: pd.DataFrame,
    offered: pd.DataFrame,
    members: pd.DataFrame,
    *,
    round: str,
    most_each: int = 3,
) -> pd.DataFrame:
    """Return members in need, each subject with a member that could help.

    As many needs as can be are matched; then as many as can be within a sub-region and
    by an offer in a reply, a member's first needs before its later ones. A helper is
    given at most `most_each` needs in all, none of its own and none on a subject it
    needs itself.

    Parameters
    ----------
    needs : the table needs.
    offered : columns helper_id, subject_id, evidence; see offers_of_help.
    members : member_id, sub_region.
    round : the round of needs.
    most_each : needs one helper is matched with at most.

    Returns
    -------
    A row a matched need, members in order: member_id, subject_id, rank (of the need,
    blank if none), helper_id, same_area (yes, no), evidence.
    """
    wanted = needs[(needs["round"] == round) & (needs["needed"] == 1)]
    wanted = wanted.sort_values(["respondent_id", "subject_id"], ignore_index=True)
    in_need = set(zip(wanted["respondent_id"], wanted["subject_id"], strict=True))
    areas = dict(zip(members["member_id"], members["sub_region"], strict=True))
    own = pd.Series([pair in in_need for pair in _pairs(offered)], offered.index, bool)
    useful = offered[~own & offered["helper_id"].isin(members["member_id"])]
    evidence = dict(zip(_pairs(useful), useful["evidence"], strict=True))
    helpers = sorted(useful["helper_id"].unique())
    costs = _costs(wanted, helpers, evidence, areas)
    given = _assigned(costs, most_each)
    rows = []
    for number, place in given.items():
        need, helper = wanted.iloc[number], helpers[place]
        who, subject = need["respondent_id"], need["subject_id"]
        same = "yes" if _same(areas, who, helper) else "no"
        said = evidence[helper, subject]
        rows.append((who, subject, need.get("rank"), helper, same, said))
    frame = pd.DataFrame(rows, columns=list(HELP_COLUMNS))
    return frame.sort_values(["member_id", "subject_id"], ignore_index=True)


def _pairs(offered: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(offered["helper_id"], offered["subject_id"], strict=True))


def _same(areas: Mapping[str, str], one: str, other: str) -> bool:
    return bool(areas.get(one)) and areas.get(one) == areas.get(other)


def _costs(
    wanted: pd.DataFrame,
    helpers: list[str],
    evidence: Mapping[tuple[str, str], str],
    areas: Mapping[str, str],
) -> npt.NDArray[np.int64]:
    """Return the cost of each need with each helper: needs x helpers, whole numbers."""
    ranks = wanted["rank"] if "rank" in wanted else pd.Series(np.nan, wanted.index)
    costs = np.full((len(wanted), len(helpers)), _NEVER, np.int64)
    for number, (who, subject, rank) in enumerate(
        zip(wanted["respondent_id"], wanted["subject_id"], ranks, strict=True)
    ):
        late = 20 if pd.isna(rank) else min(20, int(rank))
        for place, helper in enumerate(helpers):
            said = evidence.get((helper, subject))
            if said is None or helper == who:
                continue
            far = 0 if _same(areas, who, helper) else _FAR
            centre_only = 100 if said.startswith("hosts") else 0
            costs[number, place] = far + centre_only + late
    return costs


def _assigned(costs: npt.NDArray[np.int64], most_each: int) -> dict[int, int]:
    """Return need to helper at least cost; of equal matchings the first in order.

    Needs come in order, and each takes the first helper with whom the rest can still be
    matched at the least cost.
    """
    left = np.full(costs.shape[1], most_each)
    rows = list(range(costs.shape[0]))
    given: dict[int, int] = {}
    least = _least(costs, rows, left)
    while rows:
        number = rows.pop(0)
        for place in np.argsort(costs[number], kind="stable"):
            if costs[number, place] >= _NEVER or not left[place]:
                continue
            left[place] -= 1
            rest = _least(costs, rows, left)
            if rest + costs[number, place] == least:
                given[number], least = int(place), rest
                break
            left[place] += 1
        else:
            least = _least(costs, rows, left)
    return given


def _least(
    costs: npt.NDArray[np.int64], rows: list[int], left: npt.NDArray[np.int64]
) -> int:
    """Return the least cost of the rows; a need without helper costs _NEVER."""
    if not rows or not left.sum():
        return _NEVER * len(rows)
    slots = np.repeat(np.arange(len(left)), left)
    alone = np.full((len(rows), len(rows)), _NEVER, np.int64)
    table = np.hstack([np.minimum(costs[rows][:, slots], _NEVER), alone])
    number, place = linear_sum_assignment(table)
    return int(table[number, place].sum())
