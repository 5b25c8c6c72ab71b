"""The arrays in which the numerical core clusters one resample after the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
