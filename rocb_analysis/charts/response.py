"""Who replied: counts by round (the matrix of members is in `matrix`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from rocb_analysis.charts.page import Page, beside, open_page, row_axes, row_heights
from rocb_analysis.charts.style import NO_REPLY, REPLIED, Caption, Chart, Size, look
from rocb_analysis.charts.words import members_of
from rocb_analysis.survey.text import counted


def reply_counts(
    response_rates: pd.DataFrame,
    *,
    caption: Caption,
    wording: Mapping[str, str],
    rounds: Sequence[str] | None = None,
    sub_region: str = "all",
    size: Size = "a4",
) -> Chart:
    """Draw a bar of the members that replied in each round, out of all members.

    response_rates: the table of that name; read are round, sub_region, members and
    replied (counts; members blank without a frame). rounds: those drawn, in order, the
    last one the finding is about; None = all, as they stand in the table.
    """
    rates = rates_of(response_rates, rounds, sub_region)
    names = list(rates["round"])
    framed = bool(rates["members"].notna().all())
    grey = " Grey: no reply received." if framed else ""
    who = members_of(wording)
    page = Page(
        replies_finding(rates, wording), f"Blue: {who} that replied.{grey}", caption
    )
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(names)))
        axes = figure.subplots()
        places = row_axes(axes, names)
        ends = rates["members" if framed else "replied"]
        axes.barh(places, ends, height=1.0, color=NO_REPLY)
        axes.barh(places, rates["replied"], height=1.0, color=REPLIED)
        axes.set_xlim(0, max(ends.max(), 1))
        axes.set_xticks([])
        for place, end, text in zip(places, ends, rates["told"], strict=True):
            beside(axes, text, (end, place))
    said = "; ".join(f"{row.round}: {row.told}" for row in rates.itertuples())
    alt = f"Bars of replies in {counted(len(rates), 'round')}. {said} {who} replied."
    return Chart(figure, page.title, alt)


def rates_of(
    response_rates: pd.DataFrame,
    rounds: Sequence[str] | None = None,
    sub_region: str = "all",
) -> pd.DataFrame:
    """Return one row a round, in order, with told = "24 of 34" (or "24")."""
    rows = response_rates[response_rates["sub_region"] == sub_region]
    rounds = list(rows["round"]) if rounds is None else rounds
    missing = [name for name in rounds if name not in set(rows["round"])]
    if missing or not rounds:
        known = ", ".join(rows["round"])
        raise ValueError(
            f"response_rates has no row of {sub_region} for the round "
            f"{missing[0] if missing else '(none)'}; its rounds: {known}."
        )
    rates = rows.set_index("round").loc[list(rounds)].reset_index()
    told = [
        f"{replied:,}" if pd.isna(members) else f"{replied:,} of {members:,}"
        for replied, members in zip(rates["replied"], rates["members"], strict=True)
    ]
    return rates.assign(told=told)


def replies_finding(rates: pd.DataFrame, wording: Mapping[str, str]) -> str:
    """Return the title: the last round's replies, and the span of the ones before."""
    last, before = rates.iloc[-1], rates["replied"].iloc[:-1]
    title = f"{last['told']} {members_of(wording)} replied in {last['round']}"
    if len(before) == 0:
        return title
    if len(before) == 1:
        return f"{title}; {before.iloc[0]} in {rates['round'].iloc[0]}"
    span = f"{before.min()} to {before.max()} in"
    if before.nunique() == 1:
        span = f"{before.min()} in each of"
    return f"{title}; {span} the {len(before)} rounds before"
