"""Which questions reach a page of a brief, and what `check` says of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rocb_analysis import open_survey
from rocb_analysis.brief.contents import make_brief, questions_not_shown
from rocb_analysis.disclosure.rule import disclosure
from rocb_analysis.results import Results
from rocb_analysis.survey import read_survey
from tests.shipped import RAW, results_of

Make = Callable[..., Path]
FILES = {"a.csv": [["Who", "Need", "Level", "Mode", "Why", "Use"]]}
ASKED = {
    "rounds": "round,file,asked_on\nr1,a.csv,2021-12-01",
    "questions": "question_id,label,kind,scale_id,about\nwho,Who,respondent,,\n"
    "need,Need,level,need3,need\nlevel,Level,level,need3,capacity\n"
    "mode,Mode,one,need3,context\nwhy,Why,text,,need\nuse,Use,level,need3,follow_up",
    "columns": "question_id,subject_id,r1\nwho,,Who\nneed,val,Need\nlevel,val,Level\n"
    "mode,,Mode\nwhy,,Why\nuse,,Use",
}


def not_shown(folder: Path, **how: str) -> dict[str, str]:
    told = questions_not_shown(read_survey(folder), how.get("round_name"))
    words = [one.what.removeprefix("no brief shows ").split(": ") for one in told]
    return dict(words)


def test_what_no_finding_reads_is_named_with_the_reason(survey_folder: Make) -> None:
    assert not_shown(survey_folder(FILES, **ASKED)) == {
        "Level": "answers on the level of need are shown in its place.",
        "Mode": "no finding reads what is about context.",
        "Why": "a text question gives no need.",
        "Use": "it asks of no subject.",
    }


def test_levels_of_capacity_are_shown_where_none_of_need_are(
    survey_folder: Make,
) -> None:
    asked = {**ASKED, "questions": ASKED["questions"].replace("need3,need", "need3,")}
    told = not_shown(survey_folder(FILES, **asked))
    assert "Level" not in told
    assert told["Need"] == "about is blank."


def test_an_answer_that_says_there_are_no_needs_is_counted(survey_folder: Make) -> None:
    scales = "scale_id,answer,value,state\nneed3,Some,1,\nneed3,Nothing,0,no_needs"
    assert "Mode" not in not_shown(survey_folder(FILES, **ASKED, scales=scales))


def test_offers_are_shown_where_a_plan_is_drafted(survey_folder: Make) -> None:
    asked = {
        **ASKED,
        "questions": ASKED["questions"].replace("need3,capacity", "need3,offer"),
        "members": "member_id,name\nFJI,Fiji",
    }
    folder = survey_folder(FILES, **asked)
    assert not_shown(folder)["Level"].startswith("offers are shown beside a draft plan")
    (folder / "activities.csv").write_text("activity_id,start,title\n")
    assert "Level" not in not_shown(folder)


def test_only_the_questions_of_a_round_are_named_for_it(survey_folder: Make) -> None:
    asked = {
        **ASKED,
        "rounds": "round,file\nr1,a.csv\nr2,a.csv",
        "columns": ASKED["columns"].replace("\n", ",\n").replace("r1,", "r1,r2", 1)
        + ",",
    }
    folder = survey_folder(FILES, **asked)
    assert "Mode" in not_shown(folder)
    assert list(not_shown(folder, round_name="r2")) == []


@pytest.mark.parametrize("name", ["rocb_ap", "rocb_ap_follow_up"])
def test_a_brief_is_the_same_without_the_answers_that_it_does_not_show(
    name: str,
) -> None:
    results = results_of(name)
    survey = open_survey(RAW / name)
    rows = {one.row for one in questions_not_shown(survey, results.round)}
    ids = survey.questions.loc[sorted(rows, key=str), "question_id"]
    assert len(ids) > 0
    said = results.responses
    answers = said["answer"].mask(said["question_id"].isin(ids), "something else")
    values = said["value"].mask(said["question_id"].isin(ids), 9.0)
    other = replace(results, responses=said.assign(answer=answers, value=values))
    assert told(other) == told(results)


def told(results: Results) -> list[object]:
    """Return what the office's brief says: sentences, tables and descriptions."""
    brief = make_brief(results, disclosure(results.survey, "internal"))
    return [
        (
            one.sentences,
            one.table.to_csv() if one.table is not None else "",
            one.chart.alt if one.chart else "",
        )
        for one in brief.findings
    ]


def test_every_answer_of_a_question_that_is_shown_moves_the_brief() -> None:
    results = results_of("rocb_ap_follow_up")
    hidden = {one.row for one in questions_not_shown(results.survey, results.round)}
    questions = results.survey.questions
    shown = questions[
        ~questions.index.isin(hidden)
        & ~questions["kind"].isin({"respondent", "replied_on"})
    ]
    before = told(results)
    said = results.responses
    for question in shown["question_id"]:
        own = (said["question_id"] == question) & (said["state"] == "answered")
        other = replace(
            results, responses=said.assign(value=said["value"].mask(own, 0))
        )
        assert told(other) != before, question
