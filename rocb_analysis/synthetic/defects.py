"""Plant every kind of defect that the codebook makes possible, each at least once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from rocb_analysis.core.text import yes_or_no
from rocb_analysis.survey.records import Use
from rocb_analysis.synthetic.exports import (
    CORRECTED,
    NOTED,
    RECODED,
    SET_ASIDE,
    Defect,
    ExportFile,
    FormQuestion,
    InventedReply,
    Rows,
    TrueNeed,
    dropped,
    written,
)
from rocb_analysis.synthetic.members import Region
from rocb_analysis.synthetic.respondent import on_ballot
from rocb_analysis.synthetic.round_files import Laid, identified

# Defects of a cell. None loses or adds a need.

CHOICE = frozenset({"level", "one", "yes_no"})
BALLOT = frozenset({"top_n"})
NO_SUBJECT = "Another subject, please call us"


def member_spelling(sheet: ExportFile, reply: InventedReply) -> Rows:
    """Name the member by a spelling that the codebook knows."""
    spellings = sheet.region.survey.spelling.get("member", {})
    found = sheet.any_of([f for f, m in spellings.items() if m == reply.person])
    if not found or not sheet.form.who:
        return None
    return [written(reply, sheet.form.who, found, "member_spelling", RECODED)]


def subject_spelling(sheet: ExportFile, reply: InventedReply) -> Rows:
    """Name a subject on a ballot by a spelling that the codebook knows."""
    return _spelled(sheet, reply, BALLOT, "subject_spelling")


def answer_spelling(sheet: ExportFile, reply: InventedReply) -> Rows:
    """Write an answer in a spelling that the codebook knows."""
    return _spelled(sheet, reply, CHOICE, "answer_spelling")


def _spelled(
    sheet: ExportFile, reply: InventedReply, kinds: frozenset[str], kind: str
) -> Rows:
    found = sheet.any_of(
        [
            (header, spelling)
            for asked, header in sheet.cells_with(reply, kinds)
            for spelling in _spellings_of(sheet, asked, reply.cells[header])
        ]
    )
    return [written(reply, *found, kind, RECODED)] if found else None


def _spellings_of(sheet: ExportFile, asked: FormQuestion, text: str) -> list[str]:
    """Return the spellings by which the codebook knows this answer.

    What differs in capitals alone is left to outside_scale.
    """
    lists, scale = sheet.region.survey.spelling, asked.question.scale_id
    means = {a.answer: a.subject_id for a in asked.answers}.get(text)
    by_answer = [f for f, meant in lists.get(scale, {}).items() if meant == text]
    by_subject = [f for f, meant in lists.get("subject", {}).items() if meant == means]
    found = by_answer + (by_subject if means else [])
    return [f for f in found if f != "*" and f.casefold() != text.casefold()]


def outside_scale(sheet: ExportFile, reply: InventedReply) -> Rows:
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


def _spelled_in(sheet: ExportFile, header: str) -> set[str]:
    """Return the texts that spellings read as an answer of a header's scale."""
    lists = sheet.region.survey.spelling
    scales = [
        asked.question.scale_id
        for asked in sheet.form.asked
        if header in {own for own, _ in asked.uses}
    ]
    return {f for name in scales for f, means in lists.get(name, {}).items() if means}


def _near_misses(asked: FormQuestion, text: str) -> list[str]:
    others = [a.answer for a in asked.answers if a.answer != text]
    found = [text.upper(), text.lower(), *(f"{text} / {other}" for other in others[:1])]
    known = {a.answer for a in asked.answers}
    return [t for t in found if t not in known and yes_or_no(t) is None]


def subject_not_offered(sheet: ExportFile, reply: InventedReply) -> Rows:
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


def not_a_subject(sheet: ExportFile, reply: InventedReply) -> Rows:
    """Write what no round offers, at a place without a pick."""
    place = sheet.free_place(reply)
    if not place:
        return None
    return [written(reply, place, NO_SUBJECT, "not_a_subject", SET_ASIDE)]


def subject_named_twice(sheet: ExportFile, reply: InventedReply) -> Rows:
    """Name a subject of the ballot again at a place without a pick."""
    place = sheet.free_place(reply)
    text = sheet.any_of([reply.cells[h] for h in sheet.places if reply.cells.get(h)])
    if not place or not text:
        return None
    return [written(reply, place, text, "subject_named_twice", SET_ASIDE)]


def gap_in_ballot(sheet: ExportFile, reply: InventedReply) -> Rows:
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
    sheet: ExportFile, needs: dict[str, TrueNeed], cells: dict[str, str]
) -> dict[str, TrueNeed]:
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


# Defects of a row: replies that a cleaner must set aside whole.


def replaced_reply(sheet: ExportFile, reply: InventedReply) -> Rows:
    """Put an earlier reply with other answers before the one that counts."""
    others = [r.cells for r in sheet.replies if not r.defects and r is not reply]
    cells = sheet.any_of(others)
    if not sheet.form.who or cells is None:
        return None
    name = {sheet.form.who: sheet.typed(reply)}
    earlier = replace(reply, cells=cells | name, moment=sheet.moment(reply.moment))
    return [dropped(sheet, earlier, "replaced_reply"), reply]


def same_reply_twice(sheet: ExportFile, reply: InventedReply) -> Rows:
    """Put the very same row before the one that counts."""
    if not sheet.form.who:
        return None
    return [dropped(sheet, reply, "same_reply_twice"), reply]


def empty_reply(sheet: ExportFile, reply: InventedReply) -> Rows:
    """Add a reply that answers nothing, of a member yet to reply."""
    there = {one.person for one in sheet.replies}
    asked = sheet.region.in_frame(sheet.round)
    replied = sheet.region.replies[sheet.round]
    silent = [one for one in asked if not replied[one] and one not in there]
    who = sheet.any_of(silent)
    if not who or not sheet.form.who:
        return None
    cells = {sheet.form.who: sheet.region.typed(who)}
    empty = InventedReply(who, sheet.moment(), cells)
    return [reply, dropped(sheet, empty, "empty_reply")]


def no_respondent(sheet: ExportFile, reply: InventedReply) -> Rows:
    """Add a reply that names nobody."""
    if not sheet.form.who:
        return None
    cells = {h: text for h, text in reply.cells.items() if h != sheet.form.who}
    nobody = InventedReply("", sheet.moment(), cells)
    return [reply, dropped(sheet, nobody, "no_respondent")]


def not_in_frame(sheet: ExportFile, reply: InventedReply) -> Rows:
    """Add a reply of the member that is the next to join the region."""
    people = sheet.region.people.drop(index=sheet.region.in_frame(sheet.round))
    if not len(people) or not sheet.form.who:
        return None
    who = str(people["member_from"].idxmin())
    cells = reply.cells | {sheet.form.who: sheet.region.typed(who)}
    stranger = InventedReply(who, sheet.moment(), cells)
    return [reply, dropped(sheet, stranger, "not_in_frame")]


SHARE = 1 / 3  # of the files that carry a kind of defect, where that many can
BLANKS_AROUND = 0.02  # of the answers
# Cells first: a row that is set aside stands beside a reply that stays as it is.
PLANTERS: dict[str, Callable[[ExportFile, InventedReply], Rows]] = {
    planter.__name__: planter
    for planter in (
        member_spelling,
        subject_spelling,
        answer_spelling,
        outside_scale,
        subject_not_offered,
        not_a_subject,
        subject_named_twice,
        gap_in_ballot,
        replaced_reply,
        same_reply_twice,
        empty_reply,
        no_respondent,
        not_in_frame,
    )
}


def plant_defects(
    sheets: list[ExportFile], rng: np.random.Generator
) -> list[ExportFile]:
    """Return the files with defects: each kind in a third of the files that can.

    Each defect stands in a reply of its own, in rows of their order in time. What
    reaches the office in a way of its own (a source) is typed in with care.
    """
    planted = list(sheets)
    places = [i for i, sheet in enumerate(sheets) if not sheet.form.file.source]
    for kind in PLANTERS:
        wanted = max(1, round(len(places) * SHARE))
        for place in rng.permutation(len(places)):
            sheet = _planted(planted[places[place]], kind) if wanted else None
            if sheet:
                planted[places[place]] = sheet
                wanted -= 1
    return [replace(sheet, replies=_in_time(sheet.replies)) for sheet in planted]


def _planted(sheet: ExportFile, kind: str) -> ExportFile | None:
    """Return the file with one more defect, None if this kind is not possible."""
    for place in sheet.rng.permutation(len(sheet.replies)):
        reply = sheet.replies[place]
        rows = None if reply.defects else PLANTERS[kind](sheet, reply)
        if rows:
            before, after = sheet.replies[:place], sheet.replies[place + 1 :]
            return replace(sheet, replies=[*before, *rows, *after])
    return None


def _in_time(replies: Iterable[InventedReply]) -> list[InventedReply]:
    return sorted(replies, key=lambda reply: reply.moment)


def with_blanks(sheet: ExportFile) -> ExportFile:
    """Return the file with blanks around some answers, which change nothing."""
    kinds = CHOICE | {"top_n", "many", "respondent"}
    headers = [h for kind in sorted(kinds) for h in sheet.form.headers(kind)]
    return replace(sheet, replies=[_padded(sheet, r, headers) for r in sheet.replies])


def _padded(
    sheet: ExportFile, reply: InventedReply, headers: list[str]
) -> InventedReply:
    padded = {}
    for header in headers:
        text = reply.cells.get(header)
        if text and not reply.defects and sheet.rng.random() < BLANKS_AROUND:
            blanks = sheet.any_of([("", " "), (" ", ""), ("", "\u00a0")])
            padded[header] = text.join(blanks or ("", ""))
    return replace(reply, cells=reply.cells | padded)


# Plant the slips that the rows of `corrections` mend, and keep those that decide.


def plant_slips(sheet: ExportFile) -> tuple[ExportFile, list[int]]:
    """Return the file with every slip that can be planted in it.

    Also the rows of `corrections` that mend them; any other row would hit nothing.
    """
    planted, hits = sheet, []
    corrections = sheet.region.survey.corrections
    here = (corrections["round"] == sheet.round) & (corrections["answer"] != "")
    for said in corrections[here].itertuples():
        place = int(said.position) if said.position else None
        use = Use(said.question_id, said.subject_id, place)
        for index, reply in enumerate(planted.replies):
            asked = reply.person == said.respondent_id
            rows = _slip(planted, reply, use, said.answer) if asked else None
            if rows:
                before, after = planted.replies[:index], planted.replies[index + 1 :]
                planted = replace(planted, replies=[*before, *rows, *after])
                hits.append(int(said.Index))
    return planted, hits


def deciding(region: Region, files: list[Laid]) -> list[int]:
    """Return the rows of `corrections` without an answer that decide what is planted.

    They leave a cell blank, or set aside a row that names nobody; any other row without
    an answer would hit nothing.
    """
    planted: set[tuple[str, str, str, str]] = set()
    for laid, reply, identity in identified(region, files):
        form = laid.sheet.form
        uses = {header: use for asked in form.asked for header, use in asked.uses}
        for defect in reply.defects:
            use = uses.get(defect.column or ("" if reply.person else form.who))
            if use and (reply.counts or not reply.person):
                place = str(use.position or "")
                planted.add((laid.sheet.round, identity, use.question_id, place))
    said = region.survey.corrections[region.survey.corrections["answer"] == ""]
    keys = said[["round", "respondent_id", "question_id", "position"]]
    return [int(row) for row, *key in keys.itertuples() if tuple(key) in planted]


def _slip(sheet: ExportFile, reply: InventedReply, use: Use, answer: str) -> Rows:
    """Return the reply with a wrong answer where the right one is to be corrected."""
    for asked in sheet.form.asked:
        for header, own in asked.uses:
            if own == use and (reply.cells.get(header) or not use.position):
                if asked is sheet.form.ballot:
                    return _slip_on_ballot(sheet, reply, header, answer)
                chosen = asked.question.kind in CHOICE and not asked.is_need
                if chosen and not asked.says_no_needs:
                    return _slip_in_choice(sheet, reply, asked, header, answer)
    return None


def _slip_on_ballot(
    sheet: ExportFile, reply: InventedReply, header: str, answer: str
) -> Rows:
    """Name a subject by mistake; the one that is meant stands nowhere else."""
    cells = dict(reply.cells)
    for place in sheet.places:
        if cells.get(place) == answer:
            cells[place] = cells[header]
    cells[header] = answer
    offered = sheet.form.ballot.answers if sheet.form.ballot else []
    named = [cells.get(place) for place in sheet.places]
    wrong = sheet.any_of([a.answer for a in offered if a.answer not in named])
    if not wrong or answer not in {a.answer for a in offered}:
        return None
    meant = replace(reply, cells=cells, needs=by_places(sheet, reply.needs, cells))
    return [written(meant, header, wrong, "corrected", CORRECTED)]


def _slip_in_choice(
    sheet: ExportFile,
    reply: InventedReply,
    asked: FormQuestion,
    header: str,
    answer: str,
) -> Rows:
    wrong = sheet.any_of([a.answer for a in asked.answers if a.answer != answer])
    if not wrong or answer not in {a.answer for a in asked.answers}:
        return None
    return [written(reply, header, wrong, "corrected", CORRECTED)]
