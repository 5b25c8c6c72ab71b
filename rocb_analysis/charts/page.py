"""The sheet a chart is drawn on: title, how to read it, key, footer, marks.

Heights are laid out in inches from the top, so that words keep their size and a chart
with more rows is taller, never smaller. What is left in the middle is the axes'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Patch

from rocb_analysis.charts.style import (
    QUIET,
    SHEETS,
    SYNTHETIC,
    TIGHT_KEY,
    Caption,
    Size,
)
from rocb_analysis.charts.words import balanced, ems, wrap
from rocb_analysis.survey.wording import in_words

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
