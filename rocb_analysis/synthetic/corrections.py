"""Plant the slips that the rows of `corrections` mend, and keep those that decide."""

from __future__ import annotations

from dataclasses import replace

from rocb_analysis.survey.records import Use
from rocb_analysis.synthetic.cell_defects import CHOICE, by_places
from rocb_analysis.synthetic.files import Laid
from rocb_analysis.synthetic.forms import Asked, Reply
from rocb_analysis.synthetic.region import Region
from rocb_analysis.synthetic.sheet import CORRECTED, Rows, Sheet, written
from rocb_analysis.synthetic.truth import identified


def plant_slips(sheet: Sheet) -> tuple[Sheet, list[int]]:
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


def _slip(sheet: Sheet, reply: Reply, use: Use, answer: str) -> Rows:
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


def _slip_on_ballot(sheet: Sheet, reply: Reply, header: str, answer: str) -> Rows:
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
    sheet: Sheet, reply: Reply, asked: Asked, header: str, answer: str
) -> Rows:
    wrong = sheet.any_of([a.answer for a in asked.answers if a.answer != answer])
    if not wrong or answer not in {a.answer for a in asked.answers}:
        return None
    return [written(reply, header, wrong, "corrected", CORRECTED)]
