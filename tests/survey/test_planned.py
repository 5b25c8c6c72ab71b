"""A coming round may stand in the codebook before its file is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rocb_analysis.survey import open_survey, read_survey
from rocb_analysis.survey.checks import problems_in

Make = Callable[..., Path]
FILES = {"one.csv": [["Who", "Note"], ["Fiji", ""]]}
QUESTIONS = (
    "question_id,kind,scale_id\nwho,respondent,\nnote,text,\nmode,one,\nold,text,"
)


def said(make: Make, columns: str) -> list[str]:
    folder = make(FILES, questions=QUESTIONS, columns=columns)
    return [
        str(one)
        for one in problems_in(read_survey(folder))
        if "columns.csv" in one.file or "mode" in one.what or one.stops
    ]


def test_a_planned_round_is_told_in_one_sentence_and_stops_nothing(
    survey_folder: Make,
) -> None:
    columns = "question_id,r1,r2\nwho,Who,Who\nnote,Note,Note\nmode,,Mode"
    assert said(survey_folder, columns) == [
        'codebook/columns.csv, row 1: column "r2" is of no round yet, so it is not '
        "read; add the round to rounds once its file is there."
    ]
    folder = survey_folder(FILES, questions=QUESTIONS, columns=columns)
    assert open_survey(folder).round_names == ["r1"]


def test_a_mistyped_round_is_no_planned_one(survey_folder: Make) -> None:
    told = said(survey_folder, "question_id,r11\nwho,Who\nnote,Note")
    assert not any("of no round yet" in one for one in told)
    assert any('there is no column "r1"' in one for one in told)


def test_a_question_of_a_round_at_hand_still_needs_its_scale(
    survey_folder: Make,
) -> None:
    told = said(survey_folder, "question_id,r1,r2\nwho,Who,Who\nmode,Note,Mode")
    assert any("a one question needs a scale_id" in one for one in told)
