"""What a drafted plan covers of the need in regions whose truth is known.

A part of tests/benchmarks/coverage_of_plans.py, which has 200 regions a row. A run
of the tests has one kind of answers, a soak both.
"""

from __future__ import annotations

import pandas as pd
import pytest

from tests.benchmarks.coverage_of_plans import study
from tests.soak.sizes import first_of

REGIONS = 24


@pytest.fixture(scope="module", params=first_of(["top_5", "yes_no"]))
def found(request) -> pd.DataFrame:
    return study(kind=request.param, replies=25, last=False, regions=REGIONS, seed=3)


def test_a_plan_covers_nearly_what_the_best_plan_with_all_answers_does(found) -> None:
    assert found["drafted"].mean() >= 0.95
    assert (found["drafted"] >= 0.90).mean() >= 0.95


def test_a_plan_covers_more_than_the_most_named_subjects_do(found) -> None:
    assert found["drafted"].mean() - found["most_named"].mean() >= 0.02
    assert found["drafted"].mean() - found["for_everyone"].mean() >= 0.03


def test_last_rounds_answers_make_a_plan_cover_more() -> None:
    known = study(kind="top_5", replies=25, last=True, regions=REGIONS, seed=3)
    assert known["drafted"].mean() >= 0.97
