"""Resamples of rows, each clustered; and how often two rows fall together."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from rocb_analysis.clusters.work import Work, working_arrays

Points = NDArray[np.float64]
Labels = NDArray[np.uint8]
Flags = NDArray[np.bool_]

# The label of a row that was not in the resample.
ABSENT = 255
MOST_CLUSTERS = 254


def cluster_resamples(
    points: Points,
    taken: Flags,
    draws: Points,
    numbers: list[int],
    *,
    hartigan: bool = True,
    first: Points | None = None,
    jobs: int | None = None,
) -> tuple[Labels, Points]:
    """Cluster each resample of the rows into each number of clusters.

    k-means++ start, Lloyd's steps, then Hartigan's moves of single points: with few
    rows in many dimensions nearly every partition is a fixed point of Lloyd's steps
    alone (Telgarsky and Vattani 2010).

    Parameters
    ----------
    points : rows x columns, nan = not answered; no row is nan alone.
    taken : resamples x rows, which rows a resample holds; at least max(numbers).
    draws : resamples x max(numbers), uniform on 0 to 1, for the starts. A start with
        few clusters is the beginning of the one with more.
    numbers : numbers of clusters.
    hartigan : also move single points.
    first : centres to start from instead, for one number of clusters.
    jobs : threads; the labels do not depend on it.

    Returns
    -------
    labels, numbers x resamples x rows (255 = not in the resample), and the sum of
    squared distances to the centres over answered cells, numbers x resamples.
    """
    ends = np.linspace(0, len(taken), _parts(jobs, len(taken)) + 1).astype(int)
    held = int(taken.sum(axis=1).max(initial=1))
    parts = Parallel(n_jobs=jobs, prefer="threads")(
        delayed(_cluster_part)(
            working_arrays(points, held, max(numbers), first, hartigan),
            taken[low:high],
            draws[low:high],
            np.array(numbers, dtype=np.int32),
        )
        for low, high in pairwise(ends)
    )
    labels, spread = zip(*parts, strict=True)
    return np.concatenate(labels, axis=1), np.concatenate(spread, axis=1)


def _parts(jobs: int | None, resamples: int) -> int:
    return max(1, min(4 * abs(jobs) if jobs not in (None, 1) else 1, resamples))


def _cluster_part(
    work: Work, taken: Flags, draws: Points, numbers: NDArray[np.int32]
) -> tuple[Labels, Points]:
    # numba is slow to import, and most commands never cluster.
    from rocb_analysis.clusters.kmeans import cluster_each

    labels = np.full((len(numbers), *taken.shape), ABSENT, dtype=np.uint8)
    spread = np.zeros((len(numbers), len(taken)))
    cluster_each(work, taken, draws, numbers, labels, spread)
    return labels, spread


def draw_resamples(
    rng: np.random.Generator, groups: NDArray[np.intp], count: int, fraction: float
) -> Flags:
    """Return resamples x rows: a share of the groups each, all rows of a group or none.

    Drawn without replacement: copies of a row would always fall together.
    """
    units = int(groups.max(initial=0)) + 1
    size = min(units, int(np.ceil(round(fraction * units, 9))))
    chosen = rng.random((count, units)).argsort(axis=1)[:, :size]
    taken = np.zeros((count, units), dtype=bool)
    np.put_along_axis(taken, chosen, True, axis=1)
    return taken[:, groups]
