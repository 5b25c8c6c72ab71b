"""A question about a place is refused where two of its answers would be one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey import open_survey, read_survey
from rocb_analysis.survey.checks import problems_in

Make = Callable[..., Path]
ROWS = [["Who", "First", "Second", "Ways"], ["Fiji", "Origin", "", "Workshop"]]
QUESTIONS = (
    "question_id,kind,scale_id,about\nwho,respondent,,\npick,top_n,,need\n"
    "ways,many,ways,"
)
START = "question_id,subject_id,position,r1\nwho,,,Who\n"


def told(make: Make, columns: str, subject: str) -> list[str]:
    folder = make(
        {"one.csv": ROWS},
        questions=QUESTIONS,
        scales=f"scale_id,answer,subject_id\nways,Workshop,{subject}",
        columns=START + columns,
    )
    return [str(one) for one in problems_in(read_survey(folder)) if one.stops]


@pytest.mark.parametrize(
    ("columns", "subject", "sentence"),
    [
        (
            "pick,,1,First\nways,,1,Ways",
            "roo",
            "columns.csv, row 4, position: ways speaks of the subject at a place, so "
            "what it lists can be no subjects; name a scale without subject_id.",
        ),
        (
            "pick,,1,First\nways,,1,Ways\nways,,,Second",
            "",
            "columns.csv, row 4, position: ways has columns with a position and "
            "without one in one.csv; make two questions of them, or ignore one way.",
        ),
        (
            "pick,,1,First\npick,,,Second",
            "",
            "columns.csv, row 3, position: pick has columns with a position and "
            "without one in one.csv; make two questions of them, or ignore one way.",
        ),
    ],
)
def test_what_would_give_an_answer_twice_is_refused_in_one_sentence(
    survey_folder: Make, columns: str, subject: str, sentence: str
) -> None:
    assert told(survey_folder, columns, subject) == [f"codebook/{sentence}"]


def test_a_list_about_a_place_without_subjects_stands(survey_folder: Make) -> None:
    assert told(survey_folder, "pick,,1,First\nways,,1,Ways", "") == []


def test_a_run_refuses_it_too(survey_folder: Make) -> None:
    folder = survey_folder(
        {"one.csv": ROWS},
        questions=QUESTIONS,
        scales="scale_id,answer\nways,Workshop",
        columns=START + "pick,,1,First\npick,,,Second",
    )
    with pytest.raises(SurveyError, match="with a position and without one"):
        open_survey(folder)
