"""The numerical core: k-means with missing answers, compiled.

Distances and centres use answered cells only (k-POD: Chi, Chi and Baraniuk 2016).
Sums run in a fixed order, so every machine gets the same bits; a step must gain more
than a millionth of the mean square, so that none hangs on the last of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

from rocb_analysis.clusters.work import Flags, Labels, Lookup, Marks, Numbers, Work

_MOST_STEPS = 300
_BLOCK = 64
# Bounds are in single precision: as many times what a step must gain is let through.
_SLACK = 10.0


def _compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile at the first call; keep the result on disk where that can be written."""
    try:
        return njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # there is no folder for it
        return njit(nogil=True, error_model="numpy")(function)


@_compiled
def cluster_each(
    w: Work,
    taken: Flags,
    draws: Numbers,
    numbers: Marks,
    labels: Labels,
    spread: Numbers,
) -> None:
    """Fill labels and spread of each resample and number of clusters."""
    most = numbers.max()
    for b in range(len(taken)):
        held = _gather(w, taken[b])
        if not w.given:
            _start(w, held, most, draws[b])
        for at in range(len(numbers)):
            k = numbers[at]
            w.centres[:k] = w.start[:k]
            _lloyd(w, held, k)
            if w.hartigan:
                _hartigan(w, held, k)
            spread[at, b] = 0.0
            for i in range(held):
                j = w.label[i]
                labels[at, b, w.place[i]] = j
                spread[at, b] += _weighted(w.x[i], w.s[i], w.centres[j], w.ones)


@_compiled
def _gather(w: Work, taken: Flags) -> int:
    """Copy the rows of a resample and their transpose; return how many there are."""
    held = 0
    for i in range(len(taken)):
        if taken[i]:
            w.place[held] = i
            w.x[held] = w.values[i]
            w.s[held] = w.seen[i]
            held += 1
    w.x[held:], w.s[held:] = 0.0, 0.0
    for i in range(w.x.shape[0]):
        w.norm[i] = 0.0
        for q in range(w.x.shape[1]):
            w.xt[q, i], w.st[q, i] = w.x[i, q], w.s[i, q]
            w.norm[i] += w.x[i, q] * w.x[i, q]
    return held


@_compiled
def _add_products(table: Lookup, weights: Lookup, costs: Lookup) -> None:
    """Add weights x table to the costs of one cluster, four columns at a time.

    The inner loop runs over rows, a block at once: that fills the processor's vectors
    from its nearest memory and leaves the order of every sum alone.
    """
    for low in range(0, len(costs), _BLOCK):
        high = min(low + _BLOCK, len(costs))
        out = costs[low:high]
        for q in range(0, len(weights), 4):
            a, b = table[q, low:high], table[q + 1, low:high]
            c, d = table[q + 2, low:high], table[q + 3, low:high]
            va, vb = weights[q], weights[q + 1]
            vc, vd = weights[q + 2], weights[q + 3]
            for i in range(len(out)):
                out[i] += (a[i] * va + b[i] * vb) + (c[i] * vc + d[i] * vd)


@_compiled
def _distances(w: Work, j: int, centre: Numbers) -> None:
    """Set costs[j] to squared distances over answered cells, less the row's norm."""
    square, linear = w.weights[0], w.weights[1]
    constant = 0.0
    for q in range(len(centre)):
        square[q], linear[q] = centre[q] * centre[q], -2.0 * centre[q]
        constant += square[q]
    w.costs[j] = np.float32(0.0 if w.missing else constant)
    if w.missing:
        _add_products(w.st, square, w.costs[j])
    _add_products(w.xt, linear, w.costs[j])


@_compiled
def _start(w: Work, held: int, most: int, draws: Numbers) -> None:
    """Choose the first centres by k-means++ (Arthur and Vassilvitskii 2007)."""
    nearest = np.full(held, np.inf)
    w.start[0] = w.x[min(int(draws[0] * held), held - 1)]
    for j in range(1, most):
        _distances(w, 0, w.start[j - 1])
        for i in range(held):
            nearest[i] = max(min(nearest[i], w.costs[0, i] + w.norm[i]), 0.0)
        reached, chosen = np.cumsum(nearest), int(draws[j] * held)
        if reached[-1] > held * w.tol:
            chosen = np.searchsorted(reached, draws[j] * reached[-1], side="right")
        w.start[j] = w.x[min(chosen, held - 1)]


@_compiled
def _lloyd(w: Work, held: int, k: int) -> None:
    """Assign rows to the nearest centre and move the centres until nothing changes."""
    # Cluster k holds the rows that are in none yet.
    w.label[:held] = k
    w.sizes[: k + 1], w.sums[: k + 1], w.answered[: k + 1] = 0, 0.0, 0.0
    w.moved[: k + 1], w.entering[:k], w.low[:k] = True, 0.0, 0.0
    for _ in range(_MOST_STEPS):
        for j in range(k):
            if w.moved[j]:
                _distances(w, j, w.centres[j])
        w.moved[:k] = False
        _choose(w.costs[:k], np.float32(w.tol), w.least, w.choice)
        for i in range(held):
            if w.label[i] != w.choice[i]:
                _put(w, i, w.choice[i])
        for j in range(k):
            if w.moved[j]:
                _centre(w, j)
        if not w.moved[:k].any():
            break


@_compiled
def _choose(costs: Lookup, tol: float, least: Lookup, choice: Marks) -> None:
    """Set choice to the cluster that costs each row least, the first of equals."""
    least[:], choice[:] = costs[0], 0
    for j in range(1, len(costs)):
        cost = costs[j]
        for i in range(len(least)):
            better = cost[i] < least[i] - tol
            least[i] = cost[i] if better else least[i]
            choice[i] = j if better else choice[i]


@_compiled
def _put(w: Work, i: int, j: int) -> None:
    """Move a row into a cluster, out of the one it was in."""
    own = w.label[i]
    for q in range(w.columns):
        x, s = w.x[i, q], w.s[i, q]
        w.sums[j, q], w.answered[j, q] = w.sums[j, q] + x, w.answered[j, q] + s
        w.sums[own, q], w.answered[own, q] = w.sums[own, q] - x, w.answered[own, q] - s
    w.sizes[j], w.sizes[own] = w.sizes[j] + 1, w.sizes[own] - 1
    w.moved[j], w.moved[own], w.label[i] = True, True, j


@_compiled
def _centre(w: Work, j: int) -> None:
    """Move a centre to the mean of the answers in its cluster, or of all if empty."""
    w.low[j], w.high[j] = 1.0, 1.0
    for q in range(w.columns):
        n = w.answered[j, q]
        w.centres[j, q] = w.sums[j, q] / max(n, 1.0)
        w.entering[j, q] = n / (n + 1.0)
        w.leaving[j, q] = n / max(n - 1.0, 1.0)
        w.low[j] = min(w.low[j], w.entering[j, q])
        w.high[j] = max(w.high[j], w.leaving[j, q])


@_compiled
def _hartigan(w: Work, held: int, k: int) -> None:
    """Move single rows while the sum of squares falls (Hartigan 1975).

    All rows are looked up at once by a bound on the gain, one that may gain exactly:
    each move shifts two centres. The last pass moves nothing, so its bounds hold.
    """
    for _ in range(_MOST_STEPS):
        for j in range(k):
            if w.moved[j]:
                _distances(w, j, w.centres[j])
        w.moved[:k] = False
        _least_of_others(w, k)
        for i in range(held):
            own = w.label[i]
            saved = (w.costs[own, i] + w.norm[i]) * w.high[own]
            if w.least[i] < saved + _SLACK * w.tol and w.sizes[own] > 1:
                _move_if_better(w, i, k)
        if not w.moved[:k].any():
            break


@_compiled
def _least_of_others(w: Work, k: int) -> None:
    """Set least to the least a row could add to a cluster it is not in."""
    norm, label, least = w.norm, w.label, w.least
    least[:] = np.inf
    for j in range(k):
        cost, share = w.costs[j], w.low[j]
        for i in range(len(least)):
            added = (cost[i] + norm[i]) * share
            better = label[i] != j and added < least[i]
            least[i] = added if better else least[i]


@_compiled
def _move_if_better(w: Work, i: int, k: int) -> None:
    """Put a row into the cluster it adds least to, if that gains on its own."""
    own = w.label[i]
    best = own
    saved = _weighted(w.x[i], w.s[i], w.centres[own], w.leaving[own]) - w.tol
    for j in range(k):
        added = (w.costs[j, i] + w.norm[i]) * w.low[j]
        if j != own and (w.moved[j] or added < saved + _SLACK * w.tol):
            cost = _weighted(w.x[i], w.s[i], w.centres[j], w.entering[j])
            if cost < saved:
                best, saved = j, cost
    if best != own:
        _put(w, i, best)
        _centre(w, own)
        _centre(w, best)


@_compiled
def _weighted(x: Numbers, s: Numbers, centre: Numbers, share: Numbers) -> float:
    """Return the squared distance over answered cells, each column by its share."""
    total = 0.0
    for q in range(len(x)):
        apart = x[q] - centre[q]
        total += s[q] * share[q] * apart * apart
    return total
