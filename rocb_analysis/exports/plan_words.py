"""The sentences on the draft work plan, made from its tables by plain rules."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from rocb_analysis.delivery import WorkPlan
from rocb_analysis.delivery.adopted import CANCELLED, DELIVERED, DRAFT
from rocb_analysis.delivery.limits import EXTRA, NO_LIMIT, QUARTERS, Limits
from rocb_analysis.survey.text import counted, listed, plural

_FIRM = 0.9
_EXTRA = {"ldc": "least developed {}", "sids": "small islands"}
_MOST_PRICES = 4
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def events_of(plan: WorkPlan) -> pd.DataFrame:
    """Return the lines that are events: those that the limits count."""
    return plan.table[plan.table["line"].isin(list(plan.chosen.invited))]


def covered_in_words(plan: WorkPlan) -> str:
    """Return how many of the needs named the plan invites for; whole numbers."""
    events = events_of(plan)
    named = int((plan.needs.named == 1).to_numpy().sum())
    low = int(events["need_covered_low"].fillna(0).sum())
    return (
        f"Of the {counted(named, 'need')} named, {low} are met by an invitation to one "
        f"of the {counted(len(events), 'event')}."
    )


def plan_sentences(plan: WorkPlan, year: str, member: str) -> list[str]:
    """Say what the plan covers, and how firm it is; for the office."""
    events = events_of(plan)
    others = len(plan.table) - len(events)
    said = f"{counted(len(events), 'event')} are proposed for {year}"
    if others:
        beside = counted(others, "line of the office", "lines of the office")
        said += f"; {beside} stand beside them"
    sentences = [f"{said}.", covered_in_words(plan)]
    silent = int(plan.needs.named.isna().all(axis=1).sum())
    if silent:
        who = f"The {counted(silent, member)} yet to reply"
        if silent == 1:
            who = f"The one {member} yet to reply"
        sentences.append(
            f"{who} {'is' if silent == 1 else 'are'} planned for too, by how likely a "
            "need is: silence is not taken for no need."
        )
    fair = fairness_sentences(plan.needs.limits, member)
    return [*sentences, *fair, _proven(plan), *_firm(events)]


def fairness_sentences(limits: Limits, member: str) -> list[str]:
    """Say what every member gets, and whose needs count more: both are set openly."""
    said = []
    least, most = limits.whole("first_needs")
    if least > 0:
        first = f"first {most:g} needs" if most < NO_LIMIT else "needs"
        said.append(
            f"Every {member} that named a need is invited for at least {least:g} of "
            f"its {first}."
        )
    extra = limits.each("extra_weight", EXTRA)
    for kind, who in _EXTRA.items():
        most = extra[kind][1]
        if 0 < most < NO_LIMIT:
            said.append(f"Needs of {who.format(plural(member))} count {most:g} % more.")
    return said


def _proven(plan: WorkPlan) -> str:
    left = plan.proven - plan.objective
    if round(left, 3) <= 0:
        return (
            "No other events within the limits cover more; this was checked by other "
            "means than those it was found by."
        )
    return f"No plan within the limits covers more than {left:.1f} needs more."


def _firm(events: pd.DataFrame) -> list[str]:
    shares = events.dropna(subset="kept_share")
    if shares.empty:
        return []
    firm = int((shares["kept_share"].round(9) >= _FIRM).sum())
    least = shares.sort_values(["kept_share", "line"]).iloc[0]
    said = f"{firm} of the {len(shares)} stay in at least 9 of 10 checks"
    if firm == len(shares):
        return [f"All {len(shares)} stay in at least 9 of 10 checks."]
    tenths = round(10 * float(least["kept_share"]))
    return [f"{said}; the least firm, {least['title']}, in {tenths}."]


def price_sentences(prices: pd.DataFrame, kinds: list[str]) -> list[str]:
    """Say which limits cost needs, the dearest first; kinds are written as words."""
    dear = prices[prices["gain"] > 0].head(_MOST_PRICES)
    said = [_plain(str(words), kinds) for words in dear["words"]]
    cheap = prices[prices["gain"] <= 0]
    if len(cheap):
        first = "No other limit" if said else "No limit"
        said.append(f"{first}, a step looser, would let the plan cover more needs.")
    return said


def _plain(words: str, kinds: list[str]) -> str:
    for kind in sorted(kinds, key=len, reverse=True):
        words = words.replace(kind, kind.replace("_", " "))
    return words


def other_plan_sentence(following: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Say what the next best plan would have otherwise, "" if there is none."""
    if following.empty:
        return ""
    row = following.iloc[0]
    comes, goes = (
        listed([titles.get(line, line) for line in str(row[c]).split("; ") if line])
        for c in ("comes_in", "goes_out")
    )
    swap = f"with {comes} in place of {goes}" if comes and goes else ""
    swap = swap or (f"with {comes}" if comes else f"without {goes}")
    lost = float(row["lost"])
    less = "as many needs" if lost <= 0 else f"{lost:.1f} needs less"
    if lost > 0 and lost < 1:
        less = "less than one need less"
    return f"The next best plan, {swap}, would cover {less}."


def progress_sentences(progress: pd.DataFrame, year: str, ends: str) -> list[str]:
    """Say how much of an adopted plan was held, what was not, and what was cancelled.

    ends : the last day of the register in words, "" without activities.
    """
    rows = progress[(progress["plan_year"] == year) & (progress["status"] != DRAFT)]
    held = rows[rows["status"] == DELIVERED]
    said = [
        f"{len(held)} of {counted(len(rows), 'planned activity')} of {year} "
        f"{'was' if len(held) == 1 else 'were'} held."
    ]
    open_lines = rows[~rows["status"].isin([DELIVERED, CANCELLED])]
    if len(open_lines):
        until = f" up to {ends}" if ends else ""
        titles = listed(sorted(open_lines["title"]))
        said.append(f"No activity found{until} for: {titles}.")
    cancelled = rows[rows["status"] == CANCELLED]
    if len(cancelled):
        said.append(f"Cancelled: {listed(sorted(cancelled['title']))}.")
    return said


def quarter_in_words(quarter: str, plan_year_starts: str) -> str:
    """Return a quarter of the plan year with its months.

    >>> quarter_in_words("Q2", "07-01")
    'Q2 (Oct to Dec)'
    """
    if quarter not in QUARTERS:
        return quarter
    first = int(plan_year_starts[:2]) - 1 + 3 * QUARTERS.index(quarter)
    return f"{quarter} ({_MONTHS[first % 12]} to {_MONTHS[(first + 2) % 12]})"
