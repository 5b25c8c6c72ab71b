"""The work plan from report to an edited workbook and back, on a small region."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner

from rocb_analysis.__main__ import app
from rocb_analysis.delivery import default_kinds, read_planning
from rocb_analysis.delivery.planning import Planning
from rocb_analysis.exports.plan_desk import handed_in, read_edited
from rocb_analysis.exports.planning_book import planning_workbook, write_planning
from rocb_analysis.exports.tables import write_tables
from rocb_analysis.exports.work_plan_book import (
    HEAD,
    HEADINGS,
    SHEET,
    write_work_plan,
)
from rocb_analysis.pipeline import analyse, check, report
from rocb_analysis.survey import open_survey
from rocb_analysis.tables import SurveyError

SUBJECTS = ["val", "roo", "pca", "hs", "ipr"]
NAMES = ["Valuation", "Origin", "Audit", "Tariff", "Brands"]
# Who needs what, in the order of the subjects; H has yet to reply.
REPLIES = {
    "A": "11000",
    "B": "11000",
    "C": "10100",
    "D": "10010",
    "E": "01001",
    "F": "00110",
    "G": "10100",
}
KINDS = pd.DataFrame(
    [("workshop", "in person", "5", "4", "Workshop on {subject}")],
    columns=["kind", "mode", "days", "seats", "title"],
).reindex(columns=default_kinds().columns, fill_value="")


def limits(events: int, *more: tuple[str, str, str, str]) -> pd.DataFrame:
    rows = [("events", "", "", str(events)), *more]
    frame = pd.DataFrame(rows, columns=["limit", "of", "least", "most"])
    return frame.assign(note="")


@pytest.fixture
def folder(survey_folder) -> Path:
    """Return a survey of eight members, with a planning book of three workshops."""
    rows = [["Who", *NAMES]]
    for name, needs in REPLIES.items():
        rows.append([name, *("Yes" if one == "1" else "No" for one in needs)])
    members = "\n".join(f"{n},{n},East" for n in (*REPLIES, "H"))
    columns = "\n".join(
        f"need,{subject},,{name}" for subject, name in zip(SUBJECTS, NAMES, strict=True)
    )
    made = survey_folder(
        {"r1.csv": rows},
        settings='title = "Tiny"\nleast_group = 2\nfooter = "Invented"\n',
        questions="question_id,kind,about\nwho,respondent,\nneed,yes_no,need",
        scales="scale_id,answer,value,need",
        subjects="subject_id,label,pillar\n"
        + "\n".join(f"{s},{n},One" for s, n in zip(SUBJECTS, NAMES, strict=True)),
        columns=f"question_id,subject_id,position,r1\nwho,,,Who\n{columns}",
        members=f"member_id,name,sub_region\n{members}",
    )
    write_planning(Planning(limits=limits(3), kinds=KINDS), made / "planning.xlsx")
    return made


_MADE: list[bytes] = []


@pytest.fixture
def workbook(folder: Path, tmp_path: Path) -> Path:
    """Return the work_plan.xlsx of the folder, which is the same in every test."""
    path = tmp_path / "work_plan.xlsx"
    if not _MADE:
        write_work_plan(analyse(open_survey(folder)), tmp_path)
        _MADE.append(path.read_bytes())
    path.write_bytes(_MADE[0])
    return path


def edit(path: Path, change: Callable[[Worksheet], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book[SHEET])
    book.save(path)


def column(name: str) -> int:
    return list(HEADINGS).index(name) + 1


def rows_of(sheet: Worksheet) -> dict[str, int]:
    """Return the row of each line."""
    last = column("line")
    rows = range(HEAD + 2, sheet.max_row + 1)
    return {str(sheet.cell(row, last).value): row for row in rows}


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(a) for a in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_an_edited_plan_survives_the_next_report(folder, workbook, tmp_path) -> None:
    before, _, _ = read_edited(workbook, open_survey(folder))
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
    survey = open_survey(folder)
    handed_in(survey, adopt=workbook)
    with pytest.raises(SurveyError, match="adopted plan of 2022/23 already"):
        handed_in(survey, adopt=workbook)


def test_the_workbook_reads_back_as_the_plan_it_was_made_of(folder, workbook) -> None:
    before, after, year = read_edited(workbook, open_survey(folder))
    ordered = after.set_index("line").loc[before["line"]].reset_index()
    assert year == "2022-23"
    pd.testing.assert_frame_equal(before, ordered[list(before)], check_dtype=False)


def test_a_cell_of_the_program_that_was_changed_is_told(folder, workbook) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(HEAD + 2, column("seats")).value = 9

    edit(workbook, change)
    said = handed_in(open_survey(folder), edited=workbook)
    assert any("seats is made by the program" in one for one in said)


def test_a_subject_no_one_knows_is_refused_with_a_guess(folder, workbook) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(HEAD + 2, column("subject_id")).value = "Valution"

    edit(workbook, change)
    with pytest.raises(SurveyError, match='Did you mean "Valuation"'):
        handed_in(open_survey(folder), edited=workbook)


def test_a_book_is_written_where_there_is_none_and_never_over_one(folder) -> None:
    (folder / "planning.xlsx").unlink()
    survey = open_survey(folder)
    assert handed_in(survey) == [
        "planning.xlsx is written with the defaults; change what does not fit."
    ]
    assert handed_in(survey) == []
    written = read_planning(folder / "planning.xlsx")
    assert written.kinds.reset_index(drop=True).equals(default_kinds())


def test_a_workbook_that_report_did_not_write_is_refused(folder, tmp_path) -> None:
    path = tmp_path / "mine.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(SurveyError, match="no sheets work_plan and as_drafted"):
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
