"""Plant every kind of defect that the codebook makes possible, each at least once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from rocb_analysis.synthetic import cell_defects, row_defects
from rocb_analysis.synthetic.forms import Reply
from rocb_analysis.synthetic.sheet import Rows, Sheet

SHARE = 1 / 3  # of the files that carry a kind of defect, where that many can
BLANKS_AROUND = 0.02  # of the answers
# Cells first: a row that is set aside stands beside a reply that stays as it is.
PLANTERS: dict[str, Callable[[Sheet, Reply], Rows]] = {
    planter.__name__: planter
    for planter in (
        cell_defects.member_spelling,
        cell_defects.subject_spelling,
        cell_defects.answer_spelling,
        cell_defects.outside_scale,
        cell_defects.subject_not_offered,
        cell_defects.not_a_subject,
        cell_defects.subject_named_twice,
        cell_defects.gap_in_ballot,
        row_defects.replaced_reply,
        row_defects.same_reply_twice,
        row_defects.empty_reply,
        row_defects.no_respondent,
        row_defects.not_in_frame,
    )
}


def plant_defects(sheets: list[Sheet], rng: np.random.Generator) -> list[Sheet]:
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


def _planted(sheet: Sheet, kind: str) -> Sheet | None:
    """Return the file with one more defect, None if this kind is not possible."""
    for place in sheet.rng.permutation(len(sheet.replies)):
        reply = sheet.replies[place]
        rows = None if reply.defects else PLANTERS[kind](sheet, reply)
        if rows:
            before, after = sheet.replies[:place], sheet.replies[place + 1 :]
            return replace(sheet, replies=[*before, *rows, *after])
    return None


def _in_time(replies: Iterable[Reply]) -> list[Reply]:
    return sorted(replies, key=lambda reply: reply.moment)


def with_blanks(sheet: Sheet) -> Sheet:
    """Return the file with blanks around some answers, which change nothing."""
    kinds = cell_defects.CHOICE | {"top_n", "many", "respondent"}
    headers = [h for kind in sorted(kinds) for h in sheet.form.headers(kind)]
    return replace(sheet, replies=[_padded(sheet, r, headers) for r in sheet.replies])


def _padded(sheet: Sheet, reply: Reply, headers: list[str]) -> Reply:
    padded = {}
    for header in headers:
        text = reply.cells.get(header)
        if text and not reply.defects and sheet.rng.random() < BLANKS_AROUND:
            blanks = sheet.any_of([("", " "), (" ", ""), ("", "\u00a0")])
            padded[header] = text.join(blanks or ("", ""))
    return replace(reply, cells=reply.cells | padded)
