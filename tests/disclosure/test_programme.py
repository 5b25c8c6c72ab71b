"""The ends of a number are those of every way that agrees with all that is known."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from rocb_analysis.disclosure.figures import _most_by_chance, _still
from rocb_analysis.disclosure.programme import (
    ALONE,
    COALITION,
    Programme,
    SensitiveCell,
)
from rocb_analysis.priorities.tests import mcnemar_midp


def small(total: int) -> tuple[Programme, list[int]]:
    """Return three numbers that add up to a total, the first two at most 3 together."""
    programme = Programme()
    numbers = [programme.number(low, high) for low, high in ((0, 2), (1, 3), (0, 4))]
    programme.know(dict.fromkeys(numbers, 1.0), total, total)
    programme.know(dict.fromkeys(numbers[:2], 1.0), high=3)
    return programme, numbers


@pytest.mark.parametrize("total", range(1, 8))
def test_a_number_is_told_with_the_ends_that_every_way_gives(total):
    ways = [
        way
        for way in product(range(3), range(1, 4), range(5))
        if sum(way) == total and way[0] + way[1] <= 3
    ]
    programme, numbers = small(total)
    cells = [SensitiveCell(n, (str(n),), possibilities=99) for n in numbers]
    found = {int(one.key[0]): (one.low, one.high) for one in programme.told(cells)}
    values = zip(*ways, strict=True)
    assert found == {n: (min(v), max(v)) for n, v in enumerate(values)}


def test_a_number_with_enough_values_is_not_told():
    programme, numbers = small(5)
    assert programme.told([SensitiveCell(numbers[2], ("c",), possibilities=3)]) == []
    assert (
        len(programme.told([SensitiveCell(numbers[2], ("c",), possibilities=4)])) == 1
    )


def test_what_contradicts_itself_is_no_answer():
    programme, _ = small(40)
    with pytest.raises(ArithmeticError, match="contradicts"):
        programme.answer({})


@pytest.mark.parametrize(
    ("knowing", "low", "high", "in_doubt"),
    [
        (ALONE, 0, 1, False),  # none but perhaps the reader
        (ALONE, 0, 2, True),
        (ALONE, 7, 8, False),  # all, or all but the reader
        (ALONE, 6, 8, True),
        (COALITION, 0, 3, False),  # none but perhaps the three
        (COALITION, 0, 4, True),
        (COALITION, 5, 8, False),
        (COALITION, 4, 8, True),
    ],
)
def test_who_knows_some_replies_must_not_learn_all_the_others(
    knowing, low, high, in_doubt
):
    assert (
        SensitiveCell(0, ("c",), 1, size=8, knowing=knowing).in_doubt(low, high)
        is in_doubt
    )


@pytest.mark.parametrize(
    ("low", "high", "in_doubt"),
    [(0, 4, True), (1, 4, True), (0, 3, False), (2, 5, False)],
)
def test_that_a_count_is_not_0_tells_of_nobody(low, high, in_doubt):
    assert SensitiveCell(0, ("c",), possibilities=5).in_doubt(low, high) is in_doubt


@pytest.mark.parametrize("matched", [1, 2, 9, 17, 25])
def test_the_lines_below_which_no_change_is_told_hold_the_same_whole_numbers(matched):
    most = _most_by_chance(matched)
    for few, many in enumerate(most):
        top = min(height + slope * few for height, slope in _still(matched))
        assert math.floor(top + 1e-9) == many
        assert mcnemar_midp(many, few) > 0.10 >= mcnemar_midp(many + 1, few)


def test_the_numbers_of_an_answer_are_whole():
    programme, _ = small(5)
    values = programme.answer({0: 1.0})
    assert np.array_equal(values, values.round())
