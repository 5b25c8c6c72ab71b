"""Rows with missing answers put into clusters by the consensus of resamples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rocb_analysis.clusters.agreement import (
    ambiguous_share,
    clusterwise_jaccard,
    consensus_labels,
    consensus_matrix,
    membership,
)
from rocb_analysis.clusters.order import alike_rows, order_by_content
from rocb_analysis.clusters.resamples import (
    Labels,
    Points,
    cluster_resamples,
    draw_resamples,
)

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Solution:
    """Rows in clusters: label (0 = largest), consensus, membership, stability, pac.

    resampled: labels in each resample, resamples x rows; spread: sum of squares in
    each. All in the order the rows came in.
    """

    label: Places
    consensus: Points
    membership: Points
    stability: Points
    pac: float
    resampled: Labels
    spread: Points


def solve(
    values: Points,
    numbers: list[int],
    *,
    n_resamples: int,
    fraction: float,
    rng: np.random.Generator,
    groups: Places | None = None,
    jobs: int | None = None,
    ordered: bool = True,
) -> list[Solution]:
    """Return the consensus clusters of rows for each number of clusters.

    values: rows x columns, nan = not answered, no row without any answer. groups:
    rows of one number are resampled together. ordered: put rows and columns in an
    order of their contents before any draw.
    """
    points = comparable(values)
    order, columns = np.arange(len(points)), np.arange(points.shape[1])
    if ordered:
        order, columns = order_by_content(points, groups)
    points = points[np.ix_(order, columns)]
    units = np.arange(len(points)) if groups is None else groups[order]
    taken = draw_resamples(rng, _as_met(units), n_resamples, fraction)
    draws = rng.random((n_resamples, max(numbers)))
    labels, spread = cluster_resamples(points, taken, draws, numbers, jobs=jobs)
    alike = alike_rows(points) if groups is None else np.arange(len(points))
    back = np.argsort(order)
    return [
        _solution(labels[at], spread[at], k, alike, back)
        for at, k in enumerate(numbers)
    ]


def comparable(values: Points) -> Points:
    """Return values less the column's mean, over the spread of all, to 9 decimals.

    Columns without an answer stay nan; no column is scaled by itself.
    """
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    centred = values - np.where(known, values, 0.0).sum(axis=0) / count
    squares = np.square(centred)
    squares[~known] = 0.0
    spread = np.sqrt(squares.sum() / max(known.sum(), 1))
    centred /= spread if spread > 0 else 1.0
    np.round(centred, 9, out=centred)
    centred += 0.0
    return centred


def _as_met(units: Places) -> Places:
    """Number groups by their first row."""
    _, first, number = np.unique(units, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[number.reshape(-1)]


def _solution(
    labels: Labels, spread: Points, k: int, alike: Places, back: Places
) -> Solution:
    consensus = consensus_matrix(labels, k, alike)
    label = consensus_labels(consensus, k)
    return Solution(
        label=label[back],
        consensus=consensus[np.ix_(back, back)],
        membership=membership(consensus, label, k)[back],
        stability=clusterwise_jaccard(labels, label, k),
        pac=ambiguous_share(consensus),
        resampled=labels[:, back],
        spread=spread,
    )


def centres_of(values: Points, label: Places, n_clusters: int) -> Points:
    """Return clusters x columns the mean of the answers; nan without any."""
    inside = (label[:, None] == np.arange(n_clusters)).astype(np.float64)
    known = ~np.isnan(values)
    sums = inside.T @ np.where(known, values, 0.0)
    count = inside.T @ known.astype(np.float64)
    return np.divide(sums, count, out=np.full_like(sums, np.nan), where=count > 0)


def squared_distances(values: Points, centres: Points) -> Points:
    """Return rows x clusters the mean squared distance over answered cells x columns.

    A column in which a centre has no answers counts as not answered; nan without any.
    """
    known = ~np.isnan(values)
    have = ~np.isnan(centres)
    x, c = np.where(known, values, 0.0), np.where(have, centres, 0.0)
    m, h = known.astype(np.float64), have.astype(np.float64)
    total = (x * x) @ h.T - 2.0 * x @ c.T + m @ (c * c).T
    count = m @ h.T
    mean = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    return np.maximum(mean, 0.0) * values.shape[1]
