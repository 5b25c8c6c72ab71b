"""Charts: tidy table in, `Chart` out; no sums, no files, one look."""

from rocb_analysis.charts.answers import diverging_bars
from rocb_analysis.charts.matrix import response_matrix
from rocb_analysis.charts.priorities import priority_dots
from rocb_analysis.charts.quality import ledger_bars
from rocb_analysis.charts.response import reply_counts
from rocb_analysis.charts.style import Caption, Chart, Size, look, picture, settings

__all__ = [
    "Caption",
    "Chart",
    "Size",
    "diverging_bars",
    "ledger_bars",
    "look",
    "picture",
    "priority_dots",
    "reply_counts",
    "response_matrix",
    "settings",
]
