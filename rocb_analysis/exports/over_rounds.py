"""Needs over the rounds, for the office: persistent, emerging, fading, or new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from rocb_analysis.charts import Caption
from rocb_analysis.charts.response import rates_of
from rocb_analysis.exports.claims import listed_names, say
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.words import Words, caption_of
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
    """Return the kinds of need over the rounds, None if none can be told.

    The table trends looks at all rounds, so kinds are told in a brief of the last one
    alone. Ranks over the rounds are for the notebooks: documents print groups.
    """
    names = results.survey.round_names
    told = len(names) > 1 and results.round == names[-1]
    said = _kinds(results.trends, words) if told else []
    return Finding("kinds", "Needs over the rounds", tuple(said)) if said else None


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
