"""The sentences on what the limits of a plan cost, and on the next best plan."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import pandas as pd

from rocb_analysis.delivery import WorkPlan
from rocb_analysis.exports.calendar import with_months
from rocb_analysis.exports.claims import (
    Number,
    by_rule,
    listed_as,
    listed_names,
    say,
    with_noun,
    with_rule,
)

_MOST_PRICES = 4


def price_sentences(
    prices: pd.DataFrame, kinds: list[str], plan_year_starts: str
) -> list[str]:
    """Say which limits cost needs, the dearest first; kinds are written as words."""
    dear = prices[prices["gain"] > 0].head(_MOST_PRICES)
    rule = "planning.xlsx, sheet limits, and the plan drafted anew a step looser"
    said: list[str] = [
        with_rule(with_months(_plain(str(words), kinds), plan_year_starts), rule)
        for words in dear["words"]
    ]
    cheap = prices[prices["gain"] <= 0]
    if len(cheap):
        first = "No other limit" if said else "No limit"
        said.append(f"{first}, a step looser, would let the plan meet more needs.")
    return said


def needs_counted_in_words(plan: WorkPlan, low: Number) -> list[str]:
    """Say what the needs of chart and prices are made of, if not of those met alone.

    low : the needs named that the plan meets. Each part is what the sum up to it,
    rounded, adds, so that the parts make the whole.
    """
    whole, expected = round(plan.objective), round(plan.covered)
    rule = "needs that the plan counts, "
    parts = [
        say("{} named", low),
        *(
            say(words, by_rule(number, "work_plan", rule + what))
            for words, number, what in (
                (
                    "about {} that members yet to reply are likely to have",
                    expected - low.value,
                    "as expected, less those named",
                ),
                (
                    "{} for the extra weight of some members",
                    whole - expected,
                    "with extra weight, less those without",
                ),
            )
            if number > 0
        ),
    ]
    if len(parts) == 1:
        return []
    every = by_rule(whole, "work_plan", rule + "with extra weight")
    return [
        say("Chart and prices count {} needs: {}.", every, listed_as(parts)),
    ]


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
        [titles.get(line, line) for line in str(row[c]).split("; ") if line]
        for c in ("comes_in", "goes_out")
    )
    if comes and goes:
        swap = say("with {} in place of {}", listed_names(comes), listed_names(goes))
    else:
        word = "with" if comes else "without"
        swap = say("{} {}", word, listed_names(comes or goes))
    lost = ceil(round(float(row["lost"]), 3))
    less: str = "as many needs"
    if lost > 0:
        number = by_rule(lost, "work_plan", "the next best plan, up to the next whole")
        less = say("at most {} less", with_noun(number, "need"))
    return say("The next best plan, {}, would meet {}.", swap, less)
