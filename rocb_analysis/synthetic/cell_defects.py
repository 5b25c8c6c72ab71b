"""Defects of a cell. None loses or adds a need.

Each planter returns the reply with the defect, as the one row that stands in its
place, or None where this kind cannot be planted on the reply.
"""

from __future__ import annotations

from dataclasses import replace

from rocb_analysis.survey.text import yes_or_no
from rocb_analysis.synthetic.forms import Asked, Defect, Need, Reply
from rocb_analysis.synthetic.sheet import (
    NOTED,
    RECODED,
    SET_ASIDE,
    Rows,
    Sheet,
    written,
)
from rocb_analysis.synthetic.wants import on_ballot

CHOICE = frozenset({"level", "one", "yes_no"})
BALLOT = frozenset({"top_n"})
NO_SUBJECT = "Another subject, please call us"


def member_spelling(sheet: Sheet, reply: Reply) -> Rows:
    """Name the member by a spelling that the codebook knows."""
    spellings = sheet.region.survey.spelling.get("member", {})
    found = sheet.any_of([f for f, m in spellings.items() if m == reply.person])
    if not found or not sheet.form.who:
        return None
    return [written(reply, sheet.form.who, found, "member_spelling", RECODED)]


def subject_spelling(sheet: Sheet, reply: Reply) -> Rows:
    """Name a subject on a ballot by a spelling that the codebook knows."""
    return _spelled(sheet, reply, BALLOT, "subject_spelling")


def answer_spelling(sheet: Sheet, reply: Reply) -> Rows:
    """Write an answer in a spelling that the codebook knows."""
    return _spelled(sheet, reply, CHOICE, "answer_spelling")


def _spelled(sheet: Sheet, reply: Reply, kinds: frozenset[str], kind: str) -> Rows:
    found = sheet.any_of(
        [
            (header, spelling)
            for asked, header in sheet.cells_with(reply, kinds)
            for spelling in _spellings_of(sheet, asked, reply.cells[header])
        ]
    )
    return [written(reply, *found, kind, RECODED)] if found else None


def _spellings_of(sheet: Sheet, asked: Asked, text: str) -> list[str]:
    """Return the spellings by which the codebook knows this answer.

    What differs in capitals alone is left to outside_scale.
    """
    lists, scale = sheet.region.survey.spelling, asked.question.scale_id
    means = {a.answer: a.subject_id for a in asked.answers}.get(text)
    by_answer = [f for f, meant in lists.get(scale, {}).items() if meant == text]
    by_subject = [f for f, meant in lists.get("subject", {}).items() if meant == means]
    found = by_answer + (by_subject if means else [])
    return [f for f in found if f != "*" and f.casefold() != text.casefold()]


def outside_scale(sheet: Sheet, reply: Reply) -> Rows:
    """Write an answer in other capitals, or two at once, where no need hangs on it.

    The codebook may have decided since what such a text means.
    A list whose unknown answers spellings sets aside (`*`) is left alone.
    """
    options = []
    for asked, header in sheet.cells_with(reply, CHOICE):
        stars = "*" in sheet.region.survey.spelling.get(asked.question.scale_id, {})
        if not asked.is_need and not asked.says_no_needs and not stars:
            texts = _near_misses(asked, reply.cells[header])
            options += [(header, text) for text in texts]
    found = sheet.any_of(options)
    if not found:
        return None
    header, text = found
    action = RECODED if text in _spelled_in(sheet, header) else SET_ASIDE
    return [written(reply, header, text, "outside_scale", action)]


def _spelled_in(sheet: Sheet, header: str) -> set[str]:
    """Return the texts that spellings read as an answer of a header's scale."""
    lists = sheet.region.survey.spelling
    scales = [
        asked.question.scale_id
        for asked in sheet.form.asked
        if header in {own for own, _ in asked.uses}
    ]
    return {f for name in scales for f, means in lists.get(name, {}).items() if means}


def _near_misses(asked: Asked, text: str) -> list[str]:
    others = [a.answer for a in asked.answers if a.answer != text]
    found = [text.upper(), text.lower(), *(f"{text} / {other}" for other in others[:1])]
    known = {a.answer for a in asked.answers}
    return [t for t in found if t not in known and yes_or_no(t) is None]


def subject_not_offered(sheet: Sheet, reply: Reply) -> Rows:
    """Name a subject that only other rounds offer, at a place without a pick."""
    place, ballot = sheet.free_place(reply), sheet.form.ballot
    if not place or ballot is None:
        return None
    offered = {answer.subject_id for answer in ballot.answers}
    scale = sheet.region.survey.scale.get(ballot.question.scale_id, [])
    others = [a for a in scale if a.subject_id not in offered]
    # As people write it, not as a tool names it, where the codebook has both.
    written_out = [a.answer for a in others if a.answer == a.label]
    text = sheet.any_of(written_out or [a.answer for a in others])
    if not text:
        return None
    return [written(reply, place, text, "subject_not_offered", SET_ASIDE)]


def not_a_subject(sheet: Sheet, reply: Reply) -> Rows:
    """Write what no round offers, at a place without a pick."""
    place = sheet.free_place(reply)
    if not place:
        return None
    return [written(reply, place, NO_SUBJECT, "not_a_subject", SET_ASIDE)]


def subject_named_twice(sheet: Sheet, reply: Reply) -> Rows:
    """Name a subject of the ballot again at a place without a pick."""
    place = sheet.free_place(reply)
    text = sheet.any_of([reply.cells[h] for h in sheet.places if reply.cells.get(h)])
    if not place or not text:
        return None
    return [written(reply, place, text, "subject_named_twice", SET_ASIDE)]


def gap_in_ballot(sheet: Sheet, reply: Reply) -> Rows:
    """Move the last pick one place down, with all that is said of its place."""
    after, ballot = sheet.free_place(reply), sheet.form.ballot
    last = sheet.places.index(after) if after else 0
    if ballot is None or last < 2:
        return None
    cells = dict(reply.cells)
    for asked in sheet.form.asked:
        at = {use.position: h for h, use in asked.uses if not use.subject_id}
        if last in at and last + 1 in at and at[last] in cells:
            cells[at[last + 1]] = cells.pop(at[last])
    defect = Defect(sheet.places[last - 1], "", "gap_in_ballot", NOTED)
    needs = by_places(sheet, reply.needs, cells)
    return [replace(reply, cells=cells, needs=needs, defects=(defect,))]


def by_places(
    sheet: Sheet, needs: dict[str, Need], cells: dict[str, str]
) -> dict[str, Need]:
    """Return the truth with the places that the cells of the ballot now give.

    Where another question rates the need, the ballot gives the rank alone.
    """
    ballot = sheet.form.ballot
    if ballot is None:
        return needs
    subjects = {a.answer: a.subject_id for a in ballot.answers}
    named = [subjects.get(cells.get(header, ""), "") for header in sheet.places]
    placed = on_ballot(ballot.subjects, named, sheet.form.picks_allowed)
    if not sheet.form.rates:
        return needs | placed
    return {s: replace(n, rank=placed.get(s, n).rank) for s, n in needs.items()}
