"""Maximum likelihood for choices out of sets, and errors of its log-worths."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

Numbers = npt.NDArray[np.float64]
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
