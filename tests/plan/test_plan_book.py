"""The planning book: its defaults, how it is read, what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.plan.offers import (
    QUARTERS,
    default_offers,
    read_limits,
    read_offers,
    told,
)
from rocb_analysis.plan.planning_book import (
    SHEETS,
    default_kinds,
    default_limits,
    read_planning,
)

KNOWN = {
    "kind": list(default_kinds()["kind"]),
    "quarter": list(QUARTERS),
    "host": ["Centre"],
    "subject": ["val"],
    "member": ["A"],
}


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes planning.xlsx, a sheet a keyword, rows of cells."""

    def make(**sheets: list[list[object]]) -> Path:
        path = tmp_path / "planning.xlsx"
        with xlsxwriter.Workbook(path) as workbook:
            for name, rows in sheets.items():
                page = workbook.add_worksheet(name)
                for number, row in enumerate(rows):
                    page.write_row(number, 0, row)
        return path

    return make


def test_without_a_file_the_register_gives_the_defaults(tmp_path) -> None:
    planning = read_planning(tmp_path / "planning.xlsx")
    limits = planning.limits.set_index(["limit", "of"])["most"]
    assert limits["events", ""] == "15"
    assert planning.kinds.equals(default_kinds())


def test_the_default_kinds_have_the_sizes_and_lengths_of_the_register() -> None:
    kinds = default_kinds().set_index("kind").astype({"days": int, "seats": int})
    assert kinds.loc["regional_workshop", ["days", "seats"]].tolist() == [5, 24]
    assert 3 <= kinds.loc["sub_regional_workshop", "seats"] <= 9
    assert 8 <= kinds.loc["accreditation_workshop", "seats"] <= 10
    assert 18 <= kinds.loc["online_workshop", "seats"] <= 25


def test_the_default_limits_can_be_read() -> None:
    assert len(read_limits(default_limits(), KNOWN).rows) == len(default_limits())


def test_every_sheet_says_what_each_column_holds() -> None:
    words = [word for columns in SHEETS.values() for word in columns.values()]
    assert all(words)


def test_filled_sheets_take_the_place_of_defaults_and_numbers_read_as_text(
    book,
) -> None:
    path = book(
        limits=[["limit", "most"], ["events", 12]],
        locked=[["line", "decision"], ["val-workshop-1", "keep"], ["", ""]],
    )
    planning = read_planning(path)
    assert planning.limits[["limit", "of", "most"]].values.tolist() == [
        ["events", "", "12"]
    ]
    assert planning.locked["line"].tolist() == ["val-workshop-1"]
    assert planning.kinds.equals(default_kinds())


def test_a_sheet_with_a_header_alone_keeps_the_default(book) -> None:
    planning = read_planning(book(limits=[["limit", "most"]], locked=[["line"]]))
    assert planning.limits.equals(default_limits())


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"limit": [["limit"]]}, 'Did you mean "limits"'),
        ({"limits": [["limt"], ["events"]]}, 'column A: "limt" is no column'),
        ({"limits": [["limit", "most"], ["", 3]]}, "row 2, limit: is blank"),
        ({"locked": [["line", "decision"], ["x", "kep"]]}, 'Did you mean "keep"'),
        ({"blocked_weeks": [["from"], ["Christmas"]]}, '"Christmas" is no date'),
        ({"kinds": [["kind", "scope"], ["x", "regon"]]}, 'Did you mean "region"'),
        ({"kinds": [["kind", "seats"], ["x", "2.5"]]}, '"2.5" is no whole number'),
        ({"limits": [["limit", "limit"], ["events", ""]]}, "or is there twice"),
    ],
)
def test_a_mistake_in_the_book_is_told_in_one_sentence(book, sheets, said) -> None:
    with pytest.raises(SurveyError, match=said):
        read_planning(book(**sheets))


def test_workbook_dates_of_blocked_weeks_read_as_days(tmp_path) -> None:
    path = tmp_path / "planning.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet("blocked_weeks")
        page.write_row(0, 0, ["from", "to"])
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        page.write_datetime(1, 0, pd.Timestamp("2026-12-21").to_pydatetime(), day)
    assert read_planning(path).blocked_weeks["from"].tolist() == ["2026-12-21"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("evnts", "", "", "3"), 'Did you mean "events"'),
        (("kind", "regional_workshp", "", "3"), 'Did you mean "regional_workshop"'),
        (("events", "val", "", "3"), "it may speak of own_lines"),
        (("events", "", "", "many"), 'column most: "many" is no number'),
        (("events", "", "5", "3"), "least 5 is above most 3"),
    ],
)
def test_a_limit_that_cannot_be_is_refused(row, said) -> None:
    limits = pd.DataFrame([row], columns=["limit", "of", "least", "most"])
    with pytest.raises(SurveyError, match=said):
        read_limits(limits, KNOWN)


def test_a_limit_told_twice_is_refused() -> None:
    limits = pd.DataFrame({"limit": ["events"] * 2, "most": ["3", "4"]})
    with pytest.raises(SurveyError, match="twice"):
        read_limits(limits, KNOWN)


def test_a_thing_of_its_own_row_is_not_under_the_row_of_each() -> None:
    limits = pd.DataFrame(
        {"limit": ["host"] * 2, "of": ["", "Centre"], "most": ["3", "1"]}
    )
    bounds = read_limits(limits, KNOWN).each("host", ["Centre", "Other"])
    assert bounds == {"Centre": (0.0, 1.0), "Other": (0.0, 3.0)}


def test_a_limit_of_each_reads_so_in_words() -> None:
    assert told("host", "", most=3) == "at most 3 events at each host"


def test_sub_regions_of_two_members_or_more_have_offers_of_their_own() -> None:
    members = pd.DataFrame(
        {"member_id": list("ABCD"), "sub_region": ["East", "East", "West", "West"]}
    )
    offers = default_offers(["val"], members, default_kinds())
    own = offers[offers["kind"] == "sub_regional_workshop"]
    assert own["member_ids"].tolist() == ["A; B", "C; D"]
    assert own["line"].str[-2:].tolist() == ["-1", "-2"]


def offer(**cells: str) -> pd.DataFrame:
    return pd.DataFrame([{"subject_id": "val", "kind": "regional_workshop", **cells}])


def test_what_an_offer_leaves_blank_is_that_of_its_kind() -> None:
    made = read_offers(offer(), default_kinds(), ["A", "B"], sheet="offers")[0]
    assert (made.seats, made.days, made.mode) == (24, "5", "in person")
    assert made.members == ("A", "B")


def test_offers_of_a_subject_and_kind_are_numbered_in_their_order() -> None:
    two = pd.concat([offer(host="X"), offer(host="Y")], ignore_index=True)
    made = read_offers(two, default_kinds(), ["A"], sheet="offers")
    assert [o.line for o in made] == ["val-regional_workshop-1", made[1].line]
    assert made[1].line == "val-regional_workshop-2"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"kind": "regional_workshp"}, 'Did you mean "regional_workshop"'),
        ({"member_ids": "A; Z"}, '"Z" is no member'),
        ({"quarter": "Q5"}, '"Q5" is no quarter'),
        ({"seats": "2.5"}, "seats is 2.5"),
        ({"cost": "dear"}, '"dear" is no number'),
    ],
)
def test_an_offer_that_cannot_be_is_refused(cells, said) -> None:
    with pytest.raises(SurveyError, match=said):
        read_offers(offer(**cells), default_kinds(), ["A"], sheet="offers")


def test_halves_of_what_is_counted_are_cut_off_but_not_of_a_cost() -> None:
    rows = [("member", "", 0.5, 2.5), ("budget", "", 0.5, 2.5)]
    limits = read_limits(
        pd.DataFrame(rows, columns=["limit", "of", "least", "most"]), KNOWN
    )
    assert [(row.least, row.most) for row in limits.rows] == [(1, 2), (0.5, 2.5)]
