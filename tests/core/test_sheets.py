"""A sheet is read as text cells, or refused in one sentence."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from rocb_analysis.core import sheets
from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import plain


def rows_of(path: Path, raw: bytes) -> list[list[str]]:
    path.write_bytes(raw)
    return read_sheet(path)[1]


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    return tmp_path / "replies.csv"


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbfname,need\nFiji,yes\n",
        "name,need\nFiji,yes\n".encode("utf-16"),
        "name,need\r\nFiji,yes".encode("utf-16-le"),
        b"name;need\r\nFiji;yes\r\n",
        b"name\tneed\nFiji\tyes",
        b'"name","need"\n"Fiji","yes"\n\n\n',
    ],
)
def test_marks_encodings_and_delimiters_make_no_difference(
    text_file: Path, raw: bytes
) -> None:
    assert rows_of(text_file, raw) == [["name", "need"], ["Fiji", "yes"]]


def test_a_delimiter_inside_quotes_does_not_count(text_file: Path) -> None:
    assert rows_of(text_file, b'"a, b, c";d\n1;2\n') == [["a, b, c", "d"], ["1", "2"]]


@pytest.mark.parametrize(
    ("raw", "header"),
    [
        (b"Which, if any, needs;Name\n1;2\n", ["Which, if any, needs", "Name"]),
        (b"Needs, in order\tName, if any\n1\t2\n", ["Needs, in order", "Name, if any"]),
        (b"Name, Need\n1, 2\n", ["Name", " Need"]),
        (b'5" pipes;Name\n1;2\n', ['5" pipes', "Name"]),
    ],
)
def test_a_comma_in_the_words_of_a_header_is_no_delimiter(
    text_file: Path, raw: bytes, header: list[str]
) -> None:
    assert rows_of(text_file, raw)[0] == header


def test_the_delimiter_is_that_of_the_header_line_and_not_of_a_title(
    text_file: Path,
) -> None:
    text_file.write_text("Needs; all rounds; all members\n\nName,Need\nFiji,1\n")
    rows = read_sheet(text_file, header_row=3)[1]
    assert rows[2:] == [["Name", "Need"], ["Fiji", "1"]]


def test_a_quote_that_is_never_closed_swallows_no_rows(text_file: Path) -> None:
    with pytest.raises(SurveyError, match=r"cannot be read as a table \(line 3"):
        rows_of(text_file, b'a,b\n1,"x\n2,y\n')


def test_a_cell_may_hold_line_breaks(text_file: Path) -> None:
    assert rows_of(text_file, b'a,b\n"x\ny",2\n3,4\n')[2] == ["3", "4"]


def test_words_that_look_empty_stay_answers(text_file: Path) -> None:
    rows = rows_of(text_file, b"a,b,c\nNA,None,N/A\n")
    assert rows[1] == ["NA", "None", "N/A"]


def test_short_rows_are_filled_up_and_blank_ends_are_cut(text_file: Path) -> None:
    assert rows_of(text_file, b"a,b,,\n1\n,2,,\n, ,\n") == [
        ["a", "b"],
        ["1", ""],
        ["", "2"],
    ]


def test_a_blank_row_in_the_middle_keeps_its_number(text_file: Path) -> None:
    assert rows_of(text_file, b"a\n1\n\n2\n") == [["a"], ["1"], [""], ["2"]]


def test_a_cell_may_be_longer_than_the_reader_of_csv_allows_of_itself(
    text_file: Path,
) -> None:
    assert len(rows_of(text_file, b"a\n" + b"x" * 200_000)[1][0]) == 200_000


def test_few_cells_are_looked_at_to_find_where_a_sheet_ends(
    text_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = []
    monkeypatch.setattr(
        sheets, "is_filled", lambda cell: looked_at.append(cell) or cell
    )
    rows = rows_of(text_file, b"a,b,c\n" + b"1,2,3\n" * 1000 + b",,\n")
    assert (len(rows), len(rows[0])) == (1001, 3)
    assert len(looked_at) < 10


@given(st.characters(exclude_categories=["Cs"]))
def test_a_cell_is_filled_if_something_is_left_of_it(sign: str) -> None:
    assert sheets.is_filled(sign) == bool(plain(sign))


@given(st.lists(st.lists(st.sampled_from(["a", "", " ", "\u200b"])), max_size=6))
def test_a_sheet_ends_with_its_last_filled_row_and_column(rows: sheets.Rows) -> None:
    filled = [
        (i, j)
        for i, row in enumerate(rows)
        for j, cell in enumerate(row)
        if cell == "a"
    ]
    trimmed = sheets._trimmed(sheets.Grid.of(rows))
    assert len(trimmed) == max((i + 1 for i, _ in filled), default=0)
    assert {len(row) for row in trimmed} <= {max((j + 1 for _, j in filled), default=0)}
    assert all(trimmed[i][j] == "a" for i, j in filled)


def test_workbook_cells_are_told_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["n", "share", "when", "day", "yes", "text"])
    when = dt.datetime(2020, 1, 17, 0, 39, 42, 999_900)
    book.active.append([5, 0.25, when, dt.date(2020, 1, 17), True, "007"])
    book.save(tmp_path / "replies.xlsx")
    assert read_sheet(tmp_path / "replies.xlsx")[1][1][:3] == [
        "5",
        "0.25",
        "2020-01-17T00:39:43",
    ]
    assert read_sheet(tmp_path / "replies.xlsx")[1][1][4:] == ["TRUE", "007"]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Return a workbook with a kind of cell in each row of its second sheet."""
    path = tmp_path / "replies.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write(0, 0, "first")
        sheet = book.add_worksheet("Form Responses 1 ")
        time = book.add_format({"num_format": "hh:mm:ss"})
        sheet.write_row(0, 0, [5, 12.5, 0.1, 1e20])
        sheet.write_row(1, 0, [True, False])
        sheet.write_formula(2, 0, "=1+1", None, 2)
        sheet.write_formula(2, 1, '="a"&"b"', None, "ab")
        sheet.write_number(3, 0, 0.75, time)
        sheet.write_number(3, 1, (12 * 3600 + 0.6) / 86400, time)
        sheet.write_formula(4, 0, "=NA()", None, "#N/A")
        sheet.write(5, 2, "end")
    return path


def test_numbers_lose_a_useless_decimal_and_no_more(workbook: Path) -> None:
    rows = read_sheet(workbook, "Form Responses 1")[1]
    assert rows[0] == ["5", "12.5", "0.1", "100000000000000000000"]


def test_truth_and_stored_values_of_formulas_are_texts(workbook: Path) -> None:
    rows = read_sheet(workbook, "Form Responses 1")[1]
    assert rows[1][:2] == ["TRUE", "FALSE"]
    assert rows[2][:2] == ["2", "ab"]


def test_a_time_of_day_is_rounded_to_the_second(workbook: Path) -> None:
    rows = read_sheet(workbook, "Form Responses 1")[1]
    assert rows[3][:2] == ["18:00:00", "12:00:01"]


def test_an_error_value_of_a_workbook_reads_as_an_empty_cell(workbook: Path) -> None:
    assert read_sheet(workbook, "Form Responses 1")[1][4] == ["", "", "", ""]


def test_a_sheet_is_met_as_all_names_are_and_the_first_is_meant_if_none(
    workbook: Path,
) -> None:
    assert read_sheet(workbook, "Form  Responses 1")[0] == "Form Responses 1 "
    assert read_sheet(workbook) == ("Notes", [["first"]])


def test_a_workbook_that_lost_a_part_is_told_in_one_sentence(workbook: Path) -> None:
    with zipfile.ZipFile(workbook) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(workbook, "w") as book:
        for name, raw in parts.items():
            book.writestr(name, raw[:300] if "sheet1" in name else raw)
    with pytest.raises(SurveyError, match="cannot be opened as a workbook"):
        read_sheet(workbook)


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("replies.csv", b"", r"replies.csv is empty \(0 bytes\)"),
        ("replies.csv", b" ,\n,\n", "replies.csv is empty: no cell is filled"),
        ("replies.csv", b"a\nb\nM\xe9xico\n", r"not UTF-8: line 3 .* Windows-1252"),
        ("replies.csv", b"a\0b\n", "not a text file"),
        ("replies.csv", b"\xff\xfea\0b", "breaks off or is damaged in line 1"),
        ("replies.xlsx", b"PK\x03\x04 torn", "cannot be opened as a workbook"),
        ("replies.docx", b"x", "no kind of table"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_in_one_sentence(
    tmp_path: Path, name: str, raw: bytes, sentence: str
) -> None:
    with pytest.raises(SurveyError, match=sentence):
        rows_of(tmp_path / name, raw)


def test_a_missing_file_names_the_nearest_there_is(tmp_path: Path) -> None:
    (tmp_path / "needs_2021.csv").write_text("a\n1\n")
    with pytest.raises(SurveyError, match=r'Did you mean "needs_2021\.csv"\?'):
        read_sheet(tmp_path / "need_2021.csv")


def test_a_missing_sheet_names_those_there_are(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "replies.xlsx")
    with pytest.raises(SurveyError, match=r'no sheet "Sheet1"; it has Sheet\.'):
        read_sheet(tmp_path / "replies.xlsx", "Sheet1")


def test_texts_are_compared_without_width_and_with_capitals() -> None:
    assert plain("\ufeffCustoms\u00a0 valuation\u200b ") == "Customs valuation"
    assert plain("ﬁne") == "fine"
    assert plain("Very Important") != plain("Very important")


@given(st.text())
def test_a_text_read_twice_is_the_text_read_once(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_a_mark_without_width_keeps_no_accent_from_its_letter() -> None:
    assert plain("Cafe\u200b\u0301") == plain("Café")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Who,Need\n" + "\n" * 1_100_000, "1,100,001 rows"),
        ("Who," * 40_000 + "\n1,2\n", "20,000 columns or more"),
        ("Who,Need\n" + "1," * 20_000 + "\n", "20,001 columns or more"),
        ("Who,Need\n" + ("1," * 99 + "\n") * 101_000, "10,100,100 cells or more"),
    ],
    ids=["rows", "headers", "a wide row", "cells"],
)
def test_a_text_file_far_larger_than_a_survey_is_refused_in_one_sentence(
    text_file: Path, text: str, said: str
) -> None:
    text_file.write_text(text)
    with pytest.raises(SurveyError, match=f"has {said}, far more than a survey"):
        read_sheet(text_file)


def test_a_row_of_many_cells_does_not_make_every_row_as_long(text_file: Path) -> None:
    text_file.write_text("Who,Need\n" + "a,b\n" * 5000 + "1," * 10_000 + "\n")
    with pytest.raises(SurveyError, match="50,025,002 cells or more"):
        read_sheet(text_file)
