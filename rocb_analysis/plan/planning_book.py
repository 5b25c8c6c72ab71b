"""The planning book: what the office sets before a plan is drafted, and its defaults.

The defaults are the shape of events in the register of activities 2012 to 2025: about
15 events a year, 5 days long, regional ones for 19 to 27 members (median 23), events of
a sub-region for 3 to 9, accreditation for 8 to 10, online ones for 18 to 25.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import hint, plain
from rocb_analysis.core.workbooks import Rows, sheet_names
from rocb_analysis.plan.offers import (
    OWN_LINES,
    QUARTERS,
    REGION,
    SUB_REGION,
    default_offers,
)
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.schema import (
    CellForm,
    OfficeTable,
    form_problems,
    one_of,
    strict_sheet,
)

# A sheet that explains the others and is not read.
READ_ME = "read_me"
# The form of each sheet.
DECISIONS = ("keep", "move", "delete")


def _no_amount(text: str) -> str:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if 0 <= number < float("inf"):
        return ""
    return f'"{text}" is no number; write a number of 0 or more.'


def _no_count(text: str) -> str:
    if what := _no_amount(text):
        return what
    if float(text) == int(float(text)) >= 1:
        return ""
    return f'"{text}" is no whole number from 1; write one, or nothing.'


def _no_day(text: str) -> str:
    day = pd.to_datetime(text, format="ISO8601", errors="coerce")
    is_day = not pd.isna(day)
    return "" if is_day else f'"{text}" is no date; write it as year-month-day.'


def _word(*words: str) -> CellForm:
    return one_of(*words, none="is none of")


_FORMS = {
    "amount": CellForm("a number of 0 or more", _no_amount, turn=1),
    "count": CellForm("a whole number", _no_count, turn=1),
    "day": CellForm("a day, 2026-12-24", _no_day, turn=1),
    "quarter": _word(*QUARTERS),
    "scope": _word(REGION, SUB_REGION, OWN_LINES),
    "decision": _word(*DECISIONS),
}


def _sheet(name: str, row: str, columns: dict[str, str]) -> OfficeTable:
    blank = "is blank; fill it, or clear the row."
    return OfficeTable(name, row, _FORMS, columns, strict="it", blank=blank)


_SHEETS = (
    _sheet(
        "limits",
        "a limit",
        {
            "limit*": "events, seats, budget, kind, host, quarter, subject, member, "
            "first_needs or extra_weight",
            "of": "which kind, host, quarter (Q1 to Q4), subject or member; blank = "
            "each; ldc or sids for extra_weight; own_lines for events, seats or "
            "budget of the office's own lines",
            "least:amount": "at least so many, blank = none",
            "most:amount": "at most so many, blank = no limit; per cent for "
            "extra_weight",
            "note": "the office's own",
        },
    ),
    _sheet(
        "kinds",
        "a kind of event",
        {
            "kind*": "name of the kind, as offers and lines use it",
            "title": "title of an event, with {subject} and {area} where they belong",
            "pillar": "pillar of the plan; blank = that of the subject",
            "scope:scope": "region, sub_region for an offer to each sub-region, or "
            "own_lines for a kind planned in own_lines alone",
            "mode": "in person, online or hybrid; an online event needs no host",
            "days:count": "days it lasts",
            "seats:count": "members it has room for",
            "cost:amount": "cost of one, blank = not counted",
        },
    ),
    _sheet(
        "offers",
        "an event on offer",
        {
            "line": "name of the line, blank = subject-kind-number",
            "subject_id*": "subject of the codebook",
            "kind*": "a kind of the sheet kinds",
            "host": "a host by name, blank = any",
            "cost:amount": "cost, blank = that of the kind",
            "seats:count": "members it has room for, blank = that of the kind",
            "member_ids": "members it is for, joined by ; , blank = all",
            "quarter:quarter": "Q1 to Q4 of the plan year, blank = any",
            "days:count": "days, blank = those of the kind",
            "mode": "mode, blank = that of the kind",
            "title": "title, blank = that of the kind",
        },
    ),
    _sheet(
        "locked",
        "a line of which the office decided",
        {
            "line*": "a line of the draft or of the last adopted plan",
            "decision:decision": "keep, move or delete; blank = free, the words beside "
            "it stand",
            "quarter:quarter": "where a line is kept or moved to, blank = free",
            "host": "who hosts it, blank = free",
            "status": "the office's own, stands in the plan as written",
            "office_note": "the office's own, stands in the plan as written",
        },
    ),
    _sheet(
        "own_lines",
        "a line of the office's own",
        {
            "line": "name of the line, blank = subject-kind-number after own-",
            "title": "title",
            "subject_id": "subject, blank = none",
            "kind": "a kind of the sheet kinds, or any other that counts in no limit",
            "mode": "mode",
            "days:count": "days",
            "seats:count": "members it has room for",
            "members_invited": "members invited, joined by ; , blank = those in need",
            "host": "host",
            "quarter:quarter": "Q1 to Q4",
            "pillar": "pillar",
            "cost:amount": "cost",
            "expected_result": "expected result",
            "indicator": "indicator",
            "status": "status",
            "office_note": "note",
        },
    ),
    _sheet(
        "blocked_weeks",
        "days on which nothing is held",
        {
            "from*:day": "first day, ISO (2026-12-24)",
            "to:day": "last day, blank = the same",
            "note": "why",
        },
    ),
)
PLANNING: dict[str, OfficeTable] = {sheet.name: sheet for sheet in _SHEETS}
# By sheet what each of its columns holds.
SHEETS: dict[str, dict[str, str]] = {
    name: {column.name: column.meaning for column in sheet.columns}
    for name, sheet in PLANNING.items()
}

_KINDS = (
    "regional_workshop|Regional workshop on {subject}|region|in person|5|24",
    "sub_regional_workshop|Sub-regional workshop on {subject}, {area}|sub_region|"
    "in person|5|9",
    "accreditation_workshop|Accreditation workshop on {subject}|region|in person|5|10",
    "online_workshop|Online regional workshop on {subject}|region|online|3|25",
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
    rows = [line.split("|") for line in _KINDS]
    kinds = pd.DataFrame(rows, columns=names, dtype="str")
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


# Read planning.xlsx: limits, kinds, offers, locked lines, own lines, blocked weeks.

FILE = "planning.xlsx"


def read_planning(path: Path) -> Planning:
    """Return the planning book of a file; the defaults where there is no file.

    A sheet that is absent, or has a header alone, is the default: limits and kinds as
    in `planning`, offers of every subject, nothing locked, no own lines, no blocked
    weeks. A column that is absent reads as blank.

    Raises
    ------
    SurveyError, with sheet, row and column, for the first of book_problems.
    """
    if not path.is_file():
        return Planning()
    sheets, problems = _read(path)
    if problems:
        more = len(problems) - 1
        rest = f" ({more} more: run check.)" if more else ""
        raise SurveyError(f"{problems[0]}{rest}")
    return Planning(**sheets)


def book_problems(path: Path) -> list[Problem]:
    """Return what is to be mended in a planning book by itself, one a cell.

    A sheet or column not known, a row without what names it, a word or number where
    another is due, a day that is no date. No file, no problem.
    """
    if not path.is_file():
        return []
    try:
        return _read(path)[1]
    except SurveyError as error:
        return [Problem(path.name, None, "", str(error))]


def _read(path: Path) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Return the sheets that have rows, and what is to be mended in them."""
    sheets: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for found in sheet_names(path):
        name = plain(found)
        if name == READ_ME:
            continue
        if name not in SHEETS:
            what = (
                f'"{found}" is no sheet of it; its sheets are {", ".join(SHEETS)}.'
                f"{hint(found, SHEETS)}"
            )
            problems.append(Problem(path.name, None, "", what))
            continue
        sheet = strict_sheet(
            PLANNING[name], _rows(path, found), f"{path.name}, sheet {name}"
        )
        problems += sorted(form_problems(sheet), key=lambda one: one.row or 0)
        if len(sheet.frame):
            sheets[name] = sheet.frame
    return sheets, problems


def _rows(path: Path, sheet: str) -> Rows:
    """Return the cells of a sheet; none where it is empty, as a new sheet is."""
    try:
        return read_sheet(path, sheet)[1]
    except SurveyError as error:
        if "no cell is filled" in str(error):
            return []
        raise
