"""Who replied: the tiles and bars are the states and counts of the tables."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.charts.matrix import response_matrix
from rocb_analysis.charts.reply_counts import reply_counts
from rocb_analysis.charts.style import NO_REPLY, REPLIED, SHEETS, Chart
from tests.charts.frames import CAPTION, WORDING, rates, replies

ROUNDS = ["2021", "2022", "2023"]
DRAWING = {
    ("Far East", "Mongolia"): "xox",
    ("ASEAN", "Viet Nam"): "xxx",
    ("Far East", "China"): "oox",
    ("ASEAN", "Lao PDR"): ".xo",
}
TOLD = rates({"2021": (2, 3), "2022": (2, 4), "2023": (3, 4)})


def _matrix(drawing: dict[tuple[str, str], str] | None = None, **options) -> Chart:
    said = {"response_rates": TOLD, "rounds": ROUNDS, "caption": CAPTION}
    frame = replies(drawing or DRAWING, said["rounds"])
    return response_matrix(frame, **{**said, "wording": WORDING, **options})


def _rows(chart: Chart, panel: int = 0) -> list[str]:
    return [label.get_text() for label in chart.figure.axes[panel].get_yticklabels()]


def _tiles(chart: Chart, colour: str) -> set[tuple[str, int]]:
    """Return row and column of each tile of a colour."""
    axes = chart.figure.axes[0]
    rows = dict(zip(_rounded(axes.get_yticks()), _rows(chart), strict=True))
    return {
        (
            rows[round(tile.get_y() + tile.get_height() / 2, 6)],
            round(tile.get_center()[0]),
        )
        for tile in axes.patches
        if _hex(tile.get_facecolor()) == colour.lower()
    }


def test_members_stand_by_sub_region_both_in_alphabetical_order():
    assert _rows(_matrix())[:-1] == [
        "ASEAN",
        "Lao PDR",
        "Viet Nam",
        "Far East",
        "China",
        "Mongolia",
    ]


def test_each_tile_is_the_state_of_a_member_in_a_round():
    chart = _matrix()
    assert _tiles(chart, REPLIED) == {
        ("Viet Nam", 0),
        ("Viet Nam", 1),
        ("Viet Nam", 2),
        ("Lao PDR", 1),
        ("Mongolia", 0),
        ("Mongolia", 2),
        ("China", 2),
    }
    assert _tiles(chart, NO_REPLY) == {
        ("Lao PDR", 2),
        ("Mongolia", 1),
        ("China", 0),
        ("China", 1),
    }


def test_a_member_that_did_not_belong_has_no_tile():
    chart = _matrix()
    drawn = _tiles(chart, REPLIED) | _tiles(chart, NO_REPLY)
    assert ("Lao PDR", 0) not in drawn


def test_totals_of_the_table_stand_under_the_columns():
    chart = _matrix()
    totals = [text.get_text() for text in chart.figure.axes[0].texts]
    assert totals == ["2 of 3", "2 of 4", "3 of 4"]
    assert _rows(chart)[-1] == "replied"


def test_rounds_stand_in_the_order_given():
    chart = _matrix(rounds=["2023", "2021"])
    columns = [t.get_text() for t in chart.figure.axes[0].get_xticklabels()]
    assert columns == ["2023", "2021"]


def test_members_without_sub_region_have_no_heading():
    chart = _matrix({("", "Tonga"): "xox", ("", "Fiji"): "xxx"})
    assert _rows(chart) == ["Fiji", "Tonga", "replied"]


def test_the_title_tells_the_last_round_and_the_span_before():
    chart = _matrix()
    assert (
        chart.title
        == "3 of 4 members replied in 2023; 2 in each of the 2 rounds before"
    )


def test_the_alt_text_holds_every_total():
    assert _matrix().alt == (
        "Matrix of 4 members by 3 rounds, replied or not. "
        "2021: 2 of 3; 2022: 2 of 4; 2023: 3 of 4 members replied."
    )


def test_on_a_slide_many_members_stand_in_panels_with_all_members_once():
    drawing = {
        (f"Area {i // 9}", f"Member {i:02}"): "xox" for i in range(36)
    }  # four sub-regions of nine
    chart = _matrix(drawing, size="slide")
    panels = range(len(chart.figure.axes))
    names = [row for panel in panels for row in _rows(chart, panel)]
    members = [name for name in names if name.startswith("Member")]
    assert len(panels) > 1
    assert members == sorted(members)
    assert len(members) == len(set(members)) == 36


def test_each_panel_begins_with_its_sub_region_and_none_ends_with_one():
    drawing = {(f"Area {i // 9}", f"Member {i:02}"): "xox" for i in range(36)}
    chart = _matrix(drawing, size="slide")
    for panel in range(len(chart.figure.axes)):
        assert _rows(chart, panel)[0].startswith("Area")
        assert _rows(chart, panel)[-1].startswith("Member")


def test_beside_panels_the_totals_stand_in_the_words_above():
    drawing = {(f"Area {i // 9}", f"Member {i:02}"): "xox" for i in range(36)}
    said = " ".join(t.get_text() for t in _matrix(drawing, size="slide").figure.texts)
    assert "Replied in 2021: 2 of 3; 2022: 2 of 4; 2023: 3 of 4." in said.replace(
        "\n", " "
    )


def _large(replied: int, rounds: int) -> Chart:
    """Draw 30 members with long names on a slide; so many replied every time."""
    names = [str(2010 + i) for i in range(rounds)]
    marks = ("x" * rounds if i < replied else "o" * rounds for i in range(30))
    drawing = {
        (f"Area {i // 8}", f"Member {i:02} of the Area"): said
        for i, said in enumerate(marks)
    }
    told = rates(dict.fromkeys(names, (replied, 36)))
    said = {"response_rates": told, "rounds": names, "size": "slide"}
    frame = replies(drawing, names)
    return response_matrix(frame, **said, caption=CAPTION, wording=WORDING)


def test_on_a_slide_without_room_for_all_rounds_the_last_ones_are_drawn_and_told():
    chart = _large(0, 9)
    assert chart.figure.get_size_inches()[1] == SHEETS["slide"].height
    drawn = [label.get_text() for label in chart.figure.axes[0].get_xticklabels()]
    assert drawn == [str(year) for year in range(2013, 2019)]
    assert chart.alt.endswith("Drawn are the last 6 of 9 rounds.")


def test_on_a_slide_without_room_for_all_members_those_that_always_replied_are_told():
    drawing = {(f"Area {i // 9}", f"Member {i:02}" + 20 * "w"): i for i in range(36)}
    marks = {who: "xxx" if i < 27 else "xxo" for who, i in drawing.items()}
    chart = _matrix(marks, size="slide")
    assert chart.alt.endswith("Left out: 27 members that replied in each.")
    assert _rows(chart)[0] == "Area 3"
    assert len([row for row in _rows(chart) if row.startswith("Member")]) == 9


def test_an_unknown_state_is_refused():
    frame = replies(DRAWING, ROUNDS)
    frame.loc[0, "state"] = "silent"
    with pytest.raises(ValueError, match='"silent" is no state'):
        response_matrix(
            frame, response_rates=TOLD, rounds=ROUNDS, caption=CAPTION, wording=WORDING
        )


def test_a_member_without_a_state_in_a_round_is_refused():
    frame = replies(DRAWING, ROUNDS).drop(index=0)
    with pytest.raises(ValueError, match="Mongolia lacks a state"):
        response_matrix(
            frame, response_rates=TOLD, rounds=ROUNDS, caption=CAPTION, wording=WORDING
        )


def _counts(frame: pd.DataFrame, **options) -> Chart:
    return reply_counts(frame, caption=CAPTION, wording=WORDING, **options)


def _widths(chart: Chart) -> list[list[float]]:
    axes = chart.figure.axes[0]
    return [[bar.get_width() for bar in bars] for bars in axes.containers]


def test_bars_are_the_replies_before_all_members():
    assert _widths(_counts(TOLD)) == [[3, 4, 4], [2, 2, 3]]


def test_replies_are_printed_with_their_base():
    texts = [text.get_text() for text in _counts(TOLD).figure.axes[0].texts]
    assert texts == ["2 of 3", "2 of 4", "3 of 4"]


def test_without_a_frame_replies_are_printed_alone():
    chart = _counts(rates({"2024": (260, None), "2026": (1217, None)}))
    assert [text.get_text() for text in chart.figure.axes[0].texts] == ["260", "1,217"]
    assert chart.title == "1,217 members replied in 2026; 260 in 2024"
    assert "Grey" not in " ".join(text.get_text() for text in chart.figure.texts)


def test_only_the_rounds_asked_for_are_drawn_in_their_order():
    chart = _counts(TOLD, rounds=["2023", "2021"])
    assert _rows(chart) == ["2023", "2021"]
    assert chart.title == "2 of 3 members replied in 2021; 3 in 2023"


def test_one_round_has_a_title_without_comparison():
    assert _counts(TOLD, rounds=["2023"]).title == "3 of 4 members replied in 2023"


def test_a_sub_region_can_be_drawn_alone():
    frame = pd.concat([TOLD, TOLD.assign(sub_region="ASEAN", replied=1)])
    assert _widths(_counts(frame, sub_region="ASEAN"))[1] == [1, 1, 1]


def test_a_round_that_is_not_in_the_table_is_refused():
    with pytest.raises(ValueError, match="no row of all for the round 2020"):
        _counts(TOLD, rounds=["2020"])


def test_the_counts_alt_text_holds_every_number():
    assert _counts(TOLD).alt == (
        "Bars of replies in 3 rounds. "
        "2021: 2 of 3; 2022: 2 of 4; 2023: 3 of 4 members replied."
    )


def _rounded(values) -> list[float]:
    return [round(float(value), 6) for value in values]


def _hex(colour: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in colour[:3])
