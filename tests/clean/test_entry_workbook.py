"""The entry workbook's own columns: no_needs and date_received."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rocb_analysis.clean import Cleaned, clean_survey
from rocb_analysis.needs import needs_by_respondent_subject
from rocb_analysis.survey import open_survey
from rocb_analysis.survey.survey_folder import Survey

Make = Callable[..., Path]
HEADER = ["date_received", "Who", "Need [Valuation]", "Need [Origin]", "Note"]


def cleaned(make: Make, *rows: list[object]) -> tuple[Survey, Cleaned]:
    survey = open_survey(make({"a.xlsx": [[*HEADER, "no_needs"], *rows]}))
    return survey, clean_survey(survey)


def test_no_needs_makes_every_subject_asked_needed_0(survey_folder: Make) -> None:
    survey, result = cleaned(survey_folder, ["2021-12-09", "A", "", "", "", 1])
    needs = needs_by_respondent_subject(survey, result)
    assert needs["needed"].tolist() == [0, 0]
    assert set(needs["state"]) == {"no_needs"}


def test_a_reply_that_only_says_no_needs_is_a_reply(survey_folder: Make) -> None:
    _, result = cleaned(survey_folder, ["", "A", "", "", "", "yes"])
    assert result.respondents["respondent_id"].tolist() == ["A"]


def test_0_or_blank_says_nothing_of_needs(survey_folder: Make) -> None:
    _, result = cleaned(
        survey_folder,
        ["", "A", "Some", "", "", 0],
        ["", "B", "Much", "", "", ""],
    )
    assert "no_needs" not in set(result.responses["state"])
    assert result.issues.empty


def test_any_other_word_is_set_aside_with_an_issue(survey_folder: Make) -> None:
    _, result = cleaned(survey_folder, ["", "A", "Some", "", "", "perhaps"])
    assert result.issues["reason"].tolist() == [
        '"perhaps" is neither Yes nor No; write Yes if there are no needs.'
    ]


def test_the_date_received_says_which_reply_is_the_latest(survey_folder: Make) -> None:
    _, result = cleaned(
        survey_folder,
        ["2021-12-20", "A", "Much", "", "", ""],
        ["2021-12-09", "A", "None", "", "", ""],
    )
    assert result.respondents[["row", "replied_on"]].values.tolist() == [
        [2, "2021-12-20"]
    ]
