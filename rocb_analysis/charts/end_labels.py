"""Labels at the ends of lines: level with them, or as near as there is room."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from rocb_analysis.charts.page import line
from rocb_analysis.charts.style import SHEETS, Size

# Lines of a text stand so much further apart than page.line says, in bold or not.
_LOOSE = 1.15


def label_ends(
    figure: Figure,
    axes: Axes,
    said: Sequence[str],
    ends: Sequence[tuple[float, float]],
    colours: Sequence[str],
    *,
    size: Size,
) -> None:
    """Write what is said of each line behind the axes, with a thread to its end.

    ends: where each line ends, from the top down; axes whose places along x are whole
    numbers, and whose limits are set.
    """
    behind = axes.get_xlim()[1]
    unit = _units_per_inch(figure, axes, size)
    height = _LOOSE * line(SHEETS[size].text) * unit
    tall = [height * (text.count("\n") + 1) for text in said]
    bottom, top = axes.get_ylim()
    places = apart([y for _, y in ends], tall, top, bottom)
    for text, end, place, colour in zip(said, ends, places, colours, strict=False):
        axes.plot(
            [end[0], behind - 0.2, behind - 0.04],
            [end[1], place, place],
            color=colour,
            lw=0.8,
            clip_on=False,
        )
        axes.annotate(
            text,
            (behind, place),
            va="center",
            linespacing=1.1,
            annotation_clip=False,
        )


def _units_per_inch(figure: Figure, axes: Axes, size: Size) -> float:
    """Return how much of the axes an inch upwards holds, rather too much."""
    engine = figure.get_layout_engine()
    body = figure.get_size_inches()[1]
    if isinstance(engine, ConstrainedLayoutEngine):
        body *= engine.get()["rect"][3]
    lines = max(label.get_text().count("\n") + 1 for label in axes.get_xticklabels())
    body -= _LOOSE * line(SHEETS[size].text) * lines + 0.15
    bottom, top = axes.get_ylim()
    return float(abs(bottom - top) / body)


def apart(
    wanted: Sequence[float], tall: Sequence[float], top: float, bottom: float
) -> list[float]:
    """Return places near those wanted, in their order, that do not overlap.

    wanted: in rising order; tall: heights. They are pushed down from the top, then up
    from the bottom; too many for the room run over the top.

    >>> apart([1, 1, 9], [2, 2, 2], 0, 10)
    [1.0, 3.0, 9.0]
    """
    places = [float(place) for place in wanted]
    edge = top
    for i, height in enumerate(tall):
        places[i] = max(places[i], edge + height / 2)
        edge = places[i] + height / 2
    edge = bottom
    for i in reversed(range(len(places))):
        places[i] = min(places[i], edge - tall[i] / 2)
        edge = places[i] - tall[i] / 2
    return places
