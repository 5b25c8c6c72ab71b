"""What moved in the work plan since another run, in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from rocb_analysis.delivery import plan_changes
from rocb_analysis.delivery.office import PLAN_COLUMNS
from rocb_analysis.exports.calendar import with_months
from rocb_analysis.survey.sheets import read_sheet
from rocb_analysis.survey.text import counted, plain


def plan_moved(last: Path, now: Path, plan_year_starts: str) -> list[str]:
    """Return what differs between the plans of two outputs, a sentence a line.

    last, now : their folders; nothing is said where one of them has no plan.
    """
    plan = _plan_of(now)
    return [] if plan is None else moved_since(last, plan, plan_year_starts)


def moved_since(last: Path, plan: pd.DataFrame, plan_year_starts: str) -> list[str]:
    """Return what differs from the plan of an output, a sentence a line.

    last : the folder of the output; nothing is said if it has no plan.
    """
    before = _plan_of(last)
    if before is None or before.empty or plan.empty:
        return []
    rows = plan_changes(before, plan).to_dict("records")
    moved = [with_months(_moved(row), plan_year_starts) for row in rows]
    if not moved:
        return []
    return [f"In the work plan {counted(len(moved), 'line')} changed:", *moved]


def _plan_of(output: Path) -> pd.DataFrame | None:
    path = output / "tables" / "work_plan.csv"
    return frame_of_cells(read_sheet(path)[1]) if path.is_file() else None


def frame_of_cells(rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Return a plan, columns of work_plan, from a header and rows of cells."""
    head, *body = [[plain(cell) for cell in row] for row in rows]
    filled = [dict(zip(head, row, strict=False)) for row in body if any(row)]
    frame = pd.DataFrame(filled, dtype="str")
    return frame.reindex(columns=list(PLAN_COLUMNS), fill_value="")


def _moved(row: dict[str, object]) -> str:
    title, change = row["title"], row["change"]
    if change == "came in":
        return f"{title}: came in, {row['now']}."
    if change == "went out":
        return f"{title}: went out."
    what = "members invited" if change == "other members" else ""
    was, now = row["was"], row["now"]
    if was == now:
        return f"{title}: other members, as many as before ({now})."
    return f"{title}: {f'{what} ' if what else 'moved '}from {was} to {now}."
