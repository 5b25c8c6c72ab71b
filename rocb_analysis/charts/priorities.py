"""Dots with a band: how many need each subject, and how many it could be."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts import priority_words as words
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
    COULD_BE,
    NAMED,
    SHEETS,
    Caption,
    Chart,
    Size,
    look,
)
from rocb_analysis.charts.words import inches, percent, ticks_to


def priority_dots(
    priorities: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    most_rows: int = 12,
    size: Size = "a4",
) -> Chart:
    """Draw a dot for how many need each subject and a band for how many it could be.

    priorities: rows of the table of that name for one round and one sub-region, a row
    a subject; read are answered, needing, and members, least, most (counts) with a
    frame, or share_pct, share_low_pct, share_high_pct (0 to 100) without one. A row
    whose needing is blank (not asked, or withheld) is left out and counted in the
    words. labels: subject_id to label; one that is missing stands as its id.
    wording: survey.settings.wording; "named" may stand for another verb.

    With a frame the axis runs from none to all members and the band from least to
    most. Without one the dot is the share of those who answered, the band its Wilson
    interval; counts are printed while any subject has under 100 answers.

    Raises ValueError if rows of several rounds or sub-regions are given, or none.
    """
    read = words.reading(priorities, wording)
    every = _ordered(priorities, labels, read)
    axis = 2.6 * line(SHEETS[size].text)
    page, shown = fill(
        lambda shown: _page(priorities, every, shown, read, caption),
        list(every["label"].head(most_rows)),
        size=size,
        axis=axis,
    )
    rows = every.head(shown)
    names = row_labels(rows["label"], size)
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(names)), axis=axis)
        axes = figure.subplots()
        places = row_axes(axes, names, pad=_pad(rows, names, read, size))
        _draw(axes, rows, places, size)
        _scale(axes, read)
    return Chart(figure, page.title, words.alt(every, shown, read))


def _pad(
    rows: pd.DataFrame, names: list[str], read: words.Reading, size: Size
) -> float:
    """Return the points between labels and axis: room for numbers of low dots."""
    sheet = SHEETS[size]
    label = max(inches(name, sheet.text) for name in names)
    unit = (sheet.width - label - 2) / (read.whole if read.framed else 100)
    left = rows[["x", "low"]].min(axis=1)
    needs = [
        inches(number, sheet.text) + 0.22 - at * unit
        for number, at in zip(rows["left"], left, strict=True)
    ]
    return max(4.0, 72 * max(needs))


def _page(
    priorities: pd.DataFrame,
    every: pd.DataFrame,
    shown: int,
    read: words.Reading,
    caption: Caption,
) -> Page:
    blank = len(priorities) - len(every)
    how = words.how_to_read(every, shown, blank, read)
    return Page(words.finding(every, read), how, caption)


def _ordered(
    priorities: pd.DataFrame, labels: Mapping[str, str], read: words.Reading
) -> pd.DataFrame:
    """Return a row a subject, most needed first, ties by label, with what to draw.

    Adds label, printed (the number of the dot), order (what rows are sorted by), x,
    low, high (places on the axis), left and right (the words beside dot and band).
    """
    rows = priorities[priorities["needing"].notna()]
    rows = rows.astype({"needing": int, "answered": int})
    label = [labels.get(subject, subject) for subject in rows["subject_id"]]
    drawn = _counts(rows) if read.framed else _shares(rows, read.percents)
    rows = rows.assign(label=label, **drawn)
    rows["left"] = rows["printed"].astype(str) + read.unit
    rows["letters"] = rows["label"].str.casefold()
    by = ["order", "letters", "subject_id"]
    return rows.sort_values(by, ascending=[False, True, True], ignore_index=True)


def _counts(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what is drawn of a framed region: members."""
    needing, most = rows["needing"], rows["most"].astype(int)
    return {
        "printed": needing,
        "order": (needing / rows["answered"]).fillna(0.0).round(9),
        "x": needing,
        "low": rows["least"].astype(int),
        "high": most,
        "right": ("at most " + most.astype(str)).where(most > needing, ""),
    }


def _shares(rows: pd.DataFrame, percents: bool) -> dict[str, pd.Series]:
    """Return what is drawn of an open survey: shares of those who answered."""
    parts = zip(rows["needing"], rows["answered"], strict=True)
    whole_percents = [percent(part, whole) for part, whole in parts]
    return {
        "printed": (
            pd.Series(whole_percents, rows.index) if percents else rows["needing"]
        ),
        "order": (rows["needing"] / rows["answered"]).round(9),
        "x": rows["share_pct"],
        "low": rows["share_low_pct"],
        "high": rows["share_high_pct"],
        "right": "of " + rows["answered"].astype(str),
    }


def _draw(axes: Axes, rows: pd.DataFrame, places: list[float], size: Size) -> None:
    """Draw bands, dots and the words at both ends, one row a subject."""
    band = rows["high"] - rows["low"]
    axes.barh(places, band, left=rows["low"], height=0.7, color=COULD_BE)
    axes.scatter(
        rows["x"], places, color=NAMED, s=4 * SHEETS[size].text, zorder=3, clip_on=False
    )
    for place, row in zip(places, rows.itertuples(), strict=True):
        beside(axes, row.left, (min(row.x, row.low), place), before=True)
        beside(axes, row.right, (max(row.x, row.high), place))


def _scale(axes: Axes, read: words.Reading) -> None:
    """Run the axis from none to all, and name both ends."""
    end = read.whole if read.framed else 100
    ticks = ticks_to(end)
    texts = [f"{tick}{read.unit}" for tick in ticks]
    name = f"share of the {read.members} that answered"
    if read.framed:
        name = f"{read.members} (all: {end})"
    elif not read.percents:
        ticks, texts = [0, 50, 100], ["none", "half", "all"]
    axes.set_xlim(0, end)
    axes.set_xticks(ticks, texts)
    axes.set_xlabel(name)
    axes.spines["bottom"].set_visible(True)
