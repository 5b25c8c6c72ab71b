"""Members of groups by name, for the office: how sure each one is, and who moved."""

from __future__ import annotations

from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.charts.cluster_words import is_between
from rocb_analysis.exports.claims import (
    by_rule,
    joined,
    listed_names,
    name,
    say,
    with_noun,
)
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.over_rounds import caption_over_rounds
from rocb_analysis.exports.words import Words, caption_of
from rocb_analysis.results import Results

# Replies told by name, at most.
MOST_NAMED = 60


def replies_with_group(results: Results) -> pd.DataFrame:
    """Return the round's replies that have a group, with name and between."""
    rows = results.clusters[results.clusters["round"] == results.round]
    own = rows.dropna(subset=["cluster"])
    return own.assign(between=is_between(own))


def members_of_groups(results: Results, words: Words) -> Finding | None:
    """Tell how sure each member's group is; None where nobody is listed by name."""
    here = replies_with_group(results)
    if not results.survey.has_frame or len(here) > MOST_NAMED or here.empty:
        return None
    unsure = sorted(words.names[m] for m in here.loc[here["between"], "respondent_id"])
    grouped = "rows of the round with a cluster"
    clear = by_rule(
        len(here) - len(unsure),
        "clusters",
        f"{grouped}, those between two left out",
        "membership",
    )
    every = words.count(by_rule(len(here), "clusters", grouped, "cluster"))
    ask = "Between two groups: {}. Ask them which activity suits them."
    sentences: list[str] = [
        say("{} of the {} with a group fit it clearly.", clear, every),
        say(ask, listed_names(unsure)) if unsure else "None is between two groups.",
    ]
    rows = results.clusters[results.clusters["round"] == results.round]
    without = rows.loc[rows["cluster"].isna(), "respondent_id"]
    if len(without):
        names = listed_names(sorted(words.names[m] for m in without))
        no_group = "In no group, having named no need or too few subjects: {}."
        sentences.append(say(no_group, names))
    draw = partial(
        charts.membership_dots,
        here,
        member_names=words.names,
        names=results.groups.names,
        caption=caption_of(results, words),
        wording=results.survey.settings.wording,
    )
    title = "How sure each group is"
    return Finding("group_members", title, tuple(sentences), draw)


def movers_of_groups(results: Results, words: Words) -> Finding | None:
    """Tell who moved to another group since it last replied; None where nobody did."""
    found = results.groups
    if found.movers.empty or not results.survey.has_frame:
        return None
    last = found.movers[found.movers["to_round"] == results.round]
    sentences: list[str] = []
    for verdict, said in (("moved", "Moved since"), ("unsure", "Perhaps moved since")):
        own = last[last["verdict"] == verdict]
        parts = [
            name(
                f"{words.names[row.respondent_id]}, from group {row.from_cluster} to "
                f"{row.to_cluster}"
            )
            for row in own.itertuples()
        ]
        if parts:
            sentences.append(say("{} its last reply: {}.", said, joined("; ", parts)))
    if not sentences:
        sentences = [f"No {words.member} changed its group in this round."]
    earlier = found.movers[found.movers["to_round"] != results.round]
    sentences.append(_earlier(earlier))
    draw = partial(
        charts.cluster_flow,
        results.clusters,
        found.movers,
        rounds=found.rounds,
        member_names=words.names,
        names=found.names,
        caption=caption_over_rounds(results, words, found.rounds),
        wording=results.survey.settings.wording,
    )
    title = f"{words.members.capitalize()} that changed their group"
    return Finding("group_movers", title, tuple(sentences), draw)


def _earlier(moves: pd.DataFrame) -> str:
    """Say how many changes of group in earlier rounds are sure."""
    moved = int((moves["verdict"] == "moved").sum())
    rule = "changes of cluster to a round before this one"
    sure = by_rule(moved, "clusters", f"{rule}, sure", "cluster")
    unsure = by_rule(len(moves) - moved, "clusters", f"{rule}, not sure", "cluster")
    return say(
        "In earlier rounds {} sure and {} not: a change may be one answer more or "
        "less.",
        with_noun(sure, "move is", "moves are"),
        unsure,
    )
