"""Rows and columns are put in an order of their own contents."""

from __future__ import annotations

import numpy as np
import pytest

from rocb_analysis.clusters.consensus import alike_rows, order_by_content


def in_order(points: np.ndarray) -> np.ndarray:
    """Return the points with rows and columns in the order of their contents."""
    return points[np.ix_(*order_by_content(points))]


def turned(points: np.ndarray, seed: int) -> np.ndarray:
    """Return the points with rows and columns shuffled."""
    random = np.random.default_rng(seed)
    rows, columns = (random.permutation(size) for size in points.shape)
    return points[np.ix_(rows, columns)]


@pytest.mark.parametrize("seed", range(20))
def test_answers_shuffled_both_ways_come_back_in_one_order(seed):
    points = (np.random.default_rng(seed).random((12, 9)) < 0.3).astype(float)
    np.testing.assert_array_equal(in_order(points), in_order(turned(points, seed)))


@pytest.mark.parametrize("seed", range(5))
def test_blanks_and_rows_that_are_alike_come_back_in_one_order(seed):
    random = np.random.default_rng(seed)
    points = random.integers(0, 3, (8, 6)).astype(float)
    points[random.random(points.shape) < 0.2] = np.nan
    points = np.vstack([points, points])
    np.testing.assert_array_equal(in_order(points), in_order(turned(points, seed)))


def test_rows_no_colour_tells_apart_are_told_apart_one_at_a_time():
    # A ring of eight: every row and every column looks like every other.
    ring = np.eye(8) + np.roll(np.eye(8), 1, axis=1)
    np.testing.assert_array_equal(in_order(ring), in_order(turned(ring, 3)))


def test_alike_rows_share_a_number():
    points = np.array([[1.0, np.nan], [2.0, 0.0], [1.0, np.nan]])
    number = alike_rows(points)
    assert number[0] == number[2] != number[1]
