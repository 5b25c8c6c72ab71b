"""Rules for the order of subjects by hand, and agreement between members."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.priorities.rules import (
    ballots_of,
    kendall_w,
    rules_agreement,
    rules_compared,
)

# Hollander and Wolfe (1973): times of 22 players to round first base in three ways.
ROUNDING = """
    5.40 5.50 5.55 5.85 5.70 5.75 5.20 5.60 5.50 5.55 5.50 5.40 5.90 5.85 5.70
    5.45 5.55 5.60 5.40 5.40 5.35 5.45 5.50 5.35 5.25 5.15 5.00 5.85 5.80 5.70
    5.25 5.20 5.10 5.65 5.55 5.45 5.60 5.35 5.45 5.05 5.00 4.95 5.50 5.50 5.40
    5.45 5.55 5.50 5.55 5.55 5.35 5.45 5.50 5.55 5.50 5.45 5.25 5.65 5.60 5.40
    5.70 5.65 5.55 6.30 6.30 6.25
"""
# val is first most often; roo is named most often.
BALLOTS = {"A": "val roo", "B": "val aeo", "C": "roo aeo", "D": "roo", "E": "val roo"}
SUBJECTS = ["aeo", "lab", "roo", "val"]


@pytest.fixture
def survey(make_survey):
    return make_survey(
        rounds="round,file\n1,a.csv",
        questions="question_id,kind,about\npicks,top_n,need",
        columns="question_id,position,1\npicks,1,First\npicks,2,Second",
        weightings="weighting,kind,place_or_answer,weight\noffice,top_n,1,5\n"
        "office,top_n,2,1",
    )


@pytest.fixture
def needs() -> pd.DataFrame:
    """Return the needs of five ballots of up to two names."""
    rows = []
    for respondent, ballot in BALLOTS.items():
        named = ballot.split()
        for subject in SUBJECTS:
            rank = named.index(subject) + 1 if subject in named else None
            score = (3 - rank) / 2 if rank else 0.0
            rows.append(
                ("1", respondent, subject, 1, float(rank is not None), score, rank)
            )
    columns = [
        "round",
        "respondent_id",
        "subject_id",
        "asked",
        "needed",
        "score",
        "rank",
    ]
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def responses() -> pd.DataFrame:
    rows = [
        ("1", respondent, "picks", subject, float(place), "answered")
        for respondent, ballot in BALLOTS.items()
        for place, subject in enumerate(ballot.split(), 1)
    ]
    columns = ["round", "respondent_id", "question_id", "subject_id", "value", "state"]
    return pd.DataFrame(rows, columns=columns)


def by_rule(compared: pd.DataFrame, rule: str, column: str) -> dict[str, float]:
    rows = compared[compared["rule"] == rule]
    return dict(zip(rows["subject_id"], rows[column], strict=True))


def test_top_1_counts_who_is_named_first(survey, needs, responses):
    found = by_rule(rules_compared(survey, needs, responses, "1"), "top_1", "value")
    assert found == {"aeo": 0, "lab": 0, "roo": 2, "val": 3}


def test_named_is_the_share_of_ballots(survey, needs, responses):
    found = by_rule(rules_compared(survey, needs, responses, "1"), "named", "value")
    assert found == {"aeo": 0.4, "lab": 0, "roo": 0.8, "val": 0.6}


def test_borda_is_the_mean_score(survey, needs, responses):
    found = by_rule(rules_compared(survey, needs, responses, "1"), "borda", "value")
    assert found == {"aeo": 0.2, "lab": 0, "roo": 0.6, "val": 0.6}


def test_unnamed_subjects_share_the_places_left(survey, needs, responses):
    found = by_rule(rules_compared(survey, needs, responses, "1"), "mean_rank", "value")
    # D names roo alone: the other three share the mean of 2, 3, 4.
    assert found["roo"] == pytest.approx((2 + 3.5 + 1 + 1 + 2) / 5)
    assert found["lab"] == pytest.approx((3.5 * 4 + 3) / 5)


def test_the_offices_own_weighting_stands_beside_them(survey, needs, responses):
    found = rules_compared(survey, needs, responses, "1", weighting="office")
    values = by_rule(found, "weighting", "value")
    assert values == {"aeo": 2, "lab": 0, "roo": 12, "val": 15}


def test_plackett_luce_puts_a_subject_nobody_named_last(survey, needs, responses):
    found = rules_compared(survey, needs, responses, "1")
    assert by_rule(found, "plackett_luce", "place")["lab"] == 4


def test_places_start_at_the_greatest_value_or_the_least_mean_rank(
    survey, needs, responses
):
    found = rules_compared(survey, needs, responses, "1")
    assert by_rule(found, "top_1", "place") == {"aeo": 3, "lab": 3, "roo": 2, "val": 1}
    assert by_rule(found, "mean_rank", "place")["roo"] == 1


def test_an_unknown_weighting_is_told(survey, needs, responses):
    with pytest.raises(SurveyError, match='no weighting "ofice"'):
        rules_compared(survey, needs, responses, "1", weighting="ofice")


def test_ratings_have_only_the_rules_without_ballots(
    make_survey, needs_from, responses
):
    survey = make_survey(rounds="round,file\n1,a.csv")
    rated = needs_from("1", "val roo\nA 1 0\nB 1 .")
    found = rules_compared(survey, rated, responses.iloc[:0], "1")
    assert list(found["rule"].unique()) == ["named", "borda"]
    assert by_rule(found, "named", "value") == {"roo": 0.0, "val": 1.0}


def test_a_tie_of_four_leaves_plackett_luce_out(survey, needs, responses):
    tied = needs.assign(rank=needs["rank"].where(needs["respondent_id"] != "A", 1.0))
    found = rules_compared(survey, tied, responses, "1")
    assert "plackett_luce" not in set(found["rule"])


def test_a_subject_that_is_not_on_a_ballot_is_no_unnamed_one(needs):
    part = needs[(needs["respondent_id"] != "A") | (needs["subject_id"] != "lab")]
    ballots = ballots_of(part)
    assert ballots.loc["A", "lab"] == 0
    assert np.isnan(ballots.loc["B", "lab"])


def test_agreement_counts_the_subjects_first_by_both_rules(survey, needs, responses):
    compared = rules_compared(survey, needs, responses, "1")
    found = rules_agreement(compared, first=1).set_index(["rule", "other"])
    assert found.loc[("top_1", "named"), "both_first"] == 0
    assert found.loc[("named", "mean_rank"), "both_first"] == 1


def test_agreement_of_rules_is_kendalls_tau_of_their_places(survey, needs, responses):
    compared = rules_compared(survey, needs, responses, "1")
    found = rules_agreement(compared).set_index(["rule", "other"])["tau"]
    tau = stats.kendalltau([3, 3, 2, 1], [3, 4, 1, 2]).statistic
    assert found[("top_1", "named")] == pytest.approx(tau)


@pytest.fixture(scope="module")
def rounding() -> pd.DataFrame:
    times = np.array(ROUNDING.split(), float).reshape(22, 3)
    return pd.DataFrame(times)


def test_w_of_the_base_runners_is_as_published(rounding):
    found = kendall_w(rounding)
    assert found["w"] == pytest.approx(0.25325, abs=5e-6)
    assert found["chi_square"] == pytest.approx(11.143, abs=5e-4)
    assert (found["df"], round(found["p"], 6)) == (2, 0.003805)


def test_the_interval_of_w_holds_it_and_narrows_as_more_of_the_members_answer(rounding):
    alone, of_24, of_22 = (kendall_w(rounding, members=m) for m in (None, 24, 22))
    assert alone["low"] < of_24["low"] < alone["w"] < of_24["high"] < alone["high"]
    assert of_22["low"] == pytest.approx(of_22["w"]) == of_22["high"]


def test_members_of_one_mind_have_w_1_and_of_two_opposite_ones_0():
    assert kendall_w(pd.DataFrame([[1, 2, 3]] * 5))["w"] == pytest.approx(1)
    opposite = kendall_w(pd.DataFrame([[1, 2, 3], [3, 2, 1]]))
    assert opposite["w"] == pytest.approx(0)
    assert np.isnan(opposite["low"])


def test_the_interval_of_w_covers_when_members_agree_only_by_chance():
    random = np.random.default_rng(8)
    held = []
    for _ in range(200):
        found = kendall_w(pd.DataFrame(random.random((25, 8))))
        # Without agreement W is 1 / members on average.
        held.append(found["low"] <= 1 / 25 <= found["high"])
    assert np.mean(held) >= 0.9


def test_a_member_with_a_blank_is_left_out_of_w(rounding):
    more = pd.concat([rounding, pd.DataFrame([[1.0, None, 2.0]])], ignore_index=True)
    assert kendall_w(more) == kendall_w(rounding)


def test_members_that_tell_nothing_apart_have_no_w():
    found = kendall_w(pd.DataFrame([[1, 1, 1]] * 4))
    assert np.isnan(found["w"])
    assert np.isnan(found["p"])
