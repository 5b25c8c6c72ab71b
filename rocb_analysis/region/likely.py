"""How many members need each subject, given the replies known and those of before.

A logistic model of a member's answer, by what it answered last and how many need the
subject; approximated around its mode, drawn from, and counted out exactly. It takes
silence as chance given the last answers. For ranges called likely, never for "95 %".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

LIKELY = 0.95
FIRST = 5
# Draws of the model, and counts drawn from each.
DRAWS, COUNTS_A_DRAW = 200, 20
# How much of what was known of a subject's share still counts a round later.
SHARE_KEPT = 0.6
# What is taken of each coefficient before any answer is seen: mean and deviation. They
# speak of: any answer; the share before; the share before, of a member never heard;
# the last answer (1 or -1); its score (1 to -1); the member's breadth (1 = a quarter).
PRIOR = np.array(
    [(0.0, 1.0), (0.3, 0.4), (0.2, 0.4), (1.2, 0.8), (0.3, 1.0), (0.3, 0.7)]
)
BREADTH_UNIT = 0.25
# How far the log-odds of subjects may lie from what the share before says: what is
# tried, and the least for a subject without a share before.
SPREADS = (0.15, 0.3, 0.6, 1.2)
SPREAD_OF_NEW = 1.2
# Of Newton's method, in log-odds.
_MOST_STEPS, _LONGEST_STEP, _PRECISION = 60, 2.0, 1e-6


@dataclass(frozen=True)
class Memory:
    """What is known before a round: members x subjects, and subjects.

    last: each member's last answer that may be compared, 1, 0 or blank (nan); score: of
    that answer, 0 to 1; yes, answers: of each subject, older rounds counting less.
    """

    last: Numbers
    score: Numbers
    yes: Numbers
    answers: Numbers

    @classmethod
    def nothing(cls, members: int, subjects: int) -> Memory:
        """Return the memory before the first round."""
        blank, none = np.full((members, subjects), np.nan), np.zeros(subjects)
        return cls(blank, blank, none, none)

    def without(self, broken: Flags) -> Memory:
        """Return the memory without some subjects: what was asked of them changed."""
        return Memory(
            np.where(broken, np.nan, self.last),
            np.where(broken, np.nan, self.score),
            np.where(broken, 0.0, self.yes),
            np.where(broken, 0.0, self.answers),
        )

    def after(self, needed: Numbers, score: Numbers) -> Memory:
        """Return the memory after a round; a blank answer leaves the one before."""
        known = ~np.isnan(needed)
        score = np.where(np.isnan(score), needed, score)
        return Memory(
            np.where(known, needed, self.last),
            np.where(known, score, self.score),
            SHARE_KEPT * self.yes + np.nansum(needed, axis=0),
            SHARE_KEPT * self.answers + known.sum(axis=0),
        )


@dataclass(frozen=True)
class KnownRound:
    """A round: what is answered, members x subjects, and what was known before it."""

    needed: Numbers
    memory: Memory

    @property
    def is_new(self) -> Flags:
        """Say of each subject whether nothing is known of its share before."""
        return np.asarray(self.memory.answers == 0)

    def features(self) -> Numbers:
        """Return what the chance of a yes rests on: members x subjects x features."""
        memory, heard = self.memory, ~np.isnan(self.memory.last)
        answers = self.needed[~np.isnan(self.needed)]
        of_all = (answers.sum() + 0.5) / (len(answers) + 1.0)
        share = np.where(self.is_new, of_all, (memory.yes + 0.5) / (memory.answers + 1))
        odds = np.broadcast_to(logit(share), heard.shape)
        apart = np.where(heard, memory.last - share, 0.0)
        breadth = apart.sum(axis=1) / np.maximum(heard.sum(axis=1), 1)
        return np.stack(
            [
                np.ones(heard.shape),
                odds,
                np.where(heard, 0.0, odds),
                np.where(heard, 2 * memory.last - 1, 0.0),
                np.where(heard, 2 * memory.score - 1, 0.0),
                np.broadcast_to(breadth[:, None] / BREADTH_UNIT, heard.shape),
            ],
            axis=-1,
        )


def chances_of_need(
    rounds: Sequence[KnownRound], *, draws: int = DRAWS, seed: int = 0
) -> Numbers:
    """Return the chance that each member needs each subject in the last of the rounds.

    Draws x members x subjects, of members with an answer too. All rounds, in order,
    teach what an earlier answer says of a later one; what is particular to a subject in
    a round has a normal prior, whose spread is the one under which the answers are most
    likely (Laplace's approximation, as all else here).

    Tierney and Kadane (1986), Accurate approximations for posterior moments and
    marginal densities; Breslow and Clayton (1993), Approximate inference in generalized
    linear mixed models.
    """
    model = _best_model(rounds)
    random = np.random.default_rng(seed)
    of_features = random.standard_normal((draws, len(PRIOR)))
    of_subjects = random.standard_normal((draws, rounds[-1].needed.shape[1]))
    root = np.linalg.cholesky(np.linalg.inv(model.precision))
    shift = of_features @ root.T
    own = of_subjects / np.sqrt(model.own_precision[-1])
    own -= (shift @ model.shared[-1].T) / model.own_precision[-1]
    features = rounds[-1].features()
    odds = features @ model.weights + model.own[-1]
    moved = np.tensordot(shift, features, axes=(1, 2)) + own[:, None, :]
    return np.asarray(expit(odds + moved))


@dataclass(frozen=True)
class _Model:
    """The mode of the model, and how sharp it is.

    weights: of the features; own: what is particular to each round and subject;
    precision: of the weights, the rest integrated out; own_precision: of own, given the
    weights; shared: rounds x subjects x features, how the two hang together.
    """

    weights: Numbers
    own: Numbers
    precision: Numbers
    own_precision: Numbers
    shared: Numbers
    evidence: float


def _best_model(rounds: Sequence[KnownRound]) -> _Model:
    """Return the model with the spread under which the answers are most likely."""
    features = np.stack([one.features() for one in rounds])
    needed = np.stack([one.needed for one in rounds])
    is_new = np.stack([one.is_new for one in rounds])
    weights, own = PRIOR[:, 0], np.zeros(is_new.shape)
    models = []
    for spread in SPREADS:
        spreads = np.where(is_new, max(spread, SPREAD_OF_NEW), spread)
        models.append(_fitted(features, needed, spreads, weights, own))
        # The next search starts where this one ended.
        weights, own = models[-1].weights, models[-1].own
    return max(models, key=lambda model: model.evidence)


def _fitted(
    features: Numbers,
    needed: Numbers,
    spreads: Numbers,
    weights: Numbers,
    own: Numbers,
) -> _Model:
    """Return the mode by Newton's method, from a start."""
    for _ in range(_MOST_STEPS):
        model, slope, own_slope = _at(features, needed, spreads, weights, own)
        ratio = model.shared / model.own_precision[..., None]
        slope = slope - np.einsum("tsp,ts->p", ratio, own_slope)
        step = np.linalg.solve(model.precision, slope)
        own_step = own_slope / model.own_precision - ratio @ step
        longest = max(np.abs(step).max(), np.abs(own_step).max())
        shorter = min(1.0, _LONGEST_STEP / max(longest, _PRECISION))
        weights, own = weights + shorter * step, own + shorter * own_step
        if longest < _PRECISION:
            break
    return model


def _at(
    features: Numbers,
    needed: Numbers,
    spreads: Numbers,
    weights: Numbers,
    own: Numbers,
) -> tuple[_Model, Numbers, Numbers]:
    """Return the model at a place, and its slopes there."""
    known = ~np.isnan(needed)
    yes = np.where(known, needed, 0.0)
    odds = features @ weights + own[:, None, :]
    chance = np.where(known, expit(odds), 0.0)
    flat = features.reshape(-1, features.shape[-1])
    weighed = features * (chance * (1 - chance))[..., None]
    shared = weighed.sum(axis=1)
    own_precision = (chance * (1 - chance)).sum(axis=1) + spreads**-2
    precision = flat.T @ weighed.reshape(flat.shape) + np.diag(PRIOR[:, 1] ** -2)
    precision -= np.einsum("tsp,tsq,ts->pq", shared, shared, 1 / own_precision)
    apart = (weights - PRIOR[:, 0]) / PRIOR[:, 1]
    slope = (yes - chance).ravel() @ flat - apart / PRIOR[:, 1]
    own_slope = (yes - chance).sum(axis=1) - own * spreads**-2
    fit = np.where(known, yes * odds - np.logaddexp(0, odds), 0.0).sum()
    fit -= ((apart**2).sum() + ((own / spreads) ** 2).sum()) / 2
    sharp = np.linalg.slogdet(precision)[1] + np.log(own_precision).sum()
    fit -= np.log(spreads).sum() + sharp / 2
    evidence = round(float(fit), 9)
    model = _Model(weights, own, precision, own_precision, shared, evidence)
    return model, slope, own_slope


# From chances of members to counts of the region.


@dataclass(frozen=True)
class RegionCounts:
    """How many members may need each subject.

    certain: members that say so, by subject; chances: numbers x draws x subjects, of
    each number of members without an answer that need it besides.
    """

    certain: Counts
    chances: Numbers

    def expected(self) -> Numbers:
        """Return the members expected to need each subject."""
        numbers = np.arange(len(self.chances))
        return np.asarray(self.certain + numbers @ self.chances.mean(axis=1))

    def likely_range(self, share: float = LIKELY) -> tuple[Counts, Counts]:
        """Return the ends of the shortest range that holds `share` of the chances.

        Of ranges as short the likelier, of those as likely the lower.
        """
        sums = np.cumsum(self.chances.mean(axis=1), axis=0)
        sums = np.pad(sums, ((1, 0), (0, 0)))
        low = high = np.full(len(self.certain), -1)
        for width in range(1, len(sums)):
            held = (sums[width:] - sums[:-width]).round(9)
            found = (low < 0) & (held.max(axis=0) >= share)
            low = np.where(found, held.argmax(axis=0), low)
            high = np.where(found, low + width - 1, high)
        return self.certain + low, self.certain + high

    def drawn(self, *, counts: int = COUNTS_A_DRAW, seed: int = 0) -> Counts:
        """Return counts of the region drawn: draws x subjects."""
        place = np.random.default_rng(seed).random((counts, *self.chances.shape[1:]))
        besides = np.zeros(place.shape, np.int64)
        for sums in np.cumsum(self.chances, axis=0)[:-1]:
            besides += place > sums
        return np.asarray(self.certain + besides.reshape(-1, len(self.certain)))


def region_counts(
    needed: Numbers, chances: Numbers, *, tilt: float = 1.0
) -> RegionCounts:
    """Return how many of some members may need each subject.

    needed: members x subjects, 1, 0 or blank; chances: draws x members x subjects. Only
    those of members without an answer count, times `tilt`, at most 1. Given a draw the
    members are taken as independent: the count is a sum of chances (Poisson binomial).
    """
    silent = np.isnan(needed)
    rows = np.flatnonzero(silent.any(axis=1))
    numbers = np.zeros((len(rows) + 1, len(chances), needed.shape[1]))
    numbers[0] = 1.0
    for more, row in enumerate(rows, start=1):
        yes = np.minimum(chances[:, row] * tilt, 1.0) * silent[row]
        besides = numbers[:more] * yes
        numbers[:more] -= besides
        numbers[1 : more + 1] += besides
    return RegionCounts(np.nansum(needed, axis=0).astype(np.int64), numbers)


def chance_of_first(counts: Counts, places: int = FIRST) -> Numbers:
    """Return the chance of being among the first subjects by count.

    counts: draws x subjects. Subjects that tie at the last place share what places are
    left, so that the chances add up to `places`.

    >>> chance_of_first(np.array([[9, 5, 5, 1]]), places=2).tolist()
    [1.0, 0.5, 0.5, 0.0]
    """
    if counts.shape[1] <= places:
        return np.ones(counts.shape[1])
    last = np.sort(counts, axis=1)[:, [-places]]
    above, ties = counts > last, counts == last
    left = places - above.sum(axis=1, keepdims=True)
    shared = above + ties * left / ties.sum(axis=1, keepdims=True)
    return np.asarray(shared.mean(axis=0))
