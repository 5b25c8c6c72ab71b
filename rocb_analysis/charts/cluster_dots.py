"""How sure each member's group is: dots of its own group and of the next."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.cluster_words import (
    between,
    colour_of,
    groups_of,
    is_between,
    key_of,
    sizes,
)
from rocb_analysis.charts.page import Page, line, lines_that_fit, open_page, row_axes
from rocb_analysis.charts.style import INK, RULE, SHEETS, Caption, Chart, Size, look
from rocb_analysis.charts.words import inches
from rocb_analysis.survey.text import listed

_ROW, _LEAST_WIDTH = 1.25, 1.6
# A row: its text and the member's row of the table; a heading has none.
_Row = tuple[str, object | None]


def membership_dots(
    clusters: pd.DataFrame,
    *,
    member_names: Mapping[str, str],
    names: Mapping[int, str],
    caption: Caption,
    wording: Mapping[str, str],
    size: Size = "a4",
) -> Chart:
    """Draw each member's membership in its group and in the next: office only.

    clusters: rows of one round of the table of that name; read are respondent_id,
    cluster, membership, next_cluster and next_membership (0 to 1). member_names: names
    of members; others go by their id. names: a name for each group. Members stand by
    group and in alphabetical order; names of those between two groups are bold. On a
    slide too many rows for its height stand in panels side by side.

    Raises ValueError if no member has a group.
    """
    own = clusters.dropna(subset=["cluster"])
    if own.empty:
        raise ValueError("No member has a group; draw cluster_curve instead.")
    own = own.assign(
        name=[member_names.get(m, m) for m in own["respondent_id"]],
        between=is_between(own),
    )
    title = sizes(own, wording) + between(int(own["between"].sum()), wording)
    how = (
        "Full dot: how often the member falls together with its own group, of all "
        "resamples. Ring: with the next group. Bold, with a line: between two groups."
    )
    groups = groups_of(own)
    key, told = key_of(groups, names, size)
    page = Page(title, how + told, caption, key=key)
    with look(size):
        axis = 1.3 * line(SHEETS[size].text)
        room = lines_that_fit(page, size=size, axis=axis)
        panels = _panels(_rows(own, groups), room, size)
        height = _ROW * max(map(len, panels))
        figure = open_page(page, size=size, rows=height, axis=axis)
        grid = figure.subplots(1, len(panels), squeeze=False)[0]
        for axes, panel in zip(grid, panels, strict=True):
            _draw(axes, panel, height)
    return Chart(figure, title, _alt(own, groups))


def _rows(own: pd.DataFrame, groups: list[int]) -> list[_Row]:
    """Return headings and members in the order drawn."""
    rows: list[_Row] = []
    for group in groups:
        rows.append((f"Group {group}", None))
        here = own[own["cluster"] == group]
        here = here.sort_values("name", key=lambda names: names.str.casefold())
        rows += [(row.name, row) for row in here.itertuples(index=False)]
    return rows


def _panels(rows: list[_Row], room: float, size: Size) -> list[list[_Row]]:
    """Return the rows in as many panels as the height asks for and the width allows."""
    sheet = SHEETS[size]
    widest = max(inches(text, sheet.text) * 1.13 for text, _ in rows)
    allowed = max(1, int(sheet.width / (widest + _LEAST_WIDTH)))
    count = min(allowed, max(1, ceil(len(rows) / max(room / _ROW - 1, 1))))
    most = ceil(len(rows) / count) + 1
    panels: list[list[_Row]] = [[]]
    heading: _Row = rows[0]
    for row in rows:
        heading = row if row[1] is None else heading
        if len(panels[-1]) >= most - (row[1] is None):
            panels.append([heading] if row[1] is not None else [])
        panels[-1].append(row)
    return panels


def _draw(axes: Axes, rows: list[_Row], height: float) -> None:
    """Draw one panel: a row a member, its dot and ring."""
    places = row_axes(axes, [text for text, _ in rows], heights=[_ROW] * len(rows))
    axes.set_ylim(height, 0)
    for (_, row), place, label in zip(
        rows, places, axes.get_yticklabels(), strict=True
    ):
        if row is None or row.between:  # type: ignore[attr-defined]
            label.set_fontweight("bold")
        if row is not None:
            _mark(axes, row, place)
    axes.set_xlim(-0.04, 1.04)
    axes.set_xticks([0, 0.5, 1], ["never", "half", "always"])
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="x", color=RULE, lw=0.4, alpha=0.6)
    axes.set_axisbelow(True)


def _mark(axes: Axes, row: object, place: float) -> None:
    own, other = row.membership, row.next_membership  # type: ignore[attr-defined]
    if row.between:  # type: ignore[attr-defined]
        axes.plot([other, own], [place, place], color=INK, lw=1.2, zorder=1)
    mine = colour_of(int(row.cluster))  # type: ignore[attr-defined]
    axes.plot(own, place, "o", color=mine, ms=7)
    if not pd.isna(row.next_cluster):  # type: ignore[attr-defined]
        next_one = colour_of(int(row.next_cluster))  # type: ignore[attr-defined]
        axes.plot(other, place, "o", mfc="white", mec=next_one, mew=1.6, ms=6)


def _alt(own: pd.DataFrame, groups: list[int]) -> str:
    said = []
    for group in groups:
        here = own[own["cluster"] == group]
        low, high = here["membership"].min(), here["membership"].max()
        said.append(f"group {group}, {len(here)}, from {low:.2f} to {high:.2f}")
    unsure = sorted(own.loc[own["between"], "name"])
    ends = (
        f"Between two groups: {listed(unsure)}." if unsure else "None is between two."
    )
    return f"Dots of membership, 0 to 1, by group: {'; '.join(said)}. {ends}"
