"""What is invented is said on every page of every format, and in every table."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from docx import Document
from pptx import Presentation
from pypdf import PdfReader

from rocb_analysis.pipeline import report
from rocb_analysis.plan.planning_book import Planning, default_kinds
from rocb_analysis.survey import open_survey
from rocb_analysis.survey.marks import data_kind_of, marks_of, one_line
from rocb_analysis.writers.editions import NOT_RELEASED
from rocb_analysis.writers.plan_books import write_planning

MARK = "SYNTHETIC DATA. Invented: replies; the adopted plan"
# What stands in the place of the mark, in an edition that is not released too.
SAID = (MARK, f"{MARK}. {NOT_RELEASED}")
REPLIES = {"A": "11", "B": "10", "C": "11", "D": "01", "E": "10", "F": "11"}
SETTINGS = 'title = "Tiny & small"\nleast_group = 2\n'


def made(survey_folder, *, kind: str, settings: str) -> Path:
    """Return a survey of seven members, one of which has yet to reply, and a plan."""
    answers = {"1": "Yes", "0": "No"}
    rows = [[who, *(answers[one] for one in said)] for who, said in REPLIES.items()]
    members = "\n".join(f"{who},{who},East" for who in (*REPLIES, "G"))
    folder = survey_folder(
        {"r1.csv": [["Who", "Valuation", "Origin"], *rows]},
        settings=SETTINGS + settings,
        rounds=f"round,file,asked_on,data_kind\nr1,r1.csv,2021-12-01,{kind}",
        questions="question_id,kind,about\nwho,respondent,\nneed,yes_no,need",
        scales="scale_id,answer,value,need",
        columns="question_id,subject_id,position,r1\nwho,,,Who\n"
        "need,val,,Valuation\nneed,roo,,Origin",
        members=f"member_id,name,sub_region\n{members}",
    )
    kinds = pd.DataFrame(
        [("workshop", "in person", "5", "4", "Workshop on {subject}")],
        columns=["kind", "mode", "days", "seats", "title"],
    ).reindex(columns=default_kinds().columns, fill_value="")
    limits = pd.DataFrame([{"limit": "events", "of": "", "most": "2"}])
    limits = limits.assign(least="", note="")
    write_planning(Planning(limits=limits, kinds=kinds), folder / "planning.xlsx")
    return folder


_MADE: list[Path] = []


@pytest.fixture
def out(survey_folder, tmp_path_factory) -> Path:
    """Return the documents of a survey that holds invented things, made once."""
    if not _MADE:
        folder = made(
            survey_folder, kind="synthetic", settings='invented = "the adopted plan"\n'
        )
        place = tmp_path_factory.mktemp("marks") / "out"
        _MADE.append(report(folder, out=place))
    return _MADE[0]


def files(out: Path, ending: str) -> list[Path]:
    found = sorted(out.rglob(f"*{ending}"))
    assert found
    return found


def test_every_table_and_every_chart_s_data_end_with_the_kind_of_data(out):
    places = {path.parent.name for path in files(out, ".csv")}
    assert {"tables", "charts"} <= places
    for path in files(out, ".csv"):
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert head[-1] == "data_kind", path.name
        assert {row[-1] for row in rows} <= {"synthetic"}, path.name


def test_every_page_of_every_pdf_has_the_mark_once(out):
    for path in files(out, ".pdf"):
        for page in PdfReader(path).pages:
            # A chart on the page keeps its own, for whoever copies it.
            head = page.extract_text()[: len(MARK) + 60]
            assert " ".join(head.split()).count(MARK) == 1


def test_every_slide_has_the_mark_at_its_foot_once(out):
    for path in files(out, ".pptx"):
        for slide in Presentation(str(path)).slides:
            said = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
            assert sum(text in SAID for text in said) == 1


def test_the_head_of_every_word_page_has_the_mark(out):
    for path in files(out, ".docx"):
        for section in Document(str(path)).sections:
            assert MARK in section.header.paragraphs[0].text


def test_every_sheet_has_the_mark_on_the_screen_and_on_every_printed_page(out):
    names = {path.name for path in files(out, ".xlsx")}
    assert names == {"workbook.xlsx", "work_plan.xlsx"}
    for path in files(out, ".xlsx"):
        for sheet in openpyxl.load_workbook(path):
            where = f"{path.name}, {sheet.title}"
            assert sheet.oddHeader.left.text in SAID, where
            head = [
                str(cell.value) for row in sheet.iter_rows(max_row=2) for cell in row
            ]
            assert any(MARK in text or text == "synthetic" for text in head), where


def test_every_page_has_the_mark_once_and_prints_it_on_each_sheet_of_paper(out):
    for path in files(out, ".html"):
        text = path.read_text(encoding="utf-8")
        assert text.count(f'<p class="mark">{MARK}.</p>') == 1, path.name
        styles = text.split("@media print", 1)[1]
        assert ".marks { display: table-header-group;" in styles, path.name
        # Beside it only charts say it, which may be copied out of the page.
        assert text.count("SYNTHETIC") == 1 + text.count("<svg"), path.name


def test_every_picture_has_the_mark_once(out):
    for path in files(out, ".svg"):
        assert path.read_text(encoding="utf-8").count("SYNTHETIC") == 1


def test_headlines_have_the_mark_once(out):
    for path in files(out, ".md"):
        assert path.read_text(encoding="utf-8").count("SYNTHETIC") == 1


def test_a_survey_without_anything_invented_has_no_mark_and_no_column(
    survey_folder, tmp_path
):
    folder = made(survey_folder, kind="real", settings="")
    assert marks_of(open_survey(folder)) == ()
    assert data_kind_of(open_survey(folder)) == ""
    out = report(folder, edition="public", out=tmp_path / "out")
    for path in files(out, ".csv"):
        assert "data_kind" not in path.read_text(encoding="utf-8")
    for path in files(out, ".html"):
        assert "SYNTHETIC" not in path.read_text(encoding="utf-8")


def test_real_replies_beside_an_invented_plan_are_not_called_invented(survey_folder):
    folder = made(survey_folder, kind="real", settings='invented = "the plan"\n')
    assert marks_of(open_survey(folder)) == ("SYNTHETIC DATA. Invented: the plan",)
    assert data_kind_of(open_survey(folder)) == "synthetic"


def test_the_shipped_surveys_name_what_else_is_invented():
    root = Path(__file__).resolve().parents[2] / "data" / "raw"
    said = {path.name: one_line(marks_of(open_survey(path))) for path in root.iterdir()}
    assert "the adopted plan of 2024/25; the planning book" in said["rocb_ap"]
    assert "the workshops; who took part" in said["rocb_ap_follow_up"]
    real = ("lpi_ap", "sib_training_needs", "spack_user_survey")
    assert [said[name] for name in real] == ["", "", ""]
