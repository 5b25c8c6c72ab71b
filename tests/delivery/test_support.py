"""Support on record: named, maybe, none."""

from __future__ import annotations

import pytest

from rocb_analysis.delivery.activities import taken_part
from rocb_analysis.delivery.dates import Window
from rocb_analysis.delivery.support import (
    activities_for,
    may_have_taken_part,
    support_on_record,
)

ALL_DAYS = Window("2000-01-01", "2099-12-31")


@pytest.fixture
def states(members, register_of):
    """Return a function: delivered by member and subject, of activities."""

    def read(*activities: dict[str, str], window: Window = ALL_DAYS):
        found = support_on_record(register_of(*activities), members, window)
        keys = zip(found["member_id"], found["subject_id"], strict=True)
        return dict(zip(keys, found["delivered"], strict=True))

    return read


def test_a_member_on_the_list_is_named_and_no_other(states):
    assert states({"start": "2022-01-01", "members": "AAA"}) == {
        ("AAA", "val"): "named"
    }


def test_members_are_met_by_their_names(states):
    found = states({"start": "2022-01-01", "members": "Land of A; B-land"})
    assert set(found) == {("AAA", "val"), ("BBB", "val")}


def test_without_a_list_every_member_of_that_day_may_have_taken_part(states):
    found = states({"start": "2022-01-01"})
    assert found == dict.fromkeys(
        [("AAA", "val"), ("BBB", "val"), ("PPP", "val")], "maybe"
    )


def test_open_to_a_sub_region_alone_its_members_may_have_taken_part(states):
    found = states({"start": "2022-01-01", "scope": "sub-regional", "open_to": "East"})
    assert found == {("AAA", "val"): "maybe", ("BBB", "val"): "maybe"}


def test_open_to_may_name_an_administration_that_joined_later(states):
    found = states({"start": "2022-01-01", "open_to": "CCC"})
    assert found == {("CCC", "val"): "maybe"}


def test_a_national_activity_without_its_member_is_support_for_nobody(states):
    assert states({"start": "2022-01-01", "scope": "national"}) == {}


def test_who_is_missing_in_a_list_shorter_than_its_count_may_have_taken_part(states):
    found = states({"start": "2022-01-01", "members": "AAA", "members_count": "2"})
    assert found == {
        ("AAA", "val"): "named",
        ("BBB", "val"): "maybe",
        ("PPP", "val"): "maybe",
    }


def test_non_members_fill_the_count_of_a_list(states):
    cells = {"members": "AAA", "others": "Guam", "members_count": "2"}
    assert states({"start": "2022-01-01", **cells}) == {("AAA", "val"): "named"}


def test_named_once_outdoes_maybe_and_counts_what_is_behind_it(members, register_of):
    activities = register_of(
        {"start": "2022-01-01"},
        {"start": "2021-05", "members": "AAA"},
        {"start": "2021-01-01", "end": "2021-01-05", "members": "AAA"},
    )
    found = support_on_record(activities, members, ALL_DAYS).set_index("member_id")
    assert list(found.loc["AAA"])[1:] == ["named", 2, "a3; a2", "2021-05"]
    assert list(found.loc["BBB"])[1:] == ["maybe", 1, "a1", "2022-01-01"]


def test_meetings_and_ceremonies_are_no_support(states):
    meeting = {"start": "2022-01-01", "members": "AAA", "counts": "meeting"}
    assert states(meeting) == {}


def test_an_activity_of_two_subjects_supports_both(states):
    found = states({"start": "2022-01-01", "members": "AAA", "subject_ids": "val; hs"})
    assert set(found) == {("AAA", "val"), ("AAA", "hs")}


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        ("2020-06-30", "", False),
        ("2020-06-30", "2020-07-01", True),
        ("2020", "", True),
        ("2023-06", "", True),
        ("2023-07-01", "", False),
        ("2019-01", "2024-12", True),
    ],
)
def test_an_activity_counts_if_it_may_have_run_in_the_window(
    states, start, end, counts
):
    cells = {"start": start, "end": end, "members": "AAA"}
    found = states(cells, window=Window("2020-07-01", "2023-06-30"))
    assert bool(found) == counts


def test_non_members_are_kept_and_are_no_members(members, register_of):
    activities = register_of({"start": "2022-01-01", "members": "AAA; Guam; CCC"})
    part = taken_part(activities, members)
    assert list(part["member_id"]) == ["AAA", "CCC", "Guam"]
    assert list(part["is_member"]) == [True, False, False]


def test_support_before_joining_is_on_record_for_who_joined(states):
    found = states({"start": "2022-01-01", "members": "CCC"})
    assert found == {("CCC", "val"): "named"}


def test_nobody_may_have_taken_part_in_what_has_a_whole_list(members, register_of):
    activities = register_of({"start": "2022-01-01", "others": "Guam"})
    assert len(may_have_taken_part(activities, members)) == 0


def test_the_chain_names_who_of_some_members_took_part(members, register_of):
    activities = register_of(
        {"start": "2022-02-01", "open_to": "AAA; PPP"},
        {"start": "2022-01-01", "members": "BBB; AAA", "subject_ids": "val; hs"},
        {"start": "2022-01-01", "members": "BBB; AAA", "subject_ids": "hs"},
        {"start": "2022-03-01", "members": "PPP"},
    )
    chain = activities_for(
        activities,
        members,
        ALL_DAYS,
        member_ids=["AAA", "BBB"],
        subject_ids=["val"],
    )
    assert list(chain["activity_id"]) == ["a2", "a1"]
    assert list(chain["named"]) == ["AAA; BBB", ""]
    assert list(chain["maybe"]) == ["", "AAA"]
