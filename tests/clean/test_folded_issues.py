"""Very many issues of one text and one cause are one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rocb_analysis import open_survey
from rocb_analysis.clean import clean_survey

TABLES = {
    "members": "member_id,name\nFJI,Fiji\nTON,Tonga",
    "rounds": "round,file,asked_on\nr1,one.csv,2021-12-01",
    "questions": "question_id,kind,about\nwho,respondent,\nneed,yes_no,need",
    "columns": "question_id,subject_id,r1\nwho,,Who\nneed,val,Need",
}


def issues_of(folder: Path):
    return clean_survey(open_survey(folder)).issues


def test_a_thousand_and_one_replies_set_aside_for_one_reason_are_one_issue(
    survey_folder: Callable[..., Path],
) -> None:
    rows = [["Who", "Need"], *[["Fiji", "Yes"]] * 1002]
    issues = issues_of(survey_folder({"one.csv": rows}, **TABLES))
    assert list(issues["row"]) == [2]
    assert issues["reason"].iloc[0].endswith("(1,001 times)")


def test_a_thousand_are_told_each_by_itself(
    survey_folder: Callable[..., Path],
) -> None:
    rows = [["Who", "Need"], *[["Fiji", "Yes"]] * 1001]
    issues = issues_of(survey_folder({"one.csv": rows}, **TABLES))
    assert list(issues["row"]) == list(range(2, 1002))
