"""The plan edited, adopted and delivered."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.plan.adopted_plans import (
    as_adopted,
    plan_progress,
    progress_sentence,
    read_plans,
)
from rocb_analysis.plan.decisions import (
    PLAN_COLUMNS,
    edits_not_taken,
    named_own_lines,
    plan_changes,
    with_edits,
)
from rocb_analysis.plan.draft import WorkPlan, draft_work_plan
from rocb_analysis.plan.planning_book import SHEETS, Planning, default_kinds

NEEDS = """
    val roo pca hs
A   1   1   0   0
B   1   0   1   0
C   1   0   0   1
D   0   1   0   1
"""
KINDS = pd.DataFrame(
    [("workshop", "in person", "5", "3"), ("local", "in person", "3", "2")],
    columns=["kind", "mode", "days", "seats"],
).reindex(columns=default_kinds().columns, fill_value="")
MEMBERS = pd.DataFrame({"member_id": list("ABCD"), "sub_region": ""})


@pytest.fixture
def drafted(needs_from):
    """Return a function that drafts three events with a planning book."""
    needs = needs_from("r", NEEDS)

    def make(book: Planning, events: int = 3) -> WorkPlan:
        limits = pd.DataFrame({"limit": ["events"], "most": [events]})
        offers = book.offers_for(["val", "roo", "pca", "hs"], MEMBERS)
        return draft_work_plan(
            needs, offers, limits, members=MEMBERS, completions=2, planning=book
        )

    return make


def plan(*lines: str, **cells: str) -> pd.DataFrame:
    rows = [{"line": line, "title": f"On {line}", **cells} for line in lines]
    return pd.DataFrame(rows).reindex(columns=PLAN_COLUMNS, fill_value="")


def held(register_of, *rows: dict[str, str]) -> pd.DataFrame:
    return register_of(*({"start": "2024-10-07", **row} for row in rows))


def test_an_edited_plan_survives_a_new_run(drafted) -> None:
    book = Planning(kinds=KINDS)
    before = drafted(book).table
    locked, moved, deleted = before["line"]
    edited = before[before["line"] != deleted].astype(object)
    edited.loc[edited["line"] == locked, ["locked", "office_note"]] = ["yes", "agreed"]
    edited.loc[edited["line"] == moved, ["quarter", "host"]] = ["Q4", "Centre"]
    added = {"line": "own-1", "title": "Donor seminar", "kind": "seminar"}
    edited = pd.concat([edited, pd.DataFrame([added])], ignore_index=True)
    after = drafted(with_edits(book, edited, before)).table.set_index("line")
    assert after.loc[locked, ["locked", "office_note"]].tolist() == ["keep", "agreed"]
    assert after.loc[moved, ["quarter", "host"]].tolist() == ["Q4", "Centre"]
    assert after.loc["own-1", "title"] == "Donor seminar"
    assert deleted not in after.index


def test_a_plan_without_edits_leaves_the_book_as_it_was(drafted) -> None:
    book = Planning(kinds=KINDS)
    before = drafted(book).table
    again = with_edits(book, before, before)
    assert again.locked.empty
    assert again.own_lines.empty


def test_edits_of_edits_stand_as_well(drafted) -> None:
    book = Planning(kinds=KINDS)
    first = drafted(book).table
    gone = first["line"].iloc[0]
    once = with_edits(book, first[first["line"] != gone], first)
    second = drafted(once).table
    next_gone = second["line"].iloc[0]
    twice = with_edits(once, second[second["line"] != next_gone], second)
    assert not {gone, next_gone} & set(drafted(twice).table["line"])


def test_an_own_line_moved_or_taken_out_stays_so(drafted) -> None:
    own = pd.DataFrame(
        [{"line": "x", "kind": "seminar"}, {"line": "y", "kind": "seminar"}]
    ).reindex(columns=list(SHEETS["own_lines"]), fill_value="")
    book = Planning(kinds=KINDS, own_lines=own)
    before = drafted(book).table.astype(object)
    edited = before[before["line"] != "y"].copy()
    edited.loc[edited["line"] == "x", "quarter"] = "Q3"
    after = drafted(with_edits(book, edited, before)).table.set_index("line")
    assert after.loc["x", "quarter"] == "Q3"
    assert "y" not in after.index


def test_a_note_on_a_free_line_stands_without_locking_it(drafted) -> None:
    book = Planning(kinds=KINDS)
    before = drafted(book).table
    line = before["line"].iloc[0]
    edited = before.astype(object)
    edited.loc[edited["line"] == line, "office_note"] = "ask in May"
    after = drafted(with_edits(book, edited, before)).table.set_index("line")
    assert after.loc[line, ["office_note", "locked"]].tolist() == ["ask in May", ""]


def test_a_line_with_a_note_can_be_locked_later(drafted) -> None:
    book = Planning(kinds=KINDS)
    first = drafted(book).table.astype(object)
    noted = with_edits(book, first.assign(office_note="ask in May"), first)
    second = drafted(noted).table.astype(object)
    locked = with_edits(noted, second.assign(locked="yes"), second).locked
    assert set(locked["decision"]) == {"keep"}
    assert set(locked["office_note"]) == {"ask in May"}


def test_an_own_line_without_a_name_takes_one_that_is_free() -> None:
    lines = pd.DataFrame({"line": ["own-office-seminar-2", "", ""], "kind": "seminar"})
    named = named_own_lines(lines)["line"].tolist()
    assert named[1:] == ["own-office-seminar-1", "own-office-seminar-3"]


def test_an_adopted_plan_without_a_newer_column_reads_as_blank(tmp_path) -> None:
    text = "line,title,asked_by,status\na,On a,4,\nb,On b,5,cancelled\n"
    table = as_adopted(read_plans(write_plan(tmp_path, text))["2024-25"])
    assert table["asked_by"].tolist() == [4, 5]
    assert table["asked_region"].isna().all()
    assert table["status"].tolist() == ["adopted", "cancelled"]


def test_a_lock_that_was_cleared_is_undone(drafted) -> None:
    first = Planning(kinds=KINDS)
    before = drafted(first).table
    edited = before.astype(object)
    edited.loc[0, "locked"] = "yes"
    once = with_edits(first, edited, before)
    again = drafted(once).table
    cleared = again.astype(object).assign(locked="")
    assert len(once.locked) == 1
    assert with_edits(once, cleared, again).locked.empty


def test_two_lines_added_without_a_name_are_two_own_lines(drafted) -> None:
    book = Planning(kinds=KINDS)
    before = drafted(book).table
    added = pd.DataFrame([{"title": "Newsletter"}, {"title": "Seminar"}])
    edited = pd.concat([before.astype(object), added], ignore_index=True)
    after = drafted(with_edits(book, edited, before)).table
    assert {"Newsletter", "Seminar"} <= set(after["title"])


def test_an_edit_of_an_own_line_does_not_freeze_whom_the_program_invites(
    drafted,
) -> None:
    own = pd.DataFrame([{"line": "x", "kind": "workshop", "subject_id": "val"}])
    own = own.reindex(columns=list(SHEETS["own_lines"]), fill_value="")
    book = Planning(kinds=KINDS, own_lines=own)
    before = drafted(book).table
    edited = before.astype(object)
    edited.loc[edited["line"] == "x", "office_note"] = "agreed"
    once = with_edits(book, edited, before).own_lines.iloc[0]
    assert before.set_index("line").loc["x", "members_invited"] != ""
    assert once[["members_invited", "office_note"]].tolist() == ["", "agreed"]


def test_a_changed_cell_of_the_program_is_told_as_left(drafted) -> None:
    before = drafted(Planning(kinds=KINDS)).table
    edited = before.astype(object)
    edited.loc[0, "seats"] = 99
    said = edits_not_taken(edited, before)
    assert [s.split(":")[0] for s in said] == [before["line"].iloc[0]]
    assert "seats is made by the program" in said[0]
    assert edits_not_taken(before, before) == []


def test_a_changed_limit_shows_what_moved(drafted) -> None:
    book = Planning(kinds=KINDS)
    before, after = drafted(book, 2).table, drafted(book, 3).table
    changes = plan_changes(before, after)
    came = set(after["line"]) - set(before["line"])
    assert set(changes.loc[changes["change"] == "came in", "line"]) == came
    assert came


def test_a_line_in_another_quarter_is_told_as_moved() -> None:
    changes = plan_changes(plan("a", quarter="Q1"), plan("a", quarter="Q3", host="X"))
    assert changes[["change", "was", "now"]].values.tolist() == [
        ["moved", "Q1", "Q3, X"]
    ]


def test_a_line_with_other_members_is_told_with_their_number() -> None:
    before, after = (plan("a", members_invited=ids) for ids in ("A; B", "A; B; C"))
    changes = plan_changes(before, after)
    assert changes[["change", "was", "now"]].values.tolist() == [
        ["other members", "2", "3"]
    ]


def test_a_line_is_delivered_when_an_activity_of_its_plan_year_names_it(
    register_of,
) -> None:
    activities = held(
        register_of,
        {"plan_line": "a", "members": "AAA; BBB"},
        {"plan_line": "a", "start": "2023-10-07"},
    )
    progress = plan_progress({"2024-25": plan("a", "b")}, activities)
    assert progress[["line", "status", "held_on"]].values.tolist() == [
        ["a", "delivered", "2024-10-07"],
        ["b", "adopted", ""],
    ]
    assert progress["members"].tolist()[0] == 2


def test_an_activity_may_name_the_plan_year_of_its_line(register_of) -> None:
    late = held(register_of, {"plan_line": "2023-24/a"})
    plans = {"2023-24": plan("a"), "2024-25": plan("a")}
    assert plan_progress(plans, late)["status"].tolist() == ["delivered", "adopted"]


def test_a_month_counts_in_the_plan_year_it_lies_in(register_of) -> None:
    activities = held(register_of, {"plan_line": "a", "start": "2024-07"})
    progress = plan_progress({"2024": plan("a")}, activities)
    assert progress["status"].tolist() == ["delivered"]


def test_without_names_the_count_on_record_says_how_many_took_part(
    register_of,
) -> None:
    activities = held(register_of, {"plan_line": "a", "members_count": "23"})
    progress = plan_progress({"2024": plan("a")}, activities)
    assert progress["members"].tolist() == [23]


def test_a_plan_goes_from_draft_to_adopted_to_delivered(register_of) -> None:
    nothing = held(register_of, {"plan_line": ""})
    something = held(register_of, {"plan_line": "a"})
    lines = {"2024": plan("a")}
    steps = [
        plan_progress({}, nothing, drafts=lines),
        plan_progress(lines, nothing, drafts=lines),
        plan_progress(lines, something),
    ]
    assert [s["status"].tolist() for s in steps] == [
        ["draft"],
        ["adopted"],
        ["delivered"],
    ]


def test_a_line_the_office_cancelled_is_neither_adopted_nor_delivered(
    register_of,
) -> None:
    nothing = held(register_of, {"plan_line": ""})
    progress = plan_progress({"2024": plan("a", status="cancelled")}, nothing)
    assert progress["status"].tolist() == ["cancelled"]


def test_progress_is_told_in_a_sentence(register_of) -> None:
    lines = [f"line{n:02d}" for n in range(15)]
    activities = held(register_of, *({"plan_line": line} for line in lines[:11]))
    progress = plan_progress({"2024-25": plan(*lines)}, activities)
    said = progress_sentence(progress, "2024-25")
    assert said == "11 of 15 planned activities held"


def test_what_came_of_a_line_stands_beside_it(register_of) -> None:
    activities = held(register_of, {"plan_line": "a"})
    follow_up = {("2024", "a"): "9 of 12 replied"}
    progress = plan_progress({"2024": plan("a")}, activities, follow_up=follow_up)
    assert progress["follow_up"].tolist() == ["9 of 12 replied"]


def write_plan(folder: Path, text: str) -> Path:
    (folder / "plans").mkdir()
    (folder / "plans" / "2024-25.csv").write_text(text, encoding="utf-8")
    return folder


def test_adopted_plans_are_read_by_plan_year(tmp_path) -> None:
    plans = read_plans(write_plan(tmp_path, "line,title,quarter\na,On a,Q1\n,,\n"))
    assert list(plans) == ["2024-25"]
    assert plans["2024-25"][["line", "quarter", "host"]].values.tolist() == [
        ["a", "Q1", ""]
    ]


def test_without_a_folder_there_are_no_plans(tmp_path) -> None:
    assert read_plans(tmp_path) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("line,titel\na,x\n", 'Did you mean "title"'),
        ("line,title\n,x\n", "row 2, line: the line is blank"),
        ("line,title\na,x\na,y\n", "row 3, line: the line is there twice"),
    ],
)
def test_a_mistake_in_an_adopted_plan_is_told(tmp_path, text, said) -> None:
    with pytest.raises(SurveyError, match=said):
        read_plans(write_plan(tmp_path, text))


def test_a_plan_written_out_and_read_again_is_carried_on(drafted, tmp_path) -> None:
    table = drafted(Planning(kinds=KINDS)).table
    read = read_plans(write_plan(tmp_path, table.to_csv(index=False)))["2024-25"]
    assert plan_changes(table, read).empty
