"""Plackett-Luce worths from ballots with ties, unnamed subjects and pseudo-ballots."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import least_squares
from scipy.sparse.csgraph import connected_components

Numbers = npt.NDArray[np.float64]
Stage = tuple[tuple[int, ...], tuple[int, ...]]
MOST_TIED = 3


def plackett_luce(ballots: pd.DataFrame, *, pseudo: float = 0.0) -> pd.DataFrame:
    """Return the log-worth of each subject by the Plackett-Luce model.

    A ballot is read as choices: the best out of all, the next out of the rest, until
    its last named subject. Subjects of one rank are tied (Davidson's model, carried to
    sets of up to three by Turner and others).

    Parameters
    ----------
    ballots : a row a ballot, a column a subject; cells ranks, 1 the best, equal for
        ties; blank: below all ranked; 0: not among those the ballot compares.
    pseudo : wins and losses that each subject is given against a subject of worth 1
        that stands on no ballot, .5 for top-N ballots: without them a subject never or
        always named has no worth.

    Returns
    -------
    DataFrame, indexed by subject: log_worth (less that of the first subject), se (of
    that difference, blank for the first), quasi_se (differences of any two subjects
    have the variance quasi_se^2 + quasi_se^2, nearly; blank for fewer than three). Both
    errors are blank if the ballots do not compare all subjects with each other. Its
    attrs hold log_likelihood (of the ballots alone) and ties (the tie parameters).

    Raises
    ------
    ValueError if a subject's worth has no estimate, or a ballot ties more than three.

    Notes
    -----
    Turner, van Etten, Firth and Kosmidis (2020), Modelling rankings in R: the
    PlackettLuce package, Computational Statistics 35. Quasi-variances: Firth and de
    Menezes (2004), Biometrika 91. It estimates a worth in a superpopulation: no
    interval or rank of a finite region comes from it.

    Examples
    --------
    >>> ballots = pd.DataFrame({"val": [1, 1, 2], "roo": [2, 2, 1]})
    >>> plackett_luce(ballots)["log_worth"].round(4).tolist()
    [0.0, -0.6931]
    """
    subjects = ballots.shape[1]
    stages = [stage for ranks in ballots.to_numpy(float) for stage in _stages(ranks)]
    tied = max((len(best) for best, _ in stages), default=1)
    if tied > MOST_TIED:
        raise ValueError(f"a ballot ties {tied} subjects: at most {MOST_TIED} can be")
    _check_connected(stages, ballots.columns, pseudo)
    real = _choices(stages, subjects, tied)
    # Only differences of log-worths are known: the first subject, or the one on no
    # ballot if there are pseudo-ballots, stands at 0.
    invented = _pseudo_choices(subjects, tied, pseudo)
    free = (
        np.arange(subjects + tied - 1) if pseudo else np.arange(1, subjects + tied - 1)
    )
    worth = fit(real + invented, free, subjects + tied - 1)
    covariance = covariance_of(real, worth)
    return _told(ballots.columns, worth, covariance, real)


def _stages(ranks: Numbers) -> list[Stage]:
    """Return the choices of one ballot: the subjects chosen, and out of which."""
    left = [subject for subject, rank in enumerate(ranks) if rank != 0]
    stages: list[Stage] = []
    for rank in np.unique(ranks[ranks > 0]):
        best = tuple(s for s in left if ranks[s] == rank)
        # What is left alone is no choice; the tie of all that are left is one.
        if len(left) > 1:
            stages.append((best, tuple(left)))
        left = [s for s in left if s not in best]
    return stages


def _choices(stages: list[Stage], subjects: int, tied: int) -> list[Choices]:
    """Return the choices made, those out of one and the same set together."""
    by_set: dict[tuple[int, ...], list[tuple[int, ...]]] = defaultdict(list)
    for best, left in stages:
        by_set[left].append(best)
    found = []
    for left in sorted(by_set):
        options = [
            option
            for size in range(1, min(tied, len(left)) + 1)
            for option in combinations(left, size)
        ]
        features = np.array([_features(o, subjects, tied) for o in options])
        made = np.sum([_features(b, subjects, tied) for b in by_set[left]], axis=0)
        found.append(Choices(features, made, len(by_set[left])))
    return found


def _features(chosen: tuple[int, ...], subjects: int, tied: int) -> Numbers:
    """Return what a choice takes of each parameter: log-worths, then tie parameters."""
    row = np.zeros(subjects + tied - 1)
    row[list(chosen)] = 1 / len(chosen)
    if len(chosen) > 1:
        row[subjects + len(chosen) - 2] = 1
    return row


def _pseudo_choices(subjects: int, tied: int, pseudo: float) -> list[Choices]:
    """Return `pseudo` wins and losses of each subject against one of log-worth 0."""
    if not pseudo:
        return []
    other = np.zeros(subjects + tied - 1)
    found = []
    for subject in range(subjects):
        own = _features((subject,), subjects, tied)
        options = [own, other]
        if tied > 1:
            tie = own / 2
            tie[subjects] = 1
            options.append(tie)
        found.append(Choices(np.array(options), pseudo * own, 2 * pseudo))
    return found


def _check_connected(stages: list[Stage], subjects: pd.Index, pseudo: float) -> None:
    """Raise ValueError unless every subject wins, and loses, against some other."""
    if pseudo > 0:
        return
    if pseudo < 0:
        raise ValueError(f"pseudo={pseudo}: expected 0 or more")
    beats = np.zeros((len(subjects), len(subjects)), bool)
    for best, left in stages:
        beats[np.ix_(best, left)] = True
    parts, part = connected_components(beats, connection="strong")
    if parts > 1:
        sizes = np.bincount(part)
        lone = [str(s) for s, p in zip(subjects, part, strict=True) if sizes[p] == 1]
        named = f" (among them {', '.join(sorted(lone)[:3])})" if lone else ""
        raise ValueError(
            f"some subjects{named} always or never stand above all others, so "
            "they have no worth: give pseudo, such as .5"
        )


def _told(
    subjects: pd.Index, worth: Numbers, covariance: Numbers, real: list[Choices]
) -> pd.DataFrame:
    """Return the table of worths less the first, with both kinds of error."""
    own = worth[: len(subjects)]
    spread = covariance[: len(subjects), : len(subjects)]
    variance = np.diag(spread)
    apart = variance[:, None] + variance - 2 * spread
    error = np.sqrt(apart[0])
    error[0] = np.nan
    table = pd.DataFrame(
        {"log_worth": own - own[0], "se": error, "quasi_se": quasi_errors(apart)},
        index=subjects,
    ).round(9)
    table.attrs["log_likelihood"] = round(log_likelihood(real, worth), 9)
    table.attrs["ties"] = [round(float(t), 9) for t in np.exp(worth[len(subjects) :])]
    return table


# Maximum likelihood for choices out of sets, and errors of its log-worths.

_STEPS, _ENOUGH = 200, 1e-11
_SINGULAR = 1e10


@dataclass(frozen=True)
class Choices:
    """The choices made out of one set of subjects.

    features: a row each choice there was, a column each parameter; made: the sum of
    the features of the choices made; times: how many were made.
    """

    features: Numbers
    made: Numbers
    times: float


def log_likelihood(choices: list[Choices], worth: Numbers) -> float:
    """Return the log-likelihood of the choices made."""
    total = 0.0
    for choice in choices:
        score = choice.features @ worth
        top = score.max()
        total += float(choice.made @ worth)
        total -= float(choice.times * (top + np.log(np.exp(score - top).sum())))
    return total


def _slopes(choices: list[Choices], worth: Numbers) -> tuple[Numbers, Numbers]:
    """Return gradient and information (the negative second derivative)."""
    gradient = np.zeros(len(worth))
    information = np.zeros((len(worth), len(worth)))
    for choice in choices:
        score = choice.features @ worth
        chance = np.exp(score - score.max())
        chance /= chance.sum()
        mean = chance @ choice.features
        gradient += choice.made - choice.times * mean
        weighed = choice.features.T * chance
        information += choice.times * (weighed @ choice.features - np.outer(mean, mean))
    return gradient, information


def fit(choices: list[Choices], free: npt.NDArray[np.intp], size: int) -> Numbers:
    """Return the parameters of greatest likelihood: Newton, each step made to rise."""
    worth = np.zeros(size)
    height = log_likelihood(choices, worth)
    for _ in range(_STEPS):
        gradient, information = _slopes(choices, worth)
        if not len(free) or np.abs(gradient[free]).max() < _ENOUGH * len(choices):
            break
        step = np.zeros(size)
        step[free] = np.linalg.solve(information[np.ix_(free, free)], gradient[free])
        shrink = 1.0
        while log_likelihood(choices, worth + shrink * step) < height:
            shrink /= 2
            if shrink < 1e-9:
                return worth
        worth = worth + shrink * step
        height = log_likelihood(choices, worth)
    return worth


def covariance_of(choices: list[Choices], worth: Numbers) -> Numbers:
    """Return the covariance of all parameters, the first held at its value.

    Blank if the choices do not compare every subject with every other, if only by way
    of a third.
    """
    _, information = _slopes(choices, worth)
    whole = np.zeros_like(information)
    inner = information[1:, 1:]
    if inner.size and np.linalg.cond(inner) > _SINGULAR:
        return np.full_like(information, np.nan)
    whole[1:, 1:] = np.linalg.inv(inner)
    return whole


def quasi_errors(apart: Numbers) -> Numbers:
    """Return errors whose squares add up to the variance of any difference, nearly.

    Least squares of the logarithm of the ratio, as Firth and de Menezes (2004).
    """
    if len(apart) < 3 or np.isnan(apart).any():
        return np.full(len(apart), np.nan)
    first, second = np.triu_indices(len(apart), 1)
    goal = np.log(apart[first, second])
    start = np.log(np.full(len(apart), apart[first, second].mean() / 2))

    def misses(logs: Numbers) -> Numbers:
        both = np.exp(logs)
        return np.log(both[first] + both[second]) - goal

    found = least_squares(misses, start, xtol=1e-12, ftol=1e-12, gtol=1e-12)
    return np.exp(found.x / 2)
