"""Outside indicators beside stated need."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.delivery.indicators import indicators_beside_need


@pytest.fixture
def region() -> pd.DataFrame:
    members = [f"M{n}" for n in range(1, 8)]
    blank = {"member_from": "", "member_to": ""}
    return pd.DataFrame({"member_id": members, "role": "member", **blank}, dtype="str")


@pytest.fixture
def indicators() -> pd.DataFrame:
    values = {"M1": 1.0, "M2": 2.0, "M3": 3.0, "M4": 4.0, "M5": 5.0, "M6": 6.0}
    rows = [("LPI", m, 2018, v, "yes", "val; tfa") for m, v in values.items()]
    rows += [("LPI", "M6", 2024, 0.5, "yes", "val; tfa")]
    columns = "indicator member_id year value low_is_need subject_ids".split()
    return pd.DataFrame(rows, columns=columns)


@pytest.fixture
def beside(region, indicators, needs_from):
    """Return a function: the table by member, for a drawing of needs."""

    def read(drawing: str, frame: pd.DataFrame = indicators) -> pd.DataFrame:
        needs = needs_from("r", drawing)
        options = {"round": "r", "asked_on": "2023-12-04"}
        table = indicators_beside_need(needs, frame, region, **options)
        return table.set_index("member_id")

    return read


def test_every_member_has_one_of_six_readings(beside):
    table = beside("val roo\nM1 1 0\nM2 0 1\nM3 1 0\nM4 0 1\nM7 1 0")
    assert table["reading"].to_dict() == {
        "M1": "low and named",
        "M2": "low, not named",
        "M3": "named, not low",
        "M4": "neither",
        "M5": "yet to reply",
        "M6": "yet to reply",
        "M7": "no value",
    }
    assert table.loc["M1", "named"] == "val"


def test_a_value_after_the_survey_is_not_used(beside):
    table = beside("val\nM6 1")
    assert (table.loc["M6", "year"], table.loc["M6", "low"]) == (2018, 0)


def test_equal_values_at_the_edge_of_the_lowest_third_are_all_low(beside, indicators):
    tied = indicators.assign(value=[1.0, 2.0, 2.0, 4.0, 5.0, 6.0, 0.5])
    low = beside("val\nM1 1", tied)["low"]
    assert [low[m] for m in ("M1", "M2", "M3", "M4")] == [1, 1, 1, 0]


def test_where_high_is_need_the_highest_third_is_called_low(beside, indicators):
    turned = indicators.assign(low_is_need="no")
    low = beside("val\nM1 1", turned)["low"]
    assert list(low.index[low.fillna(0) == 1]) == ["M5", "M6"]
