"""Exact tests for few members and few rounds, with what they could have reached."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats


def mcnemar_exact(rose: int, fell: int) -> float:
    """Return the two-sided p of the exact McNemar test; 1 if nobody changed.

    Of rose + fell members that changed, each is as likely to have gone either way.

    McNemar (1947); the exact binomial form in Agresti, Categorical Data Analysis.

    >>> mcnemar_exact(5, 0), mcnemar_exact(6, 0)
    (0.0625, 0.03125)
    """
    changers, fewer = _changers(rose, fell)
    tail = sum(comb(changers, k) for k in range(fewer + 1))
    return float(min(1.0, 2 * tail / 2**changers))


def mcnemar_midp(rose: int, fell: int) -> float:
    """Return the two-sided mid-p of the McNemar test; 1 if nobody changed.

    Half the chance of what was seen counts: closer to the level than the exact p.

    Fagerland, Lydersen and Laake (2013), BMC Medical Research Methodology 13:91.

    >>> mcnemar_midp(5, 0)
    0.03125
    """
    changers, fewer = _changers(rose, fell)
    if not changers:
        return 1.0
    below = sum(comb(changers, k) for k in range(fewer))
    seen = comb(changers, fewer)
    if rose == fell:
        return float(1 - seen / 2 ** (changers + 1))
    return float((2 * below + seen) / 2**changers)


def mcnemar_smallest_p(changers: int) -> float:
    """Return the least exact p that so many changers can reach: all one way.

    >>> [mcnemar_smallest_p(changers) for changers in (0, 1, 5)]
    [1.0, 1.0, 0.0625]
    """
    return mcnemar_exact(changers, 0)


def mcnemar_statistic(rose: int, fell: int, *, corrected: bool = False) -> float:
    """Return McNemar's chi-square (1 degree of freedom), for many changers.

    corrected: with the continuity correction of Edwards (1948). 0 if nobody changed.

    >>> round(mcnemar_statistic(150, 86), 4)
    17.3559
    """
    changers, _ = _changers(rose, fell)
    apart = max(0, abs(rose - fell) - corrected)
    return apart**2 / changers if changers else 0.0


def _changers(rose: int, fell: int) -> tuple[int, int]:
    if min(rose, fell) < 0:
        raise ValueError(f"rose={rose}, fell={fell}: expected counts of 0 or more")
    return int(rose + fell), int(min(rose, fell))


def cochran_q(answers: pd.DataFrame) -> tuple[float, int, float]:
    """Return Cochran's Q, its degrees of freedom and p: do shares differ over rounds?

    A row a member, a column a round, cells 1 or 0; a member with a blank is left out.
    Without anyone who changed, Q is 0 and p is 1. Two rounds give McNemar's statistic.

    Cochran (1950), The comparison of percentages in matched samples.
    """
    said = answers.dropna().to_numpy(float)
    rounds = answers.shape[1]
    by_round, by_member = said.sum(axis=0), said.sum(axis=1)
    spread = rounds * by_member.sum() - (by_member**2).sum()
    if not spread:
        return 0.0, rounds - 1, 1.0
    squares = rounds * (by_round**2).sum() - by_round.sum() ** 2
    q = float((rounds - 1) * squares / spread)
    return q, rounds - 1, float(stats.chi2.sf(q, rounds - 1))


def mann_kendall_scores(answers: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return the pairs of rounds between which each member rose, less those it fell.

    answers: a row a member, a column a round in time order; blanks are left out, and no
    tie hangs on the last bits.

    Mann (1945), Nonparametric tests against trend.

    >>> answers = pd.DataFrame([[1, 3, None, 2], [0, 0, None, None]])
    >>> mann_kendall_scores(answers).tolist()
    [1, 0]
    """
    values = answers.to_numpy(float).round(9)
    scores = np.zeros(len(values), np.int64)
    for earlier, later in combinations(range(values.shape[1]), 2):
        rises = np.sign(values[:, later] - values[:, earlier])
        scores += np.nan_to_num(rises).astype(np.int64)
    return scores


def sign_flips_exact(scores: Sequence[int] | npt.NDArray[np.int64]) -> float:
    """Return the two-sided exact p of members' own scores: is their sum chance?

    scores: one a member, its own Mann-Kendall score. If nothing changed, a member's
    score is as likely plus as minus, however steady its answers are; p is the chance
    of a sum as far from 0 over all signs. 1 if all scores are 0. With two rounds the
    scores are 1 and -1, and p is that of `mcnemar_exact`.

    Fisher (1935), The Design of Experiments, section 21: signs of paired differences.
    The sums of all signs are counted member by member, so no pattern is listed.

    >>> sign_flips_exact([1, 1, 1, 1, 1]), sign_flips_exact([3, 2, -1])
    (0.0625, 0.5)
    """
    sizes = [abs(int(score)) for score in scores if score]
    seen = abs(int(sum(scores)))
    whole = sum(sizes)
    # chance[k]: that the scores with a plus make k, and those with a minus the rest.
    chance = np.zeros(whole + 1)
    chance[0] = 1.0
    for size in sizes:
        without = chance / 2
        chance = without.copy()
        chance[size:] += without[:-size]
    apart = np.abs(2 * np.arange(whole + 1) - whole)
    return min(1.0, float(chance[apart >= seen].sum()))


def benjamini_hochberg(p_values: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return the q of each p: the share of false findings if all as small are found.

    Benjamini and Hochberg (1995), Controlling the false discovery rate.

    >>> [float(q) for q in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    p = np.asarray(p_values, float).round(9)
    order = np.argsort(p, kind="stable")
    raised = p[order] * len(p) / np.arange(1, len(p) + 1)
    least = np.minimum.accumulate(raised[::-1])[::-1]
    q = np.empty(len(p))
    q[order] = np.minimum(least, 1.0)
    return q.round(9)
