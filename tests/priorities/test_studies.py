"""Small versions of the simulation studies that `make bench` runs whole.

`make test` runs one kind of region a study, `make soak` every kind.
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks import (
    coverage_of_ranks,
    narrowing_by_calls,
    power_of_changes,
    trends_of_panels,
)
from tests.soak.sizes import first_of


@pytest.fixture(scope="module", params=first_of(["top_5", "yes_no"]))
def ordinary(request):
    """Return the means over 80 ordinary regions of one kind of answers."""
    return coverage_of_ranks.study(kind=request.param, silence="chance", regions=60)


def test_intervals_of_members_cover_95_of_100_subjects(ordinary):
    assert ordinary["interval"] >= 0.95


def test_rank_sets_hold_all_subjects_at_once_in_95_of_100_regions(ordinary):
    assert ordinary["sets_all"] >= 0.95


def test_likely_ranges_hold_a_whole_tied_rank_95_times_of_100_and_are_narrow(ordinary):
    assert ordinary["likely_each"] >= 0.95
    assert ordinary["likely_width"] <= 0.65 * ordinary["silence_width"]


def test_last_round_narrows_the_likely_ranges_and_they_still_hold(ordinary):
    assert ordinary["last_each"] >= 0.95
    assert ordinary["last_width"] < ordinary["likely_width"]


@pytest.mark.parametrize("silence", first_of(coverage_of_ranks.SILENCES))
def test_silence_ranks_always_hold(silence):
    found = coverage_of_ranks.study(kind="top_5", silence=silence, regions=30)
    assert found["silence_all"] == 1.0


def test_rank_sets_hold_where_all_subjects_tie():
    found = coverage_of_ranks.study(
        kind="yes_no", silence="chance", tied=True, regions=60
    )
    assert found["sets_all"] >= 0.95


def test_verdicts_find_changes_of_40_points_and_invent_few():
    found = power_of_changes.study(points=40, rounds=40)
    assert found["found"] >= 0.75
    assert found["wrong_subjects"] <= 0.01
    assert found["wrong_verdicts"] <= 0.10


def test_rounds_without_change_rarely_have_a_verdict():
    assert power_of_changes.study(points=0, rounds=40)["wrong_rounds"] <= 0.10


def test_steady_members_without_change_rarely_make_a_trend_over_eight_rounds():
    # Of 40 surveys 4 are expected at most; Kendall's test of the shares gave 29 to 39.
    found = trends_of_panels.study(persistence=0.9, steady=20, rounds=8, surveys=40)
    assert found.loc["mean", "any_false"] <= 0.2


def test_a_rise_of_forty_points_over_six_rounds_is_found_with_every_reply():
    found = trends_of_panels.study(persistence=0.9, steady=20, rises_to=0.5, surveys=20)
    assert found.loc["mean", "found"] >= 0.7
    assert found.loc["mean", "flat"] <= 0.03


def test_six_calls_down_the_list_narrow_more_than_six_at_random():
    found = narrowing_by_calls.study(
        kind="yes_no", persistence=0.9, regions=20, oracle=False
    )
    assert found["list_over_random"] >= 1.25


def test_with_no_last_round_any_order_is_as_good():
    found = narrowing_by_calls.study(
        kind="yes_no", persistence=0.8, answered_last=0.0, regions=20, oracle=False
    )
    assert found["list_over_random"] >= 0.9


def test_the_regions_of_the_studies_are_those_described():
    random = np.random.default_rng(1)
    for _ in range(20):
        region = coverage_of_ranks.make_region(random, kind="top_5")
        assert 33 <= len(region.now) <= 35
        assert 24 <= region.now.shape[1] <= 31
        assert 18 <= region.replies.sum() <= 30
        assert (region.now.sum(axis=1) == 5).all()
