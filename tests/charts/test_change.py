"""The bars are the counts of the table changes; what has no bar has a reason."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.charts.change_bars import change_bars
from rocb_analysis.charts.style import Chart
from tests.charts.frames import CAPTION, WORDING, apart, changed

LABELS = {"val": "Valuation", "data": "Data analytics", "ecom": "E-commerce"}
STILL = "no clear change"
THREE = {"val": (2, 3, STILL), "data": (9, 0, "rose"), "ecom": (4, 0, "leaning up")}


def _chart(frame: pd.DataFrame, why: dict[str, str] | None = None, **options) -> Chart:
    said = {"labels": LABELS, "caption": CAPTION, "wording": WORDING, **options}
    return change_bars(frame, not_compared=apart(why or {}), **said)


def _bars(chart: Chart) -> list[list[float]]:
    """Return the widths of both sides, no longer and newly, from the top."""
    return [
        [bar.get_width() for bar in bars] for bars in chart.figure.axes[0].containers
    ]


def _rows(chart: Chart) -> list[str]:
    return [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]


def _words(chart: Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.axes[0].texts]


def _around(chart: Chart) -> str:
    said = (text.get_text() for text in chart.figure.texts)
    return " ".join(" ".join(said).split())


def test_bars_are_the_counts_to_either_side():
    assert _bars(_chart(changed(THREE))) == [[0, 0, -3], [9, 4, 2]]


def test_rows_stand_from_the_greatest_rise_to_the_greatest_fall():
    assert _rows(_chart(changed(THREE))) == [
        "Data analytics",
        "E-commerce",
        "Valuation",
    ]


def test_numbers_and_verdicts_stand_beside_the_bars():
    assert _words(_chart(changed(THREE))) == [
        *("+9", "more members name it"),
        *("+4", "perhaps more, not sure"),
        *("\u22123", "+2", "no clear change"),
        *("no longer", "newly", "how we read it"),
    ]


def test_a_survey_that_rates_has_members_that_need_a_subject():
    words = {**WORDING, "named": "rated as needed"}
    chart = _chart(changed(THREE), wording=words)
    assert "more members need it" in _words(chart)
    assert "newly rated as needed by 9 of 20 members" in chart.title


def test_a_count_that_is_withheld_is_a_word_without_a_bar():
    chart = _chart(changed({"val": ("fewer than 5", 7, STILL)}))
    assert _bars(chart) == [[-7], [0]]
    assert _words(chart)[:2] == ["\u22127", "fewer than 5"]
    assert "Valuation fewer than 5 newly, 7 no longer" in chart.alt


def test_a_subject_nobody_changed_on_is_counted_and_not_drawn():
    chart = _chart(changed({"val": (1, 0, STILL), "ecom": (0, 0, STILL)}))
    assert _rows(chart) == ["Valuation"]
    assert "On 1 subject nobody changed." in _around(chart)


def test_where_nobody_changed_at_all_the_subjects_are_drawn():
    chart = _chart(changed({"val": (0, 0, STILL), "ecom": (0, 0, STILL)}))
    assert _rows(chart) == ["E-commerce", "Valuation"]
    assert chart.title == "No clear change between 2022 and 2023"


def test_a_clear_verdict_is_drawn_before_subjects_more_members_changed_on():
    many = {"val": (9, 9, STILL), "data": (6, 0, "rose"), "ecom": (8, 8, STILL)}
    chart = _chart(changed(many), most_rows=2)
    assert _rows(chart) == ["Data analytics", "Valuation"]
    assert "The 2 of 3 subjects that most changed on." in _around(chart)


def test_subjects_not_compared_are_listed_below_by_reason():
    why = {
        "green": "new in 2023",
        "roo": "The question was reworded.",
        "ipr": "new in 2023",
    }
    chart = _chart(
        changed(THREE), why, labels={**LABELS, "ipr": "IPR", "green": "Green"}
    )
    said = _around(chart)
    assert "Not compared between 2022 and 2023" in said
    assert "New in 2023: Green; IPR. The question was reworded: roo." in said
    assert "Not compared: new in 2023: Green, IPR;" in chart.alt


def test_a_subject_not_compared_has_no_bar():
    frame = changed({**THREE, "roo": (5, 0, "not comparable"), "ipr": (3, 0, STILL)})
    chart = _chart(frame, {"ipr": "reworded"})
    assert _rows(chart) == ["Data analytics", "E-commerce", "Valuation"]
    assert "Not comparable: roo." in _around(chart)


def test_a_subject_nobody_answered_twice_is_not_compared():
    chart = _chart(changed(THREE, [20, 0, 20]))
    assert _rows(chart) == ["E-commerce", "Valuation"]
    assert "Nobody answered in both rounds: Data analytics." in _around(chart)


def test_the_base_is_told_once_where_it_is_the_same():
    chart = _chart(changed(THREE))
    assert "of the 20 members that answered in both rounds" in _around(chart)


def test_the_base_stands_at_each_row_where_it_differs():
    chart = _chart(changed(THREE, [19, 20, 21]))
    assert "of 20: more members name it" in _words(chart)
    assert "of the 19 to 21 members" in _around(chart)


@pytest.mark.parametrize(
    ("counts", "title"),
    [
        (
            THREE,
            "Data analytics: newly named by 9 of 20 members, no longer by 0; no other "
            "clear change",
        ),
        (
            {"data": (9, 0, "rose")},
            "Data analytics: newly named by 9 of 20 members, no longer by 0",
        ),
        (
            {"data": (9, 0, "rose"), "ecom": (8, 0, "rose"), "val": (0, 9, "fell")},
            "Clear changes between 2022 and 2023: more members name Data analytics and "
            "E-commerce; fewer name Valuation",
        ),
        (
            {"ecom": (4, 0, "leaning up"), "val": (0, 4, "leaning down")},
            "No clear change between 2022 and 2023; perhaps more name E-commerce; "
            "perhaps fewer name Valuation",
        ),
        (
            {"val": (1, 0, "too few")},
            "Too few members answered in both rounds to tell of change",
        ),
        (
            {"val": (1, 0, "not comparable")},
            "No subject can be compared between 2022 and 2023",
        ),
    ],
)
def test_the_title_says_what_is_clear_and_no_more(counts, title):
    assert _chart(changed(counts)).title == title


def test_the_alt_text_holds_every_number():
    assert _chart(changed(THREE), {"roo": "reworded"}).alt == (
        "Bars of change on 3 subjects, 2022 to 2023: Data analytics 9 newly, 0 no "
        "longer, more members name it; E-commerce 4 newly, 0 no longer, perhaps more, "
        "not sure; Valuation 2 newly, 3 no longer, no clear change. Not compared: "
        "reworded: roo."
    )


def test_rows_of_two_pairs_of_rounds_are_refused():
    other = changed(THREE).assign(from_round="2021")
    with pytest.raises(ValueError, match="hold 2: 2021 to 2023, 2022 to 2023"):
        _chart(pd.concat([changed(THREE), other]))
