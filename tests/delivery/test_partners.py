"""Hosts from the year they existed, and what partners have paid for."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.delivery.partners import funders_seen, hosts_on, hosts_seen


@pytest.fixture
def partners() -> pd.DataFrame:
    columns = "partner_id name role member_id from to subject_ids".split()
    rows = [
        ("fund", "The Fund", "funder", "AAA", "", "", ""),
        ("centre_b", "Centre of B", "host", "BBB", "2015", "", ""),
        ("lab_b", "Laboratory of B", "host", "BBB", "2023-04", "", "lab"),
        ("centre_c", "Centre of C", "host", "CCC", "2010", "2020-06", ""),
    ]
    return pd.DataFrame(rows, columns=columns, dtype="str")


@pytest.mark.parametrize(
    ("day", "there"),
    [
        ("2014-12-31", ["centre_c"]),
        ("2015-01-01", ["centre_b", "centre_c"]),
        ("2020-06-30", ["centre_b", "centre_c"]),
        ("2020-07-01", ["centre_b"]),
        ("2023-04-01", ["centre_b", "lab_b"]),
    ],
)
def test_a_host_is_there_from_the_first_day_it_existed_to_its_last(
    partners, day, there
):
    assert list(hosts_on(partners, day)["partner_id"]) == there


def test_a_host_limited_to_subjects_takes_no_other(partners):
    of_lab = hosts_on(partners, "2024-01-01", subject_id="lab")
    assert list(of_lab["partner_id"]) == ["centre_b", "lab_b"]
    of_val = hosts_on(partners, "2024-01-01", subject_id="val")
    assert list(of_val["partner_id"]) == ["centre_b"]


def test_without_any_host_there_is_none(partners):
    assert len(hosts_on(partners[:1], "2024-01-01", subject_id="val")) == 0


def test_partners_are_seen_by_subject_with_the_evidence(register_of, partners):
    activities = register_of(
        {"start": "2020-01-01", "funders": "fund; other"},
        {"start": "2022-01-01", "end": "2022-01-05", "funders": "fund"},
        {"start": "2022-02-01", "funders": "fund", "counts": "meeting"},
    )
    seen = funders_seen(activities, partners)
    assert [tuple(row) for row in seen.itertuples(index=False)] == [
        ("val", "fund", "The Fund", 2, "2022-01-05", "a1; a2"),
        ("val", "other", "", 1, "2020-01-01", "a1"),
    ]


def test_hosts_are_seen_with_the_centre_of_that_day(register_of, partners):
    activities = register_of(
        {"start": "2014-01-01", "host": "BBB", "subject_ids": "val"},
        {"start": "2018-01-01", "host": "BBB", "subject_ids": "lab"},
        {"start": "2024-01-01", "host": "BBB", "subject_ids": "lab"},
    )
    seen = hosts_seen(activities, partners)
    columns = ["subject_id", "partner_id", "activities"]
    assert [tuple(row) for row in seen[columns].itertuples(index=False)] == [
        ("lab", "centre_b; lab_b", 2),
        ("val", "", 1),
    ]


def test_the_one_supported_at_home_is_no_host_for_others(register_of, partners):
    national = {"start": "2018-01-01", "host": "BBB", "scope": "national"}
    assert len(hosts_seen(register_of(national), partners)) == 0
