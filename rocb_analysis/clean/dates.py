"""Read when a reply came."""

from __future__ import annotations

import datetime as dt

from rocb_analysis.clean.reading import BLANK, KEPT, SET_ASIDE, Cell, Reading
from rocb_analysis.survey.text import plain

_TIME_MARKS = ("%H", "%I", "%M", "%X", "%c", "%s", "%T")


def parse_date(text: str, date_format: str) -> str | None:
    """Return a date or time as ISO, to the second, or None if it is neither.

    A zone is dropped without conversion.

    >>> parse_date("1/17/2020 0:39:43", "%m/%d/%Y %H:%M:%S")
    '2020-01-17T00:39:43'
    >>> parse_date("2020-01-17T00:39:43+09:00", "")
    '2020-01-17T00:39:43'
    >>> parse_date("2020-01-17", ""), parse_date("20200117", "")
    ('2020-01-17', '2020-01-17')
    """
    word = plain(text)
    if date_format:
        try:
            moment = dt.datetime.strptime(word, date_format)
        except ValueError:
            pass
        else:
            timed = any(mark in date_format for mark in _TIME_MARKS)
            return _iso(moment) if timed else moment.date().isoformat()
    try:
        return dt.date.fromisoformat(word).isoformat()
    except ValueError:
        pass
    try:
        return _iso(dt.datetime.fromisoformat(word))
    except ValueError:
        return None


def _iso(moment: dt.datetime) -> str:
    half = dt.timedelta(microseconds=500_000)
    return (moment.replace(tzinfo=None) + half).replace(microsecond=0).isoformat()


def read_replied_on(cells: list[Cell], date_format: str) -> tuple[str, Reading]:
    """Return when a reply came ("" = undated) and the fate of the cells that say so."""
    reading, latest = Reading(), ""
    for cell in cells:
        if not plain(cell.text):
            reading.fates[cell.index] = BLANK
            continue
        moment = parse_date(cell.text, date_format)
        reading.fates[cell.index] = KEPT if moment else SET_ASIDE
        if moment is None:
            reason = f'"{plain(cell.text)}" is no date in the form '
            reason += f"{date_format or '2020-01-17'}; correct date_format in rounds."
            reading.find(cell, SET_ASIDE, reason)
        latest = max(latest, moment or "")
    return latest, reading
