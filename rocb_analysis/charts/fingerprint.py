"""A fingerprint of what a figure draws: the same on every machine, another if it moves.

Only what was asked for is read, never what a renderer made of it: no extents of text,
no places that a layout found, no font sizes. Numbers count to five significant digits.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle
from matplotlib.text import Annotation, Text

# A part of a drawing as plain values: what it is, its geometry, its colours.
Mark = tuple[str, Any, list[str]]


def fingerprint(figure: Figure) -> str:
    """Return two lines: a hash of all that is drawn, then one for each aspect of it.

    The second line is there so that a failing comparison says what moved: titles,
    labels (of axes, ticks and keys), limits, marks, colours or texts.
    """
    parts = drawn(figure)
    count = len(parts["marks"])
    aspects = "; ".join(f"{name} {_hash(part)[:6]}" for name, part in parts.items())
    whole = _hash(parts)[:12]
    return f"<Chart {whole}: {len(figure.axes)} axes, {count} marks>\n{aspects}"


def drawn(figure: Figure) -> dict[str, list[Any]]:
    """Return what the figure draws, aspect by aspect, as plain values."""
    marks = [*_marks(figure)]
    legends = [*figure.legends]
    for axes in figure.axes:
        marks += _marks(axes)
        legends += [legend] if (legend := axes.get_legend()) else []
    title = figure.get_suptitle()
    texts = [text for text in figure.texts if text.get_text() != title]
    texts += [text for axes in figure.axes for text in axes.texts]
    keys = [mark for legend in legends for mark in _handles(legend)]
    return {
        "titles": [_words(title), *(_titles(axes) for axes in figure.axes)],
        "labels": [*map(_labels, figure.axes), *map(_entries, legends)],
        "limits": [_limits(axes) for axes in figure.axes],
        "marks": [(kind, geometry) for kind, geometry, _ in marks],
        "colours": [colours for _, _, colours in [*marks, *keys]],
        "texts": [_text(text) for text in texts],
    }


def _hash(values: Any) -> str:
    """Return the sha256 of plain values."""
    told = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _numbers(values: Any) -> Any:
    """Return numbers, nested as given, as text of five significant digits.

    What is under a billionth counts as nothing: it differs from machine to machine.
    """
    array: Any = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)
    if array.ndim == 0:
        return f"{round(float(array), 9) + 0.0:.5g}"
    return [_numbers(part) for part in array]


def _colours(colours: Any) -> list[str]:
    """Return colours in hex, with their opacity."""
    return [to_hex(colour, keep_alpha=True) for colour in np.atleast_2d(colours)]


def _words(text: str) -> str:
    """Return a text on one line: where it breaks is layout."""
    return " ".join(text.split())


def _titles(axes: Axes) -> list[str]:
    return [_words(axes.get_title(loc=side)) for side in ("left", "center", "right")]


def _labels(axes: Axes) -> list[Any]:
    """Return the words at the axes: their names and the labels of their ticks."""
    names = [axes.get_xlabel(), axes.get_ylabel()]
    if not axes.axison:
        return names
    ticks = [axis.get_ticklabels(which="both") for axis in (axes.xaxis, axes.yaxis)]
    return [
        *names,
        *([_words(label.get_text()) for label in labels] for labels in ticks),
    ]


def _entries(legend: Legend) -> list[str]:
    return [legend.get_title().get_text(), *(t.get_text() for t in legend.get_texts())]


def _handles(legend: Legend) -> Iterator[Mark]:
    handles: Sequence[Artist | None] = legend.legend_handles
    return (mark for handle in handles if handle for mark in _mark(handle))


def _limits(axes: Axes) -> list[Any]:
    ends = _numbers([axes.get_xlim(), axes.get_ylim()])
    return [*ends, axes.get_xscale(), axes.get_yscale()]


def _text(text: Text) -> list[Any]:
    """Return a text with its place and colour."""
    places = [text.get_position()]
    if isinstance(text, Annotation):
        places.append(text.xy)
    return [
        _words(text.get_text()),
        _numbers(places),
        to_hex(text.get_color(), keep_alpha=True),
    ]


def _marks(where: Figure | Axes) -> Iterator[Mark]:
    """Return every mark drawn on a figure or its axes, in the order it was added."""
    added = [*where.patches, *where.lines, *where.images]
    added += [*where.artists] if isinstance(where, Figure) else [*where.collections]
    return (mark for artist in added if artist.get_visible() for mark in _mark(artist))


def _mark(artist: Artist) -> Iterator[Mark]:
    """Return one mark, or the several of a scatter; arrows and the rest are none."""
    if isinstance(artist, Rectangle):
        yield "bar", _numbers([*artist.get_xy(), *_extent(artist)]), _faces(artist)
    elif isinstance(artist, Patch) and not isinstance(artist, FancyArrowPatch):
        outline = artist.get_path().transformed(artist.get_patch_transform())
        yield "patch", _numbers(outline.vertices), _faces(artist)
    elif isinstance(artist, Line2D):
        styled = [str(artist.get_marker()), artist.get_linestyle()]
        yield "line", [_numbers(artist.get_xydata()), *styled], _colours_of_line(artist)
    elif isinstance(artist, AxesImage):
        seen = artist.get_array()
        yield "image", _numbers(seen if seen is not None else []), []
    elif isinstance(artist, Collection):
        yield from _collected(artist)


def _extent(bar: Rectangle) -> tuple[float, float]:
    return bar.get_width(), bar.get_height()


def _faces(patch: Patch) -> list[str]:
    return _colours([patch.get_facecolor(), patch.get_edgecolor()])


def _colours_of_line(line: Line2D) -> list[str]:
    return [to_hex(line.get_color(), keep_alpha=True)]


def _collected(collection: Collection) -> Iterator[Mark]:
    """Return a scatter's points one by one (colours with the first), others whole."""
    collection.update_scalarmappable()
    colours = _colours(collection.get_facecolor()) + _colours(
        collection.get_edgecolor()
    )
    if isinstance(collection, PathCollection):
        places = _numbers(collection.get_offsets())
        for place, own in zip_longest(places, [colours]):
            yield "point", place, own or []
        return
    outlines = [_numbers(path.vertices) for path in collection.get_paths()]
    values = collection.get_array()
    yield "area", [outlines, _numbers(values if values is not None else [])], colours
