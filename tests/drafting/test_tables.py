"""Cells of a codebook are changed, and every other sign of it stays."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from rocb_analysis.core.files import put_in_place
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.drafting.codebook_edit import (
    TableEdit,
    edited_codebook,
    review_bytes,
)
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.survey_folder import Survey

EDIT = TableEdit(
    cells={(2, "r2"): 'He said "no, never"'},
    rows=[{"question_id": "note", "r1": "Note"}],
    columns=["r2"],
)


def survey_with(tmp_path: Path, columns: bytes) -> Survey:
    folder = tmp_path / "tiny" / "codebook"
    folder.mkdir(parents=True)
    (folder.parent / "survey.toml").write_text('title = "Tiny"\n')
    (folder / "rounds.csv").write_text("round,file\nr1,a.csv\n")
    (folder / "questions.csv").write_text("question_id,kind\nneed,text\nnote,text\n")
    (folder / "columns.csv").write_bytes(columns)
    return read_survey(folder.parent)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            b"question_id,r1,mine\nneed,Need,x\n",
            b"question_id,r1,mine,r2\nneed,Need,x,@\nnote,Note,,\n",
        ),
        (
            b'"question_id";"r1"\r\n"need";"Need; all"\r\n',
            b'"question_id";"r1";"r2"\r\n"need";"Need; all";@\r\n"note";"Note";\r\n',
        ),
        (
            b"\xef\xbb\xbfquestion_id\tr1\r\nneed\tNeed\r\n",
            b"\xef\xbb\xbfquestion_id\tr1\tr2\r\nneed\tNeed\t@\r\nnote\tNote\t\r\n",
        ),
        (
            b'question_id,r1\nneed,"Two\nlines"',
            b'question_id,r1,r2\nneed,"Two\nlines",@\nnote,Note,\n',
        ),
    ],
)
def test_a_csv_table_keeps_its_marks_quotes_and_line_ends(
    tmp_path: Path, before: bytes, after: bytes
) -> None:
    changed = edited_codebook(survey_with(tmp_path, before), {"columns": EDIT})
    said = b'"He said ""no, never"""'
    assert list(changed.values()) == [after.replace(b"@", said)]


def test_a_header_that_is_not_in_the_first_row_is_found(tmp_path: Path) -> None:
    survey = survey_with(tmp_path, b"\nquestion_id,r1\n,\n")
    edit = TableEdit(rows=EDIT.rows, columns=["r2"])
    (raw,) = edited_codebook(survey, {"columns": edit}).values()
    assert raw == b"\nquestion_id,r1,r2\nnote,Note,\n"


def test_a_utf_16_table_stays_one(tmp_path: Path) -> None:
    survey = survey_with(tmp_path, "question_id\tr1\nneed\tNeed\n".encode("utf-16"))
    (raw,) = edited_codebook(survey, {"columns": EDIT}).values()
    assert raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
    assert "note\tNote\t\n" in raw.decode("utf-16")


def workbook(tmp_path: Path) -> Survey:
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "survey.toml").write_text('title = "Book"\n')
    book = openpyxl.Workbook()
    for name, rows in {
        "rounds": [["round", "file"], ["r1", "a.csv"]],
        "questions": [["question_id", "kind"], ["need", "text"], ["note", "text"]],
        "columns": [["question_id", "r1", "mine"], ["need", "Need", "=1+1"]],
        "own notes": [["keep", 3]],
    }.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.column_dimensions["A"].width = 33
    del book["Sheet"]
    book.save(folder / "codebook.xlsx")
    return read_survey(folder)


def test_a_workbook_gets_new_cells_and_keeps_its_other_sheets(tmp_path: Path) -> None:
    survey = workbook(tmp_path)
    path = survey.path / "codebook.xlsx"
    with zipfile.ZipFile(path) as book:
        before = {name: book.read(name) for name in book.namelist()}
    put_in_place(edited_codebook(survey, {"columns": EDIT}), root=survey.path)
    with zipfile.ZipFile(path) as book:
        changed = [name for name in book.namelist() if book.read(name) != before[name]]
    assert changed == ["xl/worksheets/sheet3.xml"]
    sheet = openpyxl.load_workbook(path)["columns"]
    assert [[c.value for c in row] for row in sheet.iter_rows()] == [
        ["question_id", "r1", "mine", "r2"],
        ["need", "Need", None, 'He said "no, never"'],
        ["note", "Note", None, None],
    ]
    assert sheet.column_dimensions["A"].width == 33
    assert list(read_survey(survey.path).columns["question_id"]) == ["need", "note"]


def test_a_codebook_in_no_unicode_is_refused_in_one_sentence(tmp_path: Path) -> None:
    survey = survey_with(tmp_path, b"question_id,r1\nneed,Need\n")
    path = survey.path / "codebook" / "columns.csv"
    path.write_bytes(b"question_id,r1\nneed,caf\xe9\n")
    with pytest.raises(SurveyError, match=r"columns\.csv is not UTF-8"):
        edited_codebook(survey, {"columns": EDIT})


def test_either_every_file_is_written_or_none(tmp_path: Path) -> None:
    first, folder = tmp_path / "new" / "first.csv", tmp_path / "second.csv"
    (tmp_path / "old.csv").write_bytes(b"old")
    (folder / "in the way").mkdir(parents=True)
    files = {first: b"1", tmp_path / "old.csv": b"changed", folder: b"2"}
    with pytest.raises(SurveyError, match=r"second\.csv cannot be written"):
        put_in_place(files, root=tmp_path)
    assert (tmp_path / "old.csv").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old.csv", "second.csv"]


def test_no_cell_of_the_review_begins_like_a_formula() -> None:
    raw = review_bytes([{"what": "heading", "where": '=HYPERLINK("x")', "why": "-1"}])
    assert raw.decode("utf-8-sig").splitlines()[1] == (
        'heading,"\'=HYPERLINK(""x"")",,,-1,'
    )
