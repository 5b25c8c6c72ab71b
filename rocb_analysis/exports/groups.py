"""Groups of members with similar needs: who can share which activity, or none."""

from __future__ import annotations

from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.clusters import seriated_profiles
from rocb_analysis.clusters.rounds import STEADY
from rocb_analysis.disclosure import Disclosure
from rocb_analysis.exports.claims import say, stated
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.group_members import (
    MOST_NAMED,
    members_of_groups,
    movers_of_groups,
    replies_with_group,
)
from rocb_analysis.exports.group_words import (
    TITLE,
    chance_of_groups,
    for_heads,
    level_sentences,
    looks_in_words,
    needing_in,
    subjects_of,
)
from rocb_analysis.exports.words import Words, caption_of
from rocb_analysis.results import Results
from rocb_analysis.subtraction import places_of_ballots

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
