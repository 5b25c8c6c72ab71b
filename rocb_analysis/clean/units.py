"""What a file asks: each question with its subject and place."""

from __future__ import annotations

from collections.abc import Iterable

from rocb_analysis.clean.replies import NO_ANSWERS, FileReader
from rocb_analysis.survey.records import Question, Use

# What can be asked: a question, its subject, its place (or a list without either).
Unit = tuple[str, str, int | None]


def lacking_units(reader: FileReader, readers: Iterable[FileReader]) -> list[Unit]:
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
