"""Exact coverage of `members_interval`: over every K, no simulation needed."""

from __future__ import annotations

import numpy as np
from scipy import stats

from rocb_analysis.region import members_interval

MEMBERS = (33, 34, 35)
ANSWERED = range(18, 31)


def coverage(members: int, answered: int) -> tuple[float, float, float]:
    """Return least coverage, mean coverage and mean width over every K."""
    ends = np.array(
        [
            members_interval(needing=k, answered=answered, members=members)
            for k in range(answered + 1)
        ]
    )
    every = np.arange(members + 1)
    inside = (ends[:, :1] <= every) & (every <= ends[:, 1:])
    seen = np.arange(answered + 1)[:, None]
    chance = stats.hypergeom.pmf(seen, members, every, answered)
    covered = (chance * inside).sum(axis=0)
    width = (chance * (ends[:, 1:] - ends[:, :1] + 1)).sum(axis=0)
    return covered.min(), covered.mean(), width.mean()


def main() -> None:
    """Print a row for each number of members and replies."""
    print("members answered least mean width")
    rows = [(m, n, *coverage(m, n)) for m in MEMBERS for n in ANSWERED]
    for members, answered, least, mean, width in rows:
        print(f"{members:7d} {answered:8d} {least:.4f} {mean:.4f} {width:.2f}")
    print(f"least of all {min(row[2] for row in rows):.4f}")
