"""What the answers of a column suggest, and what is kept out of every draft."""

from __future__ import annotations

import pytest

from rocb_analysis.drafting.grids import groups_of, near_pairs
from rocb_analysis.drafting.kinds import (
    are_options,
    are_ranks,
    ballot_of,
    dates_in,
    kind_of,
)
from rocb_analysis.drafting.paradata import is_personal


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["Yes", "no", "Y", ""], "yes_no"),
        (["1", "5", "3", "3", "1", "5"], "level"),
        (["12", "40.5", "7"], "number"),
        (["Low", "High", "Low", "Medium"], "level"),
        (["Slightly useful", "Useful", "Useful", "Not useful"], "level"),
        (["In person", "Online", "Online", "In person"], "one"),
        (["Red; Blue", "Blue", "Red; Green", "Green; Blue", "Red"], "many"),
        (["We need a laboratory", "Thank you", "More time, please"], "text"),
        (["Low", "Low", "High", "write to a@b.example"], "text"),
        (["A;B;C;", "C;B;A;", "B;C;A;"], "top_n"),
    ],
)
def test_answers_suggest_a_kind(cells: list[str], kind: str) -> None:
    assert kind_of(cells, ";").kind == kind


def test_steps_are_put_in_order_and_states_left_without_a_value() -> None:
    found = kind_of(["Often", "Never", "Do not know", "Often", "Never"], ",")
    assert found.answers == ["Never", "Often", "Do not know"]
    assert found.values == {"Never": 1, "Often": 2}


def test_an_option_that_holds_the_separator_stays_whole() -> None:
    cells = ["Mission, Advice, one to two weeks", "Advice, one to two weeks", "Mission"]
    found = kind_of([*cells, *cells, "Mission, Advice, one to two weeks"], ",")
    assert found.answers == ["Mission", "Advice, one to two weeks"]


def test_one_choice_with_a_comma_in_it_is_no_list() -> None:
    cells = ["Yes, I would attend", "Yes, I would present", "No"] * 3
    assert kind_of(cells, ",").kind == "one"


def test_a_rare_spelling_is_left_out_and_told_with_what_it_is_like() -> None:
    found = kind_of(["In use"] * 4 + ["IN USE", "Planned", "Planned"], ",")
    assert found.doubtful == {"IN USE": "In use"}
    assert "IN USE" not in found.answers


def test_answers_that_differ_in_a_number_are_no_spellings_of_each_other() -> None:
    found = kind_of(["RHEL release 7"] * 6 + ["RHEL release 8"] * 2, ",")
    assert found.doubtful == {}


@pytest.mark.parametrize(
    ("often", "rare", "times"),
    [
        ("Releases are frequent enough", "Releases are not frequent enough", 1),
        ("The speed is satisfactory now", "The speed is unsatisfactory now", 1),
        ("Releases come often enough", "Releases came often enough", 3),
    ],
)
def test_what_denies_or_is_met_again_is_no_misspelling(
    often: str, rare: str, times: int
) -> None:
    found = kind_of([often] * 12 + [rare] * times, "|")
    assert found.doubtful == {}
    assert rare in found.answers


def test_steps_that_nobody_gave_leave_no_gap() -> None:
    found = kind_of(["None", "Low", "Medium", "High"] * 2, ",")
    assert found.values == {"None": 1, "Low": 2, "Medium": 3, "High": 4}


def test_columns_of_one_option_each_are_options() -> None:
    assert are_options(["Audit", "Origin"], [["Audit", ""], ["", "Origin"]])
    assert are_options(["Audit", "Origin"], [["1", "0"], ["0", "1"]])
    assert not are_options(["Audit", "Origin"], [["Yes", "No"], ["No", "Yes"]])


def test_ranks_are_given_once_in_a_reply() -> None:
    assert are_ranks([["1", "3"], ["2", "1"], ["3", "2"]])
    assert not are_ranks([["1", "3"], ["1", "3"], ["2", "3"]])


def test_a_ballot_names_nothing_twice_in_a_reply() -> None:
    columns = [["A", "B", "C", "A"], ["B", "C", "A", "C"]]
    assert ballot_of(columns) is not None
    assert ballot_of([["A", "B", "C", "A"], ["A", "B", "C", "A"]]) is None


@pytest.mark.parametrize(
    ("headers", "stem", "items"),
    [
        (["L [Audit]", "L [Origin]"], "L", ("Audit", "Origin")),
        (["L?.Audit", "L?.Origin"], "L?", ("Audit", "Origin")),
        (["L | Audit", "L | Origin"], "L", ("Audit", "Origin")),
        (["Q3_1 | L - Audit", "Q3_2 | L - Origin"], "L", ("Audit", "Origin")),
        (["e1[1]. L [Audit]", "e1[2]. L [Origin]"], "L", ("Audit", "Origin")),
        (["1st choice", "2nd choice"], "choice", ("", "")),
    ],
)
def test_each_tools_grid_is_one_question(
    headers: list[str], stem: str, items: tuple[str, ...]
) -> None:
    (group,) = groups_of(headers)
    assert (group.stem, group.items) == (stem, items)


@pytest.mark.parametrize(
    ("cells", "date_format", "day"),
    [
        (["2021-12-14T09:05:33"], "", "2021-12-14"),
        (
            ["12/14/2021 9:05:33", "12/15/2021 9:00:00"],
            "%m/%d/%Y %H:%M:%S",
            "2021-12-14",
        ),
        (["14/12/2021"], "%d/%m/%Y", "2021-12-14"),
        (["1/2/2022"], "", ""),
        (["soon"], "", ""),
    ],
)
def test_a_date_is_certain_only_if_it_has_one_reading(
    cells: list[str], date_format: str, day: str
) -> None:
    found = dates_in(cells)
    assert (found.date_format, found.first_day) == (date_format, day)


def test_the_format_of_an_earlier_round_decides_between_two() -> None:
    assert dates_in(["1/2/2022"], usual="%m/%d/%Y").first_day == "2022-01-02"


def test_near_pairs_take_each_text_once_and_the_likest_first() -> None:
    pairs = near_pairs(
        ["Priority 1: subject", "Priority 2: subject"], ["Priority 1", "Priority 2"]
    )
    assert [(p.first, p.second) for p in pairs] == [(0, 0), (1, 1)]
    assert near_pairs(["Valuation"], ["Note"]) == []


@pytest.mark.parametrize(
    ("header", "cells", "personal"),
    [
        ("Email", [""], True),
        ("IP Address", ["10.0.0.1"], True),
        ("LocationLatitude | Location Latitude", ["1.2"], True),
        ("Your e-mail address (for questions)", ["x"], True),
        ("Name of the contact person", ["x"], True),
        ("How may we reach you?", ["a@b.example", "c@d.example"], True),
        ("Name of your administration", ["Fiji"], False),
        ("Rules of origin", ["Low"], False),
    ],
)
def test_columns_that_say_who_a_person_is_are_known(
    header: str, cells: list[str], personal: bool
) -> None:
    assert is_personal(header, cells) is personal


def test_a_heading_of_40_000_letters_is_left_whole() -> None:
    long = "x." * 20_000
    groups = groups_of(["Who", long, f"{long}y"])
    assert [group.stem for group in groups] == ["Who", long, f"{long}y"]
