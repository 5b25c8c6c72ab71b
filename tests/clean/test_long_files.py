"""Files with a row an answer: replies, ledger and issues."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rocb_analysis.clean import Cleaned, clean_survey
from rocb_analysis.survey import open_survey

Make = Callable[..., Path]
HEADER: list[object] = ["Who", "Year", "Item", "Answer", "Area"]
TABLES = {
    "rounds": "round,file,asked_on,export\n2019,a.csv,2019-12-01,long\n"
    "2020,a.csv,2020-12-01,long",
    "columns": "question_id,subject_id,2019,2020\nwho,,Who,Who\nneed,val,Val,Val\n"
    "need,roo,Roo,",
    "ignored_columns": "header,reason\nArea,not used",
}
ONE_ROUND = {
    "rounds": "round,file,asked_on,export\n2020,a.csv,2020-12-01,long",
    "columns": "question_id,subject_id,2020\nwho,,Who\nneed,val,Val\nneed,roo,Roo",
}
SETTINGS = '[long]\nround = "Year"\nitem = "Item"\nanswer = "Answer"\n'


def cleaned(make: Make, *rows: list[object], **tables: str) -> Cleaned:
    said = {**TABLES, **tables}
    folder = make({"a.csv": [HEADER, *rows]}, settings=SETTINGS, **said)
    return clean_survey(open_survey(folder))


def answers(result: Cleaned) -> list[list[object]]:
    columns = ["round", "respondent_id", "subject_id", "answer"]
    return result.responses[columns].values.tolist()


def fates(result: Cleaned, round_name: str) -> dict[str, list[int]]:
    """Return cells, blank, kept, recoded and set aside by column."""
    ledger = result.ledger[result.ledger["round"] == round_name].set_index("column")
    names = ["cells", "blank", "kept", "recoded", "set_aside"]
    return dict(zip(ledger.index, ledger[names].values.tolist(), strict=True))


def test_a_reply_is_all_rows_of_a_respondent_in_a_round(survey_folder: Make) -> None:
    result = cleaned(
        survey_folder,
        ["A", "2019", "Val", "Some", "East"],
        ["B", "2019", "Roo", "Much", "East"],
        ["A", "2020", "Val", "None", "East"],
        ["A", "2019", "Roo", "Much", "East"],
    )
    assert answers(result) == [
        ["2019", "A", "roo", "Much"],
        ["2019", "A", "val", "Some"],
        ["2019", "B", "roo", "Much"],
        ["2019", "B", "val", ""],
        ["2020", "A", "val", "None"],
    ]
    assert result.respondents["row"].tolist() == [2, 3, 4]


def test_the_ledger_counts_the_columns_of_the_file_in_rows_of_the_round(
    survey_folder: Make,
) -> None:
    result = cleaned(
        survey_folder,
        ["A", "2019", "Val", "Some", "East"],
        ["A", "2019", "Roo", "", "East"],
        ["A", "2020", "Val", "odd", "East"],
    )
    assert fates(result, "2019") == {
        "Who": [2, 0, 2, 0, 0],
        "Year": [2, 0, 2, 0, 0],
        "Item": [2, 0, 2, 0, 0],
        "Answer": [2, 1, 1, 0, 0],
        "Area": [2, 0, 0, 0, 2],
    }
    assert fates(result, "2020")["Answer"] == [1, 0, 0, 0, 1]


def test_an_item_that_comes_twice_counts_from_its_lowest_row(
    survey_folder: Make,
) -> None:
    result = cleaned(
        survey_folder,
        ["A", "2020", "Val", "Some", ""],
        ["A", "2020", "Val", "Much", ""],
        ["A", "2020", "Roo", "", ""],
        **ONE_ROUND,
    )
    assert answers(result)[1] == ["2020", "A", "val", "Much"]
    issue = result.issues.iloc[0]
    assert (issue["row"], issue["action"]) == (2, "set_aside")
    assert issue["reason"] == '"Val" comes again in row 3, which counts.'
    assert fates(result, "2020")["Answer"] == [3, 1, 1, 0, 1]


def test_an_issue_names_the_row_of_the_answer(survey_folder: Make) -> None:
    result = cleaned(
        survey_folder,
        ["A", "2020", "Roo", "Much", ""],
        ["A", "2020", "Val", "odd", ""],
        **ONE_ROUND,
    )
    assert result.issues[["row", "column", "found"]].values.tolist() == [
        [3, "Val", "odd"]
    ]


def test_two_names_of_a_member_make_one_reply(survey_folder: Make) -> None:
    result = cleaned(
        survey_folder,
        ["Fiji", "2020", "Val", "Some", ""],
        ["FJI", "2020", "Roo", "Much", ""],
        members="member_id,name\nFJI,Fiji",
        **ONE_ROUND,
    )
    assert result.respondents["respondent_id"].tolist() == ["FJI"]
    assert result.issues.empty
    assert fates(result, "2020")["Who"] == [2, 0, 2, 0, 0]


def test_a_wide_file_may_carry_its_round_in_its_rows(survey_folder: Make) -> None:
    rows: list[list[object]] = [
        ["Who", "Year", "Val"],
        ["A", "2019", "Some"],
        ["A", "2020", "Much"],
        ["B", "2020", "None"],
    ]
    columns = "question_id,subject_id,2019,2020\nwho,,Who,Who\nneed,val,Val,Val"
    tables = {**TABLES, "columns": columns, "ignored_columns": ""}
    folder = survey_folder({"a.csv": rows}, settings='[long]\nround = "Year"', **tables)
    result = clean_survey(open_survey(folder))
    assert answers(result) == [
        ["2019", "A", "val", "Some"],
        ["2020", "A", "val", "Much"],
        ["2020", "B", "val", "None"],
    ]
    assert fates(result, "2020") == {
        "Who": [2, 0, 2, 0, 0],
        "Year": [2, 0, 2, 0, 0],
        "Val": [2, 0, 2, 0, 0],
    }
