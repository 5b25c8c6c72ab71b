"""Shares and ranks over rounds; a line breaks where rounds cannot be compared."""

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
    wrap,
)
from rocb_analysis.charts.priority_dots import leading
from rocb_analysis.charts.style import (
    BLUE,
    COULD_BE,
    INK,
    NAMED,
    ORANGE,
    RULE,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    label_ends,
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


# Ranks over rounds with likely ranges.


# One for each line, from the first subject on: blue, vermilion, black, green, purple;
# the first four of Okabe and Ito, "Color Universal Design" (2008).
COLOURS = (BLUE, ORANGE, INK, "#009E73", "#CC79B6")
MARKERS = ("o", "s", "D", "^", "v")
# How a step between two rounds is drawn; none where they cannot be compared.
STEPS = {"yes": "-", "with_care": ":"}
# Lines of text the axes are tall; how far the marks of one round are spread, of the
# distance between rounds; inches that labels may be wide.
_HEIGHT, _SPREAD = 21, 0.5
_LABEL: dict[Size, float] = {"a4": 2.1, "slide": 3.4}


def rank_lines(
    priorities: pd.DataFrame,
    changes: pd.DataFrame,
    *,
    rounds: Sequence[str],
    labels: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    most: int = len(COLOURS),
    size: Size = "a4",
) -> Chart:
    """Draw the rank of the leading subjects in each round, and its likely range.

    priorities: rows of the table of that name for one sub-region, a row a subject and
    round; read are rank, rank_likely_low and rank_likely_high, or where these are
    blank (no frame) rank_low and rank_high. changes: the table of that name; read are
    from_round, to_round, subject_id and comparable. rounds: those drawn, in order; the
    leading subjects are those of the last one, at most five. labels: subject_id to
    label. wording: see priority_dots.

    A subject that nobody answered has no rank and no mark in that round. A line joins
    neighbouring rounds that asked the subject and may be compared, a dotted one those
    to compare with care. Labels stand at the right, level with the
    last rank or as near as there is room.

    Raises ValueError for rows of several sub-regions, for none of the last round, or
    for more subjects than can be told apart.
    """
    priorities = priorities[priorities["rank"].notna()]
    band = _band_of(priorities)
    leading = _leading(priorities, rounds, most)
    names = {subject: labels.get(subject, subject) for subject in leading}
    rows = priorities[priorities["subject_id"].isin(leading)]
    rows = rows[rows["round"].isin(rounds)]
    steps = {subject: _steps(changes, subject, rounds) for subject in leading}
    broken = any(len(joined) < len(rounds) - 1 for joined in steps.values())
    title = _finding_of_ranks(priorities, rounds, labels, band)
    page = Page(title, _how_to_read(rows, band, wording, broken), caption)
    with look(size):
        ticks = _ticks(rounds, size)
        axis = line(SHEETS[size].text) * 1.2 * (1 + max(t.count("\n") for t in ticks))
        figure = open_page(page, size=size, rows=_HEIGHT, axis=axis + 0.1)
        axes = figure.subplots()
        _scale_of_ranks(axes, rows, band, ticks)
        for place, subject in enumerate(leading):
            own = rows[rows["subject_id"] == subject].set_index("round")
            _draw_ranks(axes, own, rounds, steps[subject], band, place, len(leading))
        last = rows[rows["round"] == rounds[-1]].set_index("subject_id")
        _label(figure, axes, last.loc[leading], names, band, len(rounds), size)
    return Chart(figure, title, _alt_of_ranks(rows, names, rounds, band))


def _leading(priorities: pd.DataFrame, rounds: Sequence[str], most: int) -> list[str]:
    """Return the leading subjects of the last round, the first first."""
    areas = sorted(set(priorities["sub_region"]))
    last = priorities[priorities["round"] == rounds[-1]]
    if len(areas) != 1 or last.empty:
        raise ValueError(
            f"A chart of ranks shows one sub-region and has rows of {rounds[-1]}; the "
            f"rows hold {len(last)} of it, of {', '.join(areas) or 'no sub-region'}."
        )
    if not 1 <= most <= len(COLOURS):
        raise ValueError(
            f"{most} lines were asked for; 1 to {len(COLOURS)} can be told apart."
        )
    ordered = last.sort_values(["rank", "subject_id"], ignore_index=True)
    return list(ordered["subject_id"].head(most))


def _ticks(rounds: Sequence[str], size: Size) -> list[str]:
    """Return the names of rounds, broken where they are wider than a round's place."""
    sheet = SHEETS[size]
    room = (sheet.width - _LABEL[size] - 1) / len(rounds)
    return ["\n".join(wrap(name, room, sheet.text)) for name in rounds]


def _steps(
    changes: pd.DataFrame, subject: str, rounds: Sequence[str]
) -> dict[tuple[str, str], str]:
    """Return how each pair of neighbouring rounds is joined, if it is."""
    own = changes[changes["subject_id"] == subject]
    pairs = zip(own["from_round"], own["to_round"], own["comparable"], strict=True)
    grades = {(before, after): grade for before, after, grade in pairs}
    return {
        pair: STEPS[grades[pair]]
        for pair in pairwise(rounds)
        if grades.get(pair) in STEPS
    }


def _scale_of_ranks(
    axes: Axes, rows: pd.DataFrame, band: _Band, rounds: Sequence[str]
) -> None:
    """Run the axis from rank 1, on top, to the worst rank drawn."""
    worst = int(rows[["rank", band.high]].max(axis=None))
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if worst <= 8 * step)
    axes.set_yticks([1, *range(step, worst + 1, step)][step == 1 :])
    axes.set_ylim(worst + 0.6, 0.4)
    axes.set_ylabel("rank")
    axes.set_xticks(range(len(rounds)), rounds)
    axes.set_xlim(-0.5, len(rounds) - 0.4)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="y", color=RULE, lw=0.4, alpha=0.5)
    axes.set_axisbelow(True)


def _across(place: int, count: int) -> float:
    """Return how far a subject's marks stand beside the middle of a round.

    >>> [_across(place, 3) for place in range(3)]
    [-0.25, 0.0, 0.25]
    """
    return _SPREAD * (place / (count - 1) - 0.5) if count > 1 else 0.0


def _draw_ranks(
    axes: Axes,
    rows: pd.DataFrame,
    rounds: Sequence[str],
    steps: Mapping[tuple[str, str], str],
    band: _Band,
    place: int,
    count: int,
) -> None:
    """Draw the ranges, lines and marks of one subject; rows by round."""
    colour, across = COLOURS[place], _across(place, count)
    at = {name: rounds.index(name) + across for name in rounds if name in rows.index}
    width = 0.8 * _SPREAD / max(count - 1, 2)
    ranks, low, high = (
        rows[name].astype(float) for name in ("rank", band.low, band.high)
    )
    here = list(at)
    tall = (high - low)[here]
    axes.bar(list(at.values()), tall, width, low[here], color=colour, alpha=0.22)
    for (before, after), style in steps.items():
        if before in at and after in at:
            ends = [ranks[before], ranks[after]]
            axes.plot([at[before], at[after]], ends, style, color=colour, lw=1.6)
    marker = MARKERS[place]
    axes.scatter(
        list(at.values()), ranks[here], marker=marker, color=colour, s=34, zorder=3
    )


def _label(
    figure: Figure,
    axes: Axes,
    last: pd.DataFrame,
    names: Mapping[str, str],
    band: _Band,
    rounds: int,
    size: Size,
) -> None:
    """Write each subject at the right, with its last rank and range."""
    sheet, room = SHEETS[size], _LABEL[size]
    said = [
        "\n".join(wrap(f"{names[s]}: {_told_of_ranks(row, band)}", room, sheet.text))
        for s, row in last.iterrows()
    ]
    ends = [rounds - 1 + _across(place, len(last)) for place in range(len(last))]
    from_ends = zip(ends, [float(rank) for rank in last["rank"]], strict=True)
    label_ends(figure, axes, said, list(from_ends), COLOURS, size=size)


# What the chart of ranks says: its finding, how to read it, its alt text.


@dataclass(frozen=True)
class _Band:
    """Which columns hold the range of a rank, and what it is called."""

    low: str
    high: str
    name: str
    meaning: str


LIKELY = _Band(
    "rank_likely_low",
    "rank_likely_high",
    "likely",
    "where it is likely to lie once all have replied",
)
SETS = _Band(
    "rank_low",
    "rank_high",
    "within",
    "95 % set of all ranks together, if who answers is a matter of chance",
)


def _band_of(priorities: pd.DataFrame) -> _Band:
    """Return the likely ranges if there are any, else the sets."""
    return LIKELY if priorities[LIKELY.low].notna().any() else SETS


def _told_of_ranks(row: pd.Series, band: _Band) -> str:
    """Return a rank with its range, which no end of a line takes apart."""
    said = f"{row['rank']} ({row[band.low]} to {row[band.high]})"
    return said.replace(" ", "\u00a0")


def _finding_of_ranks(
    priorities: pd.DataFrame,
    rounds: Sequence[str],
    labels: Mapping[str, str],
    band: _Band,
) -> str:
    """Return the title: who ranks first, how surely, and who did the round before."""
    now, who = _first(priorities, rounds[-1], labels)
    verb = "rank" if len(now) > 1 else "ranks"
    title = f"{who} {verb} first in {rounds[-1]}"
    if len(now) == 1:
        row = now.iloc[0]
        title += f" ({band.name} {row[band.low]} to {row[band.high]})"
    ranked = set(priorities.loc[priorities["rank"] == 1, "round"])
    before = [name for name in rounds[:-1] if name in ranked][-1:]
    if not before:
        return title
    then, others = _first(priorities, before[0], labels)
    if set(then["subject_id"]) == set(now["subject_id"]):
        return f"{title}, as in {before[0]}"
    return f"{title}; in {before[0]} {others}"


def _first(
    priorities: pd.DataFrame, round_name: str, labels: Mapping[str, str]
) -> tuple[pd.DataFrame, str]:
    """Return the rows of the subjects that rank first in a round, and their names."""
    here = priorities[priorities["round"] == round_name]
    first = here[here["rank"] == 1]
    names = [labels.get(subject, subject) for subject in first["subject_id"]]
    return first, leaders(names, "priorities")


def _how_to_read(
    rows: pd.DataFrame, band: _Band, wording: Mapping[str, str], broken: bool
) -> str:
    """Return the line under the title. rows: those drawn."""
    members, named = members_of(wording), wording.get("named", "named")
    parts = [
        f"Rank 1: {named} by most {members}. Band, and numbers in brackets: "
        f"{band.meaning}.",
        "A line joins rounds that may be compared, dotted: with care."
        if rows["round"].nunique() > 1
        else "",
        "No line: not asked, or not comparable." if broken else "",
    ]
    return " ".join(part for part in parts if part)


def _alt_of_ranks(
    rows: pd.DataFrame, names: Mapping[str, str], rounds: Sequence[str], band: _Band
) -> str:
    """Return every rank drawn, and the ranges of the last round.

    names: label by subject, in the order of the labels.
    """
    said = []
    for subject, label in names.items():
        own = rows[rows["subject_id"] == subject].set_index("round")
        ranks = [
            f"{own.at[name, 'rank']} in {name}" for name in rounds if name in own.index
        ]
        last = own.loc[rounds[-1]]
        ranks[-1] += f" ({band.name} {last[band.low]} to {last[band.high]})"
        said.append(f"{label} {', '.join(ranks)}")
    size = f"{counted(len(names), 'subject')} over {counted(len(rounds), 'round')}"
    return f"Lines of the ranks of {size}. {'; '.join(said)}."
