"""What charts of groups say, and what they refuse."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.charts.cluster_flow import cluster_flow
from rocb_analysis.charts.cluster_maps import (
    cluster_curve,
    cluster_heat,
    cluster_tiles,
    is_between,
    membership_dots,
    sizes,
)
from tests.charts.frames import (
    CAPTION,
    WORDING,
    grouped,
    moved,
    numbers_tried,
    profiled,
)

SAID = {"caption": CAPTION, "wording": WORDING}
NAMED = {**SAID, "names": {1: "valuation first"}, "member_names": {"M00": "Fiji"}}
TWO = ("2022", "2023")
TILES = pd.DataFrame(
    {"member_id": ["M00", "M05", "M99"], "tile_row": ["1", "1", "2"], "tile_col": "1"}
).assign(tile_col=["1", "2", "1"])


def test_the_title_counts_groups_members_and_those_between_two():
    frame = grouped({1: 6, 2: 5}, between=1)
    chart = membership_dots(frame, **NAMED)
    assert chart.title == (
        "Two groups of 6 and 5 members with similar needs; 1 member between two groups"
    )
    assert "Between two groups: Fiji." in chart.alt


def test_without_groups_the_title_says_so():
    none = grouped({1: 3}).assign(cluster=pd.NA)
    assert sizes(none, WORDING) == "No clear groups of members with similar needs"


def test_a_member_is_between_two_groups_by_its_lead():
    rows = pd.DataFrame(
        {
            "cluster": [1, 1, None],
            "membership": [0.7, 0.69, None],
            "next_membership": [0.2, 0.2, None],
        }
    )
    assert list(is_between(rows)) == [False, True, False]


def test_the_heat_map_tells_what_each_group_needs_first():
    chart = cluster_heat(
        profiled(grouped({1: 6, 2: 5}), 4), labels={"s0": "Valuation"}, **NAMED
    )
    assert "group 1, 6: Valuation and s2; group 2, 5: s1 and s3" in chart.alt


def test_a_flow_tells_sure_moves_by_name_and_counts_the_others():
    rows = moved(
        ("M00", *TWO, 1, 2, "moved"),
        ("M03", *TWO, 2, 1, "unsure"),
        ("M04", *TWO, 2, 1, "unsure"),
    )
    chart = cluster_flow(grouped({1: 3, 2: 3}, rounds=TWO), rows, rounds=TWO, **NAMED)
    assert chart.title == ("1 member changed group over 2 rounds; 2 more may have")
    texts = " ".join(text.get_text() for text in chart.figure.texts)
    assert "Fiji in 2023 (group 1 to 2)" in " ".join(texts.split())


def test_where_no_move_is_sure_the_title_says_so():
    rows = moved(("M00", *TWO, 1, 2, "unsure"))
    chart = cluster_flow(grouped({1: 3, 2: 3}, rounds=TWO), rows, rounds=TWO, **NAMED)
    assert chart.title.startswith("No member surely changed group")


def test_tiles_tell_members_by_group_and_grey_has_none():
    chart = cluster_tiles(TILES, grouped({1: 3, 2: 3}), names={}, **SAID)
    assert "group 1: M00, M01, M02; group 2: M03" in chart.alt
    texts = [text.get_text() for text in chart.figure.axes[0].texts]
    assert texts == ["M00\n1", "M05\n2", "M99"]


def test_the_curve_says_how_clear_the_groups_are():
    two = cluster_curve(
        numbers_tried({2: 2.0, 3: 0.5}, 2), clearer_than=98, references=99, **SAID
    )
    assert two.title == (
        "Members form 2 groups: clearer than 98 of 99 made-up sets without groups"
    )
    assert "above the band for 2." in two.alt


@pytest.mark.parametrize(
    "draw",
    [
        lambda none: membership_dots(none, **NAMED),
        lambda none: cluster_heat(none.iloc[:0], labels={}, **NAMED),
        lambda none: cluster_flow(none, moved(), rounds=TWO, **NAMED),
        lambda none: cluster_tiles(TILES.assign(tile_row=""), none, names={}, **SAID),
        lambda none: cluster_curve(
            numbers_tried({1: 0.0}, 1).head(len(none)),
            clearer_than=0,
            references=99,
            **SAID,
        ),
    ],
    ids="dots heat flow tiles curve".split(),
)
def test_what_cannot_be_drawn_is_refused(draw):
    none = grouped({1: 3}).assign(cluster=pd.NA)
    with pytest.raises(ValueError, match=r"group|tile"):
        draw(none)
