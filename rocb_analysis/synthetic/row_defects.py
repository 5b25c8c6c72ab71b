"""Defects of a row: replies that a cleaner must set aside whole.

Each planter returns the rows that stand in the place of a reply that counts, itself
among them, or None where this kind is not possible.
"""

from __future__ import annotations

from dataclasses import replace

from rocb_analysis.synthetic.forms import Reply
from rocb_analysis.synthetic.sheet import Rows, Sheet, dropped


def replaced_reply(sheet: Sheet, reply: Reply) -> Rows:
    """Put an earlier reply with other answers before the one that counts."""
    others = [r.cells for r in sheet.replies if not r.defects and r is not reply]
    cells = sheet.any_of(others)
    if not sheet.form.who or cells is None:
        return None
    name = {sheet.form.who: sheet.typed(reply)}
    earlier = replace(reply, cells=cells | name, moment=sheet.moment(reply.moment))
    return [dropped(sheet, earlier, "replaced_reply"), reply]


def same_reply_twice(sheet: Sheet, reply: Reply) -> Rows:
    """Put the very same row before the one that counts."""
    if not sheet.form.who:
        return None
    return [dropped(sheet, reply, "same_reply_twice"), reply]


def empty_reply(sheet: Sheet, reply: Reply) -> Rows:
    """Add a reply that answers nothing, of a member yet to reply."""
    there = {one.person for one in sheet.replies}
    asked = sheet.region.in_frame(sheet.round)
    replied = sheet.region.replies[sheet.round]
    silent = [one for one in asked if not replied[one] and one not in there]
    who = sheet.any_of(silent)
    if not who or not sheet.form.who:
        return None
    cells = {sheet.form.who: sheet.region.typed(who)}
    empty = Reply(who, sheet.moment(), cells)
    return [reply, dropped(sheet, empty, "empty_reply")]


def no_respondent(sheet: Sheet, reply: Reply) -> Rows:
    """Add a reply that names nobody."""
    if not sheet.form.who:
        return None
    cells = {h: text for h, text in reply.cells.items() if h != sheet.form.who}
    nobody = Reply("", sheet.moment(), cells)
    return [reply, dropped(sheet, nobody, "no_respondent")]


def not_in_frame(sheet: Sheet, reply: Reply) -> Rows:
    """Add a reply of the member that is the next to join the region."""
    people = sheet.region.people.drop(index=sheet.region.in_frame(sheet.round))
    if not len(people) or not sheet.form.who:
        return None
    who = str(people["member_from"].idxmin())
    cells = reply.cells | {sheet.form.who: sheet.region.typed(who)}
    stranger = Reply(who, sheet.moment(), cells)
    return [reply, dropped(sheet, stranger, "not_in_frame")]
