"""Partial dates, and the plan years in which they fall.

A date of the register is a day, a month or a year, as its source has it: it stands for
all days it may mean. A plan year runs from a day of the year to the eve of that day.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from rocb_analysis.core.tables import SurveyError

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_MONTHS_IN_YEAR = 12
# Not those of the calendar module, which follow the machine's language.
MONTHS = (
    "January February March April May June July August September October November "
    "December"
).split()


def first_day(text: str) -> str:
    """Return the first day that a date may mean, or "" if it is none.

    >>> first_day("2021-10"), first_day("2021"), first_day("Oct-21"), first_day("")
    ('2021-10-01', '2021-01-01', '', '')
    """
    parts = _parts(text)
    return dt.date(*(part or 1 for part in parts)).isoformat() if parts else ""


def last_day(text: str) -> str:
    """Return the last day that a date may mean, or "" if it is none.

    >>> last_day("2024-02"), last_day("2021"), last_day("2021-10-05")
    ('2024-02-29', '2021-12-31', '2021-10-05')
    """
    if not (parts := _parts(text)):
        return ""
    year, month, day = parts[0], parts[1] or _MONTHS_IN_YEAR, parts[2]
    return dt.date(year, month, day or calendar.monthrange(year, month)[1]).isoformat()


def _parts(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day, 0 for what is not said; None if it is no date."""
    if not (found := _PARTIAL.fullmatch(text)):
        return None
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        return None
    # "2021-00" has a month, and it is none.
    said_zero = 0 in (int(part) for part in found.groups() if part)
    return None if said_zero else (year, month, day)


@dataclass(frozen=True)
class Window:
    """A span of days, both included, as ISO text."""

    start: str
    end: str

    def __str__(self) -> str:
        """Return the span as a sentence holds it.

        >>> str(Window("2020-07-01", "2023-12-03"))
        '1 July 2020 to 3 December 2023'
        """
        return f"{day_in_words(self.start)} to {day_in_words(self.end)}"

    def up_to(self, day: str) -> Window | None:
        """Return the span up to a day, whole if none is given; None if it starts later.

        >>> str(Window("2020-07-01", "2023-12-03").up_to("2023-05-23"))
        '1 July 2020 to 23 May 2023'
        """
        if not day:
            return self
        return Window(self.start, min(self.end, day)) if day >= self.start else None


def day_in_words(day: str) -> str:
    """Return a day, or a time of one, as a sentence holds it; what is no day stands.

    >>> day_in_words("2026-01-07T09:14:05")
    '7 January 2026'
    """
    try:
        date = dt.date.fromisoformat(day[:10])
    except ValueError:
        return day
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def plan_year_start(day: str, plan_year_starts: str) -> str:
    """Return the first day of the plan year in which a day lies.

    >>> plan_year_start("2023-12-04", "07-01"), plan_year_start("2024-06-30", "07-01")
    ('2023-07-01', '2023-07-01')
    """
    year = int(day[:4]) - (day[5:10] < plan_year_starts)
    return f"{year:04d}-{plan_year_starts}"


def plan_year_of(day: str, plan_year_starts: str) -> str:
    """Return the name of the plan year in which a day lies.

    >>> plan_year_of("2024-06-30", "07-01"), plan_year_of("2024-06-30", "01-01")
    ('2023/24', '2024')
    """
    year = int(plan_year_start(day, plan_year_starts)[:4])
    if plan_year_starts == "01-01":
        return str(year)
    return f"{year}/{(year + 1) % 100:02d}"


def window_of(plan_year: str, plan_year_starts: str) -> Window:
    """Return the days of a plan year by its name.

    >>> str(window_of("2023/24", "07-01"))
    '1 July 2023 to 30 June 2024'
    """
    start = f"{plan_year[:4]}-{plan_year_starts}"
    return Window(start, eve_of(years_later(start, 1)))


def years_later(day: str, years: int) -> str:
    """Return the same day of another year; plan years begin on days all years have.

    >>> years_later("2023-07-01", -3)
    '2020-07-01'
    """
    return f"{int(day[:4]) + years:04d}{day[4:]}"


def eve_of(day: str) -> str:
    """Return the day before.

    >>> eve_of("2024-07-01")
    '2024-06-30'
    """
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


def window_before(
    asked_on: str, *, plan_years: int = 3, plan_year_starts: str = "07-01"
) -> Window:
    """Return the span whose activities count as support before a survey.

    The last whole plan years before the one in which it was asked, and that one up to
    the eve of the day, because an activity just held is on record like any other.

    >>> str(window_before("2023-12-04"))
    '1 July 2020 to 3 December 2023'
    """
    _refuse(asked_on, plan_years)
    start = plan_year_start(asked_on, plan_year_starts)
    return Window(years_later(start, -plan_years), eve_of(asked_on[:10]))


def window_after(
    asked_on: str, *, plan_years: int = 3, plan_year_starts: str = "07-01"
) -> Window:
    """Return the span in which a plan made from a survey is carried out.

    It begins with the first plan year after the one in which the survey was asked:
    what is held in between was planned before, and is the lag of a yearly plan.

    >>> str(window_after("2020-12-07", plan_years=1))
    '1 July 2021 to 30 June 2022'
    """
    _refuse(asked_on, plan_years)
    start = years_later(plan_year_start(asked_on, plan_year_starts), 1)
    return Window(start, eve_of(years_later(start, plan_years)))


def _refuse(asked_on: str, plan_years: int) -> None:
    if plan_years < 1:
        raise SurveyError(f"plan_years is {plan_years}; write 1 or a greater number.")
    if first_day(asked_on[:10]) != asked_on[:10] or not asked_on:
        raise SurveyError(
            f'asked_on is "{asked_on}", no day; fill in asked_on in rounds, as '
            "2025-12-01, so that activities before and after can be told apart."
        )
