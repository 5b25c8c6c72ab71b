"""The numerical core: the same as plain sums, and as others find."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product

import numpy as np
import pytest
from sklearn.cluster import KMeans

from rocb_analysis.clusters.consensus import (
    ABSENT,
    cluster_resamples,
    draw_resamples,
    together_counts,
)


def answers(rows: int, columns: int, *, blank: float = 0.0, seed: int = 1):
    """Return centred normal answers, a share of them blank."""
    random = np.random.default_rng(seed)
    points = random.normal(size=(rows, columns))
    points -= points.mean(axis=0)
    points[random.random(points.shape) < blank] = np.nan
    return points


def drawn(rows: int, resamples: int, most: int, seed: int = 2):
    """Return resamples of four fifths of the rows, and draws for the starts."""
    random = np.random.default_rng(seed)
    taken = draw_resamples(random, np.arange(rows), resamples, 0.8)
    return taken, random.random((resamples, most))


def spread_of(points: np.ndarray, label: np.ndarray, k: int) -> float:
    """Return the sum of squares about cluster means, by plain sums."""
    total = 0.0
    for j in range(k):
        own = points[label == j]
        for column in own.T:
            known = column[~np.isnan(column)]
            if len(known):
                total += ((known - known.mean()) ** 2).sum()
    return total


@pytest.mark.parametrize("blank", [0.0, 0.2])
def test_the_sum_of_squares_is_that_of_plain_sums(blank):
    points = answers(20, 7, blank=blank)
    taken, draws = drawn(20, 5, 4)
    labels, spread = cluster_resamples(points, taken, draws, [2, 4])
    for at, k in enumerate([2, 4]):
        for b in range(5):
            expected = spread_of(points[taken[b]], labels[at, b][taken[b]], k)
            assert spread[at, b] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("blank", [0.0, 0.2])
def test_no_move_of_a_single_row_helps(blank):
    points = answers(16, 6, blank=blank)
    taken, draws = drawn(16, 4, 3)
    labels, spread = cluster_resamples(points, taken, draws, [3])
    for b in range(4):
        held = points[taken[b]]
        label = labels[0, b][taken[b]]
        for i, j in product(range(len(held)), range(3)):
            other = label.copy()
            other[i] = j
            assert spread_of(held, other, 3) > spread[0, b] - 1e-4


def test_lloyd_alone_gives_the_labels_of_scikit_learn_from_the_same_start():
    points = answers(40, 8)
    taken, draws = drawn(40, 30, 8)
    for k, b in product((2, 5, 8), range(30)):
        held = points[taken[b]]
        labels, _ = cluster_resamples(
            points, taken[[b]], draws, [k], hartigan=False, first=held[:k]
        )
        model = KMeans(k, init=held[:k], n_init=1, tol=0, algorithm="lloyd")
        expected = model.fit(held).labels_
        np.testing.assert_array_equal(labels[0, 0][taken[b]], expected)


def test_rows_outside_a_resample_have_no_label():
    taken, draws = drawn(15, 6, 2)
    labels, _ = cluster_resamples(answers(15, 4), taken, draws, [2])
    np.testing.assert_array_equal(labels[0] == ABSENT, ~taken)


def test_threads_change_nothing():
    points = answers(30, 9, blank=0.1)
    taken, draws = drawn(30, 40, 5)
    one = cluster_resamples(points, taken, draws, [2, 5])
    two = cluster_resamples(points, taken, draws, [2, 5], jobs=2)
    for here, there in zip(one, two, strict=True):
        np.testing.assert_array_equal(here, there)


def test_fewer_different_rows_than_clusters_leave_clusters_empty():
    points = np.repeat([[0.0, 1.0], [3.0, 0.0]], 5, axis=0)
    taken = np.ones((1, 10), dtype=bool)
    labels, spread = cluster_resamples(points, taken, np.full((1, 4), 0.4), [4])
    assert len(set(labels[0, 0, :5])) == len(set(labels[0, 0, 5:])) == 1
    assert spread[0, 0] == 0.0


def test_counts_together_are_those_of_pairs_counted_one_by_one():
    taken, draws = drawn(14, 50, 3)
    labels = cluster_resamples(answers(14, 5), taken, draws, [3])[0][0]
    together, both = together_counts(labels, 3)
    expected = np.zeros((2, 14, 14))
    for label in labels:
        held = label != ABSENT
        pairs = np.outer(held, held)
        expected += pairs & (label[:, None] == label[None]), pairs
    np.testing.assert_array_equal([together, both], expected)


def test_resamples_hold_whole_groups_of_rows():
    groups = np.array([0, 0, 1, 2, 2, 2, 3, 4])
    taken = draw_resamples(np.random.default_rng(1), groups, 30, 0.6)
    for group in range(5):
        assert len(np.unique(taken[:, groups == group], axis=1).T) == 1
    assert {len(set(groups[row])) for row in taken} == {3}


CHECK = """
import numpy as np
from rocb_analysis.clusters.consensus import cluster_resamples
random = np.random.default_rng(4)
points = random.normal(size=(12, 5))
points[random.random(points.shape) < .2] = np.nan
taken = random.random((3, 12)) < .9
labels, spread = cluster_resamples(points, taken, random.random((3, 3)), [2, 3])
print(labels.tolist(), [x.hex() for x in spread.ravel().tolist()])
"""


def run(**settings: str) -> str:
    """Return what the check prints under some settings of the environment."""
    done = subprocess.run(
        [sys.executable, "-c", CHECK],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_compiled_sums_have_the_bits_of_plain_python_s():
    assert run() == run(NUMBA_DISABLE_JIT="1")


def test_without_a_place_for_the_cache_it_still_compiles(monkeypatch):
    numba = pytest.importorskip("numba")
    from rocb_analysis.clusters import kmeans

    def refuse(*_, cache=False, **options):
        if cache:
            raise RuntimeError("cannot cache function: no locator available")
        return numba.njit(**options)

    monkeypatch.setattr(kmeans, "njit", refuse)
    assert kmeans._compiled(lambda x: x + 1)(1) == 2
