"""The cells of the heat map are the cells of the table, words and numbers alike."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from rocb_analysis.charts.style import BLUE, COULD_BE, Chart
from rocb_analysis.charts.sub_region_heat import EMPTY, sub_region_heat
from tests.charts.frames import CAPTION, WORDING, areas

LABELS = {"val": "Valuation", "aeo": "AEO"}
NUMBERS = {"val": {"ASEAN": 6, "Far East": 2}, "aeo": {"ASEAN": 0, "Far East": 3}}
WORDS = {
    "val": {"ASEAN": "most", "Far East": "fewer"},
    "aeo": {"ASEAN": "fewer", "Far East": "not shown"},
}


def _chart(table: pd.DataFrame, **options) -> Chart:
    said = {"labels": LABELS, "caption": CAPTION, "wording": WORDING, **options}
    return sub_region_heat(table, **said)


def _cells(chart: Chart) -> dict[tuple[str, int], str]:
    """Return the text of each cell by label of the row and number of the column."""
    axes = chart.figure.axes[0]
    rows = [label.get_text() for label in axes.get_yticklabels()]
    names = dict(zip([round(y, 6) for y in axes.get_yticks()], rows, strict=True))
    return {
        (
            names[round(text.get_position()[1], 6)],
            text.get_position()[0],
        ): text.get_text()
        for text in axes.texts
    }


def _colours(chart: Chart) -> list[tuple[float, ...]]:
    return [bar.get_facecolor()[:3] for bar in chart.figure.axes[0].patches]


def _heads(chart: Chart) -> list[str]:
    return [head.get_text() for head in chart.figure.axes[0].get_xticklabels()]


def test_each_cell_holds_what_the_table_shows():
    assert _cells(_chart(areas(NUMBERS))) == {
        ("Valuation", 0): "6",
        ("Valuation", 1): "2",
        ("AEO", 0): "0",
        ("AEO", 1): "3",
    }


def test_words_stand_as_they_come():
    assert set(_cells(_chart(areas(WORDS))).values()) == {"most", "fewer", "not shown"}


def test_a_word_has_its_colour_and_what_is_not_shown_has_none():
    colours = [to_rgb(colour) for colour in (BLUE, COULD_BE, COULD_BE, EMPTY)]
    assert _colours(_chart(areas(WORDS))) == [pytest.approx(c) for c in colours]


def test_the_darker_cell_is_the_greater_share():
    light = [sum(colour) for colour in _colours(_chart(areas(NUMBERS)))]
    assert light[0] < light[3] < light[1] < light[2]


def test_the_shade_is_the_share_and_not_the_count():
    table = areas({"val": {"ASEAN": 4, "Far East": 4}})
    table["share_pct"] = [50.0, 100.0]
    first, second = _colours(_chart(table))
    assert sum(second) < sum(first)


def test_a_column_says_how_many_answered():
    assert _heads(_chart(areas(NUMBERS))) == ["ASEAN\nof 8", "Far East\nof 8"]


def test_a_column_says_between_how_many_answered_where_that_differs():
    table = areas(NUMBERS)
    table.loc[table["subject_id"] == "aeo", "answered"] = 6
    assert _heads(_chart(table)) == ["ASEAN\nof 6 to 8", "Far East\nof 6 to 8"]


def test_no_number_is_printed_where_the_table_holds_words():
    chart = _chart(areas(WORDS), meaning="Most: more than half.")
    assert _heads(chart) == ["ASEAN", "Far East"]
    assert not any(mark.isdigit() for mark in "".join(_cells(chart).values()))


def test_subjects_and_areas_stand_as_they_come():
    chart = _chart(areas({name: NUMBERS[name] for name in ("aeo", "val")}))
    rows = [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]
    assert rows == ["AEO", "Valuation"]


def test_the_words_are_explained_under_the_title():
    chart = _chart(areas(WORDS), meaning="Most: more than half.")
    assert "Most: more than half." in [text.get_text() for text in chart.figure.texts]


@pytest.mark.parametrize(
    ("cells", "title"),
    [
        (
            NUMBERS,
            "Valuation in ASEAN: named by 6 of 8 members, the greatest share",
        ),
        (
            {"val": {"ASEAN": 5, "Far East": 5}},
            "Valuation in ASEAN: named by 5 of 8 members, the greatest share; as great "
            "in 1 more cell",
        ),
        (
            {"val": {"ASEAN": 0}},
            "No subject is named by any of the members that answered",
        ),
        (WORDS, "Valuation is named by most members in 1 sub-region"),
        (
            {"val": {"ASEAN": "most"}, "aeo": {"ASEAN": "most"}},
            "AEO and Valuation are each named by most members in 1 sub-region",
        ),
        (
            {"val": {"ASEAN": "fewer"}},
            "In no sub-region shown is a subject named by most members",
        ),
        (
            {"val": {"ASEAN": "not shown"}},
            "No sub-region can be shown: too few replies",
        ),
    ],
)
def test_the_title_is_exact(cells, title):
    assert _chart(areas(cells)).title == title


def test_the_alt_text_holds_the_cells():
    assert _chart(areas(NUMBERS)).alt == (
        "Heat map of 2 subjects by 2 sub-regions. Valuation: ASEAN 6, Far East 2; "
        "AEO: ASEAN 0, Far East 3."
    )


def test_rows_of_two_rounds_are_refused():
    two = pd.concat([areas(NUMBERS), areas(NUMBERS).assign(round="2022")])
    with pytest.raises(ValueError, match="the rows hold 2: 2022, 2023"):
        _chart(two)


def test_no_row_at_all_is_refused():
    with pytest.raises(ValueError, match="the rows hold 0: none"):
        _chart(areas(NUMBERS).head(0))
