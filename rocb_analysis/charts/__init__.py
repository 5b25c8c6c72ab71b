"""Charts: tidy table in, `Chart` out; no sums, no files, one look."""

from __future__ import annotations

from rocb_analysis.charts.asked_grid import asked_grid
from rocb_analysis.charts.change_bars import change_bars
from rocb_analysis.charts.cluster_flow import cluster_flow
from rocb_analysis.charts.cluster_maps import (
    cluster_curve,
    cluster_heat,
    cluster_tiles,
    membership_dots,
)
from rocb_analysis.charts.diverging_bars import diverging_bars
from rocb_analysis.charts.matrix import response_matrix
from rocb_analysis.charts.over_rounds import lines_over_rounds, rank_lines
from rocb_analysis.charts.plan_gantt import plan_coverage, plan_gantt
from rocb_analysis.charts.priority_dots import priority_dots
from rocb_analysis.charts.reply_counts import funnel, ledger_bars, reply_counts
from rocb_analysis.charts.style import Caption, Chart, Size, look, picture, settings
from rocb_analysis.charts.sub_region_heat import sub_region_heat
from rocb_analysis.charts.support_bars import reach_matrix, support_bars

__all__ = [
    "Caption",
    "Chart",
    "Size",
    "asked_grid",
    "change_bars",
    "cluster_curve",
    "cluster_flow",
    "cluster_heat",
    "cluster_tiles",
    "diverging_bars",
    "funnel",
    "ledger_bars",
    "lines_over_rounds",
    "look",
    "membership_dots",
    "picture",
    "plan_coverage",
    "plan_gantt",
    "priority_dots",
    "rank_lines",
    "reach_matrix",
    "reply_counts",
    "response_matrix",
    "settings",
    "sub_region_heat",
    "support_bars",
]
