"""The tables cluster_numbers, clusters and cluster_profiles, and who moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rocb_analysis.clusters.explain import explain_clusters
from rocb_analysis.clusters.names import draft_names, numbers_by_anchor
from rocb_analysis.clusters.number import (
    LEVEL,
    NumberOfClusters,
    choose_n_clusters,
    scaling_of,
)
from rocb_analysis.clusters.rounds import (
    MOVER_COLUMNS,
    answers_of_rounds,
    cluster_pooled,
    mean_of_rounds,
    movers,
    pooled_profiles,
)
from rocb_analysis.clusters.solution import Solution

ALL = "all"
LAST, MEAN = "last round", "mean of a member's rounds"


@dataclass(frozen=True)
class ClustersFound:
    """Whether there are clusters, and the tables about them.

    n_clusters: 1 = none; p_value: of the verdict, the smaller of both looks twice over
    if there are two; nan if too few replied to look. cluster_numbers, clusters and
    cluster_profiles: tables of the contract, not yet arranged. movers: as `movers`
    gives them. names: a name for each cluster, the codebook's or a draft.
    """

    n_clusters: int
    p_value: float
    cluster_numbers: pd.DataFrame
    clusters: pd.DataFrame
    cluster_profiles: pd.DataFrame
    movers: pd.DataFrame
    names: dict[int, str]


def find_clusters(
    needs: pd.DataFrame,
    rounds: list[str],
    *,
    picks: int | None = None,
    named: pd.DataFrame | None = None,
    short_labels: dict[str, str] | None = None,
    seed: int = 0,
    jobs: int = 1,
    n_references: int = 99,
    n_resamples: int = 1000,
) -> ClustersFound:
    """Return whether repliers fall into groups with like needs, and which.

    The last of the rounds is looked at, one row a member, and with several rounds the
    mean of each member's rounds beside it. Clusters are found if either look rejects
    that there are none, at half the level each; the clearer look says how many. Then
    one model of all rounds gives the labels, members resampled with all their rounds.

    Parameters
    ----------
    needs : the table needs.
    rounds : rounds in order, up to the one the brief is about.
    picks : how many subjects a ballot names, where ballots give the score.
    named : the codebook's table clusters; a cluster takes a name by its anchors.
    short_labels : a short label for each subject, for the draft of names.
    seed, jobs : of the draws; processes and threads. The numbers depend on no job.
    n_references, n_resamples : as in `choose_n_clusters` and `ConsensusClusterer`.
    """
    answers = answers_of_rounds(needs, rounds)
    looks = _looks(answers, rounds[-1], picks, n_references, seed, jobs)
    k, p_value, decided = _verdict(looks)
    replies = _replies(needs, rounds)
    numbers = _numbers(looks, rounds[-1], decided, k)
    if k == 1:
        none = pd.DataFrame(columns=list(MOVER_COLUMNS))
        return ClustersFound(k, p_value, numbers, replies, pd.DataFrame(), none, {})
    scaling = _scaling(answers, picks)
    profiles = pooled_profiles(answers, scaling)
    found = cluster_pooled(profiles, k, n_resamples=n_resamples, seed=seed, jobs=jobs)
    keys = pd.MultiIndex.from_tuples(list(profiles.index), names=["round", "who"])
    number, said = _numbered(keys, found, named)
    labelled = _memberships(keys, found, number)
    differences = _differences(answers, labelled, picks, seed)
    drafted = draft_names(differences, short_labels or {})
    moved = movers(keys, number[found.label], found.consensus, rounds)
    clusters = replies.merge(labelled, on=["round", "respondent_id"], how="left")
    names = {**drafted, **said}
    return ClustersFound(k, p_value, numbers, clusters, differences, moved, names)


def _looks(
    answers: dict[str, pd.DataFrame],
    last: str,
    picks: int | None,
    n_references: int,
    seed: int,
    jobs: int,
) -> dict[str, NumberOfClusters]:
    """Return what each look at one row a member says."""
    looks = {}
    rows = {LAST: answers[last]} if last in answers else {}
    if len(answers) > 1:
        rows[MEAN] = mean_of_rounds(answers)
    for name, wide in rows.items():
        looks[name] = choose_n_clusters(
            wide,
            picks=picks,
            scaling=_scaling(answers, picks),
            n_references=n_references,
            n_jobs=jobs,
            random_state=seed,
        )
    return looks


def _scaling(answers: dict[str, pd.DataFrame], picks: int | None) -> str:
    values = [wide.to_numpy().ravel() for wide in answers.values()]
    return scaling_of(np.concatenate(values), picks) if values else "standard"


def _verdict(looks: dict[str, NumberOfClusters]) -> tuple[int, float, str]:
    """Return how many clusters, the p-value over all looks, and which look decided.

    Of two looks that are as clear, the mean of rounds decides: it knows more.
    """
    tried = {n: one for n, one in looks.items() if not np.isnan(one.p_value)}
    if not tried:
        return 1, float("nan"), LAST
    decided = min(reversed(tried), key=lambda name: round(tried[name].p_value, 9))
    p_value = min(1.0, len(tried) * tried[decided].p_value)
    return tried[decided].n_clusters if p_value <= LEVEL else 1, p_value, decided


def _numbers(
    looks: dict[str, NumberOfClusters], last: str, decided: str, k: int
) -> pd.DataFrame:
    """Return the rows of cluster_numbers; 1 = none is a row of each look."""
    parts = []
    for name, look in looks.items():
        reference = "ballots" if look.reference == "ballots" else "copula"
        rows = pd.concat([pd.DataFrame({"n_clusters": [1]}), look.curve])
        chosen = (rows["n_clusters"] == k) if name == decided else False
        parts.append(
            rows.assign(
                round=last if name == LAST else ALL,
                rows=name,
                reference=reference,
                chosen=np.asarray(chosen, dtype=int) if name == decided else 0,
            )
        )
    if not parts:
        none = {"round": [last], "n_clusters": [1], "rows": [LAST], "chosen": [1]}
        return pd.DataFrame(none)
    return pd.concat(parts, ignore_index=True)


def _replies(needs: pd.DataFrame, rounds: list[str]) -> pd.DataFrame:
    """Return a row a reply: its level, and the share it answered of what it could."""
    asked = needs[needs["round"].isin(rounds) & (needs["asked"] == 1)]
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
    answers: dict[str, pd.DataFrame],
    labelled: pd.DataFrame,
    picks: int | None,
    seed: int,
) -> pd.DataFrame:
    """Return cluster_profiles of the last round that was clustered."""
    last = list(answers)[-1]
    wide = answers[last]
    rows = labelled[labelled["round"] == last].set_index("respondent_id")["cluster"]
    numbers = sorted(set(rows))
    label = rows.reindex(wide.index).map({n: j for j, n in enumerate(numbers)})
    table = explain_clusters(
        wide,
        label.fillna(-1).astype(int).to_numpy(),
        subjects=[str(name) for name in wide.columns],
        picks=picks,
        random_state=seed,
    )
    return table.assign(cluster=table["cluster"].map(dict(enumerate(numbers))))
