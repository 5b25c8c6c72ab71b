"""The numerical core: k-means with missing answers, compiled.

Distances and centres use answered cells only (k-POD: Chi, Chi and Baraniuk 2016).
Sums run in a fixed order, so every machine gets the same bits; a step must gain more
than a millionth of the mean square, so that none hangs on the last of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

_MOST_STEPS = 300
# Bounds are in single precision: as many times what a step must gain is let through.
_SLACK = 10.0
# Unsigned numbers: a place counted from the end need not be thought of.
_NOUGHT, _ONE, _TWO, _THREE, _FOUR = (np.uintp(n) for n in range(5))


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
    """Fill labels and spread (zeros) of each resample and number of clusters."""
    for b in range(len(taken)):
        held = _gather(w, taken[b])
        if not w.given:
            _start(w, held, numbers.max(), draws[b])
        for at, k in enumerate(numbers):
            _lloyd(w, held, k)
            if w.hartigan:
                _hartigan(w, held, k)
            for i in range(held):
                j = w.label[i]
                labels[at, b, w.place[i]] = j
                spread[at, b] += _weighted(w.x, w.s, i, w.centres, j, w.ones, 0)


@_compiled
def _gather(w: Work, taken: Flags) -> int:
    """Copy the rows of a resample and their transpose; return how many there are."""
    held = 0
    for i in range(len(taken)):
        if taken[i]:
            w.place[held] = i
            held += 1
    size, columns = w.table.shape[2], w.x.shape[1]
    for i in range(w.x.shape[0]):
        at = w.place[min(i, held - 1)]
        real = 1.0 if i < held else 0.0
        w.norm[i] = 0.0
        for q in range(columns):
            x, s = w.values[at, q] * real, w.seen[at, q] * real
            w.x[i, q], w.table[i // size, q, i % size] = x, x
            w.s[i, q], w.table[i // size, columns + q, i % size] = s, s
            w.norm[i] += x * x
    return held


@_compiled
def _distances(w: Work, k: int) -> None:
    """Set costs of each cluster that moved: squared distances less the row's norm.

    Over answered cells; a block of rows at once, four columns at a time: that fills the
    processor's vectors from its nearest memory and keeps the order of every sum.
    """
    width = w.centres.shape[1]
    terms = 2 * width if w.missing else width
    for j in range(k):
        w.constant[j] = 0.0
        for q in range(width if w.moved[j] else 0):
            c = w.centres[j, q]
            w.weights[j, q], w.weights[j, width + q] = -2.0 * c, c * c
            w.constant[j] += 0.0 if w.missing else c * c
    size = w.table.shape[2]
    for block in range(len(w.table)):
        for j in range(k):
            out = w.costs[j, block * size : (block + 1) * size]
            for i in range(len(out) if w.moved[j] else 0):
                out[i] = w.constant[j]
            for q in range(0, terms if w.moved[j] else 0, 4):
                a, b = w.table[block, q], w.table[block, q + 1]
                c, d = w.table[block, q + 2], w.table[block, q + 3]
                va, vb = w.weights[j, q], w.weights[j, q + 1]
                vc, vd = w.weights[j, q + 2], w.weights[j, q + 3]
                for i in range(len(out)):
                    out[i] += (a[i] * va + b[i] * vb) + (c[i] * vc + d[i] * vd)
    w.moved[:k] = False


@_compiled
def _start(w: Work, held: int, most: int, draws: Numbers) -> None:
    """Choose the first centres by k-means++ (Arthur and Vassilvitskii 2007)."""
    nearest, reached = np.full(held, np.inf), np.zeros(held)
    chosen = int(draws[0] * held)
    for j in range(most):
        chosen = min(chosen, held - 1)
        for q in range(w.start.shape[1]):
            w.start[j, q], w.centres[0, q] = w.x[chosen, q], w.x[chosen, q]
        if j + 1 < most:
            w.moved[0] = True
            _distances(w, 1)
            total = 0.0
            for i in range(held):
                nearest[i] = max(min(nearest[i], w.costs[0, i] + w.norm[i]), 0.0)
                total += nearest[i]
                reached[i] = total
            chosen = int(draws[j + 1] * held)
            if total > held * w.tol:
                chosen = np.searchsorted(reached, draws[j + 1] * total, side="right")


@_compiled
def _lloyd(w: Work, held: int, k: int) -> None:
    """Assign rows to the nearest centre, the first of equals, and move the centres."""
    # Cluster k holds the rows that are in none yet.
    w.label[:held] = k
    w.sizes[: k + 1], w.sums[: k + 1], w.answered[: k + 1] = 0, 0.0, 0.0
    w.moved[: k + 1], w.entering[:k], w.low[:k] = True, 0.0, 0.0
    for j in range(k):
        for q in range(w.start.shape[1]):
            w.centres[j, q] = w.start[j, q]
    for _ in range(_MOST_STEPS):
        _distances(w, k)
        for i in range(len(w.least)):
            w.least[i], w.choice[i] = w.costs[0, i], 0
        for j in range(1, k):
            for i in range(len(w.least)):
                better = w.costs[j, i] < w.least[i] - np.float32(w.tol)
                w.least[i] = w.costs[j, i] if better else w.least[i]
                w.choice[i] = j if better else w.choice[i]
        settled = True
        for i in range(held):
            if w.label[i] != w.choice[i]:
                _put(w, i, w.choice[i])
                settled = False
        if settled:
            break
        for j in range(k):
            if w.moved[j]:
                _centre(w, j)


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
    for q in range(w.columns):
        n = w.answered[j, q]
        w.centres[j, q] = w.sums[j, q] / max(n, 1.0)
        w.entering[j, q] = n / (n + 1.0)
        w.leaving[j, q] = n / max(n - 1.0, 1.0)
    low, high = 1.0, 1.0
    for q in range(w.columns):
        low = min(low, w.entering[j, q])
        high = max(high, w.leaving[j, q])
    w.low[j], w.high[j] = low, high


@_compiled
def _hartigan(w: Work, held: int, k: int) -> None:
    """Move single rows while the sum of squares falls (Hartigan 1975).

    All rows are looked up at once by a bound on the gain, one that may gain exactly:
    each move shifts two centres. The last pass moves nothing, so its bounds hold.
    """
    for _ in range(_MOST_STEPS):
        _distances(w, k)
        for i in range(len(w.least)):
            w.least[i] = np.inf
        for j in range(k):
            share = w.low[j]
            for i in range(len(w.least)):
                added = (w.costs[j, i] + w.norm[i]) * share
                better = w.label[i] != j and added < w.least[i]
                w.least[i] = added if better else w.least[i]
        settled = True
        for i in range(held):
            own = w.label[i]
            saved = (w.costs[own, i] + w.norm[i]) * w.high[own]
            if w.least[i] < saved + _SLACK * w.tol and w.sizes[own] > 1:
                _move_if_better(w, i, k)
                settled = settled and w.label[i] == own
        if settled:
            break


@_compiled
def _move_if_better(w: Work, i: int, k: int) -> None:
    """Put a row into the cluster it adds least to, if that gains on its own."""
    own = w.label[i]
    best = own
    saved = _weighted(w.x, w.s, i, w.centres, own, w.leaving, own) - w.tol
    for j in range(k):
        added = (w.costs[j, i] + w.norm[i]) * w.low[j]
        if j != own and (w.moved[j] or added < saved + _SLACK * w.tol):
            cost = _weighted(w.x, w.s, i, w.centres, j, w.entering, j)
            if cost < saved:
                best, saved = j, cost
    if best != own:
        _put(w, i, best)
        _centre(w, own)
        _centre(w, best)


@_compiled
def _weighted(
    x: Numbers, s: Numbers, i: int, centres: Numbers, j: int, share: Numbers, at: int
) -> float:
    """Return the squared distance over answered cells, each column by its share.

    Four sums side by side: one alone would wait for each addition before the next.
    """
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    for q in range(_NOUGHT, np.uintp(x.shape[1]), _FOUR):
        r, t, u = q + _ONE, q + _TWO, q + _THREE
        a += s[i, q] * share[at, q] * (x[i, q] - centres[j, q]) ** 2
        b += s[i, r] * share[at, r] * (x[i, r] - centres[j, r]) ** 2
        c += s[i, t] * share[at, t] * (x[i, t] - centres[j, t]) ** 2
        d += s[i, u] * share[at, u] * (x[i, u] - centres[j, u]) ** 2
    return (a + b) + (c + d)


# The arrays in which the numerical core clusters one resample after the other.

Numbers = NDArray[np.float64]
# Look-up of all rows at once runs in single precision; each move in double.
Lookup = NDArray[np.float32]
Counts = NDArray[np.int64]
Marks = NDArray[np.int32]
Flags = NDArray[np.bool_]
Labels = NDArray[np.uint8]
# Rows are padded to whole vectors of the processor, columns to an unrolled sum.
_ROWS, _COLUMNS = 16, 4
# A block of rows fits the processor's nearest memory.
_MOST_ROWS = 80
_TOLERANCE = 1e-6


class Work(NamedTuple):
    """The arrays a resample is clustered in; rows and columns padded with zeros."""

    values: Numbers  # all rows x columns, zero where missing
    seen: Numbers  # 1 where answered
    x: Numbers  # the same two of the resample
    s: Numbers
    # Both transposed, one under the other: blocks x 2 columns x rows of a block.
    table: Lookup
    norm: Lookup  # sum of squares of a row
    costs: Lookup  # clusters x rows
    start: Numbers  # clusters x columns
    centres: Numbers
    sums: Numbers  # of the answers in a cluster and column
    answered: Numbers  # how many there are
    entering: Numbers  # what a square counts for as a row enters
    leaving: Numbers  # and leaves
    sizes: Counts  # rows of a cluster
    weights: Lookup  # clusters x 2 columns, what a cell of table counts for
    constant: Lookup  # of a cluster, where nothing is missing
    label: Marks  # cluster of a row
    choice: Marks  # the one it would choose
    least: Lookup  # and what that costs
    place: Counts  # which row it is
    moved: Flags  # whether rows entered or left a cluster
    low: Lookup  # the least share of a square that counts as a row enters
    high: Lookup  # the most as one leaves
    ones: Numbers  # 1 x columns
    given: bool  # whether the first centres are given
    hartigan: bool  # whether to move single rows
    columns: int  # without padding
    missing: bool  # whether an answer is missing
    tol: float  # what a step must gain


def _blocks_of(held: int) -> tuple[int, int]:
    """Return how many blocks hold the rows, and the rows of a block: whole vectors."""
    blocks = -(-held // _MOST_ROWS)
    return blocks, -(-held // (blocks * _ROWS)) * _ROWS


def _padded(points: Numbers, width: int) -> tuple[Numbers, Numbers]:
    """Return the answers, zero where missing, and 1 where there is one."""
    values, seen = np.zeros((len(points), width)), np.zeros((len(points), width))
    values[:, : points.shape[1]] = np.nan_to_num(points, nan=0.0)
    seen[:, : points.shape[1]] = ~np.isnan(points)
    return values, seen


def working_arrays(
    points: Numbers, held: int, most: int, first: Numbers | None, hartigan: bool
) -> Work:
    """Return the arrays to work in: zeros where missing, and as padding."""
    rows, columns = points.shape
    width = -(-columns // _COLUMNS) * _COLUMNS
    blocks, size = _blocks_of(held)
    room = blocks * size
    values, seen = _padded(points, width)
    start = np.zeros((most, width))
    if first is not None:
        start[:, :columns] = first
    return Work(
        values=values,
        seen=seen,
        x=np.zeros((room, width)),
        s=np.zeros((room, width)),
        table=np.zeros((blocks, 2 * width, size), dtype=np.float32),
        norm=np.zeros(room, dtype=np.float32),
        costs=np.zeros((most, room), dtype=np.float32),
        start=start,
        centres=np.zeros((most, width)),
        sums=np.zeros((most + 1, width)),
        entering=np.zeros((most, width)),
        leaving=np.zeros((most, width)),
        answered=np.zeros((most + 1, width)),
        sizes=np.zeros(most + 1, dtype=np.int64),
        weights=np.zeros((most, 2 * width), dtype=np.float32),
        constant=np.zeros(most, dtype=np.float32),
        label=np.zeros(room, dtype=np.int32),
        choice=np.zeros(room, dtype=np.int32),
        least=np.zeros(room, dtype=np.float32),
        place=np.zeros(room, dtype=np.int64),
        moved=np.zeros(most + 1, dtype=np.bool_),
        low=np.ones(most, dtype=np.float32),
        high=np.ones(most, dtype=np.float32),
        ones=np.ones((1, width)),
        given=first is not None,
        hartigan=hartigan,
        columns=columns,
        missing=bool(np.isnan(points).any()),
        tol=float((values * values).sum() / max(rows, 1)) * _TOLERANCE,
    )
