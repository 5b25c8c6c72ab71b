"""The plan after the draft: adopted, delivered, or not."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from rocb_analysis.delivery.activities import parts_of
from rocb_analysis.delivery.dates import first_day, plan_year_of
from rocb_analysis.delivery.offers import cell
from rocb_analysis.survey.text import counted
from rocb_analysis.tables import arrange

DRAFT, ADOPTED, DELIVERED, CANCELLED = "draft", "adopted", "delivered", "cancelled"
# What a line was before it was adopted.
_UNTIL_ADOPTED = frozenset({"", "proposed", DRAFT})
PROGRESS = ("plan_year", "line", "title", "status", "held_on", "members", "follow_up")


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


def as_adopted(plan: pd.DataFrame) -> pd.DataFrame:
    """Return an adopted plan in the form of the table work_plan, its status adopted.

    A line that the office cancelled, say, keeps its status. plan: cells text.
    """
    status = plan["status"].mask(plan["status"].isin(_UNTIL_ADOPTED), ADOPTED)
    return arrange(plan.assign(status=status), "work_plan")


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
