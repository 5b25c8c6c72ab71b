"""What subtraction would reveal is withheld too, and no more than that."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from rocb_analysis.disclosure import NOT_SHOWN, Disclosure
from rocb_analysis.subtraction import ends_of_parts, tells_all_or_none
from rocb_analysis.tables import arrange

ETHICS = frozenset({"ethics"})


def region(needing: dict[str, int], answered: int = 10) -> pd.DataFrame:
    """Return rows of priorities of the region, a row a subject."""
    rows = pd.DataFrame({"subject_id": needing.keys(), "needing": needing.values()})
    about = {"round": "1", "sub_region": "all", "members": 12, "answered": answered}
    return arrange(rows.assign(**about), "priorities")


def cells(rule: Disclosure, needing: dict[str, int]) -> dict[str, object]:
    rows = region(needing)
    return dict(zip(rows["subject_id"], rule.shown(rows), strict=True))


@pytest.mark.parametrize("total", range(8))
def test_ends_of_parts_are_those_of_every_way_to_add_up(total):
    parts = [(0, 2), (1, 3), (0, 2)]
    ways = [
        way
        for way in product(*(range(low, high + 1) for low, high in parts))
        if sum(way) == total
    ]
    if ways:
        ends = [(min(part), max(part)) for part in zip(*ways, strict=True)]
        assert ends_of_parts((total, total), parts) == ends


@pytest.mark.parametrize(
    ("ends", "members", "tells"),
    [
        ((0, 0), 8, True),  # none
        ((0, 1), 8, True),  # none but perhaps the reader itself
        ((7, 8), 8, True),  # all, or all but the reader
        ((4, 5), 8, True),  # the number, for who knows its own reply
        ((3, 6), 8, False),
        ((0, 2), 8, False),
    ],
)
def test_what_leaves_one_reader_in_no_doubt_tells(ends, members, tells):
    assert tells_all_or_none(ends, members) is tells


def test_a_full_ballot_box_tells_of_nothing_that_is_withheld():
    """Ten ballots of two places: 19 of 20 shown would leave 1 for ethics at most."""
    rule = Disclosure("heads", 5, ETHICS, picks={"1": 2})
    needing = {"ethics": 1, "drugs": 3, "origin": 7, "val": 8, "wood": 1}
    shown = cells(rule, needing)
    assert shown["ethics"] == "fewer than 5"
    assert shown["wood"] == shown["drugs"] == NOT_SHOWN
    assert (shown["origin"], shown["val"]) == (7, 8)


def test_with_places_to_spare_nothing_more_is_withheld():
    rule = Disclosure("heads", 5, ETHICS, picks={"1": 5})
    shown = cells(rule, {"ethics": 1, "drugs": 3, "val": 8})
    assert shown == {"ethics": "fewer than 5", "drugs": 3, "val": 8}


def test_with_nothing_withheld_a_full_ballot_box_is_shown():
    rule = Disclosure("heads", 5, ETHICS, picks={"1": 2})
    assert cells(rule, {"drugs": 4, "val": 8, "wood": 8})["drugs"] == 4


@pytest.mark.parametrize("edition", ["heads", "public"])
@pytest.mark.parametrize(("needing", "word"), [(10, NOT_SHOWN), (9, NOT_SHOWN), (8, 8)])
def test_a_count_of_all_or_all_but_one_speaks_for_each_of_them(edition, needing, word):
    assert cells(Disclosure(edition, 5, ETHICS), {"val": needing})["val"] == word


def test_the_office_sees_a_count_of_all():
    assert cells(Disclosure("internal", 5, ETHICS), {"val": 10})["val"] == 10


@pytest.mark.parametrize(
    ("rose", "fell", "words"),
    [
        (6, 5, [6, 5]),
        (6, 1, [NOT_SHOWN] * 2),
        (1, 6, [NOT_SHOWN] * 2),
        (1, 2, ["fewer than 5"] * 2),
    ],
)
def test_of_rose_and_fell_both_are_shown_or_neither(rose, fell, words):
    row = pd.DataFrame(
        {"subject_id": ["val"], "rose": [rose], "fell": [fell], "matched": [20]}
    )
    rule = Disclosure("public", 5, ETHICS)
    assert [rule.shown(row, count).iloc[0] for count in ("rose", "fell")] == words


def by_area(*counts: tuple[int, int]) -> pd.DataFrame:
    """Return priorities of a subject: pairs of answered and needing by sub-region."""
    rows = [(f"area {n}", *pair) for n, pair in enumerate(counts)]
    rows.append(("all", *map(sum, zip(*counts, strict=True))))
    frame = pd.DataFrame(rows, columns=["sub_region", "answered", "needing"])
    return arrange(frame.assign(round="1", subject_id="val"), "priorities")


def test_a_word_that_takes_up_the_whole_count_is_not_shown():
    """Five of eight there and five in all: nobody elsewhere."""
    shown = Disclosure("heads", 5, ETHICS).by_sub_region(by_area((8, 5), (7, 0)))
    assert set(shown["shown"]) == {NOT_SHOWN}


def test_words_that_leave_doubt_are_shown():
    shown = Disclosure("heads", 5, ETHICS).by_sub_region(by_area((8, 5), (7, 3)))
    assert list(shown["shown"]) == ["most", "fewer"]


def test_what_the_count_alone_tells_is_not_held_against_words():
    """One in all: at most one in each, with words or without."""
    shown = Disclosure("heads", 5, ETHICS).by_sub_region(by_area((8, 1), (7, 0)))
    assert list(shown["shown"]) == ["fewer", "fewer"]
