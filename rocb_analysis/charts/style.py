"""The one look of every chart: colours by meaning, letters, sizes, how it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import accumulate
from math import inf
from typing import Any, Literal

import matplotlib
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Patch

from rocb_analysis.charts.lettering import balanced, ems, wrap
from rocb_analysis.survey.settings import in_words

Size = Literal["a4", "slide"]
Form = Literal["png", "svg", "pdf"]

# Blue and vermilion of Okabe and Ito, "Color Universal Design" (2008).
BLUE, ORANGE = "#0072B2", "#D55E00"
# Oranges of ColorBrewer's PuOr with blues of like lightness (Brewer and Harrower).
# tests/charts/test_colours.py measures how far each palette stays apart in the
# eyes of people with the three kinds of colour-blindness.
LIKERT = ("#b35806", "#f1a340", "#d8d8d8", "#92a9d8", "#2c5aa0")
INK, QUIET, RULE, PALE = "#111111", "#595959", "#a6a6a6", "#d8d8d8"

# One meaning, one colour.
NAMED = REPLIED = BLUE
COULD_BE = "#b9cbe4"
NO_REPLY = PALE
SYNTHETIC = "#b35806"
FATES = {"kept": BLUE, "recoded": "#92a9d8", "set aside": ORANGE, "blank": PALE}


@dataclass(frozen=True)
class Paper:
    """Measures of one size: inches, points for letters; height 0 = as rows need.

    tight and roomy: the least and the best height of a row, in parts of its lines.
    """

    width: float
    height: float
    text: float
    title: float
    tight: float
    roomy: float


# What the margins of A4 leave, so that letters keep their size in print, as tall as its
# rows need; the picture box of a 16:9 slide, always full.
SHEETS: dict[Size, Paper] = {
    "a4": Paper(7.08, 0.0, text=9, title=11, tight=1.0, roomy=1.0),
    "slide": Paper(12.1, 5.8, text=14, title=18, tight=0.8, roomy=1.5),
}


# A key that stands close around its squares.
TIGHT_KEY: dict[str, float] = {
    "borderpad": 0,
    "borderaxespad": 0,
    "handlelength": 1,
    "handleheight": 1,
    "handletextpad": 0.5,
}


@dataclass(frozen=True)
class Caption:
    """What stands under a chart: the base of its numbers, their source, the marks.

    marks: what must be said of the data wherever the chart goes, as that they are
    synthetic; see `survey.marks`. left_out: a sentence on what may not be drawn.
    wording: the survey's own words for replies; see `survey.wording`.
    """

    base: str
    source: str
    marks: tuple[str, ...] = ()
    left_out: str = ""
    wording: Mapping[str, str] = field(default_factory=dict)

    @property
    def footer(self) -> str:
        base = in_words(self.base, self.wording)
        parts = (self.left_out, f"Base: {base}", f"Source: {self.source}")
        return " ".join(f"{part.rstrip('.')}." for part in parts if part)


@dataclass(frozen=True)
class Chart:
    """A drawn chart: the figure, its finding, and its facts for who cannot see it."""

    figure: Figure
    title: str
    alt: str


def settings(size: Size = "a4") -> dict[str, Any]:
    """Return the rcParams of the look, for one size."""
    sheet = SHEETS[size]
    return {
        "font.family": ["DejaVu Sans"],
        "font.size": sheet.text,
        "axes.titlesize": sheet.text,
        "axes.labelsize": sheet.text,
        "xtick.labelsize": sheet.text,
        "ytick.labelsize": sheet.text,
        "legend.fontsize": sheet.text,
        "figure.titlesize": sheet.title,
        "figure.titleweight": "bold",
        "figure.figsize": (sheet.width, 4.0 if size == "a4" else sheet.height),
        "figure.constrained_layout.use": True,
        "text.color": INK,
        "text.parse_math": False,
        "axes.labelcolor": QUIET,
        "axes.edgecolor": RULE,
        "axes.prop_cycle": cycler(color=[BLUE, ORANGE, QUIET, LIKERT[3], LIKERT[1]]),
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": RULE,
        "ytick.color": RULE,
        "xtick.labelcolor": QUIET,
        "ytick.labelcolor": INK,
        "svg.fonttype": "none",
        "svg.hashsalt": "rocb_analysis",
        "pdf.fonttype": 42,
    }


@contextmanager
def look(size: Size = "a4") -> Iterator[None]:
    """Draw and save in the one look, whatever the settings outside; put them back."""
    chosen: Any = settings(size)
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(chosen)
        yield


def picture(figure: Figure, *, form: Form = "png", dpi: int = 200) -> bytes:
    """Return the figure as a file's bytes, the same bytes each time."""
    undated: dict[Form, dict[str, str | None]] = {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    held = BytesIO()
    with look():
        figure.savefig(held, format=form, dpi=dpi, metadata=undated[form])
    return held.getvalue()


def diverging(left: int, middle: int, right: int) -> list[str]:
    """Return the colours of an ordered scale: oranges, greys, blues.

    Up to three answers a side can be told apart.

    >>> diverging(2, 1, 2) == list(LIKERT)
    True
    """
    if max(left, right) > 3 or middle > 1:
        raise ValueError(
            f"A scale of {left} + {middle} + {right} answers was given; colours tell "
            "apart three on each side of one. Join neighbouring answers first."
        )
    oranges, blues = _shades(LIKERT[:2], left), _shades(LIKERT[:2:-1], right)
    return oranges + [LIKERT[2]] * middle + blues[::-1]


def _shades(ends: tuple[str, ...], count: int) -> list[str]:
    """Return colours from the strong end towards the pale one."""
    ramp = LinearSegmentedColormap.from_list("side", ends)
    return [to_hex(ramp(place / max(count - 1, 1))) for place in range(count)]


def ink_on(colour: str) -> str:
    """Return dark or white, whichever reads better on the colour (WCAG contrast)."""
    ground = _luminance(colour)
    on_white = 1.05 / (ground + 0.05)
    on_dark = (ground + 0.05) / (_luminance(INK) + 0.05)
    return "#ffffff" if on_white > on_dark else INK


def _luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in to_rgb(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# The sheet a chart is drawn on: title, how to read it, key, footer, marks.

_MARGIN, _GAP = 0.10, 0.08
# Between the footer and the marks above it.
_APART = 0.04
_LABEL_WIDTH: dict[Size, float] = {"a4": 2.7, "slide": 5.0}


# What is written (title, how, key), and its words or its pairs.
_Word = tuple[str, str | list[tuple[str, str]]]


@dataclass(frozen=True)
class Page:
    """The words around a chart; key holds pairs of colour and meaning."""

    title: str
    how_to_read: str
    caption: Caption
    key: Sequence[tuple[str, str]] = ()


def line(points: float) -> float:
    """Return the height of a line in inches."""
    return points * 1.2 / 72


def row_labels(labels: Iterable[str], size: Size) -> list[str]:
    """Return the labels of rows, broken where they are too long for the margin."""
    width, points = _LABEL_WIDTH[size], SHEETS[size].text
    return ["\n".join(balanced(label, width, points)) for label in labels]


def row_heights(labels: Iterable[str]) -> list[float]:
    """Return how tall each row is, in lines; taller labels stand further apart."""
    return [1.25 * (label.count("\n") + 1) + 0.25 for label in labels]


def lines_that_fit(page: Page, *, size: Size, axis: float = 0.0) -> float:
    """Return the lines that rows may take: on a slide, those its words leave."""
    sheet = SHEETS[size]
    if not sheet.height:
        return inf
    taken = _head(_words(page, size)) + _foot(page, size) + axis
    return (sheet.height - taken) / (sheet.tight * line(sheet.text))


def fill(
    page_of: Callable[[int], Page],
    labels: Sequence[str],
    *,
    size: Size,
    axis: float = 0.0,
) -> tuple[Page, int]:
    """Return how many of the rows to draw, and the page that says so.

    All of them, on a slide as many as it holds. page_of: the page for a number of
    rows; its words take room themselves, so that it is asked again.
    """
    shown = len(labels)
    while True:
        page = page_of(shown)
        room = lines_that_fit(page, size=size, axis=axis)
        heights = accumulate(row_heights(row_labels(labels[:shown], size)))
        fits = max(1, sum(until <= room for until in heights))
        if fits >= shown:
            return page, shown
        shown = fits


def open_page(page: Page, *, size: Size, rows: float, axis: float = 0.0) -> Figure:
    """Return a figure with the words in place and room for the rows between them.

    rows: heights of all rows together, in lines; axis: inches for what else the axes
    hold.
    """
    sheet = SHEETS[size]
    words = _words(page, size)
    head = _head(words)
    foot = _foot(page, size)
    tight, body = (
        rows * share * line(sheet.text) + axis for share in (sheet.tight, sheet.roomy)
    )
    if sheet.height:
        body = max(tight, min(body, sheet.height - head - foot))
    height = max(sheet.height, head + body + foot)
    bottom = 1 - (head + body) / height
    engine = ConstrainedLayoutEngine(
        rect=(0, bottom, 1, body / height), w_pad=_MARGIN, h_pad=0.02
    )
    figure = Figure(figsize=(sheet.width, height), layout=engine)
    _write(figure, words)
    _write_foot(figure, page, size)
    return figure


def row_axes(
    axes: Axes,
    labels: Sequence[str],
    *,
    heights: Sequence[float] = (),
    pad: float = 4,
) -> list[float]:
    """Give the axes a row for each label, the first on top; return their places."""
    heights = heights or row_heights(labels)
    ends = list(accumulate(heights))
    places = [end - height / 2 for end, height in zip(ends, heights, strict=True)]
    axes.set_ylim(ends[-1], 0)
    axes.set_yticks(places, labels)
    axes.tick_params(axis="y", length=0, pad=pad)
    axes.spines[:].set_visible(False)
    return places


def beside(
    axes: Axes, text: str, place: tuple[float, float], *, before: bool = False
) -> None:
    """Write a text, if there is one, just before or behind a mark, level with it."""
    if not text:
        return
    axes.annotate(
        text,
        place,
        (-7 if before else 7, 0),
        textcoords="offset points",
        ha="right" if before else "left",
        va="center_baseline",
        annotation_clip=False,
    )


def _head(words: list[tuple[_Word, float]]) -> float:
    """Return the inches that the words above the axes take."""
    return 2 * _GAP + sum(height for _, height in words)


def _feet(page: Page, size: Size) -> tuple[list[str], list[str]]:
    """Return the lines of the footer, and those of the marks above it."""
    sheet = SHEETS[size]
    room = sheet.width - 2 * _MARGIN
    footer = wrap(page.caption.footer, room, sheet.text)
    marks = [wrap(mark, room, sheet.text) for mark in page.caption.marks]
    return footer, [one for lines in marks for one in lines]


def _foot(page: Page, size: Size) -> float:
    """Return the inches that footer and marks take."""
    footer, marks = _feet(page, size)
    apart = _APART if footer and marks else 0.0
    return 2 * _GAP + apart + (len(footer) + len(marks)) * line(SHEETS[size].text)


def _words(page: Page, size: Size) -> list[tuple[_Word, float]]:
    """Return what stands above the axes, from the top, with its height."""
    sheet = SHEETS[size]
    room = sheet.width - 2 * _MARGIN
    said, how_to_read, *meanings = (
        in_words(text, page.caption.wording)
        for text in (page.title, page.how_to_read, *(text for _, text in page.key))
    )
    title = balanced(said, room, sheet.title, bold=True)
    how = wrap(how_to_read, room, sheet.text)
    key = [(colour, text) for (colour, _), text in zip(page.key, meanings, strict=True)]
    words: list[tuple[_Word, float]] = []
    words.append((("title", "\n".join(title)), len(title) * line(sheet.title) + _GAP))
    words.append((("how", "\n".join(how)), len(how) * line(sheet.text) + _GAP))
    for entries in _key_rows(key, room * 72 / sheet.text):
        words.append((("key", entries), 1.1 * line(sheet.text) + _GAP / 2))
    return words


def _key_rows(
    key: Sequence[tuple[str, str]], room: float
) -> list[list[tuple[str, str]]]:
    """Return the entries of the key in rows of at most `room` em."""
    rows: list[list[tuple[str, str]]] = []
    used = room
    for colour, meaning in key:
        needs = ems(meaning) + 2.8
        if used + needs > room:
            rows.append([])
            used = 0
        rows[-1].append((colour, meaning))
        used += needs
    return rows


def _write(figure: Figure, words: list[tuple[_Word, float]]) -> None:
    """Put the words on the figure; the title is its suptitle."""
    width, height = figure.get_size_inches()
    left, top = _MARGIN / width, _GAP
    for (kind, said), needs in words:
        place = 1 - top / height
        if isinstance(said, list):
            _draw_key(figure, said, (left, place))
        elif kind == "title":
            figure.suptitle(said, x=left, y=place, ha="left", va="top")
        else:
            figure.text(left, place, said, va="top", color=QUIET)
        top += needs


def _write_foot(figure: Figure, page: Page, size: Size) -> None:
    """Put base and source at the foot of the figure, the marks quietly above them."""
    width, height = figure.get_size_inches()
    footer, marks = _feet(page, size)
    left, bottom = _MARGIN / width, _GAP
    for lines, colour in ((footer, QUIET), (marks, SYNTHETIC)):
        if lines:
            place = (left, bottom / height)
            figure.text(*place, "\n".join(lines), va="bottom", color=colour)
            bottom += len(lines) * line(SHEETS[size].text) + _APART


def _draw_key(
    figure: Figure, entries: list[tuple[str, str]], place: tuple[float, float]
) -> None:
    """Draw one row of the key: a square of the colour, then its meaning."""
    key = figure.legend(
        handles=[Patch(facecolor=colour, label=meaning) for colour, meaning in entries],
        ncols=len(entries),
        loc="upper left",
        bbox_to_anchor=place,
        frameon=False,
        columnspacing=1.2,
        **TIGHT_KEY,
    )
    key.set_in_layout(False)


# Labels at the ends of lines: level with them, or as near as there is room.

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


# The heads of the columns of a matrix of cells, a unit wide each, the first at 0.


def column_heads(axes: Axes, heads: Sequence[str], *, turned: bool = False) -> None:
    """Write the heads over the columns; turned: upright, where they are too wide."""
    axes.set_xlim(-0.5, len(heads) - 0.5)
    axes.set_xticks(range(len(heads)), heads)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0, labelrotation=90 * turned, labelcolor=INK)
