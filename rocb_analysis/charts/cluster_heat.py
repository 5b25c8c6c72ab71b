"""Members by group, subjects by the group that needs them most: a seriated heat map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex

from rocb_analysis.charts.cluster_words import colour_of, groups_of, sizes
from rocb_analysis.charts.page import (
    Page,
    fill,
    open_page,
    row_axes,
    row_heights,
    row_labels,
)
from rocb_analysis.charts.style import (
    LIKERT,
    QUIET,
    SHEETS,
    Caption,
    Chart,
    Size,
    ink_on,
    look,
)
from rocb_analysis.charts.words import first_of, inches
from rocb_analysis.survey.text import listed

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
        own = subjects.loc[subjects["leads"] == group, "subject_id"].head(_SAID)
        count = int((members["cluster"] == group).sum())
        what = listed(labels.get(s, s) for s in own) or names.get(group, "nothing")
        said.append(f"group {group}, {count}: {what}")
    return (
        f"Heat map of {len(subjects)} subjects by {len(members)} replies in groups. "
        f"Needed most above the others: {'; '.join(said)}."
    )
