"""The shipped register against its sources, row by row, and published facts."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis.clean import clean_survey
from rocb_analysis.delivery.activities import activity_subjects, taken_part, trainings
from rocb_analysis.delivery.dates import Window
from rocb_analysis.delivery.partners import hosts_on
from rocb_analysis.delivery.register import Register, read_register, register_problems
from rocb_analysis.delivery.support import (
    activities_for,
    gaps_by_round,
    support_on_record,
)
from rocb_analysis.needs import needs_by_respondent_subject
from rocb_analysis.survey import open_survey
from rocb_analysis.survey.survey_folder import Survey

FOLDER = Path(__file__).resolve().parents[2] / "data" / "raw" / "rocb_ap"
SOURCE = FOLDER / "register" / "wco_ap_activities_2012_2025.csv"
PACIFIC = ["FJI", "PNG", "TLS", "TON", "VUT", "WSM"]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def survey() -> Survey:
    return open_survey(FOLDER)


@pytest.fixture(scope="module")
def register(survey: Survey) -> Register:
    return read_register(FOLDER, survey)


@pytest.fixture(scope="module")
def source() -> dict[str, dict[str, str]]:
    """Return the rows of the first collection by the id they have in the register."""
    return {f"a{int(row['activity_no']):03d}": row for row in rows_of(SOURCE)}


def test_the_shipped_register_has_nothing_to_mend(survey):
    assert register_problems(FOLDER, survey) == []


def of_first() -> list[dict[str, str]]:
    """Return the rows of activities.csv that the first collection has."""
    return [
        row for row in rows_of(FOLDER / "activities.csv") if row["activity_id"] < "a097"
    ]


def test_every_row_of_the_source_is_in_the_register_or_in_the_issues(register, source):
    aside = register.issues[register.issues["action"] == "set_aside"]
    held = [*register.activities["activity_id"], *aside["found"]]
    held = [one for one in held if one < "a097"]
    assert len(source) == 96
    assert sorted(held) == sorted(source)


def test_three_double_entries_are_decided_in_writing(register):
    aside = register.issues[register.issues["action"] == "set_aside"]
    assert list(aside["found"]) == ["a009", "a017", "a046"]
    assert (aside["reason"].str.len() > 60).all()


def test_without_the_decisions_the_same_three_pairs_are_told(tmp_path, survey):
    for name in ("activities.csv", "partners.csv"):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    told = [str(problem) for problem in register_problems(tmp_path, survey)]
    pairs = [one.split("activity_id: ")[1].split(":")[0] for one in told]
    assert pairs == [
        *["a009 looks like a008", "a018 looks like a017", "a047 looks like a046"],
    ]


def test_facts_are_the_sources_cell_by_cell(source):
    same = {
        "start": "start_date",
        "end": "end_date",
        "title": "title",
        "kind": "activity_type",
        "scope": "scope",
        "place": "venue_city",
        "host": "venue_iso3",
        "members_count": "members_stated",
        "participants": "participants_stated",
        "providers": "provider",
        "qualifier": "participants_qualifier",
    }
    for row in of_first():
        said = source[row["activity_id"]]
        assert {ours: row[ours] for ours in same} == {
            ours: said[theirs] for ours, theirs in same.items()
        }
        assert row["source"] == f"{said['source_type']}: {said['source']}"
        assert row["mode"] == said["delivery_mode"].replace("in-person", "in person")


def test_no_administration_named_by_the_source_is_lost(source):
    for row in of_first():
        named = [*row["members"].split("; "), *row["others"].split("; ")]
        theirs = source[row["activity_id"]]["members_listed_iso3"].split(";")
        assert sorted(filter(None, named)) == sorted(filter(None, theirs))


def test_subjects_are_the_sources_by_the_written_table(source):
    means = {
        row["source_subject"]: row["subject_id"]
        for row in rows_of(FOLDER / "register" / "subjects.csv")
    }
    apart = []
    for row in of_first():
        theirs = source[row["activity_id"]]["subject"].split("; ")
        said = dict.fromkeys(means[subject] for subject in theirs if means[subject])
        if row["subject_ids"] != "; ".join(said):
            apart.append(row["activity_id"])
    assert apart == ["a007", "a023"]


def test_what_is_no_training_is_told_apart(register):
    meetings = register.activities[register.activities["counts"] == "meeting"]
    kinds = Counter(meetings["kind"])
    assert kinds == {"meeting": 6 + 13, "ceremony": 2 + 1, "dialogue": 1} | {
        "workshop": 1,
        "webinar": 1,
    }
    assert len(trainings(register.activities)) == 93 - 11 + 9


def test_counts_by_subject_are_those_of_both_sources_less_double_entries(register):
    count = activity_subjects(register.activities)["subject_id"].value_counts()
    some = {name: count[name] for name in ("hs", "pca", "val", "ipr", "aeo", "env")}
    # AEO 6 and Green Customs 4 each lose a double entry; CITES adds 2 to the latter.
    # The second collection adds one each to HS, valuation, IPR and Green Customs.
    assert some == {"hs": 11, "pca": 9, "val": 9, "ipr": 8, "aeo": 5, "env": 6}


def test_qualified_counts_keep_their_words(register):
    rows = register.activities
    assert (rows["qualifier"] == "more than").sum() == 10 + 4
    about = rows[rows["qualifier"] == "about"]
    assert list(about["participants"]) == [70, 45]


def test_partial_dates_stand_as_the_source_has_them(register):
    rows = register.activities
    partial = rows[(rows["start"].str.len() < 10) | (rows["end"].str.len() < 10)]
    assert list(partial["activity_id"]) == [
        *["a003", "a050", "a060", "a062", "a066", "a108"],
    ]


def test_all_members_are_named_and_fourteen_others_are_kept(register, survey):
    part = taken_part(register.activities, survey.members)
    members = set(survey.members["member_id"])
    named = set(part["member_id"])
    assert members <= named
    assert len(named - members) == 14
    assert not part.loc[~part["member_id"].isin(members), "is_member"].any()


def test_who_joined_later_is_kept_and_not_counted_before(register, survey):
    part = taken_part(register.activities, survey.members)
    late = part[part["member_id"].isin(["SLB", "PLW"])]
    before = late.loc[~late["is_member"], ["activity_id", "member_id"]]
    assert [tuple(row) for row in before.itertuples(index=False)] == [
        *[("a041", "SLB"), ("a047", "PLW"), ("a047", "SLB"), ("a080", "PLW")],
    ]


def test_the_workshop_of_two_lists_has_the_one_that_agrees_with_its_count(register):
    row = register.activities.set_index("activity_id").loc["a047"]
    assert row["members_count"] == 17
    assert len([*row["members"].split("; "), *row["others"].split("; ")]) == 17
    assert "NZL" not in row["members"]


def test_pacific_members_were_supported_in_what_they_had_named_first(register, survey):
    since = Window("2021-01-27", "2024-12-31")
    chain = activities_for(
        register.activities,
        survey.members,
        since,
        member_ids=PACIFIC,
        subject_ids=["val", "hs"],
    )
    assert list(chain["activity_id"]) == ["a059", "a060", "a062", "a080", "a083"]
    assert chain["start"].iloc[0] == "2021-09-27"
    assert chain["end"].iloc[-1] == "2024-02-02"
    found = support_on_record(register.activities, survey.members, since)
    some = found[
        found["member_id"].isin(PACIFIC) & found["subject_id"].isin(["val", "hs"])
    ]
    assert list(some["delivered"]) == ["named"] * 12


def test_named_in_the_window_of_a_round_is_what_the_first_source_says(register, survey):
    needs = needs_by_respondent_subject(survey, clean_survey(survey))
    table = gaps_by_round(survey, needs, register)
    table = table[(table["round"] == "2025") & (table["delivered"] == "named")]
    # The source itself, by its own columns; the window is July 2022 to May
    # 2025, in which the second collection has no training of its own.
    means = {
        row["source_subject"]: row["subject_id"]
        for row in rows_of(FOLDER / "register" / "subjects.csv")
    }
    no_support = {"meeting", "ceremony", "dialogue"}
    named = {
        (member, means[subject])
        for row in rows_of(SOURCE)
        if row["end_date"] >= "2022-07" and row["activity_type"] not in no_support
        for member in row["members_listed_iso3"].split(";")
        for subject in row["subject"].split("; ")
        if member in set(survey.members["member_id"])
    }
    assert set(zip(table["member_id"], table["subject_id"], strict=True)) == named


def test_training_centres_host_from_when_they_surely_existed(register):
    def centres(day: str) -> int:
        hosts = hosts_on(register.partners, day, subject_id="val")
        return hosts["partner_id"].str.startswith("rtc_").sum()

    # RTC Heads Meetings: seven in November 2015 and October 2020, eight in October
    # 2021, ten in November 2022.
    assert [centres(d) for d in ("2015-11-03", "2020-10-15", "2021-10-27")] == [7, 7, 8]
    assert centres("2022-11-02") == 10


def test_laboratories_host_customs_laboratories_alone(register):
    day = "2023-04-18"
    of_lab = set(hosts_on(register.partners, day, subject_id="lab")["partner_id"])
    of_val = set(hosts_on(register.partners, day, subject_id="val")["partner_id"])
    assert len(of_lab - of_val) == 5
    assert of_val <= of_lab


def test_every_funder_of_the_register_is_a_partner(register):
    funders = activity_subjects(register.activities)["funders"]
    named = {name for cell in funders for name in cell.split("; ") if name}
    known = register.partners.loc[register.partners["role"] == "funder", "partner_id"]
    assert named <= set(known)


def test_the_customs_scores_are_those_of_the_shipped_index(register, survey):
    rounds = FOLDER.parent / "lpi_ap" / "rounds" / "lpi_scores_tidy_2007_2023.csv"
    theirs = pd.read_csv(rounds, keep_default_na=False)
    theirs = theirs[theirs["item"] == "Customs clearance"]
    theirs = theirs[theirs["iso3"].isin(survey.members["member_id"])]
    ours = register.indicators
    ours = ours[ours["indicator"] == "LPI customs clearance"]
    assert len(ours) == 27 + 28 + 27 + 27 + 28 + 29 + 24
    keys = zip(ours["member_id"], ours["year"], ours["value"], strict=True)
    said = zip(theirs["iso3"], theirs["year"], theirs["score"], strict=True)
    assert sorted(keys) == sorted((m, y, float(v)) for m, y, v in said)


def test_the_govtech_index_covers_the_members_and_no_summary_line(register):
    index = register.indicators
    index = index[index["indicator"] == "GovTech Maturity Index"]
    assert index["year"].value_counts().to_dict() == {2020: 34, 2022: 35, 2025: 35}
    assert index["value"].between(0, 1).all()
    assert "TLS" not in set(index.loc[index["year"] == 2020, "member_id"])
