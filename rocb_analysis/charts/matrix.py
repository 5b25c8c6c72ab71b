"""Who replied, by name: a row a member, a column a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rocb_analysis.charts.matrix_lines import (
    LEAST_COLUMNS,
    STATES,
    Drawn,
    Line,
    choices,
    lines_of,
    split,
)
from rocb_analysis.charts.page import Page, line, lines_that_fit, open_page, row_axes
from rocb_analysis.charts.response import rates_of, replies_finding
from rocb_analysis.charts.style import (
    SHEETS,
    Caption,
    Chart,
    Size,
    look,
)
from rocb_analysis.charts.words import inches, members_of
from rocb_analysis.survey.text import counted
from rocb_analysis.survey.wording import in_words

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
    alt = (
        f"Matrix of {counted(members, wording.get('member', 'member'))} by "
        f"{counted(len(rounds), 'round')}, replied or not. "
        f"{said} {members_of(wording)} replied.{drawn.left_out}"
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
