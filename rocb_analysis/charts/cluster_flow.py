"""Members over the rounds: who keeps its group, who moves, and who perhaps does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.cluster_maps import colour_of, groups_of, key_of
from rocb_analysis.charts.lettering import members_of, wrap
from rocb_analysis.charts.style import (
    INK,
    QUIET,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    ink_on,
    line,
    lines_that_fit,
    look,
    open_page,
)
from rocb_analysis.core.claims import (
    SourcedText,
    by_rule,
    joined,
    listed_names,
    name,
    rows_where,
    say,
    with_noun,
)

_HEIGHT, _BAR, _STEPS = 22, 0.16, 24
_UNSURE = "#9a9a9a"
# Moves told by name under the title, at most.
_MOST_NAMED = 6


def cluster_flow(
    clusters: pd.DataFrame,
    movers: pd.DataFrame,
    *,
    rounds: Sequence[str],
    member_names: Mapping[str, str],
    names: Mapping[int, str],
    caption: Caption,
    wording: Mapping[str, str],
    size: Size = "a4",
) -> Chart:
    """Draw a line for each member through its groups, round by round: office only.

    clusters: the table of that name; read are round, respondent_id and cluster (blank =
    none). movers: a row a change, with respondent_id, to_round, from_cluster,
    to_cluster and verdict (moved, unsure). rounds: those drawn, in order. A member that
    skips a round is joined over it. Black: moved; grey: perhaps moved.

    Raises ValueError if fewer than two rounds have members with a group.
    """
    known = clusters[clusters["round"].isin(rounds)].dropna(subset=["cluster"])
    drawn = [name for name in rounds if (known["round"] == name).any()]
    if len(drawn) < 2:
        raise ValueError("A flow needs members with a group in two rounds or more.")
    groups = groups_of(known)
    title = _finding(movers, len(drawn), wording)
    how = "Line: a member. Black: moved. Grey: perhaps moved, not sure. "
    key, told = key_of(groups, names, size)
    how = f"{how}{_told(movers, member_names)}".strip() + told
    page = Page(title, how, caption, key=key)
    with look(size):
        axis = 1.3 * line(SHEETS[size].text)
        rows = min(_HEIGHT, lines_that_fit(page, size=size, axis=axis))
        figure = open_page(page, size=size, rows=rows, axis=axis)
        axes = figure.subplots()
        places, spans = _places(known, drawn, groups)
        _lines(axes, known, movers, drawn, places)
        _bars(axes, spans)
        _frame(axes, drawn, size)
    return Chart(figure, title, _alt(known, movers, drawn, groups, member_names))


def _finding(movers: pd.DataFrame, rounds: int, wording: Mapping[str, str]) -> str:
    """Return the title: how many surely changed group, and how many may have."""
    moved = set(movers.loc[movers["verdict"] == "moved", "respondent_id"])
    rest = set(movers["respondent_id"]) - moved
    member = wording.get("member", "member")
    over = say("over {} rounds", by_rule(rounds, "clusters", "rounds drawn", "round"))
    if movers.empty:
        return say("All {} kept their group {}", members_of(wording), over)
    sure, unsure = (
        by_rule(len(who), "clusters", f"respondents that {verb} group", "cluster")
        for who, verb in ((moved, "surely changed"), (rest, "perhaps changed"))
    )
    first = say("{} changed group {}", with_noun(sure, member), over)
    if not moved:
        first = say("No {} surely changed group {}", member, over)
    return say("{}; {} more may have", first, unsure) if rest else first


def _told(movers: pd.DataFrame, member_names: Mapping[str, str]) -> str:
    """Return the sure moves by name, if they are few."""
    moved = movers[movers["verdict"] == "moved"]
    if not 1 <= len(moved) <= _MOST_NAMED:
        return ""
    said = [
        f"{member_names.get(m.respondent_id, m.respondent_id)} in {m.to_round}"
        f" (group {m.from_cluster} to {m.to_cluster})"
        for m in moved.sort_values(["to_round", "respondent_id"]).itertuples()
    ]
    return f"Moved: {'; '.join(said)}."


Places = dict[tuple[str, str], tuple[float, float]]
Spans = list[tuple[float, float, float, int]]


def _places(
    known: pd.DataFrame, rounds: Sequence[str], groups: Sequence[int]
) -> tuple[Places, Spans]:
    """Return where each member's line passes, and the bar of each group and round.

    Each group has the same band in all rounds, tall enough for its greatest size.
    """
    by_round = known.groupby(["cluster", "round"]).size()
    tall = {group: int(by_round.loc[group].max()) for group in groups}
    last = known.groupby("respondent_id")["cluster"].last()
    places: Places = {}
    spans: Spans = []
    top = 0.0
    for group in groups:
        for across, of in enumerate(rounds):
            here = known[(known["cluster"] == group) & (known["round"] == of)]
            order = sorted(here["respondent_id"], key=lambda m: (last[m], m))
            for n, member in enumerate(order):
                places[of, member] = (float(across), top + n)
            if order:
                spans.append((float(across), top - 0.45, len(order) - 0.1, group))
        top += tall[group] + 1.5
    return places, spans


def _lines(
    axes: Axes,
    known: pd.DataFrame,
    movers: pd.DataFrame,
    rounds: Sequence[str],
    places: Places,
) -> None:
    """Draw each member's way between the rounds it answered."""
    verdicts = movers.set_index(["respondent_id", "to_round"])["verdict"].to_dict()
    group = known.set_index(["round", "respondent_id"])["cluster"]
    for member in sorted(set(known["respondent_id"])):
        came = [name for name in rounds if (name, member) in places]
        for old, new in pairwise(came):
            verdict = verdicts.get((member, new), "")
            colour = {"moved": INK, "unsure": _UNSURE}.get(verdict)
            stays = colour_of(int(group[old, member]))
            x, y = _way(places[old, member], places[new, member])
            axes.plot(
                x,
                y,
                color=colour or stays,
                lw=2.4 if verdict == "moved" else 1.6,
                alpha=1.0 if colour else 0.45,
                zorder=2 if colour else 1,
            )


def _way(
    start: tuple[float, float], end: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Return a smooth way from one bar to the next."""
    along = np.linspace(0.0, 1.0, _STEPS)
    bend = along**2 * (3 - 2 * along)
    left, right = start[0] + _BAR / 2, end[0] - _BAR / 2
    return left + along * (right - left), start[1] + bend * (end[1] - start[1])


def _bars(axes: Axes, spans: Spans) -> None:
    """Draw a bar for each group and round, with its size."""
    for across, low, tall, group in spans:
        colour = colour_of(group)
        axes.bar(across, tall, _BAR, low, color=colour, zorder=3)
        axes.text(
            across,
            low + tall / 2,
            f"{tall + 0.1:.0f}",
            ha="center",
            va="center",
            color=ink_on(colour),
            zorder=4,
        )


def _frame(axes: Axes, rounds: Sequence[str], size: Size) -> None:
    pitch = (SHEETS[size].width - 0.6) / len(rounds)
    ticks = ["\n".join(wrap(name, pitch, SHEETS[size].text)) for name in rounds]
    axes.set_xticks(range(len(rounds)), ticks)
    axes.set_xlim(-0.3, len(rounds) - 0.7)
    axes.invert_yaxis()
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="x", length=0, labelcolor=QUIET)


def _alt(
    known: pd.DataFrame,
    movers: pd.DataFrame,
    rounds: Sequence[str],
    groups: Sequence[int],
    member_names: Mapping[str, str],
) -> str:
    said = []
    for group in groups:
        here = known[known["cluster"] == group]
        sizes = (_size(here, group, of) for of in rounds)
        label = name(f"group {group}")
        said.append(say("{}: {}", label, joined(", ", sizes)))
    moved = movers[movers["verdict"] == "moved"]["respondent_id"]
    names = sorted({member_names.get(m, m) for m in moved})
    who = listed_names(names) if names else "nobody"
    flow = "Flow of members between groups. {}. Surely moved: {}."
    return say(flow, joined("; ", said), who)


def _size(here: pd.DataFrame, group: int, round_name: str) -> SourcedText:
    """Return how many members a group has in a round; here: rows of the group."""
    count = rows_where("clusters", here, round=round_name, cluster=group)
    return say("{} in {}", count, name(round_name))
