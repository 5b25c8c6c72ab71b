"""What the chart of priorities says: its finding, how to read it, its alt text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from rocb_analysis.charts.words import LEAST_FOR_PERCENT, first_of, members_of
from rocb_analysis.survey.text import counted, listed

# The title speaks of about as many subjects as this.
_NEAR = 6


@dataclass(frozen=True)
class Reading:
    """How rows of priorities are read.

    framed: counts out of all members; else shares of those who answered. percents:
    shares are printed. whole: all members, or the most that answered a subject.
    """

    framed: bool
    percents: bool
    whole: int
    members: str
    named: str

    @property
    def unit(self) -> str:
        return " %" if self.percents else ""


def reading(priorities: pd.DataFrame, wording: Mapping[str, str]) -> Reading:
    """Look at the rows once: is there a frame, are percentages allowed.

    Raises ValueError if the rows are of several rounds or sub-regions, or hold no
    number.
    """
    for column in ("round", "sub_region"):
        found = sorted(set(priorities[column]))
        if len(found) != 1:
            raise ValueError(
                f"A chart of priorities shows one {column}; the rows hold "
                f"{len(found)}: {', '.join(found) or 'none'}. Choose one first."
            )
    known = priorities[priorities["needing"].notna()]
    if known.empty:
        raise ValueError("No row of priorities has a number in needing to draw.")
    framed = bool(known["members"].notna().any())
    return Reading(
        framed=framed,
        percents=not framed and int(known["answered"].min()) >= LEAST_FOR_PERCENT,
        whole=int(known["members" if framed else "answered"].max()),
        members=members_of(wording),
        named=wording.get("named", "named"),
    )


def finding(every: pd.DataFrame, read: Reading) -> str:
    """Return the title: who leads by how many, and how many come near.

    every: a row a subject with label, answered, needing, printed (the number of its
    dot), left (the same as text), order (what rows stand by). Numbers that print
    alike are told as equal.
    """
    if every["needing"].max() == 0:
        return f"No subject is {read.named} by any of the {read.members} that answered"
    by = "printed" if read.framed or read.percents else "order"
    leads = every[every[by] == every[by].max()]
    return _leaders(every, leads, read) + _runners_up(every, leads, read)


def _leaders(every: pd.DataFrame, leads: pd.DataFrame, read: Reading) -> str:
    same_base = leads["answered"].nunique() == 1
    of = f"of {leads['answered'].iloc[0]} " if same_base else "of " * read.percents
    by = f"{read.named} by {leads['left'].iloc[0]} {of}{read.members}"
    if len(leads) == 1:
        return f"{leads['label'].iloc[0]} is {by}"
    who = f"{len(leads)} subjects"
    if len(leads) == 2:
        who = listed(leads["label"])
    elif len(leads) == len(every):
        who = f"All {who}"
    if leads["printed"].nunique() > 1:
        return f"{who} are {read.named} by equal shares of {read.members}"
    return f"{who} are each {by}"


def _runners_up(every: pd.DataFrame, leads: pd.DataFrame, read: Reading) -> str:
    """Return how many subjects come next, never cutting through equals.

    Counts out of different bases are not compared.
    """
    comparable = read.framed or read.percents or every["answered"].nunique() == 1
    rest = every.drop(leads.index).sort_values("printed", ascending=False)
    rest = rest[rest["printed"] > 0]
    if not comparable or len(leads) >= _NEAR or rest.empty:
        return ""
    least = rest["printed"].head(_NEAR - len(leads)).min()
    near = rest[rest["printed"] >= least]
    if len(near) == 1:
        return f"; {near['label'].iloc[0]} by {least}{read.unit}"
    how = "each" if near["printed"].nunique() == 1 else "or more"
    return f"; {len(near)} more subjects by {least}{read.unit} {how}"


def how_to_read(every: pd.DataFrame, shown: int, blank: int, read: Reading) -> str:
    """Return the line under the title; blank = rows left out for want of a number."""
    band = "Right: how many answered. Band: 95 % interval (Wilson)."
    if read.framed:
        band = "Band: the most it could be if all without an answer named it too."
        band = band.replace("named", read.named)
    last, hidden = every["order"].iloc[shown - 1], every["order"].iloc[shown:]
    equal = int((hidden == last).sum())
    what = "how many" if read.framed else "share of"
    parts = [
        f"Dot: {what} {read.members} it is {read.named} by.",
        band,
        first_of(shown, len(every), "subject"),
        f"{equal} more with the same number as the last." if equal else "",
        f"{counted(blank, 'subject')} not shown." if blank else "",
    ]
    return " ".join(part for part in parts if part)


def alt(every: pd.DataFrame, shown: int, read: Reading) -> str:
    """Return what the chart shows, with its first three numbers and its last."""
    said = [
        f"{row.label} {row.left}{', ' * read.framed * bool(row.right)}"
        f"{'' if read.framed else ' '}{row.right}"
        for row in every.head(shown).itertuples()
    ]
    cut = f"the first {shown} of " if shown < len(every) else ""
    last = f" Last of those shown: {said[-1]}." if shown > 3 else ""
    base = f"shares of the {read.members} that answered"
    if read.framed:
        base = f"out of {read.whole} {read.members}"
    return (
        f"Dot chart of {cut}{counted(len(every), 'subject')}, "
        f"{base}. {'; '.join(said[:3])}.{last}"
    )
