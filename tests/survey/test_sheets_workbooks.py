"""Workbooks of every kind are read as a spreadsheet shows them, or refused."""

from __future__ import annotations

import contextlib
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from rocb_analysis.survey import workbooks
from rocb_analysis.survey.sheets import read_sheet, sheet_names
from rocb_analysis.tables import SurveyError

DATA = Path(__file__).parents[1] / "data" / "workbooks"


@pytest.mark.parametrize("name", ["kinds_of_cells.xls", "kinds_of_cells.ods"])
def test_old_and_open_workbooks_read_as_new_ones_do(name: str) -> None:
    assert read_sheet(DATA / name) == (
        "Replies",
        [
            ["Who", "Day", "When", "Yes", "Number", "Share", "Sum"],
            [
                *("Tonga Été", "2025-12-01", "2025-12-02T10:20:30", "TRUE"),
                *("5", "0.25", "6"),
            ],
            ["", "", "", "", "", "", ""],
            ["007", "", "", "", "", "", ""],
        ],
    )


@pytest.mark.parametrize("name", ["kinds_of_cells.xls", "kinds_of_cells.ods"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_workbook_cut_short_is_refused_in_one_sentence(
    tmp_path: Path, name: str, kept: float
) -> None:
    raw = (DATA / name).read_bytes()
    torn = tmp_path / name
    torn.write_bytes(raw[: int(len(raw) * kept)])
    with pytest.raises(SurveyError, match="cannot be opened as a workbook"):
        read_sheet(torn)


def test_a_panic_of_the_reader_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Panic(BaseException):
        """As what a panic in Rust becomes in Python: no Exception."""

    def panics(path: Path) -> None:
        raise Panic(path)

    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    monkeypatch.setattr(workbooks, "_open", panics)
    with pytest.raises(SurveyError, match="cannot be opened as a workbook"):
        read_sheet(tmp_path / "a.xlsx")
    with pytest.raises(SurveyError, match="cannot be opened as a workbook"):
        sheet_names(tmp_path / "a.xlsx")


def test_an_old_workbook_that_kills_its_reader_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "_TRIAL", "import os; os.abort()")
    with pytest.raises(SurveyError, match="cannot be opened as a workbook"):
        read_sheet(DATA / "kinds_of_cells.xls")


def test_a_byte_changed_in_the_texts_of_a_workbook_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Replies").write_column(0, 0, ["Valuation", "Origin"])
    raw, (start, end) = path.read_bytes(), _place_of(path, "xl/sharedStrings.xml")
    for place in range(start, end):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        # Some bytes of its envelope say nothing; the texts are never read otherwise.
        with contextlib.suppress(SurveyError):
            assert read_sheet(path) == ("Replies", [["Valuation"], ["Origin"]])


def _place_of(path: Path, name: str) -> tuple[int, int]:
    """Return where the packed bytes of a part begin and end."""
    with zipfile.ZipFile(path) as parts:
        part = parts.getinfo(name)
    start = part.header_offset + 30 + len(name)
    return start, start + part.compress_size


def test_a_date_in_the_last_second_of_the_calendar_is_read(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        book.add_worksheet().write_number(0, 0, 2958465.9999999, date)
    assert read_sheet(tmp_path / "a.xlsx")[1] == [["9999-12-31T23:59:59"]]


def test_a_run_that_is_stopped_while_reading_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(path: Path) -> None:
        raise KeyboardInterrupt(path)

    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    monkeypatch.setattr(workbooks, "_open", stopped)
    with pytest.raises(KeyboardInterrupt):
        read_sheet(tmp_path / "a.xlsx")


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "_MOST_BYTES", 1_000_000)
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * 1_000_001)
    with pytest.raises(SurveyError, match=r"a\.xlsx unpacks to 0\.0 GB"):
        read_sheet(tmp_path / "a.xlsx")


def test_a_stray_cell_in_the_last_corner_is_refused_before_it_fills_the_memory(
    tmp_path: Path,
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Who")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(SurveyError, match="reach to column XFD and row 1048576"):
        read_sheet(tmp_path / "a.xlsx")


def test_a_wide_sheet_is_no_stray_cell(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Who")
        sheet.write(3, 800, "x")
    rows = read_sheet(tmp_path / "a.xlsx")[1]
    assert (len(rows), len(rows[0]), rows[3][800]) == (4, 801, "x")


def test_damaged_workbooks_are_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(20):
            sheet.write_row(row, 0, ["Fiji", row, "é", True])
    raw, chance = path.read_bytes(), random.Random(1)
    outcomes = set()
    for _ in range(300):
        damaged = bytearray(raw)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(len(raw))] = chance.randrange(256)
        path.write_bytes(damaged)
        try:
            outcomes.add(type(read_sheet(path)))
        except SurveyError:
            outcomes.add(SurveyError)
    assert outcomes == {tuple, SurveyError}
