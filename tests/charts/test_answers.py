"""The bars are the counts of answers, centred on the middle of the scale."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.charts.diverging_bars import diverging_bars
from rocb_analysis.charts.style import LIKERT, Chart
from tests.charts.frames import CAPTION, LEVELS, answers

FIVE = ["Never", "Seldom", "Some", "Often", "Always"]


def _chart(frame: pd.DataFrame, order: list[str], **options) -> Chart:
    said = {"labels": {}, "caption": CAPTION, **options}
    return diverging_bars(frame, order=order, **said)


def _row(chart: Chart, row: int) -> list[tuple[float, float]]:
    """Return start and width of the segments of one row, from the left."""
    containers = chart.figure.axes[0].containers
    return [
        (round(bars[row].get_x(), 6), round(bars[row].get_width(), 6))
        for bars in containers
    ]


def _rows(chart: Chart) -> list[str]:
    return [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]


def _words(chart: Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.axes[0].texts]


def test_segments_are_shares_of_those_who_answered():
    chart = _chart(answers({"a": [5, 5, 8, 2]}, LEVELS), LEVELS)
    assert [width for _, width in _row(chart, 0)] == [25, 25, 40, 10]


def test_an_odd_scale_is_centred_on_its_middle_answer():
    chart = _chart(answers({"a": [5, 5, 4, 4, 2]}, FIVE), FIVE)
    assert _row(chart, 0)[2] == (-10, 20)


def test_an_even_scale_is_centred_on_the_gap():
    chart = _chart(answers({"a": [5, 5, 8, 2]}, LEVELS), LEVELS)
    assert _row(chart, 0)[1:3] == [(-25, 25), (0, 40)]


def test_another_answer_can_be_the_neutral_one():
    chart = _chart(answers({"a": [5, 5, 8, 2]}, LEVELS), LEVELS, neutral="Low")
    assert _row(chart, 0)[0] == (-12.5, 25)


def test_a_neutral_answer_that_is_none_of_the_scale_is_refused():
    with pytest.raises(ValueError, match='neutral answer "Middling" is none of'):
        _chart(answers({"a": [1, 1, 1, 1]}, LEVELS), LEVELS, neutral="Middling")


def test_rows_stand_by_the_right_hand_share_then_by_label():
    frame = answers({"b": [1, 0, 3, 0], "c": [4, 0, 0, 0], "a": [2, 0, 3, 3]}, LEVELS)
    assert _rows(_chart(frame, LEVELS)) == ["a", "b", "c"]


def test_the_neutral_answer_counts_on_no_side():
    frame = answers({"a": [0, 0, 9, 1, 0], "b": [8, 0, 0, 2, 0]}, FIVE)
    assert _rows(_chart(frame, FIVE)) == ["b", "a"]


def test_under_a_hundred_answers_numbers_are_counts():
    chart = _chart(answers({"a": [6, 6, 9, 3]}, LEVELS), LEVELS)
    assert _words(chart) == ["6", "6", "9", "3", "24 answered; 2 no answer"]
    assert "%" not in chart.title + chart.alt


def test_from_a_hundred_answers_numbers_are_percentages():
    chart = _chart(answers({"a": [60, 60, 90, 30]}, LEVELS), LEVELS)
    assert _words(chart)[:4] == ["25", "25", "38", "13"]
    assert "51 %" not in chart.title
    assert "50 % of 240" in chart.title


def test_one_item_under_a_hundred_answers_makes_all_numbers_counts():
    frame = answers({"a": [60, 60, 90, 30], "b": [9, 20, 30, 40]}, LEVELS)
    assert "30 of" not in _chart(frame, LEVELS).title
    assert "%" not in " ".join(_words(_chart(frame, LEVELS)))


def test_a_part_under_seven_percent_carries_no_number():
    chart = _chart(answers({"a": [6, 14, 40, 40]}, LEVELS), LEVELS)
    assert _words(chart) == ["14", "40", "40", "100 answered; 2 no answer"]


def test_no_blank_is_not_spoken_of():
    chart = _chart(answers({"a": [6, 6, 9, 3]}, LEVELS, blank=0), LEVELS)
    assert _words(chart)[-1] == "24 answered"


def test_colours_follow_the_scale():
    chart = _chart(answers({"a": [1, 1, 1, 1, 1]}, FIVE), FIVE)
    colours = [bars[0].get_facecolor() for bars in chart.figure.axes[0].containers]
    assert [_hex(colour) for colour in colours] == list(LIKERT)


def test_the_key_names_the_answers_in_order():
    chart = _chart(answers({"a": [6, 6, 9, 3]}, LEVELS), LEVELS, labels={"Low": "Weak"})
    key = [text.get_text() for text in chart.figure.legends[0].get_texts()]
    assert key == ["Weak", "Medium", "High", "Very high"]


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        (
            {"a": [6, 6, 9, 3], "b": [9, 9, 3, 3]},
            "a: 12 of 24 say “High” or “Very high”, the most of 2 subjects",
        ),
        ({"a": [6, 6, 9, 3]}, "a: 12 of 24 say “High” or “Very high”"),
        (
            {"a": [6, 6, 9, 3], "b": [6, 6, 3, 9], "c": [24, 0, 0, 0]},
            "a and b: each 12 of 24 say “High” or “Very high”, the most of 3 subjects",
        ),
        (
            {"a": [6, 6, 9, 3], "b": [1, 0, 1, 0]},
            "a: 12 of 24 say “High” or “Very high”, the most of 2 subjects",
        ),
        (
            {"a": [6, 6, 9, 3], "b": [1, 0, 9, 3]},
            "a and b: each 12 say “High” or “Very high”",
        ),
        (
            {
                "a": [1, 1, 1, 0],
                "b": [1, 1, 1, 0],
                "c": [1, 1, 1, 0],
                "d": [1, 0, 0, 0],
            },
            "a, b and c: each 1 of 3 say “High” or “Very high”, the most of 4 subjects",
        ),
        (
            {"a": [100, 0, 100, 0], "b": [200, 0, 201, 0]},
            "a and b: each 50 % say “High” or “Very high”",
        ),
        ({"a": [9, 9, 0, 0]}, "No reply says “High” or “Very high” on any subject"),
        ({"a": [0, 0, 0, 0]}, "No subject has an answer"),
    ],
)
def test_the_title_is_exact_also_under_ties(counts, title):
    assert _chart(answers(counts, LEVELS), LEVELS).title == title


def test_the_right_hand_side_and_the_rows_can_have_words_of_their_own():
    frame = answers({"a": [6, 6, 9, 3], "b": [9, 9, 3, 3]}, LEVELS)
    chart = _chart(frame, LEVELS, side="it matters", item="barrier")
    assert chart.title == "a: 12 of 24 say it matters, the most of 2 barriers"


def test_a_long_list_says_how_much_of_it_is_shown():
    frame = answers({f"s{i:02}": [1, 1, 1, i] for i in range(23)}, LEVELS)
    chart = _chart(frame, LEVELS)
    assert len(_rows(chart)) == 20
    said = " ".join(text.get_text() for text in chart.figure.texts).replace("\n", " ")
    assert "First 20 of 23 subjects." in said


def test_the_alt_text_holds_the_numbers_of_the_table():
    frame = answers({"a": [6, 6, 9, 3], "b": [9, 9, 3, 3]}, LEVELS)
    assert _chart(frame, LEVELS).alt == (
        "Diverging bars of 2 subjects. Answering “High” or “Very high”: "
        "a 12 of 24; b 6 of 24."
    )


def test_an_answer_out_of_the_scale_is_refused():
    frame = answers({"a": [1, 2, 3, 4]}, [*LEVELS[:3], "Huge"])
    with pytest.raises(ValueError, match='answer "Huge" is none of the scale'):
        _chart(frame, LEVELS)


def test_counts_that_do_not_make_the_base_are_refused():
    frame = answers({"a": [1, 2, 3, 4]}, LEVELS).assign(answered=11)
    with pytest.raises(
        ValueError, match="counts of a do not make the 11 that answered"
    ):
        _chart(frame, LEVELS)


def _hex(colour: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in colour[:3])
