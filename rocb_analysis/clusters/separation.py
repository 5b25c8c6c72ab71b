"""How far clusters lie apart, in the space their centres span."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rocb_analysis.clusters.solution import centres_of

Points = NDArray[np.float64]


def separation(points: Points, label: NDArray[np.intp]) -> float:
    """Return the mean simplified silhouette of rows seen from the centres alone.

    Rows are projected into the space the centres span (a blank counts as the own
    centre there), and the way to the own centre is held against that to the next:
    0 where all lie midway, 1 where all lie on their centre. A mere gradient has rows
    midway; clusters have few. Simplified silhouette: Hruschka et al. 2004.
    """
    centres = np.nan_to_num(centres_of(points, label, int(label.max()) + 1))
    if len(centres) < 2:
        return 0.0
    middle = centres.mean(axis=0)
    filled = np.where(np.isnan(points), centres[label], points) - middle
    basis = _basis(centres - middle)
    rows, at = filled @ basis, (centres - middle) @ basis
    apart = np.sqrt(((rows[:, None, :] - at[None]) ** 2).sum(axis=2))
    each = np.arange(len(rows))
    own = apart[each, label].copy()
    apart[each, label] = np.inf
    other = apart.min(axis=1)
    return float(np.mean((other - own) / np.maximum(np.maximum(own, other), 1e-12)))


def _basis(centres: Points) -> Points:
    """Return columns x dimensions an orthonormal basis of what centres span."""
    _, size, directions = np.linalg.svd(centres, full_matrices=False)
    return directions[size > 1e-9 * max(size[0], 1e-12)].T
