"""The heads of the columns of a matrix of cells, a unit wide each, the first at 0."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from rocb_analysis.charts.style import INK


def column_heads(axes: Axes, heads: Sequence[str], *, turned: bool = False) -> None:
    """Write the heads over the columns; turned: upright, where they are too wide."""
    axes.set_xlim(-0.5, len(heads) - 0.5)
    axes.set_xticks(range(len(heads)), heads)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0, labelrotation=90 * turned, labelcolor=INK)
