"""The work plan from report to an edited workbook and back, on a small region."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from rocb_analysis.__main__ import app
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.hand_back import plan
from rocb_analysis.pipeline import analyse, check, report
from rocb_analysis.plan.planning_book import Planning, default_kinds, read_planning
from rocb_analysis.survey import open_survey
from rocb_analysis.writers.plan_books import (
    HEAD,
    SHEET,
    planning_workbook,
    read_edited,
    write_planning,
)
from rocb_analysis.writers.tables_and_sheets import write_tables
from tests.plans import KINDS, column, edit, limits, rows_of


@pytest.fixture
def folder(plan_folder: Path) -> Path:
    return plan_folder


@pytest.fixture
def workbook(plan_workbook: Path) -> Path:
    return plan_workbook


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_an_edited_plan_survives_the_next_report(folder, workbook, tmp_path) -> None:
    before = read_edited(workbook, open_survey(folder)).drafted
    locked, moved, deleted = before["line"]

    def change(sheet: Worksheet) -> None:
        rows = rows_of(sheet)
        sheet.cell(rows[locked], column("locked")).value = "yes"
        sheet.cell(rows[moved], column("quarter")).value = "Q4"
        new = sheet.max_row + 1
        sheet.cell(new, column("title")).value = "Seminar of donors"
        sheet.cell(new, column("kind")).value = "seminar"
        sheet.delete_rows(rows[deleted])

    edit(workbook, change)
    said = run("plan", folder, "--edited", workbook)
    assert "1 kept, 1 moved, 1 deleted, 1 line of your own" in said
    out = report(folder, out=tmp_path / "out")
    after = pd.read_csv(out / "tables" / "work_plan.csv", dtype=str).set_index("line")
    assert after.loc[locked, "locked"] == "keep"
    assert after.loc[moved, ["quarter", "locked"]].tolist() == ["Q4", "move"]
    assert deleted not in after.index
    assert "Seminar of donors" in set(after["title"])
    sheet = openpyxl.load_workbook(out / "for_office" / "work_plan.xlsx")[SHEET]
    assert set(rows_of(sheet)) == set(after.index)


def test_a_changed_limit_shows_what_moved(folder, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    results = analyse(open_survey(folder))
    last = tmp_path / "data" / "processed" / folder.name / "tables"
    write_tables({"work_plan": results.work_plan}, last)
    assert "In the work plan" not in run("plan", folder)
    write_planning(Planning(limits=limits(2), kinds=KINDS), folder / "planning.xlsx")
    said = run("plan", folder)
    assert "In the work plan" in said
    assert "went out." in said


def test_limits_that_collide_stop_the_report_and_are_explained(
    folder, tmp_path
) -> None:
    impossible = limits(3, ("kind", "workshop", "5", ""))
    write_planning(Planning(limits=impossible, kinds=KINDS), folder / "planning.xlsx")
    with pytest.raises(SurveyError) as told:
        report(folder, out=tmp_path / "out")
    said = str(told.value)
    assert said.startswith("planning.xlsx: No plan keeps all limits: ")
    assert "at most 3 events and at least 5 events of the kind workshop" in said
    assert "smallest change that makes a plan possible is" in said
    assert not (tmp_path / "out").exists()


def test_a_plan_that_is_adopted_is_read_as_such(folder, workbook) -> None:
    run("plan", folder, "--adopt", workbook)
    results = analyse(open_survey(folder))
    year = results.drafted.plan_year
    rows = results.plan_progress[results.plan_progress["plan_year"] == year]
    assert set(rows["status"]) == {"adopted"}
    assert set(rows["line"]) == set(results.work_plan["line"])


def test_a_second_plan_of_a_year_is_not_adopted(folder, workbook) -> None:
    plan(folder, adopt=workbook)
    with pytest.raises(SurveyError, match="adopted plan of 2022/23 already"):
        plan(folder, adopt=workbook)


def test_the_workbook_reads_back_as_the_plan_it_was_made_of(folder, workbook) -> None:
    before, after, year, _ = read_edited(workbook, open_survey(folder))
    ordered = after.set_index("line").loc[before["line"]].reset_index()
    assert year == "2022-23"
    pd.testing.assert_frame_equal(before, ordered[list(before)], check_dtype=False)


def test_a_cell_of_the_program_that_was_changed_is_told(folder, workbook) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(HEAD + 2, column("seats")).value = 9

    edit(workbook, change)
    said = plan(folder, edited=workbook)
    assert any("seats is made by the program" in one for one in said)


def test_a_subject_no_one_knows_is_refused_with_a_guess(folder, workbook) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(HEAD + 2, column("subject_id")).value = "Valution"

    edit(workbook, change)
    with pytest.raises(SurveyError, match='Did you mean "Valuation"'):
        plan(folder, edited=workbook)


def test_a_book_is_written_where_there_is_none_and_never_over_one(folder) -> None:
    (folder / "planning.xlsx").unlink()
    said = "planning.xlsx is written with the defaults; change what does not fit."
    assert said in plan(folder)
    assert said not in plan(folder)
    written = read_planning(folder / "planning.xlsx")
    assert written.kinds.reset_index(drop=True).equals(default_kinds())


def test_a_workbook_that_report_did_not_write_is_refused(folder, tmp_path) -> None:
    path = tmp_path / "mine.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(SurveyError, match="has no sheet work_plan; it has"):
        read_edited(path, open_survey(folder))


def test_the_same_book_is_written_with_the_same_bytes(folder) -> None:
    path = folder / "planning.xlsx"
    assert planning_workbook(read_planning(path)) == path.read_bytes()


def test_check_tells_every_mistake_of_the_planning_book(folder) -> None:
    book = Planning(
        limits=limits(3, ("kind", "workshp", "", "2"), ("events", "", "", "5")),
        kinds=KINDS,
    )
    locked = pd.DataFrame({"line": ["val-workshop-9"], "decision": ["keep"]})
    own = pd.DataFrame({"title": ["Seminar"], "subject_id": ["vall"]})
    fill = {
        "locked": locked.reindex(columns=list(book.locked), fill_value=""),
        "own_lines": own.reindex(columns=list(book.own_lines), fill_value=""),
    }
    write_planning(
        Planning(limits=book.limits, kinds=KINDS, **fill), folder / "planning.xlsx"
    )
    said = [str(one) for one in check(folder) if one.file.startswith("planning")]
    assert any(
        'sheet limits, row 3: the limit kind speaks of "workshp"' in s for s in said
    )
    assert any(
        "sheet locked, row 2: there is no line val-workshop-9" in s for s in said
    )
    assert any('sheet own_lines, row 2: "vall" is no subject' in s for s in said)
