"""Counts, bounds, intervals and ranks of a region small enough to count by hand.

In 2024 six members are the base: A, B, C, G in the East, D and E in the West. P is a
provider, L joins later. E and G do not reply.
"""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.priorities.shares import (
    priorities_by_subject,
    weighted_scores,
    weights_of,
)
from rocb_analysis.region import members_interval

ROUND_2024 = "round,file,asked_on\n2024,a.csv,2024-12-02"
MEMBERS = """
    member_id,name,sub_region,member_from,role
    A,Aland,East,,member
    B,Bland,East,,member
    C,Cland,East,,
    D,Dland,West,,member
    E,Eland,West,,member
    G,Gland,East,,both
    P,Pland,West,,provider
    L,Lland,West,2025-06-01,member
"""
DRAWING = """
    val roo aeo lab trs
A   1   1   .   -   0
B   1   0   .   -   0
C   0   1   .   -   0
D   1   1   .   -   0
"""

RANKS = ["rank", "rank_worst"]


@pytest.fixture
def region(make_survey):
    return make_survey(rounds=ROUND_2024, members=MEMBERS)


@pytest.fixture
def open_survey_2024(make_survey):
    """A survey without a frame."""
    return make_survey(rounds=ROUND_2024)


@pytest.fixture
def needs(needs_from):
    return needs_from("2024", DRAWING)


def rows(priorities: pd.DataFrame, area: str = "all") -> pd.DataFrame:
    """Return the rows of one area, by subject."""
    return priorities[priorities["sub_region"] == area].set_index("subject_id")


def said(priorities: pd.DataFrame, subject: str, *columns: str) -> tuple:
    """Return cells of a subject for the whole region."""
    return tuple(rows(priorities).loc[subject, list(columns)])


def test_members_answered_and_needing_are_counted(region, needs):
    found = priorities_by_subject(region, needs)
    assert said(found, "val", "members", "answered", "needing") == (6, 4, 3)
    assert said(found, "trs", "members", "answered", "needing") == (6, 4, 0)


def test_the_share_is_needing_of_answered(region, needs):
    assert said(priorities_by_subject(region, needs), "val", "share_pct") == (75.0,)


def test_least_and_most_let_members_without_an_answer_say_no_then_yes(region, needs):
    found = priorities_by_subject(region, needs)
    assert said(found, "val", "least", "most") == (3, 5)
    assert said(found, "trs", "least", "most") == (0, 2)


def test_the_interval_is_that_of_the_finite_region(make_survey, needs_from):
    members = "member_id\n" + "\n".join(f"M{i:02d}" for i in range(34))
    replies = [f"M{i:02d} {int(i < 18)}" for i in range(28)]
    survey = make_survey(rounds=ROUND_2024, members=members)
    needs = needs_from("2024", "val\n" + "\n".join(replies))
    found = priorities_by_subject(survey, needs)
    columns = ["members_low", "members_high", "share_low_pct", "share_high_pct"]
    shares = pytest.approx((100 * 19 / 34, 100 * 24 / 34))
    assert said(found, "val", *columns)[:2] == (19, 24)
    assert said(found, "val", *columns)[2:] == shares
    assert said(found, "val", "method") == ("hypergeometric",)


def test_a_provider_is_in_no_base_of_a_need(region, needs, needs_from):
    provider = needs_from("2024", "val roo\nP 1 1")
    found = priorities_by_subject(region, pd.concat([needs, provider]))
    assert said(found, "val", "members", "answered", "needing") == (6, 4, 3)


def test_a_member_that_joined_later_is_in_no_base_of_the_round(
    region, needs, needs_from
):
    later = needs_from("2024", "val roo\nL 1 1")
    found = priorities_by_subject(region, pd.concat([needs, later]))
    assert said(found, "val", "members", "answered", "needing") == (6, 4, 3)


def test_a_sub_region_is_counted_out_of_its_own_members(region, needs):
    found = priorities_by_subject(region, needs)
    counts = ["members", "answered", "needing", "least", "most"]
    assert list(rows(found, "East").loc["val", counts]) == [4, 3, 2, 2, 3]
    assert list(rows(found, "West").loc["val", counts]) == [2, 1, 1, 1, 2]


def test_a_sub_region_without_a_reply_may_still_need_everything(region, needs):
    only_east = needs[needs["respondent_id"] != "D"]
    west = rows(priorities_by_subject(region, only_east), "West").loc["val"]
    counts = ["answered", "needing", "members_low", "members_high", "least", "most"]
    assert list(west[counts]) == [0, 0, 0, 2, 0, 2]


def test_a_member_without_a_sub_region_counts_in_the_whole_alone(
    make_survey, needs_from
):
    members = "member_id,sub_region\nA,East\nB,"
    survey = make_survey(rounds=ROUND_2024, members=members)
    found = priorities_by_subject(survey, needs_from("2024", "val\nA 1\nB 1"))
    needing = found.set_index("sub_region")["needing"]
    assert needing.to_dict() == {"all": 2, "East": 1}


def test_a_subject_that_was_not_asked_has_no_row(region, needs):
    found = priorities_by_subject(region, needs)
    assert set(found["subject_id"]) == {"val", "roo", "aeo", "trs"}


def test_a_subject_asked_of_some_only_leaves_the_others_without_an_answer(
    region, needs_from
):
    needs = needs_from("2024", "lab\nA 1\nB -")
    found = priorities_by_subject(region, needs)
    assert said(found, "lab", "answered", "needing", "most") == (1, 1, 6)


def test_a_subject_that_nobody_answered_is_not_said_to_be_no_need(region, needs):
    found = priorities_by_subject(region, needs)
    counts = ["answered", "needing", "members_low", "members_high", "least", "most"]
    assert said(found, "aeo", *counts) == (0, 0, 0, 6, 0, 6)
    assert all(map(pd.isna, said(found, "aeo", "share_pct", "score")))


def test_rank_is_one_more_than_the_subjects_with_more_needing(region, needs):
    ranks = rows(priorities_by_subject(region, needs))["rank"]
    assert ranks.drop("aeo").to_dict() == {"roo": 1, "trs": 3, "val": 1}


def test_rank_worst_counts_those_with_as_many_too(region, needs):
    worst = rows(priorities_by_subject(region, needs))["rank_worst"]
    assert worst.drop("aeo").to_dict() == {"roo": 2, "trs": 3, "val": 2}


def test_a_subject_that_nobody_answered_has_no_rank(region, needs):
    assert all(map(pd.isna, said(priorities_by_subject(region, needs), "aeo", *RANKS)))


def test_a_sub_region_without_a_reply_has_no_rank(region, needs):
    only_east = needs[needs["respondent_id"].isin(["A", "B"])]
    west = rows(priorities_by_subject(region, only_east), "West")
    assert west[RANKS].isna().all(axis=None)


def test_ranks_of_a_sub_region_are_its_own(region, needs):
    east = rows(priorities_by_subject(region, needs), "East")
    west = rows(priorities_by_subject(region, needs), "West")
    without_b = needs[needs["respondent_id"] != "B"]
    changed = rows(priorities_by_subject(region, without_b), "East")
    assert list(east.loc[["val", "roo"], "rank"]) == [1, 1]
    assert list(changed.loc[["val", "roo"], "rank"]) == [2, 1]
    assert list(west.loc[["val", "roo"], "rank"]) == [1, 1]


def test_the_score_is_the_mean_of_those_who_answered(region, needs_from):
    needs = needs_from("2024", "val\nA 1\nB 1\nC 0\nD .")
    scored = needs.assign(score=[1.0, 0.75, 0.25, None])
    assert said(priorities_by_subject(region, scored), "val", "score") == pytest.approx(
        (2 / 3,)
    )


def test_rounds_are_counted_apart_each_with_its_own_frame(make_survey, needs_from):
    rounds = ROUND_2024 + "\n2025,b.csv,2025-12-01"
    survey = make_survey(rounds=rounds, members=MEMBERS)
    both = [needs_from(name, "val\nA 1\nL 1") for name in ("2024", "2025")]
    found = priorities_by_subject(survey, pd.concat(both))
    whole = found[found["sub_region"] == "all"]
    columns = ["round", "members", "answered"]
    assert whole[columns].values.tolist() == [["2024", 6, 1], ["2025", 7, 2]]


def test_the_order_of_the_rows_does_not_matter(region, needs):
    turned = needs.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        priorities_by_subject(region, turned), priorities_by_subject(region, needs)
    )


def test_without_a_frame_all_who_answered_are_counted(open_survey_2024, needs):
    found = priorities_by_subject(open_survey_2024, needs)
    assert list(found["sub_region"].unique()) == ["all"]
    assert said(found, "val", "answered", "needing", "share_pct") == (4, 3, 75.0)


def test_without_a_frame_what_speaks_of_members_is_blank(open_survey_2024, needs):
    found = priorities_by_subject(open_survey_2024, needs)
    blank = ["members", "members_low", "members_high", "least", "most"]
    assert found[blank].isna().all(axis=None)


def test_without_a_frame_the_share_has_a_wilson_interval(open_survey_2024, needs_from):
    replies = [f"r{i:03d} {int(i < 15)}" for i in range(148)]
    needs = needs_from("2024", "val\n" + "\n".join(replies))
    found = priorities_by_subject(open_survey_2024, needs)
    ends = said(found, "val", "share_low_pct", "share_high_pct")
    assert ends == pytest.approx((6.2386, 16.0487), abs=1e-4)
    assert said(found, "val", "method") == ("wilson",)


def test_without_a_frame_a_subject_nobody_answered_is_0_to_100(open_survey_2024, needs):
    found = priorities_by_subject(open_survey_2024, needs)
    assert said(found, "aeo", "share_low_pct", "share_high_pct") == (0.0, 100.0)


def test_one_reply_leaves_nearly_everything_open(region, needs_from):
    found = priorities_by_subject(region, needs_from("2024", "val roo\nA 1 0"))
    columns = ["answered", "needing", "least", "most", "rank", "rank_worst"]
    assert said(found, "val", *columns) == (1, 1, 1, 6, 1, 1)
    assert said(found, "roo", *columns) == (1, 0, 0, 5, 2, 2)


@pytest.mark.parametrize("frame", [{}, {"members": MEMBERS}])
def test_a_round_without_replies_has_no_rows(make_survey, needs, frame):
    survey = make_survey(rounds=ROUND_2024, **frame)
    found = priorities_by_subject(survey, needs.iloc[:0])
    assert found.empty
    assert found["members"].dtype == "Int64"


def test_what_comes_in_is_not_changed(region, needs):
    before = needs.copy()
    priorities_by_subject(region, needs)
    pd.testing.assert_frame_equal(needs, before)


def test_the_interval_is_a_public_name_of_the_room():
    assert members_interval(needing=18, answered=28, members=34) == (19, 24)


WEIGHTINGS = """
    weighting,kind,place_or_answer,weight
    office,top_n,1,5
    office,top_n,2,2.5
    office,level,4,1
    bad,level,Very important,1
"""


def test_weights_are_given_by_kind_and_place(make_survey):
    survey = make_survey(rounds=ROUND_2024, weightings=WEIGHTINGS)
    assert weights_of(survey, "office") == {
        "top_n": {1.0: 5.0, 2.0: 2.5},
        "level": {4.0: 1.0},
    }


def test_a_weighting_without_a_kind_speaks_of_levels(make_survey):
    text = "weighting,place_or_answer,weight\nplain,5,1"
    survey = make_survey(rounds=ROUND_2024, weightings=text)
    assert weights_of(survey, "plain") == {"level": {5.0: 1.0}}


def test_an_unknown_weighting_is_told_with_those_there_are(make_survey):
    survey = make_survey(rounds=ROUND_2024, weightings=WEIGHTINGS)
    message = 'There is no weighting "ofice"; the codebook has: bad, office.'
    with pytest.raises(SurveyError, match=message):
        weights_of(survey, "ofice")


def test_a_survey_without_weightings_says_so(make_survey):
    with pytest.raises(SurveyError, match="the codebook has: none"):
        weights_of(make_survey(rounds=ROUND_2024), "office")


def test_an_answer_that_is_no_number_is_told_with_its_row(make_survey):
    survey = make_survey(rounds=ROUND_2024, weightings=WEIGHTINGS)
    with pytest.raises(SurveyError, match=r'weightings.csv, row 5: .*"Very important"'):
        weights_of(survey, "bad")


BALLOT = """
    question_id,kind,about
    picks,top_n,need
    offers,top_n,offer
"""
BALLOT_COLUMNS = """
    question_id,position,2024
    picks,1,First
    picks,2,Second
    offers,1,Offer
"""


@pytest.fixture
def ballot(make_survey):
    """Return a function that makes a survey whose need question is a ballot."""

    def make(**frame: str):
        return make_survey(
            rounds=ROUND_2024, questions=BALLOT, columns=BALLOT_COLUMNS, **frame
        )

    return make


@pytest.fixture
def places():
    """A names val, roo; B names roo at place 1; P names val; A offers val."""
    rows = [
        ("A", "picks", "val", 1.0, "answered"),
        ("A", "picks", "roo", 2.0, "answered"),
        ("B", "picks", "roo", 1.0, "answered"),
        ("B", "picks", "roo", None, "set_aside"),
        ("P", "picks", "val", 1.0, "answered"),
        ("A", "offers", "val", 1.0, "answered"),
    ]
    columns = ["respondent_id", "question_id", "subject_id", "value", "state"]
    return pd.DataFrame(rows, columns=columns).assign(round="2024")


def test_weighted_scores_sum_the_weights_of_the_places(ballot, places):
    found = weighted_scores(ballot(), places, {1.0: 5.0, 2.0: 2.5}, kind="top_n")
    assert found.values.tolist() == [["2024", "roo", 2, 7.5], ["2024", "val", 2, 10.0]]
    assert list(found) == ["round", "subject_id", "answered", "score"]


def test_a_place_without_a_weight_counts_0(ballot, places):
    found = weighted_scores(ballot(), places, {1.0: 5.0}, kind="top_n")
    assert found.set_index("subject_id")["score"].to_dict() == {"roo": 5.0, "val": 10.0}


def test_with_a_frame_a_provider_adds_no_weight(ballot, places):
    survey = ballot(members=MEMBERS)
    found = weighted_scores(survey, places, {1.0: 5.0, 2.0: 2.5}, kind="top_n")
    assert found.values.tolist() == [["2024", "roo", 2, 7.5], ["2024", "val", 1, 5.0]]


def test_questions_of_another_kind_add_no_weight(ballot, places):
    assert weighted_scores(ballot(), places, {1.0: 5.0}, kind="level").empty
