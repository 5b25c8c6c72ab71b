"""Cluster-free data of the same kind, to hold clusters found against.

Answers with the same distribution in every subject, the same blanks and the same
correlation between subjects, but no more shape than a normal cloud has: what is as
clear there is no sign of clusters.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

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
