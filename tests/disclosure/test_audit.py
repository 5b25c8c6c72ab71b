"""What is withheld stays in doubt, and no more is withheld than that takes."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from rocb_analysis.core.tables import arrange
from rocb_analysis.disclosure.audit import figures_of, in_doubt, in_words
from rocb_analysis.disclosure.figures import (
    FIRST_FIVE,
    NOT_SHOWN,
    NOW,
    Figures,
    Withheld,
    attack,
)
from rocb_analysis.disclosure.programme import Told
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.priorities.tests import mcnemar_midp

AREAS = {"A": "East", "B": "West"}


def rule(*, picks: int | None = None, edition: str = "heads") -> Disclosure:
    places = {} if picks is None else {"1": picks}
    return Disclosure(edition, 5, frozenset(), places, AREAS, "1")


def tables(
    needing: dict[str, int],
    *,
    answered: int = 20,
    parts: dict[str, tuple] | None = None,
) -> dict[str, pd.DataFrame]:
    """Return priorities of a round; parts: by subject (needing, answered) by area."""
    rows = [("all", subject, answered, count) for subject, count in needing.items()]
    for subject, own in (parts or {}).items():
        rows += [(area, subject, size, count) for area, count, size in own]
    columns = ["sub_region", "subject_id", "answered", "needing"]
    made = pd.DataFrame(rows, columns=columns).assign(round="1", members=35)
    empty = arrange(pd.DataFrame(), "changes")
    return {"priorities": arrange(made, "priorities"), "changes": empty}


def told(of: Disclosure, shown: Figures) -> set[tuple[str, ...]]:
    found = attack([shown], picks=of.picks, areas=of.areas, least_group=of.least_group)
    return {one.key for one in found}


def test_few_places_left_on_ballots_tell_of_nothing_that_is_withheld():
    """Twelve ballots of two places: 21 of 24 shown leave 3 for ethics at most."""
    of, of_ballots = rule(), rule(picks=2)
    given = tables({"ethics": 1, "origin": 7, "val": 7, "wood": 7}, answered=12)
    assert told(of, figures_of(of, given)) == set()
    shown = figures_of(of_ballots, given)
    assert told(of_ballots, shown) == {("count", "1", "ethics", NOW)}
    found = in_doubt(of_ballots, shown)
    assert found.beyond == ()
    assert found.rule.also.counts == {("1", "wood")}


def test_words_that_tell_all_or_none_of_a_sub_region_are_withheld_with_their_subject():
    """Five named val, most of nine in West: then it cannot be anybody in East."""
    given = tables(
        {"val": 5, "aeo": 7},
        answered=15,
        parts={
            "val": [("East", 0, 5), ("West", 5, 9)],
            "aeo": [("East", 3, 6), ("West", 4, 9)],
        },
    )
    shown = figures_of(rule(), given)
    assert told(rule(), shown) == {("part", "1", "val", NOW, "East")}
    found = in_doubt(rule(), shown)
    assert (found.rule.also, found.beyond) == (
        Withheld(words=frozenset([("1", "val")])),
        (),
    )


def test_places_of_a_sub_region_are_few_too():
    """Six ballots of two places in East: most name a, b and c, so hardly any d."""
    parts = {s: [("East", 4, 6), ("West", 2, 9)] for s in "abc"}
    parts["d"] = [("East", 0, 6), ("West", 6, 9)]
    given = tables(dict.fromkeys("abcd", 6), answered=15, parts=parts)
    of = rule(picks=2)
    shown = figures_of(of, given)
    assert ("part", "1", "d", NOW, "East") in told(of, shown)
    found = in_doubt(of, shown)
    assert found.beyond == ()
    assert told(of, found.figures) == set()


def two_rounds(n0: int, n1: int, matched: int, verdict: str, rose: int, fell: int):
    """Return counts of a subject in two rounds that the same members answered."""
    counts = pd.DataFrame(
        {
            "round": ["1", "2"],
            "sub_region": "all",
            "subject_id": "val",
            "answered": matched,
            "needing": [n0, n1],
        }
    )
    changes = pd.DataFrame(
        {
            "from_round": ["1"],
            "to_round": "2",
            "subject_id": "val",
            "matched": matched,
            "rose": rose,
            "fell": fell,
            "verdict": verdict,
        }
    )
    return {
        "priorities": arrange(counts, "priorities"),
        "changes": arrange(changes, "changes"),
    }


def test_a_verdict_that_tells_who_turned_is_withheld():
    """9 named it, then fewer than 5: a leaning only says that nobody took it up."""
    given = two_rounds(9, 4, 20, "leaning down", 0, 5)
    shown = figures_of(rule(), given)
    assert ("turns", "1", "2", "val", NOW, "rose") in told(rule(), shown)
    found = in_doubt(rule(), shown)
    assert told(rule(), found.figures) == set()
    assert found.beyond == ()


@pytest.mark.parametrize("matched", [12, 15])
def test_whatever_two_rounds_say_of_a_subject_nothing_is_left_that_tells(matched):
    for n0, n1 in product(range(0, matched + 1, 3), repeat=2):
        for kept in range(max(0, n0 + n1 - matched), min(n0, n1) + 1, 2):
            rose, fell = n1 - kept, n0 - kept
            if mcnemar_midp(rose, fell) <= 0.10:
                continue
            given = two_rounds(n0, n1, matched, "no clear change", rose, fell)
            found = in_doubt(rule(), figures_of(rule(), given))
            assert found.beyond == ()
            assert told(rule(), found.figures) == set()


def test_what_is_told_is_said_in_words():
    given = tables({"ethics": 1, "origin": 7, "val": 7, "wood": 7}, answered=12)
    of = rule(picks=2)
    shown = [figures_of(of, given)]
    found = attack(shown, picks=of.picks, areas=of.areas, least_group=5)
    said = in_words(found[0], {"ethics": "Integrity"})
    assert said == "how many name Integrity in 1 (0 to 3)"


def test_hiding_figures_is_what_the_rule_does_that_withholds_them():
    given = tables(
        {"val": 8, "aeo": 7, "few": 2},
        answered=15,
        parts={s: [("East", 3, 6), ("West", 4, 9)] for s in ("val", "aeo", "few")},
    )
    also = Withheld(
        counts=frozenset([("1", "val"), ("1", "few")]), words=frozenset([("1", "aeo")])
    )
    hidden = figures_of(rule(), given).hiding(also)
    ruled = figures_of(rule().withholding(also), given)
    for name in ("counts", "words"):
        own, other = getattr(hidden, name), getattr(ruled, name)
        assert own.astype(str).values.tolist() == other.astype(str).values.tolist()
    assert NOT_SHOWN in set(hidden.counts["needing"])


def states(before: int, now: int, moved: dict[str, str]) -> list[Figures]:
    """Return what is shown of ten replies now, some of them moved since a release."""
    old = {f"M{n}": "same" for n in range(10)}
    shown = []
    for as_of, count, replies in ((NOW, now, old | moved), ("early", before, old)):
        row = {"round": "1", "subject_id": "a", "answered": 10, "needing": count}
        counts = pd.DataFrame([row | {"as_of": as_of}])
        empty = figures_of(rule(), tables({"a": 10}))
        said = {as_of: {"1": replies}}
        shown.append(Figures(counts, empty.changes, empty.words, said))
    return shown


@pytest.mark.parametrize("now", [5, 6, 7])
def test_a_reply_that_was_changed_may_raise_or_lower_a_count_or_leave_it(now):
    shown = states(6, now, {"M0": "mended"})
    found = attack(shown, picks={}, areas={}, least_group=5)
    assert ("late", "1", "a", "early to now") in {one.key for one in found}


def test_where_the_replies_of_one_state_are_not_known_nothing_links_the_two():
    now, early = states(9, 6, {"M0": "mended"})
    unknown = Figures(early.counts, early.changes, early.words, {})
    found = attack([now, unknown], picks={}, areas={}, least_group=5)
    assert {one.key[0] for one in found} <= {"count"}


def test_those_who_turned_are_said_in_words_with_their_subject():
    one = Told(("turns", "2021", "2022", "a", NOW, "rose"), 0, 1)
    said = "how many turned to or from Valuation between 2021 and 2022 (0 to 1)"
    assert in_words(one, {"a": "Valuation"}) == said


def test_those_of_a_sub_region_are_said_in_words_with_its_name():
    one = Told(("part", "2022", "a", NOW, "East"), 2, 2)
    said = "how many in East name Valuation in 2022 (2)"
    assert in_words(one, {"a": "Valuation"}) == said


def test_a_count_that_moves_by_more_than_changed_is_a_contradiction():
    with pytest.raises(ArithmeticError):
        attack(states(6, 8, {"M0": "mended"}), picks={}, areas={}, least_group=5)


def test_of_three_changed_replies_that_leave_a_count_as_it_was_nothing_is_told():
    moved = {f"M{n}": "mended" for n in range(3)}
    assert attack(states(6, 6, moved), picks={}, areas={}, least_group=5) == []


def test_more_than_five_first_ones_tell_that_they_tie():
    """Of seven first ones six counts are known later: the seventh is as the last."""
    replies = {f"M{n}": "same" for n in range(25)}
    counts = {"a": 10, "b": 8, "c": 7, "d": 7, "e": 6, "f": 6, "g": NOT_SHOWN}
    rows = [("1", s, 25, cell, NOW) for s, cell in counts.items()]
    early = [("1", s, 25, FIRST_FIVE, "early") for s in counts]
    columns = ["round", "subject_id", "answered", "needing", "as_of"]
    empty = figures_of(rule(), tables({"a": 10}))
    shown = [
        Figures(
            pd.DataFrame(own, columns=columns),
            empty.changes,
            empty.words,
            {own[0][-1]: {"1": replies}},
        )
        for own in (rows, early)
    ]
    found = attack(shown, picks={}, areas={}, least_group=5)
    assert [(one.key[:3], one.low, one.high) for one in found] == [
        (("count", "1", "g"), 6, 6)
    ]


def test_a_subject_by_itself_may_be_none_of_the_first_with_any_count():
    replies = {f"M{n}": "same" for n in range(12)}
    empty = figures_of(rule(), tables({"a": 10}))
    columns = ["round", "subject_id", "answered", "needing", "as_of"]
    shown = [
        Figures(
            pd.DataFrame([("1", "a", 12, cell, as_of)], columns=columns),
            empty.changes,
            empty.words,
            {as_of: {"1": replies}},
        )
        for cell, as_of in ((6, NOW), ("not among the first five", "early"))
    ]
    assert attack(shown, picks={}, areas={}, least_group=5) == []
