"""CPU seconds of consensus clusters, beside R packages and a loop of scikit-learn.

Each contender has a process of its own with one thread; they take turns on the same
answers. Work is k = 2 to 8 on subsets of four fifths, one start a fit. R takes part
where Rscript, fpc and ConsensusClusterPlus are found.

python -m tests.benchmarks.speed_of_clusters [rounds]
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

OWN, NAIVE = "rocb_analysis", "naive scikit-learn loop"
CCP, FPC = "R ConsensusClusterPlus", "R fpc clusterboot"
NUMBERS = list(range(2, 9))
# Rows, columns, resamples, rounds at most.
SIZES = ((34, 24, 500, 99), (186, 60, 100, 99), (2000, 60, 20, 3))
# What a number of clusters is looked at closer for.
_K = 5
_STARTS = 40
_FRACTION = 0.8
_R = Path(__file__).with_suffix(".R")
_ONE_THREAD = {
    f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")
}
# What a run says: cpu, wall, pac and excess, None where it cannot tell.
Said = dict[str, float | None]
_UNSET = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


def answers(rows: int, columns: int) -> np.ndarray:
    """Return standard scores of grades 0 to 5 with two weak factors, without blanks."""
    random = np.random.default_rng(rows)
    taste = random.normal(size=(rows, columns))
    taste += random.normal(size=(rows, 2)) @ random.normal(0, 0.4, (2, columns))
    grades = np.round(1.3 * taste + 2.5).clip(0, 5)
    return (grades - grades.mean(axis=0)) / grades.std(axis=0)


def own(points: np.ndarray, resamples: int, seed: int) -> tuple[np.ndarray, ...]:
    """Return labels of resamples and consensus for k = 5, of all numbers."""
    from rocb_analysis.clusters.consensus import solve

    found = solve(
        points,
        NUMBERS,
        n_resamples=resamples,
        fraction=_FRACTION,
        rng=np.random.default_rng(seed),
    )[NUMBERS.index(_K)]
    return found.resampled, found.consensus


def naive(points: np.ndarray, resamples: int, seed: int) -> tuple[np.ndarray, ...]:
    """Return the same by a fit of scikit-learn a resample and a count of pairs."""
    from sklearn.cluster import KMeans

    random = np.random.default_rng(seed)
    rows = len(points)
    kept = {}
    for k in NUMBERS:
        together, both = np.zeros((rows, rows)), np.zeros((rows, rows))
        labels = np.full((resamples, rows), 255, dtype=np.uint8)
        for b in range(resamples):
            held = random.permutation(rows)[: int(np.ceil(_FRACTION * rows))]
            label = KMeans(k, n_init=1, random_state=b).fit(points[held]).labels_
            together[np.ix_(held, held)] += label[:, None] == label
            both[np.ix_(held, held)] += 1
            labels[b, held] = label
        kept[k] = labels, together / np.maximum(both, 1)
    return kept[_K]


def work(name: str, path: str, resamples: int, seed: int, out: str) -> None:
    """Run one contender and print what it took as JSON."""
    points = np.loadtxt(path, delimiter=",")
    contender = {OWN: own, NAIVE: naive}[name]
    # Imports and compiling are not what is compared.
    contender(points[:20, :4].copy(), 3, 1)
    wall, cpu = time.perf_counter(), time.process_time()
    labels, consensus = contender(points, resamples, seed)
    said: Said = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    pairs = consensus[np.triu_indices(len(consensus), 1)]
    said["pac"] = float(((pairs > 0.1) & (pairs < 0.9)).mean())
    said["excess"] = excess(points, labels) if len(points) < 1000 else None
    np.savetxt(out, consensus, delimiter=",")
    print(json.dumps(said))


def excess(points: np.ndarray, labels: np.ndarray) -> float:
    """Return by how much sums of squares exceed the best of 40 starts, mean share."""
    from rocb_analysis.clusters.consensus import cluster_resamples

    taken = labels != 255
    random = np.random.default_rng(9)
    spread = np.array([_squares(points, label) for label in labels])
    best = spread.copy()
    for _ in range(_STARTS):
        draws = random.random((len(labels), _K))
        best = np.minimum(best, cluster_resamples(points, taken, draws, [_K])[1][0])
    return float((spread / best).mean() - 1.0)


def _squares(points: np.ndarray, label: np.ndarray) -> float:
    clusters = [points[label == j] for j in range(_K)]
    return sum(((own - own.mean(axis=0)) ** 2).sum() for own in clusters if len(own))


def packages_of_r() -> bool:
    """Return whether R and both packages are there."""
    if not shutil.which("Rscript"):
        return False
    ask = "library(fpc); library(ConsensusClusterPlus)"
    return subprocess.run(["Rscript", "-e", ask], capture_output=True).returncode == 0


def run(name: str, path: Path, resamples: int, seed: int, out: Path) -> Said:
    """Run a contender in a process of its own; return what it says."""
    given = [name, str(path), str(resamples), str(seed), str(out)]
    here = [sys.executable, "-m", "tests.benchmarks.speed_of_clusters", "work"]
    command = ["Rscript", str(_R)] if name in {CCP, FPC} else here
    environment = {k: v for k, v in os.environ.items() if k not in _UNSET}
    done = subprocess.run(
        [*command, *given],
        env=environment | _ONE_THREAD,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def compare(
    rows: int, columns: int, resamples: int, rounds: int, names: list[str], place: Path
) -> None:
    """Print a row for each contender on one size; ratios are of CPU in one round."""
    path = place / "points.csv"
    np.savetxt(path, answers(rows, columns), delimiter=",")
    said: dict[str, list[Said]] = {name: [] for name in names}
    for turn in range(rounds):
        for name in names:
            out = place / f"{name}-{turn}.csv"
            said[name].append(run(name, path, resamples, turn + 1, out))
    print(f"\n{rows} x {columns}, {resamples} resamples, k 2 to 8, {rounds} rounds")
    head = "CPU s   wall s  ratio of CPU        PAC k=5  SSE excess k=5"
    print(f"{'':24s} {head}")
    cpu = {n: np.array([one["cpu"] or np.nan for one in said[n]]) for n in names}
    for name in names:
        ratio = cpu[name] / cpu[OWN]
        spread = f"{np.median(ratio):.1f} ({ratio.min():.1f} to {ratio.max():.1f})"
        wall = np.median([one["wall"] for one in said[name]])
        pac, more = (
            _median(said[name], key, form)
            for key, form in (("pac", ".3f"), ("excess", ".1%"))
        )
        seconds = f"{np.median(cpu[name]):7.3f} {wall:7.3f}"
        print(f"{name:24s} {seconds}  {spread:19s} {pac:8s} {more}")
    if CCP in names and rounds > 1:
        _likeness(place, rounds)


def _median(said: list[Said], key: str, form: str) -> str:
    known = [one[key] for one in said if one[key] is not None]
    return format(np.median(known), form) if known else "-"


def _likeness(place: Path, rounds: int) -> None:
    """Print how unlike consensus is to R's, and between two own seeds (k = 5)."""

    def matrix(name: str, turn: int) -> np.ndarray:
        return np.loadtxt(place / f"{name}-{turn}.csv", delimiter=",")

    def apart(a: np.ndarray, b: np.ndarray) -> float:
        return float(np.sqrt(np.mean((a - b)[np.triu_indices(len(a), 1)] ** 2)))

    turns = range(rounds)
    to_r = np.median([apart(matrix(OWN, t), matrix(CCP, t)) for t in turns])
    seeds = np.median([apart(matrix(OWN, t - 1), matrix(OWN, t)) for t in turns[1:]])
    loop = np.median([apart(matrix(NAIVE, t), matrix(CCP, t)) for t in turns])
    print(
        f"consensus, root mean square apart: own and R {to_r:.3f}, two own seeds "
        f"{seeds:.3f}, naive and R {loop:.3f}"
    )


def main(rounds: int = 5) -> None:
    """Print a table for each size."""
    names = [OWN, NAIVE]
    if packages_of_r():
        names += [CCP, FPC]
    else:
        print("R with fpc and ConsensusClusterPlus is not here: its rows are left out.")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for rows, columns, resamples, most in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            turns = min(rounds, most)
            compare(rows, columns, resamples, turns, names, Path(folder))


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        name, path, resamples, seed, out = sys.argv[2:]
        work(name, path, int(resamples), int(seed), out)
    else:
        main(*(int(word) for word in sys.argv[1:]))
