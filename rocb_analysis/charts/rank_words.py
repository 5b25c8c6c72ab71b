"""What the chart of ranks says: its finding, how to read it, its alt text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from rocb_analysis.charts.words import members_of
from rocb_analysis.survey.text import counted, listed

# From so many subjects on they are counted, not named.
_MANY = 3


@dataclass(frozen=True)
class Band:
    """Which columns hold the range of a rank, and what it is called."""

    low: str
    high: str
    name: str
    meaning: str


LIKELY = Band(
    "rank_likely_low",
    "rank_likely_high",
    "likely",
    "where it is likely to lie once all have replied",
)
SETS = Band(
    "rank_low",
    "rank_high",
    "within",
    "95 % set of all ranks together, if who answers is a matter of chance",
)


def band_of(priorities: pd.DataFrame) -> Band:
    """Return the likely ranges if there are any, else the sets."""
    return LIKELY if priorities[LIKELY.low].notna().any() else SETS


def told(row: pd.Series, band: Band) -> str:
    """Return a rank with its range, which no end of a line takes apart."""
    said = f"{row['rank']} ({row[band.low]} to {row[band.high]})"
    return said.replace(" ", "\u00a0")


def finding(
    priorities: pd.DataFrame,
    rounds: Sequence[str],
    labels: Mapping[str, str],
    band: Band,
) -> str:
    """Return the title: who ranks first, how surely, and who did the round before."""
    now, who = _first(priorities, rounds[-1], labels)
    verb = "rank" if len(now) > 1 else "ranks"
    title = f"{who} {verb} first in {rounds[-1]}"
    if len(now) == 1:
        row = now.iloc[0]
        title += f" ({band.name} {row[band.low]} to {row[band.high]})"
    before = [name for name in rounds[:-1] if name in set(priorities["round"])][-1:]
    if not before:
        return title
    then, others = _first(priorities, before[0], labels)
    if set(then["subject_id"]) == set(now["subject_id"]):
        return f"{title}, as in {before[0]}"
    return f"{title}; in {before[0]} {others}"


def _first(
    priorities: pd.DataFrame, round_name: str, labels: Mapping[str, str]
) -> tuple[pd.DataFrame, str]:
    """Return the rows of the subjects that rank first in a round, and their names."""
    here = priorities[priorities["round"] == round_name]
    first = here[here["rank"] == 1]
    names = sorted((labels.get(s, s) for s in first["subject_id"]), key=str.casefold)
    many = len(names) > _MANY
    return first, counted(len(names), "subject") if many else listed(names)


def how_to_read(
    rows: pd.DataFrame, band: Band, wording: Mapping[str, str], broken: bool
) -> str:
    """Return the line under the title. rows: those drawn."""
    members, named = members_of(wording), wording.get("named", "named")
    parts = [
        f"Rank 1: {named} by most {members}. Band, and numbers in brackets: "
        f"{band.meaning}.",
        "A line joins rounds that may be compared, dotted: with care."
        if rows["round"].nunique() > 1
        else "",
        "No line: not asked, or not comparable." if broken else "",
    ]
    return " ".join(part for part in parts if part)


def alt(
    rows: pd.DataFrame, names: Mapping[str, str], rounds: Sequence[str], band: Band
) -> str:
    """Return every rank drawn, and the ranges of the last round.

    names: label by subject, in the order of the labels.
    """
    said = []
    for subject, label in names.items():
        own = rows[rows["subject_id"] == subject].set_index("round")
        ranks = [
            f"{own.at[name, 'rank']} in {name}" for name in rounds if name in own.index
        ]
        last = own.loc[rounds[-1]]
        ranks[-1] += f" ({band.name} {last[band.low]} to {last[band.high]})"
        said.append(f"{label} {', '.join(ranks)}")
    size = f"{counted(len(names), 'subject')} over {counted(len(rounds), 'round')}"
    return f"Lines of the ranks of {size}. {'; '.join(said)}."
