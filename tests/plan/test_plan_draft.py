"""A drafted plan: whom it counts, what it keeps, how its table reads."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.plan import solve as solving
from rocb_analysis.plan.checked import faults
from rocb_analysis.plan.decisions import PLAN_COLUMNS
from rocb_analysis.plan.draft import WorkPlan, draft_work_plan
from rocb_analysis.plan.planning_book import (
    SHEETS,
    Planning,
    default_kinds,
    default_limits,
)
from tests.benchmarks.coverage_of_plans import members_of, needs_of
from tests.benchmarks.regions import make_region
from tests.plan.solver import shuffled

MEMBERS = pd.DataFrame(
    {
        "member_id": list("ABCDE"),
        "sub_region": ["East", "East", "East", "West", "West"],
        "role": ["member"] * 5,
        "ldc_until": ["", "", "", "2099-12-31", "2020-01-01"],
        "sids": ["no"] * 5,
    }
)
KINDS = pd.DataFrame(
    [
        ("workshop", "Workshop on {subject}", "region", "in person", "5", "3"),
        ("local", "Workshop on {subject}, {area}", "sub_region", "in person", "3", "2"),
    ],
    columns=["kind", "title", "scope", "mode", "days", "seats"],
).reindex(columns=default_kinds().columns, fill_value="")
REPLIES = """
    val roo pca hs
A   1   1   0   0
B   1   0   1   0
C   1   0   0   1
D   0   1   0   1
"""


def limits(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["limit", "of", "least", "most"])


@pytest.fixture
def draft(needs_from) -> Callable[..., WorkPlan]:
    """Return a function that drafts a plan of five members, of whom E is silent."""
    needs = needs_from("r", REPLIES)

    def make(*rows: tuple[object, ...], book: dict | None = None, **more) -> WorkPlan:
        planning = Planning(**{"kinds": KINDS, **(book or {})})
        members = more.pop("members", MEMBERS)
        offers = planning.offers_for(["val", "roo", "pca", "hs"], members)
        rows = rows or (("events", "", "", 2),)
        more = {"members": members, "completions": 5, **more}
        return draft_work_plan(needs, offers, limits(*rows), planning=planning, **more)

    return make


def sheet(name: str, *rows: dict[str, str]) -> pd.DataFrame:
    columns = list(SHEETS[name])
    cells = [{column: row.get(column, "") for column in columns} for row in rows]
    return pd.DataFrame(cells, columns=columns, dtype="str")


def lines(plan: WorkPlan) -> set[str]:
    return set(plan.table["line"])


def row(plan: WorkPlan, line: str) -> pd.Series:
    return plan.table.set_index("line").loc[line]


def test_the_subject_most_members_need_gets_an_event(draft) -> None:
    assert "val-workshop-1" in lines(draft(("events", "", "", 1)))


def test_a_member_yet_to_reply_counts_with_its_expected_need_not_with_none(
    draft,
) -> None:
    plan = draft()
    assert plan.needs.expected.loc["E"].between(0.05, 0.95).all()
    assert plan.needed == pytest.approx(8 + plan.needs.expected.loc["E"].sum())


def test_a_silent_member_keeps_a_comparable_answer_of_last_round(needs_from) -> None:
    many = "\n".join(f"{m} {i % 2} {1 - i % 2}" for i, m in enumerate("ABCDFGH"))
    last = needs_from("r0", f"val roo\n{many}\nE 1 0")
    now = needs_from("r1", f"val roo\n{many}")
    needs = pd.concat([last, now], ignore_index=True)
    members = pd.DataFrame({"member_id": list("ABCDEFGH"), "sub_region": ""})
    offers = pd.DataFrame({"subject_id": ["val"], "kind": ["w"], "seats": ["9"]})
    plan = draft_work_plan(
        needs,
        offers,
        limits(),
        members=members,
        round="r1",
        last_round="r0",
        completions=2,
    )
    assert plan.needs.expected.loc["E", "val"] > 0.9


def test_need_covered_is_told_with_what_it_is_at_least_and_at_most(draft) -> None:
    plan = draft(("events", "", "", 1), ("extra_weight", "ldc", "", 0))
    own = row(plan, "val-workshop-1")
    assert own["need_covered_low"] <= own["need_covered"] <= own["need_covered_high"]
    assert own["need_covered_low"] == 3


def test_a_provider_is_in_no_need(draft) -> None:
    members = MEMBERS.assign(role=["provider", *["member"] * 4])
    assert "A" not in draft(members=members).needs.named.index


def test_extra_weight_turns_the_plan_to_least_developed_members(draft) -> None:
    one = ("events", "", "", 1), ("kind", "workshop", "", 0)
    plain = draft(*one)
    weighted = draft(*one, ("extra_weight", "ldc", "", 300))
    assert "D" not in row(plain, min(lines(plain)))["members_invited"]
    assert "D" in row(weighted, min(lines(weighted)))["members_invited"]


def test_a_member_is_least_developed_until_its_last_day_alone(draft) -> None:
    plan = draft(("extra_weight", "ldc", "", 50), starts_on="2026-07-01")
    extra = dict(zip(plan.problem.members, plan.needs.extra_pct, strict=True))
    assert extra == {"A": 0, "B": 0, "C": 0, "D": 50, "E": 0}


def test_each_member_gets_one_of_its_first_needs(draft) -> None:
    without = draft(("events", "", "", 1))
    assert "D" not in without.table["members_invited"].iloc[0]
    plan = draft(("events", "", "", 2), ("first_needs", "", 1, 2))
    reached = "; ".join(plan.table["members_invited"])
    assert all(member in reached for member in "ABCD")


def test_the_rank_on_a_ballot_says_what_the_first_needs_are(needs_from) -> None:
    needs = needs_from("r", "val roo pca\nA 1 1 1\nB 0 0 1").assign(
        rank=[3.0, 1.0, 2.0, np.nan, np.nan, 1.0]
    )
    offers = pd.DataFrame(
        {"subject_id": ["val", "roo", "pca"], "kind": "w", "seats": "2"}
    )
    members = pd.DataFrame({"member_id": ["A", "B"], "sub_region": ""})
    plan = draft_work_plan(
        needs, offers, limits(("first_needs", "", 1, 1)), members=members, completions=1
    )
    assert plan.needs.first == (frozenset({"roo"}), frozenset({"pca"}))


def test_among_equals_the_member_seen_least_in_the_register_has_the_seat(
    draft, register_of
) -> None:
    seen = register_of(
        {"members": "A; B", "start": "2021-05-01"}, {"members": "A", "start": "2022"}
    ).assign(members=["A; B", "A"])
    full = ("events", "", "", 1), ("kind", "workshop", "", 0), ("subject", "val", 1, 1)
    plan = draft(*full, activities=seen, partners=pd.DataFrame())
    assert row(plan, "val-local-1")["members_invited"] == "B; C"


def test_the_same_input_gives_the_same_plan_in_any_order_of_rows(needs_from) -> None:
    needs = needs_from("r", REPLIES)
    offers = Planning(kinds=KINDS).offers_for(["val", "roo", "pca", "hs"], MEMBERS)

    def made(replies: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
        rows = limits(("events", "", "", 3), ("first_needs", "", 1, 2))
        book = Planning(kinds=KINDS)
        return draft_work_plan(
            replies, offers, rows, members=members, completions=9, planning=book
        ).table

    other = made(needs.sample(frac=1, random_state=3), MEMBERS.iloc[::-1])
    pd.testing.assert_frame_equal(made(needs, MEMBERS), other)


def test_limits_that_collide_are_told_with_the_smallest_change(draft) -> None:
    keep = sheet(
        "locked",
        {"line": "val-workshop-1", "decision": "keep"},
        {"line": "hs-workshop-1", "decision": "keep"},
    )
    with pytest.raises(SurveyError) as told:
        draft(("events", "", "", 1), ("seats", "", "", 50), book={"locked": keep})
    assert str(told.value) == (
        "No plan keeps all limits: at most 1 event, the line val-workshop-1 kept and "
        "the line hs-workshop-1 kept cannot hold together; the smallest change that "
        "makes a plan possible is at most 2 events instead of 1."
    )


def test_changes_that_only_help_together_are_told_together(draft) -> None:
    keep = sheet(
        "locked",
        {"line": "val-workshop-1", "decision": "keep"},
        {"line": "hs-workshop-1", "decision": "keep"},
    )
    none = ("subject", "val", "", 0), ("subject", "hs", "", 0)
    with pytest.raises(SurveyError) as told:
        draft(*none, book={"locked": keep})
    changes = str(told.value).split("possible is ")[1]
    assert ("subject val" in changes) or ("val-workshop-1" in changes)
    assert ("subject hs" in changes) or ("hs-workshop-1" in changes)


@pytest.mark.parametrize("most", [1, 2])
def test_the_smallest_change_makes_a_plan_possible_and_less_does_not(
    draft, most: int
) -> None:
    fair = ("first_needs", "", 1, 1), ("kind", "workshop", "", 0)
    with pytest.raises(SurveyError, match="smallest change") as told:
        draft(("events", "", "", most), *fair)
    found = re.search(r"at most (\d) events instead of", str(told.value))
    needed = int(found.group(1))
    assert len(draft(("events", "", "", needed), *fair).table) == needed
    with pytest.raises(SurveyError):
        draft(("events", "", "", needed - 1), *fair)


def test_a_line_kept_stands_and_a_line_deleted_does_not(draft) -> None:
    before = draft()
    gone = "val-workshop-1"
    assert gone in lines(before)
    locked = sheet(
        "locked",
        {"line": gone, "decision": "delete"},
        {
            "line": "pca-local-2",
            "decision": "keep",
            "status": "agreed",
            "office_note": "promised in May",
        },
    )
    plan = draft(book={"locked": locked})
    kept = row(plan, "pca-local-2")
    assert gone not in lines(plan)
    assert kept[["status", "office_note", "locked"]].tolist() == [
        "agreed",
        "promised in May",
        "keep",
    ]


def test_a_line_moved_has_the_quarter_and_host_it_was_moved_to(draft) -> None:
    where = {"quarter": "Q4", "host": "Centre Z"}
    locked = sheet("locked", {"line": "hs-local-1", "decision": "move", **where})
    own = row(draft(book={"locked": locked}), "hs-local-1")
    assert own[["quarter", "host"]].tolist() == ["Q4", "Centre Z"]


def test_an_own_line_takes_its_place_and_covers_what_it_invites(draft) -> None:
    own = sheet(
        "own_lines",
        {
            "line": "mission-a",
            "title": "Valuation seminar of Japan",
            "subject_id": "val",
            "kind": "workshop",
            "members_invited": "A; B; C",
            "quarter": "Q2",
            "status": "confirmed",
        },
    )
    plan = draft(("events", "", "", 2), book={"own_lines": own})
    mine = row(plan, "mission-a")
    assert len(plan.table) == 2
    assert mine[["title", "quarter", "status", "locked"]].tolist() == [
        "Valuation seminar of Japan",
        "Q2",
        "confirmed",
        "own",
    ]
    assert not plan.table["line"].str.startswith("val-workshop").any()


def test_lines_that_are_no_training_are_carried_over_from_last_year(draft) -> None:
    previous = pd.DataFrame(
        [
            ("meet-1", "Donor meeting", "meeting", "Development partners", "Q3"),
            ("meet-2", "Contact points", "meeting", "Communication", "Q2"),
            ("val-workshop-9", "Old workshop", "workshop", "", "Q1"),
        ],
        columns=["line", "title", "kind", "pillar", "quarter"],
    ).reindex(columns=PLAN_COLUMNS, fill_value="")
    locked = sheet("locked", {"line": "meet-2", "decision": "delete"})
    plan = draft(previous=previous, book={"locked": locked})
    assert row(plan, "meet-1")[["status", "quarter"]].tolist() == ["carried over", "Q3"]
    assert not lines(plan) & {"meet-2", "val-workshop-9"}


def test_a_locked_line_that_no_offer_has_is_refused_with_a_guess(draft) -> None:
    locked = sheet("locked", {"line": "val-workshp-1", "decision": "keep"})
    with pytest.raises(SurveyError, match='Did you mean "val-workshop-1"'):
        draft(book={"locked": locked})


@pytest.mark.parametrize(
    ("name", "cells", "said"),
    [
        (
            "locked",
            {"line": "hs-local-1", "decision": "keep", "quarter": "Q7"},
            'Sheet locked, row 2: "Q7" is no quarter',
        ),
        (
            "locked",
            {"line": "hs-local-1", "decision": "move"},
            "moved, but to no quarter and no host",
        ),
        (
            "own_lines",
            {"line": "x", "kind": "seminar", "days": "three"},
            'row 2, column days: "three" is no number',
        ),
    ],
)
def test_what_the_office_wrote_and_cannot_be_is_refused(
    draft, name: str, cells: dict[str, str], said: str
) -> None:
    with pytest.raises(SurveyError, match=said):
        draft(book={name: sheet(name, cells)})


def test_a_host_is_proposed_from_the_year_it_existed(draft) -> None:
    partners = pd.DataFrame(
        {
            "partner_id": ["old", "new", "lab"],
            "name": ["Centre Old", "Centre New", "Laboratory"],
            "role": "host",
            "member_id": ["A", "D", "B"],
            "from": ["2015", "2027-01", ""],
            "to": "",
            "subject_ids": ["", "", "pca"],
        }
    )
    plan = draft(("events", "", "", 3), partners=partners, starts_on="2026-07-01")
    hosts = plan.table.set_index("subject_id")["host"]
    assert set(hosts.drop("pca", errors="ignore")) == {"Centre Old"}
    later = draft(("events", "", "", 3), partners=partners, starts_on="2027-07-01")
    assert "Centre New" in set(later.table["host"])


def test_hosts_have_no_more_events_than_their_limit(draft) -> None:
    partners = pd.DataFrame(
        {"partner_id": ["x"], "name": ["X"], "role": "host", "member_id": ["A"]}
    ).assign(**{"from": "", "to": "", "subject_ids": ""})
    plan = draft(("events", "", "", 4), ("host", "", "", 2), partners=partners)
    assert plan.table["host"].tolist() == ["X", "X"]


def test_events_are_spread_over_the_quarters(draft) -> None:
    plan = draft(("events", "", 4, 4), ("quarter", "", 1, 2))
    assert sorted(plan.table["quarter"]) == ["Q1", "Q2", "Q3", "Q4"]


def test_a_quarter_whose_weeks_are_blocked_has_no_event(draft) -> None:
    blocked = sheet("blocked_weeks", {"from": "2026-07-01", "to": "2027-03-31"})
    plan = draft(
        ("events", "", "", 4), book={"blocked_weeks": blocked}, starts_on="2026-07-01"
    )
    assert set(plan.table["quarter"]) == {"Q4"}


def test_the_table_has_the_columns_of_the_contract_and_reads_in_words(draft) -> None:
    subjects = pd.DataFrame(
        {
            "subject_id": ["val", "data"],
            "label": ["Customs valuation", "Data and digital Customs"],
            "pillar": ["1 Tools", ""],
        }
    )
    gaps = pd.DataFrame(
        {"member_id": ["A", "B"], "subject_id": "val", "delivered": ["none", "named"]}
    )
    told = {"gaps": gaps, "found_until": "2025-05-23"}
    plan = draft(("events", "", "", 1), subjects=subjects, **told)
    own = row(plan, "val-workshop-1")
    assert sorted(plan.table.columns) == sorted(PLAN_COLUMNS)
    assert own["title"] == "Workshop on Customs valuation"
    assert own["pillar"] == "1 Tools"
    assert own["why"].startswith(
        "3 members invited named it; for 1 of them no activity found up to 23 May 2025"
    )
    assert own["asked_by"] == 3
    assert own["status"] == "proposed"


def test_an_event_is_asked_for_by_those_it_is_for_and_the_region_stands_beside(
    draft,
) -> None:
    own = {"line": "near", "subject_id": "roo", "kind": "local", "member_ids": "C; D"}
    plan = draft(("events", "", "", 1), book={"offers": sheet("offers", own)})
    assert row(plan, "near")[["asked_by", "asked_region"]].tolist() == [1, 2]


OWN = (
    {"line": "mine", "subject_id": "roo", "kind": "local", "title": "Ours"},
    {"line": "yours", "subject_id": "hs", "kind": "local", "title": "Ours too"},
)


def test_a_limit_of_own_lines_counts_the_lines_of_the_office_alone(draft) -> None:
    book = {"own_lines": sheet("own_lines", *OWN)}
    rows = (("events", "", "", 4), ("events", "own_lines", 2, 2))
    plan = draft(*rows, book=book)
    assert len(plan.table) == 4
    assert {"mine", "yours"} <= lines(plan)


def test_own_lines_above_their_limit_are_told_as_such(draft) -> None:
    book = {"own_lines": sheet("own_lines", *OWN)}
    with pytest.raises(SurveyError, match="at most 3 seats in the office's own lines"):
        draft(("seats", "own_lines", "", 3), book=book)


def test_a_kind_planned_in_own_lines_alone_is_limited_as_any_kind(draft) -> None:
    kinds = pd.concat([KINDS, KINDS.tail(1).assign(kind="mission", scope="own_lines")])
    own = [{**one, "kind": "mission"} for one in OWN]
    book = {"own_lines": sheet("own_lines", *own)}
    with pytest.raises(SurveyError, match="at most 1 event of the kind mission"):
        draft(("kind", "mission", "", 1), book={**book, "kinds": kinds})


def test_who_paid_for_a_subject_before_is_suggested(draft, register_of) -> None:
    activities = register_of(
        {"funders": "fund", "start": "2019-05-01"},
        {"funders": "fund", "start": "2023-05-01"},
    )
    partners = pd.DataFrame(
        {"partner_id": ["fund"], "name": ["Fund"], "role": "funder", "member_id": ""}
    ).assign(**{"from": "", "to": "", "subject_ids": ""})
    plan = draft(("events", "", "", 1), activities=activities, partners=partners)
    said = row(plan, "val-workshop-1")["partners_seen"]
    assert said == "Fund: 2 activities, last in 2023"


def test_the_price_of_a_limit_is_what_one_step_looser_would_cover(draft) -> None:
    plan = draft(("events", "", "", 1), ("kind", "local", "", 3))
    prices = plan.price_of_limits.set_index("limit")
    looser = draft(("events", "", "", 2), ("kind", "local", "", 3))
    gain = looser.objective - plan.objective
    assert prices.loc["events", "gain"] == pytest.approx(gain, abs=1e-3)
    assert prices.loc["events", ["bound", "now", "tried"]].tolist() == ["most", 1, 2]
    assert prices.loc["kind", "gain"] == 0


def test_more_events_cover_no_less_and_as_many_as_planned_cover_the_objective(
    draft,
) -> None:
    plan = draft(("events", "", "", 2))
    curve = plan.coverage_by_events.set_index("events")
    assert list(curve.index) == [1, 2, 3]
    assert curve.loc[2, "covered"] == pytest.approx(plan.objective, abs=1e-3)
    assert curve.loc[1, "covered"] == draft(("events", "", "", 1)).objective
    assert (curve["gain"].dropna() >= 0).all()


def test_too_few_events_for_the_other_limits_cover_nothing_that_can_be_told(
    draft,
) -> None:
    plan = draft(("events", "", "", 2), ("kind", "local", 2, ""))
    curve = plan.coverage_by_events.set_index("events")
    assert pd.isna(curve.loc[1, "covered"])
    assert curve.loc[2, "covered"] == pytest.approx(plan.objective, abs=1e-3)


def test_the_next_best_plan_is_the_best_of_all_others(draft) -> None:
    plan = draft(("events", "", "", 1))
    first = plan.next_best.iloc[0]
    locked = sheet("locked", {"line": "val-workshop-1", "decision": "delete"})
    other = draft(("events", "", "", 1), book={"locked": locked})
    assert first["goes_out"] == "val-workshop-1"
    assert first["lost"] == pytest.approx(plan.objective - other.objective, abs=1e-3)


def test_a_line_that_all_regions_want_is_kept_in_all(draft) -> None:
    plan = draft(("events", "", "", 1), ("kind", "local", "", 0), completions=40)
    assert row(plan, "val-workshop-1")["kept_share"] == 1.0


def test_a_line_that_hangs_on_silent_members_is_not_kept_in_all(draft) -> None:
    two = ("events", "", "", 2), ("kind", "local", "", 0)
    shares = draft(*two, completions=60).table["kept_share"]
    assert 0 < shares.min() < 1


def test_a_plan_without_a_reply_is_refused(needs_from) -> None:
    needs = needs_from("r", "val\nA .")
    offers = pd.DataFrame({"subject_id": ["val"], "kind": ["w"], "seats": ["9"]})
    with pytest.raises(SurveyError, match="No member has answered in the round r"):
        draft_work_plan(needs, offers, limits(), members=MEMBERS)


@pytest.fixture(scope="module")
def full_case() -> tuple:
    """Return needs, offers, limits and members of a region of usual size."""
    region = make_region(np.random.default_rng(8), kind="top_5", replies=25)
    members = members_of(region).assign(sids="no", ldc_until="")
    offers = Planning().offers_for(region.names, members)
    return needs_of(region), offers, default_limits(), members


def drafted(full_case: tuple, completions: int = 2, **more: object) -> WorkPlan:
    needs, offers, rows, members = full_case
    more = {"planning": Planning(), "completions": completions, **more}
    return draft_work_plan(needs, offers, rows, members=members, **more)


def test_the_full_plan_is_checked_and_its_bound_proven(full_case) -> None:
    plan = drafted(full_case)
    assert faults(plan.problem, plan.chosen.invited) == []
    assert plan.objective <= plan.proven + 1e-6
    assert plan.proven <= plan.objective * 1.01


def test_the_full_plan_does_not_hang_on_the_solvers_order(
    full_case, monkeypatch
) -> None:
    plain = drafted(full_case)
    shuffle = np.random.default_rng(4)
    monkeypatch.setattr(solving, "milp", shuffled(shuffle))
    pd.testing.assert_frame_equal(plain.table, drafted(full_case).table)
