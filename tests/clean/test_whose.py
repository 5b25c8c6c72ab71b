"""Whose reply a row is, when it came, and which of several counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.clean import Cleaned, clean_survey, cleaning_problems
from rocb_analysis.clean.answers import parse_date
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey import open_survey

Make = Callable[..., Path]
Rows = list[list[object]]
MEMBERS = (
    "member_id,name,short_name,member_from,member_to\nFJI,Republic of Fiji,Fiji,,\n"
    "TON,Tonga,,,\nPLW,Palau,,2021-12-02,\nNRU,Nauru,,,2021-11-30"
)
DATED = {
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
    "when,replied_on,,\nneed,level,need3,need",
    "columns": "question_id,subject_id,r1\nwho,,Who\nwhen,,When\nneed,val,Need",
}
HEADER: list[object] = ["Who", "When", "Need"]


def cleaned(make: Make, rows: Rows, **tables: str) -> Cleaned:
    said = {**DATED, "members": MEMBERS, **tables}
    return clean_survey(open_survey(make({"a.csv": [HEADER, *rows]}, **said)))


def counted(result: Cleaned) -> list[list[object]]:
    return result.respondents[["respondent_id", "row"]].values.tolist()


def reasons(result: Cleaned) -> list[str]:
    return result.issues["reason"].tolist()


@pytest.mark.parametrize(
    "name", ["FJI", "Republic of Fiji", "Fiji", " Fi\u200bji\u00a0"]
)
def test_a_member_is_met_by_each_of_its_names(survey_folder: Make, name: str) -> None:
    result = cleaned(survey_folder, [[name, "", "Some"]])
    assert counted(result) == [["FJI", 2]]
    assert result.issues.empty


def test_a_member_is_met_by_a_spelling_and_that_is_noted(survey_folder: Make) -> None:
    said = "list,found,means\nmember,Viti,FJI"
    result = cleaned(survey_folder, [["Viti", "", "Some"]], spellings=said)
    assert counted(result) == [["FJI", 2]]
    assert result.issues[["found", "action"]].values.tolist() == [["Viti", "recoded"]]
    assert reasons(result) == ['"Viti" is read as Republic of Fiji by spellings.']
    assert result.unsettled.empty


@pytest.mark.parametrize(
    ("name", "near"), [("fiji", "Fiji"), ("Tonga.", "Tonga"), ("Pallau", "Palau")]
)
def test_an_unknown_member_stops_the_run_with_the_nearest_name(
    survey_folder: Make, name: str, near: str
) -> None:
    with pytest.raises(SurveyError) as told:
        cleaned(survey_folder, [[name, "", "Some"]])
    assert str(told.value) == (
        f'rounds/a.csv, row 2, Who: "{name}" is no member. Did you mean "{near}"? '
        "Write it in codebook/spellings.csv (list member), with the member it means."
    )


def test_a_name_may_be_set_aside_on_purpose(survey_folder: Make) -> None:
    said = "list,found,means\nmember,Test,"
    result = cleaned(survey_folder, [["Test", "", "Some"]], spellings=said)
    assert counted(result) == []
    assert reasons(result) == ['"Test" is set aside on purpose by spellings.']
    assert result.unsettled.empty


def test_a_star_sets_unknown_members_aside_with_one_issue_a_name(
    survey_folder: Make,
) -> None:
    rows: Rows = [["A", "", "Some"], ["B", "", "Some"], ["A", "", "Some"]]
    said = "list,found,means\nmember,*,"
    result = cleaned(survey_folder, rows, spellings=said)
    found = result.issues[["row", "found"]].values.tolist()
    assert found == [[2, "A"], [3, "B"]]
    assert "(2 times)" in reasons(result)[0]


def test_a_row_without_a_respondent_is_set_aside_whole(survey_folder: Make) -> None:
    result = cleaned(survey_folder, [["", "2021-12-05", "Some"], ["TON", "", "Some"]])
    assert counted(result) == [["TON", 3]]
    assert reasons(result) == ["The row names no respondent."]
    by_column = result.ledger.set_index("column")["set_aside"].to_dict()
    assert by_column == {"Who": 0, "When": 1, "Need": 1}


@pytest.mark.parametrize("name", ["Palau", "Nauru"])
def test_who_was_not_in_the_frame_on_the_day_is_set_aside(
    survey_folder: Make, name: str
) -> None:
    result = cleaned(survey_folder, [[name, "", "Some"]])
    assert counted(result) == []
    assert reasons(result) == [
        f"By members {name} was not in the frame when round r1 was asked; if it was, "
        "correct its dates there."
    ]
    assert result.unsettled.empty


def test_a_reply_that_answers_nothing_never_takes_the_place_of_another(
    survey_folder: Make,
) -> None:
    rows: Rows = [["Fiji", "2021-12-05", "Some"], ["Fiji", "2021-12-09", ""]]
    result = cleaned(survey_folder, rows)
    assert counted(result) == [["FJI", 2]]
    assert reasons(result) == ["The reply answers no question: no reply is counted."]


def test_an_answer_that_cannot_be_used_is_still_a_reply(survey_folder: Make) -> None:
    result = cleaned(survey_folder, [["Fiji", "", "lots"]])
    assert counted(result) == [["FJI", 2]]


def test_the_latest_dated_reply_counts_whole_and_never_a_mixture(
    survey_folder: Make,
) -> None:
    rows: Rows = [
        ["FJI", "2021-12-05T10:00:00", "Much"],
        ["Fiji", "2021-12-05T09:00:00", "Some"],
        ["Fiji", "", "None"],
    ]
    result = cleaned(survey_folder, rows)
    assert counted(result) == [["FJI", 2]]
    assert result.respondents["replies_set_aside"].tolist() == [2]
    assert set(reasons(result)) == {
        "The later reply of 2021-12-05T10:00:00 in row 2 of a.csv counts.",
        "The dated reply of 2021-12-05T10:00:00 in row 2 of a.csv counts; this one has "
        "no date.",
    }
    assert result.unsettled.empty


def test_of_undated_replies_the_lower_row_of_rounds_counts_then_of_the_file(
    survey_folder: Make,
) -> None:
    rows: Rows = [HEADER, ["Fiji", "", "Some"], ["Fiji", "", "Much"]]
    folder = survey_folder(
        {"form.csv": rows, "post.csv": [HEADER, ["Fiji", "", "None"]]},
        **DATED,
        members=MEMBERS,
        rounds="round,file,asked_on\nr1,post.csv,2021-12-01\nr1,form.csv,2021-12-01",
    )
    respondents = clean_survey(open_survey(folder)).respondents
    assert respondents[["file", "row"]].values.tolist() == [["form.csv", 3]]


def test_a_date_in_no_known_form_is_set_aside_and_the_reply_counts_undated(
    survey_folder: Make,
) -> None:
    result = cleaned(survey_folder, [["Fiji", "5 Dec", "Some"]])
    assert result.respondents["replied_on"].tolist() == [""]
    assert reasons(result) == [
        '"5 Dec" is no date in the form 2020-01-17; correct date_format in rounds.'
    ]


@pytest.mark.parametrize(
    ("text", "date_format", "moment"),
    [
        ("2020-01-17T00:39:43", "", "2020-01-17T00:39:43"),
        ("2020-01-17 00:39:43.9", "", "2020-01-17T00:39:44"),
        ("2020-01-17T00:39:43Z", "", "2020-01-17T00:39:43"),
        ("20200117", "", "2020-01-17"),
        ("17/01/2020", "%d/%m/%Y", "2020-01-17"),
        ("1/17/20 12:39:43 AM", "%m/%d/%y %I:%M:%S %p", "2020-01-17T00:39:43"),
        ("17.01.2020 00:39 +0900", "%d.%m.%Y %H:%M %z", "2020-01-17T00:39:00"),
        ("2020-01-17T00:39:43", "%d/%m/%Y", "2020-01-17T00:39:43"),
        ("17/01/2020", "", None),
        ("2020", "", None),
    ],
)
def test_a_moment_is_iso_to_the_second_its_zone_dropped_a_day_alone_a_day(
    text: str, date_format: str, moment: str | None
) -> None:
    assert parse_date(text, date_format) == moment


NAMELESS = {
    "questions": "question_id,kind\nnote,text",
    "columns": "question_id,r1\nnote,Note",
}


def test_without_a_respondent_the_round_and_the_spreadsheet_row_are_the_id(
    survey_folder: Make,
) -> None:
    rows: Rows = [["Note"], ["x"], [], ["y"]]
    folder = survey_folder({"a.csv": rows}, **NAMELESS)
    respondents = clean_survey(open_survey(folder)).respondents
    assert respondents["respondent_id"].tolist() == ["r1/r0002", "r1/r0004"]


def test_with_several_files_the_number_of_the_file_is_part_of_that_id(
    survey_folder: Make,
) -> None:
    rows: Rows = [["Note"], ["x"]]
    folder = survey_folder(
        {"a.csv": rows, "b.csv": rows},
        **NAMELESS,
        rounds="round,file\nr1,a.csv\nr1,b.csv",
    )
    respondents = clean_survey(open_survey(folder)).respondents
    assert respondents["respondent_id"].tolist() == ["r1/r1/0002", "r1/r2/0002"]


def test_without_a_frame_a_respondent_is_its_name_and_may_be_set_aside(
    survey_folder: Make,
) -> None:
    rows: Rows = [["Ann ", "", "Some"], ["Test", "", "Some"]]
    said = "list,found,means\nmember,Test,"
    result = cleaned(survey_folder, rows, members="", spellings=said)
    assert counted(result) == [["Ann", 2]]


def test_every_sheet_that_stops_the_cleaning_is_listed(survey_folder: Make) -> None:
    rows: Rows = [["Fijji", "", "Some"], ["Tongga", "", "Some"]]
    said = {**DATED, "members": MEMBERS}
    survey = open_survey(survey_folder({"a.csv": [HEADER, *rows]}, **said))
    assert [(p.row, p.stops) for p in cleaning_problems(survey)] == [
        (2, True),
        (3, True),
    ]
    with pytest.raises(SurveyError, match=r"\(1 more: run check\.\)$"):
        clean_survey(survey)


def test_check_names_what_nobody_has_decided_and_not_what_is_only_noted(
    survey_folder: Make,
) -> None:
    rows: Rows = [["Fiji", "", "lots"], ["Viti", "", "Some"]]
    spelled = "list,found,means\nmember,Viti,TON"
    said = {**DATED, "members": MEMBERS, "spellings": spelled}
    survey = open_survey(survey_folder({"a.csv": [HEADER, *rows]}, **said))
    assert [(p.row, p.column, p.stops) for p in cleaning_problems(survey)] == [
        (2, "Need", False)
    ]


CORRECTED = "round,respondent_id,question_id,answer,reason\n"
UNNAMED: Rows = [["Fiji", "", "Some"], ["", "", "Much"]]


def test_a_row_without_a_respondent_is_told_with_what_to_write_where(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {"a.csv": [HEADER, *UNNAMED]}, **{**DATED, "members": MEMBERS}
    )
    (doubt,) = cleaning_problems(open_survey(folder))
    assert str(doubt) == (
        "rounds/a.csv, row 3: The row names no respondent. Ask who sent it, and write "
        "it in corrections: respondent_id r1/r0003, question_id who, as answer the "
        "name (blank = it stays set aside)."
    )
    assert not doubt.stops


def test_a_row_without_a_respondent_counts_for_the_member_that_corrections_name(
    survey_folder: Make,
) -> None:
    said = f"{CORRECTED}r1,r1/r0003,who,Tonga,Asked by telephone"
    result = cleaned(survey_folder, UNNAMED, corrections=said)
    assert counted(result) == [["FJI", 2], ["TON", 3]]
    assert result.issues[["row", "column", "found", "action"]].values.tolist() == [
        [3, "Who", "", "corrected"]
    ]
    assert result.unsettled.empty


def test_a_row_that_corrections_leave_without_a_name_is_set_aside_and_decided(
    survey_folder: Make,
) -> None:
    said = f"{CORRECTED}r1,r1/r0003,who,,Nobody knows it"
    result = cleaned(survey_folder, UNNAMED, corrections=said)
    assert counted(result) == [["FJI", 2]]
    assert result.issues[["row", "column", "action"]].values.tolist() == [
        [3, "", "set_aside"]
    ]
    assert reasons(result) == [
        "By corrections the row stays set aside: Nobody knows it"
    ]
    assert result.unsettled.empty


def test_a_name_nobody_knows_may_be_corrected_in_its_row(survey_folder: Make) -> None:
    rows: Rows = [["Customs", "", "Some"], ["Fiji", "", "Much"]]
    said = f"{CORRECTED}r1,r1/r0002,who,TON,It answered for Tonga"
    result = cleaned(survey_folder, rows, corrections=said)
    assert counted(result) == [["FJI", 3], ["TON", 2]]
    assert result.ledger.set_index("column").loc["Who", "recoded"] == 1


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("r1,r1/r0003,who,Tongo,", r'row 2, answer: "Tongo" is no member. Did you'),
        ("r1,r1/r0009,who,TON,", r"row 2: no answer of r1/r0009 in round r1"),
    ],
)
def test_a_corrected_respondent_must_be_a_member_and_the_row_be_there(
    survey_folder: Make, row: str, sentence: str
) -> None:
    with pytest.raises(SurveyError, match=rf"corrections\.csv, {sentence}"):
        cleaned(survey_folder, UNNAMED, corrections=CORRECTED + row)
