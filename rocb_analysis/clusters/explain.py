"""What sets clusters apart, from labels made without the subject in question."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linear_sum_assignment
from scipy.stats import false_discovery_control, mannwhitneyu
from sklearn.utils import check_array, check_random_state
from threadpoolctl import threadpool_limits

from rocb_analysis.clusters.number import scaling_of
from rocb_analysis.clusters.profile import NeedProfile
from rocb_analysis.clusters.solution import solve

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
