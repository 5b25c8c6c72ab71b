"""Lines over rounds: dots, bands and breaks are the numbers of the table."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.text import Text

from rocb_analysis.charts.over_rounds import lines_over_rounds
from rocb_analysis.charts.style import SHEETS, Chart, Size
from tests.charts.frames import CAPTION, LONG, REAL, WORDING
from tests.charts.layout import problems
from tests.charts.test_questionnaire import asked

ROUNDS = ["2020", "2021", "2022"]
DRAWING = {"val": ("fss", ".yy"), "roo": ("fos", ".cn")}
COUNTS = {"val": [(60, 120), (30, 120), (90, 150)], "roo": [(12, 120), (30, 120), None]}

Counts = dict[str, list[tuple[int, int] | None]]


def priorities(counts: Counts, rounds: list[str]) -> pd.DataFrame:
    """Return rows of priorities: needing and answered of each subject by round."""
    rows = [
        (name, "all", subject, *pair, 100 * pair[0] / pair[1])
        for subject, pairs in counts.items()
        for name, pair in zip(rounds, pairs, strict=True)
        if pair
    ]
    columns = "round sub_region subject_id needing answered share_pct".split()
    frame = pd.DataFrame(rows, columns=columns)
    low, high = frame["share_pct"] - 6, frame["share_pct"] + 6
    return frame.assign(
        share_low_pct=low.clip(lower=0), share_high_pct=high.clip(upper=100)
    )


def lines(
    counts: Counts | None = None,
    drawing: dict[str, tuple[str, str]] | None = None,
    rounds: list[str] = ROUNDS,
    **options,
) -> Chart:
    said = {"labels": {}, "caption": REAL, "wording": WORDING, **options}
    rows = priorities(counts or COUNTS, rounds)
    return lines_over_rounds(rows, asked(drawing or DRAWING, rounds), **said)


def words(chart: Chart) -> str:
    texts = (text.get_text() for text in chart.figure.findobj(Text))
    return " ".join(" ".join(texts).split())


def styles(chart: Chart, panel: int) -> list[str]:
    """Return how neighbouring dots of a panel are joined; the ground line is left."""
    drawn = chart.figure.axes[panel].lines
    return [line.get_linestyle() for line in drawn if list(line.get_ydata()) != [0, 0]]


def titles(chart: Chart) -> list[str]:
    shown = (axes for axes in chart.figure.axes if axes.get_visible())
    return [axes.get_title(loc="left").strip() for axes in shown]


def test_each_dot_stands_at_the_share_of_those_who_answered():
    dots = lines().figure.axes[0].collections[0].get_offsets()
    assert dots.tolist() == [[0, 50], [1, 25], [2, 60]]


def test_each_band_runs_over_the_interval():
    bands = lines().figure.axes[0].patches
    assert [(b.get_y(), b.get_y() + b.get_height()) for b in bands] == [
        (44, 56),
        (19, 31),
        (54, 66),
    ]


def test_a_line_is_full_dotted_or_absent_as_the_step_may_be_compared():
    chart = lines({"val": COUNTS["val"], "roo": COUNTS["val"]}, labels={"roo": "z"})
    assert styles(chart, 0) == ["-", "-"]
    assert styles(chart, 1) == [":"]


def test_nothing_is_drawn_across_a_round_that_did_not_ask():
    counts = {"val": [(60, 120), None, (90, 150)]}
    chart = lines(counts, {"val": ("f.s", "..y")})
    assert styles(chart, 0) == []
    assert "2021 \u2013" in words(chart)
    assert "\u2013: not asked." in words(chart)


def test_the_base_stands_under_each_dot():
    labels = lines().figure.axes[0].get_xticklabels()
    assert [label.get_text() for label in labels] == [
        "2020\nof 120",
        "2021\nof 120",
        "2022\nof 150",
    ]


def test_percentages_are_printed_from_100_answers_on_every_number():
    assert "50 %" in words(lines())


def test_counts_are_printed_where_one_number_has_fewer_answers():
    said = words(lines({"val": [(60, 120), (30, 99), (90, 150)]}))
    assert "as a count" in said
    assert {"60", "30", "90"} <= set(said.split())
    assert "half" in said


def test_panels_stand_by_the_share_in_the_last_round_then_by_label():
    counts = {"a": [(1, 100)], "c": [(50, 100)], "b": [(50, 100)]}
    drawing = dict.fromkeys(counts, ("f", "."))
    assert titles(lines(counts, drawing, ["2020"])) == ["b", "c", "a"]


def test_a_subject_the_last_round_did_not_ask_stands_last():
    counts = {"a": [(99, 100), None], "b": [(5, 100), (5, 100)]}
    drawing = {"a": ("f.", ".."), "b": ("fs", ".y")}
    assert titles(lines(counts, drawing, ["2020", "2021"])) == ["b", "a"]


def test_the_title_says_who_leads_in_which_rounds():
    chart = lines(labels={"val": "Valuation", "roo": "Origin"})
    assert chart.title == (
        "Of 2 subjects: Valuation leads in 2020 and 2022; Origin and Valuation lead "
        "in 2021"
    )


def test_the_alt_text_holds_every_number_printed():
    assert lines().alt == (
        "Lines of 2 subjects over 3 rounds. val: 2020 50 %, 2021 25 %, 2022 60 %; "
        "roo: 2020 10 %, 2021 25 %."
    )


def test_only_so_many_panels_are_drawn_and_the_words_say_so():
    counts = {f"s{i}": [(50 + i, 150)] * 3 for i in range(12)}
    chart = lines(counts, dict.fromkeys(counts, ("fss", ".yy")), most=4)
    assert titles(chart) == ["s11", "s10", "s9", "s8"]
    assert "First 4 of 12 subjects." in words(chart)


def test_rows_of_several_sub_regions_are_refused():
    rows = priorities(COUNTS, ROUNDS)
    rows = pd.concat([rows, rows.assign(sub_region="ASEAN")])
    with pytest.raises(ValueError, match="one sub-region, and at least one"):
        lines_over_rounds(
            rows, asked(DRAWING, ROUNDS), labels={}, caption=CAPTION, wording=WORDING
        )


@pytest.mark.parametrize("size", ["a4", "slide"])
@pytest.mark.parametrize("rounds", [1, 3, 6, 12])
def test_every_word_is_whole_and_alone_also_with_long_labels(size: Size, rounds: int):
    names = [str(1999 + i) for i in range(rounds)]
    few = [(i % 25, 25) for i in range(rounds)]
    many = [(40 * i, 520) for i in range(rounds)]
    for numbers in (few, many):
        counts = {f"{LONG} {i}" if i % 2 else f"s{i}": numbers for i in range(9)}
        gaps = [None, *numbers[1:]] if rounds > 1 else numbers
        drawing = dict.fromkeys(counts, ("fs" + "s" * 10, ".y" + "c" * 10))
        drawing = {k: (a[:rounds], b[:rounds]) for k, (a, b) in drawing.items()}
        chart = lines({**counts, "s0": gaps}, drawing, names, size=size)
        assert problems(chart.figure, SHEETS[size].text) == []
