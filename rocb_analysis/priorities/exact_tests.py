"""Exact tests for few members and few rounds, with what they could have reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import comb, isnan

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


def kendall_exact(values: Sequence[float]) -> float:
    """Return the two-sided exact p of Kendall's test of a trend over time, with ties.

    values: one a round, in time order; blanks are left out. Every order of the values
    is as likely; p is the share of orders with as many more rises than falls, or falls
    than rises, as seen. 1 for fewer than two different values.

    Mann (1945); Kendall (1975). With ties the number of inversions of all orders
    follows the Gaussian multinomial coefficients, so no order is listed.

    >>> round(kendall_exact([1, 2, 3, 4, 5]), 4), kendall_exact([3, 3, 3])
    (0.0167, 1.0)
    """
    steps, orders = _kendall_orders(values)
    seen = abs(kendall_score(values))
    as_far = sum(n for step, n in zip(steps, orders, strict=True) if abs(step) >= seen)
    return as_far / sum(orders)


def kendall_smallest_p(values: Sequence[float]) -> float:
    """Return the least p that these values could have reached in their best order.

    >>> round(kendall_smallest_p([2, 1, 3]), 4)
    0.3333
    """
    steps, orders = _kendall_orders(values)
    return 1.0 if len(steps) == 1 else (orders[0] + orders[-1]) / sum(orders)


def kendall_score(values: Sequence[float]) -> int:
    """Return pairs of rounds that rose less pairs that fell.

    >>> kendall_score([1, 3, 2])
    1
    """
    pairs = combinations(_seen(values), 2)
    return sum((later > earlier) - (later < earlier) for earlier, later in pairs)


def kendall_tau(values: Sequence[float]) -> float:
    """Return Kendall's tau-b of the values with time, -1 to 1; blank if all are equal.

    >>> kendall_tau([1, 2, 3])
    1.0
    """
    rounds = len(_seen(values))
    untied = _untied_pairs(values)
    pairs = comb(rounds, 2)
    score = kendall_score(values)
    return score / (untied * pairs) ** 0.5 if untied else float("nan")


def _seen(values: Sequence[float]) -> list[float]:
    """Return the values without blanks; no tie hangs on the last bits."""
    return [round(float(value), 9) for value in values if not isnan(value)]


def _untied_pairs(values: Sequence[float]) -> int:
    seen = _seen(values)
    return comb(len(seen), 2) - sum(comb(n, 2) for n in Counter(seen).values())


def _kendall_orders(values: Sequence[float]) -> tuple[list[int], list[int]]:
    """Return every score that orders of the values can have, and how many orders."""
    seen = _seen(values)
    orders = _inversions(len(seen))
    for tied in Counter(seen).values():
        orders = _divided(orders, _inversions(tied))
    untied = _untied_pairs(values)
    return [untied - 2 * inversions for inversions in range(len(orders))], orders


def _inversions(length: int) -> list[int]:
    """Return how many orders of different values have 0, 1, ... inversions."""
    counts = [1]
    for size in range(2, length + 1):
        longer = [0] * (len(counts) + size - 1)
        for inversions, count in enumerate(counts):
            for more in range(size):
                longer[inversions + more] += count
        counts = longer
    return counts


def _divided(counts: list[int], by: list[int]) -> list[int]:
    """Return the quotient of two polynomials whose coefficients these are, exactly."""
    left, quotient = list(counts), []
    for power in range(len(counts) - len(by) + 1):
        factor = left[power] // by[0]
        quotient.append(factor)
        for place, coefficient in enumerate(by):
            left[power + place] -= factor * coefficient
    return quotient


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
