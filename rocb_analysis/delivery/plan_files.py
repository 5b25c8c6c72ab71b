"""Read the adopted plans of a survey folder: plans/<plan year>.csv."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from rocb_analysis.delivery.office import PLAN_COLUMNS
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.sheets import read_sheet
from rocb_analysis.survey.text import column_letter, hint, plain
from rocb_analysis.tables import TABLES, TEXT, SurveyError

FOLDER = "plans"
# A file is named by its plan year: 2024, or 2024-25.
_YEAR = re.compile(r"\d{4}(-\d\d)?")
_NUMBERS = tuple(c.name for c in TABLES["work_plan"].columns if c.type != TEXT)


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
    nothing = pd.DataFrame(columns=list(PLAN_COLUMNS), dtype="str")
    if wrong := _wrong_name(path):
        return nothing, [Problem(place, None, "", wrong)]
    try:
        _, (header, *body) = read_sheet(path)
    except SurveyError as error:
        return nothing, [Problem(place, None, "", str(error))]
    heads = [plain(head) for head in header]
    problems = [
        Problem(
            place,
            1,
            f"column {column_letter(number)}",
            f'"{head}" is no column of a plan, or is there twice; its columns are '
            f"{', '.join(PLAN_COLUMNS)}.{hint(head, PLAN_COLUMNS)}",
        )
        for number, head in enumerate(heads)
        if head and (head not in PLAN_COLUMNS or head in heads[:number])
    ]
    cells = {
        number: dict(zip(heads, map(plain, row), strict=False))
        for number, row in enumerate(body, start=2)
    }
    rows = {number: row for number, row in cells.items() if any(row.values())}
    if not problems:
        problems = _wrong_rows(place, rows)
    frame = pd.DataFrame(list(rows.values()), dtype="str")
    return frame.reindex(columns=list(PLAN_COLUMNS), fill_value=""), problems


def _wrong_name(path: Path) -> str:
    """Return why a file is not named by its plan year, or ""."""
    if not _YEAR.fullmatch(path.stem):
        return "it is not named by its plan year; call it 2024-25.csv or the like."
    year = path.stem[:4]
    others = sorted(other.name for other in path.parent.glob(f"{year}*.csv"))
    if others[0] != path.name:
        return f"it is of the same plan year as {others[0]}; keep one of them."
    return ""


def _wrong_rows(place: str, rows: dict[int, dict[str, str]]) -> list[Problem]:
    """Return rows without a line of their own, and numbers that are none."""
    seen: set[str] = set()
    problems = []
    for number, row in rows.items():
        line = row.get("line", "")
        if not line or line in seen:
            which = "there twice" if line else "blank"
            what = f"the line is {which}; give each line its own name."
            problems.append(Problem(place, number, "line", what))
        seen.add(line)
        for column in _NUMBERS:
            text = row.get(column, "")
            if text and not re.fullmatch(r"\d+(\.\d+)?", text):
                what = f'"{text}" is no number; write a number, or nothing.'
                problems.append(Problem(place, number, column, what))
    return problems
