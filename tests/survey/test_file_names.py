"""Ids that become names of files, and files that a codebook names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey.check import problems_of_folder
from rocb_analysis.survey.checks import problems_in
from rocb_analysis.survey.codebook import file_name_problem
from rocb_analysis.survey.survey_folder import Survey

Make = Callable[..., Survey]
ROUNDS = "round,file,asked_on\n2024,a.csv,2024-12-01"


def told(survey: Survey, word: str) -> list[str]:
    return [str(one) for one in problems_in(survey) if word in str(one) and one.stops]


NO_NAMES = [
    *("../for_website/brief", "/tmp/x", "a b", "x" * 41, "é", "a.b", "CON", "com1", ""),
    *("index", "nul", "C:x", "a\\b", "a\n", "ＡＢ", "-\u202e"),
]


@pytest.mark.parametrize("name", NO_NAMES)
def test_an_id_that_cannot_name_a_file_is_told(name: str) -> None:
    assert file_name_problem(name) != ""


@pytest.mark.parametrize("name", ["FJI", "hong_kong", "1", "x" * 40, "com10", "a-b"])
def test_an_id_of_plain_letters_is_right(name: str) -> None:
    assert file_name_problem(name) == ""


def test_a_member_id_that_is_a_path_stops_a_report(make_survey: Make) -> None:
    members = "member_id,name\n../brief,Fiji\nTON,Tonga"
    found = told(make_survey(rounds=ROUNDS, members=members), "../brief")
    assert len(found) == 1
    assert found[0].startswith('codebook/members.csv, row 2, member_id: "../brief" is')


def test_member_ids_that_differ_in_capitals_only_stop_a_report(
    make_survey: Make,
) -> None:
    members = "member_id,name\nfji,Fiji\nFJI,Viti\nTON,Tonga"
    found = told(make_survey(rounds=ROUNDS, members=members), "capitals")
    assert [one.split(":")[0] for one in found] == [
        "codebook/members.csv, row 3, member_id"
    ]


@pytest.mark.parametrize("file", ["../../secret.csv", "/etc/passwd", "a/../../b.csv"])
def test_a_file_of_a_round_outside_rounds_stops_a_report(
    make_survey: Make, file: str
) -> None:
    survey = make_survey(rounds=f"round,file,asked_on\n2024,{file},2024-12-01")
    assert len(told(survey, "lies outside rounds/")) == 1


def test_a_file_whose_name_is_too_long_for_any_disk_is_told(
    make_survey: Make,
) -> None:
    survey = make_survey(rounds=f"round,file,asked_on\n2024,{'9' * 400},2024-12-01")
    assert [one.what for one in problems_of_folder(survey.path, reading=[])] == []
    with pytest.raises(SurveyError, match="is not in rounds/"):
        read_sheet(survey.round_files[0].path)


def test_a_link_in_rounds_to_a_file_elsewhere_stops_a_report(
    make_survey: Make,
) -> None:
    survey = make_survey(rounds=ROUNDS)
    (survey.path / "rounds").mkdir()
    (survey.path.parent / "secret.csv").write_text("secret")
    (survey.path / "rounds" / "a.csv").symlink_to(survey.path.parent / "secret.csv")
    assert len(told(survey, "lies outside rounds/")) == 1


def test_a_slide_template_outside_the_survey_stops_a_report(make_survey: Make) -> None:
    survey = make_survey(settings='slide_template = "../x.potx"', rounds=ROUNDS)
    assert len(told(survey, 'slide_template "../x.potx" lies outside')) == 1
