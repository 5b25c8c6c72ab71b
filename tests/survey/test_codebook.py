"""What the codebook answers when the rest of the house asks it."""

from __future__ import annotations

import pickle
from collections.abc import Callable

from rocb_analysis.survey.survey_folder import Survey

Make = Callable[..., Survey]


def test_a_member_is_meant_by_its_names_and_by_spellings_that_mean_one(
    make_survey: Make,
) -> None:
    survey = make_survey(
        rounds="round,file\n2020,a.csv",
        members="member_id,name,short_name\nVNM,Viet Nam,",
        spellings="list,found,means\nmember,Vietnam,VNM\nmember,Aruba,\nmember,*,\n"
        "subject,Origin,roo",
    )
    assert survey.members_meant == {"VNM": "VNM", "Viet Nam": "VNM", "Vietnam": "VNM"}


def test_a_long_file_knows_its_rule_its_respondent_and_the_rounds_beside_it(
    make_survey: Make,
) -> None:
    survey = make_survey(
        settings='[long]\nround = "Year"\n[long.2022]\nitem = "I"\nanswer = "A"',
        rounds="round,file,export\n2020,a.csv,long\n2021,a.csv,long\n2022,b.csv,long",
        questions="question_id,kind\nwho,respondent\nneed,text",
        columns="question_id,2020,2021,2022\nneed,X,X,X\nwho,Who,,Name",
    )
    first, second, third = (file.long for file in survey.round_files)
    assert first is not None
    assert second is not None
    assert third is not None
    assert [first.respondent, second.respondent, third.respondent] == [
        "Who",
        "",
        "Name",
    ]
    assert (first.rounds, third.rounds) == ({"2020", "2021"}, {"2022"})
    assert (third.rule.answer, third.named) == ("A", {"Year", "I", "A"})


def test_only_files_that_rounds_call_long_are_long(make_survey: Make) -> None:
    survey = make_survey(
        settings='[long]\nround = "Year"',
        rounds="round,file\n2020,a.csv",
    )
    assert survey.round_files[0].long is None


def test_a_survey_comes_back_whole_from_a_pickle(make_survey: Make) -> None:
    survey = make_survey(rounds="round,file\n2020,a.csv")
    again = pickle.loads(pickle.dumps(survey))
    assert again.rounds.equals(survey.rounds)
