"""Two files in one round: a form and the replies that came by mail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from rocb_analysis.clean import Cleaned, clean_survey
from rocb_analysis.needs import needs_by_respondent_subject
from rocb_analysis.survey import open_survey

Make = Callable[..., Path]
Rows = list[list[object]]
ROUNDS = "round,file,source,picks_allowed\nr1,form.csv,,{}\nr1,post.csv,mail,{}"
SUBJECTS = "subject_id,label\nval,Valuation\nroo,Origin\naeo,AEO"


def cleaned(make: Make, form: Rows, post: Rows, **tables: str) -> Cleaned:
    said = {"rounds": ROUNDS.format("", ""), "subjects": SUBJECTS, **tables}
    return clean_survey(open_survey(make({"form.csv": form, "post.csv": post}, **said)))


def rows_of(result: Cleaned, respondent: str, question: str) -> list[list[object]]:
    rows = result.responses
    mine = rows["respondent_id"] == respondent
    rows = rows[mine & (rows["question_id"] == question)]
    return rows[["subject_id", "position", "state"]].astype("object").values.tolist()


def test_each_reply_says_by_which_form_it_came(survey_folder: Make) -> None:
    result = cleaned(
        survey_folder,
        [["Who", "Note"], ["Fiji", "x"]],
        [["Who", "Note"], ["Tonga", "x"]],
        questions="question_id,kind\nwho,respondent\nnote,text",
        columns="question_id,r1\nwho,Who\nnote,Note",
    )
    names = ["respondent_id", "source", "file", "row"]
    assert result.respondents[names].values.tolist() == [
        ["Fiji", "", "form.csv", 2],
        ["Tonga", "mail", "post.csv", 2],
    ]


def test_an_option_that_only_the_other_form_offered_is_not_asked(
    survey_folder: Make,
) -> None:
    result = cleaned(
        survey_folder,
        [["Who", "Needs"], ["Fiji", "Valuation"]],
        [["Who", "Needs"], ["Tonga", "Origin"]],
        questions="question_id,kind,scale_id,about\nwho,respondent,,\nneed,many,s,need",
        columns="question_id,r1\nwho,Who\nneed,Needs",
        scales="scale_id,answer,subject_id,offered_in\ns,Valuation,val,\n"
        "s,Origin,roo,r1/mail",
    )
    states = [[row[0], row[2]] for row in rows_of(result, "Fiji", "need")]
    assert states == [["roo", "not_asked"], ["val", "answered"]]


BALLOT = {
    "questions": "question_id,kind,about\nwho,respondent,\nballot,top_n,need\n"
    "note,text,",
    "columns": "question_id,position,r1,r1/mail\nwho,,Who,Who\nballot,,Needs,\n"
    "ballot,1,,First\nballot,2,,Second\nballot,3,,Third\nnote,,Note,Note",
}
FORM: Rows = [["Who", "Needs", "Note"], ["Fiji", "AEO,Origin", ""], ["Samoa", "", "x"]]
POST: Rows = [
    ["Who", "First", "Second", "Third", "Note"],
    ["Tonga", "Valuation", "", "", ""],
]


@pytest.mark.parametrize("picks", ["3", ""])
def test_a_ballot_in_one_cell_and_one_with_a_column_a_place_are_the_same_question(
    survey_folder: Make, picks: str
) -> None:
    rounds = ROUNDS.format(picks, picks)
    result = cleaned(survey_folder, FORM, POST, **BALLOT, rounds=rounds)
    states = set(result.responses["state"])
    assert states == {"answered", "not_answered"}
    assert [row[1] for row in rows_of(result, "Tonga", "ballot")] == [2, 3, 1]


def test_a_place_that_only_the_other_form_had_is_not_asked(survey_folder: Make) -> None:
    result = cleaned(
        survey_folder,
        [["Who", "First"], ["Fiji", "AEO"]],
        [["Who", "First", "Second"], ["Tonga", "AEO", "Origin"]],
        questions="question_id,kind,about\nwho,respondent,\nballot,top_n,need",
        columns="question_id,position,r1,r1/mail\nwho,,Who,Who\nballot,1,First,First\n"
        "ballot,2,,Second",
    )
    assert rows_of(result, "Fiji", "ballot") == [
        ["", 2, "not_asked"],
        ["aeo", 1, "answered"],
    ]


def test_a_reply_that_ranks_nothing_in_one_form_is_blank_and_not_unasked(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {
            "form.csv": [["Who", "First", "Note"], ["Fiji", "", "x"]],
            "post.csv": [["Who", "First", "Second"], ["Tonga", "AEO", "Origin"]],
        },
        rounds=ROUNDS.format("", ""),
        subjects=SUBJECTS,
        questions="question_id,kind,about\nwho,respondent,\nballot,top_n,need\n"
        "note,text,",
        columns="question_id,position,r1,r1/mail\nwho,,Who,Who\nballot,1,First,First\n"
        "ballot,2,,Second\nnote,,Note,",
    )
    survey = open_survey(folder)
    needs = needs_by_respondent_subject(survey, clean_survey(survey))
    fiji = needs[needs["respondent_id"] == "Fiji"]
    assert set(fiji["state"]) == {"not_answered"}
    assert set(fiji["asked"]) == {1}


def test_a_round_may_come_in_two_sheets_of_one_workbook(survey_folder: Make) -> None:
    folder = survey_folder(
        {},
        rounds="round,file,sheet,source\nr1,both.xlsx,,\nr1,both.xlsx,By mail,mail",
        questions="question_id,kind,about\nwho,respondent,\nneed,yes_no,need\nnote,text,",
        columns="question_id,subject_id,r1,r1/mail\nwho,,Who,Name\nneed,val,Need,V\n"
        "need,roo,,R\nnote,,Note,",
    )
    with xlsxwriter.Workbook(folder / "rounds" / "both.xlsx") as book:
        for name, rows in {
            "Form": [["Who", "Need", "Note"], ["Fiji", "Yes", "x"]],
            "By mail": [["Name", "V", "R"], ["Tonga", "No", "Yes"]],
        }.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    survey = open_survey(folder)
    result = clean_survey(survey)
    assert rows_of(result, "Fiji", "need")[0][2] == "not_asked"
    assert rows_of(result, "Tonga", "note")[0][2] == "not_asked"
    needs = needs_by_respondent_subject(survey, result)
    columns = needs[["respondent_id", "subject_id", "asked"]]
    assert columns.values.tolist() == [
        ["Fiji", "roo", 0],
        ["Fiji", "val", 1],
        ["Tonga", "roo", 1],
        ["Tonga", "val", 1],
    ]
    assert result.ledger.groupby("sheet").size().to_dict() == {"By mail": 3, "Form": 3}
