"""A codebook saved by a spreadsheet program reads the same, or is told what changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.text import hint
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.check import problems_of_folder
from rocb_analysis.survey.checks import problems_in
from rocb_analysis.survey.records import Problem

DATA = Path(__file__).parent / "data"
Make = Callable[..., Path]
FILE = {"one.csv": [["Who", "Need [Valuation]", "Need [Origin]", "Note"]]}


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in problems_of_folder(folder, reading=[])]


@pytest.mark.parametrize("saved", ["calc_semicolons", "calc_tabs", "calc_workbook"])
def test_a_codebook_saved_by_calc_reads_the_same(saved: str) -> None:
    before = read_survey(DATA / "as_written").codebook.tables
    after = read_survey(DATA / saved).codebook.tables
    assert [name for name in before if not before[name].equals(after[name])] == []
    assert told(DATA / saved) == []


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("tail", [b"", b"\n", b"\n;;;;\n;;;;\n"])
def test_a_mark_line_ends_and_blank_rows_change_nothing(
    tmp_path: Path, mark: bytes, ends: bytes, tail: bytes
) -> None:
    folder = tmp_path / "survey"
    shutil.copytree(DATA / "calc_semicolons", folder)
    for path in (folder / "codebook").glob("*.csv"):
        raw = path.read_bytes().rstrip(b"\n") + tail
        path.write_bytes(mark + raw.replace(b"\n", ends))
    before = read_survey(DATA / "as_written").codebook.tables
    after = read_survey(folder).codebook.tables
    assert [name for name in before if not before[name].equals(after[name])] == []


def test_tables_in_a_code_page_are_all_told_at_once_with_a_preview() -> None:
    problems = told(DATA / "calc_western")
    assert [one.split(":")[0] for one in problems] == [
        f"codebook/{name}.csv"
        for name in ("rounds", "questions", "subjects", "columns", "members")
    ]
    assert "Café: 3 replies" in problems[0]
    assert "Windows-1252" in problems[0]


def test_a_text_read_in_another_code_page_is_told_as_it_was() -> None:
    problems = told(DATA / "calc_garbled")
    assert [one.split(": ")[0] for one in problems] == [
        "codebook/rounds.csv, row 3, note",
        "codebook/questions.csv, row 2, label",
        "codebook/subjects.csv, row 2, label",
        "codebook/columns.csv, row 2, 2022",
        "codebook/members.csv, row 3, name",
    ]
    assert problems[-1] == (
        'codebook/members.csv, row 3, name: "Nouvelle-CalÃ©donie" was '
        '"Nouvelle-Calédonie": a spreadsheet program read the table in another code '
        "page. Write it again; open such tables with character set UTF-8."
    )


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("rounds.csv, row 2, asked_on", "Text and write 2021-12-01 or 2021-01-12."),
        ("rounds.csv, row 2, closed_on", "Text and write 2022-01-31."),
        ("rounds.csv, row 3, asked_on", "Text and write 2022-01-12 or 2022-12-01."),
        ("rounds.csv, row 3, closed_on", '"44957" is no date as 2025-12-01'),
        ("rounds.csv, row 2, header_rows", "Text and write 2-4 again."),
        ("rounds.csv, row 3, picks_allowed", "Text and write 3."),
        ("rounds.csv, row 2, sha256", "Text and paste it again."),
        ("questions.csv, row 5, scale_id", 'have made it of "007": format the cell as'),
        ("scales.csv, row 3, value", "Text and write 0.5."),
        ("scales.csv, row 8, answer", '"01-Feb" is a date that a spreadsheet program'),
        ("scales.csv, row 9, answer", "may have made of 5-3 or 3-5; format the column"),
        ("scales.csv, row 10, answer", '"9,87E+12" is a number that a spreadsheet'),
        ("scales.csv, row 11, answer", '"#NAME?" is what a spreadsheet program makes'),
        ("members.csv, row 3, member_from", "write 2019-07-01 or 2019-01-07."),
    ],
)
def test_what_excel_changed_is_told_with_place_and_remedy(
    place: str, sentence: str
) -> None:
    problems = [one for one in told(DATA / "excel_dates") if place in one]
    assert [sentence in one for one in problems] == [True]


def test_nothing_else_is_told_of_the_tables_that_excel_changed() -> None:
    assert len(told(DATA / "excel_dates")) == 14


@pytest.mark.parametrize(
    ("text", "was"),
    [
        ("02-Apr", "2-4"),
        ("4-Feb", "2-4"),
        ("2025-04-02", "2-4"),
        ("02.04.2025", "2-4"),
        ("02. Apr", "2-4"),
        ("02-avr", "2-4"),
        ("45749", "2-4"),
        ("Jan-20", "1-2020"),
        ("7", "007"),
        ("1000", "1e3"),
        ("9.87654E+12", "9876543210123"),
        ("0.5", "50%"),
        ("TRUE", "true"),
        ("01/12/2025", "2025-12-01"),
        ("What's", "What’s"),
        ("?le Maurice", "Île Maurice"),
        ("CafÃ©", "Café"),
    ],
)
def test_the_word_a_text_was_made_of_is_named(text: str, was: str) -> None:
    assert f'may have made it of "{was}"' in hint(text, ["another", was])


@pytest.mark.parametrize("text", ["02-Apr", "7", "TRUE", "9.87E+12"])
def test_a_text_that_no_known_word_becomes_has_no_such_hint(text: str) -> None:
    assert "spreadsheet" not in hint(text, ["Valuation", "1-2", "008", "false"])


def test_a_word_of_a_file_that_the_codebook_has_changed_is_told() -> None:
    assert hint("1-2", ["02-Jan"]) == (
        ' A spreadsheet program may have made "02-Jan" of it there: format that cell '
        'as Text and write "1-2" again.'
    )


def test_an_answer_that_is_meant_as_a_date_has_a_label(survey_folder: Make) -> None:
    folder = survey_folder(
        FILE,
        scales="scale_id,answer,label,value,need\nneed3,02-Jan,,1,no\n"
        "need3,03-May,3 May,2,yes",
    )
    (problem,) = problems_in(read_survey(folder))
    assert "scales.csv, row 2, answer" in str(problem)


def test_a_date_cell_of_a_workbook_is_told_where_no_date_stands(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "survey"
    shutil.copytree(DATA / "as_written", folder)
    with xlsxwriter.Workbook(folder / "codebook.xlsx") as book:
        day = book.add_format({"num_format": "dd-mmm"})
        for path in sorted((folder / "codebook").glob("*.csv")):
            sheet = book.add_worksheet(path.stem)
            for number, row in enumerate(read_sheet(path)[1]):
                sheet.write_row(number, 0, row)
            if path.stem == "rounds":
                sheet.write_number(1, 5, 45749, day)
            if path.stem == "scales":
                sheet.write_number(7, 1, 45659, day)
            path.unlink()
    assert [one.split(": ")[0] for one in told(folder)] == [
        "codebook.xlsx, sheet rounds, row 2, header_rows",
        "codebook.xlsx, sheet scales, row 8, answer",
    ]


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("=B2", '"=B2" is what a spreadsheet program makes of a text that begins'),
        ("#REF!", '"#REF!" is what a spreadsheet program makes'),
    ],
)
def test_a_formula_or_its_error_is_told(
    survey_folder: Make, cell: str, sentence: str
) -> None:
    folder = survey_folder(FILE, subjects=f"subject_id,label\nval,{cell}\nroo,Origin")
    (problem,) = problems_in(read_survey(folder))
    assert f"subjects.csv, row 2, label: {sentence}" in str(problem)


@pytest.mark.parametrize("digest", ["1" * 64, "1.2E+63", "abc", "g" * 64])
def test_a_sha256_that_is_none_is_told_once(survey_folder: Make, digest: str) -> None:
    rounds = f"round,file,sha256\nr1,one.csv,{digest}"
    (problem,) = problems_in(read_survey(survey_folder(FILE, rounds=rounds)))
    assert "rounds.csv, row 2, sha256" in str(problem)
    assert isinstance(problem, Problem)
    assert not problem.stops


def test_text_spilled_over_the_last_header_is_told(survey_folder: Make) -> None:
    folder = survey_folder(FILE, subjects="subject_id,label\nval,Value, in full\nroo,O")
    problems = [str(problem) for problem in problems_in(read_survey(folder))]
    assert problems == [
        'codebook/subjects.csv, row 2: "in full" stands in column C, which has no '
        "header, and is not read. Name the column, or put text that holds the "
        "delimiter in quotes."
    ]


def test_blank_rows_above_a_header_are_passed_over(survey_folder: Make) -> None:
    folder = survey_folder(FILE)
    path = folder / "codebook" / "subjects.csv"
    path.write_text(",,\n\nsubject_id , label\nval,V\nroo,O\n")
    subjects = read_survey(folder).subjects
    assert subjects["label"].to_dict() == {4: "V", 5: "O"}


def test_a_header_below_blank_rows_is_told_by_its_own_row(survey_folder: Make) -> None:
    folder = survey_folder(FILE)
    path = folder / "codebook" / "subjects.csv"
    path.write_text(",,\n\nsubject_id,lable\nval,V\nroo,O\n")
    (problem,) = problems_in(read_survey(folder))
    assert 'subjects.csv, row 3: column "lable"' in str(problem)
