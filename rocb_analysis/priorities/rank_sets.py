"""Sets of ranks from estimates with a covariance: for surveys without a frame."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
# Normals of one block are held at once: draws x pairs.
_CELLS = 2_000_000


def rank_sets(
    estimates: pd.Series,
    covariance: pd.DataFrame | Numbers,
    *,
    level: float = 0.95,
    simultaneous: bool = True,
    df: float | None = None,
    draws: int = 10_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the ranks each estimate may have, the greatest being first.

    One is surely above another when their difference exceeds c standard errors. c is
    the `level` point of the greatest of all standardised differences, either way, in
    normal draws with this covariance; it is found again without the directions already
    settled until no more are (step-down). Pairs whose difference has no variance are
    left out: they are never told apart.

    Parameters
    ----------
    estimates : a value each.
    covariance : of the estimates, in their order; positive semi-definite.
    level : chance that the sets hold.
    simultaneous : the chance is for all sets at once; else for each alone.
    df : Student draws with so many degrees of freedom instead of normal ones.
    draws, seed : how many draws, and the start of the random numbers.

    Returns
    -------
    DataFrame, indexed as the estimates: rank (1 + greater ones), low, high.

    Notes
    -----
    Mogstad, Romano, Shaikh and Wilhelm (2024), Inference for ranks, Review of
    Economic Studies 91. For a finite region see finite_rank_sets: under ties these
    sets lose their level there.

    Examples
    --------
    >>> estimates = pd.Series({"a": 5.0, "b": 1.0, "c": 0.9})
    >>> rank_sets(estimates, np.eye(3) * 0.1, draws=999)["high"].tolist()
    [1, 3, 3]
    """
    values = estimates.to_numpy(float).round(9)
    spread = np.asarray(covariance, float)
    _check(values, spread, level)
    order = _order(estimates, values, spread)
    values, spread = values[order], spread[np.ix_(order, order)]
    normals = _draw(spread, df, draws, seed)
    above, below = _told_apart(
        values, spread, normals, level=level, simultaneous=simultaneous
    )
    low, high = 1 + above, len(values) - below
    rank = 1 + (values > values[:, None]).sum(axis=1)
    back = np.argsort(order)
    columns = {"rank": rank[back], "low": low[back], "high": high[back]}
    return pd.DataFrame(columns, index=estimates.index)


def choice_rank_sets(counts: pd.Series, *, level: float = 0.95) -> pd.DataFrame:
    """Return the ranks each option may have where each reply chose one of them.

    Exact for any number of replies: of those that chose one of two options, as many
    would choose either if the two were equal (binomial), and Holm's step-down over both
    directions of all pairs. All sets hold at once with at least `level`.

    counts: replies by option. Returns, indexed as the counts, rank, low and high; for
    replies drawn from many, not for a finite region.

    Mogstad, Romano, Shaikh and Wilhelm (2024), multinomial data; Holm (1979).

    >>> counts = pd.Series([12, 10, 7, 3, 1])
    >>> choice_rank_sets(counts)[["low", "high"]].to_numpy().tolist()
    [[1, 4], [1, 5], [1, 5], [1, 5], [2, 5]]
    """
    values = counts.to_numpy(np.int64)
    first, second = np.nonzero(~np.eye(len(values), dtype=bool))
    both = values[first] + values[second]
    p = stats.binom.sf(values[first] - 1, both, 0.5).round(12)
    order = np.argsort(p, kind="stable")
    bars = (1 - level) / np.arange(len(p), 0, -1)
    found = order[np.logical_and.accumulate(p[order] <= bars)]
    below = np.bincount(first[found], minlength=len(values))
    above = np.bincount(second[found], minlength=len(values))
    rank = 1 + (values > values[:, None]).sum(axis=1)
    columns = {"rank": rank, "low": 1 + above, "high": len(values) - below}
    return pd.DataFrame(columns, index=counts.index)


def _check(values: Numbers, spread: Numbers, level: float) -> None:
    if spread.shape != (len(values), len(values)):
        raise ValueError(
            f"covariance of shape {spread.shape}: expected a row and a column for each "
            f"of {len(values)} estimates"
        )
    if np.isnan(values).any() or np.isnan(spread).any():
        raise ValueError("estimates and covariance must hold no blank")
    if not 0 < level < 1:
        raise ValueError(f"level={level}: expected a share between 0 and 1")


def _order(
    estimates: pd.Series, values: Numbers, spread: Numbers
) -> npt.NDArray[np.intp]:
    """Return the order in which random numbers are dealt: it hangs on contents."""
    labels = [str(label) for label in estimates.index]
    variances = np.diag(spread).round(9)
    keys = sorted(zip(-values, variances, labels, range(len(values)), strict=True))
    return np.array([key[-1] for key in keys], np.intp)


def _draw(spread: Numbers, df: float | None, draws: int, seed: int) -> Numbers:
    """Return draws x estimates with this covariance and mean 0."""
    random = np.random.default_rng(seed)
    normals = random.standard_normal((draws, len(spread))) @ _root(spread).T
    if df is None:
        return normals
    return normals / np.sqrt(random.chisquare(df, draws) / df)[:, None]


def _root(spread: Numbers) -> Numbers:
    """Return the Cholesky root of a covariance, which may be singular."""
    left = np.tril(spread).astype(float)
    root = np.zeros_like(left)
    scale = max(1e-300, float(np.diag(spread).max(initial=0.0)))
    for column in range(len(left)):
        pivot = left[column, column]
        if pivot < -1e-9 * scale:
            raise ValueError("covariance is not positive semi-definite")
        # A pivot that is nothing but rounding would be blown up by the division.
        if pivot > 1e-12 * scale:
            root[column:, column] = left[column:, column] / np.sqrt(pivot)
            rest = root[column:, column]
            left[column:, column:] -= np.outer(rest, rest)
    return root


def _told_apart(
    values: Numbers,
    spread: Numbers,
    normals: Numbers,
    *,
    level: float,
    simultaneous: bool,
) -> tuple[Counts, Counts]:
    """Return for each estimate how many are surely above it, and how many below."""
    first, second = np.triu_indices(len(values), 1)
    variance = np.diag(spread)[first] + np.diag(spread)[second]
    variance = variance - 2 * spread[first, second]
    known = variance > 1e-12 * np.diag(spread).max(initial=0.0)
    first, second, error = first[known], second[known], np.sqrt(variance[known])
    distance = ((values[first] - values[second]) / error).round(9)
    families = [np.full(len(first), True)]
    if not simultaneous:
        families = [(first == own) | (second == own) for own in range(len(values))]
    above = np.zeros(len(values), np.int64)
    below = np.zeros(len(values), np.int64)
    for own, family in enumerate(families):
        i, j, apart = first[family], second[family], distance[family]
        found = _step_down(apart, normals, i, j, error[family], level)
        better, worse = (
            np.where(apart > 0, i, j)[found],
            np.where(apart > 0, j, i)[found],
        )
        mine = slice(None) if simultaneous else own
        below[mine] = np.bincount(better, minlength=len(values))[mine]
        above[mine] = np.bincount(worse, minlength=len(values))[mine]
    return above, below


def _step_down(
    distance: Numbers,
    normals: Numbers,
    first: Counts,
    second: Counts,
    error: Numbers,
    level: float,
) -> npt.NDArray[np.bool_]:
    """Return which pairs are told apart, the bar lowered as pairs are found."""
    if not len(distance):
        return np.zeros(0, bool)
    found = np.zeros(len(distance), bool)
    while True:
        # Of a pair told apart only the other direction can still be an error.
        side = np.where(found, -np.sign(distance), 0.0)
        greatest = _greatest(normals, first, second, error, side)
        bar = np.quantile(greatest, level).round(9)
        now = np.abs(distance) > bar
        if (now == found).all():
            return found
        found = now


def _greatest(
    normals: Numbers, first: Counts, second: Counts, error: Numbers, side: Numbers
) -> Numbers:
    """Return the greatest standardised difference of each draw.

    side: 1 or -1 where a difference counts in one direction alone, else 0.
    """
    rows = max(1, _CELLS // len(first))
    one_way = side != 0
    parts = []
    for start in range(0, len(normals), rows):
        block = normals[start : start + rows]
        apart = (block[:, first] - block[:, second]) / error
        apart = np.where(one_way, apart * side, np.abs(apart))
        parts.append(apart.max(axis=1))
    return np.concatenate(parts)
