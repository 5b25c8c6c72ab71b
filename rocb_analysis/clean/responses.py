"""The replies that count as long tables: an answer a row, a reply a row."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from rocb_analysis.clean.reading import Answer
from rocb_analysis.clean.replies import NO_ANSWERS, FileReader, Reply
from rocb_analysis.survey.records import Question, Use

# What can be asked: a question, its subject, its place (or a list without either).
Unit = tuple[str, str, int | None]


def response_rows(readers: list[FileReader], replies: Iterable[Reply]) -> pd.DataFrame:
    """Return a row a question, subject and place asked, for each reply.

    What only another file of the round asked has the state not_asked.
    """
    lacking = {reader.file.row: _lacking(reader, readers) for reader in readers}
    rows: list[tuple[object, ...]] = []
    for reply in replies:
        answers = reply.reading.answers + [
            Answer(question, subject, place, "", None, "not_asked")
            for question, subject, place in lacking[reply.file.row]
        ]
        who = (reply.file.round, reply.respondent_id)
        rows += [(*who, *_fields(answer)) for answer in answers]
    return pd.DataFrame(rows, columns=[*_WHO, *_FIELDS])


_WHO = ["round", "respondent_id"]
_FIELDS = list(Answer.__dataclass_fields__)


def _fields(answer: Answer) -> tuple[object, ...]:
    return tuple(getattr(answer, name) for name in _FIELDS)


def _lacking(reader: FileReader, readers: list[FileReader]) -> list[Unit]:
    """Return what other files of the round asked and this one did not.

    A ballot that is a list in a cell asks of as many places as one cares to name.
    """
    mine = units_asked(reader)
    listed = {
        column.use.question_id
        for column in reader.columns
        if _kind(reader, column.use) == "top_n" and column.use.position is None
    }
    others = (one for one in readers if one.file.round == reader.file.round)
    units = dict.fromkeys(unit for one in others for unit in units_asked(one))
    return [unit for unit in units if unit not in mine and unit[0] not in listed]


def _kind(reader: FileReader, use: Use) -> str:
    return reader.survey.question[use.question_id].kind


def units_asked(reader: FileReader) -> dict[Unit, None]:
    """Return every question, subject and place asked in a file, in order."""
    units: dict[Unit, None] = {}
    for column in reader.columns:
        use = column.use
        question = reader.survey.question[use.question_id]
        if question.kind in NO_ANSWERS:
            continue
        for subject in _subjects_listed(reader, question, use.subject_id):
            for place in _places(reader, question, use, subject):
                units[(use.question_id, subject, place)] = None
    return units


def _places(
    reader: FileReader, question: Question, use: Use, subject: str
) -> Iterable[int | None]:
    """Return the places a column asks of; a list of options has none."""
    if question.kind == "many" and not subject:
        return [None]
    if question.kind == "top_n" and use.position is None:
        return range(1, (reader.file.picks_allowed or 1) + 1)
    return [use.position]


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
