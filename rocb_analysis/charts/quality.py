"""What became of every cell of the raw files."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.page import Page, beside, open_page, row_axes, row_heights
from rocb_analysis.charts.style import (
    FATES,
    SHEETS,
    Caption,
    Chart,
    Size,
    ink_on,
    look,
)
from rocb_analysis.charts.words import inches
from rocb_analysis.survey.text import counted, listed


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
        _finding(cells["set aside"]),
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


def _finding(set_aside: pd.Series) -> str:
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
