"""Groups of members with like needs, or none.

Names are loaded when asked for: scikit-learn and numba are slow to import, and most
commands never cluster.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rocb_analysis.clusters.consensus import ConsensusClusterer
    from rocb_analysis.clusters.find import (
        codebook_draft,
        compare_with_published,
        draft_names,
        explain_clusters,
        find_clusters,
        level_groups,
    )
    from rocb_analysis.clusters.number import NumberOfClusters, choose_n_clusters
    from rocb_analysis.clusters.profile import NeedProfile
    from rocb_analysis.clusters.rounds import movers
    from rocb_analysis.clusters.seriation import seriated_profiles


_HOMES = {
    "ConsensusClusterer": "consensus",
    "NeedProfile": "profile",
    "NumberOfClusters": "number",
    "choose_n_clusters": "number",
    "codebook_draft": "find",
    "compare_with_published": "find",
    "draft_names": "find",
    "explain_clusters": "find",
    "find_clusters": "find",
    "level_groups": "find",
    "movers": "rounds",
    "seriated_profiles": "seriation",
}

__all__ = [
    "ConsensusClusterer",
    "NeedProfile",
    "NumberOfClusters",
    "choose_n_clusters",
    "codebook_draft",
    "compare_with_published",
    "draft_names",
    "explain_clusters",
    "find_clusters",
    "level_groups",
    "movers",
    "seriated_profiles",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
