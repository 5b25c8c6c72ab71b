"""Consensus clusters of rows with missing answers, as a scikit-learn estimator."""

from __future__ import annotations

from numbers import Integral
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    ClusterMixin,
    TransformerMixin,
)
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits

from rocb_analysis.clusters.bagged import MANY_ROWS, vote
from rocb_analysis.clusters.resamples import MOST_CLUSTERS
from rocb_analysis.clusters.solution import centres_of, solve, squared_distances

Points = NDArray[np.float64]
Places = NDArray[np.intp]
SILENT = -1


class ConsensusClusterer(
    ClassNamePrefixFeaturesOutMixin,  # type: ignore[misc]
    TransformerMixin,  # type: ignore[misc]
    ClusterMixin,  # type: ignore[misc]
    BaseEstimator,  # type: ignore[misc]
):
    """Cluster rows by what k-means on many resamples agrees on.

    Each resample holds a share of the rows (with groups: of the groups, whole) and is
    clustered by k-means over answered cells. Two rows belong together as often as
    they fall together; average linkage on that makes the clusters.

    Parameters
    ----------
    n_clusters : how many clusters to make; `choose_n_clusters` says whether any.
    n_resamples : how many resamples.
    fraction : share of the rows, or groups, a resample holds, drawn without return.
    n_jobs : threads; the result does not depend on it.
    random_state : an int gives the same result each time.

    Attributes
    ----------
    labels_ : cluster of each row, 0 = largest; -1 = a row without any answer.
    consensus_matrix_ : rows x rows, share of resamples in which two fall together;
        nan for a row without any answer.
    membership_ : rows x clusters, mean consensus with the others of a cluster, 0 to 1.
    stability_ : mean Jaccard likeness of each cluster to the nearest of a resample.
    pac_ : share of pairs that fall together in more than 10 and less than 90 %.
    cluster_centers_ : clusters x columns, means of the answers; nan without any.

    From 5000 rows without groups on, rows vote instead (`bagged`): membership_ is the
    share of votes, and consensus_matrix_, stability_ and pac_ are None.

    Monti et al. 2003; Fred and Jain 2005; Hennig 2007.
    """

    def __init__(
        self,
        n_clusters: int = 3,
        *,
        n_resamples: int = 1000,
        fraction: float = 0.8,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_resamples = n_resamples
        self.fraction = fraction
        self.n_jobs = n_jobs
        self.random_state = random_state

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(
        self,
        X: ArrayLike,
        y: object = None,  # noqa: ARG002
        groups: ArrayLike | None = None,
    ) -> Self:
        """Cluster the rows of X; rows of one group are resampled together.

        Raises ValueError for fewer answering rows than clusters.
        """
        self._check_parameters()
        values = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        answering = np.flatnonzero(~np.isnan(values).all(axis=1))
        if len(answering) < self.n_clusters:
            raise ValueError(
                f"n_samples={len(answering)} with an answer should be >= "
                f"n_clusters={self.n_clusters}."
            )
        drawn = check_random_state(self.random_state).randint(2**31 - 1)
        units = _units(groups, len(values))
        units = units if units is None else units[answering]
        with threadpool_limits(limits=1):
            self._fit(values, answering, units, np.random.default_rng(drawn))
        return self

    def _check_parameters(self) -> None:
        for name in ("n_clusters", "n_resamples"):
            value = getattr(self, name)
            if not isinstance(value, Integral) or value < 1:
                raise ValueError(f"{name}={value!r}; it is a whole number from 1.")
        if self.n_clusters > MOST_CLUSTERS:
            raise ValueError(f"n_clusters={self.n_clusters}; at most {MOST_CLUSTERS}.")
        if not 0 < self.fraction <= 1:
            raise ValueError(f"fraction={self.fraction!r}; it is above 0, at most 1.")

    def _fit(
        self,
        values: Points,
        answering: Places,
        units: Places | None,
        rng: np.random.Generator,
    ) -> None:
        self._n_features_out = self.n_clusters
        if units is None and len(answering) >= MANY_ROWS:
            self._vote(values, answering, rng)
            return
        found = solve(
            values[answering],
            [self.n_clusters],
            n_resamples=self.n_resamples,
            fraction=self.fraction,
            rng=rng,
            groups=units,
            jobs=self.n_jobs,
        )[0]
        rows = len(values)
        consensus = np.full((rows, rows), np.nan)
        consensus[np.ix_(answering, answering)] = found.consensus
        self._tell(consensus, found.stability, found.pac)
        self._keep(values, answering, found.label, found.membership)

    def _vote(
        self, values: Points, answering: Places, rng: np.random.Generator
    ) -> None:
        label, share = vote(
            values[answering],
            self.n_clusters,
            n_resamples=self.n_resamples,
            rng=rng,
            jobs=self.n_jobs,
        )
        self._tell(None, None, None)
        self._keep(values, answering, label, share)

    def _tell(
        self, consensus: Points | None, stability: Points | None, pac: float | None
    ) -> None:
        self.consensus_matrix_, self.stability_ = consensus, stability
        self.pac_ = pac

    def _keep(
        self, values: Points, answering: Places, label: Places, share: Points
    ) -> None:
        rows = len(values)
        self.labels_ = np.full(rows, SILENT, dtype=np.int32)
        self.labels_[answering] = label
        self.membership_ = np.full((rows, self.n_clusters), np.nan)
        self.membership_[answering] = share
        self.cluster_centers_ = centres_of(
            values, self.labels_.astype(np.intp), self.n_clusters
        )

    def predict(self, X: ArrayLike) -> NDArray[np.int32]:
        """Return the nearest cluster by answered cells; -1 without any answer."""
        apart = self._distances(X)
        silent = np.isnan(apart).all(axis=1)
        rounded = np.round(np.where(np.isnan(apart), np.inf, apart), 9)
        return np.where(silent, SILENT, rounded.argmin(axis=1)).astype(np.int32)

    def transform(self, X: ArrayLike) -> Points:
        """Return distances to the centres, scaled up for cells not answered."""
        return np.sqrt(self._distances(X))

    def _distances(self, X: ArrayLike) -> Points:
        check_is_fitted(self)
        values = validate_data(
            self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False
        )
        return squared_distances(values, self.cluster_centers_)


def _units(groups: ArrayLike | None, rows: int) -> Places | None:
    """Return the group of each row as a number."""
    if groups is None:
        return None
    named = np.asarray(groups)
    if named.shape != (rows,):
        raise ValueError(f"groups has shape {named.shape}; it names a group a row.")
    return np.unique(named, return_inverse=True)[1].reshape(-1)
