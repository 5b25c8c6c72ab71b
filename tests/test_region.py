"""The finite region: intervals, bounds, and what they promise."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from rocb_analysis.region import members_interval, silence_bounds, wilson_interval

REPLIES = range(18, 31)
MEMBERS = range(33, 36)


def every_count(members: int, answered: int) -> list[dict[str, int]]:
    """Return the arguments of an interval for each count of needing."""
    return [
        {"needing": needing, "answered": answered, "members": members}
        for needing in range(answered + 1)
    ]


def chances(members: int, answered: int) -> np.ndarray:
    """Return the chance of each count of needing (column) for each K (row)."""
    needing, in_region = np.arange(answered + 1), np.arange(members + 1)[:, None]
    return stats.hypergeom.pmf(needing, members, in_region, answered)


def coverage(members: int, answered: int, ends: np.ndarray) -> np.ndarray:
    """Return the chance, for each K, that it lies between the ends; exact."""
    in_region = np.arange(members + 1)[:, None]
    inside = (ends[:, 0] <= in_region) & (in_region <= ends[:, 1])
    return (chances(members, answered) * inside).sum(axis=1)


@pytest.fixture(scope="module")
def intervals() -> dict[tuple[int, int], np.ndarray]:
    """Return low and high of each count of needing, by members and answered."""
    return {
        (members, answered): np.array(
            [members_interval(**counts) for counts in every_count(members, answered)]
        )
        for members in MEMBERS
        for answered in REPLIES
    }


def test_eighteen_of_28_of_34_members_is_19_to_24():
    assert members_interval(needing=18, answered=28, members=34) == (19, 24)


def test_ends_are_whole_numbers_of_python():
    assert all(
        type(end) is int for end in members_interval(needing=3, answered=9, members=12)
    )


@pytest.mark.parametrize(("needing", "ends"), [(0, (0, 2)), (28, (32, 34))])
def test_all_or_none_of_28_of_34_still_leaves_two_members(needing, ends):
    assert members_interval(needing=needing, answered=28, members=34) == ends


@pytest.mark.parametrize("needing", range(6))
def test_nothing_is_unsure_when_every_member_answered(needing):
    interval = members_interval(needing=needing, answered=5, members=5)
    assert interval == (needing, needing)


def test_everything_is_possible_when_nobody_answered():
    assert members_interval(needing=0, answered=0, members=34) == (0, 34)


def test_a_region_without_members_has_none_that_need():
    assert members_interval(needing=0, answered=0, members=0) == (0, 0)


def test_no_end_goes_beyond_what_is_certain(intervals):
    for (members, answered), ends in intervals.items():
        for counts, (low, high) in zip(
            every_count(members, answered), ends, strict=True
        ):
            least, most = silence_bounds(**counts)
            assert least <= low <= high <= most


def test_more_needing_never_lowers_an_end(intervals):
    for ends in intervals.values():
        assert (np.diff(ends, axis=0) >= 0).all()


def test_no_and_yes_mirror_each_other():
    low, high = members_interval(needing=7, answered=24, members=34)
    mirrored = members_interval(needing=24 - 7, answered=24, members=34)
    assert mirrored == (34 - high, 34 - low)


def test_least_coverage_over_every_region_is_as_published(intervals):
    each = [coverage(*size, ends) for size, ends in intervals.items()]
    least = min(found.min() for found in each)
    assert least >= 0.95
    assert least == pytest.approx(0.9532, abs=5e-5)


def test_mean_coverage_is_as_published(intervals):
    each = [coverage(*size, ends) for size, ends in intervals.items()]
    assert np.concatenate(each).mean() == pytest.approx(0.9875, abs=5e-5)


def test_at_least_alone_is_right_in_97_and_a_half_of_100(intervals):
    for (members, answered), ends in intervals.items():
        only_low = np.column_stack([ends[:, 0], np.full(answered + 1, members)])
        assert coverage(members, answered, only_low).min() >= 0.975


def test_at_most_alone_is_right_in_97_and_a_half_of_100(intervals):
    for (members, answered), ends in intervals.items():
        only_high = np.column_stack([np.zeros(answered + 1), ends[:, 1]])
        assert coverage(members, answered, only_high).min() >= 0.975


@pytest.mark.parametrize("needing", [0, 1, 7, 18, 27, 28])
def test_a_higher_level_holds_the_lower_one_inside(needing):
    levels = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999]
    nested = [
        members_interval(needing=needing, answered=28, members=34, level=level)
        for level in levels
    ]
    for (low, high), (wider_low, wider_high) in pairwise(nested):
        assert wider_low <= low
        assert high <= wider_high


def test_the_lowest_level_still_gives_an_interval():
    low, high = members_interval(needing=9, answered=20, members=34, level=1e-6)
    assert low <= high


def test_an_end_does_not_hang_on_the_last_bits_of_a_chance():
    # One of 40 drawn and needing: for K = 1 the chance is 1/40, the tail itself.
    assert members_interval(needing=1, answered=1, members=40)[0] == 2


@pytest.mark.parametrize(
    ("needing", "answered", "members"), [(-1, 5, 9), (6, 5, 9), (5, 10, 9)]
)
def test_counts_that_do_not_fit_each_other_raise(needing, answered, members):
    counts = {"needing": needing, "answered": answered, "members": members}
    with pytest.raises(ValueError, match="0 <= needing <= answered <= members"):
        members_interval(**counts)
    with pytest.raises(ValueError, match="0 <= needing <= answered <= members"):
        silence_bounds(**counts)


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_that_is_no_share_raises(level):
    with pytest.raises(ValueError, match=f"level={level}"):
        members_interval(needing=1, answered=2, members=3, level=level)


def test_silence_bounds_let_all_others_say_no_then_yes():
    assert silence_bounds(needing=18, answered=28, members=34) == (18, 24)


@pytest.mark.parametrize(
    ("needing", "answered", "published"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_gives_the_cases_of_newcombe_1998(needing, answered, published):
    interval = wilson_interval(needing=needing, answered=answered)
    assert tuple(round(end, 4) for end in interval) == published


def test_wilson_without_answers_is_0_to_1():
    assert wilson_interval(needing=0, answered=0) == (0.0, 1.0)


def test_wilson_stays_between_0_and_1():
    assert wilson_interval(needing=0, answered=3)[0] == 0.0
    assert wilson_interval(needing=3, answered=3)[1] == 1.0


def test_wilson_refuses_counts_that_do_not_fit():
    with pytest.raises(ValueError, match="needing=4, answered=3"):
        wilson_interval(needing=4, answered=3)
