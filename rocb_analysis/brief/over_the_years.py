"""Needs over the rounds, for the office: lasting, rising, falling, or new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, log2

import pandas as pd

from rocb_analysis.brief.findings import Finding
from rocb_analysis.brief.words import Words, caption_of
from rocb_analysis.charts.reply_counts import rates_of
from rocb_analysis.charts.style import Caption
from rocb_analysis.core.claims import (
    by_rule,
    cell,
    joined,
    listed_names,
    name,
    say,
    stated,
)
from rocb_analysis.core.text import listed
from rocb_analysis.priorities.changes import MOST_Q
from rocb_analysis.priorities.trends import LEAST_CHANCE
from rocb_analysis.response import ALL
from rocb_analysis.results import Results

# Kinds that name their subjects alone; of the others each has words of its own.
_KINDS = {
    "new": "Asked for the first time in this round",
    "no longer asked": "Not in this round's form",
}
_MOVES = {
    "emerging": "Rising over the rounds, each {member} compared with its own earlier "
    "answers",
    "fading": "Falling over the rounds, each {member} compared with its own earlier "
    "answers",
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
    said = _kinds(results, words) if told else []
    return Finding("kinds", "Needs over the rounds", tuple(said)) if said else None


def _kinds(results: Results, words: Words) -> list[str]:
    """Say which subjects are of which kind of need."""
    trends = results.trends
    said: list[str] = lasting_sentences(results, words)
    for kind, told in _MOVES.items():
        rows = trends[trends["kind"] == kind]
        if len(rows):
            parts = joined("; ", [_move(row, words) for row in rows.itertuples()])
            said.append(say("{}: {}.", told.format(member=words.member), parts))
    if not trends["kind"].isin(_MOVES).any():
        said += _no_trend(trends, words)
    for kind, told in _KINDS.items():
        names = trends.loc[trends["kind"] == kind, "subject_id"]
        if len(names):
            said.append(say("{}: {}.", told, _subjects(names, words)))
    return said


def lasting_sentences(results: Results, words: Words) -> list[str]:
    """Say which needs last, and which were often among the first but not surely."""
    trends, said = results.trends, list[str]()
    lasting = trends.loc[trends["kind"] == "persistent", "subject_id"]
    if len(lasting):
        chance = stated(round(10 * LEAST_CHANCE), "least chance of a need that lasts")
        said.append(
            say(
                "Lasting needs: {}. In every round each had a chance of {} in {} or "
                "more to be among the first third of subjects, with those {} counted "
                "that did not answer.",
                _subjects(lasting, words),
                chance,
                stated(10, "tenths of a chance"),
                words.members,
            )
        )
    often = _often_first(results)
    if often:
        names = _subjects(pd.Series(often), words)
        said.append(say("Often among the first, but not surely every time: {}.", names))
    return said


def _often_first(results: Results) -> list[str]:
    """Return the subjects of no kind whose rank was in every round in the first third.

    The rounds are those from the first to the last of a subject's line.
    """
    names, trends = results.survey.round_names, results.trends
    region = results.priorities[results.priorities["sub_region"] == ALL]
    places = region.groupby("round")["subject_id"].transform("size")
    first = region["rank"].astype("float64") <= (places / 3).map(ceil)
    by_subject = region.assign(first=first).groupby("subject_id")
    often = []
    for row in trends[trends["kind"] == ""].itertuples():
        own = by_subject.get_group(row.subject_id)
        line = names[names.index(row.from_round) : names.index(row.to_round) + 1]
        if own.loc[own["round"].isin(line), "first"].all():
            often.append(str(row.subject_id))
    return often


def _move(row: object, words: Words) -> str:
    """Return a subject with the members whose answers rose and fell."""
    subject = row.subject_id  # type: ignore[attr-defined]
    up, down = (cell("trends", row, column) for column in ("rose", "fell"))
    return say("{} (up for {}, down for {})", name(words.labels[subject]), up, down)


def _no_trend(trends: pd.DataFrame, words: Words) -> list[str]:
    """Say that nothing rose or fell over the rounds, and what could have been seen."""
    tested = trends[trends["q_value"].notna()]
    if tested.empty:
        return []
    net = (tested["rose"] - tested["fell"]).abs().astype(int)
    row = tested.loc[net.idxmax()]
    # So many moving one way, and nobody the other, have a q of .10 among all tested.
    least = ceil(log2(2 * len(tested) / MOST_Q))
    return [
        say(
            "No need rose or fell over the rounds by more than chance could explain: "
            "the largest move was up for {} and down for {} of {}, and a single need "
            "that moved for fewer than {} could not have been called.",
            cell("trends", row, "rose"),
            cell("trends", row, "fell"),
            words.count(cell("trends", row, "members")),
            by_rule(least, "trends", "fewest that reach a q_value of .10", "q_value"),
        )
    ]


def _subjects(subject_ids: pd.Series, words: Words) -> str:
    return listed_names(sorted(words.labels[subject] for subject in subject_ids))
