"""How many needs a plan covers with fewer or more events."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.page import Page, line, open_page
from rocb_analysis.charts.style import (
    NAMED,
    ORANGE,
    RULE,
    SHEETS,
    Caption,
    Chart,
    Size,
    look,
)
from rocb_analysis.charts.words import ticks_to
from rocb_analysis.survey.text import counted

# Height of the curve in lines.
_HEIGHT = 14


def plan_coverage(
    coverage: pd.DataFrame,
    *,
    planned: int,
    caption: Caption,
    wording: Mapping[str, str],
    size: Size = "a4",
) -> Chart:
    """Draw the needs that the best plan covers with each number of events.

    coverage: as `WorkPlan.coverage_by_events` gives it; read are events (counts) and
    covered (needs, those with extra weight counted as more; blank where no plan of so
    few events keeps the other limits). planned: events of the plan. wording: for
    "plan", the word for a plan.

    Raises ValueError if the plan's own number of events has no value.
    """
    known = coverage[coverage["covered"].notna()].set_index("events")["covered"]
    if planned not in known.index:
        raise ValueError(
            f"There is no value for the {planned} events of the plan; values stand for "
            f"{', '.join(str(number) for number in known.index) or 'none'}."
        )
    known = known.astype("float64")
    title = _finding(known, planned)
    page = Page(title, _how_to_read(known), caption)
    with look(size):
        axis = 3.6 * line(SHEETS[size].text)
        figure = open_page(page, size=size, rows=_HEIGHT, axis=axis)
        axes = figure.subplots()
        _draw(axes, known, planned)
        plan = wording.get("plan", "plan")
        axes.set_xlabel(f"events in the {plan}, at most")
        axes.set_ylabel("needs covered")
    return Chart(figure, title, _alt(known, planned, title))


def _finding(known: pd.Series, planned: int) -> str:
    """Return the title: what the plan covers, and what one event changes."""
    title = f"{counted(planned, 'event')} cover about {known[planned]:.0f} needs"
    if planned == 1:
        title = f"1 event covers about {known[planned]:.0f} needs"
    said = []
    if planned + 1 in known.index:
        more = round(known[planned + 1] - known[planned])
        said.append(f"one more would add {_about(more)}")
    if planned - 1 in known.index:
        less = round(known[planned] - known[planned - 1])
        said.append(f"one fewer would lose {_about(less)}")
    return "; ".join([title, *said])


def _about(number: int) -> str:
    return f"about {number}" if number else "hardly any"


def _how_to_read(known: pd.Series) -> str:
    least = int(known.index.min())
    parts = [
        "Line: needs that the best plan of so many events covers, all other limits as "
        "they are; needs of members yet to reply as expected, extra weight counted.",
        "Orange: the plan.",
        f"With fewer than {least} no plan keeps the other limits." if least > 1 else "",
    ]
    return " ".join(part for part in parts if part)


def _draw(axes: Axes, known: pd.Series, planned: int) -> None:
    """Draw the curve from nought, the plan's own point, and both ends' numbers."""
    axes.plot(known.index, known, "o-", color=NAMED, ms=4)
    axes.plot([planned], [known[planned]], "o", color=ORANGE, ms=9, zorder=3)
    first, last = int(known.index.min()), int(known.index.max())
    for number in dict.fromkeys([first, planned, last]):
        axes.annotate(
            f"{known[number]:.0f}",
            (number, known[number]),
            (0, -9),
            textcoords="offset points",
            ha="center",
            va="top",
        )
    axes.set_xlim(0, last + 0.5)
    axes.set_xticks(ticks_to(last))
    axes.set_ylim(0, max(known.max() * 1.08, 1))
    top = axes.get_ylim()[1]
    axes.set_yticks([tick for tick in axes.get_yticks() if 0 <= tick <= top])
    axes.grid(axis="y", color=RULE, lw=0.4, alpha=0.5)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)


def _alt(known: pd.Series, planned: int, title: str) -> str:
    ends = [int(known.index.min()), planned, int(known.index.max())]
    said = [f"{known[n]:.0f} with {n}" for n in dict.fromkeys(ends)]
    return f"Curve of needs covered by number of events: {', '.join(said)}. {title}."
