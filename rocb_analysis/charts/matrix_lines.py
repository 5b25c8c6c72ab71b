"""What the matrix of replies draws: members under headings, and what to leave out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from rocb_analysis.charts.style import NO_REPLY, REPLIED
from rocb_analysis.survey.text import counted

STATES = {"replied": REPLIED, "no_reply": NO_REPLY, "not_member": None}
# The least columns a panel has room for.
LEAST_COLUMNS = 6


@dataclass(frozen=True)
class Line:
    """A row as it is drawn: a member with a state a round, or a heading without."""

    text: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawn:
    """Lines and rounds as drawn, and words on what is left out of the picture."""

    lines: list[Line]
    rounds: Sequence[str]
    left_out: str = ""


def lines_of(replies: pd.DataFrame, rounds: Sequence[str]) -> list[Line]:
    """Return headings and members in the order drawn."""
    unknown = sorted(set(replies["state"]) - set(STATES))
    if unknown:
        raise ValueError(f'"{unknown[0]}" is no state; states: {", ".join(STATES)}.')
    if replies.empty:
        raise ValueError("Nobody listed who was asked; draw reply_counts instead.")
    member = ["sub_region", "name", "member_id"]
    states = replies.pivot(index=member, columns="round", values="state")
    states = states.reindex(columns=list(rounds))
    if states.isna().any(axis=None):
        lacking = states[states.isna().any(axis=1)].index[0][1]
        raise ValueError(f"{lacking} lacks a state in one of {', '.join(rounds)}.")
    states = states.sort_index(key=lambda level: level.str.casefold())
    lines: list[Line] = []
    heading = ""
    for (area, name, _), row in zip(states.index, states.to_numpy(), strict=True):
        if area != heading:
            lines.append(Line(area))
            heading = area
        lines.append(Line(name, tuple(row)))
    return lines


def choices(
    lines: list[Line], rounds: Sequence[str], wording: Mapping[str, str]
) -> Iterator[Drawn]:
    """Yield what may be drawn: all of it, then less and less."""
    yield Drawn(lines, rounds)
    last, said = rounds[-LEAST_COLUMNS:], ""
    if len(rounds) > len(last):
        said = f" Drawn are the last {len(last)} of {len(rounds)} rounds."
    cut = [replace(one, states=one.states[-LEAST_COLUMNS:]) for one in lines]
    yield Drawn(cut, last, said)
    some = [one for one in cut if set(one.states) != {"replied"}]
    if any(one.states for one in some) and len(cut) > len(some):
        who = counted(len(cut) - len(some), wording.get("member", "member"))
        said += f" Left out: {who} that replied in each."
        yield Drawn(_without_empty_headings(some), last, said)


def _without_empty_headings(lines: list[Line]) -> list[Line]:
    after = [*lines[1:], Line("")]
    pairs = zip(lines, after, strict=True)
    return [one for one, following in pairs if one.states or following.states]


def split(lines: list[Line], most: int) -> list[list[Line]]:
    """Cut lines into panels; a heading never ends one and is said again in the next."""
    panels: list[list[Line]] = [[]]
    heading: Line | None = None
    for one in lines:
        heading = heading if one.states else one
        if len(panels[-1]) >= most - (not one.states):
            panels.append([heading] if heading and one.states else [])
        panels[-1].append(one)
    return panels
