"""The integer programme against every plan tried out, and against itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.plan import model, solve
from rocb_analysis.plan.checked import covered, faults
from rocb_analysis.plan.model import PlanModel, build
from rocb_analysis.plan.offers import Limit, Limits, Offer
from rocb_analysis.plan.solve import (
    NO_BEST,
    Clock,
    best_plan,
    bound_by_prices,
    collision,
    tight,
)
from tests.plan.plan_search import best_of_all, random_case
from tests.plan.solver import shuffled

CASES = 240
LIMITS = set("events seats budget kind host quarter subject member first_needs".split())


@pytest.fixture(scope="module")
def searched() -> list:
    """Return each case with its best plan, found by trying them all."""
    random = np.random.default_rng(2)
    cases = [random_case(random) for _ in range(CASES)]
    return [(*case, best_of_all(*case)) for case in cases]


def test_the_plan_is_the_best_and_first_of_all_plans_tried_out(searched) -> None:
    for problem, weights, best in searched:
        plan = best_plan(problem, weights)
        assert (plan and (plan.value, plan.invited)) == best


def test_the_cases_hold_every_limit_and_both_outcomes(searched) -> None:
    rows = [row for problem, *_ in searched for row in problem.limits.rows]
    outcomes = [best is None for *_, best in searched]
    assert {row.limit for row in rows} == LIMITS
    assert {"own_lines", "A"} <= {row.of for row in rows}
    assert sum(bool(problem.decided) for problem, *_ in searched) > CASES // 4
    assert min(sum(outcomes), len(outcomes) - sum(outcomes)) > 40


def test_the_cases_hold_plans_that_the_stated_order_alone_tells_apart(searched) -> None:
    ties = 0
    for problem, weights, best in searched:
        turned = replace(problem, offers=problem.offers[::-1])
        if best and (plan := best_of_all(turned, weights)):
            ties += plan[1] != best[1]
    assert ties > 20


def test_no_plan_breaks_a_limit_and_each_is_worth_what_it_says(searched) -> None:
    for problem, weights, best in searched:
        if best is not None:
            plan = best_plan(problem, weights)
            assert faults(problem, plan.invited) == []
            assert covered(problem, plan.invited, weights) == plan.value
            assert plan.value <= plan.proven + 1e-6


def test_sets_of_events_cut_off_no_plan(searched) -> None:
    for problem, weights, best in searched:
        found = solve.solve(build(problem, weights), clock=Clock(NO_BEST))
        assert (found and found.value) == (best and best[0])


def test_a_subject_of_too_many_sets_is_solved_without_them(
    searched, monkeypatch
) -> None:
    monkeypatch.setattr(model, "_MOST_SETS", 2)
    for problem, weights, best in searched[:80]:
        plan = best_plan(problem, weights)
        assert (plan and plan.invited) == (best and best[1])


def test_a_collision_is_told_where_no_plan_exists_and_only_there(searched) -> None:
    for problem, weights, best in searched:
        assert (collision(problem, weights) is None) == (best is not None)


def test_the_plan_does_not_hang_on_the_order_in_which_a_solver_sees_it(
    searched, monkeypatch
) -> None:
    possible = [(p, w) for p, w, best in searched if best][:40]
    plain = [best_plan(*case).invited for case in possible]
    shuffle = shuffled(np.random.default_rng(5))
    monkeypatch.setattr(solve, "milp", shuffle)
    assert [best_plan(*case).invited for case in possible] == plain


def crowded(members: int, subjects: int, *limits: Limit) -> tuple:
    """Return a case in which everyone needs everything, and each event is too small."""
    ids = tuple(f"m{n:02d}" for n in range(members))
    names = tuple(f"s{n:02d}" for n in range(subjects))
    offers = tuple(
        Offer(f"{name}-{n}", name, "w", "", 1.0, 3 + n, ids, "", "", "", "")
        for name in names
        for n in range(4)
    )
    first = (frozenset(names),) * members
    problem = PlanModel(offers, ids, names, first, Limits(limits))
    return problem, np.ones((members, subjects), np.int64)


def test_a_crowded_case_without_a_plan_says_so_at_once(monkeypatch) -> None:
    monkeypatch.setattr(solve, "SECONDS", 5.0)
    limits = Limit("events", "", 0.0, 12.0), Limit("first_needs", "", 4.0, 12.0)
    assert best_plan(*crowded(30, 12, *limits)) is None


def test_a_crowded_case_without_a_plan_says_what_collides() -> None:
    limits = Limit("events", "", 0.0, 4.0), Limit("first_needs", "", 3.0, 9.0)
    case = crowded(9, 9, *limits)
    assert best_plan(*case) is None
    assert "at most 4 events" in collision(*case).limits


def test_half_an_event_seats_no_more_than_half_of_what_it_adds() -> None:
    problem, weights = crowded(8, 1, Limit("budget", "", 0.0, 1.5))
    loose, _ = bound_by_prices(build(problem, weights), Clock(NO_BEST))
    bound, _ = bound_by_prices(tight(problem, weights), Clock(NO_BEST))
    # 6 seats, and half of the 2 members whom the event of 5 seats adds.
    assert [round(bound, 6), round(loose, 6)] == [7, 8]
    assert best_plan(problem, weights).value == 6


@pytest.mark.parametrize("task", [best_plan, collision])
def test_where_the_time_is_up_a_sentence_says_so(
    task: Callable, searched, monkeypatch
) -> None:
    monkeypatch.setattr(solve, "SECONDS", 1e-9)
    with pytest.raises(SurveyError, match="not found within 1e-09 seconds; offer few"):
        task(*searched[0][:2])


def test_the_solver_itself_stops_where_the_time_is_up(monkeypatch) -> None:
    monkeypatch.setattr(Clock, "left", lambda _: 1e-9)
    with pytest.raises(SurveyError, match="The best plan was not found within 20 sec"):
        best_plan(*crowded(30, 12, Limit("events", "", 0.0, 12.0)))
