"""Who is in another cluster than before, and how far that means anything."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.clusters.find import codebook_draft, level_groups
from rocb_analysis.clusters.rounds import (
    answers_of_rounds,
    cluster_pooled,
    movers,
    pooled_profiles,
    steadiness,
)
from tests.clusters.planted import framed, needs_of, planted

KEYS = pd.MultiIndex.from_tuples(
    [("1", "A"), ("2", "A"), ("1", "B"), ("3", "B"), ("2", "C")]
)
ROUNDS = ["1", "2", "3"]


def test_a_mover_is_told_with_the_chance_that_its_rounds_fall_apart():
    together = np.ones((5, 5))
    together[0, 1] = together[1, 0] = 0.2
    together[2, 3] = together[3, 2] = 0.5
    moved = movers(KEYS, np.array([1, 2, 1, 2, 1]), together, ROUNDS)
    rows = moved.drop(columns="chance").to_numpy().tolist()
    assert rows == [["A", "1", "2", 1, 2, "moved"], ["B", "1", "3", 1, 2, "unsure"]]
    assert moved["chance"].tolist() == [0.8, 0.5]


def test_nobody_that_keeps_its_cluster_is_a_mover():
    assert movers(KEYS, np.array([1, 1, 2, 2, 1]), np.ones((5, 5)), ROUNDS).empty


@pytest.mark.parametrize(
    ("label", "kappa"),
    [([1, 1, 2, 2, 1], 1.0), ([1, 2, 2, 1, 1], -1.0), ([1, 2, 1, 1, 1], 0.0)],
)
def test_steadiness_is_kappa_over_pairs_of_rounds_that_follow(label, kappa):
    assert steadiness(KEYS, np.array(label), ROUNDS) == kappa


def test_labels_of_all_rounds_do_not_depend_on_jobs():
    wide = framed(planted(strength=1.0)[0])
    profiles = pooled_profiles({"1": wide, "2": wide.iloc[::2]}, "standard")
    one, two = (cluster_pooled(profiles, 3, n_resamples=80, jobs=n) for n in (1, 2))
    assert (one.label == two.label).all()
    assert (one.consensus == two.consensus).all()


def test_steadiness_of_one_round_is_unknown():
    assert np.isnan(steadiness(KEYS[:1], np.array([1]), ROUNDS))


def test_subjects_all_agree_on_and_replies_that_need_nothing_are_left_out():
    wide = pd.DataFrame(
        {"a": [0.0, 0.5, 1.0, 0.5], "b": [0.0, 0.5, 0.8, np.nan], "c": [0.0, 1, 1, 1]},
        index=list("ABCD"),
    )
    answers = answers_of_rounds(needs_of({"1": wide}), ["1", "2"])
    assert list(answers) == ["1"]
    assert list(answers["1"].index) == ["B", "C"]
    assert list(answers["1"].columns) == ["a", "b"]


def test_levels_that_hardly_differ_are_no_groups():
    assert set(level_groups(pd.Series([0.10, 0.12, 0.10, np.nan]))) == {""}


def test_a_member_without_a_level_is_in_no_level_group():
    assert list(level_groups(pd.Series([0.1, np.nan, 0.5, 0.9]))) == [
        "low",
        "",
        "middle",
        "high",
    ]


def test_the_draft_for_the_codebook_names_the_surest_members_in_order():
    rows = pd.DataFrame(
        {
            "respondent_id": list("GFEDCBAZ"),
            "cluster": [1, 1, 1, 1, 1, 1, 1, 2],
            "membership": [0.9, 0.9, 0.9, 0.9, 0.5, 0.9, 0.4, 0.8],
            "next_membership": [0.1, 0.1, 0.1, 0.1, 0.4, 0.1, 0.4, 0.1],
        }
    )
    draft = codebook_draft(rows, {1: "valuation first"})
    assert draft.to_numpy().tolist() == [
        ["1", "valuation first", "B; D; E; F; G"],
        ["2", "", "Z"],
    ]
