"""Members of groups by name, for the office: how sure each one is, and who moved."""

from __future__ import annotations

from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.charts.cluster_words import is_between
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.words import Words, caption_of
from rocb_analysis.results import Results
from rocb_analysis.survey.text import counted, listed

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
    sentences = [
        f"{len(here) - len(unsure)} of the {words.count(len(here))} with a group fit "
        "it clearly.",
        f"Between two groups: {listed(unsure)}. Ask them which activity suits them."
        if unsure
        else "None is between two groups.",
    ]
    rows = results.clusters[results.clusters["round"] == results.round]
    without = rows.loc[rows["cluster"].isna(), "respondent_id"]
    if len(without):
        names = listed(sorted(words.names[m] for m in without))
        sentences.append(
            f"In no group, having named no need or too few subjects: {names}."
        )
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
    sentences = []
    for verdict, said in (("moved", "Moved since"), ("unsure", "Perhaps moved since")):
        own = last[last["verdict"] == verdict]
        parts = [
            f"{words.names[row.respondent_id]}, from group {row.from_cluster} to "
            f"{row.to_cluster}"
            for row in own.itertuples()
        ]
        if parts:
            sentences.append(f"{said} its last reply: {'; '.join(parts)}.")
    if not sentences:
        sentences = [f"No {words.member} changed its group in this round."]
    earlier = found.movers[found.movers["to_round"] != results.round]
    sure = int((earlier["verdict"] == "moved").sum())
    sentences.append(
        f"In earlier rounds {counted(sure, 'move is', 'moves are')} sure and "
        f"{len(earlier) - sure} not: a change may be one answer more or less."
    )
    draw = partial(
        charts.cluster_flow,
        results.clusters,
        found.movers,
        rounds=found.rounds,
        member_names=words.names,
        names=found.names,
        caption=caption_of(results, words),
        wording=results.survey.settings.wording,
    )
    title = f"{words.members.capitalize()} that changed their group"
    return Finding("group_movers", title, tuple(sentences), draw)
