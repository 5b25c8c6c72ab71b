"""Likely ranges where the truth is known: replies hidden, then looked up.

Panels: lpi_ap, whose scores need no reply; the truth of rocb_ap; and a panel in a file
named on the command line (columns member, round, subject, needed, score). Who replies:

- chance: 60 to 80 of 100 members in each round, whoever it is;
- core: each member with a chance of its own for good, .73 on average;
- hard_core: as many as by chance, nearly the same members every round;
- need: as many, the more readily the more they need.

The yardstick is the exact hypergeometric interval, its level moved until it covers as
often.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

from rocb_analysis.region.likely import (
    Flags,
    KnownRound,
    Memory,
    Numbers,
    chance_of_first,
    chances_of_need,
    region_counts,
)
from tests.shipped import RAW, results_of

SILENCES = ("chance", "core", "hard_core", "need")
LEVELS = (0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
# Of a steady core and a tail that skips rounds: each member's chance to reply is beta.
STEADY = (2.4, 0.9)
SETS, BATCHES = 300, 10


@dataclass(frozen=True)
class Panel:
    """needed and score: rounds x members x subjects; blank = not in the frame."""

    needed: Numbers
    score: Numbers

    @property
    def frame(self) -> Flags:
        return np.asarray((~np.isnan(self.needed)).any(axis=2))


def panel_of(rows: pd.DataFrame) -> Panel:
    """Return a panel of rows with round, member, subject, needed and score."""
    keys = [sorted(set(rows[name])) for name in ("round", "member", "subject")]
    whole = rows.set_index(["round", "member", "subject"])[["needed", "score"]]
    whole = whole.astype(float).reindex(pd.MultiIndex.from_product(keys))
    shape = [len(key) for key in keys]
    needed, score = (whole[c].to_numpy().reshape(shape) for c in ("needed", "score"))
    # Who is in the frame of a round needs what it left blank as little as a "no".
    inside = (~np.isnan(needed)).any(axis=2, keepdims=True)
    asked = (~np.isnan(needed)).any(axis=1, keepdims=True)
    return Panel(np.where(np.isnan(needed) & inside & asked, 0.0, needed), score)


def lpi_panel() -> Panel:
    """Return the panel of lpi_ap: members that the index covers are the frame."""
    needs = results_of("lpi_ap").needs
    names = {"respondent_id": "member", "subject_id": "subject"}
    return panel_of(needs[needs["needed"].notna()].rename(columns=names))


def truth_panel() -> Panel:
    """Return what is true of every member of rocb_ap."""
    truth = pd.read_csv(RAW / "rocb_ap" / "truth" / "needs.csv", keep_default_na=False)
    names = {"respondent_id": "member", "subject_id": "subject"}
    truth = truth.rename(columns=names).replace({"needed": {"": 0}, "score": {"": 0}})
    return panel_of(truth)


def replies_of(random: np.random.Generator, panel: Panel, silence: str) -> Flags:
    """Return who replies in each round: rounds x members."""
    frame = panel.frame
    steady = random.beta(*STEADY, size=frame.shape[1])
    place = random.normal(size=frame.shape[1])
    replied = np.zeros(frame.shape, bool)
    for number, inside in enumerate(frame):
        ready = random.random(len(inside))
        count = round(inside.sum() * random.uniform(0.6, 0.8))
        if silence == "core":
            ready = steady - ready
            count = (inside & (ready > 0)).sum()
        if silence == "hard_core":
            ready = 1.5 * place + random.normal(size=len(inside))
        if silence == "need":
            needed = np.nan_to_num(panel.needed[number])
            # Members that need much, or much of what many need, reply more readily.
            want = needed @ needed[inside].mean(axis=0)
            spread = max(want[inside].std(), 1e-9)
            ready = (want - want[inside].mean()) / spread
            ready = ready + random.gumbel(size=len(inside))
        replied[number, np.argsort(-np.where(inside, ready, -np.inf))[:count]] = True
    return replied


def known_rounds(panel: Panel, replied: Flags) -> list[KnownRound]:
    """Return the rounds as their replies show them."""
    memory = Memory.nothing(*panel.needed.shape[1:])
    rounds = []
    for needed, score, who in zip(panel.needed, panel.score, replied, strict=True):
        now = np.where(who[:, None], needed, np.nan)
        rounds.append(KnownRound(now, memory))
        memory = memory.after(now, np.where(who[:, None], score, np.nan))
    return rounds


@dataclass
class Figures:
    """Of sets of replies: each list has an entry a set.

    likely, exact: held and width of each range (exact: by level); firsts: said chance
    and truth; errors: squared, of the expected count and of the share times members.
    """

    likely: list[Numbers] = field(default_factory=list)
    exact: list[Numbers] = field(default_factory=list)
    firsts: list[Numbers] = field(default_factory=list)
    errors: list[Numbers] = field(default_factory=list)


def exact_ranges(needing: Numbers, answered: int, members: int) -> Numbers:
    """Return the ends of the hypergeometric interval at each level: levels x 2 x n."""
    every = np.arange(members + 1)[:, None]
    at_most = stats.hypergeom.cdf(needing, members, every, answered)
    at_least = stats.hypergeom.sf(needing - 1, members, every, answered)
    chance = np.minimum(at_most, at_least)
    # A level so low that nothing is left holds the likeliest count.
    best = chance.max(axis=0)
    inside = [chance >= np.minimum(level / 2, best) for level in LEVELS]
    ends = [(i.argmax(axis=0), members - i[::-1].argmax(axis=0)) for i in inside]
    return np.array(ends)


def judged(panel: Panel, replied: Flags, *, seed: int) -> Iterator[tuple[Numbers, ...]]:
    """Yield for each round but the first what its ranges came to; see Figures."""
    rounds = known_rounds(panel, replied)
    for last in range(1, len(rounds)):
        chances = chances_of_need(rounds[: last + 1], seed=seed)
        frame = panel.frame[last]
        asked = ~np.isnan(panel.needed[last][frame]).all(axis=0)
        needed = rounds[last].needed[frame][:, asked]
        counts = region_counts(needed, chances[:, frame][:, :, asked])
        truth = panel.needed[last][frame][:, asked].sum(axis=0)
        low, high = counts.likely_range()
        members, answered = int(frame.sum()), int((replied[last] & frame).sum())
        exact = exact_ranges(counts.certain, answered, members)
        first = chance_of_first(counts.drawn(seed=seed))
        is_first = chance_of_first(truth[None].astype(np.int64))
        by_share = counts.certain * members / answered
        yield (
            np.array([(low <= truth) & (truth <= high), high - low + 1]),
            np.array(
                [[(a <= truth) & (truth <= b), b - a + 1] for a, b in exact], float
            ),
            np.array([first, is_first]),
            np.array([(counts.expected() - truth) ** 2, (by_share - truth) ** 2]),
        )


def study(panel: Panel, silence: str, *, sets: int = SETS, seed: int = 1) -> Figures:
    """Return the figures of sets of replies to a panel."""
    random, found = np.random.default_rng(seed), Figures()
    for number in range(sets):
        replied = replies_of(random, panel, silence)
        parts = zip(*judged(panel, replied, seed=number), strict=True)
        whole = [np.concatenate(part, axis=-1) for part in parts]
        found.likely.append(whole[0])
        found.exact.append(whole[1])
        found.firsts.append(whole[2])
        found.errors.append(whole[3])
    return found


def narrower(figures: Figures) -> float:
    """Return the width of likely ranges over that of exact ones that cover as often."""
    held, width = np.concatenate(figures.likely, axis=1).mean(axis=1)
    exact = np.concatenate(figures.exact, axis=2).mean(axis=2)
    order = np.argsort(exact[:, 0])
    return float(width / np.interp(held, exact[order, 0], exact[order, 1]) - 1)


def standard_error(figures: Figures) -> tuple[float, float]:
    """Return the standard errors of coverage and of narrower: a batch left out each."""
    sets = len(figures.likely)
    batch = np.arange(sets) % min(BATCHES, sets)
    covers = [one[0].mean() for one in figures.likely]
    rest = []
    for number in set(batch):
        kept = np.flatnonzero(batch != number)
        likely = [figures.likely[i] for i in kept]
        rest.append(narrower(Figures(likely, [figures.exact[i] for i in kept])))
    spread = np.var(rest) * (len(rest) - 1)
    return float(np.std(covers, ddof=1) / sets**0.5), float(spread**0.5)


def reliability(figures: Figures) -> pd.DataFrame:
    """Return said and true chances of the first five: a row a tenth."""
    said, true = np.concatenate(figures.firsts, axis=1)
    tenth = np.minimum((said * 10).astype(int), 9) / 10
    rows = pd.DataFrame({"from": tenth, "said": said, "true": true})
    return rows.groupby("from").agg(
        n=("said", "size"), said=("said", "mean"), true=("true", "mean")
    )


def row_of(figures: Figures) -> dict[str, float]:
    """Return the row of the study's table."""
    held, width = np.concatenate(figures.likely, axis=1).mean(axis=1)
    exact = np.concatenate(figures.exact, axis=2).mean(axis=2)[LEVELS.index(0.05)]
    se_held, se_narrower = standard_error(figures)
    said, true = np.concatenate(figures.firsts, axis=1)
    errors = np.concatenate(figures.errors, axis=1).mean(axis=1)
    return {
        "exact_held": exact[0],
        "exact_width": exact[1],
        "held": held,
        "held_se": se_held,
        "width": width,
        "narrower_pct": 100 * narrower(figures),
        "narrower_se": 100 * se_narrower,
        "error_pct": 100 * (errors[0] / errors[1] - 1),
        "brier": ((said - true) ** 2).mean(),
        "brier_base": true.var(),
    }


def main() -> None:
    """Print a row for each panel and silence, and how far the first five hold."""
    panels = {"rocb_ap truth": truth_panel(), "lpi_ap": lpi_panel()}
    for path in sys.argv[1:]:
        panels[path.split("/")[-1]] = panel_of(pd.read_csv(path, dtype={"round": str}))
    for name, panel in panels.items():
        for silence in SILENCES:
            figures = study(panel, silence)
            row = ", ".join(f"{k} {v:.3f}" for k, v in row_of(figures).items())
            print(f"{name}, {silence}: {row}", flush=True)
            if silence == "chance":
                print(reliability(figures).round(3).to_string(), flush=True)


if __name__ == "__main__":
    main()
