"""What a declared table says is what its reader and its checks do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey.schema import (
    CellForm,
    OfficeTable,
    days_out_of_order,
    form_problems,
    one_of,
    sheet_of,
    strict_sheet,
)

ROOMS = OfficeTable(
    "rooms",
    "a room",
    {
        "state": one_of("yes", "no"),
        "seats": CellForm(
            "a number", lambda t: "" if t.isdigit() else f'"{t}" is none'
        ),
    },
    "house*+ room*+ open:state seats:seats town>towns ids>people;? since until",
    in_order=("since", "until"),
)
HEADER = ROOMS.column_names


def said(*rows: str, table: OfficeTable = ROOMS, **known: set[str]) -> list[str]:
    """Return what is said of rows, each a text of cells apart by commas."""
    sheet = sheet_of(table, [HEADER, *(row.split(",") for row in rows)], "rooms.csv")
    lists = {name: (f"{name}.csv", names) for name, names in known.items()}
    return [str(one) for one in form_problems(sheet, lists, remedy="Mend it.")]


def test_a_sound_row_is_not_told() -> None:
    assert said("a,1,yes,12,Suva,,,", towns={"Suva"}) == []


def test_a_missing_column_reads_as_blank() -> None:
    sheet = sheet_of(ROOMS, [["room", "house"], ["1", "a"]], "rooms.csv")
    assert sheet.frame.loc[2, "seats"] == ""


def test_a_blank_row_is_passed_over_and_rows_keep_their_numbers() -> None:
    rows = [["house", "room"], ["", ""], ["a", "1"]]
    assert list(sheet_of(ROOMS, rows, "rooms.csv").frame.index) == [3]


def test_any_word_for_yes_reads_as_yes() -> None:
    rows = [["house", "room", "open"], ["a", "1", "TRUE"]]
    assert sheet_of(ROOMS, rows, "rooms.csv").frame.loc[2, "open"] == "yes"


def test_a_needed_column_that_is_missing_stops_the_reading() -> None:
    with pytest.raises(SurveyError, match="column room is missing"):
        sheet_of(ROOMS, [["house"], ["a"]], "rooms.csv")


def test_a_needed_cell_that_is_blank_is_told() -> None:
    assert said("a,,,,,,,") == [
        "rooms.csv, row 2, room: room is blank; fill it in or delete the row."
    ]


def test_a_cell_that_is_not_of_its_form_is_told() -> None:
    assert said("a,1,,many,,,,") == ['rooms.csv, row 2, seats: "many" is none']


def test_words_are_told_before_numbers_and_with_the_nearest() -> None:
    late = replace(ROOMS.forms["seats"], turn=1)
    table = replace(ROOMS, forms={**ROOMS.forms, "seats": late})
    first, second = said("a,1,yess,many,,,,", table=table)
    assert first.endswith('"yess" is not one of yes, no. Did you mean "yes"?')
    assert ", seats: " in second


def test_a_key_that_stands_twice_is_told_once() -> None:
    assert said("a,1,,,,,,", "a,1,,,,,,", "a,2,,,,,,") == [
        'rooms.csv, row 3, house: "a / 1" stands here a second time; keep one of the '
        "rows."
    ]


def test_a_name_that_its_list_has_not_is_told() -> None:
    assert said("a,1,,,Suv,,,", towns={"Suva"}) == [
        'rooms.csv, row 2, town: "Suv" is not in towns.csv. Did you mean "Suva"? '
        "Mend it."
    ]


def test_a_list_that_is_not_known_is_not_judged() -> None:
    assert said("a,1,,,Suv,,,") == []


def test_each_of_several_names_in_a_cell_is_judged() -> None:
    (told,) = said("a,1,,,,x; z,,", people={"x", "y"})
    assert '"z" is not in people.csv' in told


def test_a_name_that_may_be_missing_stops_no_run() -> None:
    sheet = sheet_of(ROOMS, [HEADER, "a,1,,,,z,,".split(",")], "rooms.csv")
    (problem,) = form_problems(sheet, {"people": ("people.csv", {"x"})})
    assert not problem.stops


def test_a_header_that_is_no_column_is_told_and_stops_no_run() -> None:
    rows = [["house", "room", "seatz"], ["a", "1", "3"]]
    (problem,) = form_problems(sheet_of(ROOMS, rows, "rooms.csv"))
    assert str(problem).startswith('rooms.csv, row 1: column "seatz" is not known')
    assert not problem.stops


def test_a_strict_table_refuses_a_header_that_is_no_column() -> None:
    table = replace(ROOMS, strict="a room")
    sheet = strict_sheet(table, [["house", "room", "seatz"], ["a", "1", "3"]], "rooms")
    assert str(sheet.found[0]).startswith(
        'rooms, row 1, column C: "seatz" is no column of a room, or is there twice'
    )
    assert sheet.frame.empty


def test_a_strict_table_with_a_blank_header_is_not_read_as_one_without_rows() -> None:
    table = replace(ROOMS, strict="a room", blank="{column} is blank.")
    sheet = strict_sheet(table, [["", ""], ["house", "room"], ["a", "1"]], "rooms")
    told = [one.row for one in form_problems(sheet) if one.column == "house"]
    assert told == [2, 3]


def test_a_later_day_before_the_earlier_is_told() -> None:
    rows = [HEADER, "a,1,,,,,2024-05-02,2024-05-01".split(",")]
    sheet = sheet_of(ROOMS, rows, "rooms.csv")
    (problem,) = days_out_of_order(sheet, earliest=str, latest=str)
    assert (problem.row, problem.column) == (2, "until")
