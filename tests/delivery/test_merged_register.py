"""The second collection of activities against the register, by its written table."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from rocb_analysis.delivery.register import Register, read_register
from rocb_analysis.survey import open_survey

FOLDER = Path(__file__).resolve().parents[2] / "data" / "raw" / "rocb_ap"
SECOND = FOLDER / "register" / "rocb_facts"
Row = dict[str, str]
# Words of the second collection for a kind: what the register has for kind and scope.
KINDS = {
    "regional_workshop": ("workshop", "regional"),
    "sub_regional_workshop": ("workshop", "sub-regional"),
    "national_workshop": ("workshop", "national"),
    "accreditation_workshop": ("accreditation workshop", "regional"),
    # Of the Master Trainer Programme for the Pacific Islands.
    "ceremony": ("ceremony", "sub-regional"),
    "dialogue": ("dialogue", "regional"),
    "seminar": ("seminar", "regional"),
}
FUNDERS = {"WCO/JICA": "jica", "": ""}
MEETINGS = {
    "RCP": "Regional Contact Points Meeting",
    "RHCA": "Conference of Regional Heads of Customs Administrations",
    "RTC_HEADS": "Meeting of Heads of WCO Asia/Pacific Regional Training Centers",
    "RCL_HEADS": "Meeting of Heads of WCO Asia/Pacific Regional Customs Laboratories",
    "CONSULTATION": "Consultation on the WCO Strategic Plan",
}
PARTNERS = ["adb", "imf", "jica", "unep", "unescap", "usaid", "world_bank"]


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MERGED = rows_of(FOLDER / "register" / "merged.csv")
OURS = {row["activity_id"]: row for row in rows_of(FOLDER / "activities.csv")}
WHOLE = [row for row in MERGED if not row["column"]]
FACTS = [row for row in MERGED if row["column"]]


def name_of(row: Row) -> str:
    return row.get("activity_id") or f"{row['meeting']} {row['edition']}"


THEIRS = {
    name_of(row): row
    for file in ("activities", "meetings")
    for row in rows_of(SECOND / f"{file}.csv")
}
NAMED: dict[str, list[str]] = {}
for _file in ("activity_members", "meeting_members"):
    for _row in rows_of(SECOND / f"{_file}.csv"):
        NAMED.setdefault(name_of(_row), []).append(_row["iso3"])


@pytest.fixture(scope="module")
def register() -> Register:
    return read_register(FOLDER, open_survey(FOLDER))


def decided(stands: str) -> list[Row]:
    return [row for row in WHOLE if row["stands"] == stands]


def test_every_row_of_the_second_collection_is_decided_once():
    assert [row["source_id"] for row in WHOLE] == list(THEIRS)
    assert len(THEIRS) == 49 + 16
    assert {row["stands"] for row in WHOLE} == {"new", "same"}
    assert all(row["why"] for row in MERGED)


def test_ten_activities_and_thirteen_meetings_are_new():
    new = [row["source_id"] for row in decided("new")]
    assert new[:10] == "A03 A07 A08 A16 A18 A21 A22 A27 A36 A37".split()
    assert len(new) == 10 + 13
    ids = [row["activity_id"] for row in decided("new")]
    assert ids == [f"a{number:03d}" for number in range(97, 120)]
    assert set(OURS) - set(ids) == {f"a{number:03d}" for number in range(1, 97)}


@pytest.mark.parametrize("row", decided("same"), ids=lambda row: row["source_id"])
def test_the_same_activity_has_the_same_days_and_host_in_both(row: Row):
    ours, theirs = OURS[row["activity_id"]], THEIRS[row["source_id"]]
    days = (theirs["start_date"], theirs["end_date"], theirs["host_iso3"])
    assert row["activity_id"] < "a097"
    assert (ours["start"], ours["end"], ours["host"]) == days


@pytest.mark.parametrize("row", decided("new")[:10], ids=lambda row: row["source_id"])
def test_a_new_activity_is_what_the_source_says_cell_by_cell(row: Row):
    ours, theirs = OURS[row["activity_id"]], THEIRS[row["source_id"]]
    kind, scope = KINDS[theirs["kind"]]
    partners = {
        one["name"]: one["partner_id"] for one in rows_of(FOLDER / "partners.csv")
    }
    assert ours == dict.fromkeys(ours, "") | {
        "activity_id": row["activity_id"],
        "start": theirs["start_date"],
        "end": theirs["end_date"],
        "title": theirs["title"],
        "subject_ids": theirs["subject_code"].lower(),
        "kind": kind,
        "scope": scope,
        "mode": theirs["mode"].replace("_", " "),
        "place": theirs["place"],
        "host": theirs["host_iso3"],
        "members": "; ".join(NAMED.get(row["source_id"], [])),
        "members_count": theirs["n_members"],
        "participants": theirs["n_participants"],
        "qualifier": theirs["n_participants_qualifier"].replace("_", " "),
        "funders": {**FUNDERS, **partners}[theirs["donor"]],
        "source": theirs["source"],
        "counts": "meeting" if kind == "ceremony" else "training",
        "note": ours["note"],
    }
    assert ours["note"].endswith(theirs["note"])
    assert theirs["partners"].replace(";", "; ") in ours["note"]


@pytest.mark.parametrize("row", decided("new")[10:], ids=lambda row: row["source_id"])
def test_a_new_meeting_is_what_the_source_says_and_no_support(row: Row):
    ours, theirs = OURS[row["activity_id"]], THEIRS[row["source_id"]]
    year = re.match(r"\d{4}", theirs["note"])
    words = [("over", "more than"), ("more than", "more than"), ("approx", "about")]
    said = [ours for word, ours in words if word in theirs["source"]]
    assert ours == dict.fromkeys(ours, "") | {
        "activity_id": row["activity_id"],
        "start": theirs["start_date"] or (year[0] if year else ""),
        "end": theirs["end_date"],
        "title": ours["title"],
        "kind": "meeting",
        "scope": "regional",
        "mode": theirs["mode"].replace("_", " "),
        "place": theirs["place"],
        "host": theirs["host_iso3"],
        "members": "; ".join(NAMED.get(row["source_id"], [])),
        "members_count": theirs["n_members_present"],
        "participants": theirs["n_delegates"],
        "qualifier": (*said, "exact")[0] if theirs["n_delegates"] else "",
        "source": theirs["source"],
        "counts": "meeting",
        "note": ours["note"],
    }
    assert MEETINGS[theirs["meeting"]] in ours["title"]
    assert re.search(rf"{theirs['edition']}(st|nd|rd|th|$)", ours["title"])
    assert theirs["n_regional_bodies_present"] in ours["note"]
    assert ours["note"].endswith(theirs["note"])


def disagreements(row: Row) -> set[str]:
    """Return the columns in which two collections state different things."""
    ours, theirs = OURS[row["activity_id"]], THEIRS[row["source_id"]]
    kind, scope = KINDS.get(theirs.get("kind", ""), (ours["kind"], ours["scope"]))
    said = {
        "kind": kind,
        # An accreditation workshop, a dialogue or a seminar says nothing of its scope.
        "scope": scope if kind == "workshop" else ours["scope"],
        "mode": theirs["mode"].replace("_", " "),
        "place": theirs["place"],
        "subject_ids": theirs.get("subject_code", "").lower(),
        "participants": theirs.get("n_participants") or theirs.get("n_delegates", ""),
        "qualifier": theirs.get("n_participants_qualifier", "").replace("_", " "),
        "members_count": theirs.get("n_members") or theirs.get("n_members_present", ""),
    }
    return {
        name for name, text in said.items() if text and ours[name] not in ("", text)
    }


def test_every_fact_in_which_the_collections_disagree_is_decided():
    apart = {
        (row["source_id"], column)
        for row in decided("same")
        for column in disagreements(row)
    }
    known = {(row["source_id"], row["column"]) for row in FACTS if row["first"]}
    # The register counts no subject for the two days on partnership.
    apart -= {("A01", "subject_ids"), ("A02", "subject_ids")}
    assert apart == known - {("A40", "funders")}


def test_the_same_administrations_are_named_in_both():
    for row in decided("same"):
        ours, theirs = OURS[row["activity_id"]], NAMED.get(row["source_id"], [])
        listed = set(filter(None, ours["members"].split("; ")))
        # Solomon Islands stands in the note of the second: it joined later.
        assert not theirs or listed - {"SLB"} == set(theirs) - {"SLB"}


def test_what_is_taken_over_from_the_second_collection_stands_in_the_register(register):
    rows = register.activities.set_index("activity_id")
    doubles = rows_of(FOLDER / "register" / "decisions.csv")
    same_as = {row["activity_id"]: row["same_as"] for row in doubles if row["same_as"]}
    taken = [row for row in FACTS if row["stands"] == "second"]
    assert len(taken) == 5
    for row in taken:
        name, column = row["activity_id"], row["column"]
        assert OURS[name][column] == row["first"]
        assert str(rows.loc[same_as.get(name, name), column]) == row["second"]


def test_the_partners_of_the_dialogue_of_2012_are_partners_with_their_evidence(
    register,
):
    assert THEIRS["A02"]["partners"].replace(";", "; ") in OURS["a002"]["note"]
    partners = register.partners.set_index("partner_id")
    for one in PARTNERS:
        assert partners.loc[one, "from"] == THEIRS["A02"]["start_date"]
        assert "E-Newsletter No.37" in partners.loc[one, "source"]


def test_partnership_with_development_partners_is_no_subject_of_the_survey(register):
    rows = register.activities.set_index("activity_id")
    assert list(rows.loc[["a001", "a002"], "subject_ids"]) == ["", ""]
    assert not rows["subject_ids"].str.split("; ").map(lambda s: "partner" in s).any()


def test_the_register_was_kept_up_to_the_end_of_its_last_activity(register):
    assert register.kept_until == OURS["a096"]["end"] == "2025-05-23"
