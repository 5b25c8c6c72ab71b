"""Consensus clusters of many rows, without a matrix of rows x rows."""

from __future__ import annotations

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from threadpoolctl import threadpool_limits

from rocb_analysis.clusters.agreement import by_size
from rocb_analysis.clusters.order import order_by_content
from rocb_analysis.clusters.resamples import cluster_resamples
from rocb_analysis.clusters.solution import centres_of, comparable

Points = NDArray[np.float64]
Places = NDArray[np.intp]
# From here on rows vote instead of being compared in pairs.
MANY_ROWS = 5000
_SAMPLE = 1000
_BLOCK = 1 << 14


def vote(
    values: Points,
    n_clusters: int,
    *,
    n_resamples: int,
    rng: np.random.Generator,
    jobs: int | None = None,
) -> tuple[Places, Points]:
    """Return the cluster of each row (0 = largest) and its share of votes for each.

    Each resample of 1000 rows makes centres, matched to those of the first; every row
    votes for the nearest (bagged clustering: Dudoit and Fridlyand 2003).
    """
    points = comparable(values)
    order, columns = order_by_content(points)
    points = points[np.ix_(order, columns)]
    size = min(_SAMPLE, len(points))
    drawn = [
        (rng.choice(len(points), size, replace=False), rng.random((1, n_clusters)))
        for _ in range(n_resamples)
    ]
    centres = _matched(
        Parallel(n_jobs=jobs, prefer="threads")(
            delayed(_centres)(points[rows], n_clusters, draws) for rows, draws in drawn
        )
    )
    votes = np.concatenate(
        [
            _votes(points[low : low + _BLOCK], centres)
            for low in range(0, len(points), _BLOCK)
        ]
    )
    back = np.argsort(order)
    first = votes.argmax(axis=1)
    label = by_size(first)
    place = np.zeros(n_clusters, dtype=np.intp)
    place[label] = first
    empty = np.setdiff1d(np.arange(n_clusters), first)
    place[int(label.max()) + 1 :] = empty
    return label[back], votes[back][:, place] / n_resamples


def _centres(points: Points, n_clusters: int, draws: Points) -> Points:
    everyone = np.ones((1, len(points)), dtype=bool)
    with threadpool_limits(limits=1):
        labels, _ = cluster_resamples(points, everyone, draws, [n_clusters])
    return np.nan_to_num(centres_of(points, labels[0, 0].astype(np.intp), n_clusters))


def _matched(centres: list[Points]) -> Points:
    """Return resamples x clusters x columns, numbered like those of the first."""
    first = centres[0]
    held = []
    for one in centres:
        apart = ((first[:, None, :] - one[None]) ** 2).sum(axis=2)
        held.append(one[linear_sum_assignment(apart)[1]])
    return np.array(held)


def _votes(points: Points, centres: Points) -> NDArray[np.int32]:
    """Return rows x clusters how many resamples put a row into each cluster."""
    known = ~np.isnan(points)
    cells = np.hstack([np.where(known, points, 0.0), known]).astype(np.float32)
    votes = np.zeros((len(points), centres.shape[1]), dtype=np.int32)
    each = np.arange(len(points))
    for one in centres:
        weights = np.hstack([-2.0 * one, one**2]).astype(np.float32)
        votes[each, (cells @ weights.T).argmin(axis=1)] += 1
    return votes
