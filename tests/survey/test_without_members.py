"""Members taken out of the frame, as who explores would."""

from __future__ import annotations

import pytest

from rocb_analysis.clean import clean_survey
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey.survey_folder import frame_of, without_members

MEMBERS = "member_id,name,short_name\nALA,Aland,\nBLA,Bland,Bl."
QUESTIONS = "question_id,kind,about\nwho,respondent,\nneed,yes_no,need"
COLUMNS = "question_id,2024\nwho,Who\nneed,Need"


@pytest.fixture
def survey(make_survey):
    made = make_survey(
        rounds="round,file,asked_on\n2024,a.csv,2024-12-02",
        members=MEMBERS,
        questions=QUESTIONS,
        columns=COLUMNS,
        corrections=(
            "round,respondent_id,question_id,subject_id,position,answer,asked_by\n"
            "2024,BLA,need,,,No,unit"
        ),
    )
    (made.path / "rounds").mkdir()
    (made.path / "rounds" / "a.csv").write_text("Who,Need\nAland,Yes\nBland,Yes\n")
    return made


@pytest.mark.parametrize("name", ["BLA", "Bland", "Bl."])
def test_a_member_left_out_by_any_of_its_names_is_in_no_frame(survey, name):
    fewer = without_members(survey, [name])
    assert frame_of(fewer, "2024")["member_id"].tolist() == ["ALA"]
    assert frame_of(survey, "2024")["member_id"].tolist() == ["ALA", "BLA"]


def test_the_reply_of_a_member_left_out_is_set_aside_and_its_correction_with_it(survey):
    cleaned = clean_survey(without_members(survey, ["BLA"]))
    assert cleaned.respondents["respondent_id"].tolist() == ["ALA"]
    assert len(clean_survey(survey).respondents) == 2
    assert (cleaned.ledger["set_aside"] > 0).all()


def test_a_name_that_is_no_members_is_told_with_the_nearest(survey):
    with pytest.raises(SurveyError, match=r'"Alend" is no member .*"Aland"'):
        without_members(survey, ["Alend"])


def test_a_survey_and_its_replies_are_said_on_one_screen(survey):
    assert repr(survey).startswith("Survey survey: ")
    assert "1 round (2024), 2 members" in repr(survey)
    assert "respondents 2, " in repr(clean_survey(survey))
    assert len(repr(survey)) < 2000
