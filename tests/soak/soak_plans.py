"""Many more small plans than the tests try, each against every plan there is."""

from __future__ import annotations

import numpy as np
import pytest

from rocb_analysis.plan.solve import best_plan
from tests.plan.plan_search import best_of_all, random_case

CASES = 200


@pytest.mark.parametrize("seed", [17, 29])
def test_each_plan_is_the_best_and_first_of_all_plans_tried_out(seed: int) -> None:
    random = np.random.default_rng(seed)
    for _ in range(CASES):
        case = random_case(random)
        plan = best_plan(*case)
        assert (plan and (plan.value, plan.invited)) == best_of_all(*case)
