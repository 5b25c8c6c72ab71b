"""Correct answers at a respondent's request, in the reply that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rocb_analysis.clean.reading import (
    BLANK,
    CORRECTED,
    RECODED,
    Cell,
    Finding,
    Reading,
)
from rocb_analysis.clean.replies import FileReader, Reply
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.text import plain


def correct(
    survey: Survey, replies: Iterable[Reply], readers: dict[str, FileReader]
) -> list[Problem]:
    """Apply the corrections to the replies, in place; return those that hit nothing."""
    counted = {
        (r.file.round, r.respondent_id): r for r in replies if not r.dropped_because
    }
    problems = []
    for key, rows in _by_reply(survey):
        reply = counted.get(key)
        hits = {row: _hit(reply, said) for row, said in rows.items()} if reply else {}
        for row, said in rows.items():
            if not hits.get(row):
                problems.append(_no_hit(survey, row, said))
        if reply:
            texts = {hit.index: rows[row]["answer"] for row, hit in hits.items() if hit}
            reasons = {h.index: rows[row]["reason"] for row, h in hits.items() if h}
            _re_read(reply, readers[reply.file.labels[0]], texts, reasons)
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


def _hit(reply: Reply, said: dict[str, str]) -> Cell | None:
    """Return the cell a correction speaks of."""
    place = int(said["position"]) if said["position"] else None
    named = (said["question_id"], said["subject_id"], place)
    for cell in reply.cells:
        use = cell.use
        exact = (use.question_id, use.subject_id, use.position) == named
        by_place = (use.question_id, use.position) == named[::2] and place is not None
        if exact or by_place:
            return cell
    return None


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
    asked = {answer.question_id for answer in reply.reading.answers}
    kept = [f for f in reply.reading.findings if _is_about(f, reply, asked)]
    reading = Reading(fates=dict(reply.reading.fates), findings=kept)
    reading.add(reader.read_questions(cells))
    for index, text in texts.items():
        cell = raw[index]
        reading.fates[index] = RECODED if plain(cell.text) else BLANK
        reason = f'Corrected to "{text}" at the respondent\'s request: '
        reason += reasons[index] or "no reason given."
        finding = Finding(cell.header, cell.text, CORRECTED, reason, decided=True)
        reading.findings = [f for f in reading.findings if f.header != cell.header] + [
            finding
        ]
    reply.reading = reading


def _is_about(finding: Finding, reply: Reply, asked: set[str]) -> bool:
    """Say whether a finding is about the respondent or the date, not a question."""
    questions = {c.header: c.use.question_id for c in reply.cells}
    return questions.get(finding.header, "") not in asked
