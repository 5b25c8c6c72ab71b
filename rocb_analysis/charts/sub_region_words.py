"""What the heat map of sub-regions says: its finding, how to read it, its alt text."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from rocb_analysis.charts.words import first_of, members_of
from rocb_analysis.survey.text import counted, listed

# Words an edition may show in place of a number; any other stands without colour.
MOST, FEWER = "most", "fewer"


def how_to_read(
    total: int, shown: int, wording: Mapping[str, str], meaning: str
) -> str:
    """Return the line under the title."""
    members, named = members_of(wording), wording.get("named", "named")
    numbers = f"Number: {members} by which it is {named}; darker: a greater share."
    return f"{meaning or numbers} {first_of(shown, total, 'subject')}".strip()


def finding(
    table: pd.DataFrame, labels: Mapping[str, str], wording: Mapping[str, str]
) -> str:
    """Return the title: where the share is greatest, or what most members say."""
    area, members = wording.get("sub_region", "sub-region"), members_of(wording)
    named = wording.get("named", "named")
    shares = table["share_pct"].astype("float64")
    if shares.notna().any():
        return _greatest(table, shares, labels, wording)
    if not table["shown"].isin([MOST, FEWER]).any():
        return f"No {area} can be shown: too few replies"
    most = table[table["shown"] == MOST]
    if most.empty:
        return f"In no {area} shown is a subject {named} by most {members}"
    found = most.groupby("subject_id", sort=False)["sub_region"].nunique()
    leads = [labels.get(s, s) for s in found.index[found == found.max()]]
    who = listed(leads) if len(leads) < 3 else counted(len(leads), "subject")
    verb = "is" if len(leads) == 1 else "are each"
    where = counted(int(found.max()), area)
    return f"{who} {verb} {named} by most {members} in {where}"


def _greatest(
    table: pd.DataFrame,
    shares: pd.Series,
    labels: Mapping[str, str],
    wording: Mapping[str, str],
) -> str:
    """Return where the share of those that answered is greatest, in counts."""
    first = table[shares == shares.max()]
    named, members = wording.get("named", "named"), members_of(wording)
    if shares.max() == 0:
        return f"No subject is {named} by any of the {members} that answered"
    row = first.iloc[0]
    label = labels.get(row["subject_id"], row["subject_id"])
    more = len(first) - 1
    equal = f"; as great in {counted(more, 'more cell')}" if more else ""
    return (
        f"{label} in {row['sub_region']}: {named} by {row['shown']} of "
        f"{row['answered']} {members}, the greatest share{equal}"
    )


def alt(
    rows: pd.DataFrame,
    labels: Mapping[str, str],
    total: int,
    wording: Mapping[str, str],
) -> str:
    """Return what the heat map shows: the cells of its first three subjects."""
    subjects = list(dict.fromkeys(rows["subject_id"]))
    areas = rows["sub_region"].nunique()
    told = []
    for subject in subjects[:3]:
        own = rows[rows["subject_id"] == subject]
        cells = [f"{r.sub_region} {r.shown}" for r in own.itertuples()]
        told.append(f"{labels.get(subject, subject)}: {', '.join(cells)}")
    cut = f" of {total}" if len(subjects) < total else ""
    return (
        f"Heat map of {len(subjects)}{cut} subjects by "
        f"{counted(areas, wording.get('sub_region', 'sub-region'))}. {'; '.join(told)}."
    )
