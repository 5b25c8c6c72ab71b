"""The finite region: what is certain, how sure, and how it may be completed.

The target is the members of the round's frame, not a superpopulation: with all
members answering there is nothing left to be unsure of. The certain bounds and the 95 %
interval of a count stand here.

likely      the likely range of a count, by what the silent answered before
completion  the region as it may be once all reply, drawn many times
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from rocb_analysis.region.completion import Completed, complete, keep_chance

__all__ = [
    "Completed",
    "complete",
    "keep_chance",
    "members_interval",
    "silence_bounds",
    "wilson_interval",
]


# What is certain of a count of members, and how sure, when some are silent.


def members_interval(
    *, needing: int, answered: int, members: int, level: float = 0.95
) -> tuple[int, int]:
    """Return the interval for the number of members needing a subject.

    Equal-tailed inversion of the hypergeometric distribution: every K between the
    silence bounds for which `needing` or fewer, and `needing` or more, of `answered`
    drawn from `members` without replacement each have a chance above (1 - level) / 2.

    Parameters
    ----------
    needing : members that answered and need the subject, 0 to answered.
    answered : members that answered on the subject, 0 to members.
    members : members of the frame.
    level : least coverage, if who replies is a matter of chance.

    Returns
    -------
    (low, high) : whole members, both ends inside.

    Raises
    ------
    ValueError if the counts do not fit each other.

    Notes
    -----
    Wright (1991), Exact confidence bounds when sampling from small finite universes.

    Examples
    --------
    >>> members_interval(needing=18, answered=28, members=34)
    (19, 24)
    >>> members_interval(needing=5, answered=5, members=5)
    (5, 5)
    >>> members_interval(needing=0, answered=0, members=34)
    (0, 34)
    """
    _check(level=level, needing=needing, answered=answered, members=members)
    if answered in (0, members):
        return silence_bounds(needing=needing, answered=answered, members=members)
    candidates = np.arange(needing, members - answered + needing + 1)
    at_most = stats.hypergeom.cdf(needing, members, candidates, answered)
    at_least = stats.hypergeom.sf(needing - 1, members, candidates, answered)
    # No end of an interval hangs on the last bits of a chance.
    chance = np.minimum(at_most, at_least).round(9)
    inside = candidates[chance > round((1 - level) / 2, 9)]
    return int(inside.min()), int(inside.max())


def silence_bounds(*, needing: int, answered: int, members: int) -> tuple[int, int]:
    """Return the members needing if all without an answer say no, and if all say yes.

    It assumes nothing of the members yet to reply.

    >>> silence_bounds(needing=18, answered=28, members=34)
    (18, 24)
    """
    _check(needing=needing, answered=answered, members=members)
    return needing, needing + members - answered


def wilson_interval(
    *, needing: int, answered: int, level: float = 0.95
) -> tuple[float, float]:
    """Return the Wilson score interval of a share, 0 to 1; for surveys without a frame.

    Wilson (1927), without continuity correction. Without answers: 0 to 1.

    >>> low, high = wilson_interval(needing=81, answered=263)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)
    """
    _check(level=level, needing=needing, answered=answered)
    if answered == 0:
        return 0.0, 1.0
    z = float(stats.norm.ppf((1 + level) / 2))
    share, weight = needing / answered, z * z / answered
    centre = (share + weight / 2) / (1 + weight)
    spread = share * (1 - share) / answered + weight / (4 * answered)
    half = z / (1 + weight) * spread**0.5
    return max(0.0, centre - half), min(1.0, centre + half)


def _check(*, level: float = 0.95, **counts: int) -> None:
    """Raise ValueError unless each count, from the first, fits into the next."""
    values = [0, *counts.values()]
    if values != sorted(values):
        said = ", ".join(f"{name}={count}" for name, count in counts.items())
        raise ValueError(f"{said}: expected 0 <= {' <= '.join(counts)}")
    if not 0 < level < 1:
        raise ValueError(f"level={level}: expected a share between 0 and 1")
