"""Who replied: counts by round (the matrix of members is in `matrix`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.lettering import inches, members_of
from rocb_analysis.charts.style import (
    COULD_BE,
    FATES,
    NAMED,
    NO_REPLY,
    PALE,
    REPLIED,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    beside,
    ink_on,
    look,
    open_page,
    row_axes,
    row_heights,
)
from rocb_analysis.charts.style import row_heights as heights_of
from rocb_analysis.charts.style import row_labels as labels_of
from rocb_analysis.core.text import counted, listed
from rocb_analysis.survey.settings import in_words


def reply_counts(
    response_rates: pd.DataFrame,
    *,
    caption: Caption,
    wording: Mapping[str, str],
    rounds: Sequence[str] | None = None,
    sub_region: str = "all",
    size: Size = "a4",
) -> Chart:
    """Draw a bar of the members that replied in each round, out of all members.

    response_rates: the table of that name; read are round, sub_region, members and
    replied (counts; members blank without a frame). rounds: those drawn, in order, the
    last one the finding is about; None = all, as they stand in the table.
    """
    rates = rates_of(response_rates, rounds, sub_region)
    names = list(rates["round"])
    framed = bool(rates["members"].notna().all())
    grey = " Grey: no reply received." if framed else ""
    who = members_of(wording)
    page = Page(
        replies_finding(rates, wording), f"Blue: {who} that replied.{grey}", caption
    )
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(names)))
        axes = figure.subplots()
        places = row_axes(axes, names)
        ends = rates["members" if framed else "replied"]
        axes.barh(places, ends, height=1.0, color=NO_REPLY)
        axes.barh(places, rates["replied"], height=1.0, color=REPLIED)
        axes.set_xlim(0, max(ends.max(), 1))
        axes.set_xticks([])
        for place, end, text in zip(places, ends, rates["told"], strict=True):
            beside(axes, text, (end, place))
    said = "; ".join(f"{row.round}: {row.told}" for row in rates.itertuples())
    alt = f"Bars of replies in {counted(len(rates), 'round')}. {said} {who} replied."
    return Chart(figure, page.title, alt)


def rates_of(
    response_rates: pd.DataFrame,
    rounds: Sequence[str] | None = None,
    sub_region: str = "all",
) -> pd.DataFrame:
    """Return one row a round, in order, with told = "24 of 34" (or "24")."""
    rows = response_rates[response_rates["sub_region"] == sub_region]
    rounds = list(rows["round"]) if rounds is None else rounds
    missing = [name for name in rounds if name not in set(rows["round"])]
    if missing or not rounds:
        known = ", ".join(rows["round"])
        raise ValueError(
            f"response_rates has no row of {sub_region} for the round "
            f"{missing[0] if missing else '(none)'}; its rounds: {known}."
        )
    rates = rows.set_index("round").loc[list(rounds)].reset_index()
    told = [
        f"{replied:,}" if pd.isna(members) else f"{replied:,} of {members:,}"
        for replied, members in zip(rates["replied"], rates["members"], strict=True)
    ]
    return rates.assign(told=told)


def replies_finding(rates: pd.DataFrame, wording: Mapping[str, str]) -> str:
    """Return the title: the last round's replies, and the span of the ones before."""
    last, before = rates.iloc[-1], rates["replied"].iloc[:-1]
    title = f"{last['told']} {members_of(wording)} replied in {last['round']}"
    if len(before) == 0:
        return title
    if len(before) == 1:
        return f"{title}; {before.iloc[0]} in {rates['round'].iloc[0]}"
    span = f"{before.min()} to {before.max()} in"
    if before.nunique() == 1:
        span = f"{before.min()} in each of"
    return f"{title}; {span} the {len(before)} rounds before"


# What came of workshops: a bar for each step from taking part to a project.


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


# What became of every cell of the raw files.


def ledger_bars(
    ledger_by_round: pd.DataFrame, *, caption: Caption, size: Size = "a4"
) -> Chart:
    """Draw a bar of all cells of each round, split by what became of them.

    ledger_by_round: a row a round and fate, columns round, fate (kept, recoded, set
    aside, blank), cells (count). Rounds stand in the order of their rows.

    Numbers too wide for their part of the bar stand behind it.

    Raises ValueError for another fate, or a round and fate that stands there twice.
    """
    cells = _by_round(ledger_by_round)
    rounds = list(cells.index)
    page = Page(
        _finding_of_ledger(cells["set aside"]),
        "A bar holds all cells of the round's files, blank ones included.",
        caption,
        [(colour, fate) for fate, colour in FATES.items()],
    )
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(rounds)))
        axes = figure.subplots()
        _draw(axes, cells, row_axes(axes, rounds), size)
    said = "; ".join(f"{name}: {_told(cells.loc[name])}" for name in rounds)
    alt = f"Stacked bars of cells in {counted(len(rounds), 'round')}. {said}."
    return Chart(figure, page.title, alt)


def _by_round(ledger_by_round: pd.DataFrame) -> pd.DataFrame:
    """Return a row a round with a column a fate."""
    unknown = sorted(set(ledger_by_round["fate"]) - set(FATES))
    if unknown:
        raise ValueError(f'"{unknown[0]}" is no fate of a cell: {", ".join(FATES)}.')
    cells = ledger_by_round.pivot(index="round", columns="fate", values="cells")
    order = list(dict.fromkeys(ledger_by_round["round"]))
    return cells.reindex(index=order, columns=list(FATES)).fillna(0).astype(int)


def _draw(axes: Axes, cells: pd.DataFrame, places: list[float], size: Size) -> None:
    """Draw the parts, each with its number inside if it fits, else behind the bar."""
    starts, points = cells.cumsum(axis=1) - cells, SHEETS[size].text
    ends = starts["blank"] + cells["blank"]
    label = max(inches(name, points) for name in cells.index)
    behind = max(inches(_told(cells.loc[name]), points) for name in cells.index)
    room = (SHEETS[size].width - label - behind - 0.5) / max(ends.max(), 1)
    axes.set_xlim(0, max(ends.max(), 1))
    axes.set_xticks([])
    for fate, colour in FATES.items():
        axes.barh(places, cells[fate], left=starts[fate], height=1.1, color=colour)
    for place, (name, parts) in zip(places, cells.iterrows(), strict=True):
        fits = parts * room >= [inches(f"{n:,}", points) + 0.06 for n in parts]
        for fate in parts.index[fits & (parts > 0)]:
            axes.text(
                starts.at[name, fate] + parts[fate] / 2,
                place,
                f"{parts[fate]:,}",
                ha="center",
                va="center_baseline",
                color=ink_on(FATES[fate]),
            )
        beside(axes, _told(parts[~fits]), (ends[name], place))


def _told(parts: pd.Series) -> str:
    """Return numbers with their fates; those that are 0 are left out."""
    return ", ".join(f"{fate} {n:,}" for fate, n in parts.items() if n)


def _finding_of_ledger(set_aside: pd.Series) -> str:
    """Return the title: how much was set aside at most, and where."""
    most, title = int(set_aside.max()), "Every cell is accounted for"
    if most == 0:
        return f"{title}; none was set aside"
    if len(set_aside) == 1:
        return f"{title}; {counted(most, 'cell')} set aside"
    rounds = list(set_aside.index[set_aside == most])
    where = listed(rounds) if len(rounds) < 3 else f"{len(rounds)} rounds"
    each = " each" * (len(rounds) > 1)
    return (
        f"{title}; {most:,} set aside in {where}{each}, "
        f"the most of {counted(len(set_aside), 'round')}"
    )
