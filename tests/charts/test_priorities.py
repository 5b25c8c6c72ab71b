"""The dots are the numbers of the table priorities, told exactly."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.charts.priority_dots import priority_dots
from rocb_analysis.charts.style import Chart
from tests.charts.frames import CAPTION, WORDING, framed, unframed

LABELS = {"val": "Valuation", "aeo": "AEO", "roo": "Origin", "ipr": "IPR"}


def _chart(frame: pd.DataFrame, **options) -> Chart:
    said = {"labels": LABELS, "caption": CAPTION, "wording": WORDING, **options}
    return priority_dots(frame, **said)


def _dots(chart: Chart) -> list[float]:
    points = chart.figure.axes[0].collections[0].get_offsets()
    return [float(x) for x in points[:, 0]]


def _bands(chart: Chart) -> list[tuple[float, float]]:
    bars = chart.figure.axes[0].patches
    return [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars]


def _rows(chart: Chart) -> list[str]:
    return [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]


def _words(chart: Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.axes[0].texts]


def _subtitle(chart: Chart) -> str:
    said = [text.get_text().replace("\n", " ") for text in chart.figure.texts]
    return next(text for text in said if text.startswith("Dot: "))


def test_dots_and_bands_are_the_numbers_of_the_table():
    chart = _chart(framed({"val": 15, "aeo": 13}))
    assert _dots(chart) == [15, 13]
    assert _bands(chart) == [(15, 25), (13, 23)]


def test_the_numbers_are_printed_at_both_ends():
    chart = _chart(framed({"val": 15, "aeo": 13}))
    assert _words(chart) == ["15", "at most 25", "13", "at most 23"]


def test_subjects_stand_by_count_then_by_label():
    chart = _chart(framed({"val": 3, "aeo": 7, "roo": 7, "ipr": 9}))
    assert _rows(chart) == ["IPR", "AEO", "Origin", "Valuation"]


def test_the_first_row_stands_on_top():
    low, high = _chart(framed({"val": 3, "aeo": 7})).figure.axes[0].get_ylim()
    assert low > high


def test_the_axis_runs_from_none_to_all_members():
    axes = _chart(framed({"val": 3, "aeo": 7})).figure.axes[0]
    assert axes.get_xlim() == (0, 34)
    assert axes.get_xticklabels()[-1].get_text() == "34"


def test_where_all_have_answered_no_upper_end_is_printed():
    chart = _chart(framed({"val": 15}, answered=34))
    assert _words(chart) == ["15"]


@pytest.mark.parametrize(
    ("needing", "title"),
    [
        (
            {"val": 15, "aeo": 13, "roo": 11, "ipr": 10},
            "Valuation is named by 15 of 24 members; 3 more subjects by 10 or more",
        ),
        (
            {"val": 15, "aeo": 10, "roo": 10},
            "Valuation is named by 15 of 24 members; 2 more subjects by 10 each",
        ),
        (
            {"val": 15, "aeo": 4, "roo": 0},
            "Valuation is named by 15 of 24 members; AEO by 4",
        ),
        (
            {"val": 15, "aeo": 15, "roo": 2},
            "AEO and Valuation are each named by 15 of 24 members; Origin by 2",
        ),
        (
            {"val": 6, "aeo": 6, "roo": 6, "ipr": 1},
            "AEO, Origin and Valuation are each named by 6 of 24 members; IPR by 1",
        ),
        (
            {"val": 6, "aeo": 6, "roo": 6},
            "AEO, Origin and Valuation are each named by 6 of 24 members",
        ),
        ({"val": 15}, "Valuation is named by 15 of 24 members"),
        (
            {"val": 0, "aeo": 0},
            "No subject is named by any of the members that answered",
        ),
    ],
)
def test_the_title_is_exact_also_under_ties(needing, title):
    assert _chart(framed(needing)).title == title


def test_the_title_never_cuts_through_equals():
    needing = {"val": 15} | {f"s{i}": 9 for i in range(8)}
    title = "Valuation is named by 15 of 24 members; 8 more subjects by 9 each"
    assert _chart(framed(needing)).title == title


def test_the_greatest_share_leads_though_the_counts_are_equal():
    frame = pd.concat([framed({"val": 9}), framed({"aeo": 9}, answered=20)])
    assert _chart(frame).title == "AEO is named by 9 of 20 members; Valuation by 9"


def test_more_than_three_that_tie_are_counted():
    title = "4 subjects are each named by 6 of 24 members"
    assert _chart(framed(dict.fromkeys(LABELS, 6))).title == title


def test_a_long_list_says_how_much_of_it_is_shown():
    chart = _chart(framed({f"s{i:02}": 20 - i for i in range(15)}), most_rows=5)
    assert len(_rows(chart)) == 5
    assert "First 5 of 15 subjects." in _subtitle(chart)
    assert "same number" not in _subtitle(chart)


def test_subjects_as_many_as_the_last_shown_are_told():
    chart = _chart(framed(dict.fromkeys(LABELS, 5)), most_rows=2)
    assert "2 more with the same number as the last." in _subtitle(chart)


def test_a_slide_shows_the_rows_that_fit_and_says_so():
    labels = {
        f"s{i}": f"A subject with quite a long label, number {i}" for i in range(31)
    }
    frame = framed({f"s{i}": 24 - i // 2 for i in range(31)})
    chart = _chart(frame, labels=labels, most_rows=31, size="slide")
    shown = len(_rows(chart))
    assert 5 <= shown < 31
    assert f"First {shown} of 31 subjects." in _subtitle(chart)
    assert chart.figure.get_size_inches()[1] == 5.8


def test_rows_without_a_number_are_counted_not_drawn():
    frame = framed({"val": 15, "aeo": 13})
    frame.loc[1, ["needing", "least", "most"]] = pd.NA
    chart = _chart(frame)
    assert _rows(chart) == ["Valuation"]
    assert "1 subject not shown." in _subtitle(chart)


def test_the_alt_text_holds_the_numbers_of_the_table():
    alt = _chart(framed({"val": 15, "aeo": 13, "roo": 11, "ipr": 2})).alt
    assert alt == (
        "Dot chart of 4 subjects, out of 34 members. Valuation 15, at most 25; "
        "AEO 13, at most 23; Origin 11, at most 21. "
        "Last of those shown: IPR 2, at most 12."
    )


def test_the_alt_text_of_one_subject_says_so():
    alt = _chart(framed({"val": 15})).alt
    assert alt == "Dot chart of 1 subject, out of 34 members. Valuation 15, at most 25."


def test_without_a_frame_shares_are_drawn_with_their_interval():
    chart = _chart(unframed({"val": (50, 200), "aeo": (150, 240)}))
    assert _dots(chart) == [62.5, 25.0]
    assert _bands(chart) == [(56.5, 68.5), (19.0, 31.0)]
    assert _words(chart) == ["63 %", "of 240", "25 %", "of 200"]


def test_without_a_frame_the_alt_text_holds_each_base():
    assert _chart(unframed({"val": (50, 200), "aeo": (150, 240)})).alt == (
        "Dot chart of 2 subjects, shares of the members that answered. "
        "AEO 63 % of 240; Valuation 25 % of 200."
    )


def test_without_a_frame_the_axis_is_in_percent():
    axes = _chart(unframed({"val": (50, 200)})).figure.axes[0]
    assert axes.get_xlim() == (0, 100)
    assert axes.get_xticklabels()[-1].get_text() == "100 %"


def test_under_a_hundred_answers_no_percentage_is_printed():
    chart = _chart(unframed({"val": (30, 99), "aeo": (60, 240)}))
    said = " ".join([chart.title, chart.alt, *_words(chart)])
    assert "%" not in said
    assert _words(chart) == ["30", "of 99", "60", "of 240"]


def test_counts_out_of_different_bases_are_not_compared_in_the_title():
    chart = _chart(unframed({"val": (30, 99), "aeo": (60, 240)}))
    assert chart.title == "Valuation is named by 30 of 99 members"


def test_equal_shares_of_different_bases_are_told_as_equal():
    chart = _chart(unframed({"val": (30, 40), "aeo": (15, 20)}))
    assert chart.title == "AEO and Valuation are each named by 15 to 30 members"


def test_the_survey_s_own_words_are_used():
    wording = {"member": "respondent", "named": "needed"}
    chart = _chart(unframed({"val": (50, 200)}), wording=wording)
    assert chart.title == "Valuation is needed by 25 % of 200 respondents"


def test_rows_of_two_rounds_are_refused():
    frame = pd.concat([framed({"val": 15}), framed({"val": 9}).assign(round="2022")])
    with pytest.raises(
        ValueError, match="shows one round; the rows hold 2: 2022, 2023"
    ):
        _chart(frame)


def test_rows_without_any_number_are_refused():
    frame = framed({"val": 15}).assign(needing=pd.NA)
    with pytest.raises(ValueError, match="No row of priorities has a number"):
        _chart(frame)


def test_the_frame_given_is_not_changed():
    frame = framed({"val": 3, "aeo": 7})
    before = frame.copy()
    _chart(frame)
    pd.testing.assert_frame_equal(frame, before)
