"""The edits a coordinator made in a drafted plan, taken over into the planning book."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from rocb_analysis.delivery.activities import parts_of
from rocb_analysis.delivery.offers import cell
from rocb_analysis.delivery.office import PLAN_COLUMNS, named_own_lines
from rocb_analysis.delivery.planning import SHEETS, Planning

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
