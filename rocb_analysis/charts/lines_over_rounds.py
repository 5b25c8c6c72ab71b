"""Lines over rounds, a panel a subject, broken where rounds cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from rocb_analysis.charts.asked_grid import LINES
from rocb_analysis.charts.lettering import (
    LEAST_FOR_PERCENT,
    balanced,
    first_of,
    inches,
    members_of,
)
from rocb_analysis.charts.priority_dots import leading
from rocb_analysis.charts.style import (
    COULD_BE,
    INK,
    NAMED,
    RULE,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    line,
    lines_that_fit,
    look,
    open_page,
)
from rocb_analysis.core.claims import leaders
from rocb_analysis.core.text import counted, listed, percent

# Height of a panel's axes in lines; inches between panels.
_PANEL, _BETWEEN = 10, 0.2
NO_BASE = "\u2013"  # under a round that did not ask


@dataclass(frozen=True)
class _Grid:
    """How panels stand: side by side (at most, and so many), rows; their labels."""

    most: int
    across: int
    down: int
    width: float
    lines: int


def lines_over_rounds(
    priorities: pd.DataFrame,
    asked: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    item: str = "subject",
    most: int = 10,
    size: Size = "a4",
) -> Chart:
    """Draw the share that needs each subject in each round, a panel a subject.

    priorities: rows of the table of that name for one sub-region, a row a subject and
    round; read are needing, answered (counts), share_pct, share_low_pct and
    share_high_pct (0 to 100); a row whose needing is blank is left out. asked: rows of
    `asked_when` of the need question, for the rounds in order and for `comparable`: a
    line joins neighbouring rounds that may be compared, a dotted one those to compare
    with care. labels: subject_id to label. item: what a panel is about.

    Panels stand by the share in the last round, ties by label. Counts are printed, not
    percentages, while any number has under 100 answers. Bases stand under each dot.

    Raises ValueError if rows of several sub-regions are given, or none.
    """
    rounds = list(dict.fromkeys(asked["round"]))
    rows = _told(priorities, asked, labels)
    names = _ordered(rows, rounds)
    grid = _grid(rows, names[:most], rounds, size)
    page = _page(rows, names, rounds, min(most, len(names)), wording, item, caption)
    fits = lines_that_fit(page, size=size, axis=_words(grid, size)) / _PANEL
    shown = min(len(names), most, grid.most * max(1, int(min(fits, grid.down))))
    page = _page(rows, names, rounds, shown, wording, item, caption)
    grid = _grid(rows, names[:shown], rounds, size)
    axis, height = _words(grid, size), _PANEL * grid.down
    with look(size):
        figure = open_page(page, size=size, rows=height, axis=axis)
        _draw(figure, rows, names[:shown], rounds, grid, size)
    return Chart(figure, page.title, _alt(rows, names[:shown], rounds, item))


def _told(
    priorities: pd.DataFrame, asked: pd.DataFrame, labels: Mapping[str, str]
) -> pd.DataFrame:
    """Return a row a subject and round with label, step, printed number and base."""
    rows = priorities[priorities["needing"].notna()]
    if rows["sub_region"].nunique() != 1:
        raise ValueError("Give rows of priorities of one sub-region, and at least one.")
    keys = ["subject_id", "round"]
    rows = rows.merge(asked[[*keys, "comparable"]], on=keys, validate="1:1")
    needing, answered = rows["needing"].astype(int), rows["answered"].astype(int)
    printed = [str(number) for number in needing]
    if answered.min() >= LEAST_FOR_PERCENT:
        printed = [f"{percent(*n)} %" for n in zip(needing, answered, strict=True)]
    return rows.assign(
        label=[labels.get(subject, subject) for subject in rows["subject_id"]],
        printed=printed,
        base="of " + answered.astype(str),
        order=(needing / answered).round(9),
    )


def _ordered(rows: pd.DataFrame, rounds: Sequence[str]) -> list[str]:
    """Return the labels, by the share in the last round, then by letters."""
    last = rows[rows["round"] == rounds[-1]].set_index("label")["order"]
    names = sorted(set(rows["label"]), key=str.casefold)
    return sorted(names, key=lambda label: -last.get(label, -1.0))


def _grid(
    rows: pd.DataFrame, names: list[str], rounds: Sequence[str], size: Size
) -> _Grid:
    """Return how panels stand: as many side by side as their words allow."""
    sheet = SHEETS[size]
    texts = [*rounds, *rows["base"], *rows["printed"]]
    ticks = max(inches(text, sheet.text) for text in texts) + 0.04
    words = max(inches(word, sheet.text) for name in names for word in name.split())
    needs = max(len(rounds) * ticks, 1.13 * words) + _BETWEEN  # labels are bold
    room = sheet.width - 0.7
    most = max(1, int(room / needs))
    down = ceil(len(names) / most)
    across = ceil(len(names) / down)
    width = room / across - _BETWEEN
    lines = max(len(balanced(name, width, sheet.text, bold=True)) for name in names)
    return _Grid(most, across, down, width, lines)


def _words(grid: _Grid, size: Size) -> float:
    """Return the inches that labels and bases of all panels take."""
    return grid.down * (grid.lines + 3.5) * line(SHEETS[size].text)


def _draw(
    figure: Figure,
    rows: pd.DataFrame,
    names: list[str],
    rounds: Sequence[str],
    grid: _Grid,
    size: Size,
) -> None:
    """Draw a panel a subject, each under its label, on one axis."""
    panels = figure.subplots(grid.down, grid.across, sharey=True, squeeze=False)
    if isinstance(engine := figure.get_layout_engine(), ConstrainedLayoutEngine):
        engine.set(hspace=0.04)
    for axes in panels.flat[len(names) :]:
        axes.set_visible(False)
    for place, axes in enumerate(panels.flat[: len(names)]):
        own = rows[rows["label"] == names[place]].set_index("round")
        text = balanced(names[place], grid.width, SHEETS[size].text, bold=True)
        text += [""] * (grid.lines - len(text))
        axes.set_title("\n".join(text), loc="left", weight="bold", color=INK)
        _draw_panel(axes, own, rounds)
    _scale(panels[0, 0], rows)


def _scale(axes: Axes, rows: pd.DataFrame) -> None:
    """Run the axis from none to a little over the highest band; name its ticks."""
    top = rows["share_high_pct"].max()
    ticks = list(range(0, int(top) + 1, 10 if top < 40 else 20))
    texts = [f"{tick} %" for tick in ticks]
    if not rows["printed"].str.endswith("%").all():
        top, ticks, texts = 100, [0, 50, 100], ["none", "half", "all"]
    axes.set_yticks(ticks, texts)
    axes.set_ylim(0, 1.2 * top)


def _draw_panel(axes: Axes, rows: pd.DataFrame, rounds: Sequence[str]) -> None:
    """Draw bands, lines, dots and numbers of one subject."""
    across = [rounds.index(name) for name in rows.index]
    low, shares, high = (rows[f"share_{end}pct"] for end in ("low_", "", "high_"))
    axes.bar(across, high - low, 0.3, bottom=low, color=COULD_BE)
    for place, (before, after) in enumerate(pairwise(rounds)):
        step = LINES.get(rows["comparable"].get(after, ""))
        if step and before in shares:
            ends = [shares[before], shares[after]]
            axes.plot([place, place + 1], ends, step, color=NAMED, lw=1.5)
    axes.scatter(across, shares, color=NAMED, s=30, zorder=3)
    for place, row in zip(across, rows.itertuples(), strict=True):
        axes.annotate(
            row.printed,
            (place, row.share_high_pct),
            (0, 4),
            textcoords="offset points",
            ha="center",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )
    ticks = [f"{name}\n{rows['base'].get(name, NO_BASE)}" for name in rounds]
    axes.set_xticks(range(len(rounds)), ticks)
    axes.set_xlim(-0.5, len(rounds) - 0.5)
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)
    axes.axhline(0, color=RULE, lw=1)


def _page(
    rows: pd.DataFrame,
    names: list[str],
    rounds: Sequence[str],
    shown: int,
    wording: Mapping[str, str],
    item: str,
    caption: Caption,
) -> Page:
    """Return the words around the panels."""
    members, need = members_of(wording), wording.get("named", "named")
    unit = "in percent" if rows["printed"].str.endswith("%").all() else "as a count"
    how = [
        f"Dot: {need} by so many of the {members} that answered, {unit}.",
        "Band: where the share would lie if who answers is a matter of chance (95 %).",
        "A line joins rounds that may be compared, dotted: with care.",
        f"{NO_BASE}: not asked." if len(rows) < len(names) * len(rounds) else "",
        first_of(shown, len(names), item),
    ]
    return Page(_finding(rows, len(names), item), " ".join(filter(None, how)), caption)


def _finding(rows: pd.DataFrame, total: int, item: str) -> str:
    """Return the title: which subject leads in which rounds."""
    by_leader: dict[str, list[str]] = {}
    for name, here in rows.groupby("round"):
        first = leading(here)["label"]
        verb = "leads" if len(first) == 1 else "lead"
        who = leaders(first, "priorities", item)
        by_leader.setdefault(f"{who} {verb} in", []).append(str(name))
    told = "; ".join(f"{who} {listed(names)}" for who, names in by_leader.items())
    return f"Of {counted(total, item)}: {told}"


def _alt(rows: pd.DataFrame, names: list[str], rounds: Sequence[str], item: str) -> str:
    """Return every number of the panels drawn."""
    told = []
    for name in names:
        own = rows[rows["label"] == name].set_index("round")["printed"].to_dict()
        held = [f"{one} {own[one]}" for one in rounds if one in own]
        told.append(f"{name}: {', '.join(held)}")
    size = f"{counted(len(names), item)} over {counted(len(rounds), 'round')}"
    return f"Lines of {size}. {'; '.join(told)}."
