"""Correct answers at a respondent's request, in the reply that counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from rocb_analysis.clean.columns import Column
from rocb_analysis.clean.parts import FATE_CODE
from rocb_analysis.clean.reading import (
    BLANK,
    CORRECTED,
    RECODED,
    SET_ASIDE,
    Finding,
)
from rocb_analysis.clean.replies import NO_ANSWERS
from rocb_analysis.clean.respondents import FileReplies
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem, Question

Said = dict[str, str]


@dataclass
class _Hits:
    """Corrected texts of one file, and why: by column, then by row."""

    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    reasons: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, column: int, row: int, said: Said) -> None:
        """Take in one correction."""
        self.texts.setdefault(column, {})[row] = said["answer"]
        self.reasons[column, row] = said["reason"]


def correct(survey: Survey, files: list[FileReplies]) -> list[Problem]:
    """Apply the corrections to the replies, in place; return those that hit nothing."""
    counted = _counted(survey, files)
    # Whose reply a row is stands corrected already.
    whose = {number for replies in files for number in replies.corrected.values()}
    hits: dict[int, _Hits] = {}
    problems = []
    for number, said in survey.corrections.drop(index=list(whose)).iterrows():
        place = counted.get((said["round"], said["respondent_id"]))
        column = place and _hit(files[place[0]], place[1], dict(said))
        if not place or not column:
            problems.append(_no_hit(survey, int(str(number)), dict(said)))
            continue
        file, row = place
        hits.setdefault(file, _Hits()).add(column.index, row, dict(said))
    for file, of_file in hits.items():
        _re_read(files[file], of_file)
    return problems


def _counted(
    survey: Survey, files: list[FileReplies]
) -> dict[tuple[str, str], tuple[int, int]]:
    """Return file and row of the reply that counts, for those a correction names."""
    corrected = survey.corrections
    wanted = set(zip(corrected["round"], corrected["respondent_id"], strict=True))
    return {
        (replies.reader.file.round, replies.ids[row]): (number, int(row))
        for number, replies in enumerate(files)
        if any(replies.reader.file.round == name for name, _ in wanted)
        for row in np.flatnonzero(replies.counted)
        if (replies.reader.file.round, replies.ids[row]) in wanted
    }


def _hit(replies: FileReplies, row: int, said: Said) -> Column | None:
    """Return the column with the answer a correction speaks of."""
    place = int(said["position"]) if said["position"] else None
    question = replies.reader.survey.question[said["question_id"]]
    if question.kind in NO_ANSWERS:
        return None
    for column in replies.reader.columns:
        use = column.use
        same = (use.question_id, use.position) == (question.question_id, place)
        if same and said["subject_id"] in _subjects_at(replies, row, question, column):
            return column
    return None


def _subjects_at(
    replies: FileReplies, row: int, question: Question, column: Column
) -> set[str]:
    """Return what a cell may be called by: its subject, or the one named at its place.

    The positions of a `many` number its options, so they say nothing of its place.
    """
    use = column.use
    if question.kind == "many" or use.subject_id or use.position is None:
        return {use.subject_id}
    answers = replies.reading.answers_of(row, question.question_id)
    return {"", *(a.subject_id for a in answers if a.position == use.position)}


def _no_hit(survey: Survey, row: int, said: Said) -> Problem:
    what = f"no answer of {said['respondent_id']} in round {said['round']} stands at "
    what += " / ".join(
        said[name] for name in ("question_id", "subject_id", "position") if said[name]
    )
    what += ", so the correction hits nothing; correct or delete the row."
    return Problem(survey.codebook.files["corrections"], row, "", what)


def _re_read(replies: FileReplies, hits: _Hits) -> None:
    """Read the file again with the corrected texts; note each correction."""
    columns = [
        column.with_texts(hits.texts.get(column.index, {}))
        for column in replies.reader.columns
    ]
    reading = replies.reader.read(columns)
    replies.reading = reading
    by_index = {column.index: column for column in replies.reader.columns}
    corrected = {
        (row, by_index[index].header)
        for index in hits.texts
        for row in hits.texts[index]
    }
    # What a spelling does to the corrected text is no news of the raw file.
    reading.findings = [
        (row, finding)
        for row, finding in reading.findings
        if not (finding.decided and (row, finding.header) in corrected)
    ]
    for index, row, finding in _corrections(hits, by_index):
        reading.findings.append((row, finding))
        filled = bool(by_index[index].filled[row])
        fates = reading.fates[index]
        fates[row] = _fate(filled=filled, corrected=int(fates[row]))


def _corrections(
    hits: _Hits, columns: dict[int, Column]
) -> Iterator[tuple[int, int, Finding]]:
    """Yield column, row and issue of each correction."""
    for index, texts in hits.texts.items():
        column = columns[index]
        for row, text in texts.items():
            done = f'Corrected to "{text}"' if text else "Set aside"
            reason = f"{done} at the respondent's request: "
            reason += hits.reasons[index, row] or "no reason given."
            raw = column.texts[column.codes[row]]
            action = CORRECTED if text else SET_ASIDE
            finding = Finding(column.header, raw, action, reason, decided=True)
            yield index, row, finding


def _fate(*, filled: bool, corrected: int) -> int:
    """Return what became of a raw cell: corrected, unless that is of no use either."""
    if not filled:
        return FATE_CODE[BLANK]
    of_no_use = {FATE_CODE[SET_ASIDE], FATE_CODE[BLANK]}
    return FATE_CODE[SET_ASIDE if corrected in of_no_use else RECODED]
