"""What a brief says of groups of members, or of there being none."""

from __future__ import annotations

from functools import partial
from math import ceil

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.brief.findings import Finding
from rocb_analysis.brief.over_the_years import caption_over_rounds
from rocb_analysis.brief.words import Words, caption_of
from rocb_analysis.charts.cluster_maps import is_between
from rocb_analysis.clusters.find import LAST, MEAN, level_groups
from rocb_analysis.clusters.number import LEVEL
from rocb_analysis.clusters.rounds import STEADY
from rocb_analysis.clusters.seriation import seriated_profiles
from rocb_analysis.core.claims import (
    Number,
    by_rule,
    cell,
    joined,
    listed_as,
    listed_names,
    name,
    rows_where,
    say,
    stated,
    with_noun,
    with_rule,
)
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.results import Results
from rocb_analysis.survey.asked import places_of_ballots

_NAMING = (
    "Names of groups are drafts from what sets a group apart. To give one your own "
    "name and keep its number next year, write a row in the codebook's table clusters: "
    "number, name, and a few of its surest members as anchors."
)


def groups(results: Results, rule: Disclosure, words: Words) -> list[Finding]:
    """Return what the edition may know of groups: nothing for the public.

    For the office members by name, how sure, and who moved; for the Heads the sizes of
    groups, 5 or more, and their subjects; or that there are no clear groups.
    """
    if rule.edition == "public" or results.needs.empty:
        return []
    if results.groups.n_clusters == 1:
        return [_none(results, rule, words)]
    if not rule.is_internal:
        return [for_heads(results, rule, words)]
    found = [_groups(results, words), members_of_groups(results, words)]
    return [one for one in [*found, movers_of_groups(results, words)] if one]


def _none(results: Results, rule: Disclosure, words: Words) -> Finding:
    """Say that there are no clear groups, and what that means."""
    found = results.groups
    if pd.isna(found.p_value):
        said = (
            f"Too few {words.members} replied to look for groups with similar needs, "
            "so activities are planned subject by subject.",
        )
        return Finding("groups", TITLE, said)
    sentences: list[str] = [
        f"We find no clear groups of {words.members} with similar needs this year, so "
        "activities are planned subject by subject.",
        f"The needs of {words.members} may still differ, but no line between them is "
        "clearer than chance draws.",
    ]
    if not rule.is_internal:
        return Finding("groups", "No clear groups this year", tuple(sentences))
    sentences.append(
        say(
            "Of {} surveys without groups, up to {} would look as much like groups as "
            "this one.",
            stated(100, "surveys of which a chance is told"),
            chance_of_groups(results),
        )
    )
    draw = partial(
        charts.cluster_curve,
        results.cluster_numbers,
        clearer_than=found.clearer_than,
        references=found.references,
        caption=caption_of(results, words),
        wording=results.survey.settings.wording,
    )
    return Finding("groups", "No clear groups this year", tuple(sentences), draw)


def _groups(results: Results, words: Words) -> Finding:
    """Tell which members can share which activity: for the office."""
    found, here = results.groups, replies_with_group(results)
    sentences: list[str] = [
        *looks_in_words(results, words),
        say(
            "Of {} surveys without groups, at most {} would show groups as clear.",
            stated(100, "surveys of which a chance is told"),
            chance_of_groups(results),
        ),
        f"An activity on a group's subjects serves the {words.members} of that group "
        "first; those between two groups can join either.",
    ]
    sentences += level_sentences(results, here, words) + _steady(results, words)
    note = _NAMING if found.drafted else ""
    picks = places_of_ballots(results.survey).get(results.round)
    profiles = seriated_profiles(
        results.needs,
        results.clusters,
        results.cluster_profiles,
        results.round,
        picks=picks,
    )
    draw = (
        None
        if profiles.empty
        else partial(
            charts.cluster_heat,
            profiles,
            labels=_short_labels(results),
            member_names=_short_names(results),
            names=found.names,
            caption=caption_of(results, words),
            wording=results.survey.settings.wording,
        )
    )
    table = _table(results, here, words)
    return Finding("groups", TITLE, tuple(sentences), draw, table, note)


def _table(results: Results, here: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return a row a group: its subjects, its members, those between two groups."""
    rows = []
    by_name = here.assign(
        name=here["respondent_id"].map(lambda m: words.names.get(m, m))
    )
    by_name = by_name.sort_values("name")
    for group, own in by_name.groupby("cluster"):
        sure, unsure = own[~own["between"]], own[own["between"]]
        rows.append(
            {
                "Group": f"{group}: {results.groups.names.get(int(group), '')}",
                "Subjects that set it apart": _needed(results, own, int(group), words),
                "Fit clearly": _names(sure, words),
                "Between two groups": "; ".join(
                    f"{row.name} (or {row.next_cluster})"
                    for row in unsure.itertuples(index=False)
                ),
            }
        )
    return pd.DataFrame(rows)


def _names(rows: pd.DataFrame, words: Words) -> str:
    """Return members by name; where nobody is listed, how many."""
    known = rows["respondent_id"].isin(list(words.names)).all()
    if known and len(rows) <= MOST_NAMED:
        return "; ".join(rows["name"])
    return words.count(len(rows))


def _needed(results: Results, own: pd.DataFrame, group: int, words: Words) -> str:
    """Return a group's subjects, with how many of its members need each now."""
    needing = needing_in(results, own)
    return "; ".join(
        f"{words.labels[s]} ({int(needing[s])} of {len(own)})"
        for s in subjects_of(results, own, group)
    )


def _steady(results: Results, words: Words) -> list[str]:
    """Warn where groups hold from round to round no better than by chance."""
    if not results.groups.steady < STEADY:
        return []
    return [
        "The groups rest on all rounds together: taken round by round, "
        f"{words.members} change group about as often as chance would have it, so "
        "nobody is said to have moved."
    ]


def _short_labels(results: Results) -> dict[str, str]:
    subjects = results.survey.subjects
    short = subjects["short_label"].where(
        subjects["short_label"] != "", subjects["label"]
    )
    return dict(zip(subjects["subject_id"], short, strict=True))


def _short_names(results: Results) -> dict[str, str]:
    members = results.survey.members
    short = members["short_name"].where(members["short_name"] != "", members["name"])
    return dict(zip(members["member_id"], short, strict=True))


# What is told of groups: their number, sizes and subjects, and how clear they are.

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


# Members of groups by name, for the office: how sure each one is, and who moved.

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
