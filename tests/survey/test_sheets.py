"""A sheet is read as text cells, or refused in one sentence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from rocb_analysis.survey.sheets import read_sheet
from rocb_analysis.survey.text import plain
from rocb_analysis.tables import SurveyError


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


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("replies.csv", b"", r"replies.csv is empty \(0 bytes\)"),
        ("replies.csv", b" ,\n,\n", "replies.csv is empty: no cell is filled"),
        ("replies.csv", b"a\nb\nM\xe9xico\n", r"not UTF-8 text \(first seen in line 3"),
        ("replies.csv", b"a\0b\n", "not a text file"),
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
