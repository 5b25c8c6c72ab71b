"""The planning book: what the office sets before a plan is drafted, and its defaults.

The defaults are the shape of events in the register of activities 2012 to 2025: about
15 events a year, 5 days long, regional ones for 19 to 27 members (median 23), events of
a sub-region for 3 to 9, accreditation for 8 to 10, online ones for 18 to 25.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from rocb_analysis.delivery.offers import default_offers

# A sheet that explains the others and is not read.
READ_ME = "read_me"
# Sheets of planning.xlsx with their columns and what a column holds.
SHEETS: dict[str, dict[str, str]] = {
    "limits": {
        "limit": "events, seats, budget, kind, host, quarter, subject, member, "
        "first_needs or extra_weight",
        "of": "which kind, host, quarter (Q1 to Q4), subject or member; blank = each; "
        "ldc or sids for extra_weight; own_lines for events, seats or budget of the "
        "office's own lines",
        "least": "at least so many, blank = none",
        "most": "at most so many, blank = no limit; per cent for extra_weight",
        "note": "the office's own",
    },
    "kinds": {
        "kind": "name of the kind, as offers and lines use it",
        "title": "title of an event, with {subject} and {area} where they belong",
        "pillar": "pillar of the plan; blank = that of the subject",
        "scope": "region, sub_region for an offer to each sub-region, or own_lines for "
        "a kind planned in own_lines alone",
        "mode": "in person, online or hybrid; an online event needs no host",
        "days": "days it lasts",
        "seats": "members it has room for",
        "cost": "cost of one, blank = not counted",
    },
    "offers": {
        "line": "name of the line, blank = subject-kind-number",
        "subject_id": "subject of the codebook",
        "kind": "a kind of the sheet kinds",
        "host": "a host by name, blank = any",
        "cost": "cost, blank = that of the kind",
        "seats": "members it has room for, blank = that of the kind",
        "member_ids": "members it is for, joined by ; , blank = all",
        "quarter": "Q1 to Q4 of the plan year, blank = any",
        "days": "days, blank = those of the kind",
        "mode": "mode, blank = that of the kind",
        "title": "title, blank = that of the kind",
    },
    "locked": {
        "line": "a line of the draft or of the last adopted plan",
        "decision": "keep, move or delete; blank = free, the words beside it stand",
        "quarter": "where a line is kept or moved to, blank = free",
        "host": "who hosts it, blank = free",
        "status": "the office's own, stands in the plan as written",
        "office_note": "the office's own, stands in the plan as written",
    },
    "own_lines": {
        "line": "name of the line, blank = subject-kind-number after own-",
        "title": "title",
        "subject_id": "subject, blank = none",
        "kind": "a kind of the sheet kinds, or any other that counts in no limit",
        "mode": "mode",
        "days": "days",
        "seats": "members it has room for",
        "members_invited": "members invited, joined by ; , blank = those in need",
        "host": "host",
        "quarter": "Q1 to Q4",
        "pillar": "pillar",
        "cost": "cost",
        "expected_result": "expected result",
        "indicator": "indicator",
        "status": "status",
        "office_note": "note",
    },
    "blocked_weeks": {
        "from": "first day, ISO (2026-12-24)",
        "to": "last day, blank = the same",
        "note": "why",
    },
}

_KINDS = (
    (
        "regional_workshop",
        "Regional workshop on {subject}",
        "region",
        "in person",
        5,
        24,
    ),
    (
        "sub_regional_workshop",
        "Sub-regional workshop on {subject}, {area}",
        "sub_region",
        "in person",
        5,
        9,
    ),
    (
        "accreditation_workshop",
        "Accreditation workshop on {subject}",
        "region",
        "in person",
        5,
        10,
    ),
    (
        "online_workshop",
        "Online regional workshop on {subject}",
        "region",
        "online",
        3,
        25,
    ),
)
_LIMITS = (
    ("events", "", "", "15", "As many as in a usual year of the register"),
    ("seats", "", "", "", "Places of all events together; blank = no limit"),
    ("budget", "", "", "", "Needs costs of kinds or offers; blank = no limit"),
    ("kind", "regional_workshop", "", "6", ""),
    ("kind", "accreditation_workshop", "", "4", ""),
    ("kind", "online_workshop", "", "2", ""),
    ("host", "", "", "3", "Events that one centre can host in a year"),
    ("quarter", "", "2", "5", "Spread over the year"),
    ("subject", "", "", "2", "Events on one subject"),
    ("first_needs", "", "1", "3", "Each member gets one of its first three needs"),
    ("extra_weight", "ldc", "", "25", "Per cent more for least developed countries"),
    ("extra_weight", "sids", "", "25", "Per cent more for small islands"),
)


def empty_sheet(name: str) -> pd.DataFrame:
    """Return a sheet of the planning book without rows."""
    return pd.DataFrame({column: pd.Series(dtype="str") for column in SHEETS[name]})


def default_kinds() -> pd.DataFrame:
    """Return the sheet kinds as the register has them: a row a kind, cells text."""
    names = ["kind", "title", "scope", "mode", "days", "seats"]
    kinds = pd.DataFrame(_KINDS, columns=names).astype("str")
    return kinds.reindex(columns=list(SHEETS["kinds"]), fill_value="")


def default_limits() -> pd.DataFrame:
    """Return the sheet limits as the register has them: a row a limit, cells text."""
    return pd.DataFrame(_LIMITS, columns=list(SHEETS["limits"]), dtype="str")


@dataclass(frozen=True)
class Planning:
    """The planning book: one frame a sheet, all cells text, "" for blank.

    offers blank: every subject asked as every kind, see offers.default_offers.
    """

    limits: pd.DataFrame = field(default_factory=default_limits)
    kinds: pd.DataFrame = field(default_factory=default_kinds)
    offers: pd.DataFrame = field(default_factory=lambda: empty_sheet("offers"))
    locked: pd.DataFrame = field(default_factory=lambda: empty_sheet("locked"))
    own_lines: pd.DataFrame = field(default_factory=lambda: empty_sheet("own_lines"))
    blocked_weeks: pd.DataFrame = field(
        default_factory=lambda: empty_sheet("blocked_weeks")
    )

    def offers_for(self, subjects: list[str], members: pd.DataFrame) -> pd.DataFrame:
        """Return the office's own offers, or else every subject as every kind."""
        if len(self.offers):
            return self.offers
        return default_offers(subjects, members, self.kinds)
