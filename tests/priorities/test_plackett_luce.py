"""Plackett-Luce against published figures; ties, unnamed and uncompared subjects."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.priorities.choice_model import plackett_luce

# Davidson (1970), chocolate puddings: wins of i, wins of j, ties of each pair i-j.
PUDDING = """
    1-2:19,22,16 1-3:16,19,12 2-3:19,19,10 1-4:18,23,13 2-4:23,19,9
    3-4:19,20,15 1-5:13,19,18 2-5:16,20,12 3-5:16,15,17 4-5:17,14,16
    1-6:18,21,12 2-6:22,20,12 3-6:13,18,10 4-6:14,19,18 5-6:11,21,12
"""
# Critchlow and Fligner (1991), salad dressings by 32 judges. The orders here have the
# judges' counts of every choice out of every set left, all that the likelihood sees.
SALAD = (
    "ABCD ABCD BACD BADC BADC CABD CDBA CDAB DCBA DBCA BDAC CBDA CBDA BCAD BCAD "
    + "BDCA " * 5
    + "BCDA " * 12
)


@pytest.fixture(scope="module")
def pudding() -> pd.DataFrame:
    """Return a ballot a comparison: 0 for the four puddings that stand apart."""
    rows = []
    for pair, outcomes in (said.split(":") for said in PUDDING.split()):
        i, j = (int(number) - 1 for number in pair.split("-"))
        places = [(1, 2), (2, 1), (1, 1)]
        for times, (first, second) in zip(outcomes.split(","), places, strict=True):
            row = np.zeros(6)
            row[[i, j]] = first, second
            rows += [row] * int(times)
    return pd.DataFrame(rows, columns=list("123456"))


@pytest.fixture(scope="module")
def salad() -> pd.DataFrame:
    """Return a full ranking of four dressings for each judge."""
    orders = SALAD.split()
    return pd.DataFrame(
        [[o.index(s) + 1 for s in "ABCD"] for o in orders], columns=[*"ABCD"]
    )


def test_worths_and_ties_of_the_puddings_are_as_published(pudding):
    fit = plackett_luce(pudding)
    worth = np.exp(fit["log_worth"])
    published = [0.13880, 0.17300, 0.16175, 0.16537, 0.15869, 0.20239]
    assert (worth / worth.sum()).round(5).tolist() == published
    assert fit.attrs["ties"] == pytest.approx([0.74682], abs=5e-6)
    assert fit.attrs["log_likelihood"] == pytest.approx(-809.7095, abs=5e-5)


def test_log_worths_of_the_puddings_with_pseudo_ballots_are_as_published(pudding):
    fit = plackett_luce(pudding, pseudo=0.5)
    published = [0, 0.21888, 0.15205, 0.17406, 0.13306, 0.37474]
    assert fit["log_worth"].tolist() == pytest.approx(published, abs=6e-6)


def test_errors_of_the_puddings_are_as_published(pudding):
    fit = plackett_luce(pudding, pseudo=0.5)
    errors = [0.18693, 0.19323, 0.18793, 0.19241, 0.19211]
    quasi = [0.13269, 0.13254, 0.13936, 0.13282, 0.13972, 0.13899]
    assert np.isnan(fit["se"].iloc[0])
    assert fit["se"].tolist()[1:] == pytest.approx(errors, abs=6e-6)
    assert fit["quasi_se"].tolist() == pytest.approx(quasi, abs=6e-6)


def test_log_worths_and_errors_of_the_salads_are_as_published(salad):
    fit = plackett_luce(salad)
    assert fit["log_worth"].round(6).tolist() == [0, 2.729914, 1.561539, 1.026836]
    assert fit["se"].tolist()[1:] == pytest.approx(
        [0.448073, 0.396474, 0.377062], abs=1e-6
    )
    assert fit.attrs["log_likelihood"] == pytest.approx(-76.41529, abs=5e-6)


def test_unnamed_subjects_stand_below_all_named_ones():
    top = pd.DataFrame({"val": [1, 1, 2], "roo": [2, None, 1], "aeo": [None, 2, None]})
    full = pd.DataFrame({"val": [1, 1, 2], "roo": [2, 3, 1], "aeo": [3, 2, 3]})
    pd.testing.assert_frame_equal(
        plackett_luce(top, pseudo=0.5), plackett_luce(full, pseudo=0.5)
    )


def test_a_subject_that_a_ballot_does_not_compare_is_not_below_its_others():
    named = pd.DataFrame({"val": [1, 2], "roo": [2, 1], "aeo": [0, 0]})
    fit = plackett_luce(named, pseudo=0.5)
    # Equal in two ballots, and aeo as the subject of worth 1 that stands on none.
    assert fit["log_worth"].tolist() == pytest.approx([0, 0, 0], abs=1e-9)


def test_errors_are_blank_where_the_ballots_do_not_compare_all_subjects():
    apart = pd.DataFrame({"val": [1, 2], "roo": [2, 1], "aeo": [0, 0]})
    fit = plackett_luce(apart, pseudo=0.5)
    assert fit[["se", "quasi_se"]].isna().all(axis=None)


def test_gaps_on_a_ballot_do_not_matter(salad):
    pd.testing.assert_frame_equal(plackett_luce(salad * 2 - 1), plackett_luce(salad))


def test_the_order_of_the_ballots_does_not_matter(salad):
    turned = plackett_luce(salad.iloc[::-1])
    pd.testing.assert_frame_equal(turned, plackett_luce(salad))


@pytest.mark.parametrize("ranks", [[1, 1, 1], [2, 2, 2]])
def test_a_subject_always_or_never_named_first_has_no_worth_without_pseudo(ranks):
    other = [3 - rank for rank in ranks]
    ballots = pd.DataFrame({"val": ranks, "roo": other})
    with pytest.raises(ValueError, match=r"give pseudo, such as \.5"):
        plackett_luce(ballots)


def test_a_subject_always_first_has_a_worth_with_pseudo_ballots():
    ballots = pd.DataFrame({"val": [1, 1, 1], "roo": [2, 2, 2]})
    worth = plackett_luce(ballots, pseudo=0.5)["log_worth"]
    assert -5 < worth["roo"] < 0


def test_a_ballot_of_one_name_says_it_is_above_all_others():
    ballots = pd.DataFrame({"val": [1, 1], "roo": [None, None], "aeo": [None, None]})
    worth = plackett_luce(ballots, pseudo=0.5)["log_worth"]
    assert worth["roo"] == worth["aeo"] < 0


def test_three_tied_subjects_can_be_fitted_four_cannot():
    tied = pd.DataFrame([[1, 1, 1, 2, 3], [2, 1, 3, 5, 4]], columns=list("abcde"))
    assert len(plackett_luce(tied, pseudo=0.5).attrs["ties"]) == 2
    tied.iloc[0, 3] = 1
    with pytest.raises(ValueError, match="ties 4 subjects: at most 3"):
        plackett_luce(tied, pseudo=0.5)


def test_a_negative_pseudo_raises(salad):
    with pytest.raises(ValueError, match="pseudo=-1"):
        plackett_luce(salad, pseudo=-1)
