"""Are there groups of members, how sure is that, and who is in which?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment
from scipy.stats import false_discovery_control, mannwhitneyu
from sklearn.metrics import adjusted_rand_score
from sklearn.utils import check_array, check_random_state
from threadpoolctl import threadpool_limits

from rocb_analysis.clusters.consensus import ClusterSolution, ConsensusClusterer, solve
from rocb_analysis.clusters.number import (
    LEAST_ROWS,
    LEVEL,
    NumberOfClusters,
    choose_n_clusters,
    scaling_of,
)
from rocb_analysis.clusters.profile import NeedProfile
from rocb_analysis.clusters.rounds import (
    STEADY,
    ClustersFound,
    answers_of_rounds,
    cluster_pooled,
    mean_of_rounds,
    movers,
    pooled_profiles,
    steadiness,
)
from rocb_analysis.core.text import listed
from rocb_analysis.survey.asked import places_of_ballots
from rocb_analysis.survey.survey_folder import Survey, in_base


def groups_of_members(
    survey: Survey, needs: pd.DataFrame, about: str, *, jobs: int = 1
) -> ClustersFound:
    """Return whether the members of a survey fall into groups with like needs."""
    short = survey.subjects["short_label"]
    short = short.where(short != "", survey.subjects["label"])
    return find_clusters(
        in_base(survey, needs),
        survey.round_names,
        about=about,
        picks=places_of_ballots(survey),
        named=survey.clusters,
        short_labels=dict(zip(survey.subjects["subject_id"], short, strict=True)),
        seed=survey.settings.seed,
        jobs=jobs,
    )


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
) -> tuple[pd.MultiIndex, ClusterSolution, float]:
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
    keys: pd.MultiIndex, found: ClusterSolution, named: pd.DataFrame | None
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
    keys: pd.MultiIndex, found: ClusterSolution, number: np.ndarray
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


# Groups of members by how much they ask for, beside those by what they ask for.

LEVELS = ("low", "middle", "high")
# Where levels differ by less, on a score from 0 to 1, they are no finding.
_LEAST_SPREAD = 0.05


def level_groups(level: pd.Series) -> pd.Series:
    """Return low, middle or high for each member's level: thirds, equals together.

    Equal levels stand where the middle one of them does. level: mean score over the
    subjects answered, 0 to 1; blank = no answer. "" for a blank, and for all where
    levels hardly differ, as on ballots of equal length.

    >>> list(level_groups(pd.Series([0.2, 0.9, 0.5, 0.2])))
    ['low', 'high', 'middle', 'low']
    """
    known = level.astype("float64").round(9)
    groups = pd.Series("", index=level.index, dtype="str")
    if known.notna().sum() < len(LEVELS) or known.max() - known.min() < _LEAST_SPREAD:
        return groups
    # Twice the place of a member's middle among its equals: whole, so no bit decides.
    middle = 2 * known.rank(method="average") - 1
    third = (len(LEVELS) * middle) // (2 * known.notna().sum())
    return groups.mask(third.notna(), third.map(dict(enumerate(LEVELS))))


# Are there clusters at all: the last round looked at, and the mean of rounds.

ALL = "all"
LAST, MEAN = "last round", "mean of a member's rounds"
# Up to so many rows a look takes all references and resamples.
_FULL_ROWS = 60
_REFERENCES, _FEWER_REFERENCES = 119, 99
_RESAMPLES, _LEAST_RESAMPLES = 200, 100


@dataclass(frozen=True)
class Verdict:
    """Whether there are clusters: how many (1 = none), how sure, and by which look.

    p_value: over all looks, nan where none could be taken. clearer_than: of how many
    sets without clusters (references) the answers look more like clusters, in the look
    that decided. rows: the answers it looked at, one row a member.
    """

    n_clusters: int
    p_value: float
    clearer_than: int
    references: int
    decided: str
    rows: pd.DataFrame
    numbers: pd.DataFrame
    scaling: str


def usable_rounds(
    answers: Mapping[str, pd.DataFrame], last: str, picks: Mapping[str, int]
) -> dict[str, pd.DataFrame]:
    """Return the rounds that are clustered together: those a mean can be taken of.

    Rounds that ask as the last one does, by ballots or not. Only the last one, unless
    twelve respondents and half of those that answered it came more than once: open
    surveys match nobody with another round.
    """
    if last not in answers:
        return {}
    alike = {n: w for n, w in answers.items() if (n in picks) == (last in picks)}
    came = pd.Series([who for wide in alike.values() for who in wide.index])
    again = set(came[came.duplicated()])
    here = answers[last].index
    if len(again) < LEAST_ROWS or 2 * len(again & set(here)) < len(here):
        return {last: answers[last]}
    return alike


def look_for_clusters(
    answers: Mapping[str, pd.DataFrame],
    last: str,
    *,
    picks: int | None,
    n_references: int | None,
    seed: int,
    jobs: int,
) -> Verdict:
    """Look at the last round, and with several at the mean of each member's rounds.

    There are clusters if either look rejects that there are none, at half the level
    each; the clearer look says how many. Of two that are as clear, the mean of rounds
    decides: it knows more. n_references: by default as `effort` says.
    """
    rows = {LAST: answers[last]} if last in answers else {}
    if len(answers) > 1:
        rows[MEAN] = mean_of_rounds(answers)
    values = [wide.to_numpy().ravel() for wide in answers.values()]
    scaling = scaling_of(np.concatenate(values), picks) if values else "standard"
    looks = {}
    references, _ = effort(max(map(len, rows.values()), default=0))
    for name, wide in rows.items():
        looks[name] = choose_n_clusters(
            wide,
            picks=picks,
            scaling=scaling,
            n_references=n_references or references,
            n_resamples=effort(len(wide))[1],
            n_jobs=jobs,
            random_state=seed,
        )
    references = n_references or references
    tried = {n: one for n, one in looks.items() if not np.isnan(one.p_value)}
    if not tried:
        none = _numbers(looks, last, LAST, 1)
        return Verdict(
            1, float("nan"), 0, references, LAST, pd.DataFrame(), none, scaling
        )
    decided = min(reversed(tried), key=lambda name: round(tried[name].p_value, 9))
    own = tried[decided].p_value
    p_value = min(1.0, len(tried) * own)
    k = tried[decided].n_clusters if p_value <= LEVEL else 1
    return Verdict(
        n_clusters=k,
        p_value=p_value,
        clearer_than=round((1.0 - own) * (references + 1)),
        references=references,
        decided=decided,
        rows=rows[decided],
        numbers=_numbers(looks, last, decided, k),
        scaling=scaling,
    )


def effort(rows: int) -> tuple[int, int]:
    """Return how many references and how many resamples a look takes.

    119 and 200 up to 60 rows: of two looks each has to reach .025, and 3 of 120 sets
    are just that. Then 99, and fewer resamples, down to 100 from 120 rows on. The
    verdict compares sets that are all treated alike, so it holds with any numbers;
    fewer cost power, and more rows give it back. With 50 resamples the p-value of SIB's
    258 rows went from .25 to .77 by the seed alone.

    >>> effort(34), effort(182), effort(260)
    ((119, 200), (99, 100), (99, 100))
    """
    resamples = _RESAMPLES * _FULL_ROWS // max(rows, _FULL_ROWS)
    references = _REFERENCES if rows <= _FULL_ROWS else _FEWER_REFERENCES
    return references, max(_LEAST_RESAMPLES, resamples)


def _numbers(
    looks: Mapping[str, NumberOfClusters], last: str, decided: str, k: int
) -> pd.DataFrame:
    """Return the rows of cluster_numbers; 1 = none is a row of each look."""
    parts = []
    for name, look in looks.items():
        rows = pd.concat([pd.DataFrame({"n_clusters": [1]}), look.curve])
        rows["chosen"] = ((rows["n_clusters"] == k) & (name == decided)).astype(int)
        parts.append(
            rows.assign(
                round=last if name == LAST else ALL,
                rows=name,
                reference=look.reference,
            )
        )
    if not parts:
        none = {"round": [last], "n_clusters": [1], "rows": [LAST], "chosen": [1]}
        return pd.DataFrame(none)
    return pd.concat(parts, ignore_index=True)


# What sets clusters apart, from labels made without the subject in question.

Points = NDArray[np.float64]
Places = NDArray[np.intp]
SILENT = -1
_FRACTION = 0.8
_Z = 1.959964


def explain_clusters(
    X: ArrayLike,
    labels: ArrayLike,
    *,
    subjects: list[str] | None = None,
    picks: int | None = None,
    n_resamples: int = 200,
    random_state: Any = None,
) -> pd.DataFrame:
    """Return how each cluster differs from all others, subject by subject.

    A cluster always differs in what it was made of. So for each subject the members
    are clustered anew without it, these clusters are matched to the labels by shared
    members, and only then are the answers on it compared: each less the member's own
    level on the other subjects.

    Parameters
    ----------
    X : answers, one row a member and a column a subject, nan = not answered.
    labels : cluster of each row, 0 or more; -1 = none.
    subjects : names of the columns; by default their numbers.
    picks, random_state : as in `choose_n_clusters`.
    n_resamples : resamples of each clustering.

    Returns
    -------
    A row a cluster and subject: cluster, subject_id, members (that answered it),
    difference (Hedges' g against all other members, in standard deviations), low, high
    (95 % interval), p_value (Mann-Whitney), q_value (Benjamini-Hochberg over all rows);
    blank where fewer than two answered on either side.
    """
    values = check_array(X, dtype=np.float64, ensure_all_finite="allow-nan")
    given = np.asarray(labels).astype(np.intp)
    names = subjects or [str(q) for q in range(values.shape[1])]
    scaling = scaling_of(values, picks)
    seed = check_random_state(random_state).randint(2**31 - 1)
    found = sorted(set(given[given >= 0]))
    rows = []
    with threadpool_limits(limits=1):
        for q, name in enumerate(names):
            without = labels_without(values, q, given, scaling, n_resamples, seed)
            answer = _above_own_level(values, q, scaling)
            rows += [(j, name, *_difference(answer, without, j)) for j in found]
    columns = "cluster subject_id members difference low high p_value".split()
    table = pd.DataFrame(rows, columns=columns)
    known = table["p_value"].notna()
    table["q_value"] = np.nan
    if known.any():
        table.loc[known, "q_value"] = false_discovery_control(
            table.loc[known, "p_value"]
        )
    return table.sort_values(["cluster", "subject_id"], ignore_index=True)


def labels_without(
    values: Points,
    subject: int,
    given: Places,
    scaling: str,
    n_resamples: int,
    seed: int,
) -> Places:
    """Return clusters made without one subject, numbered like the given ones."""
    others = np.delete(values, subject, axis=1)
    n_clusters = int(given.max()) + 1
    rows = np.flatnonzero((given >= 0) & ~np.isnan(others).all(axis=1))
    label = np.full(len(values), SILENT, dtype=np.intp)
    if len(rows) <= n_clusters or n_clusters < 2:
        return label
    profile = NeedProfile(scaling=scaling).fit_transform(others[rows])
    made = solve(
        profile,
        [n_clusters],
        n_resamples=n_resamples,
        fraction=_FRACTION,
        rng=np.random.default_rng(seed),
    )[0].label
    label[rows] = matched(made, given[rows], n_clusters)
    return label


def matched(label: Places, like: Places, n_clusters: int) -> Places:
    """Number clusters like others, so that as many rows as can keep their number."""
    shared = np.zeros((n_clusters, n_clusters))
    np.add.at(shared, (label, like), 1.0)
    _, number = linear_sum_assignment(-shared)
    return number[label]


def _above_own_level(values: Points, subject: int, scaling: str) -> Points:
    """Return standard scores on a subject less the row's mean on all others."""
    profile = NeedProfile(scaling=scaling).fit(values)
    scores = (values - profile.mean_) / profile.scale_
    level = NeedProfile(scaling=scaling).fit(np.delete(values, subject, axis=1)).level_
    return scores[:, subject] - np.nan_to_num(level)


def _difference(answer: Points, label: Places, cluster: int) -> tuple[float, ...]:
    """Return members, Hedges' g with its interval, and the Mann-Whitney p-value."""
    known = ~np.isnan(answer) & (label >= 0)
    # Sorted, so that sums have the same bits whoever comes first.
    inside = np.sort(np.round(answer[known & (label == cluster)], 9))
    outside = np.sort(np.round(answer[known & (label != cluster)], 9))
    m, n = len(inside), len(outside)
    blank = float("nan")
    if min(m, n) < 2:
        return m, blank, blank, blank, blank
    squares = inside.var() * m + outside.var() * n
    if squares < 1e-12:
        return m, blank, blank, blank, blank
    small = 1.0 - 3.0 / (4.0 * (m + n) - 9.0)
    g = small * (inside.mean() - outside.mean()) / np.sqrt(squares / (m + n - 2))
    half = _Z * np.sqrt((m + n) / (m * n) + g**2 / (2.0 * (m + n)))
    p_value = mannwhitneyu(inside, outside, method="asymptotic").pvalue
    return m, g, g - half, g + half, p_value


# Groups somebody else published, beside the verdict and as many groups of our own.

_RESAMPLES_OF_COMPARISON = 300


def compare_with_published(
    needs: pd.DataFrame, published: pd.Series, *, seed: int = 0
) -> pd.DataFrame:
    """Return how far groups agree with published ones, for two readings of a blank.

    needs: rows of one round of the table needs; published: the group of each
    respondent, who alone are looked at. A row a reading, "blank" (not answered) or
    "lowest" (no need): blanks; n_clusters, p_value (whether there are groups); of as
    many groups as were published, made all the same: sizes, and adjusted_rand (1 = the
    same groups, 0 = as alike as by chance; Hubert and Arabie 1985).
    """
    scores = needs.pivot(index="respondent_id", columns="subject_id", values="score")
    scores = scores.loc[published.index].astype("float64")
    rows = []
    for blanks, wide in {"blank": scores, "lowest": scores.fillna(0.0)}.items():
        references, resamples = effort(len(wide))
        verdict = choose_n_clusters(
            wide,
            n_references=references,
            n_resamples=resamples,
            random_state=seed,
        )
        made = ConsensusClusterer(
            published.nunique(), n_resamples=_RESAMPLES_OF_COMPARISON, random_state=seed
        ).fit(NeedProfile().fit_transform(wide.to_numpy()))
        sizes = pd.Series(made.labels_).value_counts()
        rows.append(
            {
                "blanks": blanks,
                "n_clusters": verdict.n_clusters,
                "p_value": verdict.p_value,
                "sizes": "; ".join(str(size) for size in sizes),
                "adjusted_rand": adjusted_rand_score(published, made.labels_),
            }
        )
    return pd.DataFrame(rows)


# Names of clusters: drafted from what they need, kept by their anchor members.

_SUBJECTS_IN_A_NAME = 2
_ANCHORS = 5


def draft_names(profiles: pd.DataFrame, labels: Mapping[str, str]) -> dict[int, str]:
    """Return a name for each cluster: the subjects it needs most above the others.

    profiles: a row a cluster and subject with difference and q_value, as
    `explain_clusters` gives them; labels: a short label for each subject. Subjects
    with the clearest difference come first; a level is no name.
    """
    names = {}
    for cluster, rows in profiles.groupby("cluster"):
        more = rows[rows["difference"] > 0].assign(
            rounded=lambda frame: frame["difference"].round(9)
        )
        order = ["rounded", "subject_id"]
        first = more.sort_values(order, ascending=[False, True])
        first = first["subject_id"].head(_SUBJECTS_IN_A_NAME)
        said = listed(_lower(labels.get(subject, subject)) for subject in first)
        names[int(cluster)] = f"{said} first" if said else "no subject first"
    return names


def _lower(label: str) -> str:
    """Return the label as it stands inside a sentence: names and abbreviations stay."""
    is_name = label[1:2].isupper() or any(w[0].isupper() for w in label.split()[1:])
    return label if is_name else label[:1].lower() + label[1:]


def numbers_by_anchor(
    cluster_of: pd.Series, clusters: pd.DataFrame
) -> tuple[dict[int, int], dict[int, str]]:
    """Return the number each found cluster takes, and the names of numbers.

    cluster_of: found cluster by member, blank = none; clusters: the codebook's table
    (cluster, name, anchor_members). A found cluster takes the number of the named one
    most of whose anchors it holds, all in all as many anchors as can be; the others
    take the numbers left, in their own order.
    """
    known = cluster_of.dropna().astype(int)
    found = sorted(set(known))
    named = clusters[clusters["cluster"].str.fullmatch(r"\d+").fillna(False)]
    anchors = [_listed_members(text) for text in named["anchor_members"]]
    shared = np.array(
        [[len(who & set(known.index[known == j])) for who in anchors] for j in found]
    ).reshape(len(found), len(anchors))
    takes: dict[int, int] = {}
    for row, column in zip(*linear_sum_assignment(-shared), strict=True):
        if shared[row, column] > 0:
            takes[found[row]] = int(named["cluster"].iloc[column])
    kept = {int(n) for n in named["cluster"]}
    spare = (n for n in range(1, len(found) + len(kept) + 1) if n not in kept)
    takes |= {j: next(spare) for j in found if j not in takes}
    names = dict(zip(named["cluster"].astype(int), named["name"], strict=True))
    return takes, {n: name for n, name in names.items() if name}


def _listed_members(text: str) -> set[str]:
    return {part.strip() for part in text.split(";") if part.strip()}


def codebook_draft(clusters: pd.DataFrame, names: dict[int, str]) -> pd.DataFrame:
    """Return rows for the codebook's table clusters: a draft for the office to edit.

    clusters: rows of one round of the table of that name; names: a name for each
    cluster. Anchors are the up to five members surest of a cluster, in the order of
    their ids: with these rows a cluster keeps its number and name next round.
    """
    known = clusters.dropna(subset=["cluster"]).assign(
        lead=lambda rows: (rows["membership"] - rows["next_membership"]).round(9)
    )
    rows = []
    for number, own in known.groupby("cluster"):
        first = own.sort_values(["lead", "respondent_id"], ascending=[False, True])
        anchors = sorted(first["respondent_id"].head(_ANCHORS))
        rows.append((str(int(number)), names.get(int(number), ""), "; ".join(anchors)))
    return pd.DataFrame(rows, columns=["cluster", "name", "anchor_members"])
