"""Who was reached, who again, and needs after support."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.delivery.dates import Window
from rocb_analysis.delivery.reach import (
    need_after_service,
    reach_by_member,
    reach_by_plan_year,
    repeat_service,
)


def by_year(reach: pd.DataFrame, column: str) -> dict[tuple[str, str], int]:
    keys = zip(reach["plan_year"], reach["member_id"], strict=True)
    return dict(zip(keys, reach[column], strict=True))


def test_a_member_is_reached_in_the_plan_year_of_the_activity(members, register_of):
    activities = register_of(
        {"start": "2021-06-30", "members": "AAA"},
        {"start": "2021-07-01", "members": "AAA"},
        {"start": "2021-08-01", "open_to": "BBB"},
    )
    reach = reach_by_member(activities, members)
    named, maybe = by_year(reach, "named"), by_year(reach, "maybe")
    assert named["2020/21", "AAA"] == named["2021/22", "AAA"] == 1
    assert (named["2021/22", "BBB"], maybe["2021/22", "BBB"]) == (0, 1)


def test_a_programme_of_years_reaches_in_each_of_them(members, register_of):
    activities = register_of({"start": "2013-07", "end": "2016-06", "members": "AAA"})
    named = by_year(reach_by_member(activities, members), "named")
    years = ["2013/14", "2014/15", "2015/16"]
    assert [named[year, "AAA"] for year in years] == [1, 1, 1]
    assert len({year for year, _ in named}) == 3


def test_an_administration_is_counted_from_the_plan_year_it_joined(
    members, register_of
):
    activities = register_of(
        {"start": "2021-08-01", "members": "CCC"},
        {"start": "2022-08-01", "members": "CCC"},
        {"start": "2023-02-01", "members": "CCC"},
    )
    named = by_year(reach_by_member(activities, members), "named")
    assert ("2021/22", "CCC") not in named
    assert named["2022/23", "CCC"] == 1


def test_meetings_reach_nobody(members, register_of):
    meeting = {"start": "2021-08-01", "members": "AAA", "counts": "meeting"}
    assert len(reach_by_member(register_of(meeting), members)) == 0


def test_a_plan_year_parts_its_members_into_reached_perhaps_and_none(
    members, register_of
):
    activities = register_of(
        {"start": "2021-08-01", "members": "AAA"},
        {"start": "2022-08-01", "members": "AAA; BBB"},
        {"start": "2022-09-01", "open_to": "PPP"},
    )
    years = reach_by_plan_year(reach_by_member(activities, members))
    assert list(years.columns) == [
        *("plan_year", "members", "reached", "perhaps", "none", "again", "first_time"),
    ]
    assert [list(row[1:]) for row in years.itertuples(index=False)] == [
        [3, 1, 0, 2, 0, 1],
        [4, 2, 1, 1, 1, 1],
    ]


def test_repeat_service_counts_activities_of_one_subject(members, register_of):
    activities = register_of(
        {"start": "2020-01-01", "end": "2020-01-05", "members": "AAA; BBB"},
        {"start": "2022-03", "members": "AAA", "subject_ids": "val; roo"},
        {"start": "2022-04-01", "members": "BBB", "subject_ids": "roo"},
    )
    repeat = repeat_service(activities, members)
    assert [tuple(row) for row in repeat.itertuples(index=False)] == [
        ("AAA", "val", 2, "2020-01-01", "2022-03")
    ]


def test_needs_after_support_stand_beside_needs_without(
    members, register_of, needs_from
):
    needs = pd.concat(
        [
            needs_from("1", "val roo\nAAA 1 1\nBBB 1 0\nCCC 1 1\nPPP 1 ."),
            needs_from("2", "val roo\nAAA 0 1\nBBB 1 1\nCCC 0 .\nPPP 0 1"),
        ]
    )
    activities = register_of(
        {"start": "2021-03-01", "members": "AAA; BBB"},
        {"start": "2021-04-01", "open_to": "PPP"},
    )
    table = need_after_service(
        needs,
        activities,
        members,
        from_round="1",
        to_round="2",
        between=Window("2020-12-07", "2021-12-05"),
    ).set_index("subject_id")
    assert table.loc["val"].to_dict() == {
        "needed": 4,
        "with_support": 2,
        "with_support_fell": 1,
        "unsure": 1,
        "unsure_fell": 1,
        "without": 1,
        "without_fell": 1,
    }
    assert list(table.loc["roo"]) == [1, 0, 0, 0, 0, 1, 0]
    assert list(table.loc["all"]) == [5, 2, 1, 1, 1, 2, 1]


def test_support_that_ends_after_the_later_answer_is_not_in_between(
    members, register_of, needs_from
):
    needs = pd.concat([needs_from("1", "val\nAAA 1"), needs_from("2", "val\nAAA 0")])
    activities = register_of(
        {"start": "2021-12-01", "end": "2021-12-09", "members": "AAA"}
    )
    table = need_after_service(
        needs,
        activities,
        members,
        from_round="1",
        to_round="2",
        between=Window("2020-12-07", "2021-12-05"),
    )
    assert list(table["with_support"]) == [0, 0]
    assert list(table["without_fell"]) == [1, 1]


def test_plan_years_go_on_to_the_day_up_to_which_the_register_was_kept(
    members, register_of
):
    activities = register_of({"start": "2021-08-01", "members": "AAA"})
    reach = reach_by_member(activities, members, kept_until="2023-05-31")
    assert sorted(set(reach["plan_year"])) == ["2021/22", "2022/23"]
    assert by_year(reach, "named")["2022/23", "AAA"] == 0
