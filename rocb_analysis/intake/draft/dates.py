"""Find out how dates are written, and say so only if there is no other reading."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rocb_analysis.survey.text import plain

_DAYS = "%d/%m/%Y|%m/%d/%Y|%Y/%m/%d|%d.%m.%Y|%d-%m-%Y|%m-%d-%Y|%m/%d/%y|%d/%m/%y"
_TIMES = "|%H:%M:%S|%H:%M|%I:%M:%S %p|%I:%M %p"
_FORMATS = [
    f"{day} {time}".strip() for day in _DAYS.split("|") for time in _TIMES.split("|")
]


@dataclass(frozen=True)
class Dates:
    """How a column writes dates: its format ("" = ISO), and the earliest day, ISO.

    candidates: every format that reads all cells; more than one means that the day and
    the month cannot be told apart, so that no day is given.
    """

    date_format: str
    first_day: str
    candidates: tuple[str, ...]
    days: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether there is one reading."""
        return bool(self.first_day)


def dates_in(cells: list[str], *, usual: str = "") -> Dates:
    """Return how the filled cells write dates.

    usual: the format of an earlier round, taken among several that read all cells.

    >>> dates_in(["12/14/2021 9:05:33", "1/2/2022 10:00:00"]).first_day
    '2021-12-14'
    >>> dates_in(["1/2/2022"]).candidates
    ('%d/%m/%Y', '%m/%d/%Y')
    """
    filled = [plain(cell) for cell in cells if plain(cell)]
    if not filled:
        return Dates("", "", ())
    iso = [_iso(cell) for cell in filled]
    if all(iso):
        return Dates("", min(iso), ("",), tuple(sorted(iso)))
    zones = dict.fromkeys(_zone(cell) for cell in filled)
    formats = [usual, *_FORMATS] if usual else _FORMATS
    if len(zones) == 1 and (zone := next(iter(zones))):
        formats = [*formats, *(f"{one}{zone}" for one in _FORMATS)]
    days = {f: found for f in formats if (found := _read(filled, f))}
    if len(days) == 1 or usual in days:
        chosen = usual if usual in days else next(iter(days))
        return Dates(
            chosen, min(days[chosen]), tuple(days), tuple(sorted(days[chosen]))
        )
    return Dates("", "", tuple(days))


def _iso(cell: str) -> str:
    """Return the day of a date or time in ISO form, or ""."""
    try:
        return dt.datetime.fromisoformat(cell).date().isoformat()
    except ValueError:
        return ""


def _zone(cell: str) -> str:
    """Return the zone a time stamp ends with, as Google Forms writes it."""
    end = cell.rpartition(" ")[2]
    return f" {end}" if end[:3] in {"GMT", "UTC"} else ""


def _read(cells: list[str], date_format: str) -> list[str]:
    """Return the day of every cell, or nothing if one is not of the format."""
    try:
        return [dt.datetime.strptime(c, date_format).date().isoformat() for c in cells]
    except ValueError:
        return []
