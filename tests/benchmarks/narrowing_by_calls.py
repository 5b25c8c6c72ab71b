"""The chase list: what six calls in its order do to the likely ranks, and in any."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from rocb_analysis.priorities.chase import FIRST_SUBJECTS, unsure_of
from rocb_analysis.priorities.ranks import likely_ranges
from rocb_analysis.region.completion import complete, keep_chance
from tests.benchmarks.regions import KINDS, Flags, Region, make_region

REGIONS, REPLIES, CALLS, DRAWS, RANDOM_ORDERS = 200, 22, 6, 1_000, 5
Width = Callable[[Flags], float]


def width_of(region: Region, last: pd.DataFrame, seed: int) -> Width:
    """Return a function: who replied so far to the mean width of the first ten."""
    counts = region.answers().sum().to_numpy()
    first = np.argsort(-counts, kind="stable")[:FIRST_SUBJECTS]

    def width(replied: Flags) -> float:
        known = Region(region.now, region.last, replied, region.areas).answers()
        keep = keep_chance(last, known)
        done = complete(known, last=last, keep=keep, draws=DRAWS, seed=seed)
        low, high = likely_ranges(done.counts())
        return float((high - low + 1)[first].mean())

    return width


def narrowing(
    region: Region, *, with_last: Flags, seed: int, oracle: bool
) -> dict[str, float]:
    """Return how much narrower the ranges are after six calls, by order of calling.

    with_last: who answered last round. The oracle knows every answer and makes the best
    call each time.
    """
    random = np.random.default_rng(seed)
    silent = np.flatnonzero(~region.replies)
    answers, last = region.answers(), region.last_answers(with_last)
    width = width_of(region, last, seed)
    start = width(region.replies)

    def after(order: np.ndarray) -> float:
        replied = region.replies.copy()
        replied[order[:CALLS]] = True
        return start - width(replied)

    members = [answers.index[member] for member in silent]
    unsure = unsure_of(answers[region.replies], last, members).round(9).to_numpy()
    listed = silent[np.argsort(-unsure, kind="stable")]
    orders = [random.permutation(silent) for _ in range(RANDOM_ORDERS)]
    found = {
        "list": after(listed),
        "random": float(np.mean([after(order) for order in orders])),
    }
    if oracle:
        found["oracle"] = after(_best_calls(region, silent, width))
    return found


def _best_calls(region: Region, silent: np.ndarray, width: Width) -> np.ndarray:
    """Return the members to call, each the one that narrows most."""
    replied, left, called = region.replies.copy(), list(silent), []
    for _ in range(min(CALLS, len(left))):
        each = np.repeat(replied[None], len(left), axis=0)
        each[np.arange(len(left)), left] = True
        best = left.pop(int(np.argmin([width(now) for now in each])))
        replied[best] = True
        called.append(best)
    return np.array(called)


def study(
    *,
    kind: str,
    persistence: float,
    answered_last: float = 0.5,
    regions: int = REGIONS,
    oracle: bool = True,
    seed: int = 1,
) -> pd.Series:
    """Return the mean narrowing by each order, and over that of a random order.

    answered_last: share of the members yet to reply that answered last round, as all
    that have replied did.
    """
    random = np.random.default_rng(seed)
    rows = []
    for number in range(regions):
        region = make_region(
            random, kind=kind, persistence=persistence, replies=REPLIES
        )
        silent = np.flatnonzero(~region.replies)
        with_last = region.replies & (answered_last > 0)
        chosen = random.permutation(silent)[: round(answered_last * len(silent))]
        with_last[chosen] = True
        rows.append(narrowing(region, with_last=with_last, seed=number, oracle=oracle))
    mean = pd.DataFrame(rows).mean()
    return pd.concat([mean, (mean / mean["random"]).add_suffix("_over_random")])


def main() -> None:
    """Print a row for each kind of answers and persistence, and without last round."""
    print(f"{REGIONS} regions a row, {REPLIES} replies, {CALLS} calls")
    cells = [(kind, keep, 0.5) for kind in KINDS for keep in (0.8, 0.9)]
    for kind, keep, last in [*cells, *((kind, 0.8, 0.0) for kind in KINDS)]:
        found = study(kind=kind, persistence=keep, answered_last=last)
        said = ", ".join(f"{name} {value:.2f}" for name, value in found.items())
        print(f"{kind} persistence {keep} answered last {last}: {said}")


if __name__ == "__main__":
    main()
