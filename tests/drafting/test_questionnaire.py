"""A form beside the last one, and the workbook for replies that come by mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from rocb_analysis.clean import clean_survey
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.drafting.add_round import add_round
from rocb_analysis.drafting.entry_workbook import SEPARATOR
from rocb_analysis.drafting.next_form import Written, write_questionnaire
from rocb_analysis.intake.export import read_export
from rocb_analysis.survey import open_survey, read_survey

Make = Callable[..., Path]
LONG = [f"A subject with a rather long name, number {n}" for n in range(1, 13)]
TABLES = {
    "rounds": "round,file,asked_on,picks_allowed,data_kind\n"
    "r1,one.csv,2021-12-01,2,synthetic",
    "members": "member_id,name,member_from,member_to\nFJI,Fiji,,\n"
    "TON,Tonga,,2020-01-01\n"
    "WSM,Samoa,2022-01-01,\nNRU,Nauru,,",
    "questions": "question_id,kind,scale_id,about,label\nwho,respondent,,,Who\n"
    "when,replied_on,,,When\nneed,top_n,list,need,Needs\n"
    "help,many,helps,assistance,Help\noffer,yes_no,,offer,Offer\nnote,text,,context,Note",
    "subjects": "subject_id,label\n"
    + "\n".join(f's{n},"{name}"' for n, name in enumerate(LONG)),
    "scales": "scale_id,answer,subject_id,offered_in\n"
    + "\n".join(f'list,"{name}",s{n},' for n, name in enumerate(LONG))
    + '\nhelps,Mission,,\nhelps,"Advice, one week",,\nhelps,Course,,r1',
    "columns": "question_id,subject_id,position,r1,r2\nwho,,,Who,Who are you?\n"
    "when,,,Timestamp,Timestamp\nneed,,1,First priority,First priority\n"
    "need,,2,Second priority,Second priority\nhelp,,,Help,Help\n"
    "offer,s0,,Offer [A],Offer [A]\nnote,,,Note,",
}
HEADER = [
    *("Timestamp", "Who", "First priority", "Second priority", "Help", "Offer [A]"),
    "Note",
]


@pytest.fixture
def folder(survey_folder: Make) -> Path:
    scales = TABLES["scales"] + "\nhelps,Visit,,r2"
    rows = [HEADER, ["2021-12-14", "Fiji", LONG[0], LONG[1], "Mission", "Yes", ""]]
    return survey_folder({"one.csv": rows}, **{**TABLES, "scales": scales})


def write(folder: Path, label: str = "r2") -> Written:
    return write_questionnaire(read_survey(folder), label)


def page(written: Written) -> str:
    return (written.folder / "form.html").read_text(encoding="utf-8")


def replies(written: Written) -> Worksheet:
    (path,) = written.folder.glob("entry_*.xlsx")
    return openpyxl.load_workbook(path)["replies"]


def chosen_from(sheet: Worksheet, header: str) -> list[str]:
    """Return what a drop-down offers, read from the cells it refers to."""
    (cell,) = [c for c in sheet[1] if c.value == header]
    (rule,) = [
        rule
        for rule in sheet.data_validations.dataValidation
        if f"{cell.column_letter}2" in rule.sqref
    ]
    if rule.type != "list":
        return []
    name, place = rule.formula1.split("!")
    return [row[0].value for row in sheet.parent[name][place.replace("$", "")]]


def test_the_same_form_gives_the_same_bytes(folder: Path) -> None:
    def bytes_of(written: Written) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in written.folder.iterdir()}

    first = bytes_of(write(folder))
    assert set(first) == {"form.html", "changes.csv", "entry_r2.xlsx"}
    assert bytes_of(write(folder)) == first


def test_what_would_break_a_trend_stands_first(folder: Path) -> None:
    text = page(write(folder))
    found = re.findall(r"<h2>(.*?)</h2>", text)
    assert [title.split(":")[0] for title in found] == [
        "Would break a trend",
        "Compare with care",
        "Breaks nothing",
        "The form, question by question",
    ]
    broken = text.split("<h2>")[1]
    assert "option withdrawn" in broken
    assert "Course" in broken


def test_changes_are_marked_in_words(folder: Path) -> None:
    form = page(write(folder)).split("<h2>")[-1]
    assert '<span class="tag">no longer asked</span>' in form
    assert '<span class="tag">only here</span>' in form
    assert "not asked" in form
    assert "unchanged" in form


def test_the_page_needs_nothing_from_elsewhere(folder: Path) -> None:
    text = page(write(folder))
    assert not re.search(r"(src|href)=|<script|url\(", text)


def test_a_heading_with_marks_of_its_own_is_shown_as_it_is(folder: Path) -> None:
    path = folder / "codebook" / "columns.csv"
    path.write_text(path.read_text().replace("Who are you?", "Who <b>are</b> you?"))
    assert "Who &lt;b&gt;are&lt;/b&gt; you?" in page(write(folder))


def test_the_workbook_has_the_forms_headings_and_two_of_its_own(folder: Path) -> None:
    assert [cell.value for cell in replies(write(folder))[1]] == [
        *("Who are you?", "First priority", "Second priority", "Help", "Offer [A]"),
        *("date_received", "no_needs"),
    ]


def test_every_closed_question_has_a_drop_down_of_cells(folder: Path) -> None:
    sheet = replies(write(folder))
    assert chosen_from(sheet, "First priority") == LONG
    assert chosen_from(sheet, "Offer [A]") == ["Yes", "No"]
    assert chosen_from(sheet, "no_needs") == ["Yes", "No"]
    assert chosen_from(sheet, "Help") == []


def test_the_members_that_can_reply_are_those_of_the_frame_and_later_ones(
    folder: Path,
) -> None:
    names = chosen_from(replies(write(folder)), "Who are you?")
    assert names == ["Fiji", "Nauru", "Samoa"]


def test_only_what_the_round_offers_is_listed(folder: Path) -> None:
    book = replies(write(folder)).parent
    lists = {column[0].value: column for column in book["lists"].iter_cols()}
    told = [cell.value for cell in lists["Help"][1:] if cell.value]
    assert told == ["Mission", "Advice, one week", "Visit"]
    how = [row[1] for row in book["how to fill this in"].iter_rows(values_only=True)]
    assert any(text and f"with {SEPARATOR} between them" in text for text in how)


def test_a_filled_workbook_is_read_as_a_round_by_mail(
    folder: Path, tmp_path: Path
) -> None:
    sheet = replies(write(folder))
    rows = [
        ["Fiji", LONG[0], LONG[2], f"Mission{SEPARATOR} Advice, one week", "Yes"],
        ["Nauru", "", "", "", ""],
    ]
    for number, row in enumerate(rows, start=2):
        for column, text in enumerate(row, start=1):
            sheet.cell(number, column).value = text or None
    sheet.cell(2, 6).value, sheet.cell(3, 6).value = "2022-12-20", "2022-12-21"
    sheet.cell(3, 7).value = "Yes"
    sheet.parent.save(tmp_path / "mail.xlsx")
    added = add_round(folder, tmp_path / "mail.xlsx", "r2", source="mail")
    assert any("(entry workbook, 2 rows)" in told for told in added.sentences)
    survey = open_survey(folder)
    export = read_export(survey.round_files[-1])
    assert (export.tool.name, export.separator) == ("entry_workbook", SEPARATOR)
    cleaned = clean_survey(survey)
    ours = cleaned.responses[cleaned.responses["round"] == "r2"]
    helped = ours[(ours["question_id"] == "help") & (ours["respondent_id"] == "FJI")]
    assert list(helped["answer"]) == ["Mission", "Advice, one week"]
    replied = cleaned.respondents[cleaned.respondents["round"] == "r2"]
    assert list(replied["replied_on"]) == ["2022-12-20", "2022-12-21"]
    assert cleaned.unsettled.empty


def test_a_round_nobody_has_begun_takes_the_last_form(folder: Path) -> None:
    written = write(folder, "r9")
    assert written.sentences[0].startswith("The form is as in r1 (no column r9 yet)")
    assert "r9, as in r1 (no column r9 yet)" in page(written)
    assert replies(written)["A1"].value == "Who"


def test_a_drafted_form_shows_each_question_whole_and_once(folder: Path) -> None:
    form = page(write(folder, "r9")).split("<h2>")[-1]
    assert form.count("<td>") == len(re.findall(r'<tr class="question">', form)) == 5
    assert form.count("Course") == 1


def test_a_workbook_with_replies_is_never_written_over(folder: Path) -> None:
    sheet = replies(write(folder))
    sheet["A2"], sheet["A3"] = "Fiji", "Nauru"
    path = folder / "questionnaire" / "r2" / "entry_r2.xlsx"
    sheet.parent.save(path)
    before = path.read_bytes()
    again = write(folder)
    assert path.read_bytes() == before
    assert (again.workbook.name, again.kept, again.replies) == (
        "entry_r2_new.xlsx",
        path,
        2,
    )
    assert again.workbook.is_file()


@pytest.mark.parametrize("label", ["r0", "r00"])
def test_a_round_older_than_all_is_one_sentence(folder: Path, label: str) -> None:
    with pytest.raises(SurveyError, match=r"is older than r1, the first round"):
        write(folder, label)


def test_a_year_that_headings_keep_is_asked_about(folder: Path) -> None:
    path = folder / "codebook" / "columns.csv"
    text = path.read_text().replace(
        "note,,,Note,", "note,,,Note on 2026/27?,Note on 2026/27?"
    )
    path.write_text(text.replace("help,,,Help,Help", "help,,,Help 2025,Help 2026"))
    written = write(folder)
    form = page(written)
    assert re.findall(r"names (\S+): still right\?", form) == ["2026/27"]
    assert any("Headings name 2026/27 as in r1" in told for told in written.sentences)


def test_the_first_round_stands_alone(folder: Path) -> None:
    written = write(folder, "r1")
    assert "first round" in written.sentences[0]
    assert (written.folder / "changes.csv").read_text("utf-8-sig").count("\n") == 1


@pytest.mark.parametrize("label", ["", "2022/23"])
def test_a_label_that_names_no_round_is_one_sentence(folder: Path, label: str) -> None:
    with pytest.raises(SurveyError, match="is no name of a round"):
        write(folder, label)
    assert not (folder / "questionnaire").exists()


def test_what_would_break_a_trend_is_said_in_plain_words(folder: Path) -> None:
    assert write(folder).sentences[-1] == (
        "4 differences from the form of r1; 1 would break a trend: ask as before, or "
        "say so in codebook/breaks.csv once the round is in."
    )
    rounds = folder / "codebook" / "rounds.csv"
    rounds.write_text(
        f"{rounds.read_text().rstrip()}\nr2,one.csv,2022-12-01,2,synthetic\n"
    )
    assert (
        write(folder)
        .sentences[-1]
        .endswith("1 would break a trend: decide on it in codebook/breaks.csv.")
    )
    breaks = "question_id,from_round,comparable\nhelp,r2,no\n"
    (folder / "codebook" / "breaks.csv").write_text(breaks)
    assert (
        write(folder)
        .sentences[-1]
        .endswith("1 would break a trend, as decided in codebook/breaks.csv.")
    )
