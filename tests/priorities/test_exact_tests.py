"""Exact tests against published figures, and what few members can reach."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.priorities import (
    benjamini_hochberg,
    cochran_q,
    kendall_exact,
    mcnemar_exact,
    mcnemar_midp,
    mcnemar_statistic,
)
from rocb_analysis.priorities.exact_tests import (
    kendall_score,
    kendall_smallest_p,
    kendall_tau,
    mcnemar_smallest_p,
)

# 20 people on three days, energetic or not; the data set `cochran` of pingouin.
ENERGETIC = pd.DataFrame(
    {
        "Monday": list(map(int, "10001000001101000010")),
        "Wednesday": list(map(int, "11010110111100110101")),
        "Friday": list(map(int, "11100111100101101111")),
    }
)


def test_mcnemar_of_the_approval_ratings_of_agresti_is_as_published():
    # Agresti, Categorical Data Analysis: 794, 86, 150, 570.
    assert mcnemar_statistic(150, 86) == pytest.approx(17.3559, abs=5e-5)
    corrected = mcnemar_statistic(150, 86, corrected=True)
    assert corrected == pytest.approx(16.8178, abs=5e-5)
    assert mcnemar_exact(150, 86) == pytest.approx(3.716e-5, abs=5e-9)


@pytest.mark.parametrize(("changers", "p"), [(5, 0.0625), (6, 0.03125)])
def test_five_changing_one_way_cannot_reach_five_per_cent_six_can(changers, p):
    assert mcnemar_exact(changers, 0) == p == mcnemar_smallest_p(changers)


def test_mcnemar_is_one_if_nobody_changed():
    assert (mcnemar_exact(0, 0), mcnemar_midp(0, 0), mcnemar_statistic(0, 0)) == (
        1,
        1,
        0,
    )


def test_the_mid_p_leaves_out_half_of_what_was_seen():
    # 8 and 1 of 9: exact 20/512, of which the seen outcome is 18/512.
    assert mcnemar_exact(8, 1) == 20 / 512
    assert mcnemar_midp(8, 1) == 11 / 512


def test_the_mid_p_of_as_many_each_way_is_below_one():
    assert mcnemar_midp(2, 2) == 1 - 6 / 32


def test_the_mid_ps_of_all_outcomes_average_one_half_on_each_side():
    # The one-sided mid-p has mean one half; two-sided it never exceeds the exact p.
    assert all(
        mcnemar_midp(rose, 9 - rose) <= mcnemar_exact(rose, 9 - rose)
        for rose in range(10)
    )


def test_which_way_members_changed_does_not_alter_p():
    assert mcnemar_midp(7, 2) == mcnemar_midp(2, 7)


def test_a_negative_count_of_changers_raises():
    with pytest.raises(ValueError, match="rose=-1, fell=3"):
        mcnemar_exact(-1, 3)


def test_cochran_q_of_the_energetic_people_is_as_published():
    q, df, p = cochran_q(ENERGETIC)
    assert q == pytest.approx(6.705882, abs=5e-7)
    assert (df, round(p, 6)) == (2, 0.034981)


def test_cochran_q_of_two_rounds_is_mcnemars_statistic():
    twice = ENERGETIC[["Monday", "Friday"]]
    rose = int((twice["Monday"] < twice["Friday"]).sum())
    fell = int((twice["Monday"] > twice["Friday"]).sum())
    assert cochran_q(twice)[0] == pytest.approx(mcnemar_statistic(rose, fell))


def test_cochran_q_leaves_out_who_has_a_blank():
    blank = pd.concat([ENERGETIC, pd.DataFrame({"Monday": [1.0]})])
    assert cochran_q(blank) == cochran_q(ENERGETIC)


def test_cochran_q_without_anyone_who_changed_is_0_with_p_1():
    assert cochran_q(pd.DataFrame({"a": [1, 0], "b": [1, 0]})) == (0.0, 1, 1.0)


@pytest.mark.parametrize(
    ("rounds", "p"),
    [(3, 0.3333), (4, 0.0833), (5, 0.01667), (6, 0.002778), (7, 0.000397)],
)
def test_a_strict_rise_over_few_rounds_has_the_exact_p(rounds, p):
    found = kendall_exact(range(rounds))
    assert found == pytest.approx(p, abs=5e-5 if rounds < 5 else 5e-6)
    assert found == kendall_exact([-value for value in range(rounds)])


@pytest.mark.parametrize(
    "values", [[1, 1, 2, 3, 3], [2, 1, 2, 1, 2], [0, 0, 0, 1], [4, 2, 3, 1, 1, 1]]
)
def test_ties_are_as_counted_over_every_order(values):
    scores = [abs(kendall_score(order)) for order in permutations(values)]
    seen = abs(kendall_score(values))
    share = np.mean([score >= seen for score in scores])
    assert kendall_exact(values) == pytest.approx(share)
    smallest = np.mean([score == max(scores) for score in scores])
    assert kendall_smallest_p(values) == pytest.approx(smallest)


def test_thirty_rounds_are_no_effort():
    assert kendall_exact(range(30)) == pytest.approx(0.0, abs=1e-30)


def test_equal_values_show_no_trend():
    assert kendall_exact([0.5] * 6) == 1.0
    assert np.isnan(kendall_tau([0.5] * 6))


def test_a_tie_does_not_hang_on_the_last_bits():
    assert kendall_exact([0.1 + 0.2, 0.3, 0.3]) == 1.0


def test_blanks_are_left_out_of_a_trend():
    assert kendall_exact([1, float("nan"), 2, 3]) == kendall_exact([1, 2, 3])


def test_tau_allows_for_ties():
    assert kendall_tau([1, 1, 2]) == pytest.approx(2 / (2 * 3) ** 0.5)


def test_q_values_are_as_counted_by_hand():
    q = benjamini_hochberg([0.01, 0.02, 0.03, 0.04, 0.9])
    assert q.tolist() == [0.05, 0.05, 0.05, 0.05, 0.9]


def test_no_p_values_give_no_q_values():
    assert benjamini_hochberg([]).tolist() == []
