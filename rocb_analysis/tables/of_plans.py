"""The tables of the work plan: what is drafted, and what became of what was adopted."""

from __future__ import annotations

from rocb_analysis.tables.columns import COUNT, SHARE, SUBJECT, TEXT, Column, Table

LINE = Column("line", TEXT, "stable name: subject, kind, number")
TITLE = Column("title", TEXT, "title of the activity")

TABLES = (
    Table(
        "work_plan",
        "a line of the plan for the plan year after the round",
        ("line",),
        (
            LINE,
            TITLE,
            SUBJECT,
            Column("kind", TEXT, "kind of activity, of planning.xlsx"),
            Column("mode", TEXT, "in person, online or hybrid"),
            Column("days", COUNT, "days it lasts"),
            Column("seats", COUNT, "members it has room for"),
            Column("members_invited", TEXT, "member_ids, those in need first invited"),
            Column("asked_by", COUNT, "members it is for that named the subject"),
            Column("asked_region", COUNT, "members of the region that named it"),
            Column("host", TEXT, "who may host it, to be confirmed"),
            Column("partners_seen", TEXT, "who paid for the subject before"),
            Column("quarter", TEXT, "Q1 to Q4 of the plan year"),
            Column("expected_result", TEXT, "what it is for"),
            Column("indicator", TEXT, "how the result is seen"),
            Column("pillar", TEXT, "line of the strategy it serves"),
            Column("cost", SHARE, "cost as planning.xlsx counts it"),
            Column("need_covered", SHARE, "needs of those invited, as expected"),
            Column("need_covered_low", COUNT, "at least: invited that named it"),
            Column("need_covered_high", COUNT, "at most: if all yet to reply need it"),
            Column("kept_share", SHARE, "share of completed regions it stays in"),
            Column("why", TEXT, "why the line stands in the plan"),
            Column("status", TEXT, "proposed, carried over, adopted, or in own words"),
            Column("locked", TEXT, "keep, move, own; blank = free"),
            Column("office_note", TEXT, "the office's own"),
        ),
    ),
    Table(
        "plan_progress",
        "a line of a plan year",
        ("plan_year", "line"),
        (
            Column("plan_year", TEXT, "plan year, 2024/25"),
            LINE,
            TITLE,
            Column("status", TEXT, "draft, adopted, delivered or cancelled"),
            Column("held_on", TEXT, "first day of the first activity, ISO"),
            Column("members", COUNT, "members that took part; blank = not known"),
            Column("follow_up", TEXT, "what came of it, in words"),
        ),
    ),
)
