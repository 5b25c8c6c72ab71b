"""Consensus clusters take a small part of the time of a fit a resample."""

from __future__ import annotations

import time

from threadpoolctl import threadpool_limits

from tests.benchmarks.speed_of_clusters import answers, naive, own

RESAMPLES = 20


def seconds(contender, times: int) -> float:
    """Return the least CPU seconds of a few runs, with one thread."""
    points = answers(34, 24)
    taken = []
    with threadpool_limits(limits=1):
        contender(points, 2, 1)
        for _ in range(times):
            start = time.process_time()
            contender(points, RESAMPLES, 1)
            taken.append(time.process_time() - start)
    return min(taken)


def test_a_loop_of_scikit_learn_takes_ten_times_as_long():
    assert seconds(naive, 1) > 10 * seconds(own, 5)
