"""Clusters are explained by labels made without the subject in question."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from rocb_analysis.clusters.consensus import ConsensusClusterer
from rocb_analysis.clusters.find import (
    _difference,
    explain_clusters,
    labels_without,
    matched,
)
from rocb_analysis.clusters.profile import NeedProfile
from tests.clusters.planted import planted


def labels_of(answers: np.ndarray, k: int = 3) -> np.ndarray:
    """Return consensus clusters of profiles."""
    model = ConsensusClusterer(k, n_resamples=60, random_state=1)
    return model.fit_predict(NeedProfile().fit_transform(answers))


def explained(answers: np.ndarray, label: np.ndarray, **settings: object):
    """Return what sets clusters apart, with few resamples."""
    return explain_clusters(answers, label, n_resamples=40, random_state=1, **settings)


def test_a_cluster_differs_in_the_subjects_it_needs_more():
    answers, cluster = planted()
    found = explained(answers, cluster)
    first = found[found["cluster"] == 0].set_index("subject_id")
    own, others = ["0", "1", "2", "3"], ["4", "5", "6", "7"]
    assert first.loc[own, "difference"].min() > 0.5
    assert first.loc[own, "low"].min() > 0
    assert first.loc[own, "q_value"].max() < 0.05
    assert first.loc[others, "difference"].max() < 0


def test_no_cluster_differs_where_there_is_nothing_but_noise():
    hits = 0
    for seed in range(6):
        answers = np.random.default_rng(seed).integers(0, 5, (30, 12)).astype(float)
        found = explained(answers, labels_of(answers))
        hits += (found["q_value"] <= 0.05).any()
    assert hits <= 1


def test_clusters_made_without_a_subject_do_not_look_at_it():
    answers, cluster = planted(strength=1.0)
    other = answers.copy()
    other[:, 4] = np.random.default_rng(1).permutation(other[:, 4])
    one, two = (
        labels_without(a, 4, cluster, "standard", 40, 1) for a in (answers, other)
    )
    np.testing.assert_array_equal(one, two)


def test_the_order_of_subjects_changes_nothing():
    answers, cluster = planted(strength=1.0)
    names = [f"s{q:02d}" for q in range(12)]
    one = explained(answers, cluster, subjects=names)
    two = explained(answers[:, ::-1], cluster, subjects=names[::-1])
    assert one.equals(two)


def test_neither_the_order_of_members_nor_a_silent_one_changes_anything():
    answers, cluster = planted(strength=1.0)
    turned = np.random.default_rng(6).permutation(len(answers))
    silent = np.insert(answers[turned], 4, np.nan, axis=0)
    one = explained(answers, cluster)
    assert one.equals(explained(silent, np.insert(cluster[turned], 4, -1)))


def test_a_member_without_a_cluster_counts_nowhere():
    answers, cluster = planted()
    cluster[[0, 9]] = -1
    found = explained(answers, cluster)
    assert set(found["cluster"]) == {0, 1, 2}
    answered = (~np.isnan(answers[cluster >= 0, 5])).sum()
    assert found.loc[found["subject_id"] == "5", "members"].sum() == answered


def test_clusters_take_the_numbers_of_those_they_share_most_members_with():
    assert list(matched(np.array([0, 0, 1, 2]), np.array([2, 2, 0, 1]), 3)) == [
        2,
        2,
        0,
        1,
    ]


def test_the_difference_is_hedges_g_with_its_interval_and_the_rank_test():
    answer = np.array([3.0, 4.0, 5.0, 1.0, 2.0, 2.0, 1.0, np.nan])
    label = np.array([0, 0, 0, 1, 1, 2, 2, 0])
    members, g, low, high, p_value = _difference(answer, label, 0)
    pooled = np.sqrt((2 * 1.0 + 3 * np.var([1, 2, 2, 1], ddof=1)) / 5)
    assert members == 3
    assert g == pytest.approx((1 - 3 / (4 * 7 - 9)) * 2.5 / pooled)
    assert (low + high) / 2 == pytest.approx(g)
    test = mannwhitneyu([3, 4, 5], [1, 2, 2, 1], method="asymptotic")
    assert p_value == test.pvalue


@pytest.mark.parametrize("answer", [[1.0, np.nan, np.nan, 0.0], [1.0, 1.0, 1.0, 1.0]])
def test_too_few_answers_or_none_that_differ_have_no_difference(answer):
    found = _difference(np.array(answer), np.array([0, 0, 1, 1]), 0)
    assert np.isnan(found[1:]).all()
