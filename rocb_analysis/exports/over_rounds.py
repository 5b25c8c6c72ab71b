"""Needs over the rounds, for the office: kinds of need, and ranks with their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.charts import Caption
from rocb_analysis.charts.response import rates_of
from rocb_analysis.exports.claims import listed_names, say
from rocb_analysis.exports.findings import Draw, Finding
from rocb_analysis.exports.words import Words, caption_of
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from rocb_analysis.survey.text import listed

_KINDS = {
    "persistent": "Among the first third in every round they can be compared over",
    "emerging": "More and more of the same members",
    "fading": "Fewer and fewer of the same members",
    "new": "Asked for the first time in this round",
    "no longer asked": "Not in this round's form",
}


def caption_over_rounds(
    results: Results, words: Words, rounds: Sequence[str]
) -> Caption:
    """Return what stands under a chart of several rounds, with the base of each."""
    rates = rates_of(results.response_rates, rounds)
    told = [f"{row.told} in {row.round}" for row in rates.itertuples()]
    base = f"{words.members} that replied, {listed(told)}"
    source = f"{results.survey.settings.title}, rounds {rounds[0]} to {rounds[-1]}"
    return replace(caption_of(results, words), base=base, source=source)


def kinds_of_need(results: Results, words: Words) -> Finding | None:
    """Return kinds of need and ranks over the rounds, None if there are neither.

    The table trends looks at all rounds, so kinds are told in a brief of the last one
    alone; ranks are drawn up to the round of the brief.
    """
    names = results.survey.round_names
    draw = _lines(results, words)
    said = _kinds(results.trends, words) if results.round == names[-1] else []
    if len(names) < 2 or not (said or draw):
        return None
    title = "Needs over the rounds"
    return Finding("kinds", title, tuple(said), draw)


def _kinds(trends: pd.DataFrame, words: Words) -> list[str]:
    """Say which subjects are of which kind of need."""
    by_kind = trends.groupby("kind")["subject_id"]
    said: list[str] = [
        say("{}: {}.", told, _subjects(by_kind.get_group(kind), words))
        for kind, told in _KINDS.items()
        if kind in by_kind.groups
    ]
    if said and not {"emerging", "fading"} & set(by_kind.groups):
        said.append(
            "No subject is clearly emerging or fading; with few rounds little else "
            "could be found."
        )
    return said


def _subjects(subject_ids: pd.Series, words: Words) -> str:
    return listed_names(sorted(words.labels[subject] for subject in subject_ids))


def _lines(results: Results, words: Words) -> Draw | None:
    """Return the chart of ranks, None where fewer than two rounds have any."""
    rows = results.priorities
    ranked = rows[(rows["sub_region"] == ALL) & rows["rank"].notna()]
    names = results.survey.round_names
    until = names[: names.index(results.round) + 1]
    rounds = [name for name in until if name in set(ranked["round"])]
    if len(rounds) < 2 or rounds[-1] != results.round:
        return None
    wording = {**results.survey.settings.wording, "named": words.need}
    return partial(
        charts.rank_lines,
        pd.DataFrame(ranked),
        results.changes,
        rounds=rounds,
        labels=words.labels,
        caption=caption_over_rounds(results, words, rounds),
        wording=wording,
    )
