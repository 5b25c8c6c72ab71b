"""What the office itself decided: lines kept, moved, deleted, added, carried over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

import pandas as pd

from rocb_analysis.core.tables import TABLES, SurveyError
from rocb_analysis.core.text import hint
from rocb_analysis.delivery.activities import parts_of
from rocb_analysis.plan.offers import (
    QUARTERS,
    Offer,
    cell,
    line_name,
    number_of,
    numbered,
    read_offers,
)
from rocb_analysis.plan.planning_book import SHEETS, Planning

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


# The edits a coordinator made in a drafted plan, taken over into the planning book.

# What the office may change in a line without making another line of it.
MOVES = ("quarter", "host")
WORDS = ("status", "office_note")
# What the office writes in locked to keep a line, and what a draft has there then.
_LOCKS = frozenset({"yes", "keep"})
Rows = dict[str, dict[str, object]]


def with_edits(
    planning: Planning, edited: pd.DataFrame, drafted: pd.DataFrame
) -> Planning:
    """Return the planning book with the edits a coordinator made in a drafted plan.

    A line whose column locked says yes or keep is kept where it stands; one in another
    quarter or at another host is moved; one taken out is deleted; one put in is an own
    line and stands as edited, with a name or without. Status and note go along, and
    stand on a free line too. A lock that was cleared is undone. What the book already
    says of a line stands, unless the edited plan says otherwise.

    edited, drafted : columns of work_plan, the plan as edited and as it was drafted.
    """
    edited = with_lines_named(planning, edited)
    before, after = _by_line(drafted), _by_line(edited)
    own = _by_line(named_own_lines(planning.own_lines))
    decided = _by_line(planning.locked)
    for line in [line for line in before if line not in own]:
        row = _decision(line, before[line], after.get(line), decided.get(line))
        decided.pop(line, None)
        if row:
            decided[line] = row
    locked = _texts([decided[line] for line in sorted(decided)], "locked")
    return replace(with_own_lines(planning, edited, drafted), locked=locked)


def with_own_lines(
    planning: Planning, edited: pd.DataFrame, drafted: pd.DataFrame
) -> Planning:
    """Return the planning book with the own lines as edited, all else as it was."""
    edited = with_lines_named(planning, edited)
    before, after = _by_line(drafted), _by_line(edited)
    own = _by_line(named_own_lines(planning.own_lines))
    mine = [_own_row(own[n], before.get(n, {}), after[n]) for n in own if n in after]
    # An own line that the draft does not have was not taken out of it.
    mine += [row for n, row in own.items() if n not in after and n not in before]
    mine += [row for n, row in after.items() if n not in own and n not in before]
    return replace(planning, own_lines=_texts(mine, "own_lines"))


def with_lines_named(planning: Planning, edited: pd.DataFrame) -> pd.DataFrame:
    """Return an edited plan, lines added without a name named as own lines are."""
    naming = ["line", "subject_id", "kind"]
    own = named_own_lines(planning.own_lines)
    every = named_own_lines(pd.concat([own[naming], edited[naming]]))
    return edited.assign(line=every["line"].tail(len(edited)).to_numpy())


def _by_line(rows: pd.DataFrame) -> Rows:
    """Return the rows that have a line, by their line, in their order."""
    named = {cell(row, "line"): row for row in rows.to_dict("records")}
    return {line: row for line, row in named.items() if line}


def _decision(
    line: str,
    before: dict[str, object],
    after: dict[str, object] | None,
    already: dict[str, object] | None,
) -> dict[str, object] | None:
    """Return the row of locked that says what was done to a line, None if nothing.

    already : what the book said of the line so far.
    """
    if after is None:
        return {"line": line, "decision": "delete"}
    moved = {c: cell(after, c) for c in MOVES if cell(after, c) != cell(before, c)}
    words = {column: cell(after, column) for column in WORDS}
    if moved:
        return {**(already or {}), "line": line, "decision": "move", **moved, **words}
    if cell(after, "locked") in _LOCKS and not cell(already or {}, "decision"):
        where = {column: cell(after, column) for column in MOVES}
        return {**(already or {}), "line": line, "decision": "keep", **where, **words}
    said = {c: text for c, text in words.items() if text != cell(before, c)}
    if already and not (cell(before, "locked") and not cell(after, "locked")):
        return {**already, **said}
    return {"line": line, "decision": "", **said} if said else None


def _own_row(
    row: dict[str, object], before: dict[str, object], after: dict[str, object]
) -> dict[str, object]:
    """Return an own line with the cells that were changed, the others as the book has.

    What the program filled in, as whom to invite, is not frozen by an edit elsewhere.
    """
    changed = {
        column: cell(after, column)
        for column in SHEETS["own_lines"]
        if cell(after, column) != cell(before, column)
    }
    return {**row, **changed, "line": cell(row, "line")}


def _texts(rows: list[dict[str, object]], sheet: str) -> pd.DataFrame:
    columns = list(SHEETS[sheet])
    cells = [{column: cell(row, column) for column in columns} for row in rows]
    return pd.DataFrame(cells, columns=columns, dtype="str")


def edits_not_taken(edited: pd.DataFrame, drafted: pd.DataFrame) -> list[str]:
    """Return the lines in which cells of the program were changed, a sentence each.

    They are made anew at every run; only an own line stands as written.
    """
    before, after = _by_line(drafted), _by_line(edited)
    free = {*MOVES, *WORDS, "line", "locked"}
    said = []
    for line, row in after.items():
        if line not in before or cell(before[line], "locked") == "own":
            continue
        names = [
            column
            for column in PLAN_COLUMNS
            if column not in free
            if cell(row, column) and cell(row, column) != cell(before[line], column)
        ]
        if names:
            said.append(
                f"{line}: {', '.join(names)} is made by the program and was left as it "
                "was; delete the line and add one of your own to write it yourself."
            )
    return said


def plan_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return what differs between two plans: a row a line that does.

    Columns line, title, change (came in, went out, moved, other members), was, now: the
    quarter and host, or the number of members invited. Lines in order of their names.
    """
    old = {cell(row, "line"): row for row in before.to_dict("records")}
    new = {cell(row, "line"): row for row in after.to_dict("records")}
    rows = []
    for line in sorted({*old, *new}):
        was, now = old.get(line), new.get(line)
        title = cell(now or was or {}, "title")
        if was is None or now is None:
            change = "came in" if was is None else "went out"
            rows.append((line, title, change, _place(was), _place(now)))
        elif _place(was) != _place(now):
            rows.append((line, title, "moved", _place(was), _place(now)))
        elif _invited(was) != _invited(now):
            before_now = str(len(_invited(was))), str(len(_invited(now)))
            rows.append((line, title, "other members", *before_now))
    return pd.DataFrame(rows, columns=["line", "title", "change", "was", "now"])


def _place(row: dict[str, object] | None) -> str:
    if row is None:
        return ""
    return ", ".join(part for c in MOVES if (part := cell(row, c)))


def _invited(row: dict[str, object]) -> set[str]:
    return set(parts_of(cell(row, "members_invited")))
