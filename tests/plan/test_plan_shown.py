"""The work plan outside the office: which numbers stand, which become words."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.core.tables import arrange
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.response import ALL

AREAS = {"A": "East", "B": "East", "C": "West", "D": "West"}


def plan(*rows: tuple[str, int, int, str]) -> pd.DataFrame:
    """Return a plan; a row is subject, asked by, covered at least, members invited."""
    names = ["subject_id", "asked_region", "need_covered_low", "members_invited"]
    frame = pd.DataFrame(rows, columns=names).assign(
        asked_by=[row[1] for row in rows],
        line=[f"l{n}" for n in range(len(rows))],
        need_covered=[row[2] + 0.5 for row in rows],
        need_covered_high=[row[2] + 2 for row in rows],
        why="6 members invited named it",
        office_note="ask Suva",
    )
    return arrange(frame, "work_plan")


def priorities(**needing: int) -> pd.DataFrame:
    rows = [("r", ALL, s, 30, 25, n, n, n + 5, "") for s, n in needing.items()]
    names = "round sub_region subject_id members answered needing least most group"
    return arrange(pd.DataFrame(rows, columns=names.split()), "priorities")


def shown(
    table: pd.DataFrame, counts: pd.DataFrame, *, edition: str = "public"
) -> pd.DataFrame:
    rule = Disclosure(edition, 5, frozenset({"integrity"}), areas=AREAS)  # type: ignore[arg-type]
    tables = {"work_plan": table, "priorities": counts}
    return rule.tables(tables)["work_plan"].set_index("line")


def test_columns_of_the_office_are_not_shown() -> None:
    table = shown(plan(("val", 9, 8, "A; C")), priorities(val=9))
    office = {"members_invited", "asked_by", "asked_region", "why", "office_note"}
    assert not office & set(table)
    assert table.loc["l0", "need_covered_low"] == 8


def test_few_needs_covered_become_a_word_with_all_that_would_tell_them() -> None:
    row = shown(plan(("val", 9, 4, "A; C")), priorities(val=9)).loc["l0"]
    assert set(row[["need_covered", "need_covered_low", "need_covered_high"]]) == {
        "fewer than 5"
    }


def test_heads_see_no_few_needs_either() -> None:
    table = plan(("val", 9, 4, "A; C"), ("integrity", 9, 4, "A; C"))
    counts = priorities(val=9, integrity=9)
    rows = shown(table, counts, edition="heads")["need_covered_low"]
    assert rows.tolist() == ["fewer than 5"] * 2


def test_needs_of_one_sub_region_are_never_numbers_nor_said_to_be_few() -> None:
    table = plan(("val", 9, 8, "A; B"), ("roo", 9, 2, "C; D"))
    for edition in ("heads", "public"):
        rows = shown(table, priorities(val=9, roo=9), edition=edition)
        assert set(rows["need_covered_low"]) == {"not shown"}


def test_needs_of_a_subject_whose_count_is_withheld_are_withheld_too() -> None:
    # All that answered need it, so that its count would speak for each of them.
    row = shown(plan(("val", 25, 20, "A; C")), priorities(val=25)).loc["l0"]
    assert row["need_covered_low"] == "not shown"


def test_lines_without_needs_stay_blank() -> None:
    table = plan(("val", 9, 8, "A; C"))
    table.loc[0, ["need_covered", "need_covered_low", "asked_region"]] = pd.NA
    row = shown(table.assign(members_invited=""), priorities(val=9)).loc["l0"]
    assert pd.isna(row["need_covered_low"])


def test_a_line_whose_count_in_the_region_is_not_on_file_is_not_called_few() -> None:
    table = plan(("val", 9, 8, "A; C")).assign(asked_region=pd.NA)
    row = shown(arrange(table, "work_plan"), priorities(val=9)).loc["l0"]
    assert row["need_covered_low"] == "not shown"


def test_the_office_sees_all() -> None:
    table = plan(("val", 9, 1, "A; B"))
    rule = Disclosure("internal", 5, frozenset(), areas=AREAS)
    whole = rule.tables({"work_plan": table, "priorities": priorities(val=9)})
    pd.testing.assert_frame_equal(whole["work_plan"], table)
