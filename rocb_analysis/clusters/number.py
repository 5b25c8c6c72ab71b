"""How many groups there are, or none: the gap to data without groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from sklearn.utils import check_array, check_random_state
from threadpoolctl import threadpool_limits

from rocb_analysis.clusters.consensus import (
    ClusterSolution,
    centres_of,
    comparable,
    order_by_content,
    solve,
)
from rocb_analysis.clusters.profile import NeedProfile

Points = NDArray[np.float64]
Draw = Callable[[np.random.Generator], Points]
# The most of a subject's variance that may be shared with others.
_MOST_SHARED = 0.95
_DECIMALS = 9
_ROWS, _ROUNDS = 2000, 25
# Trials to match the eigenvalues, and sets drawn in each.
_TRIALS, _SETS = 4, 20
_HALFWAY_ROWS = 34


def copula_reference(values: Points) -> Draw:
    """Return a function that draws answers without clusters, in place of these.

    A normal copula: each subject keeps its answers, members their blanks. Correlation
    is that of normal scores, corrected for grades (a grade hides what varies within
    it), its noise (eigenvalues under the Marchenko-Pastur edge) taken out: noise is
    drawn anew with each reference, and twice is too much.
    """
    return _matched(values, lambda at: _copula(values, at), _as_it_is)


def _copula(values: Points, loadings: Points) -> Draw:
    known = ~np.isnan(values)
    answers = [np.sort(values[known[:, q], q]) for q in range(values.shape[1])]

    def draw(rng: np.random.Generator) -> Points:
        latent = _latent(rng, len(values), loadings)
        drawn = np.full(values.shape, np.nan)
        for q, had in enumerate(answers):
            rank = latent[known[:, q], q].argsort(kind="stable").argsort()
            drawn[known[:, q], q] = had[rank]
        return drawn

    return draw


def ballot_reference(values: Points) -> Draw:
    """Return a function that draws ballots without clusters, in place of these.

    values: scores of ballots, 0 where not named, or means of several. Each member
    gives the scores it gave, to subjects by its wish: the subject's own pull and a
    normal taste (Thurstone), subjects correlated as in `copula_reference`. Pulls are
    such that each subject is named as often as it was.
    """
    return _matched(values, lambda at: _ballots(values, at), _named)


def _ballots(values: Points, loadings: Points) -> Draw:
    silent = np.isnan(values)
    pull = _pulls(np.where(silent, 0.0, values) > 0, loadings)
    # The scores of each member from the greatest; a blank comes last, and stays one.
    given = -np.sort(np.where(silent, np.inf, -values), axis=1)

    def draw(rng: np.random.Generator) -> Points:
        wish = np.where(silent, -np.inf, pull + _latent(rng, len(values), loadings))
        rank = (-wish).argsort(axis=1, kind="stable").argsort(axis=1)
        return np.where(silent, np.nan, np.take_along_axis(given, rank, axis=1))

    return draw


def _matched(
    values: Points, make: Callable[[Points], Draw], view: Callable[[Points], Points]
) -> Draw:
    """Return the draw whose sets have, on average, the eigenvalues of these answers.

    Corrections for grades and noise alone leave factors too weak, and then any factor
    passes for clusters. But with few rows an eigenvalue seen is great by chance too:
    the way to it is gone by rows squared over rows squared + 34 squared, as the
    simulations in tests/benchmarks/clusters_honesty bear out.
    """
    loadings = factor_loadings(view(values))
    factors = loadings.shape[1]
    seen, draw = _eigenvalues(view(values), factors), make(loadings)
    trust = len(values) ** 2 / (len(values) ** 2 + _HALFWAY_ROWS**2)
    wanted = None
    for _ in range(_TRIALS if factors else 0):
        rng = np.random.default_rng(0)  # the same sets in each trial
        sets = [view(draw(rng)) for _ in range(_SETS)]
        found = np.mean([_eigenvalues(one, factors) for one in sets], axis=0)
        wanted = found + trust * (seen - found) if wanted is None else wanted
        gain = (wanted - 1.0) / np.maximum(found - 1.0, 1e-3)
        loadings = _capped(loadings * np.sqrt(gain.clip(0.5, 2.0)))
        draw = make(loadings)
    return draw


def _named(values: Points) -> Points:
    """Return 1 for a subject a ballot names, 0 for one it does not, nan if silent."""
    return np.where(np.isnan(values), np.nan, values > 0)


def _as_it_is(values: Points) -> Points:
    return values


def _pulls(named: NDArray[np.bool_], loadings: Points) -> Points:
    """Return each subject's pull: simulated ballots name it as often as it was."""
    wanted = (named.sum(axis=0) + 0.5) / (len(named) + 1.0)
    # Any fixed seed: the same ballots in each round make the search settle.
    rng = np.random.default_rng(0)
    latent = _latent(rng, _ROWS, loadings)
    count = np.resize(named.sum(axis=1), _ROWS)
    pull = ndtri(np.clip(wanted, 1e-3, 1 - 1e-3))
    for _ in range(_ROUNDS):
        rank = (-(pull + latent)).argsort(axis=1).argsort(axis=1)
        found = ((rank < count[:, None]).sum(axis=0) + 0.5) / (_ROWS + 1.0)
        pull = pull + 0.5 * (ndtri(wanted.clip(1e-4, 0.9999)) - ndtri(found))
    return np.round(pull, _DECIMALS)


def factor_loadings(values: Points) -> Points:
    """Return subjects x factors the loadings of what subjects share beyond noise."""
    correlation, size = _correlation(values)
    value, vector = np.linalg.eigh(correlation)
    rows = float(np.median((~np.isnan(values)).sum(axis=0)))
    kept, bare = _without_noise(value, rows)
    loadings = vector[:, kept] * np.sqrt(bare - 1.0) / size[:, None]
    sign = np.sign(loadings[np.abs(loadings).argmax(axis=0), np.arange(kept.sum())])
    return _capped(loadings * sign)


def _correlation(values: Points) -> tuple[Points, Points]:
    """Return the correlation of normal scores, and how much of a normal each holds."""
    scores, spread = _normal_scores(values)
    known = (~np.isnan(values)).astype(np.float64)
    size = np.where(spread > 0, spread, 1.0)
    shared = (scores.T @ scores) / np.maximum(known.T @ known, 1.0)
    correlation = shared / np.outer(size, size)
    np.fill_diagonal(correlation, 1.0)
    return np.round(correlation, _DECIMALS), size


def _eigenvalues(values: Points, count: int) -> Points:
    """Return the greatest eigenvalues of the correlation, in rising order."""
    found = np.linalg.eigvalsh(_correlation(values)[0])
    return np.round(found[len(found) - count :], _DECIMALS)


def _capped(loadings: Points) -> Points:
    """Return loadings that leave each subject something of its own."""
    common = (loadings**2).sum(axis=1, keepdims=True)
    shrink = np.sqrt(np.minimum(1.0, _MOST_SHARED / np.maximum(common, 1e-12)))
    return np.round(loadings * shrink, _DECIMALS)


def _without_noise(value: Points, rows: float) -> tuple[NDArray[np.bool_], Points]:
    """Return which eigenvalues stand out of noise, and what they are without it."""
    ratio = len(value) / max(rows - 1.0, 1.0)
    kept = value > (1.0 + np.sqrt(ratio)) ** 2
    part = value[kept] + 1.0 - ratio
    return kept, (part + np.sqrt(np.maximum(part**2 - 4.0 * value[kept], 0.0))) / 2.0


def _normal_scores(values: Points) -> tuple[Points, Points]:
    """Return the mean of a standard normal in each grade (0 if blank), its spread."""
    scores = np.zeros(values.shape)
    for q, column in enumerate(values.T):
        known = ~np.isnan(column)
        _, grade, count = np.unique(
            column[known], return_inverse=True, return_counts=True
        )
        edge = np.concatenate([[0.0], np.cumsum(count) / max(count.sum(), 1)])
        height = np.exp(-0.5 * ndtri(edge.clip(0.0, 1.0)) ** 2) / np.sqrt(2.0 * np.pi)
        scores[known, q] = (-np.diff(height) / np.diff(edge))[grade.reshape(-1)]
    known = (~np.isnan(values)).sum(axis=0)
    return scores, np.sqrt((scores**2).sum(axis=0) / np.maximum(known, 1))


def _latent(rng: np.random.Generator, rows: int, loadings: Points) -> Points:
    """Return rows x subjects of standard normals that share the factors."""
    own = np.sqrt(1.0 - (loadings**2).sum(axis=1))
    noise = rng.standard_normal((rows, len(loadings))) * own
    factors = rng.standard_normal((rows, loadings.shape[1]))
    return np.round(noise + factors @ loadings.T, _DECIMALS)


# How many clusters there are, or none.

LEVEL = 0.05
# Fewer rows are not tried.
LEAST_ROWS = 12
_LEAST_A_CLUSTER = 5
_FRACTION = 0.8
# The first three say whether there are clusters, the last how many.
_STATISTICS = ("agreement", "tightness", "separation", "stability")
_WHETHER, _HOW_MANY = slice(0, 3), 3
# Few clusters are stable anyway, in cluster-free data too. Taken off whole, that would
# hide the number of very clear clusters, which are as stable as can be.
_OF_REFERENCE = 0.5


@dataclass(frozen=True)
class NumberOfClusters:
    """How many clusters there are (1 = none), how sure that is, and why.

    p_value: the share of cluster-free data, these answers among it, that looks as
    much like clusters at its best number; nan where too few rows answer to try.
    curve: a row a number tried, with n_clusters; agreement (1 - the share of ambiguous
    pairs), tightness (minus the log of the sum of squares, mean of resamples),
    separation and stability (mean Jaccard of the clusters) as they are; statistic, the
    mean standard score of the first three among cluster-free data; reference_low and
    reference_high, 5 and 95 % points of it there; p_value, over all numbers;
    stability_gain, the stability less half its mean in cluster-free data; chosen, the
    number that gains most (1 or 0). reference: copula or ballots.
    """

    n_clusters: int
    p_value: float
    curve: pd.DataFrame
    reference: str


def choose_n_clusters(
    X: ArrayLike,
    *,
    reference: str = "auto",
    picks: int | None = None,
    k_range: Iterable[int] = range(2, 9),
    n_references: int = 99,
    n_resamples: int = 200,
    n_jobs: int | None = None,
    random_state: Any = None,
    scaling: str = "auto",
) -> NumberOfClusters:
    """Return how many clusters of rows there are; 1 means none.

    Answers are clustered as profiles (`NeedProfile`), and so is cluster-free data of
    the same kind, drawn n_references times. Only if the answers look more like
    clusters than nearly all of it (p at most 0.05, the best number against the best
    number) is there more than one.

    Parameters
    ----------
    X : answers, one row a member and a column a subject, nan = not answered.
    reference : "copula" (grades, numbers, yes or no), "ballots", or "auto": ballots
        where picks is given.
    picks : how many subjects a ballot may name; X then holds its scores,
        (picks + 1 - rank) / picks, 0 for a subject not named, or means of several
        rounds of them.
    k_range : numbers of clusters to try; none that leaves fewer than five rows a
        cluster, for pairs and triples of rows are as stable as can be.
    n_references, n_resamples : sets of cluster-free data, resamples of each set.
    n_jobs : processes; the result does not depend on it.
    random_state : an int gives the same result each time.
    scaling : of `NeedProfile`; "auto" is "root" for ballots and for answers of two
        values, else "standard".

    After Senbabaoglu et al. 2014 and John et al. 2020, with a reference that keeps
    the correlation of the subjects.
    """
    if min(n_references, n_resamples) < 1:
        raise ValueError(
            f"n_references={n_references}, n_resamples={n_resamples}; both from 1."
        )
    values = check_array(X, dtype=np.float64, ensure_all_finite="allow-nan")
    values = _usable(values)
    most = len(values) // _LEAST_A_CLUSTER
    numbers = [k for k in sorted(set(k_range)) if 2 <= k <= most]
    if len(values) < LEAST_ROWS or values.shape[1] < 2 or not numbers:
        return NumberOfClusters(1, float("nan"), _nothing_tried(), "")
    name = _reference_name(reference, picks)
    with threadpool_limits(limits=1):
        draw = _reference(values, name)
    scaling = scaling_of(values, picks) if scaling == "auto" else scaling
    seed = check_random_state(random_state).randint(2**31 - 1)
    seeds = np.random.SeedSequence(seed).spawn(n_references + 1)
    sets = [(draw if at else None, one) for at, one in enumerate(seeds)]
    found = Parallel(n_jobs=n_jobs)(
        delayed(_statistics)(values, part, numbers, n_resamples, scaling)
        for part in _in_parts(sets, n_jobs)
    )
    return _judged(np.concatenate(found), numbers, name)


def _usable(values: Points) -> Points:
    """Return rows that answer and columns that differ, in order of their contents."""
    known = ~np.isnan(values)
    low = np.where(known, values, np.inf).min(axis=0)
    high = np.where(known, values, -np.inf).max(axis=0)
    values = values[:, high > low]
    values = values[~np.isnan(values).all(axis=1)]
    if not values.size:
        return values
    rows, columns = order_by_content(values)
    return values[np.ix_(rows, columns)]


def scaling_of(values: Points, picks: int | None) -> str:
    """Return how `NeedProfile` scales: by the root for ballots and yes or no."""
    two = len(np.unique(values[~np.isnan(values)])) <= 2
    return "root" if picks is not None or two else "standard"


def _reference_name(reference: str, picks: int | None) -> str:
    """Return copula or ballots.

    Raises ValueError for another reference, or ballots without picks.
    """
    if reference not in {"auto", "copula", "ballots"}:
        raise ValueError(
            f'reference="{reference}"; it is "auto", "copula" or "ballots".'
        )
    if reference == "ballots" and picks is None:
        raise ValueError('reference="ballots" needs picks: how many a ballot names.')
    return "copula" if picks is None or reference == "copula" else "ballots"


def _reference(values: Points, name: str) -> Draw:
    return (ballot_reference if name == "ballots" else copula_reference)(values)


Set = tuple[Draw | None, np.random.SeedSequence]


def _in_parts(sets: list[Set], jobs: int | None) -> list[list[Set]]:
    """Return the sets in a few parts: each part limits its threads once."""
    size = len(sets) if jobs in (None, 1) else -(-len(sets) // 16)
    return [sets[low : low + size] for low in range(0, len(sets), size)]


def _statistics(
    values: Points,
    sets: list[Set],
    numbers: list[int],
    n_resamples: int,
    scaling: str,
) -> Points:
    """Return sets x numbers x statistics of the answers, or of data in their place."""
    with threadpool_limits(limits=1):
        return np.array(
            [
                _statistics_of_one(values, draw, seed, numbers, n_resamples, scaling)
                for draw, seed in sets
            ]
        )


def _statistics_of_one(
    values: Points,
    draw: Draw | None,
    seed: np.random.SeedSequence,
    numbers: list[int],
    n_resamples: int,
    scaling: str,
) -> Points:
    rng = np.random.default_rng(seed)
    drawn = values if draw is None else draw(rng)
    profile = NeedProfile(scaling=scaling).fit_transform(drawn)
    solutions = solve(
        profile,
        numbers,
        n_resamples=n_resamples,
        fraction=_FRACTION,
        rng=rng,
        ordered=False,
    )
    points = comparable(profile)
    return np.array([_statistics_of_number(points, one) for one in solutions])


def _statistics_of_number(points: Points, one: ClusterSolution) -> tuple[float, ...]:
    return (
        1.0 - one.pac,
        -float(np.log(max(one.spread.mean(), 1e-9))),
        separation(points, one.label),
        float(one.stability.mean()),
    )


def _judged(found: Points, numbers: list[int], reference: str) -> NumberOfClusters:
    """Return the number of clusters; found: sets (the answers first) x numbers x 4."""
    each = _standard_scores(found)
    scores = np.round(each[:, :, _WHETHER].mean(axis=2), 9)
    stable = found[:, :, _HOW_MANY]
    gain = np.round(stable[0] - _OF_REFERENCE * stable[1:].mean(axis=0), 9)
    best = scores.max(axis=1)
    p_values = [float((best >= one).mean()) for one in scores[0]]
    p_value = min(p_values)
    chosen = numbers[int(np.argmax(gain))] if p_value <= LEVEL else 1
    curve = pd.DataFrame(
        {
            "n_clusters": numbers,
            **dict(zip(_STATISTICS, found[0].T, strict=True)),
            "statistic": scores[0],
            "reference_low": np.quantile(scores[1:], 0.05, axis=0),
            "reference_high": np.quantile(scores[1:], 0.95, axis=0),
            "p_value": p_values,
            "stability_gain": gain,
            "chosen": [int(k == chosen) for k in numbers],
        }
    )
    return NumberOfClusters(chosen, p_value, curve, reference)


def _standard_scores(found: Points) -> Points:
    """Return scores among all sets: exchangeable where there are no clusters."""
    spread = np.round(found.std(axis=0), 9)
    return (found - found.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _nothing_tried() -> pd.DataFrame:
    last = "statistic reference_low reference_high p_value stability_gain chosen"
    return pd.DataFrame(
        columns=["n_clusters", *_STATISTICS, *last.split()], dtype=float
    )


# How far clusters lie apart, in the space their centres span.


def separation(points: Points, label: NDArray[np.intp]) -> float:
    """Return the mean simplified silhouette of rows seen from the centres alone.

    Rows are projected into the space the centres span (a blank counts as the own
    centre there), and the way to the own centre is held against that to the next:
    0 where all lie midway, 1 where all lie on their centre. A mere gradient has rows
    midway; clusters have few. Simplified silhouette: Hruschka et al. 2004.
    """
    centres = np.nan_to_num(centres_of(points, label, int(label.max()) + 1))
    if len(centres) < 2:
        return 0.0
    middle = centres.mean(axis=0)
    filled = np.where(np.isnan(points), centres[label], points) - middle
    basis = _basis(centres - middle)
    rows, at = filled @ basis, (centres - middle) @ basis
    apart = np.sqrt(((rows[:, None, :] - at[None]) ** 2).sum(axis=2))
    each = np.arange(len(rows))
    own = apart[each, label].copy()
    apart[each, label] = np.inf
    other = apart.min(axis=1)
    return float(np.mean((other - own) / np.maximum(np.maximum(own, other), 1e-12)))


def _basis(centres: Points) -> Points:
    """Return columns x dimensions an orthonormal basis of what centres span."""
    _, size, directions = np.linalg.svd(centres, full_matrices=False)
    return directions[size > 1e-9 * max(size[0], 1e-12)].T
