"""The replies that count as long tables: an answer a row, a reply a row."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from rocb_analysis.clean.reading import Answer
from rocb_analysis.clean.replies import FileReader, Reply
from rocb_analysis.survey.records import Question

# What can be asked: a question, its subject, its place (or a list without either).
Unit = tuple[str, str, int | None]


def response_rows(readers: list[FileReader], replies: Iterable[Reply]) -> pd.DataFrame:
    """Return a row a question, subject and place asked, for each reply.

    What only another file of the round asked has the state not_asked.
    """
    asked = {reader.file.labels[0]: units_asked(reader) for reader in readers}
    rows: list[tuple[object, ...]] = []
    for reply in replies:
        mine = asked[reply.file.labels[0]]
        others = [units for label, units in asked.items() if _same_round(label, reply)]
        missing = [u for units in others for u in units if u not in mine]
        answers = reply.reading.answers + [
            Answer(question, subject, place, "", None, "not_asked")
            for question, subject, place in dict.fromkeys(missing)
        ]
        who = (reply.file.round, reply.respondent_id)
        rows += [(*who, *_fields(answer)) for answer in answers]
    return pd.DataFrame(rows, columns=[*_WHO, *_FIELDS])


_WHO = ["round", "respondent_id"]
_FIELDS = list(Answer.__dataclass_fields__)


def _fields(answer: Answer) -> tuple[object, ...]:
    return tuple(getattr(answer, name) for name in _FIELDS)


def _same_round(label: str, reply: Reply) -> bool:
    return label.partition("/")[0] == reply.file.round


def units_asked(reader: FileReader) -> dict[Unit, None]:
    """Return every question, subject and place asked in a file, in order."""
    units: dict[Unit, None] = {}
    for column in reader.columns:
        use = column.use
        question = reader.survey.question[use.question_id]
        if question.kind in {"respondent", "replied_on"}:
            continue
        for subject in _subjects_listed(reader, question, use.subject_id):
            place = None if question.kind == "many" and not subject else use.position
            units[(use.question_id, subject, place)] = None
    return units


def _subjects_listed(
    reader: FileReader, question: Question, subject_id: str
) -> list[str]:
    """Return the subjects a column asks of: its own, or all a list in a cell offers."""
    if question.kind != "many" or subject_id:
        return [subject_id]
    offered = reader.lists[question.question_id].offered.values()
    return list(dict.fromkeys(answer.subject_id for answer in offered))


def respondent_rows(replies: Iterable[Reply]) -> pd.DataFrame:
    """Return a row a reply that counts, with its place in the raw files."""
    return pd.DataFrame(
        [
            {
                "round": reply.file.round,
                "respondent_id": reply.respondent_id,
                "source": reply.file.source,
                "file": reply.file.file,
                "sheet": reply.sheet,
                "row": reply.row,
                "replied_on": reply.replied_on,
                "replies_set_aside": reply.set_aside_others,
            }
            for reply in replies
        ]
    )
