"""Look at a figure as a reader does: is every word whole, alone and large enough."""

from __future__ import annotations

from itertools import combinations

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox


def problems(figure: Figure, least_points: float) -> list[str]:
    """Return what is wrong with the texts of a figure, one sentence a fault.

    A text must lie inside the figure, touch no other, and not be smaller than
    least_points. Invisible and empty ones are passed over. One pixel is forgiven.
    """
    canvas = FigureCanvasAgg(figure)
    # Lays texts out without painting them, which takes most of the time.
    figure.draw_without_rendering()
    renderer = canvas.get_renderer()
    texts = [
        (text.get_text(), text.get_window_extent(renderer).padded(-1), text)
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip()
    ]
    found = [
        f'"{said}" is set in {text.get_fontsize()} points.'
        for said, _, text in texts
        if text.get_fontsize() < least_points
    ]
    found += [
        f'"{said}" runs off the figure.'
        for said, box, _ in texts
        if not _inside(box, figure.bbox)
    ]
    return found + [
        f'"{one}" lies on "{other}".'
        for (one, box, _), (other, box_of_other, _) in combinations(texts, 2)
        if box.overlaps(box_of_other)
    ]


def _inside(box: Bbox, outer: Bbox) -> bool:
    return (
        box.x0 >= outer.x0 - 2
        and box.y0 >= outer.y0 - 2
        and box.x1 <= outer.x1 + 2
        and box.y1 <= outer.y1 + 2
    )
