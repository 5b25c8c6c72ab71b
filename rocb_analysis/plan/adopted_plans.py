"""Read the adopted plans of a survey folder: plans/<plan year>.csv."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import TABLES, TEXT, SurveyError, arrange
from rocb_analysis.core.text import counted
from rocb_analysis.delivery.activities import parts_of
from rocb_analysis.delivery.dates import first_day, plan_year_of
from rocb_analysis.plan.offers import cell
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.schema import (
    CellForm,
    OfficeTable,
    form_problems,
    strict_sheet,
)

FOLDER = "plans"
# A file is named by its plan year: 2024, or 2024-25.
_YEAR = re.compile(r"\d{4}(-\d\d)?")


def _no_number(text: str) -> str:
    is_number = re.fullmatch(r"\d+(\.\d+)?", text)
    return "" if is_number else f'"{text}" is no number; write a number, or nothing.'


_MARKS = {"line": "line*+"}
# The form of an adopted plan: that of the table work_plan, its cells texts.
PLAN = OfficeTable(
    "plans",
    TABLES["work_plan"].row,
    {"number": CellForm("a number", _no_number)},
    " ".join(
        _MARKS.get(column.name, column.name) + ":number" * (column.type != TEXT)
        for column in TABLES["work_plan"].columns
    ),
    strict="a plan",
    blank="the line is blank; give each line its own name.",
    again="the line is there twice; give each line its own name.",
)


def read_plans(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the adopted plans of a survey folder by plan year, the earliest first.

    plans/<plan year>.csv has the columns of work_plan; a column that is absent reads as
    blank, cells are text.

    Raises SurveyError, with file, row and column, for the first of plan_problems.
    """
    plans = {}
    for path in files_of(folder):
        plan, problems = _read_plan(path)
        if problems:
            raise SurveyError(str(problems[0]))
        plans[path.stem] = plan
    return plans


def plan_problems(folder: Path) -> list[Problem]:
    """Return what is to be mended in the adopted plans.

    A name that is no plan year, two files of one plan year, a column not known, a row
    without a line, a line twice, a number that is none.
    """
    return [problem for path in files_of(folder) for problem in _read_plan(path)[1]]


def files_of(folder: Path) -> list[Path]:
    """Return the files of the adopted plans of a survey folder, in order."""
    return sorted((folder / FOLDER).glob("*.csv"))


def _read_plan(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Return a plan, and what is to be mended in it."""
    place = f"{FOLDER}/{path.name}"
    nothing = pd.DataFrame(columns=PLAN.column_names, dtype="str")
    if wrong := _wrong_name(path):
        return nothing, [Problem(place, None, "", wrong)]
    try:
        _, rows = read_sheet(path)
    except SurveyError as error:
        return nothing, [Problem(place, None, "", str(error))]
    sheet = strict_sheet(PLAN, rows, place)
    problems = sorted(form_problems(sheet), key=lambda one: one.row or 0)
    plan = sheet.frame.reset_index(drop=True)
    return plan, problems


def _wrong_name(path: Path) -> str:
    """Return why a file is not named by its plan year, or ""."""
    if not _YEAR.fullmatch(path.stem):
        return "it is not named by its plan year; call it 2024-25.csv or the like."
    year = path.stem[:4]
    others = sorted(other.name for other in path.parent.glob(f"{year}*.csv"))
    if others[0] != path.name:
        return f"it is of the same plan year as {others[0]}; keep one of them."
    return ""


# The plan after the draft: adopted, delivered, or not.

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


# The view of the Strategic Action Plan: what lasts, above the lines of each year.

COLUMNS = ("pillar", "subject_id", "kind", "rounds", "adopted", "held", "proposed")
# Kinds of need that a plan over years is made of, the lasting ones first.
LASTING = ("persistent", "emerging")


def strategic_view(
    trends: pd.DataFrame,
    subjects: pd.DataFrame,
    plans: pd.DataFrame,
    progress: pd.DataFrame,
    *,
    pillars: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the needs that last, by line of the strategy, with each year's lines.

    Parameters
    ----------
    trends : the table trends.
    subjects : subject_id, label, pillar.
    plans : lines of all plan years, adopted or drafted: plan_year, line, subject_id,
        pillar.
    progress : the table plan_progress.
    pillars : of the strategy, in their order; any other stands behind them.

    Returns
    -------
    A row a pillar and subject that is persistent or emerging, persistent ones first;
    then a row for a pillar that has lines of other subjects or of none, subject_id
    blank. rounds: of the unbroken line of rounds the kind is read from; adopted, held,
    proposed: lines of the plan years, those delivered, and those of a draft.
    """
    lines = plans.merge(
        progress[["plan_year", "line", "status"]], on=["plan_year", "line"]
    )
    lasting = trends[trends["kind"].isin(LASTING)]
    label = dict(zip(subjects["subject_id"], subjects["label"], strict=True))
    pillar = dict(zip(subjects["subject_id"], subjects["pillar"], strict=True))
    rows = []
    for row in lasting.to_dict("records"):
        subject = str(row["subject_id"])
        own = lines[lines["subject_id"] == subject]
        of = pillar.get(subject, "")
        rows.append((of, subject, row["kind"], row["rounds"], *_counted(own)))
    others = lines[~lines["subject_id"].isin(lasting["subject_id"])]
    for of, own in others.groupby("pillar"):
        rows.append((str(of), "", "", None, *_counted(own)))
    view = pd.DataFrame(rows, columns=list(COLUMNS))
    order = {kind: place for place, kind in enumerate((*LASTING, ""))}
    view = view.assign(
        position=view["pillar"].map({one: n for n, one in enumerate(pillars)}),
        place=view["kind"].map(order),
        label=[label.get(one, "") for one in view["subject_id"]],
    )
    by = ["position", "pillar", "place", "label"]
    view = view.sort_values(by, ignore_index=True)
    counts = ["rounds", "adopted", "held", "proposed"]
    return view[list(COLUMNS)].astype(dict.fromkeys(counts, "Int64"))


def _counted(lines: pd.DataFrame) -> tuple[int, int, int]:
    """Return how many lines were adopted, how many of these held, how many drafted."""
    is_draft = lines["status"] == DRAFT
    held = (lines["status"] == DELIVERED).sum()
    return int((~is_draft).sum()), int(held), int(is_draft.sum())
