"""A work_plan.xlsx handed back as a new user would: what is wrong changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from rocb_analysis.__main__ import main
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.hand_back import plan
from rocb_analysis.plan.adopted_plans import read_plans
from rocb_analysis.plan.planning_book import Planning, read_planning
from rocb_analysis.writers.plan_books import HEAD, SHEET, write_planning
from tests.plans import KINDS, column, edit, limits

FIRST = HEAD + 2
Change = Callable[[Worksheet], None]
Spoil = Callable[[Path, Path], Path]


def bytes_in(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def cell(name: str, value: object, row: int = FIRST) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet.cell(row, column(name)).value = value

    return change


def add(**cells: object) -> Change:
    """Return an edit that adds a line of the office's own below the plan."""

    def change(sheet: Worksheet) -> None:
        new = sheet.max_row + 1
        for name, value in cells.items():
            sheet.cell(new, column(name)).value = value

    return change


def edited(change: Change) -> Spoil:
    def spoil(workbook: Path, _folder: Path) -> Path:
        edit(workbook, change)
        return workbook

    return spoil


def without_a_column(sheet: Worksheet) -> None:
    sheet.delete_cols(column("quarter"))


def with_a_line_twice(sheet: Worksheet) -> None:
    new = sheet.max_row + 1
    for number in range(1, sheet.max_column + 1):
        sheet.cell(new, number).value = sheet.cell(FIRST, number).value


def with_a_sheet_renamed(workbook: Path, _folder: Path) -> Path:
    book = openpyxl.load_workbook(workbook)
    book[SHEET].title = "plan"
    book.save(workbook)
    return workbook


def of_an_older_draft(workbook: Path, folder: Path) -> Path:
    book = Planning(limits=limits(2), kinds=KINDS)
    write_planning(book, folder / "planning.xlsx")
    return workbook


def as_a_lock_file(workbook: Path, _folder: Path) -> Path:
    lock = workbook.with_name(f"~${workbook.name}")
    lock.write_bytes(b"\x08A Clerk".ljust(165, b" "))
    return lock


def encrypted(workbook: Path, _folder: Path) -> Path:
    """Put what Excel writes for a password: an OLE file under the same name."""
    workbook.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1").ljust(4096, b"\0"))
    return workbook


def as_csv(workbook: Path, _folder: Path) -> Path:
    path = workbook.with_suffix(".csv")
    pd.read_excel(workbook, sheet_name=SHEET, engine="openpyxl").to_csv(
        path, index=False
    )
    return path


def emptied(workbook: Path, _folder: Path) -> Path:
    workbook.write_bytes(b"")
    return workbook


def without_lines(sheet: Worksheet) -> None:
    sheet.delete_rows(FIRST, sheet.max_row)


WRONG: dict[str, tuple[Spoil, str]] = {
    "a bad quarter": (
        edited(cell("quarter", "Q5")),
        f'sheet work_plan, row {FIRST}, Quarter: "Q5" is no quarter',
    ),
    "an unknown host": (
        edited(cell("host", "Centre Est")),
        f'row {FIRST}, Host (to confirm): "Centre Est" is no host of partners.csv',
    ),
    "a deleted column": (
        edited(without_a_column),
        f'row {HEAD + 1}: the column "Quarter" is not there',
    ),
    "a renamed sheet": (with_a_sheet_renamed, 'has no sheet work_plan; it has "plan"'),
    "an older draft": (of_an_older_draft, "was made from an older draft"),
    "text in a number": (
        edited(cell("seats", "many")),
        f'row {FIRST}, Seats: "many" is no whole number from 1',
    ),
    "a line twice": (edited(with_a_line_twice), f"stands in row {FIRST} too"),
    "a lock file": (as_a_lock_file, "only says that work_plan.xlsx is open"),
    "an encrypted file": (encrypted, "it is damaged or protected by a password"),
    "a CSV": (as_csv, "work_plan.csv is no workbook"),
    "an empty file": (emptied, "work_plan.xlsx is empty"),
    "no lines": (edited(without_lines), "no line stands under the headings"),
    "an unknown member": (
        edited(add(title="Seminar", kind="seminar", members_invited="A; Zed")),
        '"Zed" is no member of the codebook',
    ),
    "a word as lock": (edited(cell("locked", "firm")), 'Lock: "firm" is no lock'),
    "an own line without a title": (
        edited(add(kind="seminar")),
        "Activity: is blank; name the activity",
    ),
}


@pytest.mark.parametrize("option", ["--edited", "--adopt"])
@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_file_is_refused_in_one_sentence_and_nothing_changes(
    wrong, option, plan_folder, plan_workbook, monkeypatch, capsys
) -> None:
    spoil, said = WRONG[wrong]
    file = spoil(plan_workbook, plan_folder)
    before = bytes_in(plan_folder)
    words = ["rocb-analysis", "plan", str(plan_folder), option, str(file)]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as stopped:
        main()
    # A text in place of a number ends a program with 1, the text on stderr.
    told = str(stopped.value.code)
    assert said in told
    assert told.count("\n") == 0
    assert capsys.readouterr().out == ""
    assert bytes_in(plan_folder) == before


def test_a_plan_that_cannot_be_drafted_after_the_edits_changes_nothing(
    plan_folder, plan_workbook
) -> None:
    """Three lines kept and a fourth added, where three events are the most."""

    def change(sheet: Worksheet) -> None:
        for row in range(FIRST, sheet.max_row + 1):
            cell("locked", "yes", row)(sheet)
        add(title="On Brands", subject_id="Brands", kind="workshop")(sheet)

    edit(plan_workbook, change)
    before = bytes_in(plan_folder)
    with pytest.raises(
        SurveyError, match=r"not taken over: .*No plan keeps all limits"
    ):
        plan(plan_folder, edited=plan_workbook)
    assert bytes_in(plan_folder) == before


def test_where_a_file_cannot_be_put_in_place_the_other_is_as_it_was(
    plan_folder, plan_workbook
) -> None:
    edit(plan_workbook, add(title="Seminar of donors", kind="seminar"))
    (plan_folder / "plans").write_text("a file where the folder should be", "utf-8")
    before = bytes_in(plan_folder)
    with pytest.raises(SurveyError, match="cannot be written"):
        plan(plan_folder, adopt=plan_workbook)
    assert bytes_in(plan_folder) == before


def test_the_same_edits_handed_back_twice_are_not_taken_twice(
    plan_folder, plan_workbook
) -> None:
    edit(plan_workbook, add(title="Seminar of donors", kind="seminar"))
    plan(plan_folder, edited=plan_workbook)
    before = bytes_in(plan_folder)
    with pytest.raises(SurveyError, match="was made from an older draft"):
        plan(plan_folder, edited=plan_workbook)
    assert bytes_in(plan_folder) == before


def test_a_file_without_edits_leaves_the_planning_book_as_it_is(
    plan_folder, plan_workbook
) -> None:
    before = bytes_in(plan_folder)
    said = plan(plan_folder, edited=plan_workbook)
    assert said[0] == "work_plan.xlsx has no edits; planning.xlsx stays as it is."
    after = bytes_in(plan_folder)
    assert {name: after[name] for name in before} == before
    assert [name.split("/")[0] for name in set(after) - set(before)] == ["handed_in"]


def test_edits_in_a_sheet_that_someone_protected_are_edits(
    plan_folder, plan_workbook
) -> None:
    def change(sheet: Worksheet) -> None:
        cell("locked", "Yes")(sheet)
        sheet.protection.enable()

    edit(plan_workbook, change)
    assert "1 kept" in plan(plan_folder, edited=plan_workbook)[0]


def test_adopting_takes_over_own_lines_and_says_adopted(
    plan_folder, plan_workbook
) -> None:
    edit(plan_workbook, add(title="Seminar of donors", kind="seminar", host="Suva"))
    said = plan(plan_folder, adopt=plan_workbook)
    assert said[0] == "4 lines adopted in plans/2022-23.csv."
    rows = read_plans(plan_folder)["2022-23"].set_index("line")
    assert set(rows["status"]) == {"adopted"}
    assert rows.loc["own-office-seminar-1", "title"] == "Seminar of donors"
    own = read_planning(plan_folder / "planning.xlsx").own_lines
    assert own[["line", "host"]].values.tolist() == [["own-office-seminar-1", "Suva"]]


def test_adopting_a_plan_as_drafted_leaves_the_planning_book_as_it_is(
    plan_folder, plan_workbook
) -> None:
    before = (plan_folder / "planning.xlsx").read_bytes()
    plan(plan_folder, adopt=plan_workbook)
    assert (plan_folder / "planning.xlsx").read_bytes() == before


def test_two_files_at_once_are_refused(plan_folder, plan_workbook) -> None:
    before = bytes_in(plan_folder)
    with pytest.raises(SurveyError, match="one file at a time"):
        plan(plan_folder, edited=plan_workbook, adopt=plan_workbook)
    assert bytes_in(plan_folder) == before


def test_a_survey_that_cannot_be_reported_is_given_no_planning_book(
    plan_folder,
) -> None:
    (plan_folder / "planning.xlsx").unlink()
    shutil.rmtree(plan_folder / "rounds")
    before = bytes_in(plan_folder)
    with pytest.raises(SurveyError, match=r"r1\.csv"):
        plan(plan_folder)
    assert bytes_in(plan_folder) == before
