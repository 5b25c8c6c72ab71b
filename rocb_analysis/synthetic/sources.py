"""A round that comes in several files: who uses which, and who uses two of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from rocb_analysis.synthetic.forms import Form, Reply
from rocb_analysis.synthetic.region import Region
from rocb_analysis.synthetic.sheet import Sheet, dropped

FIRST_FILE = 0.7  # share of a round's respondents that use the first of its files
LATER, EARLIER = "later", "earlier"


def form_of(region: Region, forms: list[Form], person: str) -> Form:
    """Return the file of a round that holds the reply which counts.

    By the row of `replies`, where the round has such rows; else drawn.
    """
    given = _given(region, forms[0].file.round)
    if given:
        source, beside = given.get(person, ("", ""))
        by_source = {form.file.source: form for form in reversed(forms)}
        return forms[0] if beside == EARLIER else by_source.get(source, forms[0])
    draw = region.rng("file", forms[0].file.round, person).random()
    others = 1 + int((draw - FIRST_FILE) / (1 - FIRST_FILE) * (len(forms) - 1))
    return forms[0] if draw < FIRST_FILE or not forms[1:] else forms[others]


def _given(region: Region, round_name: str) -> dict[str, tuple[str, str]]:
    """Return source and beside by respondent, as `replies` says for a round."""
    rows = region.drivers.replies
    rows = rows[rows["round"] == round_name]
    said = zip(rows["source"], rows["beside"], strict=True)
    return dict(zip(rows["member_id"], said, strict=True))


def with_earlier_replies(sheets: list[Sheet]) -> list[Sheet]:
    """Return the files with the earlier of two replies of a respondent added.

    It has other answers, stands in the other file, and does not count.
    """
    return [
        replace(one, replies=[*one.replies, *_earlier(one, sheets)]) for one in sheets
    ]


def _earlier(sheet: Sheet, sheets: list[Sheet]) -> list[Reply]:
    """Return the replies of this file that one in another file takes the place of."""
    region, file = sheet.region, sheet.form.file
    found = []
    for person, (source, beside) in _given(region, sheet.round).items():
        here = file.source == (source if beside == EARLIER else "")
        others = (r for one in sheets if one.round == sheet.round for r in one.replies)
        counts = [reply for reply in others if reply.person == person]
        if beside and here and counts:
            found += _replaced(sheet, counts[0])
    return found


def _replaced(sheet: Sheet, later: Reply) -> list[Reply]:
    """Return an earlier reply, by a day at least, as a file may hold the day alone."""
    until = later.moment - dt.timedelta(days=1)
    rng = sheet.region.rng("earlier", sheet.form.file.labels[0], later.person)
    drawing = replace(sheet, rng=rng)
    cells = drawing.any_of([reply.cells for reply in sheet.replies])
    if until <= sheet.form.opened or cells is None or not sheet.form.who:
        return []
    name = {sheet.form.who: sheet.region.typed(later.person)}
    moment = min(drawing.moment(later.moment), until)
    earlier = Reply(later.person, moment, cells | name)
    return [dropped(sheet, earlier, "replaced_reply")]
