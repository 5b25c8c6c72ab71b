"""Change between two rounds: who newly names a subject, and who no longer does."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from rocb_analysis.charts import change_words as words
from rocb_analysis.charts.page import (
    Page,
    beside,
    fill,
    line,
    open_page,
    row_axes,
    row_heights,
    row_labels,
)
from rocb_analysis.charts.style import (
    BLUE,
    ORANGE,
    QUIET,
    RULE,
    SHEETS,
    Caption,
    Chart,
    Size,
    look,
)
from rocb_analysis.charts.words import inches, wrap

# The shorter side is at least this part of the longer one, so that both can be seen.
_LEAST_SIDE = 0.3
# Inches above the subjects not compared, and from the page's edge to them.
_ABOVE, _EDGE = 0.12, 0.10
# Lines of one text stand this much further apart than page.line says.
_LOOSE = 1.12


def change_bars(
    changes: pd.DataFrame,
    *,
    not_compared: pd.DataFrame,
    labels: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    most_rows: int = 12,
    size: Size = "a4",
) -> Chart:
    """Draw how many newly need each subject, and how many no longer, to either side.

    changes: rows of the table of that name for one pair of rounds, a row a subject;
    read are from_round, to_round, matched, rose, fell (counts of members that answered
    in both; a count that is withheld is a word, and printed without a bar) and verdict.
    not_compared: a row a subject with subject_id and reason, in words; these, and rows
    whose verdict is "not comparable", are listed below and have no bar. labels:
    subject_id to label; one that is missing stands as its id. wording: see
    priority_dots.

    Chosen are the subjects with a clear verdict, then those that most members changed
    on; subjects nobody changed on are counted in the words. Rows stand from the
    greatest net rise to the greatest net fall, ties by label.

    Raises ValueError if rows of several pairs of rounds are given, or none.
    """
    read = words.reading(changes, not_compared, labels, wording)
    every = words.ordered(changes, read, labels)
    drawn = words.drawn(every)
    below = _below(read, size)
    axis = _height(below, size)
    axis += 1.3 * line(SHEETS[size].text) * bool(len(every))
    page, shown = fill(
        lambda shown: _page(every, min(shown, most_rows), read, caption),
        list(drawn["label"].head(most_rows)),
        size=size,
        axis=axis,
    )
    rows = words.from_rise_to_fall(drawn.head(shown))
    names = row_labels(rows["label"], size)
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(names)), axis=axis)
        _list_below(figure, below, size, alone=rows.empty)
        if len(rows):
            _draw(figure.subplots(), rows, names, size)
    return Chart(figure, page.title, words.alt(rows, every, read))


def _page(
    every: pd.DataFrame, shown: int, read: words.Reading, caption: Caption
) -> Page:
    how = words.how_to_read(every, shown, read)
    return Page(words.finding(every, read), how, caption)


def _below(read: words.Reading, size: Size) -> list[str]:
    """Return the lines that say which subjects are not compared, and why."""
    sheet = SHEETS[size]
    said = words.not_compared_lines(read)
    return [part for one in said for part in wrap(one, sheet.width - 0.3, sheet.text)]


def _height(below: list[str], size: Size) -> float:
    """Return the inches that lines under the axes take."""
    return len(below) * _LOOSE * line(SHEETS[size].text) + _ABOVE * bool(below)


def _list_below(
    figure: Figure, below: list[str], size: Size, *, alone: bool = False
) -> None:
    """Write lines under the axes, and keep the axes above them."""
    engine = figure.get_layout_engine()
    if not below or not isinstance(engine, ConstrainedLayoutEngine):
        return
    width, height = figure.get_size_inches()
    left, bottom, across, body = engine.get()["rect"]
    needs = _height(below, size) / height
    top = bottom + (body if alone else needs) - _ABOVE / height
    engine.set(rect=(left, bottom + needs, across, body - needs))
    first, rest = below[0], below[1:]
    figure.text(_EDGE / width, top, first, va="top", weight="bold")
    under = top - line(SHEETS[size].text) / height
    figure.text(_EDGE / width, under, "\n".join(rest), va="top", color=QUIET)


def _draw(axes: Axes, rows: pd.DataFrame, names: list[str], size: Size) -> None:
    """Draw both sides, their numbers, and the verdict at the right."""
    points = SHEETS[size].text
    wide = {side: 72 * max(inches(t, points) for t in rows[side]) for side in _SIDES}
    places = row_axes(axes, names, pad=wide["left"] + 22)
    axes.barh(places, -rows["fell_drawn"], height=1.0, color=ORANGE)
    axes.barh(places, rows["rose_drawn"], height=1.0, color=BLUE)
    axes.axvline(0, color=RULE, lw=1)
    longest = max(rows["fell_drawn"].max(), rows["rose_drawn"].max(), 1)
    right = max(rows["rose_drawn"].max(), _LEAST_SIDE * longest)
    axes.set_xlim(-max(rows["fell_drawn"].max(), _LEAST_SIDE * longest), right)
    axes.set_xticks([])
    for place, row in zip(places, rows.itertuples(), strict=True):
        beside(axes, row.left, (-row.fell_drawn, place), before=True)
        beside(axes, row.right, (row.rose_drawn, place))
        _write(axes, row.said, (right, place), wide["right"] + 20, "center_baseline")
    _write(axes, "no longer", (0, 0), -7, "bottom")
    _write(axes, "newly", (0, 0), 7, "bottom")
    _write(axes, "how we read it", (right, 0), wide["right"] + 20, "bottom")


_SIDES = ("left", "right")


def _write(
    axes: Axes, text: str, place: tuple[float, float], points: float, stands: str
) -> None:
    """Write a text so many points beside a place; a heading, bold, above it."""
    heads = stands == "bottom"
    axes.annotate(
        text,
        place,
        (points, 2 * heads),
        textcoords="offset points",
        ha="left" if points > 0 else "right",
        va=stands,
        weight="bold" if heads else "normal",
        annotation_clip=False,
    )
