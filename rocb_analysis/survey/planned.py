"""Rounds that are planned: the codebook has their column, rounds not yet their file."""

from __future__ import annotations

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.folder import CODEBOOK
from rocb_analysis.survey.text import nearest


def planned_columns(survey: Survey) -> list[str]:
    """Return the columns of `columns` that no round has yet, with filled cells.

    While a round of rounds lacks its column, an unknown one may be that one mistyped.
    """
    files, said = survey.round_files, survey.columns
    if "rounds" in survey.codebook.unread or not all(map(survey.column_of, files)):
        return []
    known = {*CODEBOOK["columns"], *(label for file in files for label in file.labels)}
    return [
        str(name)
        for name in said.columns
        if name and name not in known and (said[name] != "").any()
        # A mistyped question_id is no round.
        if not nearest(str(name), CODEBOOK["columns"])
    ]


def planned_questions(survey: Survey) -> set[str]:
    """Return the questions that only planned rounds ask."""
    planned, said = planned_columns(survey), survey.columns
    now = [survey.column_of(file) for file in survey.round_files]
    asked = (said[[name for name in now if name]] != "").any(axis=1)
    coming = (said[planned] != "").any(axis=1)
    return {*said["question_id"][coming]} - {*said["question_id"][asked]}
