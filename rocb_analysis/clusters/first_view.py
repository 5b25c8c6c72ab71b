"""A first view of groups of members, by scikit-learn's own estimators.

k-means on standardised scores; the mean silhouette of each number of clusters beside
that of shuffled answers. It is a look, not a finding: shuffling answers subject by
subject also undoes a mere difference in level or style between members, so a number
above the reference can still be a gradient. Nothing of it goes to the Heads.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

Matrix = NDArray[np.float64]

LEAST_ROWS = 12
N_REFERENCES = 19
LEVEL = 0.05


def first_view_of_clusters(
    needs: pd.DataFrame,
    round_name: str,
    *,
    seed: int,
    most_clusters: int = 6,
    jobs: int = 1,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables cluster_numbers and clusters of one round, not yet arranged.

    cluster_numbers: a row a number of clusters; 1 (none) is chosen unless the best
    silhouette is above that of every shuffled reference (p <= 0.05). clusters: a row a
    replier; cluster is blank where none is chosen, or the reply has no score on any
    subject on which repliers differ. Fewer than 12 such replies are not tried.

    A look, not a finding: a mere gradient in level can pass for clusters. Neither the
    order of the rows of `needs` nor the number of jobs (processes) matters.
    """
    asked = needs[(needs["round"] == round_name) & (needs["asked"] == 1)]
    used = _scores(asked)
    numbers = pd.DataFrame({"n_clusters": [1], "chosen": [1]})
    labels = pd.Series(dtype="Int64")
    if len(used) >= LEAST_ROWS and used.shape[1] > 1:
        numbers, labels = _numbers(used, range(2, most_clusters + 1), seed, jobs)
    numbers = numbers.assign(
        round=round_name, rows="repliers of the round", reference="shuffled answers"
    )
    by_reply = asked.groupby("respondent_id")["score"]
    clusters = pd.DataFrame(
        {"level": by_reply.mean(), "answered_share": by_reply.count() / by_reply.size()}
    ).reset_index()
    cluster = clusters["respondent_id"].map(labels).astype("Int64")
    return numbers, clusters.assign(round=round_name, cluster=cluster)


def _scores(asked: pd.DataFrame) -> pd.DataFrame:
    """Return respondent by subject scores, both in order of their ids.

    Only subjects on which repliers differ, and repliers with a score on one of them.
    """
    scores = asked.pivot(index="respondent_id", columns="subject_id", values="score")
    scores = scores.sort_index().sort_index(axis=1)
    return scores.loc[:, scores.nunique() > 1].dropna(how="all")


def _numbers(
    scores: pd.DataFrame, k_range: range, seed: int, jobs: int
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the numbers tried with their statistic, and the labels chosen."""
    values = scores.to_numpy(dtype=np.float64)
    with threadpool_limits(limits=1):
        labels = {k: _labels(values, k, seed) for k in k_range}
    statistic = np.array([_silhouette(values, labels[k]) for k in k_range])
    rng = np.random.default_rng(seed)
    shuffled = [_shuffled(values, rng) for _ in range(N_REFERENCES)]
    reference = np.array(
        Parallel(n_jobs=jobs)(delayed(_silhouettes)(s, k_range, seed) for s in shuffled)
    )
    best = reference.max(axis=1)
    p_values = [(1 + (best >= one).sum()) / (1 + len(best)) for one in statistic]
    at = int(np.argmax(statistic))
    chosen = k_range[at] if p_values[at] <= LEVEL else 1
    numbers = pd.DataFrame(
        {
            "n_clusters": [1, *k_range],
            "statistic": [np.nan, *statistic],
            "reference_low": [np.nan, *np.quantile(reference, 0.05, axis=0)],
            "reference_high": [np.nan, *np.quantile(reference, 0.95, axis=0)],
            "p_value": [np.nan, *p_values],
        }
    )
    numbers["chosen"] = (numbers["n_clusters"] == chosen).astype(int)
    found = labels[chosen] if chosen > 1 else None
    return numbers, _numbered_by_size(scores.index, found)


def _silhouettes(values: Matrix, k_range: range, seed: int) -> list[float]:
    """Return the mean silhouette of each number of clusters."""
    # One thread inside: on so few rows more only wait for each other.
    with threadpool_limits(limits=1):
        return [_silhouette(values, _labels(values, k, seed)) for k in k_range]


def _labels(values: Matrix, k: int, seed: int) -> NDArray[np.int32]:
    # scikit-learn is slow to import, and most commands never cluster.
    from sklearn.cluster import KMeans

    filled = _filled(values)
    different = len(np.unique(filled.round(9), axis=0))
    model = KMeans(n_clusters=min(k, different), n_init=3, random_state=seed)
    return model.fit_predict(filled)


def _silhouette(values: Matrix, labels: NDArray[np.int32]) -> float:
    """Return the mean silhouette, rounded so that no tie hangs on its last bits."""
    from sklearn.metrics import silhouette_score

    if len(set(labels)) < 2:
        return -1.0
    return round(float(silhouette_score(_filled(values), labels)), 9)


def _filled(values: Matrix) -> Matrix:
    """Return standardised scores, a missing one at its subject's mean."""
    mean, spread = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    return np.nan_to_num((values - mean) / np.where(spread > 0, spread, 1.0))


def _shuffled(values: Matrix, rng: np.random.Generator) -> Matrix:
    """Return the answers with each subject's column shuffled by itself."""
    return np.column_stack([rng.permutation(column) for column in values.T])


def _numbered_by_size(index: pd.Index, labels: NDArray[np.int32] | None) -> pd.Series:
    """Return clusters numbered by size, then by first member; blank without any."""
    if labels is None:
        return pd.Series(pd.NA, index=index, dtype="Int64")
    first = {label: int(np.argmax(labels == label)) for label in set(labels)}
    size = {label: int((labels == label).sum()) for label in first}
    order = sorted(first, key=lambda label: (-size[label], first[label]))
    number = {label: n for n, label in enumerate(order, start=1)}
    return pd.Series([number[label] for label in labels], index=index, dtype="Int64")
