"""Tables made for reading: what stands in their cells, how wide their columns are."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.charts.lettering import inches
from rocb_analysis.writers.layout import breakable, lines_of_rows, shown, widths


def table(**columns: list[object]):
    return shown(pd.DataFrame(columns))


def test_whole_numbers_are_printed_without_decimals():
    assert table(n=[1.0, 2.0]).rows == (("1",), ("2",))


def test_a_column_with_one_decimal_number_prints_one_decimal_throughout():
    assert table(n=[1.0, 2.25]).rows == (("1.0",), ("2.2",))


def test_a_blank_is_printed_as_nothing():
    assert table(n=[1, None], text=["a", None]).rows == (("1", "a"), ("", ""))


def test_a_word_may_stand_in_a_column_of_numbers():
    shown_table = table(n=["fewer than 5", 7])
    assert shown_table.numbers == (True,)
    assert shown_table.rows[0] == ("fewer than 5",)


def test_a_column_of_texts_holds_no_numbers():
    assert table(text=["7", "x"]).numbers == (False,)


def test_columns_are_as_wide_as_their_longest_text_where_there_is_room():
    wide = widths(table(a=["short"], b=["a longer text"]), room=10, points=10)
    assert wide[1] > inches("a longer text", 10)
    assert sum(wide) < 10


@pytest.mark.parametrize("room", [1.5, 3.0, 7.0])
def test_columns_are_never_wider_than_the_room(room: float):
    long = " ".join(["word"] * 60)
    wide = widths(table(a=[long], b=["short"], c=[long]), room=room, points=9)
    assert sum(wide) <= room + 1e-9


def test_a_short_column_is_not_broken_for_a_long_one():
    long = " ".join(["word"] * 60)
    wide = widths(table(a=["set aside"], b=[long]), room=5, points=9)
    assert wide[0] > inches("set aside", 9)


def test_a_text_that_just_fits_takes_one_line():
    numbers = table(Question=["Could offer help"], Of=[775])
    wide = widths(numbers, room=10, points=14)
    assert lines_of_rows(numbers, wide, 14) == [1, 1]


def test_a_word_wider_than_its_column_takes_several_lines():
    numbers = table(a=["x" * 60])
    assert lines_of_rows(numbers, [1.0], 12)[1] > 3


def test_short_words_are_left_as_they_are():
    assert breakable("the replies of the year") == "the replies of the year"


def test_a_long_word_without_signs_may_break_too():
    assert "\u200b" in breakable("x" * 40)
