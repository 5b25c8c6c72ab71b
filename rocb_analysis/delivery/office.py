"""What the office itself decided: lines kept, moved, deleted, added, carried over."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

import pandas as pd

from rocb_analysis.delivery.limits import QUARTERS, numbered
from rocb_analysis.delivery.offers import (
    Offer,
    cell,
    line_name,
    number_of,
    read_offers,
)
from rocb_analysis.delivery.planning import Planning
from rocb_analysis.survey.text import hint
from rocb_analysis.tables import TABLES, SurveyError

PLAN_COLUMNS = list(TABLES["work_plan"].column_names)
# What a spreadsheet row of the office may put in place of what the program wrote.
_OWN_WORDS = (
    "title",
    "mode",
    "days",
    "seats",
    "members_invited",
    "host",
    "quarter",
    "pillar",
    "cost",
    "expected_result",
    "indicator",
    "status",
    "office_note",
)
CARRIED, PROPOSED = "carried over", "proposed"
OWN = "own"


def named_own_lines(own_lines: pd.DataFrame) -> pd.DataFrame:
    """Return the own lines, each with a name: its own, or own-subject-kind-number."""
    rows = own_lines.to_dict("records")
    taken = {cell(row, "line") for row in rows}
    names = [cell(row, "line") or _free_name(row, taken) for row in rows]
    return own_lines.assign(line=pd.Series(names, own_lines.index, dtype="str"))


def _free_name(row: dict[str, object], taken: set[str]) -> str:
    """Return a name for an own line that none has yet, and note that it is taken."""
    like = f"own-{cell(row, 'subject_id') or 'office'}"
    kind = cell(row, "kind") or "line"
    numbers = (line_name(like, kind, number) for number in count(1))
    name = next(name for name in numbers if name not in taken)
    taken.add(name)
    return name


def own_offers(
    own_lines: pd.DataFrame, kinds: pd.DataFrame, members: list[str]
) -> list[Offer]:
    """Return the own lines of the kinds that limits count, as offers that stand fast.

    They take events, seats, cost, hosts and quarters as any offer does, and cover the
    needs of those they invite, so that the plan does not offer the same again.
    """
    named = named_own_lines(own_lines)
    counted = named[named["kind"].isin(list(kinds["kind"]))]
    offers = counted.assign(member_ids=counted["members_invited"])
    return read_offers(offers, kinds, members, sheet="own_lines")


def with_decisions(
    offers: list[Offer], book: Planning, previous: pd.DataFrame
) -> list[Offer]:
    """Return the offers with the host and quarter the office keeps or moves them to.

    Raises SurveyError for a locked line that is no offer, no own line and not in last
    year's plan, for one locked twice, and for one moved nowhere.
    """
    known = {offer.line for offer in offers}
    known |= set(named_own_lines(book.own_lines)["line"])
    if "line" in previous:
        known |= set(previous["line"])
    by_line: dict[str, dict[str, object]] = {}
    for number, row in numbered(book.locked):
        line, place = cell(row, "line"), f"Sheet locked, row {number}"
        if line not in known:
            raise SurveyError(
                f"{place}: there is no line {line} among the offers; write it as the "
                f"draft does, or add it in own_lines.{hint(line, known)}"
            )
        if line in by_line:
            raise SurveyError(f"{place}: the line {line} is locked twice; keep one.")
        _check_quarter(row, place)
        if cell(row, "decision") == "move" and not _where(row):
            raise SurveyError(
                f"{place}: the line {line} is moved, but to no quarter and no host; "
                "fill one of them."
            )
        by_line[line] = row
    return [_decided(offer, by_line.get(offer.line, {})) for offer in offers]


def _check_quarter(row: dict[str, object], place: str) -> None:
    if (quarter := cell(row, "quarter")) and quarter not in QUARTERS:
        raise SurveyError(
            f'{place}: "{quarter}" is no quarter; write {", ".join(QUARTERS)} or '
            "nothing."
        )


def _where(row: Mapping[str, object]) -> str:
    return cell(dict(row), "quarter") + cell(dict(row), "host")


def _decided(offer: Offer, row: dict[str, object]) -> Offer:
    """Return the offer with the host and quarter of its locked row, where filled."""
    return offer._replace(
        host=cell(row, "host") or offer.host,
        quarter=cell(row, "quarter") or offer.quarter,
    )


def decided_lines(book: Planning, offers: list[Offer]) -> dict[str, bool]:
    """Return the lines kept (True) or deleted (False); own lines are kept."""
    own = set(named_own_lines(book.own_lines)["line"])
    decided = {offer.line: True for offer in offers if offer.line in own}
    lines = {offer.line for offer in offers}
    for row in book.locked.to_dict("records"):
        if cell(row, "line") in lines and cell(row, "decision"):
            decided[cell(row, "line")] = cell(row, "decision") != "delete"
    return decided


def with_office_lines(
    rows: pd.DataFrame, book: Planning, previous: pd.DataFrame
) -> pd.DataFrame:
    """Return the plan's rows with the office's own words and lines.

    Added are own lines of kinds that no limit counts, and the lines of the last adopted
    plan of such kinds: meetings, needs analysis, communication are carried over unless
    the office deletes them. Status, notes and other cells the office filled stand.
    """
    own = named_own_lines(book.own_lines)
    others = own[~own["line"].isin([*rows["line"], *_deleted(book)])]
    carried = carried_over(previous, book)
    carried = carried[~carried["line"].isin([*rows["line"], *others["line"]])]
    parts = [part.astype(object) for part in (rows, others, carried) if len(part)]
    table = pd.concat(parts, ignore_index=True) if parts else rows
    table = table.reindex(columns=PLAN_COLUMNS).astype(object)
    for number, row in numbered(own):
        place = f"Sheet own_lines, row {number}"
        _check_quarter(row, place)
        for column in ("days", "seats", "cost"):
            number_of(cell(row, column) or "0", place, column)
        _write(table, row, _OWN_WORDS, locked=OWN)
    words = ("quarter", "host", "status", "office_note")
    for row in book.locked.to_dict("records"):
        _write(table, row, words, locked=cell(row, "decision"))
    said = table["status"].where(table["status"].notna(), "")
    return table.assign(status=said.mask(said == "", PROPOSED))


def carried_over(previous: pd.DataFrame, book: Planning) -> pd.DataFrame:
    """Return the lines of the last adopted plan whose kind no limit counts, kept on."""
    if previous.empty:
        return pd.DataFrame(columns=PLAN_COLUMNS)
    rows = previous.to_dict("records")
    deleted = _deleted(book)
    kinds = set(book.kinds["kind"])
    kept = [
        cell(row, "kind") not in kinds and cell(row, "line") not in deleted
        for row in rows
    ]
    carried = previous[pd.Series(kept, previous.index, dtype=bool)].astype(object)
    blank = {"locked": "", "kept_share": None, "status": CARRIED}
    return carried.reindex(columns=PLAN_COLUMNS).assign(
        **blank, why="Carried over from the last adopted plan"
    )


def _deleted(book: Planning) -> set[str]:
    """Return the lines the office deleted."""
    rows = book.locked.to_dict("records")
    return {cell(r, "line") for r in rows if cell(r, "decision") == "delete"}


def _write(
    table: pd.DataFrame,
    row: dict[str, object],
    columns: tuple[str, ...],
    *,
    locked: str,
) -> None:
    """Put the cells the office filled into the line's row."""
    here = table["line"] == cell(row, "line")
    for column in columns:
        if text := cell(row, column):
            table.loc[here, column] = text
    table.loc[here, "locked"] = locked
