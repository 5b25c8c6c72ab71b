"""How many clusters there are, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import check_array, check_random_state
from threadpoolctl import threadpool_limits

from rocb_analysis.clusters.order import order_by_content
from rocb_analysis.clusters.profile import NeedProfile
from rocb_analysis.clusters.reference import Draw, ballot_reference, copula_reference
from rocb_analysis.clusters.separation import separation
from rocb_analysis.clusters.solution import Solution, comparable, solve

Points = NDArray[np.float64]

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


def _statistics_of_number(points: Points, one: Solution) -> tuple[float, ...]:
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
