"""Seconds that completions, ranges and sets of ranks take, on one core."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from rocb_analysis.priorities.rank_sets import rank_sets
from rocb_analysis.priorities.ranks import finite_rank_sets, likely_ranges
from rocb_analysis.region.completion import complete

MEMBERS, REPLIES, SUBJECTS, DRAWS, TIMES = 35, 25, 31, 10_000, 5


def seconds(work: Callable[[], object]) -> float:
    """Return the median seconds of the work over a few runs."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


def main() -> None:
    """Print the seconds of each piece of work."""
    random = np.random.default_rng(1)
    share = np.linspace(0.1, 0.8, SUBJECTS)
    answers = pd.DataFrame((random.random((MEMBERS, SUBJECTS)) < share).astype(float))
    last = pd.DataFrame((random.random((MEMBERS, SUBJECTS)) < share).astype(float))
    answers.iloc[REPLIES:] = np.nan
    needing = answers.sum().astype(int)
    spread = answers.cov() / REPLIES
    work: dict[str, Callable[[], object]] = {
        f"{DRAWS} completions with ranks and ranges": lambda: likely_ranges(
            complete(answers, last=last, keep=0.7, draws=DRAWS).counts()
        ),
        "finite rank sets": lambda: finite_rank_sets(needing, REPLIES, MEMBERS),
        f"rank_sets at once, {DRAWS} draws": lambda: rank_sets(answers.mean(), spread),
        f"rank_sets each alone, {DRAWS} draws": lambda: rank_sets(
            answers.mean(), spread, simultaneous=False
        ),
    }
    print(
        f"{SUBJECTS} subjects, {REPLIES} of {MEMBERS} members, median of {TIMES} runs"
    )
    for name, job in work.items():
        print(f"{seconds(job):.3f} s  {name}")


if __name__ == "__main__":
    main()
