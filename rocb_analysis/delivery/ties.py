"""One plan out of all that are equally good, by a stated order.

A solver may return any of them, and another version another one. So the best value is
found first, then held, and the order decides: fewest events, then fewest seats, then
the offer that stands first, and for its seats the member that stands first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rocb_analysis.delivery.bundles import bundled
from rocb_analysis.delivery.problem import INFINITY, Problem, Row
from rocb_analysis.delivery.programme import (
    Model,
    Numbers,
    Solution,
    Whole,
    build,
    solve,
)
from rocb_analysis.delivery.relaxed import proven_bound, relaxed

# Places of the order settled at a time: 2 ** 16 stays far inside a solver's accuracy.
_AT_ONCE = 16
# Half of the least difference between two values, which are whole numbers.
_HALF = 0.5


@dataclass(frozen=True)
class Chosen:
    """A plan as chosen.

    invited: line of every event held, in the order of offers, to the members invited
    with a need; value: the weights of all invited; bound: what no plan can exceed, as
    the solver says; proven: the same, proven by weak duality.
    """

    invited: dict[str, tuple[str, ...]]
    value: int
    bound: float
    proven: float


def best_plan(
    problem: Problem, weights: Whole, *, more: Sequence[Row] = ()
) -> Chosen | None:
    """Return the best plan, and of equal ones the first in the stated order.

    weights : see programme.build; more : further rows over the offers held. None where
    no plan keeps every limit.
    """
    bundles = bundled(problem, weights)
    best = bundles.best(more=more)
    if best is None:
        return None
    held = [*more, _at_least(bundles.model.gains, best.value)]
    lower, upper = _fixed_by_cost(bundles.model, best.value)
    lean = _leanness(problem, len(lower))
    leanest = _must(bundles.best(lean, lower=lower, upper=upper, more=held))
    held.append(_at_least(lean, leanest.value))
    x = leanest.x
    free = [n for n in range(bundles.model.offers) if lower[n] < upper[n]]
    for block in _blocks(free):
        wish = _wish(block, len(lower))
        x = _must(bundles.best(wish, lower=lower, upper=upper, more=held)).x
        lower[block] = upper[block] = x[block].round()
    held_now = x[: bundles.model.offers].round()
    invited = seated(problem, weights, held_now)
    proven = proven_bound(bundles.model)
    return Chosen(invited, best.value, best.bound, proven)


def seated(
    problem: Problem, weights: Whole, held: Numbers
) -> dict[str, tuple[str, ...]]:
    """Return who is invited to the events held, line by line, in the stated order."""
    own = tuple(problem.offers[int(number)] for number in np.flatnonzero(held))
    model = build(replace(problem, offers=own), weights, seating_only=True)
    members: dict[str, tuple[str, ...]] = {offer.line: () for offer in own}
    for event, member in model.invited(_seats(model)):
        members[own[event].line] += (problem.members[member],)
    return members


def _seats(model: Model) -> Numbers:
    """Return who sits where, all events held: the best, then by order."""
    lower, upper = np.zeros(len(model.gains)), model.upper.copy()
    lower[: model.offers] = 1.0
    if not model.pairs:
        return lower
    best = _must(solve(model, lower=lower, upper=upper, whole_pairs=True))
    held = [_at_least(model.gains, best.value)]
    x = best.x
    for block in _blocks(range(model.offers, model.offers + len(model.pairs))):
        found = solve(
            model,
            _wish(block, len(lower)),
            lower=lower,
            upper=upper,
            more=held,
            whole_pairs=True,
        )
        x = _must(found).x
        lower[block] = upper[block] = x[block].round()
    return x


def _wish(block: list[int], size: int) -> Whole:
    """Return what makes a solver choose a block in the order of a dictionary.

    Powers of two: the first outweighs all later ones.
    """
    wish = np.zeros(size, np.int64)
    wish[block] = 2 ** np.arange(len(block))[::-1]
    return wish


def _blocks(numbers: list[int] | range) -> list[list[int]]:
    return [list(numbers[n : n + _AT_ONCE]) for n in range(0, len(numbers), _AT_ONCE)]


def _leanness(problem: Problem, size: int) -> Whole:
    """Return minus the events, and behind them minus the seats."""
    seats = np.array([offer.seats for offer in problem.offers], np.int64)
    lean = np.zeros(size, np.int64)
    lean[: len(seats)] = -(1 + seats.sum()) - seats
    return lean


def _at_least(objective: Whole, value: int) -> Row:
    terms = {int(n): float(objective[n]) for n in np.flatnonzero(objective)}
    return Row("", "", terms, value - _HALF, INFINITY)


def _fixed_by_cost(model: Model, value: int) -> tuple[Numbers, Numbers]:
    """Return bounds with the offers fixed that are alike in every plan of this value.

    The relaxed programme bounds what a plan can reach; its reduced cost says how much
    of that an offer loses if it is held against its advice. If less than the value is
    left, no plan of the value does so.
    """
    lower, upper = np.zeros(len(model.gains)), model.upper.copy()
    answer = relaxed(model)
    if answer is None:
        return lower, upper
    reach, x, reduced = answer
    for number in range(model.offers):
        if reach - abs(reduced[number]) < value - _HALF:
            if round(x[number], 6) == 0:
                upper[number] = 0.0
            elif round(x[number], 6) == 1:
                lower[number] = 1.0
    return lower, upper


def _must(found: Solution | None) -> Solution:
    """Return an answer that is known to exist."""
    if found is None:
        raise RuntimeError("The solver lost a plan it had found; please report this.")
    return found
