"""Who was reached by activities on record, plan year by plan year."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex

from rocb_analysis.charts.columns import column_heads
from rocb_analysis.charts.page import (
    Page,
    fill,
    line,
    open_page,
    row_axes,
    row_heights,
    row_labels,
)
from rocb_analysis.charts.style import (
    BLUE,
    COULD_BE,
    PALE,
    QUIET,
    SHEETS,
    Caption,
    Chart,
    Size,
    ink_on,
    look,
)
from rocb_analysis.charts.words import first_of, members_of

_RAMP = LinearSegmentedColormap.from_list("activities", [COULD_BE, BLUE])


def reach_matrix(
    reach: pd.DataFrame,
    *,
    names: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    size: Size = "a4",
) -> Chart:
    """Draw in how many activities each member took part in each plan year.

    reach: from `delivery.reach_by_member`; read are plan_year, member_id, named and
    maybe (counts of activities). names: member_id to name; members stand in the order
    of their names. A pale dot: none on record, but it may have taken part in one.
    """
    if reach.empty:
        raise ValueError("The register has no plan year to draw.")
    years = sorted(set(reach["plan_year"]))
    members = sorted(set(reach["member_id"]), key=lambda one: names.get(one, one))
    labels, who = [names.get(one, one) for one in members], members_of(wording)
    # More years than this stand too close for a name in one line.
    is_close = len(years) > 12
    axis = 0.1 + (2.6 if is_close else 1.4) * line(SHEETS[size].text)
    page, shown = fill(
        lambda shown: Page(
            _finding(reach, years, who),
            "Number: activities on record that name it. Dot: it may have taken part. "
            "Blank: none found, or not yet a member. "
            f"{first_of(shown, len(labels), wording.get('member', 'member'))}".strip(),
            caption,
        ),
        labels,
        size=size,
        axis=axis,
    )
    drawn = row_labels(labels[:shown], size)
    heights = row_heights(drawn)
    with look(size):
        figure = open_page(page, size=size, rows=sum(heights), axis=axis)
        axes = figure.subplots()
        places = row_axes(axes, drawn, heights=heights)
        spots = dict(zip(members[:shown], places, strict=True))
        _draw(axes, reach[reach["member_id"].isin(spots)], years, spots)
        heads = [year[2:].replace("/", "/\n" if is_close else "/") for year in years]
        column_heads(axes, heads)
    return Chart(figure, page.title, _alt(reach, years, who))


def _draw(
    axes: Axes, reach: pd.DataFrame, years: list[str], spots: Mapping[str, float]
) -> None:
    """Draw a cell with its number, or a dot, for each member and plan year."""
    most = max(int(reach["named"].max()), 1)
    for row in reach.itertuples():
        column, place = years.index(row.plan_year), spots[row.member_id]
        if row.named:
            colour = to_hex(_RAMP(row.named / most))
            axes.bar(column, 1.3, 0.94, place - 0.65, color=colour)
            axes.text(
                column,
                place,
                f"{row.named}",
                ha="center",
                va="center_baseline",
                color=ink_on(colour),
            )
        elif row.maybe:
            axes.plot([column], [place], "o", ms=4, color=PALE, mec=QUIET, mew=0.5)


def _finding(reach: pd.DataFrame, years: list[str], who: str) -> str:
    """Return the title: how many were reached in the last plan year on record."""
    last = reach[reach["plan_year"] == years[-1]]
    named = int((last["named"] > 0).sum())
    found = "are named in an activity on record of"
    return f"{named} of {len(last)} {who} {found} {years[-1]}"


def _alt(reach: pd.DataFrame, years: list[str], who: str) -> str:
    told = []
    for year in years:
        rows = reach[reach["plan_year"] == year]
        told.append(f"{year}: {int((rows['named'] > 0).sum())} of {len(rows)}")
    return f"Matrix of {who} by plan year: named in an activity. {'; '.join(told)}."
