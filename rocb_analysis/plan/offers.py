"""What could be offered: a subject, as a kind of event, to members, at a host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import counted, hint, plain

COLUMNS = (
    "line",
    "subject_id",
    "kind",
    "host",
    "cost",
    "seats",
    "member_ids",
    "quarter",
    "days",
    "mode",
    "title",
)
ONLINE = "online"
# Scopes of a kind: whom its offers are for; an own line needs no offer.
REGION, SUB_REGION = "region", "sub_region"


class Offer(NamedTuple):
    """One event that may stand in the plan.

    line: stable name; members: those that may be invited; host, quarter: blank = any.
    """

    line: str
    subject: str
    kind: str
    host: str
    cost: float
    seats: int
    members: tuple[str, ...]
    quarter: str
    days: str
    mode: str
    title: str

    @property
    def needs_host(self) -> bool:
        """Say whether the event takes place somewhere."""
        return plain(self.mode).casefold() != ONLINE


def default_offers(
    subjects: list[str], members: pd.DataFrame, kinds: pd.DataFrame
) -> pd.DataFrame:
    """Return each subject as each kind: one row an offer, in the order of subjects.

    A kind whose scope is sub_region is offered to each sub-region of two members or
    more; one whose scope is own_lines to nobody, as it is planned in own lines alone;
    any other to the region. The number of an offer in its line stays the same as long
    as the sub-regions do.

    >>> members = pd.DataFrame({"member_id": ["A"], "sub_region": [""]})
    >>> kinds = pd.DataFrame({"kind": ["workshop"], "seats": ["20"]})
    >>> default_offers(["val"], members, kinds)["line"].tolist()
    ['val-workshop-1']
    """
    areas = members[members["sub_region"] != ""].groupby("sub_region")["member_id"]
    own = {str(area): sorted(ids) for area, ids in areas if len(ids) > 1}
    everyone = sorted(members["member_id"])
    rows = []
    for subject in subjects:
        for kind in kinds.to_dict("records"):
            scope = plain(str(kind.get("scope", "") or REGION))
            if scope == OWN_LINES:
                continue
            groups = list(own.values()) if scope == SUB_REGION else [everyone]
            for number, ids in enumerate(groups, start=1):
                line = line_name(subject, str(kind["kind"]), number)
                rows.append((line, subject, kind["kind"], "; ".join(ids)))
    names = ["line", "subject_id", "kind", "member_ids"]
    return pd.DataFrame(rows, columns=names, dtype="str")


def line_name(subject: str, kind: str, number: int) -> str:
    """Return the stable name of a line: subject, kind, number.

    >>> line_name("val", "workshop", 2)
    'val-workshop-2'
    """
    return f"{subject}-{kind}-{number}"


def read_offers(
    offers: pd.DataFrame, kinds: pd.DataFrame, members: list[str], *, sheet: str
) -> list[Offer]:
    """Return the offers of a frame; blank seats, cost, days and mode come by the kind.

    Parameters
    ----------
    offers : columns subject_id, kind, host, cost, seats, member_ids (allowed, joined
        by `; ` or a list; blank = every member), quarter; also line, days, mode, title.
        Without a line it is subject, kind and the number of the row among its like.
    kinds : columns kind, seats, cost, days, mode; may be empty.
    members : who may be invited.
    sheet : the sheet, for messages.

    Raises
    ------
    SurveyError for an unknown kind, member or quarter, seats that are no whole number,
    a cost that is no number, or a line that stands twice.
    """
    by_kind = {plain(str(k["kind"])): k for k in kinds.to_dict("records")}
    found: list[Offer] = []
    seen: dict[tuple[str, str], int] = {}
    for number, row in numbered(offers):
        place = f"Sheet {sheet}, row {number}"
        like = (cell(row, "subject_id"), cell(row, "kind"))
        seen[like] = seen.get(like, 0) + 1
        line = cell(row, "line") or line_name(*like, seen[like])
        kind = _kind(by_kind, like[1], place)
        found.append(_offer(row, kind, line, members, place))
    lines = [offer.line for offer in found]
    if twice := next((line for line in lines if lines.count(line) > 1), ""):
        raise SurveyError(
            f"Sheet {sheet} holds the line {twice} twice; give one another name."
        )
    return found


def _kind(
    by_kind: dict[str, dict[str, object]], name: str, place: str
) -> dict[str, object]:
    if by_kind and name not in by_kind:
        raise SurveyError(
            f'{place}: there is no kind "{name}" in the sheet kinds; it has '
            f"{', '.join(by_kind)}.{hint(name, by_kind)}"
        )
    return by_kind.get(name, {})


def _offer(
    row: dict[str, object],
    kind: dict[str, object],
    line: str,
    members: list[str],
    place: str,
) -> Offer:
    quarter = cell(row, "quarter")
    if quarter and quarter not in QUARTERS:
        raise SurveyError(
            f'{place}: "{quarter}" is no quarter; write {", ".join(QUARTERS)} or '
            "nothing."
        )
    seats = number_of(cell(row, "seats") or cell(kind, "seats"), place, "seats")
    if seats != int(seats) or seats < 1:
        raise SurveyError(f"{place}: seats is {seats:g}; write a whole number from 1.")
    return Offer(
        line=line,
        subject=cell(row, "subject_id"),
        kind=cell(row, "kind"),
        host=cell(row, "host"),
        cost=number_of(cell(row, "cost") or cell(kind, "cost") or "0", place, "cost"),
        seats=int(seats),
        members=tuple(_allowed(row.get("member_ids"), members, place)),
        quarter=quarter,
        days=cell(row, "days") or cell(kind, "days"),
        mode=cell(row, "mode") or cell(kind, "mode"),
        title=cell(row, "title"),
    )


def _allowed(value: object, members: list[str], place: str) -> list[str]:
    """Return the members that may be invited, in their own order."""
    ids = listed_ids(value)
    if unknown := next((one for one in ids if one not in members), ""):
        raise SurveyError(
            f'{place}: "{unknown}" is no member of the round; remove it or name a '
            f"member.{hint(unknown, members)}"
        )
    return [member for member in members if member in set(ids)] if ids else members


def listed_ids(value: object) -> list[str]:
    """Return the parts of a list: of a text joined by `;`, or of a list itself.

    >>> listed_ids("FJI; TON"), listed_ids(["FJI"]), listed_ids(None)
    (['FJI', 'TON'], ['FJI'], [])
    """
    if value is None or isinstance(value, float):
        return []
    parts = value if isinstance(value, list | tuple) else str(value).split(";")
    return [word for part in parts if (word := plain(str(part)))]


def cell(row: dict[str, object], column: str) -> str:
    """Return a cell as text, "" where there is none."""
    value = row.get(column)
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, float):
        return "" if value != value else f"{value:.10g}"
    return plain(str(value))


def number_of(text: str, place: str, column: str) -> float:
    """Return the number a cell holds, 0 or more; SurveyError if it is none."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise SurveyError(
            f'{place}, column {column}: "{text}" is no number; write a number of 0 or '
            "more."
        )
    return number


# The limits of a plan: how they are written, which bound holds where, their words.

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
NO_LIMIT = float("inf")
# The index of a sheet that was read: the numbers of its rows.
ROW = "row"

# Limits of amounts; all others count whole things.
_OF_AMOUNTS = frozenset({"budget", "extra_weight"})
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
        `least` of its first `most` needs. extra_weight: `most` per cent more. Of what
        is counted, at most 2.5 is at most 2.
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
        if name not in _OF_AMOUNTS:
            least, most = float(np.ceil(least)), float(np.floor(most))
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
