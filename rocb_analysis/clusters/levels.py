"""Groups of members by how much they ask for, beside those by what they ask for."""

from __future__ import annotations

import pandas as pd

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
