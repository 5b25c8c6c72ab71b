"""How often the gate invents clusters, and how often it finds planted ones.

The level of .05 is the same with few references as with many: with 19 there are
clusters only if no reference looks as clear. Few cost power, so the shares found are on
the low side. Panels have two looks at half the level each, and need 39.

python -m tests.benchmarks.clusters_honesty [members [sets]]
"""

from __future__ import annotations

import os
import sys
import time

import numpy as np
from joblib import Parallel, delayed

from rocb_analysis.clusters.number import choose_n_clusters
from tests.benchmarks.cluster_sets import FREE, Answers, free_of_clusters, with_clusters

SUBJECTS = {34: 24, 186: 60}
RESAMPLES = {34: 100, 186: 65}
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


def effort_for(members: int, family: str, planted: bool) -> dict[str, int]:
    """Return how many references and resamples a set takes."""
    many = members == 34 and (planted or family == "panel")
    return {"n_references": 39 if many else 19, "n_resamples": RESAMPLES[members]}


def study(
    family: str, members: int, sets: int, planted: tuple[int, float, bool] | None
) -> list[bool]:
    """Print how often clusters, and the right number, are found; return whether."""
    effort = effort_for(members, family, planted is not None)
    said = Parallel(n_jobs=2)(
        delayed(one_set)(family, n, members, planted, effort) for n in range(sets)
    )
    k = np.array([one["k"] for one in said])
    found = k > 1
    name = family if planted is None else f"{family} {planted[0]} {planted[1]}"
    line = f"n={members:3d} {name:13s} sets {sets:3d}"
    if "p_mean" in said[0]:
        last, mean = np.mean(found), np.mean([one["p_mean"] <= 0.05 for one in said])
        found = np.array([one["p_both"] <= 0.05 for one in said])
        line += f"  last round {last:.3f}  mean of rounds {mean:.3f}"
    line += f"  found {found.mean():.3f}"
    if planted:
        line += f"  right number {np.mean(k == planted[0]):.3f}  k {np.bincount(k)[1:]}"
    cpu = np.median([one["cpu"] for one in said])
    print(f"{line}  cpu s {cpu:.2f}  load {os.getloadavg()[0]:.1f}", flush=True)
    return list(found)


def main(members: int | None = None, sets: int = 200) -> None:
    """Print a row for each family without clusters, and for each planted kind.

    Of 186 members half as many sets without clusters are tried.
    """
    for size in (34, 186) if members is None else (members,):
        for kind, k, separation, ballots in PLANTED[size]:
            study(kind, size, sets, (k, separation, ballots))
        families, free = (FREE, sets) if size == 34 else (LARGE_FREE, sets // 2)
        invented = [study(family, size, free, None) for family in families]
        share = np.mean(np.concatenate(invented))
        print(f"n={size:3d} clusters invented, all families {share:.3f}", flush=True)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
