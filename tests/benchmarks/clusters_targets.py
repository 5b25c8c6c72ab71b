"""Clusters beside what was asked of them: seconds, memory, growth, blanks and years.

python -m tests.benchmarks.clusters_targets
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score

from rocb_analysis.clusters.consensus import ConsensusClusterer, solve
from rocb_analysis.clusters.number import choose_n_clusters
from rocb_analysis.clusters.profile import NeedProfile
from rocb_analysis.clusters.rounds import cluster_pooled, pooled_profiles
from tests.benchmarks.cluster_sets import with_clusters

NUMBERS = list(range(2, 9))
SETS, YEARS, SILENT, SWITCH = 40, 5, 0.15, 0.03
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "NUMBA")}


def grades(rows: int, columns: int, blank: float = 0.1) -> np.ndarray:
    """Return grades 0 to 5 with two weak factors, a share of them blank."""
    random = np.random.default_rng(rows)
    made = random.standard_normal((rows, columns))
    made += random.normal(size=(rows, 2)) @ random.normal(0, 0.4, (2, columns))
    made = np.round(1.3 * made + 2.5).clip(0, 5)
    made[random.random(made.shape) < blank] = np.nan
    return made


def consensus(rows: int, columns: int, resamples: int, rounds: int = 1) -> None:
    """Cluster into 2 to 8; rows of a member's rounds are drawn together."""
    solve(
        grades(rows, columns),
        NUMBERS,
        n_resamples=resamples,
        fraction=0.8,
        rng=np.random.default_rng(1),
        groups=np.repeat(np.arange(rows // rounds), rounds) if rounds > 1 else None,
    )


def many(rows: int, resamples: int, numbers: list[int]) -> None:
    """Cluster many rows of 40 columns by vote."""
    answers = grades(rows, 40)
    for k in numbers:
        ConsensusClusterer(k, n_resamples=resamples, random_state=1).fit(answers)


def gate() -> None:
    """Ask how many clusters there are, as the product does."""
    choose_n_clusters(grades(34, 24), random_state=1)


# What, seconds of CPU and GB at most (nan = not asked).
TARGETS: dict[str, tuple[Callable[[], None], float, float]] = {
    "34 x 24, 1000 resamples, k 2 to 8": (
        lambda: consensus(34, 24, 1000),
        0.15,
        np.nan,
    ),
    "186 x 60, 1000 resamples, k 2 to 8": (
        lambda: consensus(186, 60, 1000),
        1.5,
        np.nan,
    ),
    "1860 x 60, 10 rounds, 200 resamples, k 2 to 8": (
        lambda: consensus(1860, 60, 200, 10),
        8.0,
        np.nan,
    ),
    "how many, 34 x 24, 99 references of 200": (gate, 6.0, np.nan),
    "100,000 x 40, 100 resamples, k 2 to 8": (
        lambda: many(100_000, 100, NUMBERS),
        15.0,
        0.6,
    ),
    "1,000,000 x 40, 50 resamples, k 5": (
        lambda: many(1_000_000, 50, [5]),
        30.0,
        2.0,
    ),
}


def measured(work: Callable[[], object], times: int = 1) -> float:
    """Return the least CPU seconds of the work."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def alone(name: str) -> dict[str, float]:
    """Return seconds and peak memory of a target in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.clusters_targets", name],
        env=os.environ | _ONE_THREAD,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def say(name: str) -> None:
    """Print as JSON what a target took; all but the longest is run three times."""
    consensus(20, 4, 2)
    work, most, _ = TARGETS[name]
    seconds = measured(work, 3 if most < 5 else 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"cpu": seconds, "gb": peak}))


def cold_start() -> float:
    """Return seconds of CPU until a first clustering, nothing compiled yet."""
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        code = "from tests.benchmarks.clusters_targets import consensus as c"
        subprocess.run(
            [sys.executable, "-c", f"{code}; c(20, 4, 2)"],
            env=os.environ | _ONE_THREAD | {"NUMBA_CACHE_DIR": folder},
            check=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def growth(work: Callable[[int], object], sizes: tuple[int, int]) -> float:
    """Return the power of the size that the time grows with."""
    few, much = (measured(lambda s=size: work(s), 3) for size in sizes)
    return float(np.log(much / few) / np.log(sizes[1] / sizes[0]))


def blanks() -> tuple[float, float]:
    """Return mean likeness to planted clusters, 30 % blank: as it is, and filled."""
    found = []
    for number in range(SETS):
        random = np.random.default_rng([number, 30])
        answers = with_clusters(random, 3, 1.4)
        values = answers.values.copy()
        values[random.random(values.shape) < 0.3] = np.nan
        filled = np.where(np.isnan(values), np.nanmean(values, axis=0), values)
        found.append(
            [
                adjusted_rand_score(answers.cluster, label)
                for label in map(_labels, (values, filled))
            ]
        )
    return tuple(np.mean(found, axis=0))


def _labels(values: np.ndarray) -> np.ndarray:
    model = ConsensusClusterer(3, n_resamples=200, random_state=1)
    return model.fit_predict(NeedProfile().fit_transform(values))


def years(separation: float = 1.0) -> float:
    """Return the share of member-years in the right cluster, one model of all years.

    34 members, 5 years, a tenth of answers blank; in a year 15 % are silent and 3 %
    change cluster. Clusters take one number each for all years.
    """
    right = [
        _right(np.random.default_rng([number, 5]), separation) for number in range(30)
    ]
    return float(np.mean(right))


def _right(random: np.random.Generator, separation: float) -> float:
    cluster = random.permutation(np.arange(34) % 3)
    wanted = separation * (np.arange(24) % 3 == np.arange(3)[:, None])
    style = random.normal(0, 0.5, (34, 1))
    answers, truth = {}, {}
    for year in range(YEARS):
        moving = random.random(34) < (SWITCH if year else 0.0)
        cluster = np.where(moving, (cluster + random.integers(1, 3, 34)) % 3, cluster)
        taste = random.normal(size=(34, 24)) + wanted[cluster] + style
        values = np.digitize(taste, [-1.0, 0.0, 0.8, 1.6]).astype(float)
        values[random.random(values.shape) < 0.1] = np.nan
        replied = np.flatnonzero(random.random(34) >= SILENT)
        answers[str(year)] = pd.DataFrame(values[replied], index=replied)
        truth.update({(str(year), who): cluster[who] for who in replied})
    profiles = pooled_profiles(answers, "standard")
    label = cluster_pooled(profiles, 3, n_resamples=200).label
    planted = np.array([truth[key] for key in profiles.index])
    shared = np.zeros((3, 3))
    np.add.at(shared, (label, planted), 1.0)
    rows, columns = linear_sum_assignment(-shared)
    return float(shared[rows, columns].sum() / shared.sum())


def main() -> None:
    """Print each target with what was measured."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; one thread")
    print(f"{'':48s} CPU s  at most     GB  at most")
    for name, (_, most, room) in TARGETS.items():
        said = alone(name)
        print(
            f"{name:47s} {said['cpu']:6.3f} {most:8.2f} {said['gb']:6.2f} {room:8.1f}"
        )
    print(f"first clustering, nothing compiled yet: {cold_start():.1f} s")
    by_resamples = growth(lambda b: consensus(34, 24, b), (500, 4000))
    by_rows = growth(lambda n: many(n, 20, [5]), (20_000, 160_000))
    print(f"grows with resamples to the power of {by_resamples:.2f}, at most 1.05")
    print(f"grows with rows (vote) to the power of {by_rows:.2f}, at most 1.15")
    as_it_is, filled = blanks()
    print(f"30 % blank: likeness {as_it_is:.2f}; filled with means {filled:.2f}")
    print(f"years: share of member-years in the right cluster {years():.3f}, .90 asked")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        say(sys.argv[1])
    else:
        main()
