"""What each edition may show; what it may not is a word, never 0."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.disclosure import disclosure
from rocb_analysis.exports.tables import csv_text
from rocb_analysis.tables import TABLES, arrange

MEMBERS = "member_id,sub_region\nAland,East\nBland,West"
SUBJECTS = """
    subject_id,label,sensitive
    val,Valuation,
    ethics,Integrity,yes
    drugs,Drugs,yes
    wood,Timber,no
"""
WITHHELD = ["needing", "least", "most", "group"]


@pytest.fixture
def survey(make_survey):
    return make_survey(
        settings="least_group = 5",
        rounds="round,file,asked_on\n2024,a.csv,2024-12-02",
        members=MEMBERS,
        subjects=SUBJECTS,
    )


@pytest.fixture
def priorities():
    """18 of 34 members answered: val 5, ethics 4, drugs 9, wood 1, aeo 0 need it."""
    needing = {"val": 5, "ethics": 4, "drugs": 9, "wood": 1, "aeo": 0}
    whole = pd.DataFrame({"subject_id": needing.keys(), "needing": needing.values()})
    whole = whole.assign(
        answered=18, share_pct=50.0, least=whole["needing"], most=whole["needing"] + 16
    )
    areas = [whole.assign(sub_region=area) for area in ("all", "East", "West")]
    every = pd.concat(areas).assign(
        round="2024", members=34, rank=1, score=0.5, group="first"
    )
    return arrange(every, "priorities")


@pytest.fixture
def tables(priorities):
    """Every table; those of names hold a row of Aland."""
    row = pd.DataFrame({"round": ["2024"], "respondent_id": ["Aland"]})
    named = ("responses", "respondents", "needs", "clusters")
    rates = pd.DataFrame({"round": "2024", "sub_region": ["all", "East"]})
    return {
        **{name: arrange(pd.DataFrame(), name) for name in TABLES},
        **{name: arrange(row, name) for name in named},
        "response_rates": arrange(
            rates.assign(members=9, replied=[3, 1], share_pct=33.3), "response_rates"
        ),
        "priorities": priorities,
    }


def needing(shown: dict[str, pd.DataFrame]) -> dict[str, object]:
    """Return what an edition shows as needing, by subject."""
    return shown["priorities"].set_index("subject_id")["needing"].to_dict()


def test_the_office_sees_every_table_as_it_is(survey, tables):
    shown = disclosure(survey, "internal").tables(tables)
    assert set(shown) == set(TABLES)
    for name, table in shown.items():
        pd.testing.assert_frame_equal(table, tables[name])


def test_nothing_is_withheld_from_the_office(survey, priorities):
    assert not disclosure(survey, "internal").withheld(priorities).any()


def test_heads_do_not_see_small_counts_of_sensitive_subjects(survey, tables):
    shown = needing(disclosure(survey, "heads").tables(tables))
    assert shown["ethics"] == "fewer than 5"


def test_heads_see_small_counts_of_other_subjects(survey, tables):
    shown = needing(disclosure(survey, "heads").tables(tables))
    assert (shown["wood"], shown["aeo"]) == (1, 0)


def test_heads_see_large_counts_of_sensitive_subjects(survey, tables):
    assert needing(disclosure(survey, "heads").tables(tables))["drugs"] == 9


def test_the_public_sees_no_small_count(survey, tables):
    shown = needing(disclosure(survey, "public").tables(tables))
    assert shown == {
        "val": 5,
        "ethics": "fewer than 5",
        "drugs": 9,
        "wood": "fewer than 5",
        "aeo": "fewer than 5",
    }


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_what_would_give_a_count_away_is_withheld_with_it(survey, tables, edition):
    rule = disclosure(survey, edition)
    shown = rule.tables(tables)["priorities"]
    hidden = shown["needing"] == rule.word
    assert (shown.loc[hidden, WITHHELD] == rule.word).all(axis=None)
    assert not (shown.loc[~hidden, WITHHELD] == rule.word).any(axis=None)
    assert not {"share_pct", "score", "rank", "members_low"} & set(shown)


def test_what_is_withheld_is_printed_as_a_word(survey, tables):
    shown = disclosure(survey, "public").tables(tables)["priorities"]
    printed = csv_text(shown, "priorities").splitlines()
    assert (
        "2024,all,aeo,34,18,fewer than 5,fewer than 5,fewer than 5,fewer than 5"
        in printed
    )
    assert "2024,all,val,34,18,5,5,21,first" in printed


def test_a_bound_that_is_blank_stays_blank(survey, tables):
    blank = {"members": pd.NA, "least": pd.NA, "most": pd.NA}
    tables["priorities"] = arrange(tables["priorities"].assign(**blank), "priorities")
    shown = disclosure(survey, "public").tables(tables)["priorities"]
    assert shown[["least", "most"]].isna().all(axis=None)


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_no_count_of_a_sub_region_leaves_the_office(survey, tables, edition):
    shown = disclosure(survey, edition).tables(tables)
    assert set(shown["priorities"]["sub_region"]) == {"all"}


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_replies_by_sub_region_are_shown_to_all(survey, tables, edition):
    shown = disclosure(survey, edition).tables(tables)
    pd.testing.assert_frame_equal(shown["response_rates"], tables["response_rates"])


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_no_member_is_named_outside_the_office(survey, tables, edition):
    shown = disclosure(survey, edition).tables(tables)
    printed = "".join(csv_text(table, name) for name, table in shown.items())
    assert "respondent_id" not in printed
    assert "Aland" not in printed


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_a_table_that_nobody_released_is_not_shown(survey, tables, edition):
    shown = disclosure(survey, edition).tables({**tables, "gaps": tables["needs"]})
    assert set(shown) == {"response_rates", "priorities", "changes"}


def test_the_least_group_is_the_one_of_the_survey(make_survey, tables):
    survey = make_survey(settings="least_group = 10", rounds="round,file\n2024,a.csv")
    shown = needing(disclosure(survey, "public").tables(tables))
    assert set(shown.values()) == {"fewer than 10"}


def test_a_subject_without_a_count_is_withheld(survey, priorities):
    unknown = priorities.assign(needing=pd.array([pd.NA] * 15, dtype="Int64"))
    assert disclosure(survey, "public").withheld(unknown).all()


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_the_tables_of_the_office_are_not_changed(survey, tables, edition):
    before = tables["priorities"].copy()
    disclosure(survey, edition).tables(tables)
    pd.testing.assert_frame_equal(tables["priorities"], before)


def test_small_counts_of_members_that_changed_are_withheld(survey, tables):
    changes = {
        "from_round": "2023",
        "to_round": "2024",
        "subject_id": ["ethics", "wood"],
        "matched": 20,
        "rose": [6, 2],
        "fell": [1, 0],
        "verdict": "no clear change",
    }
    said = {**tables, "changes": arrange(pd.DataFrame(changes), "changes")}
    heads = disclosure(survey, "heads").tables(said)["changes"]
    assert heads[["rose", "fell"]].values.tolist() == [[6, "fewer than 5"], [2, 0]]
    public = disclosure(survey, "public").tables(said)["changes"]
    assert public["rose"].tolist() == [6, "fewer than 5"]
    assert "p_value" not in public
