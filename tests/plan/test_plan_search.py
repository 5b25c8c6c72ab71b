"""The integer programme against every plan tried out, and against itself."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize, sparse

from rocb_analysis.plan import model as programme
from rocb_analysis.plan.checked import covered, faults
from rocb_analysis.plan.draft import collision
from rocb_analysis.plan.model import best_plan, build, bundled, solve
from rocb_analysis.plan.offers import Limits
from tests.plan.plan_search import best_value, random_case

CASES = 240


def cases() -> list:
    random = np.random.default_rng(2)
    return [random_case(random) for _ in range(CASES)]


@pytest.fixture(scope="module")
def searched() -> list:
    """Return each case with the value of its best plan, found by trying them all."""
    return [(*case, best_value(*case)) for case in cases()]


def test_the_plan_equals_the_best_of_all_plans_tried_out(searched) -> None:
    found = [best_plan(problem, weights) for problem, weights, _ in searched]
    assert [plan and plan.value for plan in found] == [best for *_, best in searched]


def test_the_cases_hold_every_limit_and_both_outcomes(searched) -> None:
    limits = {row.limit for problem, *_ in searched for row in problem.limits.rows}
    outcomes = [best is None for *_, best in searched]
    assert limits == {*Limits_of_a_plan}
    assert min(sum(outcomes), len(outcomes) - sum(outcomes)) > 40


Limits_of_a_plan = (
    "events seats budget kind host quarter subject member first_needs".split()
)


def test_no_plan_breaks_a_limit_and_each_is_worth_what_it_says(searched) -> None:
    for problem, weights, best in searched:
        if best is not None:
            plan = best_plan(problem, weights)
            assert faults(problem, plan.invited) == []
            assert covered(problem, plan.invited, weights) == plan.value
            assert plan.value <= plan.proven + 1e-6


def test_the_programme_of_single_invitations_finds_the_same_value(searched) -> None:
    for problem, weights, best in searched[:120]:
        found = solve(build(problem, weights))
        assert (found and found.value) == best


def test_a_collision_is_told_where_no_plan_exists_and_only_there(searched) -> None:
    for problem, weights, best in searched:
        assert (collision(problem, weights) is None) == (best is not None)


def test_the_plan_does_not_hang_on_the_order_in_which_a_solver_sees_it(
    searched, monkeypatch
) -> None:
    possible = [(p, w) for p, w, best in searched if best][:40]
    plain = [best_plan(*case).invited for case in possible]
    shuffle = np.random.default_rng(5)

    def shuffled_milp(c, *, integrality, bounds, constraints, options):
        columns = shuffle.permutation(len(c))
        rows = shuffle.permutation(constraints.A.shape[0])
        answer = optimize.milp(
            c[columns],
            integrality=integrality[columns],
            bounds=optimize.Bounds(
                np.asarray(bounds.lb)[columns], np.asarray(bounds.ub)[columns]
            ),
            constraints=optimize.LinearConstraint(
                sparse.csr_array(constraints.A)[rows][:, columns],
                np.asarray(constraints.lb)[rows],
                np.asarray(constraints.ub)[rows],
            ),
            options=options,
        )
        if answer.x is not None:
            x = np.empty(len(c))
            x[columns] = answer.x
            answer.x = x
        return answer

    monkeypatch.setattr(programme, "milp", shuffled_milp)
    assert [best_plan(*case).invited for case in possible] == plain


def test_of_equal_plans_the_leanest_then_the_first_in_order_is_chosen() -> None:
    random = np.random.default_rng(9)
    for _ in range(30):
        problem, weights = random_case(random)
        plan = best_plan(problem, weights)
        if plan is None:
            continue
        assert list(plan.invited) == first_of_equals(problem, weights, plan.value)


def first_of_equals(problem, weights, value: int) -> list[str]:
    """Return the lines of the plan that the stated order puts first, by trying all."""
    ranked = []
    for size in range(len(problem.offers) + 1):
        for held in itertools.combinations(problem.offers, size):
            own = {o.line: o in held for o in problem.offers}
            if any(own[line] != kept for line, kept in problem.decided.items()):
                continue
            if best_value(replace(problem, decided=own), weights) == value:
                seats = sum(o.seats for o in held)
                order = tuple(not own[o.line] for o in problem.offers)
                ranked.append((size, seats, order, [o.line for o in held]))
    return min(ranked)[-1]


def test_cuts_repair_bundles_that_members_cannot_fill() -> None:
    random = np.random.default_rng(11)
    cut = 0
    for _ in range(150):
        problem, weights = random_case(random)
        limits = [r for r in problem.limits.rows if r.limit == "member"]
        problem = replace(problem, limits=Limits(tuple(limits)), decided={})
        bundles = bundled(problem, weights)
        found = bundles.best()
        cut += bool(bundles.cuts)
        assert (found and found.value) == best_value(problem, weights)
    assert cut > 10
