"""The planning book: what the office sets before a plan is drafted, and its defaults.

The defaults are the shape of events in the register of activities 2012 to 2025: about
15 events a year, 5 days long, regional ones for 19 to 27 members (median 23), events of
a sub-region for 3 to 9, accreditation for 8 to 10, online ones for 18 to 25.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from rocb_analysis.core.sheets import is_filled, read_sheet
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import column_letter, hint, plain
from rocb_analysis.core.workbooks import Rows, sheet_names
from rocb_analysis.plan.offers import (
    OWN_LINES,
    QUARTERS,
    REGION,
    ROW,
    SUB_REGION,
    cell,
    default_offers,
    numbered,
)
from rocb_analysis.survey.records import Problem

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


# Read planning.xlsx: limits, kinds, offers, locked lines, own lines, blocked weeks.

FILE = "planning.xlsx"
DECISIONS = ("keep", "move", "delete")
# Columns that hold one of a few words, or nothing.
_WORDS = {
    ("kinds", "scope"): (REGION, SUB_REGION, OWN_LINES),
    ("offers", "quarter"): QUARTERS,
    ("locked", "decision"): DECISIONS,
    ("locked", "quarter"): QUARTERS,
    ("own_lines", "quarter"): QUARTERS,
}
# Columns that hold a number of 0 or more, and those of which it is whole.
_NUMBERS = {
    "limits": ("least", "most"),
    "kinds": ("days", "seats", "cost"),
    "offers": ("days", "seats", "cost"),
    "own_lines": ("days", "seats", "cost"),
}
_WHOLE = frozenset({"days", "seats"})
# What a row of a sheet cannot do without.
_NAMING = {
    "limits": ("limit",),
    "kinds": ("kind",),
    "offers": ("subject_id", "kind"),
    "locked": ("line",),
    "blocked_weeks": ("from",),
}


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
        frame, wrong = _sheet(path, found)
        problems += wrong or list(_wrong_cells(f"{path.name}, sheet {name}", frame))
        if len(frame):
            sheets[name] = frame
    return sheets, problems


def _sheet(path: Path, found: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows of a sheet, blank rows passed over, and headers not known.

    Index row: the numbers of its rows; every column of the sheet is there.
    """
    name = plain(found)
    columns = list(SHEETS[name])
    rows = _rows(path, found)
    heads = [plain(head) for head in rows[0]] if rows else []
    wrong = [
        Problem(
            f"{path.name}, sheet {name}",
            1,
            f"column {column_letter(number)}",
            f'"{head}" is no column of it, or is there twice; its columns are '
            f"{', '.join(columns)}.{hint(head, columns)}",
        )
        for number, head in enumerate(heads)
        if head and (head not in columns or head in heads[:number])
    ]
    filled = {
        number: dict(zip(heads, map(plain, row), strict=False))
        for number, row in enumerate(rows[1:], start=2)
        if any(is_filled(text) for text in row)
    }
    index = pd.Index(list(filled), name=ROW, dtype="int64")
    frame = pd.DataFrame(list(filled.values()), index=index, dtype="str")
    return frame.reindex(columns=columns, fill_value=""), wrong


def _rows(path: Path, sheet: str) -> Rows:
    """Return the cells of a sheet; none where it is empty, as a new sheet is."""
    try:
        return read_sheet(path, sheet)[1]
    except SurveyError as error:
        if "no cell is filled" in str(error):
            return []
        raise


def _wrong_cells(place: str, frame: pd.DataFrame) -> Iterator[Problem]:
    """Yield what is wrong in the cells of a sheet, row by row."""
    name = place.rpartition(" ")[2]
    for number, row in numbered(frame):
        for column, what in _wrong_in(name, row):
            yield Problem(place, number, column, what)


def _wrong_in(sheet: str, row: dict[str, object]) -> Iterator[tuple[str, str]]:
    for column in _NAMING.get(sheet, ()):
        if not cell(row, column):
            yield column, "is blank; fill it, or clear the row."
    for (name, column), words in _WORDS.items():
        text = cell(row, column)
        if name == sheet and text and text not in words:
            yield column, f'"{text}" is none of {", ".join(words)}.{hint(text, words)}'
    yield from _wrong_numbers(row, _NUMBERS.get(sheet, ()))
    for column in ("from", "to") if sheet == "blocked_weeks" else ():
        text = cell(row, column)
        day = pd.to_datetime(text, format="ISO8601", errors="coerce")
        if text and pd.isna(day):
            yield column, f'"{text}" is no date; write it as year-month-day.'


def _wrong_numbers(
    row: dict[str, object], columns: Iterable[str]
) -> Iterator[tuple[str, str]]:
    for column in columns:
        if not (text := cell(row, column)):
            continue
        try:
            number = float(text)
        except ValueError:
            number = -1.0
        if not 0 <= number < float("inf"):
            yield column, f'"{text}" is no number; write a number of 0 or more.'
        elif column in _WHOLE and (number != int(number) or number < 1):
            yield column, f'"{text}" is no whole number from 1; write one, or nothing.'
