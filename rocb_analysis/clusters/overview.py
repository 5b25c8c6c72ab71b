"""The tables cluster_numbers, clusters and cluster_profiles, and who moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from rocb_analysis.clusters.explain import explain_clusters
from rocb_analysis.clusters.found import ClustersFound
from rocb_analysis.clusters.looks import (
    LAST,
    Verdict,
    look_for_clusters,
    usable_rounds,
)
from rocb_analysis.clusters.names import draft_names, numbers_by_anchor
from rocb_analysis.clusters.rounds import (
    STEADY,
    answers_of_rounds,
    cluster_pooled,
    movers,
    pooled_profiles,
    steadiness,
)
from rocb_analysis.clusters.solution import Solution


def find_clusters(
    needs: pd.DataFrame,
    rounds: list[str],
    *,
    about: str | None = None,
    picks: Mapping[str, int] | None = None,
    named: pd.DataFrame | None = None,
    short_labels: Mapping[str, str] | None = None,
    seed: int = 0,
    jobs: int = 1,
    n_references: int | None = None,
    n_resamples: int = 1000,
) -> ClustersFound:
    """Return whether repliers fall into groups with like needs, and which.

    The round the brief is about is looked at, one row a member, and with several
    rounds the mean of each member's rounds beside it: see `look_for_clusters`. Then one
    model of all these rounds gives the labels, members resampled with all their rounds.
    Later rounds are not looked at. A reply that needs nothing, or answers fewer than
    two subjects on which repliers differ, has no label.

    Parameters
    ----------
    needs : the table needs, rows of those that needs are counted out of.
    rounds : all rounds, in order.
    about : the round the brief is about; by default the last one.
    picks : by round how many subjects a ballot names, where ballots give the score.
    named : the codebook's table clusters; a cluster takes a name by its anchors.
    short_labels : a short label for each subject, for the draft of names.
    seed, jobs : of the draws; processes and threads. The numbers depend on no job.
    n_references : sets without clusters to compare with; by default as `effort`
        says.
    n_resamples : that labels are the consensus of; with 1,000 a membership is known to
        within 0.03.
    """
    last = about or rounds[-1]
    until = rounds[: rounds.index(last) + 1]
    picks = picks or {}
    answers = usable_rounds(answers_of_rounds(needs, until), last, picks)
    verdict = look_for_clusters(
        answers,
        last,
        picks=picks.get(last),
        n_references=n_references,
        seed=seed,
        jobs=jobs,
    )
    replies = _replies(needs)
    if verdict.n_clusters == 1:
        return _found(verdict, replies, pd.DataFrame(), list(answers))
    keys, found, steady = _labels(
        answers, verdict, n_resamples=n_resamples, seed=seed, jobs=jobs
    )
    number, said = _numbered(keys, found, named)
    labelled = _memberships(keys, found, number)
    differences = _differences(verdict, labelled, picks.get(last), seed)
    drafted = draft_names(differences, short_labels or {})
    clusters = replies.merge(labelled, on=["round", "respondent_id"], how="left")
    return _found(
        verdict,
        clusters,
        differences,
        list(answers),
        movers=movers(keys, number[found.label], found.consensus, list(answers)),
        steady=steady,
        names={**drafted, **said},
        drafted=frozenset(drafted) - frozenset(said),
    )


def _labels(
    answers: Mapping[str, pd.DataFrame], verdict: Verdict, **how: int
) -> tuple[pd.MultiIndex, Solution, float]:
    """Return round and respondent of each row, its label, and how steady labels are.

    how: n_resamples, seed and jobs.
    """
    rows = [(name, who) for name, wide in answers.items() for who in wide.index]
    keys = pd.MultiIndex.from_tuples(rows)
    pooled = pooled_profiles(answers, verdict.scaling)
    found = cluster_pooled(pooled, verdict.n_clusters, **how)
    steady = steadiness(keys, found.label, list(answers))
    if not steady < STEADY:
        return keys, found, steady
    looked_at = pooled_profiles({list(answers)[-1]: verdict.rows}, verdict.scaling)
    found = cluster_pooled(looked_at, verdict.n_clusters, **how)
    if verdict.decided == LAST:
        return looked_at.index, found, steady
    at = np.array([verdict.rows.index.get_loc(who) for _, who in keys])
    one_each = replace(
        found,
        label=found.label[at],
        membership=found.membership[at],
        consensus=found.consensus[np.ix_(at, at)],
    )
    return keys, one_each, steady


def _found(
    verdict: Verdict,
    clusters: pd.DataFrame,
    profiles: pd.DataFrame,
    rounds: list[str],
    **more: object,
) -> ClustersFound:
    return ClustersFound(
        n_clusters=verdict.n_clusters,
        p_value=verdict.p_value,
        clearer_than=verdict.clearer_than,
        references=verdict.references,
        cluster_numbers=verdict.numbers,
        clusters=clusters,
        cluster_profiles=profiles,
        rounds=rounds,
        **more,  # type: ignore[arg-type]
    )


def _replies(needs: pd.DataFrame) -> pd.DataFrame:
    """Return a row a reply: its level, and the share it answered of what it could."""
    asked = needs[needs["asked"] == 1]
    score = asked.groupby(["round", "respondent_id"])["score"]
    share = score.count() / score.size()
    return pd.DataFrame({"level": score.mean(), "answered_share": share}).reset_index()


def _numbered(
    keys: pd.MultiIndex, found: Solution, named: pd.DataFrame | None
) -> tuple[np.ndarray, dict[int, str]]:
    """Return the number each found cluster takes, and the names the codebook gives.

    A member counts with the cluster of the last round it answered.
    """
    count = int(found.label.max()) + 1
    if named is None or named.empty:
        return np.arange(1, count + 1), {}
    last = pd.Series(found.label, index=keys.get_level_values(1))
    last = last[~last.index.duplicated(keep="last")]
    takes, names = numbers_by_anchor(last, named)
    numbers = np.array([takes.get(j, count + j + 1) for j in range(count)])
    return numbers, {n: name for n, name in names.items() if n in numbers}


def _memberships(
    keys: pd.MultiIndex, found: Solution, number: np.ndarray
) -> pd.DataFrame:
    """Return a row a reply: its cluster and the next best, with its membership in."""
    each = np.arange(len(found.label))
    own = found.membership[each, found.label]
    rest = found.membership.copy()
    rest[each, found.label] = -1.0
    other = rest.argmax(axis=1)
    return pd.DataFrame(
        {
            "round": keys.get_level_values(0),
            "respondent_id": keys.get_level_values(1),
            "cluster": number[found.label],
            "membership": own,
            "next_cluster": number[other],
            "next_membership": rest[each, other],
        }
    )


def _differences(
    verdict: Verdict, labelled: pd.DataFrame, picks: int | None, seed: int
) -> pd.DataFrame:
    """Return cluster_profiles of the rows that the verdict is on.

    A member counts with the cluster of the last round it answered.
    """
    wide = verdict.rows
    last = labelled.drop_duplicates("respondent_id", keep="last")
    label = last.set_index("respondent_id")["cluster"].reindex(wide.index)
    numbers = sorted(set(label.dropna().astype(int)))
    place = label.map({n: j for j, n in enumerate(numbers)})
    table = explain_clusters(
        wide,
        place.fillna(-1).astype(int).to_numpy(),
        subjects=[str(name) for name in wide.columns],
        picks=picks,
        random_state=seed,
    )
    return table.assign(cluster=table["cluster"].map(dict(enumerate(numbers))))
