"""Who could help: members that offer, matched to members in need."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.delivery.activities import offers_of_help, possible_helpers

MEMBERS = pd.DataFrame(
    {
        "member_id": list("ABCDEF"),
        "sub_region": ["East", "East", "East", "West", "West", "West"],
    }
)


def offered(*pairs: tuple[str, str], evidence: str = "offers help") -> pd.DataFrame:
    rows = [(helper, subject, evidence) for helper, subject in pairs]
    return pd.DataFrame(rows, columns=["helper_id", "subject_id", "evidence"])


def pairs(found: pd.DataFrame) -> list[tuple[str, str, str]]:
    columns = ["member_id", "subject_id", "helper_id"]
    return [tuple(row) for row in found[columns].to_numpy()]


def test_a_helper_of_the_same_sub_region_comes_first(needs_from) -> None:
    needs = needs_from("r", "val\nA 1")
    help_given = offered(("D", "val"), ("B", "val"))
    found = possible_helpers(needs, help_given, MEMBERS, round="r")
    assert pairs(found) == [("A", "val", "B")]
    assert found["same_area"].tolist() == ["yes"]


def test_a_helper_of_another_sub_region_is_better_than_none(needs_from) -> None:
    needs = needs_from("r", "val\nA 1")
    found = possible_helpers(needs, offered(("D", "val")), MEMBERS, round="r")
    assert found[["helper_id", "same_area"]].values.tolist() == [["D", "no"]]


def test_no_helper_is_given_more_than_its_limit(needs_from) -> None:
    needs = needs_from("r", "val\nA 1\nB 1\nC 1\nD 1")
    help_given = offered(("E", "val"), ("F", "val"))
    found = possible_helpers(needs, help_given, MEMBERS, round="r", most_each=1)
    assert sorted(found["helper_id"]) == ["E", "F"]


def test_a_member_helps_nobody_on_what_it_needs_itself(needs_from) -> None:
    needs = needs_from("r", "val roo\nA 1 0\nB 1 0")
    found = possible_helpers(needs, offered(("B", "val")), MEMBERS, round="r")
    assert found.empty


def test_an_offer_in_a_reply_comes_before_a_centre(needs_from) -> None:
    needs = needs_from("r", "val\nA 1")
    help_given = pd.concat(
        [
            offered(("B", "val"), evidence="hosts Centre B"),
            offered(("C", "val"), evidence="offers help in its reply of r"),
        ]
    )
    found = possible_helpers(needs, help_given, MEMBERS, round="r")
    assert found["helper_id"].tolist() == ["C"]


def test_first_needs_are_matched_before_later_ones(needs_from) -> None:
    needs = needs_from("r", "roo val\nA 1 1").assign(rank=[2.0, 1.0])
    help_given = offered(("B", "val"), ("B", "roo"))
    found = possible_helpers(needs, help_given, MEMBERS, round="r", most_each=1)
    assert pairs(found) == [("A", "val", "B")]


def test_as_many_needs_as_can_be_are_matched(needs_from) -> None:
    random = np.random.default_rng(1)
    for _ in range(40):
        needs = needs_from("r", "val roo\nA 1 1\nB 1 1")
        possible = list(itertools.product("DEF", ["val", "roo"]))
        chosen = [pair for pair in possible if random.random() < 0.4]
        found = possible_helpers(
            needs, offered(*chosen), MEMBERS, round="r", most_each=1
        )
        assert len(found) == most_matched(chosen)


def most_matched(chosen: list[tuple[str, str]]) -> int:
    """Return the most needs matched, by trying every choice of a need for each."""
    wanted = list(itertools.product("AB", ["val", "roo"]))
    best = 0
    for helpers in itertools.product([None, *"DEF"], repeat=len(wanted)):
        used = [h for h in helpers if h]
        fits = all(
            h is None or (h, need[1]) in chosen
            for need, h in zip(wanted, helpers, strict=True)
        )
        if fits and len(used) == len(set(used)):
            best = max(best, len(used))
    return best


def test_the_matching_does_not_hang_on_the_order_of_rows(needs_from) -> None:
    needs = needs_from("r", "val roo\nA 1 1\nB 1 1\nC 1 1")
    help_given = offered(*itertools.product("DEF", ["val", "roo"]))
    plain = possible_helpers(needs, help_given, MEMBERS, round="r")
    mixed = possible_helpers(
        needs.sample(frac=1, random_state=1),
        help_given.sample(frac=1, random_state=2),
        MEMBERS.iloc[::-1],
        round="r",
    )
    pd.testing.assert_frame_equal(plain, mixed)


@pytest.fixture
def responses() -> pd.DataFrame:
    rows = [
        ("r", "A", "offer", "val", 1.0, "answered"),
        ("r", "B", "offer", "val", 0.0, "answered"),
        ("r", "C", "offer", "val", np.nan, "not_answered"),
        ("r0", "D", "offer", "val", 1.0, "answered"),
        ("r", "E", "level", "val", 1.0, "answered"),
    ]
    names = ["round", "respondent_id", "question_id", "subject_id", "value", "state"]
    return pd.DataFrame(rows, columns=names)


def test_offers_come_from_replies_of_the_round_and_from_centres(responses) -> None:
    partners = pd.DataFrame(
        {
            "name": ["Centre A", "Laboratory F", "Fund"],
            "role": ["host", "host", "funder"],
            "member_id": ["A", "F", "D"],
            "subject_ids": ["", "roo", ""],
        }
    )
    found = offers_of_help(
        responses, partners, round="r", questions=["offer"], subjects=["val", "roo"]
    )
    assert found.values.tolist() == [
        ["A", "roo", "hosts Centre A"],
        ["A", "val", "offers help in its reply of r; hosts Centre A"],
        ["F", "roo", "hosts Laboratory F"],
    ]
