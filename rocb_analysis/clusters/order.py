"""An order of rows and columns by what is in them.

Draws go by place, so whoever sorts members or subjects another way would get other
draws. In an order of their own contents the draws fall on the same answers again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Places = NDArray[np.intp]
Codes = NDArray[np.uint64]
_DECIMALS = 9
_BLOCK = 1 << 20
_ODD = np.array(
    [0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64
)


def order_by_content(
    points: Points, groups: Places | None = None
) -> tuple[Places, Places]:
    """Return the order of rows and the order of columns.

    Rows get colours by the answers in them, columns likewise, each by the colours of
    the other, until no colour splits (Weisfeiler and Leman 1968); rows of a group also
    by those of its other rows. Rows that still share a colour without being alike are
    told apart one at a time.

    >>> answers = np.array([[2.0, 1.0], [1.0, 1.0]])
    >>> turned = answers[::-1, ::-1]
    >>> first, second = (a[np.ix_(*order_by_content(a))] for a in (answers, turned))
    >>> bool((first == second).all())
    True
    """
    cells = _codes(points)
    rows, columns = np.zeros(cells.shape[0], int), np.zeros(cells.shape[1], int)
    while True:
        rows, columns = _refined(cells, rows, columns, groups)
        tied = _tied(cells, rows)
        if tied is not None:
            rows = 2 * rows
            rows[tied] -= 1
            continue
        tied = _tied(cells.T, columns)
        if tied is None:
            break
        columns = 2 * columns
        columns[tied] -= 1
    return np.argsort(rows, kind="stable"), np.argsort(columns, kind="stable")


def alike_rows(points: Points) -> Places:
    """Return for each row the number of the set of equal rows it belongs to."""
    _, number = np.unique(_codes(points), axis=0, return_inverse=True)
    return number.reshape(-1)


def _codes(points: Points) -> Codes:
    """Return a whole number for each value, the same for equal ones: its bits."""
    rounded = np.round(points, _DECIMALS)
    rounded += 0.0
    rounded[np.isnan(rounded)] = np.nan
    return rounded.view(np.uint64)


def _refined(
    cells: Codes, rows: Places, columns: Places, groups: Places | None
) -> tuple[Places, Places]:
    """Return the colours when nothing splits any more."""
    while True:
        before = (rows.max(initial=0), columns.max(initial=0))
        columns = _coloured(cells.T, columns, rows)
        rows = _coloured(cells, rows, columns)
        if groups is not None:
            rows = _split(rows, _told_by_groups(rows, groups))
        if (rows.max(initial=0), columns.max(initial=0)) == before:
            return rows, columns


def _coloured(cells: Codes, own: Places, across: Places) -> Places:
    """Return new colours of the rows of cells: by colour, then by the coloured cells.

    What stands in a row is told by a sum of mixed numbers, whatever the order of its
    columns. A finer colour keeps the order of the coarser one.
    """
    key = np.zeros(len(cells), dtype=np.uint64)
    size = max(_BLOCK // max(cells.shape[1], 1), 1)
    for low in range(0, len(cells), size):
        part = cells[low : low + size] * _ODD[0] + across.astype(np.uint64)
        key[low : low + size] = _mixed(part).sum(axis=1)
    return _split(own, key)


def _told_by_groups(rows: Places, groups: Places) -> Codes:
    """Return for each row a number that tells the colours in its group."""
    told = np.zeros(int(groups.max(initial=0)) + 1, dtype=np.uint64)
    np.add.at(told, groups, _mixed(rows.astype(np.uint64)))
    return told[groups]


def _split(own: Places, key: Codes) -> Places:
    """Return new colours: by the colour, then by the key."""
    order = np.lexsort([key, own])
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(own[order]) != 0) | (key[order][1:] != key[order][:-1])
    colours = np.empty(len(order), dtype=np.intp)
    colours[order] = np.cumsum(new) - 1
    return colours


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return numbers spread over all 64 bits (the finaliser of SplitMix64)."""
    numbers = (numbers + _ODD[0]) * _ODD[1]
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _ODD[2]
    return numbers ^ (numbers >> np.uint64(31))


def _tied(cells: Codes, colours: Places) -> int | None:
    """Return a row whose colour another row has that is not equal to it."""
    order = np.argsort(colours, kind="stable")
    one, next_one = order[:-1], order[1:]
    same = colours[one] == colours[next_one]
    one, next_one = one[same], next_one[same]
    unlike = (cells[one] != cells[next_one]).any(axis=1)
    return int(one[unlike][0]) if unlike.any() else None
