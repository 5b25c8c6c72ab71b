"""Read when a reply came."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from rocb_analysis.clean.columns import Column
from rocb_analysis.clean.reading import BLANK, KEPT, SET_ASIDE, Finding
from rocb_analysis.survey.text import plain, quoted
from rocb_analysis.survey.workbooks import to_second

# A zone as the form tools write it: GMT+9, UTC, +09:00, EST.
_ZONE = re.compile(r" (?:(?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,4})$")
_TIME_MARKS = ("%H", "%I", "%M", "%X", "%c", "%s", "%T")


def parse_date(text: str, date_format: str, others: Iterable[str] = ()) -> str | None:
    """Return a date or time as ISO, to the second, or None if it is neither.

    A zone is dropped without conversion. others: formats tried where none is given.

    >>> parse_date("1/17/2020 0:39:43", "%m/%d/%Y %H:%M:%S")
    '2020-01-17T00:39:43'
    >>> parse_date("2020-01-17T00:39:43+09:00", "")
    '2020-01-17T00:39:43'
    >>> parse_date("9999-12-31T23:59:59.9", "")
    '9999-12-31T23:59:59'
    >>> parse_date("2020-01-17", ""), parse_date("20200117", "")
    ('2020-01-17', '2020-01-17')
    >>> parse_date("2026/01/12 9:14:05 AM GMT+9", "%Y/%m/%d %I:%M:%S %p %Z")
    '2026-01-12T09:14:05'
    """
    word = plain(text)
    if not date_format and (found := _by_iso(word)):
        return found
    for form in [date_format] if date_format else others:
        zoneless = _ZONE.sub("", word), form.removesuffix(" %Z")
        if found := _by_format(word, form) or _by_format(*zoneless):
            return found
    return _by_iso(word) if date_format else None


def _by_iso(word: str) -> str | None:
    try:
        moment = dt.datetime.fromisoformat(word)
    except ValueError:
        return None
    # Without a time there is no sign between date and time.
    dated = len(word) <= len("2020-01-17")
    return moment.date().isoformat() if dated else _iso(moment)


def _by_format(word: str, date_format: str) -> str | None:
    try:
        moment = dt.datetime.strptime(word, date_format)
    except ValueError:
        return None
    timed = any(mark in date_format for mark in _TIME_MARKS)
    return _iso(moment) if timed else moment.date().isoformat()


def _iso(moment: dt.datetime) -> str:
    if moment.microsecond or moment.tzinfo:
        moment = to_second(moment.replace(tzinfo=None))
    return moment.isoformat()


def read_replied_on(
    column: Column, date_format: str, others: Iterable[str]
) -> tuple[list[str], list[str], dict[int, list[Finding]]]:
    """Return moment ("" = none), fate and findings of each distinct text."""
    moments, fates, found = [], [], {}
    formats = list(others)
    for text in column.texts:
        moment = parse_date(text, date_format, formats)
        moments.append(moment or "")
        fates.append(KEPT if moment else SET_ASIDE if plain(text) else BLANK)
    unread = [code for code, fate in enumerate(fates) if fate == SET_ASIDE]
    for code in unread:
        reason = f"{quoted(column.texts[code])} is no date in the form "
        reason += date_format or "2020-01-17"
        reason += (
            ", as others here are; the reply counts as undated."
            if sum(map(bool, moments)) > len(unread)
            else "; correct date_format in rounds."
        )
        finding = Finding(column.header, column.texts[code], SET_ASIDE, reason)
        found[code] = [finding]
    return moments, fates, found
