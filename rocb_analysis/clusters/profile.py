"""The profile of a member's needs: which subjects above its own level."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

Points = NDArray[np.float64]


class NeedProfile(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn answers into profiles: standard scores less the member's own mean.

    Each subject is put on one scale (mean 0 over the members that answered it), then
    each member's mean over the subjects it answered is taken off: members that say
    "much" to everything otherwise form a cluster of their own, whatever they need.
    What is taken off is kept, for a level is a finding too.

    Parameters
    ----------
    scaling : "standard" divides by the standard deviation; "root" by its root, so that
        a subject hardly anybody names does not outweigh all others (Pareto scaling,
        van den Berg et al. 2006): for ballots and yes-or-no answers.

    Attributes
    ----------
    mean_, scale_ : of each subject; one that all answer alike has scale 1.
    level_ : the mean taken off each row of `fit`; nan without any answer.
    """

    def __init__(self, *, scaling: str = "standard") -> None:
        self.scaling = scaling

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, X: ArrayLike, y: object = None) -> Self:  # noqa: ARG002
        """Learn each subject's mean and standard deviation, and the members' levels."""
        if self.scaling not in {"standard", "root"}:
            raise ValueError(f'scaling="{self.scaling}"; it is "standard" or "root".')
        values = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan")
        known = ~np.isnan(values)
        count = np.maximum(known.sum(axis=0), 1)
        self.mean_ = np.where(known, values, 0.0).sum(axis=0) / count
        squares = np.where(known, values - self.mean_, 0.0) ** 2
        scale = np.sqrt(squares.sum(axis=0) / count)
        least = 1e-9 * np.maximum(np.abs(self.mean_), 1e-300)
        self.scale_ = np.where(scale > least, scale, 1.0)
        if self.scaling == "root":
            self.scale_ = np.sqrt(self.scale_)
        self.level_ = self._scores(values)[1]
        return self

    def level(self, X: ArrayLike) -> Points:
        """Return each row's mean standard score; nan for a row without any answer."""
        return self._scores(self._read(X))[1]

    def transform(self, X: ArrayLike) -> Points:
        """Return rows x subjects: standard scores less the row's mean, nan kept."""
        check_is_fitted(self)
        scores, level = self._scores(self._read(X))
        return np.round(scores - level[:, None], 9) + 0.0

    def _read(self, X: ArrayLike) -> Points:
        """Return the values of a table with the features that `fit` saw."""
        return np.asarray(
            validate_data(
                self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False
            )
        )

    def _scores(self, values: Points) -> tuple[Points, Points]:
        """Return standard scores, and the mean of each row's."""
        scores = (values - self.mean_) / self.scale_
        known = ~np.isnan(scores)
        count = known.sum(axis=1)
        total = np.where(known, scores, 0.0).sum(axis=1)
        level = np.full(len(scores), np.nan)
        return scores, np.divide(total, count, out=level, where=count > 0)
