"""The best plan: the programme solved in set time, equals by a stated order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import listed
from rocb_analysis.plan.model import (
    INFINITY,
    Constraint,
    Numbers,
    PlanModel,
    PlanProgramme,
    Whole,
    build,
    build_seating,
    factors_of,
    with_event_sets,
)
from rocb_analysis.plan.offers import told

# What a draft may take; a plan of usual size takes less than one.
SECONDS = 20.0
_LESS = "offer fewer events, or loosen or take out limits, and draft the plan again."
NO_BEST = "The best plan was not found within {seconds} seconds; " + _LESS
NO_REASON = (
    "No plan keeps all limits, and which of them collide was not found within "
    "{seconds} seconds; " + _LESS
)
# What the solver says where its time is up, and where no answer keeps every row.
_OUT_OF_TIME, _INFEASIBLE = 1, 2


class Clock:
    """The time that a draft may take, which all its solutions share.

    A plan that is not proven when it is up is not used: what a solver has found by then
    hangs on the machine, so that two runs would give two plans.
    """

    def __init__(self, too_long: str) -> None:
        """Start the clock; too_long: what the office reads where the time is up."""
        self.error = SurveyError(too_long.format(seconds=f"{SECONDS:g}"))
        self._end = monotonic() + SECONDS

    def left(self) -> float:
        """Return the seconds left; the error where there are none."""
        if (seconds := self._end - monotonic()) <= 0:
            raise self.error
        return seconds


@dataclass(frozen=True)
class Solution:
    """A best answer: its variables, and its value."""

    x: Numbers
    value: int


def solve(
    programme: PlanProgramme,
    objective: npt.ArrayLike | None = None,
    *,
    clock: Clock,
    lower: Numbers | None = None,
    upper: Numbers | None = None,
    more: Sequence[Constraint] = (),
) -> Solution | None:
    """Return a best answer, proven so, or None where no answer keeps every row.

    objective : whole numbers, one a variable, as great as can be; the gains if none is
        given. lower, upper : bounds in place of 0 and the programme's. more : further
        rows.

    Raises SurveyError where the time is up, RuntimeError if the solver fails.
    """
    size = len(programme.gains)
    gains = np.asarray(programme.gains if objective is None else objective, np.float64)
    rows = [*programme.rows, *more]
    factors = programme.factors
    if more:
        factors = sparse.vstack([factors, factors_of(more, size)], format="csr")
    answer = milp(
        -gains,
        integrality=np.arange(size) < programme.whole,
        bounds=Bounds(
            np.zeros(size) if lower is None else lower,
            programme.upper if upper is None else upper,
        ),
        constraints=LinearConstraint(
            factors, [row.low for row in rows], [row.high for row in rows]
        ),
        options={"mip_rel_gap": 0.0, "time_limit": clock.left()},
    )
    if answer.status == _OUT_OF_TIME:
        raise clock.error
    if answer.status == _INFEASIBLE:
        return None
    if answer.status != 0:
        raise RuntimeError(f"The solver stopped: {answer.message}")
    return Solution(answer.x, round(-answer.fun))


def bound_by_prices(programme: PlanProgramme, clock: Clock) -> tuple[float, Numbers]:
    """Return a value that no plan can exceed, and what each variable adds to it.

    A price is put on every row: what the rows are worth at these prices, and what each
    variable gains above what it pays, cannot be exceeded whatever the prices are (weak
    duality). So the prices may come from a solver, the linear one, and the sum is done
    here, with no trust in it.
    """
    low = np.array([row.low for row in programme.rows])
    high = np.array([row.high for row in programme.rows])
    above, below = high < INFINITY, low > -INFINITY
    factors = programme.factors
    factors = sparse.vstack([factors[above], -factors[below]], format="csr")
    ends = np.concatenate([high[above], -low[below]])
    answer = linprog(
        -programme.gains.astype(float),
        A_ub=factors,
        b_ub=ends,
        bounds=np.column_stack([np.zeros(len(programme.upper)), programme.upper]),
        method="highs",
        options={"time_limit": clock.left()},
    )
    if answer.status == _OUT_OF_TIME:
        raise clock.error
    if answer.status != 0:
        raise RuntimeError(f"The solver stopped: {answer.message}")
    prices = np.maximum(0.0, -answer.ineqlin.marginals)
    adds = programme.gains - factors.T @ prices
    return float(ends @ prices + np.maximum(0.0, adds) @ programme.upper), adds


# One plan out of all that are equally good, by a stated order.

# Places of the order settled at a time: 2 ** 16 stays far inside a solver's accuracy.
_AT_ONCE = 16
# Half of the least difference between two values, which are whole numbers.
_HALF = 0.5


@dataclass(frozen=True)
class Chosen:
    """A plan as chosen.

    invited: line of every event held, in the order of offers, to the members invited
    with a need; value: the weights of all invited; proven: what no plan can exceed, see
    bound_by_prices.
    """

    invited: dict[str, tuple[str, ...]]
    value: int
    proven: float


def best_plan(
    problem: PlanModel, weights: Whole, *, more: Sequence[Constraint] = ()
) -> Chosen | None:
    """Return the best plan, and of equal ones the first in the stated order.

    The order: fewest events, fewest seats, the offer that stands first; for a seat, the
    member that stands first.

    weights : see model.build; more : further rows over the offers held. None where no
    plan keeps every limit. SurveyError where SECONDS are not enough.
    """
    clock = Clock(NO_BEST)
    programme = tight(problem, weights)
    best = solve(programme, clock=clock, more=more)
    if best is None:
        return None
    proven, adds = bound_by_prices(programme, clock)
    lower, upper = _settled(programme, adds, proven - best.value)
    rows = [*more, _at_least(programme.gains, best.value)]
    lean = _leanness(problem, len(lower))
    leanest = _must(
        solve(programme, lean, clock=clock, lower=lower, upper=upper, more=rows)
    )
    rows.append(_at_least(lean, leanest.value))
    free = [n for n in range(programme.offers) if lower[n] < upper[n]]
    x = _first_in_order(programme, leanest.x, free, lower, upper, rows, clock)
    invited = seated(problem, weights, programme.held(x), clock)
    return Chosen(invited, best.value, proven)


def tight(problem: PlanModel, weights: Whole) -> PlanProgramme:
    """Return the programme of a problem in the form that is quick to solve."""
    return with_event_sets(problem, weights, build(problem, weights))


def seated(
    problem: PlanModel, weights: Whole, held: Whole, clock: Clock
) -> dict[str, tuple[str, ...]]:
    """Return who is invited to the offers held, line by line, in the stated order."""
    offers = tuple(problem.offers[number] for number in held)
    members: dict[str, tuple[str, ...]] = {offer.line: () for offer in offers}
    programme = build_seating(replace(problem, offers=offers), weights)
    if not programme.pairs:
        return members
    lower, upper = np.zeros(len(programme.gains)), programme.upper.copy()
    lower[: len(offers)] = 1.0
    best = _must(solve(programme, clock=clock, lower=lower, upper=upper))
    rows = [_at_least(programme.gains, best.value)]
    pairs = list(range(len(offers), len(lower)))
    x = _first_in_order(programme, best.x, pairs, lower, upper, rows, clock)
    for event, member in programme.invited(x):
        members[offers[event].line] += (problem.members[member],)
    return members


def _first_in_order(
    programme: PlanProgramme,
    x: Numbers,
    free: list[int],
    lower: Numbers,
    upper: Numbers,
    rows: Sequence[Constraint],
    clock: Clock,
) -> Numbers:
    """Return the answer that takes the first of the free variables, then the second.

    x : an answer; lower, upper : bounds, in which what is settled is fixed.
    """
    for start in range(0, len(free), _AT_ONCE):
        block = free[start : start + _AT_ONCE]
        wish = order_of(block, len(lower))
        found = solve(programme, wish, clock=clock, lower=lower, upper=upper, more=rows)
        x = _must(found).x
        lower[block] = upper[block] = x[block].round()
    return x


def order_of(block: Sequence[int], size: int) -> Whole:
    """Return what makes a solver choose a block in the order of a dictionary.

    Powers of two: the first outweighs all later ones.
    """
    wish = np.zeros(size, np.int64)
    wish[list(block)] = 2 ** np.arange(len(block))[::-1]
    return wish


def _leanness(problem: PlanModel, size: int) -> Whole:
    """Return minus the events, and behind them minus the seats."""
    seats = np.array([offer.seats for offer in problem.offers], np.int64)
    lean = np.zeros(size, np.int64)
    lean[: len(seats)] = -(1 + seats.sum()) - seats
    return lean


def _at_least(objective: Whole, value: int) -> Constraint:
    terms = {int(n): float(objective[n]) for n in np.flatnonzero(objective)}
    return Constraint("", "", terms, value - _HALF, INFINITY)


def _settled(
    programme: PlanProgramme, adds: Numbers, room: float
) -> tuple[Numbers, Numbers]:
    """Return bounds with the offers fixed that are alike in every plan of a value.

    adds : what each offer adds to the bound by prices. Held or left out against that,
    it takes as much from the bound; what takes more than the room between the bound and
    the value is no such plan.
    """
    lower, upper = np.zeros(len(programme.gains)), programme.upper.copy()
    offers = np.arange(len(adds)) < programme.offers
    lower[offers & (adds > room + _HALF)] = 1.0
    upper[offers & (-adds > room + _HALF)] = 0.0
    return lower, upper


def _must(found: Solution | None) -> Solution:
    """Return an answer that is known to exist."""
    if found is None:
        raise RuntimeError("The solver lost a plan it had found; please report this.")
    return found


# Why no plan keeps all limits: which collide, and the smallest change that helps.

_MOST_NAMED = 6


@dataclass(frozen=True)
class Collision:
    """Limits that no plan keeps together.

    limits: those that collide, in words; without any one of them the others could be
    kept. changes: in words, the smallest first; each alone makes a plan possible, or,
    where `together`, all of them at once.
    """

    limits: tuple[str, ...]
    changes: tuple[str, ...]
    together: bool

    def sentence(self) -> str:
        """Return the collision as one sentence for the office."""
        shown = list(self.limits[:_MOST_NAMED])
        if more := len(self.limits) - len(shown):
            shown.append(f"{more} more of the kind")
        change = listed(self.changes) if self.together else self.changes[0]
        return (
            f"No plan keeps all limits: {listed(shown)} cannot hold together; the "
            f"smallest change that makes a plan possible is {change}."
        )


def collision(problem: PlanModel, weights: Whole) -> Collision | None:
    """Return why a problem has no plan, or None if it has one.

    The limits are left out one by one as long as what is left still collides; then the
    least change of each that is left is sought, measured against the limit itself.
    """
    programme, clock = _one_sided(build(problem, weights)), Clock(NO_REASON)
    if _has_plan(programme, clock):
        return None
    rows = _colliding(programme, clock)
    changes = sorted(
        (_relative(row, slack), number, _changed(row, slack))
        for number, row in enumerate(rows)
        if (slack := _needed_slack(programme, row, clock)) is not None
    )
    words = tuple(change for _, _, change in changes)
    limits = tuple(_in_words(row) for row in rows)
    if words:
        return Collision(limits, words, together=False)
    together = tuple(_changed_together(programme, clock))
    return Collision(limits, together, together=True)


def _one_sided(programme: PlanProgramme) -> PlanProgramme:
    """Return the programme with a row for at least and one for at most of a limit."""
    rows: list[Constraint] = []
    for row in programme.rows:
        if not row.limit:
            rows.append(row)
            continue
        if row.high < INFINITY:
            rows.append(replace(row, low=-INFINITY))
        if row.low > 0:
            rows.append(replace(row, high=INFINITY))
    return replace(programme, rows=tuple(rows))


def _has_plan(programme: PlanProgramme, clock: Clock) -> bool:
    nothing = np.zeros(len(programme.gains), np.int64)
    return solve(programme, nothing, clock=clock) is not None


def _colliding(programme: PlanProgramme, clock: Clock) -> list[Constraint]:
    """Return limits that collide, none of which can be spared."""
    left = [row for row in programme.rows if row.limit]
    base = [row for row in programme.rows if not row.limit]
    names = list(dict.fromkeys(row.limit for row in left))
    groups = [[row for row in left if row.limit == name] for name in names]
    for parts in (groups, None):
        chunks = parts if parts is not None else [[row] for row in left]
        for chunk in chunks:
            spared = [row for row in left if row not in chunk]
            if not _has_plan(replace(programme, rows=(*base, *spared)), clock):
                left = spared
    return left


def _needed_slack(
    programme: PlanProgramme, row: Constraint, clock: Clock
) -> float | None:
    """Return by how much a limit alone must give way, None if that does not help."""
    found = solve(_with_slack(programme, [row], [1]), clock=clock)
    return None if found is None else float(found.x[-1])


def _changed_together(programme: PlanProgramme, clock: Clock) -> list[str]:
    """Return the least changes, each measured against its limit, that help together."""
    rows = [row for row in programme.rows if row.limit]
    costs = [1000 * len(rows) // max(1, round(_bound(row))) + 1 for row in rows]
    found = solve(_with_slack(programme, rows, costs), clock=clock)
    if found is None:
        return ["another set of offers"]
    slack = found.x[len(programme.gains) :]
    pairs = zip(rows, slack, strict=True)
    return [_changed(row, float(by)) for row, by in pairs if by > 1e-6]


def _with_slack(
    programme: PlanProgramme, rows: Sequence[Constraint], costs: Sequence[int]
) -> PlanProgramme:
    """Return the programme with a variable that loosens each row, at what it costs."""
    size = len(programme.gains)
    number = {id(row): size + n for n, row in enumerate(rows)}
    loose = []
    for row in programme.rows:
        slack = number.get(id(row))
        if slack is None:
            loose.append(row)
            continue
        sign = -1.0 if row.high < INFINITY else 1.0
        loose.append(replace(row, terms={**row.terms, slack: sign}))
    return replace(
        programme,
        rows=tuple(loose),
        upper=np.concatenate([programme.upper, np.full(len(rows), INFINITY)]),
        gains=np.concatenate([programme.gains * 0, -np.array(costs, np.int64)]),
    )


def _bound(row: Constraint) -> float:
    return row.high if row.high < INFINITY else row.low


def _relative(row: Constraint, slack: float) -> float:
    """Return a change as a share of its limit; undoing a decision is a whole one."""
    if row.limit in {"kept", "deleted", "first_needs"}:
        return 1.0
    return round(slack / max(1.0, _bound(row)), 9)


def _in_words(row: Constraint) -> str:
    """Return a limit in words."""
    if row.high < INFINITY:
        return told(row.limit, row.of, most=row.high)
    return told(row.limit, row.of, least=row.low)


def _changed(row: Constraint, slack: float) -> str:
    """Return a limit changed, in words."""
    by = round(slack, 2)
    if row.limit in {"kept", "deleted"}:
        return f"not to have {told(row.limit, row.of)}"
    if row.high < INFINITY:
        return f"{told(row.limit, row.of, most=row.high + by)} instead of {row.high:g}"
    less = max(0.0, row.low - by)
    return f"{told(row.limit, row.of, least=less)} instead of {row.low:g}"
