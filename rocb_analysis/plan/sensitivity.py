"""How firm a plan is: over completed regions, at other limits, beside the next best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from rocb_analysis.plan.expected_needs import HUNDREDTHS, Needs
from rocb_analysis.plan.model import INFINITY, Constraint, PlanModel, Whole
from rocb_analysis.plan.offers import NO_LIMIT, Limit
from rocb_analysis.plan.solve import (
    NO_BEST,
    Chosen,
    Clock,
    best_plan,
    order_of,
    solve,
    tight,
)

# One need of a member without extra weight.
ONE_NEED = HUNDREDTHS * HUNDREDTHS
# Lines whose place in a region's best plan is settled in one go.
_AT_ONCE = 16


def in_lowest_terms(weights: Whole) -> tuple[Whole, int]:
    """Return the weights divided by what divides all, and that number."""
    divisor = int(np.gcd.reduce(weights.ravel())) or 1
    return weights // divisor, divisor


def kept_shares(
    problem: PlanModel, needs: Needs, lines: Sequence[str], *, completions: int
) -> dict[str, float]:
    """Return the share of completed regions in whose best plan a line stands, 0 to 1.

    Each region is planned anew as if all its needs were known. Of equally good plans
    the one that keeps the first line counts, then the second, and so on: a line goes
    only where something better takes its place.
    """
    draws = min(completions, len(needs.completed.drawn))
    free = [line for line in lines if not problem.decided.get(line)]
    stays = dict.fromkeys(lines, 0)
    for draw in range(draws):
        kept = _lines_kept(problem, needs.weights_of(draw), free)
        for line in lines:
            stays[line] += line in kept or line not in free
    return {line: stays[line] / max(1, draws) for line in lines}


def _lines_kept(problem: PlanModel, weights: Whole, lines: Sequence[str]) -> set[str]:
    """Return the lines in the best plan of a region that keeps most of them."""
    small, _ = in_lowest_terms(weights)
    programme, clock = tight(problem, small), Clock(NO_BEST)
    number = {offer.line: n for n, offer in enumerate(problem.offers)}
    lower, upper = np.zeros(len(programme.gains)), programme.upper.copy()
    kept: set[str] = set()
    for start in range(0, len(lines), _AT_ONCE):
        block = [number[line] for line in lines[start : start + _AT_ONCE]]
        wish = programme.gains * 2 ** len(block) + order_of(block, len(lower))
        found = solve(programme, wish, clock=clock, lower=lower, upper=upper)
        if found is None:
            return set()
        lower[block] = upper[block] = found.x[block].round()
        kept |= {problem.offers[n].line for n in block if lower[n] == 1}
    return kept


def _best_value(problem: PlanModel, weights: Whole) -> int | None:
    """Return the value of the best plan, None where no plan keeps every limit."""
    small, divisor = in_lowest_terms(weights)
    found = solve(tight(problem, small), clock=Clock(NO_BEST))
    return found.value * divisor if found else None


def coverage_by_events(
    problem: PlanModel, weights: Whole, *, up_to: int
) -> pd.DataFrame:
    """Return what the best plan covers with each number of events, all else as it is.

    A row a number of events at most, from 1; columns events, covered (needs, as the
    objective counts them; blank where no plan of so few keeps the other limits), gain
    (more than with one event less; blank without one to compare with).
    """
    least, _ = problem.limits.whole("events")
    rows = []
    for events in range(1, up_to + 1):
        most = max(float(events), least)
        limits = problem.limits.loosened("events", "", least=least, most=most)
        other = replace(problem, limits=limits)
        value = _best_value(other, weights) if events >= least else None
        rows.append((events, np.nan if value is None else round(value / ONE_NEED, 3)))
    table = pd.DataFrame(rows, columns=["events", "covered"])
    return table.assign(gain=table["covered"].diff().round(3))


def price_of_limits(problem: PlanModel, weights: Whole, best: int) -> pd.DataFrame:
    """Return what each limit costs: the needs covered more if it were a step looser.

    A row a limit, the dearest first; columns limit, of, bound (most, least, or blank
    for a line kept or deleted, which is then left free), now and tried (numbers, blank
    for such a line), gain (needs covered more; a need with extra weight counts as more
    than one). A limit "of each" is loosened for all at once. A step is one event; for
    seats the largest event, for the budget a tenth.

    weights, best : as counted, and the value of the plan in them.
    """
    rows = []
    for change, looser in _loosened(problem):
        value = _best_value(looser, weights)
        gain = ((best if value is None else value) - best) / ONE_NEED
        rows.append((*change, round(gain, 3)))
    names = ["limit", "of", "bound", "now", "tried", "gain"]
    prices = pd.DataFrame(rows, columns=names)
    return prices.sort_values("gain", ascending=False, kind="stable", ignore_index=True)


def _loosened(
    problem: PlanModel,
) -> Iterable[tuple[tuple[str, str, str, float, float], PlanModel]]:
    """Yield limit, of what, bound, now and tried, with the problem a step looser."""
    for row in problem.limits.rows:
        for other in _steps(row, problem):
            rows = tuple(other if r == row else r for r in problem.limits.rows)
            looser = replace(problem, limits=replace(problem.limits, rows=rows))
            if row.most != other.most:
                yield (row.limit, row.of, "most", row.most, other.most), looser
            else:
                yield (row.limit, row.of, "least", row.least, other.least), looser
    for line, kept in problem.decided.items():
        decided = {k: v for k, v in problem.decided.items() if k != line}
        change = ("kept" if kept else "deleted", line, "", np.nan, np.nan)
        yield change, replace(problem, decided=decided)


def _steps(row: Limit, problem: PlanModel) -> Iterable[Limit]:
    if row.limit == "extra_weight":
        return
    if row.limit == "first_needs":
        if row.least > 0:
            yield row._replace(least=0.0)
        return
    step = 1.0
    if row.limit == "seats":
        step = float(max((offer.seats for offer in problem.offers), default=1))
    if row.limit == "budget":
        step = round(row.most / 10, 2)
    if row.most < NO_LIMIT:
        yield row._replace(most=row.most + step)
    if row.least > 0:
        yield row._replace(least=max(0.0, row.least - 1))


def next_best(
    problem: PlanModel, weights: Whole, plan: Chosen, *, plans: int = 3
) -> pd.DataFrame:
    """Return the plans that come next, each with another set of lines than all before.

    A row a plan, the best first; columns place (2 = next to the plan), lost (needs
    covered less; 0 = as good), comes_in, goes_out (lines, joined by `; `).
    """
    before = [set(plan.invited)]
    small, divisor = in_lowest_terms(weights)
    rows = []
    for place in range(2, plans + 2):
        cuts = [_another_than(problem, held) for held in before]
        found = best_plan(problem, small, more=cuts)
        if found is None:
            break
        held = set(found.invited)
        lost = round((plan.value - found.value * divisor) / ONE_NEED, 3)
        comes, goes = sorted(held - before[0]), sorted(before[0] - held)
        rows.append((place, lost, "; ".join(comes), "; ".join(goes)))
        before.append(held)
    return pd.DataFrame(rows, columns=["place", "lost", "comes_in", "goes_out"])


def _another_than(problem: PlanModel, held: set[str]) -> Constraint:
    """Return the row that at least one line differs."""
    factors = {
        number: -1.0 if offer.line in held else 1.0
        for number, offer in enumerate(problem.offers)
    }
    return Constraint("", "", factors, 1.0 - len(held), INFINITY)
