"""Workbooks of every kind are read as a spreadsheet shows them, or refused."""

from __future__ import annotations

import contextlib
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from rocb_analysis.core import workbook_child, workbooks
from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.workbooks import sheet_names

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


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable]:
    """Return a function that puts a program of its own in the reader's place."""
    reader = workbooks._Child()
    monkeypatch.setattr(workbooks, "_reader", reader)

    def put(program: str) -> None:
        (tmp_path / "child.py").write_text(program)
        monkeypatch.setattr(workbooks, "_CHILD", tmp_path / "child.py")

    yield put
    reader.close()


KILLED = "import os, sys; sys.stdin.readline(); os.abort()"
HALF = "import sys; sys.stdin.readline(); print('[\"S', end='', flush=True)"
SLOW = "import sys, time; sys.stdin.readline(); time.sleep(600)"


@pytest.mark.parametrize("name", ["kinds_of_cells.xls", "kinds_of_cells.ods"])
@pytest.mark.parametrize("program", [KILLED, HALF])
def test_a_workbook_that_kills_its_reader_is_refused(
    child: Callable, name: str, program: str
) -> None:
    child(program)
    for read in (read_sheet, sheet_names):
        with pytest.raises(SurveyError, match="or takes more than 2 GB of memory"):
            read(DATA / name)


def test_after_a_reader_has_died_the_next_file_is_read(
    child: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context():
        child(KILLED)
        with pytest.raises(SurveyError):
            sheet_names(DATA / "kinds_of_cells.xls")
    monkeypatch.setattr(workbooks, "_CHILD", Path(workbook_child.__file__))
    assert sheet_names(DATA / "kinds_of_cells.xls") == ["Replies"]


def test_a_workbook_that_takes_too_long_is_refused(
    child: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(SLOW)
    monkeypatch.setattr(workbooks, "MOST_SECONDS", 0.2)
    with pytest.raises(SurveyError, match=r"^kinds_of_cells\.ods takes more than 0\.2"):
        read_sheet(DATA / "kinds_of_cells.ods")


def test_one_process_reads_all_files() -> None:
    sheet_names(DATA / "kinds_of_cells.xls")
    first = workbooks._reader._process
    with pytest.raises(SurveyError):
        read_sheet(DATA.parent / "workbooks" / "kinds_of_cells.xls", "No such sheet")
    sheet_names(DATA / "kinds_of_cells.ods")
    second = workbooks._reader._process
    read_sheet(DATA / "kinds_of_cells.xls")
    assert first is not None
    assert workbooks._reader._process is second


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


def test_a_run_that_is_stopped_while_reading_stops_and_the_next_file_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(workbooks._Child, "hear", stopped)
        with pytest.raises(KeyboardInterrupt):
            read_sheet(DATA / "kinds_of_cells.ods")
    assert sheet_names(DATA / "kinds_of_cells.ods") == ["Replies"]


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/worksheets/sheet1.xml", "w") as part,
    ):
        for _ in range(513):
            part.write(bytes(2**20))
    with pytest.raises(SurveyError, match=r"a\.xlsx unpacks to 0\.5 GB"):
        read_sheet(tmp_path / "a.xlsx")


BOOK = {
    "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.'
    'openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http:'
    '//schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>',
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.'
    'openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.'
    'openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats'
    '.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" '
    'r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://'
    'schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'worksheet" Target="other/s.xml"/></Relationships>',
}


def handmade(path: Path, rows: str) -> Path:
    """Write a workbook whose one sheet stands under another path, of these rows."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in BOOK.items():
            book.writestr(name, text)
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        book.writestr("xl/other/s.xml", sheet)
    return path


def test_a_sheet_under_another_path_is_read(tmp_path: Path) -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>Who</t></is></c></row>'
    assert read_sheet(handmade(tmp_path / "a.xlsx", row)) == ("S", [["Who"]])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("<row r='9'><c r='XFD1048576'><v>1</v></c></row>", "column XFD and row 10485"),
        ('<row r="9"><c r="ZZ99999"><v>1</v></c></row>', "column ZZ and row 99999"),
        ('<row r = "9"><c r = "XFD1048576"><v>1</v></c></row>', "1,048,576 rows and"),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row  r = "9">'
            '<c  r = "XFD1048576"><v>1</v></c></row>',
            "more than 2 GB",
        ),
        (f"<row>{'<c/>' * 4000}</row>" * 2501, "a sheet of 10,004,000 cells"),
        ('<row r="9"><c r="XFE9"><v>1</v></c></row>', "16,385 columns, more than"),
    ],
)
def test_cells_far_beyond_a_survey_are_refused_wherever_and_however_they_stand(
    tmp_path: Path, rows: str, said: str
) -> None:
    with pytest.raises(SurveyError, match=said):
        read_sheet(handmade(tmp_path / "a.xlsx", rows))


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
