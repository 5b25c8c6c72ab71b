"""What many clusterings of resamples agree on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform

from rocb_analysis.clusters.resamples import ABSENT

Points = NDArray[np.float64]
Places = NDArray[np.intp]
Labels = NDArray[np.uint8]
_BLOCK = 256
# A pair is ambiguous if it falls together in more than the first and less than the
# second share of resamples.
_AMBIGUOUS = (0.1, 0.9)


def together_counts(labels: Labels, n_clusters: int) -> tuple[Points, Points]:
    """Return rows x rows how often two fall together, and how often both are held.

    labels: resamples x rows, 255 = not in the resample. The counts are whole numbers
    that single precision holds exactly.
    """
    rows = labels.shape[1]
    together = np.zeros((rows, rows), dtype=np.float32)
    both = np.zeros((rows, rows), dtype=np.float32)
    for low in range(0, len(labels), _BLOCK):
        part = labels[low : low + _BLOCK]
        held = (part != ABSENT).astype(np.float32)
        both += held.T @ held
        for j in range(n_clusters):
            inside = (part == j).astype(np.float32)
            together += inside.T @ inside
    return together.astype(np.float64), both.astype(np.float64)


def consensus_matrix(labels: Labels, n_clusters: int, alike: Places) -> Points:
    """Return rows x rows the share of shared resamples in which two fall together.

    Rows that are alike share their counts, so that none of them is luckier. A pair
    that no resample holds gets the mean of all pairs.
    """
    together, both = together_counts(labels, n_clusters)
    for counts in (together, both):
        np.fill_diagonal(counts, 0.0)
    if len(np.unique(alike)) < len(alike):
        together, both = (_shared(counts, alike) for counts in (together, both))
    overall = together.sum() / max(both.sum(), 1.0)
    share = np.divide(
        together, both, out=np.full_like(together, overall), where=both > 0
    )
    np.fill_diagonal(share, 1.0)
    return np.asarray(np.round(share, 9), dtype=np.float64)


def _shared(counts: Points, alike: Places) -> Points:
    sums = np.zeros((alike.max() + 1, len(alike)))
    np.add.at(sums, alike, counts)
    whole = np.zeros((len(sums), len(sums)))
    np.add.at(whole.T, alike, sums.T)
    shared: Points = whole[np.ix_(alike, alike)]
    return shared


def consensus_labels(consensus: Points, n_clusters: int) -> Places:
    """Return the clusters of average linkage on 1 - consensus, 0 = largest.

    Evidence accumulation (Fred and Jain 2005).
    """
    rows = len(consensus)
    label = np.arange(rows)
    if rows > 1:
        apart = squareform(1.0 - consensus, checks=False)
        tree = linkage(np.maximum(apart, 0.0), "average")
        members = {i: [i] for i in range(rows)}
        for step, (a, b, *_) in enumerate(tree[: max(rows - n_clusters, 0)]):
            members[rows + step] = members.pop(int(a)) + members.pop(int(b))
        for number, inside in enumerate(members.values()):
            label[inside] = number
    return by_size(label)


def by_size(label: Places) -> Places:
    """Number clusters by size, the largest 0; of equals the one with the first row."""
    found, first, number, size = np.unique(
        label, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort([first, -size])
    place = np.empty(len(found), dtype=np.intp)
    place[order] = np.arange(len(found))
    return place[number.reshape(-1)]


def membership(consensus: Points, label: Places, n_clusters: int) -> Points:
    """Return rows x clusters the mean consensus with the other rows of a cluster.

    A row alone in its cluster belongs to it as far as it falls with no other row.
    """
    inside = (label[:, None] == np.arange(n_clusters)).astype(np.float64)
    others = inside.sum(axis=0) - inside
    total = consensus @ inside - inside
    share = np.divide(total, others, out=np.zeros_like(total), where=others > 0)
    alone = (inside > 0) & (others == 0)
    rest = (consensus.sum(axis=1) - 1.0) / max(len(label) - 1, 1)
    return np.round(np.where(alone, 1.0 - rest[:, None], share), 9)


def ambiguous_share(consensus: Points) -> float:
    """Return the proportion of ambiguously clustered pairs (Senbabaoglu 2014)."""
    pairs = consensus[np.triu_indices(len(consensus), 1)]
    low, high = _AMBIGUOUS
    return float(((pairs > low) & (pairs < high)).mean()) if len(pairs) else 0.0


def clusterwise_jaccard(labels: Labels, label: Places, n_clusters: int) -> Points:
    """Return for each cluster its mean likeness to the nearest of each resample.

    Jaccard: shared rows over rows of either, among the rows of the resample (Hennig
    2007). A resample that holds no row of a cluster says nothing of it.
    """
    inside = (label[:, None] == np.arange(n_clusters)).astype(np.float32)
    held = (labels != ABSENT).astype(np.float32) @ inside
    best = np.zeros_like(held)
    for j in range(int(labels[labels != ABSENT].max(initial=0)) + 1):
        found = (labels == j).astype(np.float32)
        shared = found @ inside
        either = held + found.sum(axis=1, keepdims=True) - shared
        np.maximum(best, shared / np.maximum(either, 1.0), out=best)
    best = np.where(held > 0, best, np.nan).astype(np.float64)
    seen = (held > 0).sum(axis=0)
    return np.round(np.nansum(best, axis=0) / np.maximum(seen, 1), 9)
