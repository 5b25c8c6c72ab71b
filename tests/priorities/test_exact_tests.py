"""Exact tests against published figures, and what few members can reach."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.priorities.tests import (
    benjamini_hochberg,
    cochran_q,
    mann_kendall_scores,
    mcnemar_exact,
    mcnemar_midp,
    mcnemar_smallest_p,
    mcnemar_statistic,
    sign_flips_exact,
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
    "scores", [[3, -1, 2], [5, 5, -4, 1, 0], [1, 1, 1, 1, -1, 2], [15, 9, 9, -2, -2, 7]]
)
def test_sign_flips_are_as_counted_over_every_pattern_of_signs(scores):
    sums = [np.dot(scores, signs) for signs in product([1, -1], repeat=len(scores))]
    share = np.mean(np.abs(sums) >= abs(sum(scores)))
    assert sign_flips_exact(scores) == pytest.approx(share, abs=1e-15)


@pytest.mark.parametrize(("rose", "fell"), [(5, 0), (7, 2), (3, 3), (0, 9), (20, 11)])
def test_sign_flips_of_two_rounds_are_the_exact_mcnemar_test(rose, fell):
    scores = [1] * rose + [-1] * fell
    assert sign_flips_exact(scores) == pytest.approx(mcnemar_exact(rose, fell))


def test_members_that_did_not_move_do_not_alter_the_p_of_sign_flips():
    assert sign_flips_exact([2, 3, 0, 0, -1]) == sign_flips_exact([2, 3, -1])


def test_sign_flips_of_nobody_who_moved_give_1():
    assert sign_flips_exact([]) == sign_flips_exact([0, 0]) == 1.0


def test_no_score_all_one_way_can_reach_less_than_the_smallest_p():
    assert sign_flips_exact([7, 1, 3, 3, 2, 1]) == mcnemar_smallest_p(6)


def test_hundreds_of_members_are_no_effort():
    scores = [(-1) ** n * (n % 28 + 1) for n in range(1, 401)]
    assert 0 < sign_flips_exact(scores) <= 1


def test_a_members_score_counts_rises_less_falls_over_the_rounds_it_answered():
    answers = pd.DataFrame([[0, None, 1, 1], [0.5, 0.25, 1.0, None]])
    assert mann_kendall_scores(answers).tolist() == [2, 1]


def test_a_tie_in_a_members_score_does_not_hang_on_the_last_bits():
    assert mann_kendall_scores(pd.DataFrame([[0.1 + 0.2, 0.3]])).tolist() == [0]


def test_q_values_are_as_counted_by_hand():
    q = benjamini_hochberg([0.01, 0.02, 0.03, 0.04, 0.9])
    assert q.tolist() == [0.05, 0.05, 0.05, 0.05, 0.9]


def test_no_p_values_give_no_q_values():
    assert benjamini_hochberg([]).tolist() == []
