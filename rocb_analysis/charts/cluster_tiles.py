"""Members as a grid of equal tiles, coloured by group: never a map."""

from __future__ import annotations

from collections.abc import Mapping

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
from rocb_analysis.charts.page import Page, open_page
from rocb_analysis.charts.style import (
    INK,
    NO_REPLY,
    Caption,
    Chart,
    Size,
    ink_on,
    look,
)
from rocb_analysis.charts.words import members_of

# Height of a tile in lines of its letters.
_TILE = 2.4


def cluster_tiles(
    members: pd.DataFrame,
    clusters: pd.DataFrame,
    *,
    names: Mapping[int, str],
    caption: Caption,
    wording: Mapping[str, str],
    size: Size = "a4",
) -> Chart:
    """Draw each member as a tile in the colour of its group: for the office only.

    members: rows of the frame of one round; read are member_id, tile_row and tile_col
    (whole numbers as text; members without stand in a row below). clusters: the table
    of that name, rows of that round. names: a name for each group. A member between
    two groups has a tile of both colours; grey has no group or has yet to reply.

    Raises ValueError if no member has a tile.
    """
    tiles = _placed(members)
    if tiles.empty:
        raise ValueError("No member has a tile_row and tile_col in the members table.")
    own = clusters.set_index("respondent_id")
    groups = groups_of(clusters)
    unsure = int(is_between(clusters).sum())
    title = sizes(clusters, wording) + (between(unsure, wording) if groups else "")
    how = "Tiles stand roughly by position and show no borders."
    how += " White: between two groups." if unsure else ""
    key, told = key_of(groups, names, size)
    grey = (NO_REPLY, "no group, or yet to reply")
    page = Page(title, how + told, caption, key=[*key, grey])
    with look(size):
        rows = (tiles["row"].max() + 1) * _TILE
        figure = open_page(page, size=size, rows=rows)
        axes = figure.subplots()
        axes.set_xlim(-0.5, tiles["column"].max() + 0.5)
        axes.set_ylim(tiles["row"].max() + 0.5, -0.5)
        axes.axis("off")
        for tile in tiles.itertuples():
            mine = own.loc[tile.member_id] if tile.member_id in own.index else None
            _draw(axes, tile, mine, "\n" if size == "a4" else " ")
    return Chart(figure, title, _alt(clusters, len(tiles), groups, wording))


def _placed(members: pd.DataFrame) -> pd.DataFrame:
    """Return member_id, row and column from 0; those without a place below."""
    known = members["tile_row"].str.isdecimal() & members["tile_col"].str.isdecimal()
    placed = members[known]
    row, column = placed["tile_row"].astype(int), placed["tile_col"].astype(int)
    tiles = placed.assign(row=row - row.min(), column=column - column.min())
    rest = members[~known].sort_values("member_id")
    if placed.empty:
        return tiles.iloc[:0]
    wide = int(tiles["column"].max()) + 1
    places = range(len(rest))
    below = rest.assign(
        row=[int(tiles["row"].max()) + 1 + n // wide for n in places],
        column=[n % wide for n in places],
    )
    return pd.concat([tiles, below])[["member_id", "row", "column"]]


def _draw(axes: Axes, tile: object, mine: pd.Series | None, break_: str) -> None:
    """Draw one tile with the member's id, a break, and the number of its group."""
    member, row, column = tile.member_id, tile.row, tile.column  # type: ignore[attr-defined]
    group = None if mine is None or pd.isna(mine["cluster"]) else int(mine["cluster"])
    colour = NO_REPLY if group is None else colour_of(group)
    axes.bar(column, 0.92, 0.92, row - 0.46, color=colour)
    said, ink = member, ink_on(colour)
    if group is not None and mine is not None:
        said = f"{member}{break_}{group}"
        if is_between(mine.to_frame().T).iloc[0]:
            other = int(mine["next_cluster"])
            said, ink = f"{member}{break_}{group}/{other}", INK
            axes.bar(column, 0.46, 0.92, row, color=colour_of(other))
            axes.bar(column, 0.72, 0.84, row - 0.36, color="white")
    axes.text(column, row, said, ha="center", va="center", color=ink, linespacing=1.1)


def _alt(
    clusters: pd.DataFrame,
    tiles: int,
    groups: list[int],
    wording: Mapping[str, str],
) -> str:
    said = [
        f"group {group}: "
        + ", ".join(sorted(clusters.loc[clusters["cluster"] == group, "respondent_id"]))
        for group in groups
    ]
    who = members_of(wording)
    held = "; ".join(said) or "no groups"
    return f"Grid of {tiles} tiles, one each of the {who}, by group: {held}."
