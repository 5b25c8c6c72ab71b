"""How many groups: the curve of the answers, beside the band of data without groups."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.page import Page, line, open_page
from rocb_analysis.charts.style import (
    COULD_BE,
    NAMED,
    ORANGE,
    RULE,
    SHEETS,
    Caption,
    Chart,
    Size,
    look,
)
from rocb_analysis.charts.words import members_of, wrap
from rocb_analysis.survey.text import listed

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
    title += " (the clearer of two looks)" if len(looks) > 1 else ""
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
        for axes, name in zip(panels, looks, strict=True):
            _draw(axes, tried[tried["rows"] == name])
            axes.set_title("\n".join(wrap(name, room, SHEETS[size].text)), loc="left")
        panels[0].set_ylabel("standard score")
    return Chart(figure, title, _alt(tried, looks, title))


def _finding(
    chosen: int, clearer_than: int, references: int, wording: Mapping[str, str]
) -> str:
    who = members_of(wording)
    of = f"clearer than {clearer_than} of {references} made-up sets without groups"
    if chosen > 1:
        return f"{who.capitalize()} fall into {chosen} groups: {of}"
    return f"No clear groups of {who}: only {of}"


def _draw(axes: Axes, rows: pd.DataFrame) -> None:
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


def _alt(tried: pd.DataFrame, looks: list[str], title: str) -> str:
    said = []
    for name in looks:
        rows = tried[tried["rows"] == name]
        above = rows[rows["statistic"] > rows["reference_high"]]["n_clusters"]
        over = f"above the band for {listed(str(n) for n in above)}"
        said.append(f"{name}: {over if len(above) else 'never above the band'}")
    low, high = tried["n_clusters"].min(), tried["n_clusters"].max()
    return f"{title}. Curve over {low} to {high} groups; {'; '.join(said)}."
