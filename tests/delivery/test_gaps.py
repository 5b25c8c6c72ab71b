"""The table gaps: need beside the support on record."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.delivery.register import Register
from rocb_analysis.delivery.support import delivery_gaps, followed_up, gaps_by_round

ASKED = {"round": "2023", "asked_on": "2023-12-04"}


@pytest.fixture
def gaps(members, register_of, needs_from):
    """Return a function: table gaps by member and subject."""

    def read(drawing: str, *activities: dict[str, str], count=delivery_gaps, **options):
        needs = needs_from("2023", drawing)
        table = count(needs, register_of(*activities), members, **{**ASKED, **options})
        return table.set_index(["member_id", "subject_id"])

    return read


def test_every_member_of_the_day_stands_beside_every_subject_asked(gaps):
    table = gaps("val roo\nAAA 1 0")
    members = ["AAA", "AAA", "BBB", "BBB", "CCC", "CCC"]
    assert list(table.index) == list(zip(members, ["roo", "val"] * 3, strict=True))


def test_a_provider_and_who_joins_later_are_in_no_gap(gaps):
    table = gaps("val\nAAA 1\nPPP 1", asked_on="2022-12-05")
    assert list(table.index.get_level_values("member_id")) == ["AAA", "BBB"]


@pytest.mark.parametrize(
    ("cells", "delivered", "gap"),
    [
        ({"members": "AAA"}, "named", "served"),
        ({}, "maybe", "unsure"),
        ({"members": "BBB"}, "none", "open"),
    ],
)
def test_a_need_is_served_unsure_or_open(gaps, cells, delivered, gap):
    said = gaps("val\nAAA 1", {"start": "2022-05-01", **cells}).loc[("AAA", "val")]
    assert (said["delivered"], said["gap"]) == (delivered, gap)


def test_what_is_not_needed_is_no_need_whatever_was_delivered(gaps):
    said = gaps("val\nAAA 0", {"start": "2022-05-01", "members": "AAA"})
    row = said.loc[("AAA", "val")]
    assert (row["delivered"], row["gap"], row["activities"]) == ("named", "no_need", 1)
    assert row["last_delivered"] == "2022-05-01"


def test_a_member_yet_to_reply_has_support_on_record_and_neither_score_nor_gap(gaps):
    table = gaps("val\nAAA 1", {"start": "2022-05-01", "members": "BBB"})
    row = table.loc[("BBB", "val")]
    assert (row["delivered"], row["gap"]) == ("named", "")
    assert pd.isna(row["score"])


def test_an_answer_left_blank_is_no_gap_and_no_absence_of_need(gaps):
    table = gaps("val roo\nAAA . 1")
    assert table.loc[("AAA", "val"), "gap"] == ""
    assert table.loc[("AAA", "roo"), "gap"] == "open"


def test_a_subject_nobody_was_asked_of_has_no_row(gaps):
    table = gaps("val roo\nAAA 1 -\nBBB 1 -")
    assert set(table.index.get_level_values("subject_id")) == {"val"}


@pytest.mark.parametrize(
    ("day", "gap"),
    [
        ("2020-06-30", "open"),
        ("2020-07-01", "served"),
        ("2023-06-30", "served"),
        ("2023-11-20", "served"),
        ("2023-12-04", "open"),
    ],
)
def test_support_counts_from_three_plan_years_back_to_the_eve_of_the_survey(
    gaps, day, gap
):
    table = gaps("val\nAAA 1", {"start": day, "members": "AAA"})
    assert table.loc[("AAA", "val"), "gap"] == gap


def test_fewer_plan_years_shorten_the_memory(gaps):
    activity = {"start": "2021-01-15", "members": "AAA"}
    assert gaps("val\nAAA 1", activity, plan_years=2)["gap"].iloc[0] == "open"


def test_another_first_day_of_the_plan_year_moves_the_window(gaps):
    activity = {"start": "2020-03-01", "members": "AAA"}
    assert gaps("val\nAAA 1", activity)["gap"].iloc[0] == "open"
    moved = gaps("val\nAAA 1", activity, plan_year_starts="01-01")
    assert moved["gap"].iloc[0] == "served"


@pytest.mark.parametrize(
    ("day", "gap"),
    [
        ("2024-06-30", "open"),
        ("2024-07-01", "served"),
        ("2025-06-30", "served"),
        ("2025-07-01", "open"),
    ],
)
def test_what_followed_counts_in_the_plan_year_that_the_round_feeds(gaps, day, gap):
    activity = {"start": day, "members": "AAA"}
    table = gaps("val\nAAA 1", activity, count=followed_up)
    assert table.loc[("AAA", "val"), "gap"] == gap


def test_what_ran_after_the_register_was_kept_does_not_count(gaps):
    activity = {"start": "2022-05-01", "members": "AAA"}
    kept = gaps("val\nAAA 1", activity, kept_until="2022-05-01")
    assert kept["gap"].iloc[0] == "served"
    ended = gaps("val\nAAA 1", activity, kept_until="2022-04-30")
    assert ended["gap"].iloc[0] == "open"


def test_no_gap_is_told_of_a_time_for_which_no_register_was_kept(gaps):
    with pytest.raises(SurveyError, match="kept up to 2024-06-30, before 2024-07-01"):
        gaps("val\nAAA 1", count=followed_up, kept_until="2024-06-30")


def test_a_round_without_a_day_stops_it(gaps):
    with pytest.raises(SurveyError, match="asked_on"):
        gaps("val\nAAA 1", asked_on="")


def test_columns_and_types_are_those_of_the_contract(gaps):
    table = gaps("val\nAAA 1").reset_index()
    assert set(table) == {
        *("round", "member_id", "subject_id", "score"),
        *("delivered", "activities", "last_delivered", "gap"),
    }
    assert table["activities"].dtype == "Int64"
    assert list(table["activities"]) == [0, 0, 0]


def test_activities_may_be_a_frame_with_the_columns_of_the_file(members, needs_from):
    columns = ["activity_id", "start", "title", "subject_ids", "members", "counts"]
    rows = [("a1", "2022-05", "One", "val", "A-land; Guam", "training")]
    activities = pd.DataFrame(rows, columns=columns)
    needs = needs_from("2023", "val\nAAA 1")
    table = delivery_gaps(needs, activities, members, **ASKED)
    assert list(table["gap"]) == ["served", "", ""]
    assert list(table["last_delivered"]) == ["2022-05", "", ""]


@pytest.fixture
def gaps_of_rounds(make_survey, needs_from, register_of):
    """Return a function: table gaps of two rounds, support was given in 2018."""

    def read(kept_until: str) -> pd.DataFrame:
        survey = make_survey(
            rounds="round,file,asked_on\n2020,a.csv,2020-12-07\n2023,b.csv,2023-12-04",
            members="member_id,role\nAAA,member",
        )
        needs = pd.concat([needs_from(name, "val\nAAA 1") for name in ("2020", "2023")])
        activities = register_of({"start": "2018-01-01", "members": "AAA"})
        blank = pd.DataFrame()
        register = Register(activities, blank, blank, blank, kept_until)
        return gaps_by_round(survey, needs, register)

    return read


def test_all_rounds_stand_in_one_table_each_with_its_own_window(gaps_of_rounds):
    table = gaps_of_rounds("2023-12-31")
    assert list(table["round"]) == ["2020", "2023"]
    assert list(table["gap"]) == ["served", "open"]


def test_a_round_before_which_the_register_was_not_kept_has_no_row(gaps_of_rounds):
    assert list(gaps_of_rounds("2018-01-01")["round"]) == ["2020"]


def test_without_a_register_nothing_is_said_of_gaps(
    make_survey, needs_from, register_of
):
    survey = make_survey(
        rounds="round,file,asked_on\n2023,b.csv,2023-12-04",
        members="member_id,role\nAAA,member",
    )
    blank = pd.DataFrame()
    register = Register(register_of(), blank, blank, blank)
    assert len(gaps_by_round(survey, needs_from("2023", "val\nAAA 1"), register)) == 0
