"""One clustering of all rounds, and who moved between clusters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from rocb_analysis.clusters.consensus import ClusterSolution, solve
from rocb_analysis.clusters.profile import NeedProfile

Points = NDArray[np.float64]
_FRACTION = 0.8
_LEAST_ANSWERS = 2
# A move is sure if the two rows fall together in no more than a quarter of resamples.
SURE = 0.75
# Below, a label tells of the round's answers rather than of the member.
STEADY = 0.4


def answers_of_rounds(
    needs: pd.DataFrame, rounds: list[str]
) -> dict[str, pd.DataFrame]:
    """Return for each round the scores: a row a respondent, a column a subject asked.

    Only subjects on which repliers differ. A replier that needs nothing has no profile
    of needs, nor has one with a score on fewer than two of these subjects.
    """
    answers = {}
    for name in rounds:
        rows = needs[(needs["round"] == name) & (needs["asked"] == 1)]
        wide = rows.pivot(index="respondent_id", columns="subject_id", values="score")
        wide = wide.sort_index().sort_index(axis=1).astype("float64")
        wide = wide[wide.max(axis=1) > 0]
        wide = wide.loc[:, wide.nunique() > 1]
        wide = wide[wide.count(axis=1) >= _LEAST_ANSWERS]
        if wide.size:
            answers[name] = wide
    return answers


def mean_of_rounds(answers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return each member's mean score on each subject over the rounds it answered."""
    stacked = pd.concat(answers.values(), keys=answers.keys())
    return stacked.groupby(level=1).mean()


def pooled_profiles(answers: Mapping[str, pd.DataFrame], scaling: str) -> pd.DataFrame:
    """Return a row a round and respondent: profiles, each round by itself."""
    parts = {
        name: pd.DataFrame(
            NeedProfile(scaling=scaling).fit_transform(wide.to_numpy()),
            index=wide.index,
            columns=wide.columns,
        )
        for name, wide in answers.items()
    }
    pooled = pd.concat(parts.values(), keys=parts.keys(), names=["round"])
    return pooled.sort_index(axis=1)


def cluster_pooled(
    profiles: pd.DataFrame,
    n_clusters: int,
    *,
    n_resamples: int = 1000,
    seed: int = 0,
    jobs: int | None = None,
) -> ClusterSolution:
    """Cluster the rows of all rounds at once, members resampled with all their rounds.

    One model for all rounds: clusters made round by round would mostly differ by
    chance.
    """
    who = profiles.index.get_level_values(1)
    groups = np.unique(who, return_inverse=True)[1].reshape(-1)
    with threadpool_limits(limits=1):
        return solve(
            profiles.to_numpy(),
            [n_clusters],
            n_resamples=n_resamples,
            fraction=_FRACTION,
            rng=np.random.default_rng(seed),
            groups=groups,
            jobs=jobs,
        )[0]


def movers(
    keys: pd.MultiIndex, label: NDArray[np.intp], consensus: Points, rounds: list[str]
) -> pd.DataFrame:
    """Return who is in another cluster than in the last round it answered.

    keys: round and respondent of each row. Columns respondent_id, from_round,
    to_round, from_cluster, to_cluster; chance: share of resamples in which the two rows
    do not fall together, 0 to 1; verdict: moved (chance at least .75) or unsure.
    """
    rows = []
    for who, old, new, a, b in _pairs(keys, rounds):
        if label[a] != label[b]:
            chance = round(1.0 - consensus[a, b], 9)
            verdict = "moved" if chance >= SURE else "unsure"
            rows.append((who, old, new, label[a], label[b], chance, verdict))
    return pd.DataFrame(rows, columns=MOVER_COLUMNS)


def steadiness(
    keys: pd.MultiIndex, label: NDArray[np.intp], rounds: list[str]
) -> float:
    """Return how far members keep their cluster beyond chance (Cohen's kappa).

    1 = all keep it, 0 = as many as by chance; over each member's pairs of rounds that
    follow each other; nan without any, or with one cluster.
    """
    pairs = [(label[a], label[b]) for *_, a, b in _pairs(keys, rounds)]
    if not pairs:
        return float("nan")
    every = sorted(set(label))
    share = np.zeros((len(every), len(every)))
    for one, other in pairs:
        share[every.index(one), every.index(other)] += 1.0 / len(pairs)
    chance = float(share.sum(axis=0) @ share.sum(axis=1))
    if chance >= 1.0:
        return float("nan")
    return round((float(np.trace(share)) - chance) / (1.0 - chance), 9)


def _pairs(
    keys: pd.MultiIndex, rounds: list[str]
) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield each member's rounds that follow each other, and their rows."""
    place = {key: at for at, key in enumerate(keys)}
    for member in sorted({who for _, who in keys}):
        came = [name for name in rounds if (name, member) in place]
        for old, new in pairwise(came):
            yield member, old, new, place[old, member], place[new, member]


# What looking for clusters gives: a verdict, tables, movers, names.

MOVER_COLUMNS = (
    "respondent_id from_round to_round from_cluster to_cluster chance verdict".split()
)


@dataclass(frozen=True)
class ClustersFound:
    """Whether there are clusters, and the tables about them.

    n_clusters: 1 = none; p_value: of the verdict, the smaller of both looks twice over
    if there are two; nan if too few replied to look. clearer_than: of how many of the
    references, sets of answers without clusters, the answers look more like clusters.
    cluster_numbers, clusters and cluster_profiles: tables of the contract, not yet
    arranged. rounds: those clustered together. movers: as `movers` gives them.
    steady: as `steadiness` gives it for labels of all rounds together, nan where nobody
    came twice. names: a name for
    each cluster, the codebook's or a draft; drafted: the numbers of those drafted.
    """

    n_clusters: int
    p_value: float
    clearer_than: int
    references: int
    cluster_numbers: pd.DataFrame
    clusters: pd.DataFrame
    cluster_profiles: pd.DataFrame
    rounds: list[str] = field(default_factory=list)
    movers: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(MOVER_COLUMNS))
    )
    steady: float = float("nan")
    names: dict[int, str] = field(default_factory=dict)
    drafted: frozenset[int] = frozenset()
