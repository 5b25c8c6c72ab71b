"""What could be offered: a subject, as a kind of event, to members, at a host."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from rocb_analysis.delivery.limits import OWN_LINES, QUARTERS, numbered
from rocb_analysis.survey.text import hint, plain
from rocb_analysis.tables import SurveyError

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
