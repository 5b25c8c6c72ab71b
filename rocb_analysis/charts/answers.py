"""Diverging stacked bars: how answers on an ordered scale are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.answer_scale import Scale, ordered, scale_of, segments
from rocb_analysis.charts.page import (
    Page,
    beside,
    fill,
    open_page,
    row_axes,
    row_heights,
    row_labels,
)
from rocb_analysis.charts.style import SHEETS, Caption, Chart, Size, ink_on, look
from rocb_analysis.charts.words import first_of, inches
from rocb_analysis.survey.text import counted, listed, plural

# A segment under this percentage of its bar has no room for a number.
LEAST_LABELLED_PCT = 7


def diverging_bars(
    counts: pd.DataFrame,
    *,
    order: Sequence[str],
    labels: Mapping[str, str],
    caption: Caption,
    neutral: str | None = None,
    side: str = "",
    item: str = "subject",
    most_rows: int = 20,
    size: Size = "a4",
) -> Chart:
    """Draw a bar of all answers for each item, centred on the middle of the scale.

    counts: a row an item and answer, columns item, answer, count (replies), and the
    item's answered (all its counts) and blank (asked, no answer) on each of its rows.
    order: the answers from the left end of the scale to the right. labels: item or
    answer to label; one that is missing stands as it is. neutral: the middle answer;
    None = the one in the middle of an odd scale, the gap in the middle of an even
    one. side: words for the right-hand answers together. item: what a row is called.

    Rows stand by the share on the right-hand side, ties by label. Percentages are
    printed from 100 answers on every item, counts otherwise.

    Raises ValueError if an answer is not in order or counts do not make answered.
    """
    scale = scale_of(order, counts, labels=labels, neutral=neutral, side=side)
    every = ordered(counts, scale)
    page, shown = fill(
        lambda shown: _page(every, shown, scale, item, caption),
        list(every["label"].head(most_rows)),
        size=size,
    )
    rows = every.head(shown)
    names = row_labels(rows["label"], size)
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(names)))
        axes = figure.subplots()
        _draw(axes, rows, scale, row_axes(axes, names), size)
    return Chart(figure, page.title, _alt(every, shown, scale, item))


def _page(
    every: pd.DataFrame, shown: int, scale: Scale, item: str, caption: Caption
) -> Page:
    key = [scale.label(answer) for answer in scale.order]
    colours = list(zip(scale.colours, key, strict=True))
    how = _how_to_read(len(every), shown, scale, item)
    return Page(_finding(every, scale, item), how, caption, colours)


def _draw(
    axes: Axes, rows: pd.DataFrame, scale: Scale, places: list[float], size: Size
) -> None:
    """Draw the segments with their numbers, and the bases in the margin."""
    parts = segments(rows, scale)
    parts["place"] = [places[row] for row in parts["row"]]
    left, right = parts["start"].min(), (parts["start"] + parts["width"]).max()
    right = max(right, left + 1)
    axes.set_xlim(left, right)
    axes.set_xticks([])
    bases = [_base(row.answered, row.blank) for row in rows.itertuples()]
    room = _inches_of_axes(rows["label"], bases, size) / (right - left)
    for answer, colour in zip(scale.order, scale.colours, strict=True):
        part = parts[parts["answer"] == answer]
        axes.barh(
            part["place"],
            part["width"],
            left=part["start"],
            height=1.1,
            color=colour,
            edgecolor="white",
            linewidth=0.8,
        )
        needs = part["number"].map(lambda text: inches(text, SHEETS[size].text) + 0.04)
        fits = (part["width"] >= LEAST_LABELLED_PCT) & (part["width"] * room >= needs)
        _number(axes, part[fits], ink_on(colour))
    for place, base in zip(places, bases, strict=True):
        beside(axes, base, (right, place))


def _number(axes: Axes, segments: pd.DataFrame, ink: str) -> None:
    """Print the number in the middle of each segment."""
    for segment in segments.itertuples():
        axes.text(
            segment.start + segment.width / 2,
            segment.place,
            segment.number,
            ha="center",
            va="center_baseline",
            color=ink,
        )


def _base(answered: int, blank: int) -> str:
    return f"{answered} answered{f'; {blank} no answer' if blank else ''}"


def _inches_of_axes(labels: pd.Series, bases: list[str], size: Size) -> float:
    """Return about how wide the axes are between the labels and the margin."""
    sheet = SHEETS[size]
    beside = (row_labels(labels, size), bases)
    taken = (max(inches(text, sheet.text) for text in texts) for texts in beside)
    return sheet.width - sum(taken) - 0.5


def _finding(every: pd.DataFrame, scale: Scale, item: str) -> str:
    """Return the title: who leads on the right-hand side, by the numbers printed.

    Numbers that print alike are told as equal.
    """
    if every["answered"].max() == 0:
        return f"No {item} has an answer"
    if every["agreeing"].max() == 0:
        return f"No reply says {scale.right_words} on any {item}"
    leads = every[every["printed"] == every["printed"].max()]
    said = f"{leads['printed'].iloc[0]}{scale.unit}"
    if leads["answered"].nunique() == 1:
        said = f"{said} of {leads['answered'].iloc[0]}"
    who, each = f"{len(leads)} {plural(item)}", "each "
    if len(leads) < 3:
        who, each = listed(leads["label"]), "each " * (len(leads) == 2)
    title = f"{who}: {each}{said} say {scale.right_words}"
    if len(leads) == len(every):
        return title
    return f"{title}, the most of {counted(len(every), item)}"


def _how_to_read(total: int, shown: int, scale: Scale, item: str) -> str:
    centre = f"on “{scale.label(scale.middle)}”"
    if not scale.middle:
        nearest = scale.order[scale.cut - 1 : scale.cut + 1]
        centre = "between " + listed(f"“{scale.label(answer)}”" for answer in nearest)
    unit = "percent of those who answered" if scale.percents else "replies"
    parts = [
        f"A bar holds all answers, centred {centre}. Numbers: {unit};",
        "narrow parts carry none.",
        first_of(shown, total, item),
    ]
    return " ".join(part for part in parts if part)


def _alt(every: pd.DataFrame, shown: int, scale: Scale, item: str) -> str:
    """Return what the chart shows, with its first three shares and its last."""
    said = [
        f"{row.label} {scale.told(row.agreeing, row.answered)}"
        for row in every.head(shown).itertuples()
    ]
    part = first_of(shown, len(every), item)[:-1].lower()
    what = f"the {part}" if part else counted(shown, item)
    last = f" Last of those shown: {said[-1]}." if shown > 3 else ""
    return (
        f"Diverging bars of {what}. Answering {scale.right_words}: "
        f"{'; '.join(said[:3])}.{last}"
    )
