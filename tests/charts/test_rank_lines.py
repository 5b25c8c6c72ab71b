"""Lines of ranks are the table's, broken where rounds cannot be compared."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from rocb_analysis.charts.over_rounds import rank_lines
from rocb_analysis.charts.style import Chart, apart
from tests.charts.frames import CAPTION, WORDING, ranked, steps

ROUNDS = ["2021", "2022", "2023"]
LABELS = {"val": "Valuation", "aeo": "AEO", "roo": "Origin"}
RANKS = {
    "val": {"2021": (2, 1, 4), "2022": (1, 1, 3), "2023": (1, 1, 5)},
    "aeo": {"2021": (1, 1, 2), "2022": (3, 2, 6), "2023": (2, 1, 7)},
}
JOINED = steps(
    {(s, *pair): "yes" for s in ("val", "aeo", "roo") for pair in pairwise(ROUNDS)}
)


def _chart(ranks: pd.DataFrame, joined: pd.DataFrame = JOINED, **options) -> Chart:
    said = {"rounds": ROUNDS, "labels": LABELS, "caption": CAPTION, "wording": WORDING}
    return rank_lines(ranks, joined, **{**said, **options})


def _bands(chart: Chart) -> list[list[tuple[float, float]]]:
    """Return the ends of the ranges, subject by subject, round by round."""
    return [
        [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in bars]
        for bars in chart.figure.axes[0].containers
    ]


def _marks(chart: Chart) -> list[list[float]]:
    points = chart.figure.axes[0].collections
    return [[float(y) for _, y in marks.get_offsets()] for marks in points]


def _lines(chart: Chart) -> list[tuple[list[float], str]]:
    """Return the ranks and the style of each step; threads have three points."""
    drawn = [line for line in chart.figure.axes[0].lines if len(line.get_xdata()) == 2]
    return [([float(y) for y in d.get_ydata()], d.get_linestyle()) for d in drawn]


def _labels(chart: Chart) -> list[str]:
    texts = (text.get_text() for text in chart.figure.axes[0].texts)
    return [text.replace("\n", " ") for text in texts]


def _around(chart: Chart) -> str:
    return " ".join(" ".join(t.get_text() for t in chart.figure.texts).split())


def test_marks_are_the_ranks_of_the_table():
    assert _marks(_chart(ranked(RANKS))) == [[2, 1, 1], [1, 3, 2]]


def test_a_round_in_which_nobody_answered_a_subject_has_no_mark_and_no_line():
    ranks = ranked(RANKS)
    nobody = (ranks["subject_id"] == "val") & (ranks["round"] == "2022")
    ranks.loc[nobody, "rank"] = pd.NA
    chart = _chart(ranks)
    assert _marks(chart) == [[2, 1], [1, 3, 2]]
    assert [drawn for drawn, _ in _lines(chart)] == [[1, 3], [3, 2]]


def test_bands_are_the_likely_ranges():
    assert _bands(_chart(ranked(RANKS)))[1] == [(1, 2), (2, 6), (1, 7)]


def test_without_a_frame_bands_are_the_sets():
    chart = _chart(ranked(RANKS, frame=False))
    assert _bands(chart)[0] == [(1, 4), (1, 3), (1, 5)]
    assert "95 % set" in _around(chart)
    assert "likely" not in _around(chart) + chart.alt


def test_lines_join_neighbouring_rounds():
    assert _lines(_chart(ranked(RANKS))) == [
        ([2, 1], "-"),
        ([1, 1], "-"),
        ([1, 3], "-"),
        ([3, 2], "-"),
    ]


def test_a_line_breaks_where_rounds_are_not_comparable():
    grades = {("val", "2021", "2022"): "no", ("val", "2022", "2023"): "yes"}
    chart = _chart(ranked({"val": RANKS["val"]}), steps(grades))
    assert _lines(chart) == [([1, 1], "-")]
    assert "No line: not asked, or not comparable." in _around(chart)


def test_a_step_to_compare_with_care_is_dotted():
    grades = {("val", *pair): "with_care" for pair in pairwise(ROUNDS)}
    chart = _chart(ranked({"val": RANKS["val"]}), steps(grades))
    assert [style for _, style in _lines(chart)] == [":", ":"]
    assert "No line" not in _around(chart)


def test_a_line_breaks_where_the_subject_was_not_asked():
    ranks = {"val": RANKS["val"], "roo": {"2021": (1, 1, 9), "2023": (2, 1, 9)}}
    over = steps({("roo", "2021", "2023"): "yes"})
    chart = _chart(ranked(ranks), over)
    assert _lines(chart) == []
    assert _marks(chart)[1] == [1, 2]


def test_labels_stand_at_the_end_with_the_last_rank_and_range():
    assert _labels(_chart(ranked(RANKS))) == [
        "Valuation: 1 (1 to 5)",
        "AEO: 2 (1 to 7)",
    ]


def test_there_is_no_legend():
    chart = _chart(ranked(RANKS))
    assert not chart.figure.legends
    assert chart.figure.axes[0].get_legend() is None


def test_the_leading_subjects_are_those_of_the_last_round():
    ranks = ranked({**RANKS, "roo": {"2021": (1, 1, 2), "2023": (9, 7, 9)}})
    assert _labels(_chart(ranks, most=2)) == [
        "Valuation: 1 (1 to 5)",
        "AEO: 2 (1 to 7)",
    ]


def test_rank_one_stands_on_top():
    low, high = _chart(ranked(RANKS)).figure.axes[0].get_ylim()
    assert low > high


@pytest.mark.parametrize(
    ("ranks", "title"),
    [
        (RANKS, "Valuation ranks first in 2023 (likely 1 to 5), as in 2022"),
        (
            {**RANKS, "roo": {"2022": (1, 1, 2), "2023": (3, 2, 9)}},
            "Valuation ranks first in 2023 (likely 1 to 5); in 2022 Origin and "
            "Valuation",
        ),
        (
            {s: {"2023": (1, 1, 9)} for s in ("val", "aeo")},
            "AEO and Valuation rank first in 2023",
        ),
        (
            {f"s{i}": {"2023": (1, 1, 9)} for i in range(4)},
            "4 subjects rank first in 2023",
        ),
    ],
)
def test_the_title_says_who_is_first_and_how_surely(ranks, title):
    assert _chart(ranked(ranks)).title == title


def test_the_alt_text_holds_every_rank_and_the_last_range():
    assert _chart(ranked(RANKS)).alt == (
        "Lines of the ranks of 2 subjects over 3 rounds. Valuation 2 in 2021, 1 in "
        "2022, 1 in 2023 (likely 1 to 5); AEO 1 in 2021, 3 in 2022, 2 in 2023 (likely "
        "1 to 7)."
    )


def test_more_subjects_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="6 lines were asked for; 1 to 5"):
        _chart(ranked(RANKS), most=6)


def test_rows_of_two_sub_regions_are_refused():
    both = pd.concat([ranked(RANKS), ranked(RANKS).assign(sub_region="ASEAN")])
    with pytest.raises(ValueError, match="of ASEAN, all"):
        _chart(both)


def test_a_last_round_without_rows_is_refused():
    with pytest.raises(ValueError, match="the rows hold 0 of it"):
        _chart(ranked(RANKS), rounds=[*ROUNDS, "2024"])


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        ([1, 5, 9], [1, 5, 9]),
        ([1, 1, 1], [1, 3, 5]),
        ([9, 9, 9], [5, 7, 9]),
        ([4, 4, 9], [4, 6, 9]),
    ],
)
def test_labels_are_moved_apart_and_stay_in_order(wanted, places):
    assert apart(wanted, [2, 2, 2], 0, 10) == places
