"""How often the gate invents clusters, and how often it finds planted ones.

python -m tests.benchmarks.clusters_honesty [members [sets [references [resamples]]]]
"""

from __future__ import annotations

import os
import sys
import time

import numpy as np
from joblib import Parallel, delayed

from rocb_analysis.clusters import choose_n_clusters
from tests.benchmarks.cluster_sets import (
    FREE,
    Answers,
    free_of_clusters,
    with_clusters,
)

SUBJECTS = {34: 24, 186: 60}
# Sets the gate was not tuned on.
_STUDY = 5
LARGE_FREE = ("independent", "style", "factors")
# Kind, clusters, separation, whether ballots.
PLANTED = {
    34: (("rated", 3, 1.4, False), ("rated", 3, 1.0, False), ("ballots", 3, 1.4, True)),
    186: (("rated", 4, 1.0, False),),
}


def one_set(
    family: str,
    number: int,
    members: int,
    planted: tuple[int, float, bool] | None,
    effort: dict[str, int],
) -> dict[str, float]:
    """Return what the gate says of one set of answers."""
    random = np.random.default_rng([number, members, _STUDY])
    subjects = SUBJECTS[members]
    if planted is None:
        answers = free_of_clusters(random, family, members=members, subjects=subjects)
    else:
        k, separation, ballots = planted
        answers = with_clusters(
            random, k, separation, members=members, subjects=subjects, ballots=ballots
        )
    started = time.process_time()
    found = choose_n_clusters(
        answers.values, picks=answers.picks, random_state=number, **effort
    )
    spent = time.process_time() - started
    said = {"k": found.n_clusters, "p": found.p_value, "cpu": spent}
    if answers.mean is not None:
        said |= _panel_verdict(answers, found.p_value, number, effort)
    return said


def _panel_verdict(
    answers: Answers, p_value: float, number: int, effort: dict[str, int]
) -> dict[str, float]:
    """Return p of the mean of rounds, and of both looks together."""
    mean = choose_n_clusters(
        answers.mean, picks=answers.picks, random_state=number, **effort
    )
    return {"p_mean": mean.p_value, "p_both": min(1.0, 2 * min(p_value, mean.p_value))}


def study(family: str, members: int, sets: int, planted, effort) -> None:
    """Print how often clusters, and the right number of them, are found."""
    said = Parallel(n_jobs=2)(
        delayed(one_set)(family, n, members, planted, effort) for n in range(sets)
    )
    k = np.array([one["k"] for one in said])
    line = f"n={members:3d} {family:12s} sets {sets:3d}  found {np.mean(k > 1):.3f}"
    if planted:
        line += f"  right number {np.mean(k == planted[0]):.3f}  k {np.bincount(k)[1:]}"
    if "p_mean" in said[0]:
        mean = np.mean([one["p_mean"] <= 0.05 for one in said])
        both = np.mean([one["p_both"] <= 0.05 for one in said])
        line += f"  mean of rounds {mean:.3f}  both looks {both:.3f}"
    cpu = np.median([one["cpu"] for one in said])
    print(f"{line}  cpu s {cpu:.2f}  load {os.getloadavg()[0]:.1f}", flush=True)


def main(
    members: int = 34, sets: int = 200, references: int = 39, resamples: int = 100
) -> None:
    """Print a row for each family without clusters, and for each planted kind."""
    effort = {"n_references": references, "n_resamples": resamples}
    print(f"{references} references, {resamples} resamples, k 2 to 8")
    for kind, k, separation, ballots in PLANTED[members]:
        name = f"{kind} {k} {separation}"
        study(name, members, sets, (k, separation, ballots), effort)
    for family in FREE if members == 34 else LARGE_FREE:
        study(family, members, sets, None, effort)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
