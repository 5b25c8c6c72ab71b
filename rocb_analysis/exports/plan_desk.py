"""What the office does with a drafted plan: edits it, hands it back, adopts it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from rocb_analysis.atomic import bytes_of, put_in_place, sha256_of
from rocb_analysis.delivery import (
    edits_not_taken,
    plans_by_year,
    read_planning,
    with_edits,
)
from rocb_analysis.delivery.plan_files import FOLDER
from rocb_analysis.delivery.planning import Planning
from rocb_analysis.delivery.planning_book import FILE
from rocb_analysis.exports.plan_moves import frame_of_cells, moved_since
from rocb_analysis.exports.plan_words import covered_in_words
from rocb_analysis.exports.planning_book import write_planning
from rocb_analysis.exports.tables import csv_text
from rocb_analysis.exports.work_plan_book import DRAFTED, HEADINGS, SHEET
from rocb_analysis.results import Results
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.sheets import read_sheet, sheet_names
from rocb_analysis.survey.text import counted, hint, plain
from rocb_analysis.tables import SurveyError, typed_table

# Where copies of the workbooks that the office handed in are kept.
HANDED_IN = "handed_in"


def handed_in(
    survey: Survey, *, edited: Path | None = None, adopt: Path | None = None
) -> list[str]:
    """Do what the office asks with a work_plan.xlsx; say what was done.

    planning.xlsx is written with the defaults where there is none.

    Raises SurveyError if a file is no such workbook or open in another program.
    """
    said = begin_book(survey)
    if edited:
        said += take_over(survey, edited)
    said += adopted(survey, adopt) if adopt else []
    for file in filter(None, (edited, adopt)):
        keep_copy(survey, file)
    return said


def keep_copy(survey: Survey, file: Path) -> None:
    """Keep what the office handed in, so that the next report may write over it."""
    raw = bytes_of(file)
    name = f"{file.stem}_{sha256_of(raw)[:8]}{file.suffix}"
    put_in_place({survey.path / HANDED_IN / name: raw}, root=survey.path)


def drafted_in_words(results: Results, last: Path) -> list[str]:
    """Return what a drafted plan covers, and what moved since the last output.

    last : the folder of the last output.
    """
    plan = results.drafted.plan
    if plan is None:
        return ["No plan is drafted: the round needs a list of members and replies."]
    return [covered_in_words(results, plan), *moved_since(last, results.work_plan)]


def begin_book(survey: Survey) -> list[str]:
    """Write planning.xlsx with the defaults where there is none; say what was done."""
    path = survey.path / FILE
    if path.is_file():
        return []
    write_planning(Planning(), path)
    return [f"{FILE} is written with the defaults; change what does not fit."]


def take_over(survey: Survey, edited: Path) -> list[str]:
    """Take the edits of a work_plan.xlsx over into planning.xlsx; say what was taken.

    Raises SurveyError if the file is no such workbook, or planning.xlsx is open.
    """
    before, after, _ = read_edited(edited, survey)
    path = survey.path / FILE
    book = read_planning(path)
    changed = with_edits(book, after, before)
    write_planning(changed, path)
    decisions = changed.locked["decision"]
    said = [
        counted(int((decisions == word).sum()), noun, noun)
        for word, noun in (("keep", "kept"), ("move", "moved"), ("delete", "deleted"))
    ]
    own = counted(len(changed.own_lines), "line of your own", "lines of your own")
    return [
        f"{FILE} now holds: {', '.join(said)}, {own}.",
        *edits_not_taken(after, before),
    ]


def adopted(survey: Survey, edited: Path) -> list[str]:
    """Put a plan among the adopted ones, plans/<plan year>.csv; say where.

    Raises SurveyError if the file is no work_plan.xlsx, or that year has a plan.
    """
    _, after, year = read_edited(edited, survey)
    name = year.replace("-", "/")
    if name in plans_by_year(survey):
        raise SurveyError(
            f"There is an adopted plan of {name} already; change it in {FOLDER}/, or "
            "take it away first."
        )
    nameless = [row for row in after.to_dict("records") if not row["line"]]
    if nameless:
        raise SurveyError(
            f'{edited.name}: the line "{nameless[0]["title"]}" has no name yet; take '
            "the edits over with --edited, run report, and adopt what it writes."
        )
    target = survey.path / FOLDER / f"{year}.csv"
    text = csv_text(typed_table(after, "work_plan"), "work_plan")
    put_in_place({target: text.encode("utf-8")}, root=survey.path)
    return [f"{counted(len(after), 'line')} adopted in {FOLDER}/{target.name}."]


def read_edited(path: Path, survey: Survey) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Return a work plan as drafted and as edited, and its plan year, "2026-27".

    Columns of work_plan, cells text. Subjects and members may be written by any name
    of the codebook.

    Raises SurveyError if the file is no workbook that report wrote.
    """
    names = [plain(name) for name in sheet_names(path)] if path.is_file() else []
    drafted = next((name for name in names if name.startswith(DRAFTED)), "")
    if path.is_file() and (SHEET not in names or not drafted):
        raise SurveyError(
            f"{path.name} has no sheets {SHEET} and {DRAFTED}; edit the work_plan.xlsx "
            "that report writes, and save it as a workbook."
        )
    _, rows = read_sheet(path, drafted)
    before = frame_of_cells(rows)
    after = _as_ids(_edited(path), survey, path.name)
    # What was shown in other words and not changed is what it was.
    same = after["line"].isin(before["line"])
    kept = before.set_index("line")["kept_share"]
    after.loc[same, "kept_share"] = after.loc[same, "line"].map(kept)
    return before, after, drafted.removeprefix(DRAFTED).strip()


def _edited(path: Path) -> pd.DataFrame:
    """Return the rows of the sheet work_plan by the columns its headings stand for."""
    _, rows = read_sheet(path, SHEET)
    cells = [[plain(cell) for cell in row] for row in rows]
    column_of = {heading: column for column, heading in HEADINGS.items()}
    head = next((n for n, row in enumerate(cells) if HEADINGS["line"] in row), None)
    if head is None:
        raise SurveyError(
            f"{path.name}, sheet {SHEET}: the heading {HEADINGS['line']} is not there; "
            "leave the row of headings as report wrote it."
        )
    for heading in cells[head]:
        if heading and heading not in column_of:
            raise SurveyError(
                f'{path.name}, sheet {SHEET}, row {head + 1}: "{heading}" is no '
                f"heading of it.{hint(heading, column_of)} Write it as report does."
            )
    columns = [column_of.get(heading, "") for heading in cells[head]]
    return frame_of_cells([columns, *cells[head + 1 :]])


def _as_ids(plan: pd.DataFrame, survey: Survey, file: str) -> pd.DataFrame:
    """Return the plan with ids for the names of subjects and members."""
    members, subjects = survey.members_meant, survey.subject_by_name
    for name in plan["subject_id"]:
        if name and name not in subjects:
            raise SurveyError(
                f'{file}, sheet {SHEET}: "{name}" is no subject of the codebook; '
                f"correct it.{hint(name, subjects)}"
            )
    invited = []
    for cell in plan["members_invited"]:
        parts = [plain(part) for part in cell.split(";") if plain(part)]
        invited.append("; ".join(sorted(members.get(p, p) for p in parts)))
    ids = plan["subject_id"].map(lambda name: subjects.get(name, name))
    return plan.assign(subject_id=ids, members_invited=invited)
