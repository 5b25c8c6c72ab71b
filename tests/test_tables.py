"""The contract of the tables: columns, order, types and rounding."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.core.tables import (
    PCT,
    SHARE,
    TABLES,
    P,
    SurveyError,
    arrange,
    as_written,
)

RATES = pd.DataFrame(
    {
        "share_pct": [50.0, 12.25],
        "round": ["2024", "2023"],
        "sub_region": ["all", "all"],
        "replied": [2, 1],
        "members": [4, None],
        "remark": ["not of the table", ""],
    }
)


def test_columns_stand_in_the_order_of_the_contract():
    arranged = arrange(RATES, "response_rates")
    assert list(arranged) == ["round", "sub_region", "members", "replied", "share_pct"]


def test_rows_are_sorted_by_key():
    arranged = arrange(RATES, "response_rates")
    assert list(arranged["round"]) == ["2023", "2024"]
    assert list(arranged.index) == [0, 1]


def test_text_is_str_counts_are_whole_numbers_decimals_are_floats():
    types = arrange(RATES, "response_rates").dtypes.astype(str).to_dict()
    assert types == {
        "round": "str",
        "sub_region": "str",
        "members": "Int64",
        "replied": "Int64",
        "share_pct": "float64",
    }


def test_a_count_may_be_blank():
    assert arrange(RATES, "response_rates")["members"].isna().tolist() == [True, False]


def test_a_missing_column_reads_as_blank():
    arranged = arrange(RATES[["round", "sub_region"]], "response_rates")
    assert arranged[["members", "replied", "share_pct"]].isna().all(axis=None)
    issues = arrange(pd.DataFrame({"round": ["2024"]}), "issues")
    assert issues["reason"].tolist() == [""]


@pytest.mark.parametrize("blank", [None, float("nan"), pd.NA, ""])
def test_blank_text_is_the_empty_text(blank):
    issues = arrange(pd.DataFrame({"round": ["2024"], "found": [blank]}), "issues")
    assert issues["found"].tolist() == [""]


def test_a_number_as_a_label_becomes_text():
    arranged = arrange(RATES.assign(round=[2024, 2023]), "response_rates")
    assert list(arranged["round"]) == ["2023", "2024"]


@pytest.mark.parametrize(
    ("kind", "given", "held"),
    [(PCT, 33.3333, 33.3), (SHARE, 0.66666, 0.667), (P, 0.33333, 0.3333)],
)
def test_decimals_are_written_as_the_contract_has_them(kind, given, held):
    assert as_written(pd.Series([given]), kind).tolist() == [held]


def test_a_table_in_hand_is_not_rounded_to_what_is_written():
    frame = pd.DataFrame({"score": [2 / 3]})
    assert arrange(frame, "needs")["score"][0] == pytest.approx(2 / 3, abs=1e-9)


def test_a_word_in_a_column_of_decimals_stays_when_it_is_written():
    withheld = pd.Series([1 / 3, "not shown"])
    assert as_written(withheld, SHARE).tolist() == [0.333, "not shown"]


def test_no_rounding_hangs_on_the_last_bit():
    nearly = [0.0625, 0.0625 + 1e-12, 0.0625 - 1e-12]
    frame = pd.DataFrame({"subject_id": list("abc"), "score": nearly})
    assert arrange(frame, "needs")["score"].nunique() == 1


def test_zero_has_no_sign():
    assert str(as_written(pd.Series([-0.0001]), SHARE)[0]) == "0.0"


def test_a_count_is_rounded_of_its_last_bits_only():
    frame = pd.DataFrame({"rank": [3 - 1e-12]})
    assert arrange(frame, "needs")["rank"].tolist() == [3]


def test_a_count_that_is_no_whole_number_raises():
    with pytest.raises(SurveyError, match=r"rank is 2\.5; a count is a whole number"):
        arrange(pd.DataFrame({"rank": [2.5]}), "needs")


def test_two_rows_of_one_key_raise_and_are_named():
    twice = pd.DataFrame({"round": ["2024"] * 2, "sub_region": ["all"] * 2})
    with pytest.raises(SurveyError, match="round 2024, sub_region all; a row is a sub"):
        arrange(twice, "response_rates")


def test_two_rows_of_one_key_raise_though_a_part_of_the_key_is_blank():
    twice = pd.DataFrame({"round": ["2024"] * 2, "question_id": ["need"] * 2})
    with pytest.raises(SurveyError, match="Table responses holds twice"):
        arrange(twice, "responses")


def test_the_index_of_what_comes_in_does_not_matter():
    shifted = RATES.set_index(pd.Index([7, 7]))
    pd.testing.assert_frame_equal(
        arrange(shifted, "response_rates"), arrange(RATES, "response_rates")
    )


def test_what_comes_in_is_not_changed():
    before = RATES.copy()
    arrange(RATES, "response_rates")
    pd.testing.assert_frame_equal(RATES, before)


@pytest.mark.parametrize("name", TABLES)
def test_to_arrange_again_changes_nothing(name):
    once = arrange(pd.DataFrame({TABLES[name].columns[0].name: ["2024"]}), name)
    pd.testing.assert_frame_equal(arrange(once, name), once)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_without_rows_has_its_columns_and_types(name):
    table, nothing = TABLES[name], arrange(pd.DataFrame(), name)
    assert list(nothing) == table.column_names
    assert len(nothing) == 0
    row = arrange(pd.DataFrame({table.columns[0].name: ["2024"]}), name)
    assert list(nothing.dtypes) == list(row.dtypes)


@pytest.mark.parametrize("name", TABLES)
def test_the_key_of_a_table_is_among_its_columns(name):
    table = TABLES[name]
    assert set(table.key) <= set(table.column_names)
    assert len(set(table.column_names)) == len(table.column_names)
