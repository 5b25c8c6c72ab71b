"""What looking for clusters gives: a verdict, tables, movers, names."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

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
