"""Groups of members with like needs, or none."""

from __future__ import annotations

from rocb_analysis.clusters.first_view import first_view_of_clusters

__all__ = ["first_view_of_clusters"]
