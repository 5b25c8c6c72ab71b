"""Consensus clusters: as others count them, and the same however rows are sorted."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import cut_tree, linkage
from scipy.spatial.distance import squareform
from sklearn.metrics import adjusted_rand_score
from sklearn.utils.estimator_checks import check_estimator

from rocb_analysis.clusters.consensus import (
    ABSENT,
    ConsensusClusterer,
    clusterwise_jaccard,
    consensus_labels,
    consensus_matrix,
    vote,
)
from rocb_analysis.clusters.profile import NeedProfile
from tests.clusters.planted import planted


def fitted(answers: np.ndarray, **settings: object) -> ConsensusClusterer:
    """Return consensus clusters of profiles, with few resamples."""
    settings = {"n_clusters": 3, "n_resamples": 100, "random_state": 1, **settings}
    groups = settings.pop("groups", None)
    model = ConsensusClusterer(**settings)
    return model.fit(NeedProfile().fit_transform(answers), groups=groups)


def test_it_passes_every_check_of_scikit_learn():
    said = check_estimator(ConsensusClusterer(n_resamples=50), on_skip=None)
    assert {one["status"] for one in said} <= {"passed", "skipped"}


def test_planted_clusters_are_found_with_answers_missing():
    answers, cluster = planted(blank=0.2)
    assert adjusted_rand_score(cluster, fitted(answers).labels_) > 0.85


def test_clusters_are_numbered_by_size():
    answers, cluster = planted((4, 12, 8))
    model = fitted(answers)
    assert list(np.bincount(model.labels_)) == [12, 8, 4]
    assert set(model.labels_[cluster == 1]) == {0}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_neither_order_of_members_nor_of_subjects_changes_anything(seed):
    answers, _ = planted(strength=1.0, blank=0.2)
    random = np.random.default_rng(seed)
    rows, columns = random.permutation(24), random.permutation(12)
    one = fitted(answers)
    other = fitted(answers[np.ix_(rows, columns)])
    np.testing.assert_array_equal(other.labels_, one.labels_[rows])
    np.testing.assert_array_equal(other.membership_, one.membership_[rows])
    expected = one.consensus_matrix_[np.ix_(rows, rows)]
    np.testing.assert_array_equal(other.consensus_matrix_, expected)


def test_members_that_answer_alike_are_alike_in_all():
    answers, _ = planted(strength=1.0, blank=0.0)
    answers[20] = answers[3]
    model = fitted(answers)
    np.testing.assert_array_equal(model.membership_[3], model.membership_[20])
    assert model.labels_[3] == model.labels_[20]


def test_two_jobs_give_the_same_as_one():
    answers, _ = planted(strength=1.0)
    one, two = fitted(answers), fitted(answers, n_jobs=2)
    np.testing.assert_array_equal(one.consensus_matrix_, two.consensus_matrix_)


def test_a_member_without_answers_has_no_label_and_changes_nobody_s():
    answers, _ = planted(strength=1.0)
    silent = np.insert(answers, 5, np.nan, axis=0)
    one, other = fitted(answers), fitted(silent)
    assert other.labels_[5] == -1
    assert np.isnan(other.membership_[5]).all()
    np.testing.assert_array_equal(np.delete(other.labels_, 5), one.labels_)
    np.testing.assert_array_equal(
        np.delete(other.membership_, 5, axis=0), one.membership_
    )


def test_a_group_is_drawn_whole_so_its_rows_always_meet():
    answers, _ = planted((2, 2, 2), strength=6.0, blank=0.0)
    groups = np.array([0, 1, 2, 3, 4, 5])
    twice = np.vstack([answers, answers])
    model = fitted(twice, groups=np.tile(groups, 2), fraction=0.5)
    assert (model.consensus_matrix_[groups, groups + 6] == 1.0).all()


def test_the_order_of_rows_in_groups_changes_nothing_though_rows_are_alike():
    random = np.random.default_rng(2)
    first = (random.random((12, 6)) < 0.4).astype(float)
    third = (random.random((12, 6)) < 0.4).astype(float)
    answers = np.vstack([first, first[random.permutation(12)], third])
    groups, turned = np.tile(np.arange(12), 3), random.permutation(36)
    one = fitted(answers, groups=groups)
    other = fitted(answers[turned], groups=groups[turned])
    expected = one.consensus_matrix_[np.ix_(turned, turned)]
    np.testing.assert_array_equal(other.consensus_matrix_, expected)


def test_groups_name_a_group_for_each_row():
    with pytest.raises(ValueError, match="it names a group a row"):
        fitted(planted()[0], groups=[1, 2])


def test_fewer_answering_members_than_clusters_are_refused():
    answers = np.full((5, 3), np.nan)
    answers[:2] = [[1.0, 0.0, 2.0], [0.0, 1.0, 2.0]]
    with pytest.raises(ValueError, match="should be >= n_clusters=3"):
        ConsensusClusterer(3).fit(answers)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"n_clusters": 0}, "n_clusters=0"),
        ({"n_clusters": 255}, "at most 254"),
        ({"n_resamples": 0.5}, "n_resamples=0.5"),
        ({"fraction": 0.0}, "fraction=0.0"),
    ],
)
def test_a_setting_out_of_range_is_refused(settings, said):
    with pytest.raises(ValueError, match=said):
        fitted(planted()[0], **settings)


def test_predict_looks_only_at_what_was_answered():
    answers, _ = planted(strength=4.0)
    profile = NeedProfile().fit_transform(answers)
    model = fitted(answers)
    profile[0, 6:] = np.nan
    assert model.predict(profile)[0] == model.labels_[0]
    assert model.predict(np.full((1, 12), np.nan))[0] == -1


def test_membership_is_the_mean_consensus_with_the_others_of_a_cluster():
    model = fitted(planted(strength=1.0)[0])
    own = np.flatnonzero(model.labels_ == model.labels_[4])
    others = own[own != 4]
    expected = model.consensus_matrix_[4, others].mean()
    assert model.membership_[4, model.labels_[4]] == pytest.approx(expected)


LABELS = np.array(
    [[0, 0, 1, 1, ABSENT], [0, 0, 0, 1, 1], [1, ABSENT, 0, 0, 1]], dtype=np.uint8
)


def test_consensus_is_the_share_of_shared_resamples_that_put_two_together():
    consensus = consensus_matrix(LABELS, 2, np.arange(5))
    assert consensus[0, 1] == 1.0
    assert consensus[0, 2] == round(1 / 3, 9)
    assert consensus[3, 4] == 0.5
    assert (consensus == consensus.T).all()


def test_jaccard_is_over_the_rows_of_the_resample():
    label = np.array([0, 0, 0, 1, 1])
    # Cluster 0: {0,1} of {0,1,2}, all three, {2} joined by 3 or {0} joined by 4.
    found = clusterwise_jaccard(LABELS, label, 2)
    assert found[0] == pytest.approx((2 / 3 + 1 + 1 / 3) / 3)
    assert found[1] == pytest.approx((1 / 2 + 1 + 1 / 3) / 3)


def test_labels_are_those_of_average_linkage():
    random = np.random.default_rng(3)
    share = random.random((9, 9))
    share = (share + share.T) / 2
    np.fill_diagonal(share, 1.0)
    tree = linkage(squareform(1 - share, checks=False), "average")
    for k in (1, 2, 4, 9):
        label = consensus_labels(share, k)
        assert adjusted_rand_score(cut_tree(tree, k).ravel(), label) == 1.0


def test_many_rows_vote():
    answers, cluster = planted((60, 50, 40), strength=3.0)
    random = np.random.default_rng(1)
    label, share = vote(answers, 3, n_resamples=20, rng=random)
    assert adjusted_rand_score(cluster, label) > 0.9
    np.testing.assert_allclose(share.sum(axis=1), 1.0)
    assert (share.argmax(axis=1) == label).all()


def test_many_rows_vote_alike_in_any_order_with_any_jobs_and_beside_a_silent_row(
    monkeypatch,
):
    monkeypatch.setattr("rocb_analysis.clusters.consensus.MANY_ROWS", 60)
    answers, _ = planted((30, 25, 20), strength=1.5)
    turned = np.random.default_rng(5).permutation(75)
    silent = np.insert(answers[turned][:, ::-1], 3, np.nan, axis=0)
    one = fitted(answers, n_resamples=20)
    other = fitted(silent, n_resamples=20, n_jobs=2)
    assert one.consensus_matrix_ is None
    np.testing.assert_array_equal(np.delete(other.labels_, 3), one.labels_[turned])
    shares = np.delete(other.membership_, 3, axis=0)
    np.testing.assert_array_equal(shares, one.membership_[turned])
    assert other.labels_[3] == -1
