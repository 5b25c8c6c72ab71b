"""What `check` says of a cleaned survey: one sentence a cause, not a cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.clean import clean_survey, cleaning_problems
from rocb_analysis.survey import open_survey

Make = Callable[..., Path]
LIST = {
    "rounds": "round,file,asked_on,separator\nr1,a.csv,2021-12-01,",
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\nhelp,many,ways,",
    "scales": "scale_id,answer\nways,Workshop\nways,Mission\nways,Visit",
    "columns": "question_id,r1\nwho,Who\nhelp,Help",
}


def told(make: Make, rows: list[list[str]], **tables: str) -> list[str]:
    return [
        str(one)
        for one in cleaning_problems(open_survey(make({"a.csv": rows}, **tables)))
    ]


def level(*answers: str) -> list[list[str]]:
    header = ["Who", "Need [Valuation]", "Need [Origin]", "Note"]
    return [header, *([f"m{n}", text, "", ""] for n, text in enumerate(answers))]


def test_the_same_answer_in_many_rows_is_told_once(survey_folder: Make) -> None:
    said = told(survey_folder, level("Mcuh", "Much", "Mcuh", "Mcuh"))
    assert said == [
        'rounds/a.csv, row 2, Need [Valuation]: "Mcuh" is not in the scale need3. Did '
        'you mean "Much"? Write it in spellings, or add it to the list. (in 3 rows)'
    ]


def test_many_texts_of_one_column_are_one_cause(survey_folder: Make) -> None:
    (said,) = told(survey_folder, level(*"abcdefg"))
    assert said.startswith(
        "rounds/a.csv, row 2, Need [Valuation]: 7 answers of 7 different texts cannot "
        'be used, the first being: "a" is not in the scale need3.'
    )


def test_a_sentence_quotes_the_beginning_of_a_text_however_long(
    survey_folder: Make,
) -> None:
    rows = level("Mcuh " * 20_000)
    (said,) = told(survey_folder, rows)
    assert '"Mcuh Mcuh' in said
    assert '…" is not in the scale need3.' in said
    assert len(said) < 250


def test_a_number_written_otherwise_is_named(survey_folder: Make) -> None:
    scale = "scale_id,answer,value\nneed3,4,4"
    (said,) = told(survey_folder, level("4.0"), scales=scale)
    assert 'Is it the number "4"?' in said


@pytest.mark.parametrize("star", ["", "list,found,means\nways,*,"])
def test_a_wrong_separator_is_told_even_where_a_star_sets_all_aside(
    survey_folder: Make, star: str
) -> None:
    rows = [["Who", "Help"], ["A", "Workshop / Mission"], ["B", "Visit / Mission"]]
    said = told(survey_folder, rows, spellings=star, **LIST)
    assert said[0] == (
        "rounds/a.csv, row 2, Help: 2 of 2 filled cells are set aside whole. What "
        'stands between the answers was taken to be ","; if it is another sign, write '
        "it as separator in rounds or questions (space = a blank)."
    )


def test_lists_that_are_read_raise_no_doubt(survey_folder: Make) -> None:
    rows = [["Who", "Help"], ["A", "Workshop, Mission"], ["B", "Visit"]]
    assert told(survey_folder, rows, **LIST) == []


def test_a_starred_name_like_a_silent_member_is_told(survey_folder: Make) -> None:
    members = "member_id,name\nBTN,Bhutan\nFJI,Fiji"
    star = "list,found,means\nmember,*,"
    rows = [level()[0], ["Buthan", "Some", "", ""], ["Peru", "Some", "", ""]]
    (said,) = told(survey_folder, rows, members=members, spellings=star)
    assert said.startswith(
        'rounds/a.csv, row 2, Who: "Buthan" is set aside by the line * of spellings, '
        "and Bhutan has no reply in this round."
    )


def test_other_answers_are_counted_as_coded_or_not(survey_folder: Make) -> None:
    rows = [["Who", "Help"], ["A", "Workshop, Course"], ["B", "Course, Tea"]]
    spelled = "list,found,means\nways,Course,Workshop"
    folder = survey_folder({"a.csv": rows}, spellings=spelled, **LIST)
    others = clean_survey(open_survey(folder)).other_answers
    assert others.values.tolist() == [["r1", "help", 2, 1]]
