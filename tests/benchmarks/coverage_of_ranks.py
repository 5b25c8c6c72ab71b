"""Coverage and width of intervals, rank sets, likely ranges and silence ranks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rocb_analysis.priorities.ranks import finite_rank_sets, likely_ranges, tied_ranks
from rocb_analysis.region import members_interval
from rocb_analysis.region.completion import complete, keep_chance
from tests.benchmarks.regions import KINDS, PICKS, SILENCES, Region, make_region

REGIONS, DRAWS = 1_000, 2_000
COLUMNS = (
    "interval sets_all sets_each sets_width likely_all likely_each likely_width "
    "last_each last_width silence_all silence_width"
).split()


def measure(region: Region, kind: str, seed: int) -> list[float]:
    """Return what holds in one region, and how wide it is, in the order of COLUMNS."""
    answers = region.answers()
    needing = answers.sum().astype(int)
    replied, members = int(region.replies.sum()), len(answers)
    picks = PICKS if kind == "top_5" else None
    best, worst = tied_ranks(region.needing)
    sets = finite_rank_sets(needing, replied, members, picks=picks)
    ends = [
        members_interval(needing=int(k), answered=replied, members=members)
        for k in needing
    ]
    low, high = np.array(ends).T
    covered = np.mean((low <= region.needing) & (region.needing <= high))
    row = [covered, *_held(sets["low"], sets["high"], best, worst)]
    silent = sets["silent_low"], sets["silent_high"]
    for last in (None, region.last_answers()):
        keep = keep_chance(last, answers) if last is not None else 0.0
        done = complete(answers, last=last, keep=keep, draws=DRAWS, seed=seed)
        first, final = likely_ranges(done.counts())
        first, final = np.maximum(first, silent[0]), np.minimum(final, silent[1])
        held = _held(first, final, best, worst)
        row += held if last is None else held[1:]
    whole, _, width = _held(*silent, best, worst)
    return [*row, whole, width]


def _held(
    low: pd.Series, high: pd.Series, best: np.ndarray, worst: np.ndarray
) -> list[float]:
    """Return whether all, and which share, hold the whole tied rank; mean width."""
    inside = (np.asarray(low) <= best) & (worst <= np.asarray(high))
    width = np.asarray(high) - np.asarray(low) + 1
    return [float(inside.all()), float(inside.mean()), float(width.mean())]


def study(
    *,
    kind: str,
    silence: str,
    tied: bool = False,
    regions: int = REGIONS,
    seed: int = 1,
) -> pd.Series:
    """Return the means over many regions of what `measure` says of each."""
    random = np.random.default_rng(seed)
    rows = [
        measure(
            make_region(random, kind=kind, silence=silence, tied=tied), kind, number
        )
        for number in range(regions)
    ]
    return pd.DataFrame(rows, columns=COLUMNS).mean()


def main() -> None:
    """Print a row for each kind of answers and of silence, and for tied subjects."""
    print(f"{REGIONS} regions a row, {DRAWS} completions each")
    print(f"{'':22s}", *COLUMNS)
    cells = [(kind, silence, False) for kind in KINDS for silence in SILENCES]
    for kind, silence, tied in [*cells, ("yes_no", "chance", True)]:
        found = study(kind=kind, silence=silence, tied=tied)
        name = f"{kind} {silence}{' tied' * tied}"
        print(f"{name:22s}", *(f"{x:.3f}".rjust(len(c)) for c, x in found.items()))


if __name__ == "__main__":
    main()
