"""The plan after the draft: edited, adopted, delivered."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from rocb_analysis.delivery.activities import parts_of
from rocb_analysis.delivery.dates import first_day, plan_year_of
from rocb_analysis.delivery.offers import cell
from rocb_analysis.delivery.office import named_own_lines
from rocb_analysis.delivery.planning import SHEETS, Planning
from rocb_analysis.survey.text import counted

DRAFT, ADOPTED, DELIVERED, CANCELLED = "draft", "adopted", "delivered", "cancelled"
PROGRESS = ("plan_year", "line", "title", "status", "held_on", "members", "follow_up")
# What the office may change in a line without making another line of it.
_MOVES = ("quarter", "host")
_WORDS = ("status", "office_note")


def plan_progress(
    plans: Mapping[str, pd.DataFrame],
    activities: pd.DataFrame,
    *,
    drafts: Mapping[str, pd.DataFrame] | None = None,
    follow_up: Mapping[tuple[str, str], str] | None = None,
    plan_year_starts: str = "07-01",
) -> pd.DataFrame:
    """Return the table plan_progress: how far each line of each plan has come.

    A row a plan year and line. status: draft, adopted, delivered, or cancelled where
    the office wrote so. A line is delivered when an activity of its plan year names it
    in plan_line, or where the office wrote so, as for a newsletter, which is in no
    register; held_on is the day the first of them began, members how many members
    took part in any (those named, else the count on record; blank if neither).

    Parameters
    ----------
    plans : adopted plans by plan year (its first calendar year begins the label).
    activities : the register's; plan_line holds a line, or plan year/line.
    drafts : plans not yet adopted, by plan year; an adopted one takes their place.
    follow_up : what came of a line, in words, by (plan year, line).
    plan_year_starts : month and day on which a plan year begins.
    """
    held = _held(activities, plan_year_starts)
    rows = []
    for year, plan in {**(drafts or {}), **plans}.items():
        for row in plan.to_dict("records"):
            line = cell(row, "line")
            own = held.get((year[:4], line), [])
            status = ADOPTED if year in plans else DRAFT
            if (said := cell(row, "status")) in {CANCELLED, DELIVERED}:
                status = said
            if own:
                status = DELIVERED
            day, members = _first_day(own), _members(own)
            came = (follow_up or {}).get((year, line), "")
            rows.append((year, line, cell(row, "title"), status, day, members, came))
    return pd.DataFrame(rows, columns=list(PROGRESS))


def _held(
    activities: pd.DataFrame, plan_year_starts: str
) -> dict[tuple[str, str], list[dict[str, object]]]:
    """Return activities by the first year of their plan year, and their line."""
    held: dict[tuple[str, str], list[dict[str, object]]] = {}
    if "plan_line" not in activities:
        return held
    for row in activities[activities["plan_line"] != ""].to_dict("records"):
        began = plan_year_of(first_day(str(row["start"])), plan_year_starts)[:4]
        for name in parts_of(str(row["plan_line"])):
            year, _, line = name.rpartition("/")
            held.setdefault((year[:4] or began, line), []).append(dict(row))
    return held


def _first_day(activities: list[dict[str, object]]) -> str:
    return min((str(row["start"]) for row in activities), default="")


def _members(activities: list[dict[str, object]]) -> int | None:
    """Return how many members took part: those named, else the greatest count."""
    named = {m for row in activities for m in parts_of(cell(row, "members"))}
    if named:
        return len(named)
    counts = [int(c) for row in activities if (c := cell(row, "members_count"))]
    return max(counts, default=None)


def progress_sentence(progress: pd.DataFrame, plan_year: str) -> str:
    """Return how much of a plan was held.

    >>> progress = pd.DataFrame({"plan_year": ["2024"] * 2,
    ...                          "status": ["delivered", "adopted"]})
    >>> progress_sentence(progress, "2024")
    '1 of 2 planned activities held'
    """
    rows = progress[progress["plan_year"] == plan_year]
    held = int((rows["status"] == DELIVERED).sum())
    return f"{held} of {counted(len(rows), 'planned activity')} held"


def with_edits(
    planning: Planning, edited: pd.DataFrame, drafted: pd.DataFrame
) -> Planning:
    """Return the planning book with the edits a coordinator made in a drafted plan.

    A line whose column locked says yes or keep is kept where it stands; one in another
    quarter or at another host is moved; one taken out is deleted; one put in is an own
    line and stands as edited. Status and note go along with kept and moved lines. What
    the book already says of a line stands, unless the edited plan says otherwise.

    edited, drafted : columns of work_plan, the plan as edited and as it was drafted.
    """
    before = {cell(row, "line"): row for row in drafted.to_dict("records")}
    after = {cell(row, "line"): row for row in edited.to_dict("records")}
    decided = {cell(row, "line"): row for row in planning.locked.to_dict("records")}
    own = set(named_own_lines(planning.own_lines)["line"])
    for line in set(before) - own:
        if row := _decision(line, before[line], after.get(line)):
            decided[line] = row
    mine = [row for line, row in after.items() if line in own or line not in before]
    return Planning(
        limits=planning.limits,
        kinds=planning.kinds,
        offers=planning.offers,
        locked=_texts([decided[line] for line in sorted(decided)], "locked"),
        own_lines=_texts(mine, "own_lines"),
        blocked_weeks=planning.blocked_weeks,
    )


def _decision(
    line: str, before: dict[str, object], after: dict[str, object] | None
) -> dict[str, object] | None:
    """Return the row of locked that says what was done to a line, None if nothing."""
    if after is None:
        return {"line": line, "decision": "delete"}
    moved = {c: cell(after, c) for c in _MOVES if cell(after, c) != cell(before, c)}
    words = {column: cell(after, column) for column in _WORDS}
    if moved:
        return {"line": line, "decision": "move", **moved, **words}
    if cell(after, "locked") in {"yes", "keep"}:
        where = {column: cell(after, column) for column in _MOVES}
        return {"line": line, "decision": "keep", **where, **words}
    return None


def _texts(rows: list[dict[str, object]], sheet: str) -> pd.DataFrame:
    columns = list(SHEETS[sheet])
    cells = [{column: cell(row, column) for column in columns} for row in rows]
    return pd.DataFrame(cells, columns=columns, dtype="str")


def plan_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return what differs between two plans: a row a line that does.

    Columns line, title, change (came in, went out, moved, other members), was, now: the
    quarter and host, or the number of members invited. Lines in order of their names.
    """
    old = {cell(row, "line"): row for row in before.to_dict("records")}
    new = {cell(row, "line"): row for row in after.to_dict("records")}
    rows = []
    for line in sorted({*old, *new}):
        was, now = old.get(line), new.get(line)
        title = cell(now or was or {}, "title")
        if was is None or now is None:
            change = "came in" if was is None else "went out"
            rows.append((line, title, change, _place(was), _place(now)))
        elif _place(was) != _place(now):
            rows.append((line, title, "moved", _place(was), _place(now)))
        elif _invited(was) != _invited(now):
            before_now = str(len(_invited(was))), str(len(_invited(now)))
            rows.append((line, title, "other members", *before_now))
    return pd.DataFrame(rows, columns=["line", "title", "change", "was", "now"])


def _place(row: dict[str, object] | None) -> str:
    if row is None:
        return ""
    return ", ".join(part for c in _MOVES if (part := cell(row, c)))


def _invited(row: dict[str, object]) -> set[str]:
    return set(parts_of(cell(row, "members_invited")))
