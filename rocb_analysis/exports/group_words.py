"""What is told of groups: their number, sizes and subjects, and how clear they are."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.clusters import level_groups
from rocb_analysis.disclosure import Disclosure
from rocb_analysis.exports.claims import (
    Number,
    by_rule,
    cell,
    joined,
    listed_as,
    name,
    rows_where,
    say,
    with_noun,
    with_rule,
)
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.group_members import replies_with_group
from rocb_analysis.exports.words import Words
from rocb_analysis.results import Results
from rocb_analysis.subtraction import places_of_ballots

TITLE = "Groups with like needs"
MADE_UP = "sets of replies without groups that the p-value counts"
_MOST_SUBJECTS, _LEAST_NEEDING = 4, 2


def subjects_of(results: Results, own: pd.DataFrame, group: int) -> list[str]:
    """Return the subjects a group needs more than the others, the most so first.

    Those whose interval lies above 0; where there is none the two first. A subject that
    fewer than two of its members need in this round serves no activity.
    """
    rows = results.cluster_profiles[results.cluster_profiles["cluster"] == group]
    needing = rows["subject_id"].map(needing_in(results, own)).fillna(0)
    rows = rows[(rows["difference"] > 0) & (needing >= _LEAST_NEEDING)]
    rows = rows.sort_values(["difference", "subject_id"], ascending=[False, True])
    sure = rows[rows["low"] > 0]
    first = sure.head(_MOST_SUBJECTS) if len(sure) else rows.head(2)
    return list(first["subject_id"])


def for_heads(results: Results, rule: Disclosure, words: Words) -> Finding:
    """Tell sizes and subjects only: no member, no small group, no sensitive subject."""
    here = replies_with_group(results)
    sizes = here.groupby("cluster").size()
    shown = sizes[sizes >= rule.least_group]
    # If one size is withheld, the others would give it away.
    told = len(shown) == len(sizes)
    of_all = words.members.capitalize()
    sentences: list[str] = [
        say("{} fall into {} groups with like needs.", of_all, how_many(results))
    ]
    for group, size in shown.items():
        names = [
            words.labels[subject]
            for subject in subjects_of(
                results, here[here["cluster"] == group], int(group)
            )
            if subject not in rule.sensitive
        ]
        least = "least_group of survey.toml"
        who: str = with_rule(f"A group of {rule.least_group} or more", least)
        if told:
            who = words.count(_size(results, int(str(group))))
        needs = "need" if told and size != 1 else "needs"
        if names:
            which = joined("; ", map(name, names))
            sentences.append(say("{} {} more than the others: {}.", who, needs, which))
    if len(shown) < len(sizes):
        withheld = "groups whose size this edition withholds"
        small = by_rule(len(sizes) - len(shown), "clusters", withheld, "cluster")
        fewer = with_rule(rule.word, "least_group of survey.toml")
        said = "Not shown: {} of {} {}."
        sentences.append(say(said, with_noun(small, "group"), fewer, words.members))
    return Finding("groups", TITLE, tuple(sentences))


def _size(results: Results, group: int) -> Number:
    of, table = results.round, results.clusters
    return rows_where("clusters", table, round=of, cluster=group)


def needing_in(results: Results, own: pd.DataFrame) -> pd.Series:
    """Return by subject how many of a group's members need it in this round."""
    needs = results.needs[results.needs["round"] == results.round]
    needs = needs[needs["respondent_id"].isin(own["respondent_id"])]
    return needs.groupby("subject_id")["needed"].sum()


def level_sentences(results: Results, here: pd.DataFrame, words: Words) -> list[str]:
    """Say how groups and how much is asked for go together, where it differs."""
    rows = results.clusters[results.clusters["round"] == results.round]
    level = level_groups(rows.set_index("respondent_id")["level"])
    by_ballots = results.round in places_of_ballots(results.survey)
    if by_ballots or (level == "").all():
        return []
    most = here["respondent_id"].map(level) == "high"
    count = most.groupby(here["cluster"]).sum()
    third = "rows of the round and group in the third with the highest level"
    parts = [
        say(
            "{} in {}",
            by_rule(int(count[group]), "clusters", third, "level"),
            name(f"group {group}"),
        )
        for group in count.index
    ]
    return [
        say(
            "How much is asked for is another matter: of the third of {} that asks for "
            "most: {}.",
            words.members,
            listed_as(parts),
        )
    ]


def how_many(results: Results) -> Number:
    """Return the number of groups, from the row that was chosen."""
    rows = results.cluster_numbers
    chosen = rows[rows["chosen"] == 1]
    return cell("cluster_numbers", chosen.iloc[0], "n_clusters")


def references_of(results: Results) -> Number:
    """Return how many sets of replies without groups were compared."""
    count = results.groups.references
    return by_rule(count, "cluster_numbers", MADE_UP, "p_value")
