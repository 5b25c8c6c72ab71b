"""Diverging stacked bars: how answers on an ordered scale are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.lettering import LEAST_FOR_PERCENT, first_of, inches
from rocb_analysis.charts.style import (
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    beside,
    diverging,
    fill,
    ink_on,
    look,
    open_page,
    row_axes,
    row_heights,
    row_labels,
)
from rocb_analysis.core.claims import (
    SourcedText,
    by_rule,
    joined,
    leaders,
    name,
    rows_of,
    say,
    with_noun,
)
from rocb_analysis.core.text import listed, percent

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
        return say("No reply says {} on any {}", name(scale.right_words), item)
    # Where few answered, and not equally many, the greatest share would be 1 of 1.
    leads = every[every["printed"] == every["printed"].max()]
    row = leads.iloc[0]
    count = scale.in_words(row["agreeing"], row["answered"])
    if leads["answered"].nunique() == 1:
        count = scale.told(row["agreeing"], row["answered"])
    who = leaders(leads["label"], "responses", item)
    each = "each " * (len(leads) > 1)
    title = say("{}: {}{} say {}", who, each, count, name(scale.right_words))
    if len(leads) == len(every):
        return title
    rows = with_noun(by_rule(len(every), "responses", f"each {item} asked"), item)
    return say("{}, the most of {}", title, rows)


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
    rows = [
        say("{} {}", name(row.label), scale.told(row.agreeing, row.answered))
        for row in every.head(shown).itertuples()
    ]
    last = say(" Last of those shown: {}.", rows[-1]) if shown > 3 else ""
    return say(
        "Diverging bars of {}. Answering {}: {}.{}",
        rows_of(shown, len(every), "responses", item),
        name(scale.right_words),
        joined("; ", rows[:3]),
        last,
    )


# An ordered scale of answers: where it is cut, how rows stand, how they are told.


@dataclass(frozen=True)
class Scale:
    """The answers from left to right, cut at the middle; how numbers are printed.

    middle: the neutral answer, or "". cut: how many answers lie on its left. percents:
    whether percentages are printed. side: words for the right-hand answers together.
    """

    order: tuple[str, ...]
    labels: Mapping[str, str]
    middle: str
    cut: int
    percents: bool
    side: str = ""

    @property
    def right(self) -> list[str]:
        return list(self.order[self.cut + bool(self.middle) :])

    @property
    def colours(self) -> list[str]:
        return diverging(self.cut, int(bool(self.middle)), len(self.right))

    @property
    def right_words(self) -> str:
        return self.side or " or ".join(f"“{self.label(a)}”" for a in self.right)

    def label(self, name: str) -> str:
        return self.labels.get(name, name)

    def number(self, count: int, answered: int) -> int:
        """Return a count as the chart prints it."""
        return percent(count, answered) if self.percents else count

    def in_words(self, count: int, answered: int) -> SourcedText:
        """Return the replies on the right-hand side as the chart prints them."""
        rule = f"replies that say {self.right_words}"
        if not self.percents:
            return say("{}", by_rule(int(count), "responses", rule, "answer"))
        share = self.number(int(count), int(answered))
        rule = f"{rule}, in percent of those that answered"
        return say("{} %", by_rule(share, "responses", rule, "answer"))

    def told(self, count: int, answered: int) -> SourcedText:
        """Return them with their base.

        >>> Scale(("no", "yes"), {}, "", 1, percents=True).told(50, 200)
        '25 % of 200'
        """
        base = by_rule(int(answered), "responses", "replies that answered", "answer")
        return say("{} of {}", self.in_words(count, answered), base)


def scale_of(
    order: Sequence[str],
    counts: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    neutral: str | None,
    side: str,
) -> Scale:
    """Cut the scale in its middle and decide how numbers are printed."""
    half, odd = divmod(len(order), 2)
    middle = neutral or (order[half] if odd else "")
    if middle and middle not in order:
        raise ValueError(
            f'The neutral answer "{middle}" is none of the scale: {", ".join(order)}.'
        )
    return Scale(
        order=tuple(order),
        labels=labels,
        middle=middle,
        cut=order.index(middle) if middle else half,
        percents=int(counts["answered"].min()) >= LEAST_FOR_PERCENT,
        side=side,
    )


def ordered(counts: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Return a row an item, most on the right-hand side first, ties by label.

    Columns: item, label, answered, blank, a column an answer (replies), agreeing
    (replies on the right-hand side), printed (the same as the chart prints it), share
    (of answered, 0 to 1; -1 without answers).
    """
    answers = list(scale.order)
    unknown = sorted(set(counts["answer"]) - set(answers))
    if unknown:
        raise ValueError(
            f'The answer "{unknown[0]}" is none of the scale: {", ".join(answers)}.'
        )
    wide = counts.pivot(index="item", columns="answer", values="count")
    wide = wide.reindex(columns=answers).fillna(0).astype(int)
    bases = counts.drop_duplicates("item").set_index("item")[["answered", "blank"]]
    rows = bases.astype(int).join(wide)
    wrong = rows[rows[answers].sum(axis=1) != rows["answered"]]
    if len(wrong):
        raise ValueError(
            f"The counts of {wrong.index[0]} do not make the "
            f"{wrong['answered'].iloc[0]} that answered; each reply counts once."
        )
    rows["label"] = [scale.label(name) for name in rows.index]
    rows["agreeing"] = rows[scale.right].sum(axis=1)
    rows["printed"] = [
        scale.number(int(agreeing), int(answered))
        for agreeing, answered in zip(rows["agreeing"], rows["answered"], strict=True)
    ]
    rows["share"] = (rows["agreeing"] / rows["answered"]).fillna(-1.0).round(9)
    rows["letters"] = rows["label"].str.casefold()
    by = ["share", "letters", "item"]
    return rows.reset_index(names="item").sort_values(
        by, ascending=[False, True, True], ignore_index=True
    )


def segments(rows: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Return a row a segment: row, answer, start and width (percent), number.

    A bar is 100 wide; 0 is the middle of the neutral answer, or the gap.
    """
    answers = list(scale.order)
    counts = rows[answers]
    widths = 100 * counts.div(rows["answered"].clip(lower=1), axis=0)
    middle = widths[scale.middle] / 2 if scale.middle else 0
    origin = widths[answers[: scale.cut]].sum(axis=1) + middle
    starts = widths.cumsum(axis=1).sub(widths).sub(origin, axis=0)
    parts = [
        {
            "row": row,
            "answer": answer,
            "start": starts.at[row, answer],
            "width": widths.at[row, answer],
            "number": scale.number(counts.at[row, answer], rows.at[row, "answered"]),
        }
        for answer in answers
        for row in range(len(rows))
    ]
    return pd.DataFrame(parts).astype({"number": "str"})
