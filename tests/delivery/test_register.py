"""A register in spreadsheets: read, decided, checked."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.delivery.register import (
    read_activities,
    read_register,
    register_problems,
)

GOOD = "activity_id,start,title,subject_ids,scope,members\nx1,2022-05-01,One,val,,AAA\n"


def told(folder_and_survey) -> list[str]:
    return [str(problem) for problem in register_problems(*folder_and_survey)]


def with_row(**cells: str) -> str:
    """Return activities.csv with one sound row, some of its cells otherwise."""
    usual = {"activity_id": "x1", "start": "2022-05-01", "title": "One"}
    row = usual | {"subject_ids": "val", "members": "AAA"} | cells
    return f"{','.join(row)}\n{','.join(row.values())}"


def test_a_folder_without_a_register_reads_as_one_without_rows(register_folder):
    folder, survey = register_folder()
    register = read_register(folder, survey)
    frames = (register.activities, register.partners, register.indicators)
    assert [len(frame) for frame in (*frames, register.issues)] == [0, 0, 0, 0]
    assert register_problems(folder, survey) == []


def test_a_row_stands_by_its_spreadsheet_row_and_missing_columns_are_blank(
    register_folder,
):
    register = read_register(*register_folder(activities=GOOD))
    row = register.activities.loc[2]
    assert (row["activity_id"], row["end"], row["counts"]) == (
        *("x1", "2022-05-01", "training"),
    )
    assert row["funders"] == ""
    assert pd.isna(row["participants"])


def test_subjects_and_members_are_met_by_the_names_of_the_codebook(register_folder):
    text = with_row(
        subject_ids="Valuation; Rules of origin", members="Land of B; A-land"
    )
    row = read_register(*register_folder(activities=text)).activities.loc[2]
    assert (row["subject_ids"], row["members"]) == ("val; roo", "BBB; AAA")


def test_a_name_in_no_list_of_members_is_kept_apart_and_told(register_folder):
    place = register_folder(activities=with_row(members="AAA; Guam", others="Palau"))
    register = read_register(*place)
    row = register.activities.loc[2]
    assert (row["members"], row["others"]) == ("AAA", "Guam; Palau")
    assert list(register.issues["reason"]) == [
        "Guam and Palau are in no list of members: kept here, counted nowhere."
    ]


def test_a_qualifier_and_a_count_stay_two_cells(register_folder):
    text = with_row(participants="30", qualifier="more than")
    row = read_register(*register_folder(activities=text)).activities.loc[2]
    assert (row["participants"], row["qualifier"]) == (30, "more than")


def test_a_partial_date_is_kept_as_written_and_told(register_folder):
    text = with_row(start="2022-05", end="2022-06-03")
    register = read_register(*register_folder(activities=text))
    row = register.activities.loc[2]
    assert (row["start"], row["first_day"], row["last_day"]) == (
        *("2022-05", "2022-05-01", "2022-06-03"),
    )
    assert list(register.issues["reason"]) == [
        "The day is not known: counted from 2022-05-01."
    ]


def test_who_took_part_before_joining_is_told(register_folder):
    register = read_register(*register_folder(activities=with_row(members="CCC")))
    assert "CCC did not belong to the region" in register.issues.loc[0, "reason"]


def test_a_count_other_than_the_names_is_told(register_folder):
    register = read_register(*register_folder(activities=with_row(members_count="3")))
    assert list(register.issues["reason"]) == ["3 stated, 1 named."]


TWO = (
    "activity_id,start,title,subject_ids,host,members\n"
    "x1,2022-05-01,One,val,BBB,AAA\nx2,2022-05-01,The same,val; roo,BBB,AAA; CCC"
)


def test_a_double_entry_goes_by_decision_and_stands_in_the_issues(register_folder):
    decisions = "activity_id,same_as,why\nx2,x1,Two reports."
    register = read_register(*register_folder(activities=TWO, decisions=decisions))
    assert list(register.activities["activity_id"]) == ["x1"]
    issue = register.issues.loc[0]
    assert (issue["row"], issue["action"]) == (3, "set_aside")
    assert issue["reason"] == "The same activity as x1. Two reports."


def test_a_cell_is_changed_by_decision_and_what_was_found_is_told(register_folder):
    decisions = "activity_id,same_as,column,found,decided,why\n"
    decisions += "x1,,members,AAA,AAA; BBB,Two came."
    register = read_register(*register_folder(activities=GOOD, decisions=decisions))
    assert register.activities.loc[2, "members"] == "AAA; BBB"
    issue = register.issues.loc[0]
    assert (issue["column"], issue["found"], issue["action"]) == (
        *("members", "AAA", "corrected"),
    )


def test_activities_alone_are_read_as_in_the_register(register_folder, members):
    decisions = "activity_id,same_as,why\nx2,x1,Two reports."
    folder, survey = register_folder(activities=TWO, decisions=decisions)
    alone = read_activities(folder / "activities.csv", members)
    pd.testing.assert_frame_equal(alone, read_register(folder, survey).activities)


def test_an_absent_file_of_activities_is_told(tmp_path, members):
    with pytest.raises(SurveyError, match="There is no file nowhere"):
        read_activities(tmp_path / "nowhere.csv", members)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            {"start": "05/01/2022"},
            'row 2, start: "05/01/2022" is no date in the form 2024-05-31, 2024-05 or '
            "2024. Format the column as Text and write 2022-01-05 or 2022-05-01.",
        ),
        ({"end": "2021"}, "row 2, end: 2021 is before start, 2022-05-01; correct one"),
        (
            {"subject_ids": "vall"},
            'row 2, subject_ids: "vall" is not in the subjects. Did you mean "val"?',
        ),
        (
            {"participants": "more than 30"},
            'row 2, participants: "more than 30" is no whole number; write the number',
        ),
        (
            {"counts": "trainings"},
            'row 2, counts: "trainings" is not one of training, meeting. Did you mean',
        ),
        (
            {"qualifier": "nearly"},
            'row 2, qualifier: "nearly" is not one of exact, about, more than,',
        ),
        ({"title": ""}, "row 2, title: title is blank; fill it in or delete the row."),
        (
            {"open_to": "Est"},
            'row 2, open_to: "Est" is not in the members or their sub-regions. Did you',
        ),
    ],
)
def test_a_mistake_stops_a_run_and_says_where_and_what_to_do(
    register_folder, cells, sentence
):
    place = register_folder(activities=with_row(**cells))
    assert told(place)[0].startswith(f"activities.csv, {sentence}")
    with pytest.raises(SurveyError, match=r"activities\.csv, row 2"):
        read_register(*place)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"members": "AAB"}, '"AAB" is no member, so it is kept and not counted. Did'),
        ({"host": "Guam"}, '"Guam" is no member, so it is kept and not counted. Corr'),
        (
            {"funders": "ccf"},
            '"ccf" is not in partners.csv. Correct it here, or add it',
        ),
        ({"subject_ids": ""}, "subject_ids is blank, so the activity answers no need."),
        ({"scope": "national", "members": ""}, "a national activity without its memb"),
        ({"scope": "sub-regional", "members": ""}, "without members every member may"),
        (
            {"memebrs": "AAA"},
            'column "memebrs" is not known and not read. Did you mean',
        ),
    ],
)
def test_what_only_loses_a_hint_is_told_and_stops_nothing(
    register_folder, cells, sentence
):
    place = register_folder(activities=with_row(**cells))
    assert sentence in told(place)[0]
    assert len(read_register(*place).activities) == 1


def test_a_meeting_needs_neither_subject_nor_members(register_folder):
    text = with_row(counts="meeting", subject_ids="", members="", scope="national")
    assert told(register_folder(activities=text)) == []


def test_an_activity_that_looks_like_another_is_told_until_decided(register_folder):
    (sentence,) = told(register_folder(activities=TWO))
    assert sentence.startswith("activities.csv, row 3, activity_id: x2 looks like x1")


def test_a_decided_double_entry_is_told_no_more(register_folder):
    decisions = "activity_id,same_as,why\nx2,x1,Two reports."
    assert told(register_folder(activities=TWO, decisions=decisions)) == []


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("x9,x1,,,,w", 'row 2, activity_id: "x9" is not in activities.csv. Corr'),
        ("x2,x7,,,,w", 'row 2, same_as: "x7" is not in activities.csv.'),
        ("x1,x1,,,,w", "row 2, same_as: x1 cannot be the same as itself"),
        ("x1,,,,,w", "row 2, column: fill in either same_as"),
        ("x1,,titel,a,b,w", 'row 2, column: "titel" is no column of activities.csv.'),
        ("x1,,title,Two,b,w", 'row 2, found: title of x1 is "One" and no longer "Two"'),
    ],
)
def test_a_decision_that_hits_nothing_stops_a_run(register_folder, row, sentence):
    decisions = f"activity_id,same_as,column,found,decided,why\n{row}"
    place = register_folder(activities=TWO, decisions=decisions)
    stopping = [str(p) for p in register_problems(*place) if p.stops]
    assert stopping[0].startswith(f"register/decisions.csv, {sentence}")


def test_an_activity_that_stands_there_twice_stops_a_run(register_folder):
    place = register_folder(activities=GOOD + GOOD.splitlines()[1])
    assert told(place)[0] == (
        'activities.csv, row 3, activity_id: "x1" stands here a second time; keep one '
        "of the rows."
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("activity_id,begin,title\nx1,2022,One", "row 1: column start is missing. Add"),
        (
            "activity_id,start,title,start\nx1,2022,One,",
            "row 1: column start stands th",
        ),
        (
            "activity_id,start,title\nx1,2022,A, B",
            'row 1: "B" stands in column D, whic',
        ),
    ],
)
def test_columns_that_cannot_be_told_apart_stop_a_run(register_folder, text, sentence):
    assert told(register_folder(activities=text))[0].startswith(
        f"activities.csv, {sentence}"
    )


def test_a_table_saved_with_semicolons_reads_the_same(register_folder):
    text = 'activity_id;start;title;members\nx1;2022-05-01;One;"AAA; BBB"'
    row = read_register(*register_folder(activities=text)).activities.loc[2]
    assert row["members"] == "AAA; BBB"


def test_partners_are_checked_like_the_rest(register_folder):
    text = (
        "partner_id,name,role,member_id,from,subject_ids\n"
        "rtc,Centre,hosts,AAA,2015,val\nlab,Laboratory,host,XXX,soon,hs"
    )
    place = register_folder(partners=text)
    columns = [(p.row, p.column) for p in register_problems(*place)]
    assert columns == [
        (2, "role"),
        (3, "from"),
        (3, "member_id"),
        (3, "subject_ids"),
    ]


def test_indicators_are_checked_and_read_as_numbers(register_folder):
    good = (
        "indicator,member_id,year,value,low_is_need,subject_ids\n"
        "LPI,A-land,2018,2.5,yes,val"
    )
    row = read_register(*register_folder(indicators=good)).indicators.loc[2]
    assert (row["member_id"], row["year"], row["value"]) == ("AAA", 2018, 2.5)


def test_an_indicator_of_no_number_or_no_year_stops_a_run(register_folder):
    text = "indicator,member_id,year,value\nLPI,AAA,18/19,n.a.\nLPI,AAA,2018,nan"
    problems = register_problems(*register_folder(indicators=text))
    assert [(p.row, p.column) for p in problems] == [
        (2, "year"),
        (2, "value"),
        (3, "value"),
    ]


def test_names_are_not_judged_by_a_codebook_that_could_not_be_read(register_folder):
    folder, survey = register_folder(
        activities=with_row(subject_ids="hs", open_to="Nord")
    )
    book = replace(survey.codebook, unread=frozenset({"members"}))
    assert register_problems(folder, replace(survey, codebook=book)) == []


def kept_until(folder_and_survey, day: str):
    """Return the folder and its survey, whose register was kept up to a day."""
    folder, survey = folder_and_survey
    settings = replace(survey.settings, register_kept_until=day)
    return folder, replace(survey, settings=settings)


def test_a_register_ends_on_the_day_up_to_which_it_was_kept(register_folder):
    place = register_folder(activities=with_row(start="2022-05-01"))
    assert read_register(*kept_until(place, "2022-12-31")).kept_until == "2022-12-31"


def test_a_register_of_which_no_day_is_said_ends_with_its_last_activity(
    register_folder,
):
    place = register_folder(activities=with_row(start="2022-05", end="2022-06"))
    assert read_register(*place).kept_until == "2022-06-30"


def test_a_day_before_the_last_end_of_the_register_is_told(register_folder):
    place = register_folder(activities=with_row(start="2022-05-01"))
    assert told(kept_until(place, "2022-05-01")) == []
    (said,) = told(kept_until(place, "2022-04-30"))
    assert said == (
        "survey.toml, register_kept_until: it is 2022-04-30, but x1 of activities.csv "
        "ended on 2022-05-01; write the day up to which activities were entered, or "
        '"" for the last end.'
    )
