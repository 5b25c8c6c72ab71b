"""How firm a plan is: over completed regions, at other limits, beside the next best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from rocb_analysis.core.text import listed
from rocb_analysis.plan.expected_needs import HUNDREDTHS, Needs
from rocb_analysis.plan.model import (
    INFINITY,
    Bundles,
    Chosen,
    Constraint,
    PlanModel,
    Whole,
    best_plan,
    bundled,
)
from rocb_analysis.plan.offers import NO_LIMIT, Limit, told

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
    decided = problem.decided
    free = [line for line in lines if not decided.get(line)]
    stays = dict.fromkeys(lines, 0)
    for draw in range(draws):
        weights, _ = in_lowest_terms(needs.weights_of(draw))
        kept = _lines_kept(bundled(problem, weights), free)
        for line in lines:
            stays[line] += line in kept or line not in free
    return {line: stays[line] / max(1, draws) for line in lines}


def _lines_kept(bundles: Bundles, lines: Sequence[str]) -> set[str]:
    """Return the lines in the best plan of a region that keeps most of them."""
    place = {offer.line: n for n, offer in enumerate(bundles.problem.offers)}
    size = len(bundles.model.gains)
    lower, upper = np.zeros(size), bundles.model.upper.copy()
    kept: set[str] = set()
    for start in range(0, max(1, len(lines)), _AT_ONCE):
        block = [place[line] for line in lines[start : start + _AT_ONCE]]
        wish = bundles.model.gains * 2 ** len(block)
        wish[block] = 2 ** np.arange(len(block))[::-1]
        found = bundles.best(wish, lower=lower, upper=upper)
        if found is None:
            return set()
        lower[block] = upper[block] = found.x[block].round()
        kept |= {bundles.problem.offers[n].line for n in block if lower[n] == 1}
    return kept


def coverage_by_events(
    problem: PlanModel, weights: Whole, *, up_to: int
) -> pd.DataFrame:
    """Return what the best plan covers with each number of events, all else as it is.

    A row a number of events at most, from 1; columns events, covered (needs, as the
    objective counts them; blank where no plan of so few keeps the other limits), gain
    (more than with one event less; blank without one to compare with).
    """
    small, divisor = in_lowest_terms(weights)
    least, _ = problem.limits.whole("events")
    rows = []
    for events in range(1, up_to + 1):
        most = max(float(events), least)
        limits = problem.limits.loosened("events", "", least=least, most=most)
        other = replace(problem, limits=limits)
        found = bundled(other, small).best() if events >= least else None
        covered = found.value * divisor / ONE_NEED if found else np.nan
        rows.append((events, round(covered, 3)))
    table = pd.DataFrame(rows, columns=["events", "covered"])
    return table.assign(gain=table["covered"].diff().round(3))


def price_of_limits(problem: PlanModel, weights: Whole, best: int) -> pd.DataFrame:
    """Return what each limit costs: the needs covered more if it were a step looser.

    A row a limit, the dearest first; columns limit, of, now and tried (the limit in
    words), gain (needs covered more; a need with extra weight counts as more than one),
    words. A limit "of each" is loosened for all at once. A step is one event; for seats
    the largest event, for the budget a tenth.

    weights, best : as counted, and the value of the plan in them.
    """
    rows = []
    small, divisor = in_lowest_terms(weights)
    for limit, of, now, tried, step, other in _loosened(problem):
        found = bundled(other, small).best()
        value = found.value * divisor if found else best
        gain = round((value - best) / ONE_NEED, 3)
        rows.append((limit, of, now, tried, gain, _priced(step, gain)))
    names = ["limit", "of", "now", "tried", "gain", "words"]
    prices = pd.DataFrame(rows, columns=names)
    return prices.sort_values("gain", ascending=False, kind="stable", ignore_index=True)


def _loosened(
    problem: PlanModel,
) -> Iterable[tuple[str, str, str, str, str, PlanModel]]:
    """Yield limit, of what, its words now and a step looser, the step, the problem.

    The step in words; the problem is that with the looser limit.
    """
    for row in problem.limits.rows:
        if row.limit == "extra_weight":
            continue
        for other in _steps(row, problem):
            rows = tuple(other if r == row else r for r in problem.limits.rows)
            looser = replace(problem, limits=replace(problem.limits, rows=rows))
            now, tried = _words(row, other), _words(other, row)
            yield row.limit, row.of, now, tried, _step(row, other, tried), looser
    for line, kept in problem.decided.items():
        decided = {k: v for k, v in problem.decided.items() if k != line}
        name = "kept" if kept else "deleted"
        looser = replace(problem, decided=decided)
        tried = f"{line} left free"
        yield name, line, told(name, line), tried, f"With {tried} the plan", looser


def _steps(row: Limit, problem: PlanModel) -> Iterable[Limit]:
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


def _words(row: Limit, other: Limit) -> str:
    if row.limit == "first_needs":
        met = f"{row.least:g} of the first {row.most:g} needs of every member met"
        return met if row.least else "first needs not looked at"
    if row.most != other.most:
        return told(row.limit, row.of, most=row.most)
    return told(row.limit, row.of, least=row.least)


# Who meets more needs where one event more may be held, of what or of each.
_ONE_MORE = {
    "events": ("One more event of the office's own", "One more event"),
    "kind": ("One more {of}", "One more event of each kind"),
    "host": ("One more event at {of}", "One more event at each host"),
    "quarter": ("One more event in {of}", "One more event in each quarter"),
    "subject": ("One more event on {of}", "One more event on each subject"),
    "member": ("One more event for {of}", "One more event for each member"),
}


def _step(row: Limit, other: Limit, tried: str) -> str:
    """Return a step looser as the subject of a sentence."""
    if row.limit in _ONE_MORE and row.most != other.most:
        one, each = _ONE_MORE[row.limit]
        of = row.of.replace("_", " ") if row.limit == "kind" else row.of
        return one.format(of=of) if of else each
    bound = row.most if row.most != other.most else row.least
    instead = "" if row.limit == "first_needs" else f" instead of {bound:,.10g}"
    return f"With {tried}{instead} the plan"


def _priced(step: str, gain: float) -> str:
    if gain <= 0:
        return f"{step} would meet no more needs."
    count = "1 more need" if round(gain) == 1 else f"{gain:.0f} more needs"
    if gain < 0.5:
        count = "less than half a need more"
    return f"{step} would meet about {count}."


def next_best(
    problem: PlanModel, weights: Whole, plan: Chosen, *, plans: int = 3
) -> pd.DataFrame:
    """Return the plans that come next, each with another set of lines than all before.

    A row a plan, the best first; columns place (2 = next to the plan), lost (needs
    covered less; 0 = as good), comes_in, goes_out (lines, joined by `; `), words.
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
        words = _compared(comes, goes, lost)
        rows.append((place, lost, "; ".join(comes), "; ".join(goes), words))
        before.append(held)
    names = ["place", "lost", "comes_in", "goes_out", "words"]
    return pd.DataFrame(rows, columns=names)


def _another_than(problem: PlanModel, held: set[str]) -> Constraint:
    """Return the row that at least one line differs."""
    factors = {
        number: -1.0 if offer.line in held else 1.0
        for number, offer in enumerate(problem.offers)
    }
    return Constraint("", "", factors, 1.0 - len(held), INFINITY)


def _compared(comes: list[str], goes: list[str], lost: float) -> str:
    said = []
    if comes:
        said.append(f"with {listed(comes)}")
    if goes:
        said.append(f"without {listed(goes)}")
    less = "as many needs" if lost <= 0 else f"{lost:.1f} needs less"
    return f"A plan {' and '.join(said)} would meet {less}."
