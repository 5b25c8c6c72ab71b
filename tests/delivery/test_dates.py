"""Partial dates and plan years."""

from __future__ import annotations

import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.delivery.dates import (
    first_day,
    last_day,
    plan_year_of,
    window_after,
    window_before,
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-10-05", "2021-10-05", "2021-10-05"),
        ("2021-10", "2021-10-01", "2021-10-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2021", "2021-01-01", "2021-12-31"),
    ],
)
def test_a_partial_date_stands_for_all_days_it_may_mean(text, first, last):
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "2021-13", "2021-00", "2021-02-30", "05/10/2021", "Oct-21", "2021-1"]
)
def test_what_is_no_date_has_no_day(text):
    assert (first_day(text), last_day(text)) == ("", "")


def test_a_day_before_the_plan_year_begins_lies_in_the_one_before():
    assert plan_year_of("2018-06-30", "07-01") == "2017/18"
    assert plan_year_of("2018-07-01", "07-01") == "2018/19"
    assert plan_year_of("1999-12-31", "07-01") == "1999/00"


def test_a_plan_year_that_is_a_calendar_year_is_called_by_it():
    assert plan_year_of("2018-06-30", "01-01") == "2018"


def test_three_whole_plan_years_count_before_a_december_survey_and_the_one_begun():
    window = window_before("2023-12-04")
    assert (window.start, window.end) == ("2020-07-01", "2023-12-03")


def test_a_window_ends_with_the_register_and_never_grows():
    window = window_before("2023-12-04")
    assert window.up_to("2023-05-23").end == "2023-05-23"
    assert window.up_to("2025-05-23") == window
    assert window.up_to("") == window


def test_a_register_that_ends_before_a_window_covers_nothing_of_it():
    assert window_before("2023-12-04").up_to("2020-06-30") is None


def test_what_follows_a_december_survey_begins_with_the_next_plan_year():
    window = window_after("2020-12-07", plan_years=2)
    assert (window.start, window.end) == ("2021-07-01", "2023-06-30")


def test_a_survey_asked_on_the_first_day_of_a_plan_year_feeds_the_next():
    assert window_after("2020-07-01", plan_years=1).start == "2021-07-01"
    assert window_before("2020-07-01", plan_years=1).start == "2019-07-01"


def test_a_round_without_a_day_is_refused_with_the_remedy():
    with pytest.raises(SurveyError, match="fill in asked_on in rounds"):
        window_before("")


def test_no_plan_year_at_all_is_refused():
    with pytest.raises(SurveyError, match="plan_years is 0"):
        window_after("2020-12-07", plan_years=0)
