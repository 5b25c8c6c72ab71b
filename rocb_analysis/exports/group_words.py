"""What is told of groups: their number, sizes and subjects, and how clear they are."""

from __future__ import annotations

from math import ceil

import pandas as pd

from rocb_analysis.clusters import level_groups
from rocb_analysis.clusters.looks import LAST, MEAN
from rocb_analysis.clusters.number import LEVEL
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

TITLE = "Groups with similar needs"
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
    sentences: list[str] = looks_in_words(results, words)
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


def looks_in_words(results: Results, words: Words) -> list[str]:
    """Say how many groups there are, on which rounds that rests, and the other look."""
    rows, rounds = results.cluster_numbers, results.groups.rounds
    by_look = rows.assign(p=rows["p_value"].round(9)).groupby("rows")["p"].min()
    decided = rows.loc[rows["chosen"] == 1, "rows"].iloc[0]
    one, n = name(results.round), how_many(results)
    among = say("{} form {} groups with similar needs.", words.members, n)
    if len(by_look) == 1:
        return [say("In {}, {}", one, among)]
    spans = by_rule(len(rounds), "clusters", "rounds clustered together", "round")
    over = say("the {} rounds {} to {}", spans, name(rounds[0]), name(rounds[-1]))
    # Each of two looks has to reach half the level.
    clear = by_look <= LEVEL / len(by_look)
    if decided == MEAN:
        last = "show them too" if clear[LAST] else "alone do not show them"
        return [
            say("Over {}, {}", over, among),
            say("The answers of {} {}.", one, last),
        ]
    mean = "shows groups too" if clear[MEAN] else "does not show them"
    said = say("The mean of each {}'s answers over {} {}.", words.member, over, mean)
    return [say("In {}, {}", one, among), said]


def chance_of_groups(results: Results) -> Number:
    """Return in how many of a hundred surveys without groups as clear ones are seen.

    The better of all looks counts, as the verdict has it.
    """
    rule = "of 100, the p_value of the better look times the looks"
    count = ceil(round(100 * results.groups.p_value, 9))
    return by_rule(count, "cluster_numbers", rule, "p_value")
