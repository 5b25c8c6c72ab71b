"""Who replied, by name: a row a member, a column a round."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Patch, Rectangle
from matplotlib.text import Annotation, Text

from rocb_analysis.charts.lettering import inches, members_of
from rocb_analysis.charts.reply_counts import (
    in_rounds,
    rates_of,
    replies_finding,
    rounds_of,
)
from rocb_analysis.charts.style import (
    NO_REPLY,
    REPLIED,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    line,
    lines_that_fit,
    look,
    open_page,
    row_axes,
)
from rocb_analysis.core.claims import by_rule, say, with_noun
from rocb_analysis.survey.settings import in_words

# Height of a row in lines; inches between the tiles of one panel and the names of the
# next.
_ROW, _BETWEEN = 1.25, 0.35


def response_matrix(
    replies: pd.DataFrame,
    *,
    response_rates: pd.DataFrame,
    rounds: Sequence[str],
    caption: Caption,
    wording: Mapping[str, str],
    size: Size = "a4",
) -> Chart:
    """Draw who replied when, by name: for the office's edition only.

    replies: a row a member and round, columns member_id, name, sub_region ("" = none),
    round, state (replied, no_reply, not_member). response_rates: the table of that
    name, for the totals. rounds: the columns, in order, the last one the finding is
    about. Members stand by sub-region, both in alphabetical order; never by value.

    On a slide too many members for its height stand in panels side by side, and the
    totals in the words above. If there is no room for that either, early rounds, then
    the members that replied in every round drawn, are left out and told in words.

    Raises ValueError if a member has no state in a round, or one that is unknown.
    """
    lines = lines_of(replies, rounds)
    rates = rates_of(response_rates, rounds)
    title = replies_finding(rates, wording)
    how = "Blue: replied. Grey: no reply received. Empty: not a member at that date."
    said = "; ".join(f"{row.round}: {row.told}" for row in rates.itertuples())
    with look(size):
        totals = _totals(lines, rates, size)
        for drawn in choices(lines, rounds, wording):
            above = Page(title, f"{how} Replied in {said}.{drawn.left_out}", caption)
            panels = _panels(drawn, above, totals, size)
            if _height(panels, []) <= _room(above, drawn.rounds, size):
                break
        if panels == [lines]:
            figure = _draw(Page(title, how, caption), panels, rounds, totals, size)
        else:
            figure = _draw(above, panels, drawn.rounds, [], size)
    members = sum(bool(one.states) for one in lines)
    listed = by_rule(members, "response_rates", "members of the rounds", "members")
    alt = say(
        "Matrix of {} by {}, replied or not. {}.{}",
        with_noun(listed, wording.get("member", "member")),
        rounds_of(rates),
        in_rounds(rates, members_of(wording)),
        drawn.left_out,
    )
    return Chart(figure, title, alt)


def _panels(
    drawn: Drawn, page: Page, totals: list[str], size: Size
) -> list[list[Line]]:
    """Return the lines in one panel, or in as many as a slide's height asks for.

    If its width holds fewer, the slide grows taller.
    """
    sheet, lines, rounds = SHEETS[size], drawn.lines, drawn.rounds
    room = _room(page, rounds, size)
    if _height([lines], totals) <= room:
        return [lines]
    tiles = max(len(rounds), LEAST_COLUMNS) * line(sheet.text) * 0.85
    for count in range(ceil(len(lines) / (int(room / _ROW) - 1)), 1, -1):
        panels = split(lines, ceil(len(lines) / count) + 1)
        wide = [max(_inches(one, size) for one in panel) for panel in panels]
        if sum(wide) + len(panels) * (tiles + _BETWEEN) <= sheet.width:
            return panels
    return [lines]


def _room(page: Page, rounds: Sequence[str], size: Size) -> float:
    """Return the lines that fit under the names of the rounds."""
    return lines_that_fit(page, size=size, axis=_upright(rounds, size))


def _height(panels: list[list[Line]], totals: list[str]) -> float:
    """Return the height of the tallest panel and the totals under it, in lines."""
    below = max((text.count("\n") + 1 for text in totals), default=0)
    return _ROW * (max(map(len, panels)) + below)


def _upright(rounds: Sequence[str], size: Size) -> float:
    """Return the inches of the longest name of a round, which may stand upright."""
    return max(inches(name, SHEETS[size].text) for name in rounds) + 0.1


def _inches(one: Line, size: Size) -> float:
    """Return about how wide the text of a line is; headings are bold."""
    return inches(one.text, SHEETS[size].text) * (1 if one.states else 1.13)


def _draw(
    page: Page,
    panels: list[list[Line]],
    rounds: Sequence[str],
    totals: list[str],
    size: Size,
) -> Figure:
    """Draw the panels side by side; totals, if any, are those of the only one."""
    height, upright = _height(panels, totals), _upright(rounds, size)
    figure = open_page(page, size=size, rows=height, axis=upright)
    grid = figure.subplots(1, len(panels), squeeze=False)[0]
    for axes, panel in zip(grid, panels, strict=True):
        _draw_tiles(axes, panel, rounds)
        pitch = _pitch(panel, len(rounds), SHEETS[size].width / len(panels), size)
        axes.tick_params(axis="x", labelrotation=90 * (upright - 0.1 > pitch))
        axes.set_ylim(height, 0)
        if totals:
            replied = in_words("replied", page.caption.wording)
            _draw_totals(axes, len(panel) * _ROW, totals, replied)
    return figure


def _draw_tiles(axes: Axes, lines: list[Line], rounds: Sequence[str]) -> None:
    """Draw a tile for each member and round, headings in bold, rounds on top."""
    heights = [_ROW] * len(lines)
    places = row_axes(axes, [one.text for one in lines], heights=heights)
    for one, label in zip(lines, axes.get_yticklabels(), strict=True):
        label.set_fontweight("normal" if one.states else "bold")
    for state, colour in STATES.items():
        tiles = [
            (column, place - 0.475)
            for one, place in zip(lines, places, strict=True)
            for column, held in enumerate(one.states)
            if held == state
        ]
        if tiles and colour:
            across, tops = zip(*tiles, strict=True)
            axes.bar(across, 0.95, 0.9, tops, color=colour)
    axes.set_xlim(-0.5, max(len(rounds), LEAST_COLUMNS) - 0.5)
    axes.set_xticks(range(len(rounds)), rounds)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0)


def _pitch(lines: list[Line], columns: int, width: float, size: Size) -> float:
    """Return about how wide a column is in a panel of so many inches."""
    room = width - max(_inches(one, size) for one in lines) - _BETWEEN
    return room / max(columns, LEAST_COLUMNS)


def _totals(lines: list[Line], rates: pd.DataFrame, size: Size) -> list[str]:
    """Return the total under each column, in two lines where columns are narrow."""
    pitch = _pitch(lines, len(rates), SHEETS[size].width, size)
    widest = max(inches(told, SHEETS[size].text) for told in rates["told"])
    gap = " " if widest < pitch else "\n"
    return [told.replace(" of ", f"{gap}of ") for told in rates["told"]]


def _draw_totals(axes: Axes, start: float, totals: list[str], replied: str) -> None:
    """Write the totals under the columns, as the last row, which begins at start."""
    place = (start + axes.get_ylim()[0]) / 2
    labels = [label.get_text() for label in axes.get_yticklabels()]
    axes.set_yticks([*axes.get_yticks(), place], [*labels, replied])
    axes.get_yticklabels()[-1].set_fontweight("bold")
    for column, text in enumerate(totals):
        axes.text(column, place, text, ha="center", va="center_baseline")


# What the matrix of replies draws: members under headings, and what to leave out.

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
    last, said = rounds[-LEAST_COLUMNS:], say("")
    if len(rounds) > len(last):
        ends = (
            by_rule(len(some), "response_rates", rule, "round")
            for some, rule in ((last, "rounds drawn"), (rounds, "all rounds"))
        )
        said = say(" Drawn are the last {} of {} rounds.", *ends)
    cut = [replace(one, states=one.states[-LEAST_COLUMNS:]) for one in lines]
    yield Drawn(cut, last, said)
    some = [one for one in cut if set(one.states) != {"replied"}]
    if any(one.states for one in some) and len(cut) > len(some):
        rule = "members that replied in each round drawn"
        count = by_rule(len(cut) - len(some), "respondents", rule, "respondent_id")
        who = with_noun(count, wording.get("member", "member"))
        said = say("{} Left out: {} that replied in each.", said, who)
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


# A fingerprint of what a figure draws: the same on every machine, another if it moves.

# A part of a drawing as plain values: what it is, its geometry, its colours.
Mark = tuple[str, Any, list[str]]


def fingerprint(figure: Figure) -> str:
    """Return two lines: a hash of all that is drawn, then one for each aspect of it.

    The second line is there so that a failing comparison says what moved: titles,
    labels (of axes, ticks and keys), limits, marks, colours or texts.
    """
    parts = drawn(figure)
    count = len(parts["marks"])
    aspects = "; ".join(f"{name} {_hash(part)[:6]}" for name, part in parts.items())
    whole = _hash(parts)[:12]
    return f"<Chart {whole}: {len(figure.axes)} axes, {count} marks>\n{aspects}"


def drawn(figure: Figure) -> dict[str, list[Any]]:
    """Return what the figure draws, aspect by aspect, as plain values."""
    marks = [*_marks(figure)]
    legends = [*figure.legends]
    for axes in figure.axes:
        marks += _marks(axes)
        legends += [legend] if (legend := axes.get_legend()) else []
    title = figure.get_suptitle()
    texts = [text for text in figure.texts if text.get_text() != title]
    texts += [text for axes in figure.axes for text in axes.texts]
    keys = [mark for legend in legends for mark in _handles(legend)]
    return {
        "titles": [_words(title), *(_titles(axes) for axes in figure.axes)],
        "labels": [*map(_labels, figure.axes), *map(_entries, legends)],
        "limits": [_limits(axes) for axes in figure.axes],
        "marks": [(kind, geometry) for kind, geometry, _ in marks],
        "colours": [colours for _, _, colours in [*marks, *keys]],
        "texts": [_text(text) for text in texts],
    }


def _hash(values: Any) -> str:
    """Return the sha256 of plain values."""
    told = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _numbers(values: Any) -> Any:
    """Return numbers, nested as given, as text of five significant digits.

    What is under a billionth counts as nothing: it differs from machine to machine.
    """
    array: Any = np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)
    if array.ndim == 0:
        return f"{round(float(array), 9) + 0.0:.5g}"
    return [_numbers(part) for part in array]


def _colours(colours: Any) -> list[str]:
    """Return colours in hex, with their opacity."""
    return [to_hex(colour, keep_alpha=True) for colour in np.atleast_2d(colours)]


def _words(text: str) -> str:
    """Return a text on one line: where it breaks is layout."""
    return " ".join(text.split())


def _titles(axes: Axes) -> list[str]:
    return [_words(axes.get_title(loc=side)) for side in ("left", "center", "right")]


def _labels(axes: Axes) -> list[Any]:
    """Return the words at the axes: their names and the labels of their ticks."""
    names = [axes.get_xlabel(), axes.get_ylabel()]
    if not axes.axison:
        return names
    ticks = [axis.get_ticklabels(which="both") for axis in (axes.xaxis, axes.yaxis)]
    return [
        *names,
        *([_words(label.get_text()) for label in labels] for labels in ticks),
    ]


def _entries(legend: Legend) -> list[str]:
    return [legend.get_title().get_text(), *(t.get_text() for t in legend.get_texts())]


def _handles(legend: Legend) -> Iterator[Mark]:
    handles: Sequence[Artist | None] = legend.legend_handles
    return (mark for handle in handles if handle for mark in _mark(handle))


def _limits(axes: Axes) -> list[Any]:
    ends = _numbers([axes.get_xlim(), axes.get_ylim()])
    return [*ends, axes.get_xscale(), axes.get_yscale()]


def _text(text: Text) -> list[Any]:
    """Return a text with its place and colour."""
    places = [text.get_position()]
    if isinstance(text, Annotation):
        places.append(text.xy)
    return [
        _words(text.get_text()),
        _numbers(places),
        to_hex(text.get_color(), keep_alpha=True),
    ]


def _marks(where: Figure | Axes) -> Iterator[Mark]:
    """Return every mark drawn on a figure or its axes, in the order it was added."""
    added = [*where.patches, *where.lines, *where.images]
    added += [*where.artists] if isinstance(where, Figure) else [*where.collections]
    return (mark for artist in added if artist.get_visible() for mark in _mark(artist))


def _mark(artist: Artist) -> Iterator[Mark]:
    """Return one mark, or the several of a scatter; arrows and the rest are none."""
    if isinstance(artist, Rectangle):
        yield "bar", _numbers([*artist.get_xy(), *_extent(artist)]), _faces(artist)
    elif isinstance(artist, Patch) and not isinstance(artist, FancyArrowPatch):
        outline = artist.get_path().transformed(artist.get_patch_transform())
        yield "patch", _numbers(outline.vertices), _faces(artist)
    elif isinstance(artist, Line2D):
        styled = [str(artist.get_marker()), artist.get_linestyle()]
        yield "line", [_numbers(artist.get_xydata()), *styled], _colours_of_line(artist)
    elif isinstance(artist, AxesImage):
        seen = artist.get_array()
        yield "image", _numbers(seen if seen is not None else []), []
    elif isinstance(artist, Collection):
        yield from _collected(artist)


def _extent(bar: Rectangle) -> tuple[float, float]:
    return bar.get_width(), bar.get_height()


def _faces(patch: Patch) -> list[str]:
    return _colours([patch.get_facecolor(), patch.get_edgecolor()])


def _colours_of_line(line: Line2D) -> list[str]:
    return [to_hex(line.get_color(), keep_alpha=True)]


def _collected(collection: Collection) -> Iterator[Mark]:
    """Return a scatter's points one by one (colours with the first), others whole."""
    collection.update_scalarmappable()
    colours = _colours(collection.get_facecolor()) + _colours(
        collection.get_edgecolor()
    )
    if isinstance(collection, PathCollection):
        places = _numbers(collection.get_offsets())
        for place, own in zip_longest(places, [colours]):
            yield "point", place, own or []
        return
    outlines = [_numbers(path.vertices) for path in collection.get_paths()]
    values = collection.get_array()
    yield "area", [outlines, _numbers(values if values is not None else [])], colours
