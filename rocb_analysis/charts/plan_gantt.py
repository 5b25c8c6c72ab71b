"""A plan over the year: a row a line, a column a quarter, the host in the box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.lettering import first_of, inches, tenths_of, ticks_to, wrap
from rocb_analysis.charts.style import (
    COULD_BE,
    INK,
    NAMED,
    ORANGE,
    PALE,
    RULE,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    column_heads,
    fill,
    line,
    look,
    open_page,
    row_axes,
    row_heights,
    row_labels,
)
from rocb_analysis.core.claims import (
    Number,
    by_rule,
    joined,
    name,
    say,
    span_of,
    with_noun,
)

_FIRM = "how firm"


def plan_gantt(
    plan: pd.DataFrame,
    *,
    plan_year: str,
    quarters: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    is_adopted: bool = False,
    most_rows: int = 30,
    size: Size = "a4",
) -> Chart:
    """Draw the lines of a plan by quarter, each with its host and how firm it is.

    plan: the table work_plan; read are line, title, mode, host, quarter, kept_share (0
    to 1; blank = not checked), and is_office, or without it asked_by (blank for lines
    of the office). is_adopted: whether the plan is adopted; else it is a draft.
    plan_year: as it is called, "2026/27". quarters: id to heading, in order, such as
    Q1 to "Q1 (Jul to Sep)". Events stand before lines of the office, both in the order
    of the year. wording: for "plan", the word for a plan.

    Raises ValueError if the plan has no line in a quarter.
    """
    every = _ordered(plan, quarters, size)
    title = _finding(every, plan_year, wording, is_adopted)
    axis = 2.6 * line(SHEETS[size].text)
    is_checked = bool(every["firm"].ne("").any())
    page, shown = fill(
        lambda shown: Page(
            title,
            _how_to_read(every, shown, is_checked, is_adopted),
            caption,
            _key(every),
        ),
        list(every["padded"].head(most_rows)),
        size=size,
        axis=axis,
    )
    rows = every.head(shown)
    heights = row_heights(row_labels(rows["padded"], size))
    with look(size):
        figure = open_page(page, size=size, rows=sum(heights), axis=axis)
        axes = figure.subplots()
        places = row_axes(axes, row_labels(rows["title"], size), heights=heights)
        _draw(axes, rows, places, heights, list(quarters))
        heads = [*quarters.values(), *([_FIRM] if is_checked else [])]
        pitch = _pitch(every["title"], size)
        column_heads(axes, [_broken(head, pitch, size) for head in heads])
    return Chart(figure, title, _alt(every, quarters, title))


def _ordered(
    plan: pd.DataFrame, quarters: Mapping[str, str], size: Size
) -> pd.DataFrame:
    """Return the lines in order, with what stands in their box and how firm they are.

    padded: the title, in as many lines as the box needs.
    """
    rows = plan[plan["quarter"].isin(list(quarters))]
    if rows.empty:
        raise ValueError("No line of the plan has a quarter; there is nothing to draw.")
    place = rows["quarter"].map({name: at for at, name in enumerate(quarters)})
    where = rows["host"].where(rows["host"] != "", rows["mode"])
    pitch = _pitch(rows["title"], size)
    boxes = [_broken(str(text), pitch, size) for text in where]
    rows = rows.assign(
        is_office=rows.get("is_office", rows["asked_by"].isna()),
        place=place,
        box=boxes,
        firm=[
            "" if pd.isna(s) else f"{tenths_of(s)} of 10" for s in rows["kept_share"]
        ],
        padded=[
            _padded(title, box, size)
            for title, box in zip(rows["title"], boxes, strict=True)
        ],
    )
    by = ["is_office", "place", "title", "line"]
    return rows.sort_values(by, ignore_index=True)


def _pitch(titles: Iterable[str], size: Size) -> float:
    """Return about how many inches the words of a column may take."""
    sheet = SHEETS[size]
    widest = max(inches(title, sheet.text) for title in row_labels(titles, size))
    return (sheet.width - widest - 0.4) / 5 - 0.12


def _broken(text: str, width: float, size: Size) -> str:
    return "\n".join(wrap(text, width, SHEETS[size].text))


def _padded(title: str, box: str, size: Size) -> str:
    """Return a title with empty lines, until it has as many line ends as its box."""
    own = row_labels([title], size)[0].count("\n")
    return title + "\n" * max(0, box.count("\n") - own)


def _finding(
    every: pd.DataFrame, plan_year: str, wording: Mapping[str, str], is_adopted: bool
) -> str:
    """Return the title: how many events, spread how, at how many hosts."""
    events, year = every[~every["is_office"]], name(plan_year)
    if events.empty:
        lines = with_noun(_lines(len(every), "lines with a quarter"), "line")
        return say(
            "{} of the office in the {} {}", lines, wording.get("plan", "plan"), year
        )
    each = events["place"].value_counts()
    spread: str = "all"
    if len(each) > 1:
        rule = "events of a quarter, the {}"
        low, high = int(each.min()), int(each.max())
        spread = span_of(
            _lines(low, rule.format("least")), _lines(high, rule.format("most"))
        )
    hosts = events.loc[events["host"] != "", "host"].nunique()
    count = by_rule(hosts, "work_plan", "different hosts of events", "host")
    return say(
        "{} {} {} for {}, {} in a quarter{}",
        with_noun(_lines(len(events), "events with a quarter"), "event"),
        "is" if len(events) == 1 else "are",
        "adopted" if is_adopted else "drafted",
        year,
        spread,
        say(", at {}", with_noun(count, "host")) if hosts else "",
    )


def _lines(count: int, rule: str) -> Number:
    return by_rule(count, "work_plan", rule, "quarter")


def _how_to_read(
    every: pd.DataFrame, shown: int, is_checked: bool, is_adopted: bool
) -> str:
    parts = [
        "Box: the quarter, with the host."
        if is_adopted
        else "Box: the quarter, with the possible host (to confirm). A draft, to "
        "discuss.",
        "How firm: in how many of 10 checks, with the missing replies filled in, the "
        "line stays."
        if is_checked
        else "",
        first_of(shown, len(every), "line"),
    ]
    return " ".join(part for part in parts if part)


def _key(every: pd.DataFrame) -> list[tuple[str, str]]:
    if not every["is_office"].any():
        return []
    return [(COULD_BE, "an event"), (PALE, "a line of the office")]


def _draw(
    axes: Axes,
    rows: pd.DataFrame,
    places: list[float],
    heights: list[float],
    quarters: list[str],
) -> None:
    """Draw each line's box, its host and how firm it is."""
    for edge in range(len(quarters) + 1):
        axes.axvline(edge - 0.5, color=RULE, lw=0.4, zorder=0)
    for row, place, height in zip(rows.itertuples(), places, heights, strict=True):
        tall = 0.9 * height
        colour = PALE if row.is_office else COULD_BE
        axes.bar(row.place, tall, 0.96, place - tall / 2, color=colour)
        for column, text in ((row.place, row.box), (len(quarters), row.firm)):
            if text:
                axes.text(
                    column,
                    place,
                    text,
                    ha="center",
                    va="center" if "\n" in text else "center_baseline",
                    color=INK,
                )


def _alt(every: pd.DataFrame, quarters: Mapping[str, str], title: str) -> str:
    """Return the events of each quarter, by title."""
    events = every[~every["is_office"]]
    said = []
    for place, quarter in enumerate(quarters):
        told = ", ".join(
            f"{row.title} ({row.host or row.mode})".replace(" ()", "")
            for row in events[events["place"] == place].itertuples()
        )
        said.append(say("{}: {}", name(quarter), name(told) if told else "none"))
    return say("{}. {}.", title, joined("; ", said))


# How many needs a plan covers with fewer or more events.

# The table that plans of other numbers of events are compared with.
_CURVE = "work_plan"
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
    title = _finding_of_coverage(known, planned)
    page = Page(title, _how_to_read_coverage(known), caption)
    with look(size):
        axis = 3.6 * line(SHEETS[size].text)
        figure = open_page(page, size=size, rows=_HEIGHT, axis=axis)
        axes = figure.subplots()
        _draw_coverage(axes, known, planned)
        plan = wording.get("plan", "plan")
        axes.set_xlabel(f"events in the {plan}, at most")
        axes.set_ylabel("needs covered")
    return Chart(figure, title, _alt_of_coverage(known, planned, title))


def _finding_of_coverage(known: pd.Series, planned: int) -> str:
    """Return the title: what the plan covers, and what one event changes."""
    verb = "covers" if planned == 1 else "cover"
    events = with_noun(_events(planned), "event")
    parts = [say("{} {} about {} needs", events, verb, _covered(known, planned))]
    if planned + 1 in known.index:
        more = round(known[planned + 1] - known[planned])
        parts.append(say("one more would add {}", _about(more)))
    if planned - 1 in known.index:
        less = round(known[planned] - known[planned - 1])
        parts.append(say("one fewer would lose {}", _about(less)))
    return joined("; ", parts)


def _about(number: int) -> str:
    if not number:
        return "hardly any"
    return say("about {}", by_rule(number, _CURVE, "one event more or fewer"))


def _events(number: int) -> Number:
    return by_rule(number, _CURVE, "events of the plan, or at an end of the curve")


def _covered(known: pd.Series, events: int) -> Number:
    """Return the needs that so many events cover, rounded to a whole number."""
    rule = f"needs covered by the best plan of {events} events, rounded"
    return by_rule(round(known[events]), _CURVE, rule)


def _how_to_read_coverage(known: pd.Series) -> str:
    least = int(known.index.min())
    parts = [
        "Line: needs that the best plan of so many events covers, all other limits as "
        "they are; needs of members yet to reply as expected, extra weight counted.",
        "Orange: the plan.",
        f"With fewer than {least} no plan keeps the other limits." if least > 1 else "",
    ]
    return " ".join(part for part in parts if part)


def _draw_coverage(axes: Axes, known: pd.Series, planned: int) -> None:
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


def _alt_of_coverage(known: pd.Series, planned: int, title: str) -> str:
    ends = [int(known.index.min()), planned, int(known.index.max())]
    said = [
        say("{} with {}", _covered(known, n), _events(n)) for n in dict.fromkeys(ends)
    ]
    curve = "Curve of needs covered by number of events: {}. {}."
    return say(curve, joined(", ", said), title)
