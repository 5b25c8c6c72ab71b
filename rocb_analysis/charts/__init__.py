"""Charts: tidy table in, `Chart` out; no sums, no files, one look."""

from rocb_analysis.charts.answers import diverging_bars
from rocb_analysis.charts.change import change_bars
from rocb_analysis.charts.cluster_curve import cluster_curve
from rocb_analysis.charts.cluster_dots import membership_dots
from rocb_analysis.charts.cluster_flow import cluster_flow
from rocb_analysis.charts.cluster_heat import cluster_heat
from rocb_analysis.charts.cluster_tiles import cluster_tiles
from rocb_analysis.charts.funnel import funnel
from rocb_analysis.charts.matrix import response_matrix
from rocb_analysis.charts.over_rounds import lines_over_rounds
from rocb_analysis.charts.plan_coverage import plan_coverage
from rocb_analysis.charts.plan_gantt import plan_gantt
from rocb_analysis.charts.priorities import priority_dots
from rocb_analysis.charts.quality import ledger_bars
from rocb_analysis.charts.questionnaire import asked_grid
from rocb_analysis.charts.rank_lines import rank_lines
from rocb_analysis.charts.reach_matrix import reach_matrix
from rocb_analysis.charts.response import reply_counts
from rocb_analysis.charts.style import Caption, Chart, Size, look, picture, settings
from rocb_analysis.charts.sub_regions import sub_region_heat
from rocb_analysis.charts.support_bars import support_bars

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
