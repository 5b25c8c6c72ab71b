"""The bars are the cells of the ledger, each of them in one part."""

from __future__ import annotations

import pytest

from rocb_analysis.charts.reply_counts import ledger_bars
from rocb_analysis.charts.style import FATES, Chart
from tests.charts.frames import CAPTION, ledger

CELLS = {"2022": [400, 100, 60, 200], "2023": [300, 1, 60, 2]}


def _chart(cells: dict[str, list[int]]) -> Chart:
    return ledger_bars(ledger(cells), caption=CAPTION)


def _words(chart: Chart) -> list[str]:
    return [text.get_text() for text in chart.figure.axes[0].texts]


def test_parts_are_the_cells_one_behind_the_other():
    bars = _chart(CELLS).figure.axes[0].containers
    parts = [(part[0].get_x(), part[0].get_width()) for part in bars]
    assert parts == [(0, 400), (400, 100), (500, 60), (560, 200)]


def test_rounds_stand_in_the_order_of_their_rows():
    chart = _chart({"second": [1, 1, 1, 1], "first": [2, 2, 2, 2]})
    rows = [label.get_text() for label in chart.figure.axes[0].get_yticklabels()]
    assert rows == ["second", "first"]


def test_numbers_too_wide_for_their_part_stand_behind_the_bar():
    assert _words(_chart(CELLS))[-1] == "recoded 1, blank 2"


def test_every_number_but_nought_is_printed_once():
    said = " ".join(_words(_chart({"2023": [0, 7, 900, 12345]})))
    assert said.count("7") == 1
    assert "900" in said
    assert "12,345" in said
    assert "kept" not in said


def test_the_key_names_the_fates_in_order():
    key = _chart(CELLS).figure.legends[0].get_texts()
    assert [text.get_text() for text in key] == list(FATES)


@pytest.mark.parametrize(
    ("set_aside", "title"),
    [
        ([5, 9], "9 set aside in b, the most of 2 rounds"),
        ([9, 9], "9 set aside in a and b each, the most of 2 rounds"),
        ([9, 9, 9], "9 set aside in a, b and c each, the most of 3 rounds"),
        ([0, 0], "none was set aside"),
        ([1], "1 cell set aside"),
        ([1200], "1,200 cells set aside"),
    ],
)
def test_the_title_is_exact_also_under_ties(set_aside, title):
    cells = dict(zip("abc", ([10, 0, n, 0] for n in set_aside), strict=False))
    assert _chart(cells).title == f"Every cell is accounted for; {title}"


def test_the_alt_text_holds_every_number():
    assert _chart(CELLS).alt == (
        "Stacked bars of cells in 2 rounds. "
        "2022: kept 400, recoded 100, set aside 60, blank 200; "
        "2023: kept 300, recoded 1, set aside 60, blank 2."
    )


def test_another_fate_is_refused():
    frame = ledger(CELLS).replace({"fate": {"blank": "lost"}})
    with pytest.raises(ValueError, match='"lost" is no fate of a cell'):
        ledger_bars(frame, caption=CAPTION)
