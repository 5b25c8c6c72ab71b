"""A draft plan from the shipped survey and its real register."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis.clean import clean_survey
from rocb_analysis.delivery.partners import hosts_on
from rocb_analysis.delivery.register import read_register
from rocb_analysis.delivery.support import delivery_gaps
from rocb_analysis.needs import needs_by_respondent_subject
from rocb_analysis.plan.draft import WorkPlan, draft_work_plan
from rocb_analysis.plan.planning_book import Planning
from rocb_analysis.survey import open_survey
from rocb_analysis.survey.survey_folder import asked_on, base_of

SURVEY = Path(__file__).resolve().parents[2] / "data" / "raw" / "rocb_ap"
STARTS_ON = "2026-07-01"


@pytest.fixture(scope="module")
def survey():
    return open_survey(SURVEY)


@pytest.fixture(scope="module")
def plan(survey) -> WorkPlan:
    needs = needs_by_respondent_subject(survey, clean_survey(survey))
    name = survey.round_names[-1]
    members, register = base_of(survey, name), read_register(SURVEY, survey)
    book = Planning()
    asked = needs[(needs["round"] == name) & (needs["asked"] == 1)]
    return draft_work_plan(
        needs,
        book.offers_for(sorted(asked["subject_id"].unique()), members),
        book.limits,
        members=members,
        completions=3,
        planning=book,
        subjects=survey.subjects,
        activities=register.activities,
        partners=register.partners,
        gaps=delivery_gaps(
            needs,
            register.activities,
            survey.members,
            round=name,
            asked_on=asked_on(survey, name),
        ),
        starts_on=STARTS_ON,
    )


def test_fifteen_events_are_drafted_within_the_default_limits(plan) -> None:
    kinds = plan.table["kind"].value_counts()
    assert len(plan.table) == 15
    assert kinds["regional_workshop"] == 6
    assert kinds["accreditation_workshop"] <= 4
    assert kinds["online_workshop"] <= 2


def test_hosts_are_centres_that_exist_and_take_the_subject(plan, survey) -> None:
    partners = read_register(SURVEY, survey).partners
    for line in plan.table.to_dict("records"):
        if line["mode"] != "online":
            takes = hosts_on(partners, STARTS_ON, subject_id=str(line["subject_id"]))
            assert line["host"] in set(takes["name"])
    online = plan.table[plan.table["mode"] == "online"]
    assert set(online["host"]) == {""}


def test_no_centre_is_overused_and_no_quarter_is_empty(plan) -> None:
    hosts = plan.table["host"].replace("", pd.NA).dropna()
    assert hosts.value_counts().max() <= 3
    assert plan.table["quarter"].value_counts().between(2, 5).all()


def test_every_member_that_named_a_need_is_invited_to_one_of_its_first(plan) -> None:
    invited = {
        (member, row["subject_id"])
        for row in plan.table.to_dict("records")
        for member in str(row["members_invited"]).split("; ")
    }
    first = zip(plan.problem.members, plan.needs.first, strict=True)
    for member, subjects in first:
        assert not subjects or any((member, s) in invited for s in subjects)


def test_the_plan_is_proven_to_be_the_best(plan) -> None:
    assert plan.objective == pytest.approx(plan.proven, rel=1e-3)


def test_titles_read_as_words_of_a_sentence(plan) -> None:
    titles = plan.table.set_index("line")["title"]
    assert (titles.str.contains(" on ")).all()
    assert not titles.str.contains("_|{|}").any()
