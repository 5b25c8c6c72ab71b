"""A profile is what a member needs above its own level."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

from rocb_analysis.clusters.consensus import ConsensusClusterer
from rocb_analysis.clusters.profile import NeedProfile


def test_it_passes_every_check_of_scikit_learn():
    said = check_estimator(NeedProfile(), on_skip=None)
    assert {one["status"] for one in said} <= {"passed", "skipped"}


def test_a_member_that_wants_more_of_everything_has_the_same_profile():
    modest = [1.0, 2.0, 0.0, 1.0]
    answers = np.array([modest, np.add(modest, 2.0), [3.0, 0.0, 2.0, 2.0]])
    # Equal spread in every subject, so that scaling does not bend the shift.
    answers = np.vstack([answers, 4.0 - answers])
    profile = NeedProfile()
    scores = profile.fit_transform(answers)
    shift = 2.0 / profile.scale_
    expected = scores[0] + shift - shift.mean()
    np.testing.assert_allclose(scores[1], expected, atol=1e-9)


def test_the_level_taken_off_is_kept():
    answers = np.array([[0.0, 1.0], [1.0, np.nan], [2.0, 3.0]])
    profile = NeedProfile().fit(answers)
    scores = (answers - profile.mean_) / profile.scale_
    np.testing.assert_allclose(profile.level_, np.nanmean(scores, axis=1))


def test_a_profile_has_mean_zero_over_what_was_answered():
    answers = np.array([[0.0, 1.0, 4.0], [1.0, np.nan, 2.0], [2.0, 3.0, 1.0]])
    scores = NeedProfile().fit_transform(answers)
    np.testing.assert_allclose(np.nanmean(scores, axis=1), 0.0, atol=1e-9)
    assert np.isnan(scores[1, 1])


def test_a_member_without_answers_has_no_level():
    answers = np.array([[0.0, 1.0], [np.nan, np.nan], [2.0, 3.0]])
    assert list(np.isnan(NeedProfile().fit(answers).level_)) == [False, True, False]


def test_the_root_lets_a_rarely_named_subject_weigh_less():
    named = np.zeros((20, 2))
    named[0, 0] = named[:10, 1] = 1.0
    whole, root = (NeedProfile(scaling=s).fit(named).scale_ for s in _SCALINGS)
    np.testing.assert_allclose(root, np.sqrt(whole))


_SCALINGS = ("standard", "root")


@pytest.mark.parametrize("scaling", _SCALINGS)
def test_neither_order_nor_a_member_without_answers_changes_a_profile(scaling):
    random = np.random.default_rng(3)
    answers = random.integers(0, 4, (14, 6)).astype(float)
    answers[random.random(answers.shape) < 0.2] = np.nan
    rows, columns = random.permutation(14), random.permutation(6)
    other = np.vstack([answers[np.ix_(rows, columns)], np.full(6, np.nan)])
    one, two = (NeedProfile(scaling=scaling).fit_transform(a) for a in (answers, other))
    np.testing.assert_array_equal(two[:14], one[np.ix_(rows, columns)])
    assert np.isnan(two[14]).all()


NAMED = pd.DataFrame({"val": [0.0, 1.0, 3.0], "roo": [1.0, np.nan, 2.0]})


def test_a_frame_is_fitted_without_a_warning_and_its_names_are_kept():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        profile = NeedProfile().fit(NAMED)
        profile.transform(NAMED)
        profile.level(NAMED)
    assert profile.get_feature_names_out().tolist() == ["val", "roo"]


def test_a_frame_and_its_array_have_one_profile():
    as_array = NeedProfile().fit_transform(NAMED.to_numpy())
    np.testing.assert_array_equal(NeedProfile().fit_transform(NAMED), as_array)


def test_a_profile_of_a_frame_can_be_a_frame():
    profiles = NeedProfile().set_output(transform="pandas").fit_transform(NAMED)
    assert list(profiles) == ["val", "roo"]


def test_columns_of_an_array_are_named_by_number():
    profile = NeedProfile().fit(NAMED.to_numpy())
    assert profile.get_feature_names_out().tolist() == ["x0", "x1"]


def test_profiles_and_groups_of_a_frame_are_made_without_a_warning():
    random = np.random.default_rng(1)
    answers = pd.DataFrame(random.random((12, 3)), columns=["val", "roo", "aeo"])
    groups = make_pipeline(NeedProfile(), ConsensusClusterer(2, n_resamples=20))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        labels = groups.fit_predict(answers)
    assert len(labels) == 12


def test_another_scaling_is_refused():
    with pytest.raises(ValueError, match='it is "standard" or "root"'):
        NeedProfile(scaling="none").fit(np.eye(3))
