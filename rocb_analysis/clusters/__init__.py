"""Groups of members with like needs, or none.

Names are loaded when asked for: scikit-learn and numba are slow to import, and most
commands never cluster.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rocb_analysis.clusters.comparison import compare_with_published
    from rocb_analysis.clusters.consensus import ConsensusClusterer
    from rocb_analysis.clusters.explain import explain_clusters
    from rocb_analysis.clusters.levels import level_groups
    from rocb_analysis.clusters.names import codebook_draft, draft_names
    from rocb_analysis.clusters.number import NumberOfClusters, choose_n_clusters
    from rocb_analysis.clusters.overview import find_clusters
    from rocb_analysis.clusters.profile import NeedProfile
    from rocb_analysis.clusters.rounds import movers
    from rocb_analysis.clusters.seriation import seriated_profiles

_HOMES = {
    "ConsensusClusterer": "consensus",
    "NeedProfile": "profile",
    "NumberOfClusters": "number",
    "choose_n_clusters": "number",
    "codebook_draft": "names",
    "compare_with_published": "comparison",
    "draft_names": "names",
    "explain_clusters": "explain",
    "find_clusters": "overview",
    "level_groups": "levels",
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
