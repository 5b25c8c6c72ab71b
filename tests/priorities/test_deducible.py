"""What is withheld of changes cannot be worked out from what is shown."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from rocb_analysis.disclosure import Disclosure
from rocb_analysis.priorities import mcnemar_midp
from rocb_analysis.priorities.deducible import Seen, possible_turns
from rocb_analysis.tables import arrange

PUBLIC = Disclosure("public", 5, frozenset())


def two_rounds(worlds: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return changes and priorities of worlds, a subject each.

    A row a world: only_before, only_after and matched (members by when they answered),
    n0 and n1 (needing before and after), rose, fell, verdict.
    """
    subjects = [f"s{number:06d}" for number in range(len(worlds))]
    changes = worlds.assign(from_round="1", to_round="2", subject_id=subjects)
    changes = changes.assign(changers=worlds["rose"] + worlds["fell"])
    counts = [
        pd.DataFrame(
            {
                "round": name,
                "sub_region": "all",
                "subject_id": subjects,
                "answered": worlds["matched"] + worlds[only],
                "needing": worlds[needing],
                "members": 35,
            }
        )
        for name, only, needing in (
            ("1", "only_before", "n0"),
            ("2", "only_after", "n1"),
        )
    ]
    return arrange(changes, "changes"), arrange(pd.concat(counts), "priorities")


def verdicts(rose: int, fell: int) -> list[str]:
    """Return every verdict that so many may have, whatever other subjects say."""
    if mcnemar_midp(rose, fell) > 0.10:
        return ["no clear change"]
    up = rose > fell
    clear = ["rose" if up else "fell"] * (rose + fell >= 6)
    return [*clear, "leaning up" if up else "leaning down"]


def every_world(matched: int, only_before: int, only_after: int) -> pd.DataFrame:
    """Return all that so many members may say in two rounds."""
    columns = "matched only_before only_after n0 n1 rose fell verdict".split()
    rows = []
    for m0, u0, m1, u1 in product(
        range(matched + 1),
        range(only_before + 1),
        range(matched + 1),
        range(only_after + 1),
    ):
        for fell in range(max(0, m0 - m1), min(m0, matched - m1) + 1):
            rose = m1 - m0 + fell
            said = (matched, only_before, only_after, m0 + u0, m1 + u1, rose, fell)
            rows += [(*said, verdict) for verdict in verdicts(rose, fell)]
    return pd.DataFrame(rows, columns=columns).drop_duplicates(ignore_index=True)


def published(rule: Disclosure, worlds: pd.DataFrame) -> pd.DataFrame:
    """Return what a reader sees of each world: both rounds' counts, and the change."""
    changes, priorities = two_rounds(worlds)
    told = rule.changes(changes, priorities)
    seen = rule.shown(priorities).astype(str)
    before, after = (seen[priorities["round"] == name].to_list() for name in "12")
    cells = told[["rose", "fell", "verdict"]].astype(str)
    return cells.assign(n0=before, n1=after)


@pytest.mark.parametrize("only", [(0, 0), (0, 1), (2, 0), (1, 1)])
def test_who_subtracts_all_that_is_shown_is_left_with_two_numbers_or_more(only):
    worlds = every_world(11, *only)
    seen = published(PUBLIC, worlds)
    alike = worlds.groupby([seen[column] for column in seen])
    for count in ("rose", "fell", "n0", "n1"):
        withheld = ~seen[count].str.isdecimal()
        assert withheld.any()
        assert alike[count].transform("nunique")[withheld].min() >= 2


def told(n0: int, n1: int, rose: int, fell: int, verdict: str, *, others: int = 0):
    """Return rose, fell and verdict as the public reads them of 20 matched members."""
    row = {"matched": 20, "only_before": others, "only_after": others}
    said = {"n0": n0, "n1": n1, "rose": rose, "fell": fell, "verdict": verdict}
    changes, priorities = two_rounds(pd.DataFrame([{**row, **said}]))
    shown = PUBLIC.changes(changes, priorities)
    return shown.loc[0, ["rose", "fell", "verdict"]].tolist()


def test_four_one_way_is_not_told_where_the_same_members_answered_twice():
    # 6 needed it, then 10: that "fewer than 5" changed would say 4 and 0.
    assert told(6, 10, 4, 0, "no clear change")[:2] == ["not shown", "not shown"]


def test_where_others_answered_small_counts_are_told_as_small():
    assert told(6, 9, 4, 0, "no clear change", others=4)[:2] == ["fewer than 5"] * 2


def test_a_leaning_of_small_counts_is_told_as_no_clear_change():
    assert told(6, 9, 4, 0, "leaning up", others=4)[2] == "no clear change"


def test_a_clear_change_with_a_count_withheld_keeps_its_verdict():
    shown = told(6, 14, 9, 1, "rose", others=4)
    assert shown == ["not shown", "not shown", "rose"]


def test_a_verdict_that_the_difference_of_counts_reads_out_is_not_shown():
    # 5 more need it: of all that rose clearly only 6 and 1 differ by 5.
    assert told(6, 11, 6, 1, "rose")[2] == "not shown"


def test_large_counts_are_shown_with_their_leaning():
    assert told(8, 11, 8, 5, "leaning up") == [8, 5, "leaning up"]


def test_a_change_into_a_count_that_is_withheld_is_withheld_with_it():
    # 19 of 20 is as good as all, so it is withheld; 12 and 12 - 5 + 12 would tell it.
    assert told(12, 19, 12, 5, "no clear change")[:2] == ["not shown", "not shown"]


def test_what_is_not_comparable_stays_so():
    row = {"matched": 20, "only_before": 0, "only_after": 0, "n0": 6, "n1": 7}
    blank = {"rose": pd.NA, "fell": pd.NA, "verdict": "not comparable"}
    changes, priorities = two_rounds(pd.DataFrame([{**row, **blank}]))
    shown = PUBLIC.changes(changes, priorities).loc[0]
    assert shown["verdict"] == "not comparable"
    assert shown[["rose", "fell"]].isna().all()


def test_the_office_sees_the_changes_as_they_are():
    changes, priorities = two_rounds(every_world(3, 1, 0))
    office = Disclosure("internal", 5, frozenset())
    pd.testing.assert_frame_equal(office.changes(changes, priorities), changes)


def test_possible_turns_are_those_of_every_way_to_answer():
    # Three members twice, one before and one after: 2 needed it, then 3.
    ways = product((0, 1), repeat=8)
    found = {
        (sum(b > a for a, b in twice), sum(b < a for a, b in twice))
        for *pairs, early, late in ways
        if (twice := list(zip(pairs[:3], pairs[3:], strict=True)))
        and sum(a for a, _ in twice) + early == 2
        and sum(b for _, b in twice) + late == 3
    }
    assert set(possible_turns(Seen(4, (2, 2)), Seen(4, (3, 3)), 3)) == found
