"""The limits of a plan: how they are written, which bound holds where, their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from rocb_analysis.survey.text import counted, hint, plain
from rocb_analysis.tables import SurveyError

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
NO_LIMIT = float("inf")
# The index of a sheet that was read: the numbers of its rows.
ROW = "row"

# Each limit, and what its column `of` may name; "" = nothing.
KNOWN = {
    "events": "own",
    "seats": "own",
    "budget": "own",
    "kind": "kind",
    "host": "host",
    "quarter": "quarter",
    "subject": "subject",
    "member": "member",
    "first_needs": "",
    "extra_weight": "weight",
}
EXTRA = ("ldc", "sids")
# The scope of the office's own lines: a kind has it, and a total may speak of them.
OWN_LINES = "own_lines"


class Limit(NamedTuple):
    """One limit: at least and at most, of what; `of` blank = of each."""

    limit: str
    of: str
    least: float
    most: float


@dataclass(frozen=True)
class Limits:
    """All limits of a plan."""

    rows: tuple[Limit, ...]

    def whole(self, limit: str) -> tuple[float, float]:
        """Return at least and at most of a limit that speaks of nothing in particular.

        Without a row: 0 and no limit.
        """
        return self.each(limit, [""])[""]

    def each(self, limit: str, of: Iterable[str]) -> dict[str, tuple[float, float]]:
        """Return at least and at most of each thing; its own row before the blank."""
        own = {row.of: (row.least, row.most) for row in self.rows if row.limit == limit}
        common = own.get("", (0.0, NO_LIMIT))
        return {name: own.get(name, common) for name in of}

    def of_own_lines(self, limit: str) -> tuple[float, float]:
        """Return at least and at most of the office's own lines; else no limit."""
        rows = (row for row in self.rows if (row.limit, row.of) == (limit, OWN_LINES))
        return next(((row.least, row.most) for row in rows), (0.0, NO_LIMIT))

    def has(self, limit: str) -> bool:
        """Say whether a limit is set at all."""
        return any(row.limit == limit for row in self.rows)

    def loosened(self, limit: str, of: str, *, least: float, most: float) -> Limits:
        """Return the limits with other bounds of one thing."""
        rows = tuple(r for r in self.rows if (r.limit, r.of) != (limit, of))
        return Limits((*rows, Limit(limit, of, least, most)))


def numbered(rows: pd.DataFrame) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield each row of a sheet with its number as a spreadsheet shows it.

    An index named row holds the numbers; without it the rows follow a header.
    """
    cells = rows.to_dict("records")
    known = rows.index.name == ROW
    numbers = list(rows.index) if known else range(2, 2 + len(cells))
    for number, row in zip(numbers, cells, strict=True):
        yield int(number), {str(name): value for name, value in row.items()}


def read_limits(limits: pd.DataFrame, known: Mapping[str, Sequence[str]]) -> Limits:
    """Return the limits of a sheet.

    Parameters
    ----------
    limits : a row a limit; columns limit (see KNOWN), of (a kind, host, quarter,
        subject or member; blank = each of them; ldc or sids for extra_weight;
        own_lines for events, seats or budget of the office's own lines alone), least,
        most (numbers; blank = none). first_needs: every member that named a need gets
        `least` of its first `most` needs. extra_weight: `most` per cent more.
    known : the names that may stand in `of`: kind, host, quarter, subject, member.

    Raises
    ------
    SurveyError for an unknown limit or name, a bound that is no number, or least
    above most.
    """
    rows = []
    known = {**known, "weight": EXTRA, "own": (OWN_LINES,), "": ()}
    for number, row in numbered(limits):
        name, of = (plain(str(row.get(c, "") or "")) for c in ("limit", "of"))
        place = f"Sheet limits, row {number}"
        if name not in KNOWN:
            raise SurveyError(
                f'{place}: there is no limit "{name}"; limits are '
                f"{', '.join(KNOWN)}.{hint(name, KNOWN)}"
            )
        allowed = known.get(KNOWN[name], ())
        if of and of not in allowed:
            raise SurveyError(
                f'{place}: the limit {name} speaks of "{of}"; it may speak of '
                f"{', '.join(allowed) or 'nothing in particular'}.{hint(of, allowed)}"
            )
        least = _bound(row.get("least"), 0.0, place, "least")
        most = _bound(row.get("most"), NO_LIMIT, place, "most")
        if least > most:
            raise SurveyError(
                f"{place}: least {least:g} is above most {most:g}; change one of them."
            )
        rows.append(Limit(name, of, least, most))
    _told_once(rows)
    return Limits(tuple(rows))


def _told_once(rows: list[Limit]) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        if (row.limit, row.of) in seen:
            raise SurveyError(
                f"Sheet limits holds {row.limit} {row.of} twice; keep one row of it."
            )
        seen.add((row.limit, row.of))


def _bound(value: object, blank: float, place: str, column: str) -> float:
    text = "" if value is None or pd.isna(value) else plain(str(value))
    if not text:
        return blank
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not number >= 0:
        raise SurveyError(
            f'{place}, column {column}: "{text}" is no number; write a number of 0 or '
            "more, or nothing."
        )
    return number


_OF_ONE = {
    **dict.fromkeys(("events", "seats", "budget"), " in the office's own lines"),
    "kind": " of the kind {of}",
    "host": " hosted by {of}",
    "quarter": " in {of}",
    "subject": " on the subject {of}",
    "member": " that {of} is invited to",
}
_OF_EACH = {
    "kind": " of each kind",
    "host": " at each host",
    "quarter": " in each quarter",
    "subject": " on each subject",
    "member": " that each member is invited to",
}


def told(limit: str, of: str, *, least: float = 0.0, most: float = NO_LIMIT) -> str:
    """Return a limit in words.

    >>> told("events", "", most=15), told("quarter", "Q1", least=2)
    ('at most 15 events', 'at least 2 events in Q1')
    """
    where = (_OF_ONE if of else _OF_EACH).get(limit, "").format(of=of)
    if limit == "first_needs":
        return f"{least:g} of the first needs of {of} met"
    if limit == "kept":
        return f"the line {of} kept"
    if limit == "deleted":
        return f"the line {of} deleted"
    number, bound = (most, "most") if most < NO_LIMIT else (least, "least")
    if limit == "budget":
        return f"a cost of at {bound} {number:,.10g}{where}"
    thing = "seat" if limit == "seats" else "event"
    many = counted(int(number), thing) if number == int(number) else f"{number:g}"
    return f"at {bound} {many}{where}"
