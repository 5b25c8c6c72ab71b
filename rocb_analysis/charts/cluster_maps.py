"""How many groups: the curve of the answers, beside the band of data without groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex

from rocb_analysis.charts.lettering import first_of, inches, members_of, wrap
from rocb_analysis.charts.style import (
    COULD_BE,
    INK,
    LIKERT,
    NAMED,
    NO_REPLY,
    ORANGE,
    QUIET,
    RULE,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    fill,
    ink_on,
    line,
    lines_that_fit,
    look,
    open_page,
    row_axes,
    row_heights,
    row_labels,
)
from rocb_analysis.core.claims import (
    Number,
    by_rule,
    joined,
    listed_as,
    listed_names,
    name,
    say,
    with_noun,
    with_rule,
)

_HEIGHT = 14


def cluster_curve(
    numbers: pd.DataFrame,
    *,
    clearer_than: int,
    references: int,
    caption: Caption,
    wording: Mapping[str, str],
    size: Size = "a4",
) -> Chart:
    """Draw how much like groups the answers look, for each number of groups tried.

    numbers: the table cluster_numbers; read are rows (what was looked at, a panel for
    each), n_clusters, statistic, reference_low, reference_high and chosen.
    clearer_than: of how many of the references (sets of answers without groups) the
    answers look clearer. wording: see priority_dots.

    Raises ValueError if no number of groups was tried.
    """
    tried = numbers[numbers["n_clusters"] > 1]
    if tried.empty:
        raise ValueError("No number of groups was tried: too few replies to look.")
    chosen = numbers.loc[numbers["chosen"] == 1, "n_clusters"]
    looks = list(dict.fromkeys(tried["rows"]))
    title = _finding(int(chosen.iloc[0]), clearer_than, references, wording)
    if len(looks) > 1:
        title = say("{} (the clearer of two looks)", title)
    how = (
        "Line: how much the answers look like so many groups. Band: where 90 % of "
        f"{references} made-up sets of answers without groups lie."
    )
    how += " Orange: the number found." if int(chosen.iloc[0]) > 1 else ""
    with look(size):
        axis = 3.6 * line(SHEETS[size].text)
        page = Page(title, how, caption)
        figure = open_page(page, size=size, rows=_HEIGHT, axis=axis)
        panels = figure.subplots(1, len(looks), squeeze=False, sharey=True)[0]
        room = SHEETS[size].width / len(looks) - 0.9
        for axes, seen in zip(panels, looks, strict=True):
            _draw_curve(axes, tried[tried["rows"] == seen])
            axes.set_title("\n".join(wrap(seen, room, SHEETS[size].text)), loc="left")
        panels[0].set_ylabel("standard score")
    return Chart(figure, title, _alt_of_curve(tried, looks, title))


def _finding(
    chosen: int, clearer_than: int, references: int, wording: Mapping[str, str]
) -> str:
    who = members_of(wording)
    clearer, sets = (
        by_rule(count, "cluster_numbers", rule, "statistic")
        for count, rule in (
            (clearer_than, "sets without groups that look less like groups"),
            (references, "sets without groups that were drawn"),
        )
    )
    of = say("clearer than {} of {} made-up sets without groups", clearer, sets)
    if chosen == 1:
        return say("No clear groups of {}: only {}", who, of)
    found = by_rule(chosen, "cluster_numbers", "n_clusters where chosen = 1")
    return say("{} form {} groups: {}", who.capitalize(), found, of)


def _draw_curve(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw one look: band, line, and the number chosen."""
    rows = rows.sort_values("n_clusters").astype(
        dict.fromkeys(["statistic", "reference_low", "reference_high"], "float64")
    )
    at = rows["n_clusters"].astype(int).to_numpy()
    low, high = rows["reference_low"].to_numpy(), rows["reference_high"].to_numpy()
    axes.bar(at, high - low, 0.9, low, color=COULD_BE)
    axes.plot(at, rows["statistic"], "o-", color=NAMED, ms=5)
    found = rows[rows["chosen"] == 1]
    axes.plot(
        found["n_clusters"].astype(int), found["statistic"], "o", color=ORANGE, ms=9
    )
    axes.set_xticks(at)
    axes.set_xlim(at[0] - 0.6, at[-1] + 0.6)
    axes.set_xlabel("number of groups")
    axes.tick_params(length=0)
    axes.grid(axis="y", color=RULE, lw=0.4, alpha=0.5)
    axes.set_axisbelow(True)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _alt_of_curve(tried: pd.DataFrame, looks: list[str], title: str) -> str:
    said, at = [], tried["n_clusters"]
    for seen in looks:
        rows = tried[tried["rows"] == seen]
        above = rows[rows["statistic"] > rows["reference_high"]]["n_clusters"]
        if above.empty:
            said.append(say("{}: never above the band", name(seen)))
            continue
        over = say("above the band for {}", listed_as([_tried(n) for n in above]))
        said.append(say("{}: {}", name(seen), over))
    low, high = (_tried(groups) for groups in (at.min(), at.max()))
    curve = "{}. Curve over {} to {} groups; {}."
    return say(curve, title, low, high, joined("; ", said))


def _tried(groups: int) -> Number:
    return by_rule(groups, "cluster_numbers", "a number of groups tried", "n_clusters")


# How sure each member's group is: dots of its own group and of the next.

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
    unsure = between(int(own["between"].sum()), wording)
    title = say("{}{}", sizes(own, wording), unsure)
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
            _draw_dots(axes, panel, height)
    return Chart(figure, title, _alt_of_dots(own, groups))


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


def _draw_dots(axes: Axes, rows: list[_Row], height: float) -> None:
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


def _alt_of_dots(own: pd.DataFrame, groups: list[int]) -> str:
    said = []
    for group in groups:
        here = own[own["cluster"] == group]
        low, high = (
            with_rule(f"{value:.2f}", f"{which} membership of the group")
            for value, which in (
                (here["membership"].min(), "least"),
                (here["membership"].max(), "greatest"),
            )
        )
        label, size = name(f"group {group}"), _size(here, group)
        said.append(say("{}, {}, from {} to {}", label, size, low, high))
    unsure = sorted(own.loc[own["between"], "name"])
    ends: str = "None is between two."
    if unsure:
        ends = say("Between two groups: {}.", listed_names(unsure))
    scale = with_rule("0 to 1", "range of a membership")
    dots = "Dots of membership, {}, by group: {}. {}"
    return say(dots, scale, joined("; ", said), ends)


def _size(here: pd.DataFrame, group: int) -> Number:
    """Return how many replies of the round a group has; here: its rows."""
    return by_rule(len(here), "clusters", f"rows of the round in group {group}")


# Members as a grid of equal tiles, coloured by group: never a map.

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
    ends = between(unsure, wording) if groups else ""
    title = say("{}{}", sizes(clusters, wording), ends)
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
            _draw_tiles(axes, tile, mine, "\n" if size == "a4" else " ")
    return Chart(figure, title, _alt_of_tiles(clusters, len(tiles), groups, wording))


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


def _draw_tiles(axes: Axes, tile: object, mine: pd.Series | None, break_: str) -> None:
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


def _alt_of_tiles(
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


# Members by group, subjects by the group that needs them most: a seriated heat map.

# Need far below a member's own level, about it, and far above. What a ballot does not
# name lies a little below, and stays pale.
_STEPS = [(0.0, LIKERT[0]), (0.3, "#f7f7f7"), (0.55, "#f7f7f7"), (1.0, LIKERT[-1])]
_RAMP = LinearSegmentedColormap.from_list("profile", _STEPS)
_MOST, _SAID = 2.0, 3
# Members whose names stand over their columns, at most; the gap between groups, in
# columns; lines the heads of groups are tall.
_MOST_NAMES, _GAP, _HEAD = 40, 0.6, 1.6


def cluster_heat(
    profiles: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    member_names: Mapping[str, str],
    names: Mapping[int, str],
    caption: Caption,
    wording: Mapping[str, str],
    most_rows: int = 31,
    size: Size = "a4",
) -> Chart:
    """Draw each member's profile of needs, a column a member: for the office only.

    profiles: as `clusters.seriated_profiles` gives them; read are respondent_id,
    subject_id, cluster, profile (standard deviations above the member's own level, -2
    to 2; blank = not answered) and leads. Columns and rows stand as they first come,
    on a slide as many rows as fit, each group's first subjects first. labels,
    member_names: short labels of subjects and members; on a slide members go by their
    ids. names: a name for each group.

    Raises ValueError if no member has a group.
    """
    if profiles.empty:
        raise ValueError("No member has a group; draw cluster_curve instead.")
    members = profiles.drop_duplicates("respondent_id")[["respondent_id", "cluster"]]
    subjects = profiles.drop_duplicates("subject_id")[["subject_id", "leads"]]
    places = _places(members)
    heads = [member_names.get(m, "") for m in members["respondent_id"]]
    if size == "slide" and all(heads):
        heads = list(members["respondent_id"])
    heads = heads if len(heads) <= _MOST_NAMES and all(heads) else []
    tall = max((inches(head, SHEETS[size].text) for head in heads), default=0.0) + 0.1
    title, total = sizes(members, wording), len(subjects)
    ordered = _first_of_each(subjects)[:most_rows]
    page, shown = fill(
        lambda shown: Page(title, _how(shown, total, wording), caption, key=_key()),
        [labels.get(s, s) for s in ordered],
        size=size,
        axis=tall + 0.35,
    )
    drawn = [s for s in subjects["subject_id"] if s in set(ordered[:shown])]
    rows = row_labels([labels.get(s, s) for s in drawn], size)
    heights = row_heights(rows)
    with look(size):
        figure = open_page(page, size=size, rows=sum(heights), axis=tall + 0.35)
        axes = figure.subplots()
        middles = row_axes(axes, rows, heights=heights)
        _draw(
            axes,
            profiles,
            list(zip(members["respondent_id"], places, strict=True)),
            drawn,
            middles,
            heights,
        )
        _head(axes, members, places, heads)
    return Chart(figure, title, _alt(subjects, members, labels, names))


def _how(shown: int, total: int, wording: Mapping[str, str]) -> str:
    member = wording.get("member", "member")
    cut = first_of(shown, total, "subject")
    return f"Column: a {member}. Colour: need beside its own mean need. {cut}".strip()


def _key() -> list[tuple[str, str]]:
    """Return the key of the ramp, in three steps."""
    steps = {"much less": 0.1, "as its mean": 0.5, "much more": 0.95}
    pairs = [(to_hex(_RAMP(place)), said) for said, place in steps.items()]
    return [*pairs, ("#d8d8d8", "no answer")]


def _first_of_each(subjects: pd.DataFrame) -> list[str]:
    """Return the subjects, the first of each group first, then the second and so on."""
    turn = subjects.groupby("leads", dropna=False, sort=False).cumcount()
    return list(
        subjects.assign(turn=turn).sort_values("turn", kind="stable")["subject_id"]
    )


def _places(members: pd.DataFrame) -> list[float]:
    """Return where each member's column stands, with a gap between groups."""
    new = members["cluster"].ne(members["cluster"].shift()).cumsum() - 1
    return [n + _GAP * float(gap) for n, gap in enumerate(new)]


def _draw(
    axes: Axes,
    profiles: pd.DataFrame,
    columns: Sequence[tuple[str, float]],
    subjects: list[str],
    middles: Sequence[float],
    heights: Sequence[float],
) -> None:
    """Draw a cell for each member and subject."""
    wide = profiles.pivot(index="subject_id", columns="respondent_id", values="profile")
    wide = wide.astype("float64")
    for member, place in columns:
        values = wide.loc[subjects, member].to_numpy()
        colours = [_colour(value) for value in values]
        tops = np.array(middles) - 0.47 * np.array(heights)
        axes.bar(
            [place] * len(subjects), 0.94 * np.array(heights), 0.94, tops, color=colours
        )
    axes.set_xlim(-0.6, columns[-1][1] + 0.6)


def _colour(value: float) -> str:
    if np.isnan(value):
        return "#d8d8d8"
    return to_hex(_RAMP((value + _MOST) / (2 * _MOST)))


def _head(
    axes: Axes, members: pd.DataFrame, places: Sequence[float], heads: Sequence[str]
) -> None:
    """Write members' names upright under their columns, and groups over them."""
    axes.set_xticks(list(places) if heads else [], list(heads))
    axes.tick_params(axis="x", length=0, labelrotation=90, labelcolor=QUIET)
    bottom = axes.get_ylim()[0]
    axes.set_ylim(bottom, -_HEAD)
    for group in groups_of(members):
        own = [p for p, g in zip(places, members["cluster"], strict=True) if g == group]
        colour = colour_of(group)
        wide = own[-1] - own[0] + 0.94
        middle = (own[0] + own[-1]) / 2
        axes.bar(middle, 1.3, wide, -_HEAD + 0.1, color=colour)
        said = f"Group {group}" if len(own) > 4 else str(group)
        axes.text(
            middle,
            -_HEAD + 0.75,
            said,
            ha="center",
            va="center_baseline",
            color=ink_on(colour),
        )


def _alt(
    subjects: pd.DataFrame,
    members: pd.DataFrame,
    labels: Mapping[str, str],
    names: Mapping[int, str],
) -> str:
    said = []
    for group in groups_of(members):
        first = subjects.loc[subjects["leads"] == group, "subject_id"].head(_SAID)
        what = [labels.get(s, s) for s in first] or [names.get(group, "nothing")]
        size = _size(members[members["cluster"] == group], group)
        label = name(f"group {group}")
        said.append(say("{}, {}: {}", label, size, listed_names(what)))
    return say(
        "Heat map of {} subjects by {} replies in groups. Needed most above the "
        "others: {}.",
        by_rule(len(subjects), "cluster_profiles", "subjects to draw", "subject_id"),
        by_rule(len(members), "clusters", "rows of the round with a cluster"),
        joined("; ", said),
    )


# What charts of groups share: colours and names of groups, and plain words.

# Blue, pink, sky and vermilion of Okabe and Ito, gold of Tol, three dark ones between:
# chosen so that all stay apart for every eye, and from the grey of no group. Groups
# carry their number besides.
GROUPS = (
    "#0072B2",
    "#DDAA33",
    "#CC79A7",
    "#56B4E9",
    "#332288",
    "#D55E00",
    "#005f73",
    "#9b2226",
)
# A member is between two groups if its lead, its membership less that in the next one,
# is below this.
CLEAR = 0.5


def colour_of(group: int) -> str:
    """Return the colour of a group; more than eight begin again."""
    return GROUPS[(group - 1) % len(GROUPS)]


def name_of(group: int, names: Mapping[int, str]) -> str:
    """Return what a group is called.

    >>> name_of(2, {2: "valuation and origin first"}), name_of(1, {})
    ('Group 2: valuation and origin first', 'Group 1')
    """
    name = names.get(group, "")
    return f"Group {group}: {name}" if name else f"Group {group}"


def key_of(
    groups: Iterable[int], names: Mapping[int, str], size: Size
) -> tuple[list[tuple[str, str]], str]:
    """Return the key of a chart, and what is to be read beside it, or "".

    The key holds each group's colour and name; names that a line cannot hold are told
    beside it.
    """
    sheet = SHEETS[size]
    said = {group: name_of(group, names) for group in groups}
    widest = max((inches(one, sheet.text) for one in said.values()), default=0.0)
    if widest < sheet.width - 0.8:
        return [(colour_of(group), one) for group, one in said.items()], ""
    told = "; ".join(one for group, one in said.items() if names.get(group))
    return [(colour_of(group), f"Group {group}") for group in said], f" {told}."


def groups_of(clusters: pd.DataFrame) -> list[int]:
    """Return the groups that have members, by number."""
    return sorted({int(one) for one in clusters["cluster"].dropna()})


def is_between(clusters: pd.DataFrame) -> pd.Series:
    """Say which rows of the table clusters stand between two groups."""
    lead = (clusters["membership"] - clusters["next_membership"]).round(9)
    return (lead < CLEAR) & clusters["cluster"].notna()


def sizes(clusters: pd.DataFrame, wording: Mapping[str, str]) -> str:
    """Return the groups with their sizes, for a title."""
    groups = groups_of(clusters)
    if not groups:
        return f"No clear groups of {members_of(wording)} with similar needs"
    counts = [_size(clusters[clusters["cluster"] == g], g) for g in groups]
    of, who = listed_as(counts), members_of(wording)
    if len(groups) == 1:
        return say("One group of {} {}", of, who)
    many = _number(len(groups))
    return say("{} groups of {} {} with similar needs", many, of, who)


def between(count: int, wording: Mapping[str, str]) -> str:
    """Return how many members are between two groups, as the end of a title."""
    if not count:
        return "; none between two groups"
    number = by_rule(count, "clusters", "rows of the round between two groups")
    member = wording.get("member", "member")
    return say("; {} between two groups", with_noun(number, member))


def _number(count: int) -> str:
    words = "No One Two Three Four Five Six Seven Eight".split()
    return words[count] if count < len(words) else str(count)
