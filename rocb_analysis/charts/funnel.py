"""What came of workshops: a bar for each step from taking part to a project."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from rocb_analysis.charts.page import Page, beside, open_page, row_axes
from rocb_analysis.charts.page import row_heights as heights_of
from rocb_analysis.charts.page import row_labels as labels_of
from rocb_analysis.charts.style import (
    COULD_BE,
    NAMED,
    PALE,
    Caption,
    Chart,
    Size,
    look,
)
from rocb_analysis.charts.words import members_of
from rocb_analysis.survey.text import counted
from rocb_analysis.survey.wording import in_words


def funnel(
    steps: pd.DataFrame,
    *,
    what: str,
    labels: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    size: Size = "a4",
) -> Chart:
    """Draw how many members took part, replied, and reached each step.

    steps: rows of `delivery.follow_up_by_group` or `follow_up_by_workshop` of one round
    and one unit, in order; read are step, took_part, replied, answered and reached
    (counts of members). what: what they took part in, as the title has it.
    labels: what a step is called.
    """
    if steps.empty:
        raise ValueError("There is no step to draw; expected a row a step.")
    who = members_of(wording)
    bars = _bars(steps, labels, wording)
    how = f"Blue: {who} that say so. Pale: {who} without an answer, who could."
    page = Page(_finding(steps, what, labels, wording), how, caption)
    names = labels_of(bars["label"], size)
    with look(size):
        heights = heights_of(names)
        figure = open_page(page, size=size, rows=sum(heights))
        axes = figure.subplots()
        places = row_axes(axes, names, heights=heights)
        everybody = int(steps["took_part"].iloc[0])
        colours = [COULD_BE, COULD_BE] + [NAMED] * len(steps)
        axes.barh(places, everybody, height=1.0, color=PALE)
        axes.barh(places, bars["most"], height=1.0, color=COULD_BE)
        axes.barh(places, bars["reached"], height=1.0, color=colours)
        axes.set_xlim(0, max(everybody, 1))
        axes.set_xticks([])
        for place, bar in zip(places, bars.itertuples(), strict=True):
            beside(axes, bar.told, (everybody, place))
    said = "; ".join(f"{bar.label}: {bar.told}" for bar in bars.itertuples())
    return Chart(figure, page.title, f"Bars of {len(bars)} steps. {said}.")


def _bars(
    steps: pd.DataFrame, labels: Mapping[str, str], wording: Mapping[str, str]
) -> pd.DataFrame:
    """Return a row a bar: label, reached, most (if all without an answer did), told."""
    first = steps.iloc[0]
    everybody, replied = int(first["took_part"]), int(first["replied"])
    rows = [
        ("Took part", everybody, everybody, f"{everybody}"),
        (in_words("Replied", wording), replied, replied, f"{replied} of {everybody}"),
    ]
    for row in steps.itertuples():
        most = row.reached + everybody - row.answered
        told = f"{row.reached} of {row.answered}; {_range(row.reached, most)}"
        rows.append((labels.get(row.step, row.step), row.reached, most, told))
    return pd.DataFrame(rows, columns=["label", "reached", "most", "told"])


def _range(least: int, most: int) -> str:
    """Return the number among all in words.

    >>> _range(9, 21), _range(5, 5)
    ('9 to 21 of all', '5 of all')
    """
    return f"{most} of all" if least == most else f"{least} to {most} of all"


def _finding(
    steps: pd.DataFrame,
    what: str,
    labels: Mapping[str, str],
    wording: Mapping[str, str],
) -> str:
    """Return the title: who took part, and how many came to the last step."""
    first, last = steps.iloc[0], steps.iloc[-1]
    took = counted(int(first["took_part"]), wording.get("member", "member"))
    end = labels.get(last["step"], last["step"])
    return (
        f"{took} took part in {what}; of {last['answered']} that answered, "
        f"{last['reached']} report: {end[:1].lower()}{end[1:]}"
    )
