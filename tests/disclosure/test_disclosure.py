"""What each edition may show; what it may not is a word, never 0."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from rocb_analysis.core.tables import TABLES, arrange
from rocb_analysis.disclosure.rule import Repeated, disclosure
from rocb_analysis.writers.tables_and_sheets import csv_text

MEMBERS = "member_id,sub_region\nAland,East\nBland,West"
SUBJECTS = """
    subject_id,label,sensitive
    val,Valuation,
    ethics,Integrity,yes
    drugs,Drugs,yes
    wood,Timber,no
"""
WITHHELD = ["needing", "least", "most", "group"]


@pytest.fixture
def survey(make_survey):
    return make_survey(
        settings="least_group = 5",
        rounds="round,file,asked_on\n2024,a.csv,2024-12-02",
        members=MEMBERS,
        subjects=SUBJECTS,
    )


@pytest.fixture
def priorities():
    """18 of 34 members answered: val 5, ethics 4, drugs 9, wood 1, aeo 0 need it."""
    needing = {"val": 5, "ethics": 4, "drugs": 9, "wood": 1, "aeo": 0}
    whole = pd.DataFrame({"subject_id": needing.keys(), "needing": needing.values()})
    whole = whole.assign(
        answered=18, share_pct=50.0, least=whole["needing"], most=whole["needing"] + 16
    )
    areas = [whole.assign(sub_region=area) for area in ("all", "East", "West")]
    every = pd.concat(areas).assign(
        round="2024", members=34, rank=1, score=0.5, group="first"
    )
    every = every.assign(likely_low=6, likely_high=9, first_five=0.7, expected=7.2)
    return arrange(every, "priorities")


@pytest.fixture
def tables(priorities):
    """Every table; those of names hold a row of Aland."""
    row = pd.DataFrame({"round": ["2024"], "respondent_id": ["Aland"]})
    named = ("responses", "respondents", "needs", "clusters")
    rates = pd.DataFrame({"round": "2024", "sub_region": ["all", "East"]})
    return {
        **{name: arrange(pd.DataFrame(), name) for name in TABLES},
        **{name: arrange(row, name) for name in named},
        "response_rates": arrange(
            rates.assign(members=9, replied=[3, 1], share_pct=33.3), "response_rates"
        ),
        "priorities": priorities,
    }


def needing(shown: dict[str, pd.DataFrame]) -> dict[str, object]:
    """Return what an edition shows as needing, by subject."""
    return shown["priorities"].set_index("subject_id")["needing"].to_dict()


def test_the_office_sees_every_table_as_it_is(survey, tables):
    shown = disclosure(survey, "internal").tables(tables)
    assert set(shown) == set(TABLES)
    for name, table in shown.items():
        pd.testing.assert_frame_equal(table, tables[name])


def test_no_likely_range_is_withheld_from_the_office(survey, tables):
    counts = arrange(tables["priorities"], "priorities")
    assert not disclosure(survey, "internal").likely_withheld(counts).any()
    assert disclosure(survey, "heads").likely_withheld(counts).any()


def test_nothing_is_withheld_from_the_office(survey, priorities):
    assert not disclosure(survey, "internal").withheld(priorities).any()


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_a_count_of_nobody_is_withheld_as_1_to_4_are(survey, tables, edition):
    """If 1 to 4 were shown, a word for 0 would say that it is 0."""
    shown = needing(disclosure(survey, edition).tables(tables))
    few = {"ethics", "wood", "aeo"}
    assert {shown[subject] for subject in few} == {"fewer than 5"}


@pytest.mark.parametrize("edition", ["heads", "public"])
@pytest.mark.parametrize(("needing", "cell"), [(13, 13), (14, "not shown")])
def test_a_count_is_withheld_where_the_others_are_few(
    survey, priorities, edition, needing, cell
):
    rows = priorities[priorities["sub_region"] == "all"].assign(needing=needing)
    assert set(disclosure(survey, edition).shown(rows)) == {cell}


def test_heads_see_large_counts_of_sensitive_subjects(survey, tables):
    assert needing(disclosure(survey, "heads").tables(tables))["drugs"] == 9


def test_the_public_sees_no_small_count(survey, tables):
    shown = needing(disclosure(survey, "public").tables(tables))
    assert shown == {
        "val": 5,
        "ethics": "fewer than 5",
        "drugs": 9,
        "wood": "fewer than 5",
        "aeo": "fewer than 5",
    }


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_what_would_give_a_count_away_is_withheld_with_it(survey, tables, edition):
    rule = disclosure(survey, edition)
    shown = rule.tables(tables)["priorities"]
    hidden = shown["needing"] == rule.word
    assert (shown.loc[hidden, WITHHELD] == rule.word).all(axis=None)
    assert not (shown.loc[~hidden, WITHHELD] == rule.word).any(axis=None)
    assert not {"share_pct", "score", "rank", "members_low"} & set(shown)


LIKELY = ["likely_low", "likely_high", "first_five"]


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_a_likely_range_is_shown_only_beside_a_count(survey, tables, edition):
    shown = disclosure(survey, edition).tables(tables)["priorities"]
    has_count = shown["subject_id"].isin(["val", "drugs"])
    assert (shown.loc[has_count, LIKELY] == [6, 9, "probably"]).all(axis=None)
    assert shown.loc[~has_count, LIKELY].isna().all(axis=None)
    assert "expected" not in shown


@pytest.mark.parametrize(("answered", "is_shown"), [(29, True), (30, False)])
def test_a_likely_range_needs_as_many_silent_members_as_the_least_group(
    survey, tables, answered, is_shown
):
    priorities = tables["priorities"].assign(answered=answered)
    tables["priorities"] = arrange(priorities, "priorities")
    shown = disclosure(survey, "heads").tables(tables)["priorities"]
    ranges = shown.set_index("subject_id").loc["drugs", LIKELY]
    assert ranges.notna().tolist() == [is_shown] * 3


def test_a_count_withheld_in_one_round_withholds_the_ranges_of_all(survey, tables):
    before = tables["priorities"].assign(round="2023")
    before["needing"] = before["needing"].mask(before["subject_id"] == "val", 3)
    both = pd.concat([before, tables["priorities"]])
    tables["priorities"] = arrange(both, "priorities")
    shown = disclosure(survey, "heads").tables(tables)["priorities"]
    now = shown[shown["round"] == "2024"].set_index("subject_id")
    assert now.loc["val", "needing"] == 5
    assert now.loc["val", LIKELY].isna().all()
    assert now.loc["drugs", LIKELY].notna().all()


def test_what_is_withheld_is_printed_as_a_word(survey, tables):
    shown = disclosure(survey, "public").tables(tables)["priorities"]
    printed = csv_text(shown, "priorities").splitlines()
    assert (
        "2024,all,aeo,34,18,fewer than 5,fewer than 5,fewer than 5,fewer than 5,,,"
        in printed
    )
    assert "2024,all,val,34,18,5,5,21,first,6,9,probably" in printed


def test_a_bound_that_is_blank_stays_blank(survey, tables):
    blank = {"members": pd.NA, "least": pd.NA, "most": pd.NA}
    tables["priorities"] = arrange(tables["priorities"].assign(**blank), "priorities")
    shown = disclosure(survey, "public").tables(tables)["priorities"]
    assert shown[["least", "most"]].isna().all(axis=None)


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_no_count_of_a_sub_region_leaves_the_office(survey, tables, edition):
    shown = disclosure(survey, edition).tables(tables)
    assert set(shown["priorities"]["sub_region"]) == {"all"}


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_replies_by_sub_region_are_shown_to_all(survey, tables, edition):
    shown = disclosure(survey, edition).tables(tables)
    pd.testing.assert_frame_equal(shown["response_rates"], tables["response_rates"])


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_no_member_is_named_outside_the_office(survey, tables, edition):
    shown = disclosure(survey, edition).tables(tables)
    printed = "".join(csv_text(table, name) for name, table in shown.items())
    assert "respondent_id" not in printed
    assert "Aland" not in printed


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_a_table_that_nobody_released_is_not_shown(survey, tables, edition):
    shown = disclosure(survey, edition).tables({**tables, "gaps": tables["needs"]})
    released = "response_rates priorities changes cluster_numbers work_plan"
    assert set(shown) == set(released.split())


def test_the_least_group_is_the_one_of_the_survey(make_survey, tables):
    survey = make_survey(settings="least_group = 9", rounds="round,file\n2024,a.csv")
    shown = needing(disclosure(survey, "public").tables(tables))
    assert shown.pop("drugs") == 9
    assert set(shown.values()) == {"fewer than 9"}


def test_a_subject_without_a_count_is_withheld(survey, priorities):
    unknown = priorities.assign(needing=pd.array([pd.NA] * 15, dtype="Int64"))
    assert disclosure(survey, "public").withheld(unknown).all()


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_the_tables_of_the_office_are_not_changed(survey, tables, edition):
    before = tables["priorities"].copy()
    disclosure(survey, edition).tables(tables)
    pd.testing.assert_frame_equal(tables["priorities"], before)


def test_small_counts_of_members_that_changed_are_withheld(survey, tables):
    changes = {
        "from_round": "2023",
        "to_round": "2024",
        "subject_id": ["ethics", "wood"],
        "matched": 20,
        "rose": [6, 2],
        "fell": [1, 0],
        "verdict": "no clear change",
    }
    said = {**tables, "changes": arrange(pd.DataFrame(changes), "changes")}
    for edition in ("heads", "public"):
        shown = disclosure(survey, edition).tables(said)["changes"]
        assert shown[["rose", "fell"]].values.tolist() == [["not shown"] * 2] * 2
        assert "p_value" not in shown


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_a_verdict_may_be_told_without_its_counts(survey, edition):
    changes = {
        "from_round": "2023",
        "to_round": "2024",
        "subject_id": ["val", "drugs"],
        "matched": 20,
        "rose": [9, 7],
        "fell": [1, 6],
        "verdict": ["rose", "no clear change"],
    }
    rule = disclosure(survey, edition)
    shown = rule.changes(arrange(pd.DataFrame(changes), "changes"))
    cells = shown.set_index("subject_id")[["rose", "fell", "verdict"]]
    assert cells.loc["val"].tolist() == ["not shown", "not shown", "rose"]
    assert cells.loc["drugs"].tolist() == [7, 6, "no clear change"]


@pytest.fixture
def by_area():
    """East: 6 answered, of whom 4 need val, 3 wood, 6 ethics; West: 4 and 4 val."""
    rows = [
        ("all", "val", 10, 8),
        ("East", "val", 6, 4),
        ("East", "wood", 6, 3),
        ("East", "ethics", 6, 6),
        ("East", "aeo", 6, 0),
        ("West", "val", 4, 4),
        ("West", "wood", 0, 0),
    ]
    columns = ["sub_region", "subject_id", "answered", "needing"]
    frame = pd.DataFrame(rows, columns=columns)
    share = 100 * frame["needing"] / frame["answered"].where(frame["answered"] > 0)
    return arrange(frame.assign(round="2024", share_pct=share), "priorities")


def cells(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return what is shown, by sub-region and subject."""
    return table.set_index(["sub_region", "subject_id"])["shown"].to_dict()


def test_the_office_sees_how_many_of_a_sub_region_need_a_subject(survey, by_area):
    shown = disclosure(survey, "internal").by_sub_region(by_area)
    assert cells(shown) == {
        ("East", "val"): "4",
        ("East", "wood"): "3",
        ("East", "ethics"): "6",
        ("East", "aeo"): "0",
        ("West", "val"): "4",
        ("West", "wood"): "no answer",
    }
    west = shown[shown["sub_region"] == "West"]
    assert west["answered"].tolist() == [4, 0]
    assert shown["share_pct"].max() == 100


def test_heads_see_most_or_fewer_from_five_answers_on(survey, by_area):
    assert cells(disclosure(survey, "heads").by_sub_region(by_area)) == {
        ("East", "val"): "most",
        ("East", "wood"): "fewer",
        ("East", "ethics"): "most",
        ("East", "aeo"): "fewer",
        ("West", "val"): "not shown",
        ("West", "wood"): "not shown",
    }


def test_the_public_never_sees_a_sensitive_subject_of_a_sub_region(survey, by_area):
    shown = cells(disclosure(survey, "public").by_sub_region(by_area))
    assert shown["East", "ethics"] == "not shown"
    assert shown["East", "val"] == "most"


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_no_number_of_a_sub_region_leaves_the_office(survey, by_area, edition):
    shown = disclosure(survey, edition).by_sub_region(by_area)
    assert set(shown["shown"]) <= {"most", "fewer", "not shown"}
    assert shown[["answered", "share_pct"]].isna().all(axis=None)
    assert "needing" not in shown


@pytest.mark.parametrize("edition", ["heads", "public"])
@pytest.mark.parametrize("needing", [4, 5, 6])
def test_all_and_nearly_all_cannot_be_told_apart(survey, by_area, edition, needing):
    table = by_area[by_area["sub_region"] == "East"].assign(needing=needing)
    shown = disclosure(survey, edition).by_sub_region(table)
    assert cells(shown)["East", "val"] == "most"


def test_early_words_of_sub_regions_stand_for_subjects_that_five_named(
    make_survey, by_area
):
    survey = make_survey(rounds="round,file,status\n2024,a.csv,preliminary")
    region = by_area[by_area["sub_region"] == "East"].assign(sub_region="all")
    areas = by_area[by_area["sub_region"] != "all"]
    table = pd.concat([areas, region], ignore_index=True)
    shown = cells(disclosure(survey, "heads").by_sub_region(table))
    assert shown["East", "ethics"] == "most"  # six named it
    assert shown["East", "val"] == "not shown"  # four did


def test_exactly_half_is_fewer(survey, by_area):
    half = by_area[by_area["subject_id"] == "wood"]
    shown = cells(disclosure(survey, "heads").by_sub_region(half))
    assert shown["East", "wood"] == "fewer"


def test_the_least_group_of_sub_regions_is_the_one_of_the_survey(make_survey, by_area):
    survey = make_survey(settings="least_group = 4", rounds="round,file\n2024,a.csv")
    areas = by_area[by_area["sub_region"] != "all"]
    shown = cells(disclosure(survey, "heads").by_sub_region(areas))
    assert shown["West", "val"] == "most"


def test_the_words_of_sub_regions_are_explained_outside_the_office(survey):
    said = {
        edition: disclosure(survey, edition).words_of_sub_regions
        for edition in ("internal", "heads", "public")
    }
    assert said["internal"] == ""
    assert said["heads"].endswith("answered, or a word would tell a number.")
    assert said["public"].endswith("a word would tell a number, or sensitive.")


def test_without_sub_regions_the_table_is_empty(survey, by_area):
    region = by_area[by_area["sub_region"] == "all"]
    assert disclosure(survey, "heads").by_sub_region(region).empty


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_of_groups_only_the_table_of_how_many_leaves_the_office(
    survey, tables, edition
):
    numbers = pd.DataFrame({"round": "2024", "n_clusters": [1, 2], "chosen": [0, 1]})
    numbers = arrange(numbers, "cluster_numbers")
    shown = disclosure(survey, edition).tables({**tables, "cluster_numbers": numbers})
    pd.testing.assert_frame_equal(shown["cluster_numbers"], numbers)
    assert not {"clusters", "cluster_profiles"} & set(shown)


@pytest.fixture
def early(make_survey):
    return make_survey(
        rounds="round,file,asked_on,status\n2024,a.csv,2024-12-02,preliminary",
        members=MEMBERS,
        subjects=SUBJECTS,
    )


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_a_preliminary_edition_says_words_in_place_of_counts(early, tables, edition):
    shown = disclosure(early, edition).tables(tables)["priorities"]
    first, other = "among the first five", "not among the first five"
    said = shown.set_index("subject_id")["needing"].to_dict()
    some = dict.fromkeys(("val", "drugs", "ethics", "wood"), first)
    assert said == {**some, "aeo": other}
    assert (shown["least"] == shown["needing"]).all()


def test_a_preliminary_edition_says_counts_where_the_office_asks_for_them(
    make_survey, tables
):
    survey = make_survey(
        settings="least_group = 5\npreliminary_counts = true",
        rounds="round,file,status\n2024,a.csv,preliminary",
        subjects=SUBJECTS,
    )
    assert needing(disclosure(survey, "public").tables(tables))["drugs"] == 9


def test_the_office_sees_counts_of_a_preliminary_round(early, tables):
    assert needing(disclosure(early, "internal").tables(tables))["wood"] == 1


@pytest.fixture
def plan():
    """Workshops for Aland's sub-region, for both, and the office's own line."""
    rows = {
        "line": ["val-sub_regional-2", "val-regional-1", "own-1"],
        "title": ["Workshop on val, East", "Workshop on val", "Meeting"],
        "subject_id": ["val", "val", ""],
        "members_invited": ["Aland", "Aland; Bland", ""],
        "asked_by": [6, 9, None],
        "asked_region": [9, 9, None],
        "host": ["RTC East", "RTC West", "RTC West"],
        "quarter": ["Q1", "Q2", "Q2"],
        "need_covered": [7.618, 8.764, None],
        "need_covered_low": [6, 7, None],
        "need_covered_high": [8, 12, None],
        "kept_share": [0.72, 0.95, None],
    }
    return arrange(pd.DataFrame(rows), "work_plan")


def planned(survey, plan, *, there: int, answered: int) -> pd.DataFrame:
    """Return the plan shown where so many that answered in East named val."""
    counts = pd.DataFrame(
        {
            "round": "2024",
            "sub_region": ["all", "East"],
            "subject_id": "val",
            "answered": [18, answered],
            "needing": [9, there],
        }
    )
    rule = disclosure(survey, "public")
    return rule.work_plan(plan, arrange(counts, "priorities")).set_index("quarter")


@pytest.mark.parametrize(
    ("there", "answered", "is_whole"), [(5, 9, True), (4, 9, False), (5, 6, False)]
)
def test_a_line_of_a_sub_region_says_which_only_where_enough_named_its_subject(
    survey, plan, there, answered, is_whole
):
    """And where those are not all that answered there, or all but one."""
    line = planned(survey, plan, there=there, answered=answered).loc["Q1"]
    told = (line["line"], line["title"], line["host"])
    whole = ("val-sub_regional-2", "Workshop on val, East", "RTC East")
    assert told == (
        whole if is_whole else ("val-sub_regional-a", "Workshop on val", "")
    )


def test_what_a_plan_covers_is_told_in_whole_numbers_and_words(survey, plan):
    rows = planned(survey, plan, there=5, answered=9)
    region = rows[rows["line"] == "val-regional-1"].iloc[0]
    assert (region["need_covered"], region["kept_share"]) == ("9", "10 of 10")


def test_the_plan_of_the_office_keeps_its_decimals(survey, plan):
    rule = disclosure(survey, "internal")
    assert rule.work_plan(plan, pd.DataFrame()) is plan


# Members that asked, and of those without activity on record; members that replied,
# without activity and in all.
SUPPORT = {
    "as many in doubt": (12, 6, 10, 25, False),
    "few that asked are without": (12, 4, 10, 25, True),
    "few that asked are with": (12, 8, 12, 25, True),
    "all but one without asked": (12, 6, 7, 25, True),
    "all but one with asked": (14, 6, 16, 25, True),
}


def test_a_table_that_a_release_showed_stands_whole_and_no_other_comes_with_it(
    survey, tables
):
    released = {"changes": pd.DataFrame({"rose": ["as released"]})}
    released["needs"] = pd.DataFrame({"needed": [1]})
    rule = replace(disclosure(survey, "heads"), repeated=Repeated(tables=released))
    shown = rule.tables(tables)
    assert shown["changes"]["rose"].tolist() == ["as released"]
    assert "needs" not in shown


@pytest.mark.parametrize("edition", ["heads", "public"])
@pytest.mark.parametrize("case", SUPPORT)
def test_need_beside_support_is_shown_where_both_sides_stay_in_doubt(
    survey, edition, case
):
    *counts, is_withheld = SUPPORT[case]
    columns = ["asked", "open", "replied_open", "replied"]
    rows = pd.DataFrame([counts], columns=columns, index=["hs"])
    rule = disclosure(survey, edition)
    assert rule.support_withheld(rows).tolist() == [is_withheld]


def test_the_office_sees_every_need_beside_support(survey):
    rows = pd.DataFrame({"asked": [1], "open": [1]}, index=["hs"])
    assert not disclosure(survey, "internal").support_withheld(rows).any()
