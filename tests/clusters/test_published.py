"""Published figures on clusters: the protein data, as R has them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import calinski_harabasz_score, silhouette_score

from rocb_analysis.clusters.consensus import (
    ABSENT,
    by_size,
    cluster_resamples,
    clusterwise_jaccard,
    draw_resamples,
)
from tests.clusters.protein import standard_scores

POINTS = standard_scores()
ROWS = len(POINTS)
# The partition of R's kmeans with 100 starts; its clusters in the order of fpc.
K_MEANS = np.array(
    [3, 2, 2, 3, 1, 0, 1, 0, 2, 4, 1, 2, 4, 2, 0, 1, 4, 3, 4, 0, 2, 2, 1, 2, 3]
)


def ward(points: np.ndarray, k: int) -> np.ndarray:
    """Return Ward's clusters, numbered from 0."""
    return fcluster(linkage(points, "ward"), k, "maxclust") - 1


def bootstrap(count: int) -> np.ndarray:
    """Return which rows each bootstrap sample holds: a row drawn twice counts once."""
    random = np.random.default_rng(1)
    drawn = random.integers(0, ROWS, (count, ROWS))
    return np.array([np.isin(np.arange(ROWS), one) for one in drawn])


def subsets(count: int) -> np.ndarray:
    """Return which rows each subset of 20 holds."""
    return draw_resamples(np.random.default_rng(1), np.arange(ROWS), count, 0.8)


def best_of(taken: np.ndarray, starts: int) -> np.ndarray:
    """Return the k-means labels of each resample, the best of several starts."""
    random = np.random.default_rng(2)
    runs = [
        cluster_resamples(POINTS, taken, random.random((len(taken), 5)), [5])
        for _ in range(starts)
    ]
    best = np.argmin([spread[0] for _, spread in runs], axis=0)
    return np.array([runs[run][0][0, b] for b, run in enumerate(best)])


@pytest.mark.parametrize(
    ("k", "silhouette", "calinski_harabasz"),
    [
        (2, 0.3190, 12.2151),
        (3, 0.3288, 10.3596),
        (4, 0.2303, 9.8472),
        (5, 0.2639, 10.0118),
        (6, 0.2735, 9.9650),
    ],
)
def test_ward_s_clusters_have_the_published_indices(k, silhouette, calinski_harabasz):
    """Zumel and Mount, Practical Data Science with R, and fpc 2.2-10."""
    label = ward(POINTS, k)
    assert round(silhouette_score(POINTS, label), 4) == silhouette
    assert round(calinski_harabasz_score(POINTS, label), 4) == calinski_harabasz


def test_clusterwise_jaccard_of_ward_s_clusters_is_that_of_fpc():
    """fpc 2.2-10, clusterboot(hclustCBI, "ward.D2", k=5), 5000 bootstrap samples."""
    label = by_size(ward(POINTS, 5))
    taken = bootstrap(400)
    labels = np.full(taken.shape, ABSENT, dtype=np.uint8)
    for b, held in enumerate(taken):
        points = POINTS[held]
        # hclustCBI puts each sample on one scale again.
        scaled = (points - points.mean(axis=0)) / points.std(axis=0, ddof=1)
        labels[b, held] = ward(scaled, 5)
    found = clusterwise_jaccard(labels, label, 5)
    # West, East, Balkan, Nordic, South: sizes 8, 5, 4, 4, 4.
    np.testing.assert_allclose(found, [0.773, 0.640, 0.804, 0.850, 0.738], atol=0.03)


@pytest.mark.parametrize(
    ("drawn", "fpc"),
    [
        (bootstrap, [0.854, 0.624, 0.760, 0.831, 0.740]),
        (subsets, [0.904, 0.656, 0.799, 0.842, 0.697]),
    ],
)
def test_clusterwise_jaccard_of_k_means_is_that_of_fpc(drawn, fpc):
    """fpc 2.2-10, clusterboot(kmeansCBI, k=5, runs=100), 2000 samples, seed 1."""
    found = clusterwise_jaccard(best_of(drawn(1500), starts=15), K_MEANS, 5)
    np.testing.assert_allclose(found, fpc, atol=0.03)


def test_k_means_finds_the_partition_of_r():
    """R 4.2.2, kmeans with 1000 starts: sum of squares 71.94342."""
    random = np.random.default_rng(3)
    everyone = np.ones((50, ROWS), dtype=bool)
    labels, spread = cluster_resamples(POINTS, everyone, random.random((50, 5)), [5])
    best = spread[0].argmin()
    assert round(spread[0, best], 5) == 71.94342
    np.testing.assert_array_equal(by_size(labels[0, best]), by_size(K_MEANS))
