"""What charts of groups share: colours and names of groups, and plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from rocb_analysis.charts.style import SHEETS, Size
from rocb_analysis.charts.words import inches, members_of
from rocb_analysis.survey.text import counted, listed

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
    count = [int((clusters["cluster"] == group).sum()) for group in groups]
    of = listed(f"{one:,}" for one in count)
    who = members_of(wording)
    if len(groups) == 1:
        return f"One group of {of} {who}"
    return f"{_number(len(groups))} groups of {of} {who} with similar needs"


def between(count: int, wording: Mapping[str, str]) -> str:
    """Return how many members are between two groups, as the end of a title."""
    if not count:
        return "; none between two groups"
    return f"; {counted(count, wording.get('member', 'member'))} between two groups"


def _number(count: int) -> str:
    words = "No One Two Three Four Five Six Seven Eight".split()
    return words[count] if count < len(words) else str(count)
