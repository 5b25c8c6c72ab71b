"""Consensus clusters of rows with missing answers, as a scikit-learn estimator."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from numbers import Integral
from typing import Any, Self

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import ArrayLike, NDArray
from scipy.cluster.hierarchy import linkage
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import squareform
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from rocb_analysis.clusters.kmeans import Work, working_arrays

Points = NDArray[np.float64]
Places = NDArray[np.intp]
SILENT = -1


class ConsensusClusterer(
    ClassNamePrefixFeaturesOutMixin,  # type: ignore[misc]
    TransformerMixin,  # type: ignore[misc]
    ClusterMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
):
    """Cluster rows by what k-means on many resamples agrees on.

    Each resample holds a share of the rows (with groups: of the groups, whole) and is
    clustered by k-means over answered cells. Two rows belong together as often as
    they fall together; average linkage on that makes the clusters.

    Parameters
    ----------
    n_clusters : how many clusters to make; `choose_n_clusters` says whether any.
    n_resamples : how many resamples.
    fraction : share of the rows, or groups, a resample holds, drawn without return.
    n_jobs : threads; the result does not depend on it.
    random_state : an int gives the same result each time.

    Attributes
    ----------
    labels_ : cluster of each row, 0 = largest; -1 = a row without any answer.
    consensus_matrix_ : rows x rows, share of resamples in which two fall together;
        nan for a row without any answer.
    membership_ : rows x clusters, mean consensus with the others of a cluster, 0 to 1.
    stability_ : mean Jaccard likeness of each cluster to the nearest of a resample.
    pac_ : share of pairs that fall together in more than 10 and less than 90 %.
    cluster_centers_ : clusters x columns, means of the answers; nan without any.

    From 5000 rows without groups on, rows vote instead (`bagged`): membership_ is the
    share of votes, and consensus_matrix_, stability_ and pac_ are None.

    Monti et al. 2003; Fred and Jain 2005; Hennig 2007.
    """

    def __init__(
        self,
        n_clusters: int = 3,
        *,
        n_resamples: int = 1000,
        fraction: float = 0.8,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_resamples = n_resamples
        self.fraction = fraction
        self.n_jobs = n_jobs
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(
        self,
        X: ArrayLike,
        y: object = None,  # noqa: ARG002
        groups: ArrayLike | None = None,
    ) -> Self:
        """Cluster the rows of X; rows of one group are resampled together.

        Raises ValueError for fewer answering rows than clusters.
        """
        self._check_parameters()
        values = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        answering = np.flatnonzero(~np.isnan(values).all(axis=1))
        if len(answering) < self.n_clusters:
            raise ValueError(
                f"n_samples={len(answering)} with an answer should be >= "
                f"n_clusters={self.n_clusters}."
            )
        drawn = check_random_state(self.random_state).randint(2**31 - 1)
        units = _units(groups, len(values))
        units = units if units is None else units[answering]
        with threadpool_limits(limits=1):
            self._fit(values, answering, units, np.random.default_rng(drawn))
        return self

    def _check_parameters(self) -> None:
        for name in ("n_clusters", "n_resamples"):
            value = getattr(self, name)
            if not isinstance(value, Integral) or value < 1:
                raise ValueError(f"{name}={value!r}; it is a whole number from 1.")
        if self.n_clusters > MOST_CLUSTERS:
            raise ValueError(f"n_clusters={self.n_clusters}; at most {MOST_CLUSTERS}.")
        if not 0 < self.fraction <= 1:
            raise ValueError(f"fraction={self.fraction!r}; it is above 0, at most 1.")

    def _fit(
        self,
        values: Points,
        answering: Places,
        units: Places | None,
        rng: np.random.Generator,
    ) -> None:
        self._n_features_out = self.n_clusters
        if units is None and len(answering) >= MANY_ROWS:
            self._vote(values, answering, rng)
            return
        found = solve(
            values[answering],
            [self.n_clusters],
            n_resamples=self.n_resamples,
            fraction=self.fraction,
            rng=rng,
            groups=units,
            jobs=self.n_jobs,
        )[0]
        rows = len(values)
        consensus = np.full((rows, rows), np.nan)
        consensus[np.ix_(answering, answering)] = found.consensus
        self._tell(consensus, found.stability, found.pac)
        self._keep(values, answering, found.label, found.membership)

    def _vote(
        self, values: Points, answering: Places, rng: np.random.Generator
    ) -> None:
        label, share = vote(
            values[answering],
            self.n_clusters,
            n_resamples=self.n_resamples,
            rng=rng,
            jobs=self.n_jobs,
        )
        self._tell(None, None, None)
        self._keep(values, answering, label, share)

    def _tell(
        self, consensus: Points | None, stability: Points | None, pac: float | None
    ) -> None:
        self.consensus_matrix_, self.stability_ = consensus, stability
        self.pac_ = pac

    def _keep(
        self, values: Points, answering: Places, label: Places, share: Points
    ) -> None:
        rows = len(values)
        self.labels_ = np.full(rows, SILENT, dtype=np.int32)
        self.labels_[answering] = label
        self.membership_ = np.full((rows, self.n_clusters), np.nan)
        self.membership_[answering] = share
        self.cluster_centers_ = centres_of(
            values, self.labels_.astype(np.intp), self.n_clusters
        )

    def predict(self, X: ArrayLike) -> NDArray[np.int32]:
        """Return the nearest cluster by answered cells; -1 without any answer."""
        apart = self._distances(X)
        silent = np.isnan(apart).all(axis=1)
        rounded = np.round(np.where(np.isnan(apart), np.inf, apart), 9)
        return np.where(silent, SILENT, rounded.argmin(axis=1)).astype(np.int32)

    def transform(self, X: ArrayLike) -> Points:
        """Return distances to the centres, scaled up for cells not answered."""
        return np.sqrt(self._distances(X))

    def _distances(self, X: ArrayLike) -> Points:
        check_is_fitted(self)
        values = validate_data(
            self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False
        )
        return squared_distances(values, self.cluster_centers_)


def _units(groups: ArrayLike | None, rows: int) -> Places | None:
    """Return the group of each row as a number."""
    if groups is None:
        return None
    named = np.asarray(groups)
    if named.shape != (rows,):
        raise ValueError(f"groups has shape {named.shape}; it names a group a row.")
    return np.unique(named, return_inverse=True)[1].reshape(-1)


# Consensus clusters of many rows, without a matrix of rows x rows.

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


# Resamples of rows, each clustered; and how often two rows fall together.

Labels = NDArray[np.uint8]
Flags = NDArray[np.bool_]

# The label of a row that was not in the resample.
ABSENT = 255
MOST_CLUSTERS = 254


def cluster_resamples(
    points: Points,
    taken: Flags,
    draws: Points,
    numbers: list[int],
    *,
    hartigan: bool = True,
    first: Points | None = None,
    jobs: int | None = None,
) -> tuple[Labels, Points]:
    """Cluster each resample of the rows into each number of clusters.

    k-means++ start, Lloyd's steps, then Hartigan's moves of single points: with few
    rows in many dimensions nearly every partition is a fixed point of Lloyd's steps
    alone (Telgarsky and Vattani 2010).

    Parameters
    ----------
    points : rows x columns, nan = not answered; no row is nan alone.
    taken : resamples x rows, which rows a resample holds; at least max(numbers).
    draws : resamples x max(numbers), uniform on 0 to 1, for the starts. A start with
        few clusters is the beginning of the one with more.
    numbers : numbers of clusters.
    hartigan : also move single points.
    first : centres to start from instead, for one number of clusters.
    jobs : threads; the labels do not depend on it.

    Returns
    -------
    labels, numbers x resamples x rows (255 = not in the resample), and the sum of
    squared distances to the centres over answered cells, numbers x resamples.
    """
    ends = np.linspace(0, len(taken), _parts(jobs, len(taken)) + 1).astype(int)
    held = int(taken.sum(axis=1).max(initial=1))
    parts = Parallel(n_jobs=jobs, prefer="threads")(
        delayed(_cluster_part)(
            working_arrays(points, held, max(numbers), first, hartigan),
            taken[low:high],
            draws[low:high],
            np.array(numbers, dtype=np.int32),
        )
        for low, high in pairwise(ends)
    )
    labels, spread = zip(*parts, strict=True)
    return np.concatenate(labels, axis=1), np.concatenate(spread, axis=1)


def _parts(jobs: int | None, resamples: int) -> int:
    return max(1, min(4 * abs(jobs) if jobs not in (None, 1) else 1, resamples))


def _cluster_part(
    work: Work, taken: Flags, draws: Points, numbers: NDArray[np.int32]
) -> tuple[Labels, Points]:
    # numba is slow to import, and most commands never cluster.
    from rocb_analysis.clusters.kmeans import cluster_each

    labels = np.full((len(numbers), *taken.shape), ABSENT, dtype=np.uint8)
    spread = np.zeros((len(numbers), len(taken)))
    cluster_each(work, taken, draws, numbers, labels, spread)
    return labels, spread


def draw_resamples(
    rng: np.random.Generator, groups: NDArray[np.intp], count: int, fraction: float
) -> Flags:
    """Return resamples x rows: a share of the groups each, all rows of a group or none.

    Drawn without replacement: copies of a row would always fall together.
    """
    units = int(groups.max(initial=0)) + 1
    size = min(units, int(np.ceil(round(fraction * units, 9))))
    chosen = rng.random((count, units)).argsort(axis=1)[:, :size]
    taken = np.zeros((count, units), dtype=bool)
    np.put_along_axis(taken, chosen, True, axis=1)
    return taken[:, groups]


# Rows with missing answers put into clusters by the consensus of resamples.


@dataclass(frozen=True)
class ClusterSolution:
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
) -> list[ClusterSolution]:
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
) -> ClusterSolution:
    consensus = consensus_matrix(labels, k, alike)
    label = consensus_labels(consensus, k)
    return ClusterSolution(
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


# What many clusterings of resamples agree on.

_BLOCK_OF_AGREEMENT = 256
# A pair is ambiguous if it falls together in more than the first and less than the
# second share of resamples.
_AMBIGUOUS = (0.1, 0.9)


def together_counts(labels: Labels, n_clusters: int) -> tuple[Points, Points]:
    """Return rows x rows how often two fall together, and how often both are held.

    labels: resamples x rows, 255 = not in the resample. The counts are whole numbers
    that single precision holds exactly.
    """
    rows = labels.shape[1]
    together = np.zeros((rows, rows), dtype=np.float32)
    both = np.zeros((rows, rows), dtype=np.float32)
    for low in range(0, len(labels), _BLOCK_OF_AGREEMENT):
        part = labels[low : low + _BLOCK_OF_AGREEMENT]
        held = (part != ABSENT).astype(np.float32)
        both += held.T @ held
        for j in range(n_clusters):
            inside = (part == j).astype(np.float32)
            together += inside.T @ inside
    return together.astype(np.float64), both.astype(np.float64)


def consensus_matrix(labels: Labels, n_clusters: int, alike: Places) -> Points:
    """Return rows x rows the share of shared resamples in which two fall together.

    Rows that are alike share their counts, so that none of them is luckier. A pair
    that no resample holds gets the mean of all pairs.
    """
    together, both = together_counts(labels, n_clusters)
    for counts in (together, both):
        np.fill_diagonal(counts, 0.0)
    if len(np.unique(alike)) < len(alike):
        together, both = (_shared(counts, alike) for counts in (together, both))
    overall = together.sum() / max(both.sum(), 1.0)
    share = np.divide(
        together, both, out=np.full_like(together, overall), where=both > 0
    )
    np.fill_diagonal(share, 1.0)
    return np.asarray(np.round(share, 9), dtype=np.float64)


def _shared(counts: Points, alike: Places) -> Points:
    sums = np.zeros((alike.max() + 1, len(alike)))
    np.add.at(sums, alike, counts)
    whole = np.zeros((len(sums), len(sums)))
    np.add.at(whole.T, alike, sums.T)
    shared: Points = whole[np.ix_(alike, alike)]
    return shared


def consensus_labels(consensus: Points, n_clusters: int) -> Places:
    """Return the clusters of average linkage on 1 - consensus, 0 = largest.

    Evidence accumulation (Fred and Jain 2005).
    """
    rows = len(consensus)
    label = np.arange(rows)
    if rows > 1:
        apart = squareform(1.0 - consensus, checks=False)
        tree = linkage(np.maximum(apart, 0.0), "average")
        members = {i: [i] for i in range(rows)}
        for step, (a, b, *_) in enumerate(tree[: max(rows - n_clusters, 0)]):
            members[rows + step] = members.pop(int(a)) + members.pop(int(b))
        for number, inside in enumerate(members.values()):
            label[inside] = number
    return by_size(label)


def by_size(label: Places) -> Places:
    """Number clusters by size, the largest 0; of equals the one with the first row."""
    found, first, number, size = np.unique(
        label, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort([first, -size])
    place = np.empty(len(found), dtype=np.intp)
    place[order] = np.arange(len(found))
    return place[number.reshape(-1)]


def membership(consensus: Points, label: Places, n_clusters: int) -> Points:
    """Return rows x clusters the mean consensus with the other rows of a cluster.

    A row alone in its cluster belongs to it as far as it falls with no other row.
    """
    inside = (label[:, None] == np.arange(n_clusters)).astype(np.float64)
    others = inside.sum(axis=0) - inside
    total = consensus @ inside - inside
    share = np.divide(total, others, out=np.zeros_like(total), where=others > 0)
    alone = (inside > 0) & (others == 0)
    rest = (consensus.sum(axis=1) - 1.0) / max(len(label) - 1, 1)
    return np.round(np.where(alone, 1.0 - rest[:, None], share), 9)


def ambiguous_share(consensus: Points) -> float:
    """Return the proportion of ambiguously clustered pairs (Senbabaoglu 2014)."""
    pairs = consensus[np.triu_indices(len(consensus), 1)]
    low, high = _AMBIGUOUS
    return float(((pairs > low) & (pairs < high)).mean()) if len(pairs) else 0.0


def clusterwise_jaccard(labels: Labels, label: Places, n_clusters: int) -> Points:
    """Return for each cluster its mean likeness to the nearest of each resample.

    Jaccard: shared rows over rows of either, among the rows of the resample (Hennig
    2007). A resample that holds no row of a cluster says nothing of it.
    """
    inside = (label[:, None] == np.arange(n_clusters)).astype(np.float32)
    held = (labels != ABSENT).astype(np.float32) @ inside
    best = np.zeros_like(held)
    for j in range(int(labels[labels != ABSENT].max(initial=0)) + 1):
        found = (labels == j).astype(np.float32)
        shared = found @ inside
        either = held + found.sum(axis=1, keepdims=True) - shared
        np.maximum(best, shared / np.maximum(either, 1.0), out=best)
    best = np.where(held > 0, best, np.nan).astype(np.float64)
    seen = (held > 0).sum(axis=0)
    return np.round(np.nansum(best, axis=0) / np.maximum(seen, 1), 9)


# An order of rows and columns by what is in them.

Codes = NDArray[np.uint64]
_DECIMALS = 9
_BLOCK_OF_ORDER = 1 << 20
_ODD = np.array(
    [0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64
)


def order_by_content(
    points: Points, groups: Places | None = None
) -> tuple[Places, Places]:
    """Return the order of rows and the order of columns.

    Rows get colours by the answers in them, columns likewise, each by the colours of
    the other, until no colour splits (Weisfeiler and Leman 1968); rows of a group also
    by those of its other rows. Rows that still share a colour without being alike are
    told apart one at a time.

    >>> answers = np.array([[2.0, 1.0], [1.0, 1.0]])
    >>> turned = answers[::-1, ::-1]
    >>> first, second = (a[np.ix_(*order_by_content(a))] for a in (answers, turned))
    >>> bool((first == second).all())
    True
    """
    cells = _codes(points)
    rows, columns = np.zeros(cells.shape[0], int), np.zeros(cells.shape[1], int)
    while True:
        rows, columns = _refined(cells, rows, columns, groups)
        tied = _tied(cells, rows)
        if tied is not None:
            rows = 2 * rows
            rows[tied] -= 1
            continue
        tied = _tied(cells.T, columns)
        if tied is None:
            break
        columns = 2 * columns
        columns[tied] -= 1
    return np.argsort(rows, kind="stable"), np.argsort(columns, kind="stable")


def alike_rows(points: Points) -> Places:
    """Return for each row the number of the set of equal rows it belongs to."""
    _, number = np.unique(_codes(points), axis=0, return_inverse=True)
    return number.reshape(-1)


def _codes(points: Points) -> Codes:
    """Return a whole number for each value, the same for equal ones: its bits."""
    rounded = np.round(points, _DECIMALS)
    rounded += 0.0
    rounded[np.isnan(rounded)] = np.nan
    return rounded.view(np.uint64)


def _refined(
    cells: Codes, rows: Places, columns: Places, groups: Places | None
) -> tuple[Places, Places]:
    """Return the colours when nothing splits any more."""
    while True:
        before = (rows.max(initial=0), columns.max(initial=0))
        columns = _coloured(cells.T, columns, rows)
        rows = _coloured(cells, rows, columns)
        if groups is not None:
            rows = _split(rows, _told_by_groups(rows, groups))
        if (rows.max(initial=0), columns.max(initial=0)) == before:
            return rows, columns


def _coloured(cells: Codes, own: Places, across: Places) -> Places:
    """Return new colours of the rows of cells: by colour, then by the coloured cells.

    What stands in a row is told by a sum of mixed numbers, whatever the order of its
    columns. A finer colour keeps the order of the coarser one.
    """
    key = np.zeros(len(cells), dtype=np.uint64)
    size = max(_BLOCK_OF_ORDER // max(cells.shape[1], 1), 1)
    for low in range(0, len(cells), size):
        part = cells[low : low + size] * _ODD[0] + across.astype(np.uint64)
        key[low : low + size] = _mixed(part).sum(axis=1)
    return _split(own, key)


def _told_by_groups(rows: Places, groups: Places) -> Codes:
    """Return for each row a number that tells the colours in its group."""
    told = np.zeros(int(groups.max(initial=0)) + 1, dtype=np.uint64)
    np.add.at(told, groups, _mixed(rows.astype(np.uint64)))
    return told[groups]


def _split(own: Places, key: Codes) -> Places:
    """Return new colours: by the colour, then by the key."""
    order = np.lexsort([key, own])
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(own[order]) != 0) | (key[order][1:] != key[order][:-1])
    colours = np.empty(len(order), dtype=np.intp)
    colours[order] = np.cumsum(new) - 1
    return colours


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return numbers spread over all 64 bits (the finaliser of SplitMix64)."""
    numbers = (numbers + _ODD[0]) * _ODD[1]
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _ODD[2]
    return numbers ^ (numbers >> np.uint64(31))


def _tied(cells: Codes, colours: Places) -> int | None:
    """Return a row whose colour another row has that is not equal to it."""
    order = np.argsort(colours, kind="stable")
    one, next_one = order[:-1], order[1:]
    same = colours[one] == colours[next_one]
    one, next_one = one[same], next_one[same]
    unlike = (cells[one] != cells[next_one]).any(axis=1)
    return int(one[unlike][0]) if unlike.any() else None
