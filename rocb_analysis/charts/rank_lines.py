"""Ranks over rounds with likely ranges; a line breaks where rounds do not compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rocb_analysis.charts.lettering import members_of, wrap
from rocb_analysis.charts.style import (
    BLUE,
    INK,
    ORANGE,
    RULE,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    label_ends,
    line,
    look,
    open_page,
)
from rocb_analysis.core.claims import leaders
from rocb_analysis.core.text import counted

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
    band = band_of(priorities)
    leading = _leading(priorities, rounds, most)
    names = {subject: labels.get(subject, subject) for subject in leading}
    rows = priorities[priorities["subject_id"].isin(leading)]
    rows = rows[rows["round"].isin(rounds)]
    steps = {subject: _steps(changes, subject, rounds) for subject in leading}
    broken = any(len(joined) < len(rounds) - 1 for joined in steps.values())
    title = finding(priorities, rounds, labels, band)
    page = Page(title, how_to_read(rows, band, wording, broken), caption)
    with look(size):
        ticks = _ticks(rounds, size)
        axis = line(SHEETS[size].text) * 1.2 * (1 + max(t.count("\n") for t in ticks))
        figure = open_page(page, size=size, rows=_HEIGHT, axis=axis + 0.1)
        axes = figure.subplots()
        _scale(axes, rows, band, ticks)
        for place, subject in enumerate(leading):
            own = rows[rows["subject_id"] == subject].set_index("round")
            _draw(axes, own, rounds, steps[subject], band, place, len(leading))
        last = rows[rows["round"] == rounds[-1]].set_index("subject_id")
        _label(figure, axes, last.loc[leading], names, band, len(rounds), size)
    return Chart(figure, title, alt(rows, names, rounds, band))


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


def _scale(axes: Axes, rows: pd.DataFrame, band: Band, rounds: Sequence[str]) -> None:
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


def _draw(
    axes: Axes,
    rows: pd.DataFrame,
    rounds: Sequence[str],
    steps: Mapping[tuple[str, str], str],
    band: Band,
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
    band: Band,
    rounds: int,
    size: Size,
) -> None:
    """Write each subject at the right, with its last rank and range."""
    sheet, room = SHEETS[size], _LABEL[size]
    said = [
        "\n".join(wrap(f"{names[s]}: {told(row, band)}", room, sheet.text))
        for s, row in last.iterrows()
    ]
    ends = [rounds - 1 + _across(place, len(last)) for place in range(len(last))]
    from_ends = zip(ends, [float(rank) for rank in last["rank"]], strict=True)
    label_ends(figure, axes, said, list(from_ends), COLOURS, size=size)


# What the chart of ranks says: its finding, how to read it, its alt text.


@dataclass(frozen=True)
class Band:
    """Which columns hold the range of a rank, and what it is called."""

    low: str
    high: str
    name: str
    meaning: str


LIKELY = Band(
    "rank_likely_low",
    "rank_likely_high",
    "likely",
    "where it is likely to lie once all have replied",
)
SETS = Band(
    "rank_low",
    "rank_high",
    "within",
    "95 % set of all ranks together, if who answers is a matter of chance",
)


def band_of(priorities: pd.DataFrame) -> Band:
    """Return the likely ranges if there are any, else the sets."""
    return LIKELY if priorities[LIKELY.low].notna().any() else SETS


def told(row: pd.Series, band: Band) -> str:
    """Return a rank with its range, which no end of a line takes apart."""
    said = f"{row['rank']} ({row[band.low]} to {row[band.high]})"
    return said.replace(" ", "\u00a0")


def finding(
    priorities: pd.DataFrame,
    rounds: Sequence[str],
    labels: Mapping[str, str],
    band: Band,
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


def how_to_read(
    rows: pd.DataFrame, band: Band, wording: Mapping[str, str], broken: bool
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


def alt(
    rows: pd.DataFrame, names: Mapping[str, str], rounds: Sequence[str], band: Band
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
