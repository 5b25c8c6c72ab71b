"""Correct answers at a respondent's request, in the reply that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rocb_analysis.clean.reading import (
    BLANK,
    CORRECTED,
    RECODED,
    SET_ASIDE,
    Cell,
    Finding,
    Reading,
)
from rocb_analysis.clean.replies import NO_ANSWERS, FileReader, Reply
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem, Question, Use
from rocb_analysis.survey.text import plain


def correct(
    survey: Survey, replies: Iterable[Reply], readers: dict[int, FileReader]
) -> list[Problem]:
    """Apply the corrections to the replies, in place; return those that hit nothing."""
    counted = {
        (r.file.round, r.respondent_id): r for r in replies if not r.dropped_because
    }
    problems = []
    for key, rows in _by_reply(survey):
        reply = counted.get(key)
        hits = {row: _hit(survey, reply, said) for row, said in rows.items()}
        for row, said in rows.items():
            if not hits.get(row):
                problems.append(_no_hit(survey, row, said))
        if reply:
            texts = {hit.index: rows[row]["answer"] for row, hit in hits.items() if hit}
            reasons = {h.index: rows[row]["reason"] for row, h in hits.items() if h}
            _re_read(reply, readers[reply.file.row], texts, reasons)
    return problems


def _by_reply(
    survey: Survey,
) -> Iterator[tuple[tuple[str, str], dict[int, dict[str, str]]]]:
    """Yield the corrections of each reply, by spreadsheet row."""
    groups: dict[tuple[str, str], dict[int, dict[str, str]]] = {}
    for row, said in survey.corrections.iterrows():
        key = (said["round"], said["respondent_id"])
        groups.setdefault(key, {})[int(str(row))] = dict(said)
    yield from groups.items()


def _hit(survey: Survey, reply: Reply | None, said: dict[str, str]) -> Cell | None:
    """Return the cell with the answer a correction speaks of."""
    place = int(said["position"]) if said["position"] else None
    question = survey.question[said["question_id"]]
    if reply is None or question.kind in NO_ANSWERS:
        return None
    for cell in reply.cells:
        use = cell.use
        same = (use.question_id, use.position) == (question.question_id, place)
        if same and said["subject_id"] in _subjects_at(reply, question, use):
            return cell
    return None


def _subjects_at(reply: Reply, question: Question, use: Use) -> set[str]:
    """Return what a cell may be called by: its subject, or the one named at its place.

    The positions of a `many` number its options, so they say nothing of its place.
    """
    if question.kind == "many" or use.subject_id or use.position is None:
        return {use.subject_id}
    named = {
        answer.subject_id
        for answer in reply.reading.answers
        if (answer.question_id, answer.position) == (use.question_id, use.position)
    }
    return {"", *named}


def _no_hit(survey: Survey, row: int, said: dict[str, str]) -> Problem:
    what = f"no answer of {said['respondent_id']} in round {said['round']} stands at "
    what += " / ".join(
        said[name] for name in ("question_id", "subject_id", "position") if said[name]
    )
    what += ", so the correction hits nothing; correct or delete the row."
    return Problem(survey.codebook.files["corrections"], row, "", what)


def _re_read(
    reply: Reply, reader: FileReader, texts: dict[int, str], reasons: dict[int, str]
) -> None:
    """Read the reply again with the corrected texts; note each correction."""
    raw = {cell.index: cell for cell in reply.cells}
    cells = [replace(c, text=texts.get(c.index, c.text)) for c in reply.cells]
    kinds = {c.header: reader.survey.question[c.use.question_id].kind for c in cells}
    kept = [f for f in reply.reading.findings if kinds[f.header] in NO_ANSWERS]
    reading = Reading(fates=dict(reply.reading.fates), findings=kept)
    reading.add(reader.read_questions(cells))
    corrected = {raw[index].header for index in texts}
    # What a spelling does to the corrected text is no news of the raw file.
    reading.findings = [
        f for f in reading.findings if not (f.decided and f.header in corrected)
    ]
    for index, text in texts.items():
        cell = raw[index]
        reading.fates[index] = _fate(cell, reading.fates[index])
        reason = f'Corrected to "{text}" at the respondent\'s request: '
        reason += reasons[index] or "no reason given."
        finding = Finding(cell.header, cell.text, CORRECTED, reason, decided=True)
        reading.findings.append(finding)
    reply.reading = reading


def _fate(raw: Cell, corrected: str) -> str:
    """Return what became of a raw cell: corrected, unless that is of no use either."""
    if not plain(raw.text):
        return BLANK
    return SET_ASIDE if corrected == SET_ASIDE else RECODED
