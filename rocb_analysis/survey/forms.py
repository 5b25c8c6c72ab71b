"""The form of a round as the codebook has it, be the round past or to come."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Question, ScaleAnswer
from rocb_analysis.survey.text import hint
from rocb_analysis.tables import SurveyError

# States of texts that an export holds and no form offers.
_NO_CHOICE = frozenset({"not_answered", "set_aside"})
FORM_COLUMNS = "question_id subject_id position source heading kind options".split()


def has_form(survey: Survey, round_name: str) -> bool:
    """Say whether the codebook holds the form of a round, be it past or to come."""
    return bool(_columns_of(survey, round_name))


def form_of(survey: Survey, round_name: str) -> pd.DataFrame:
    """Return the form of a round as asked.

    A row is a question, with its subject or place, in a file's form. Columns:
    question_id, subject_id, position (a number as text, or ""), source (which column
    of `columns`, where the files of the round differ), heading, kind, options (the
    answers offered, in order, joined by "; "). A round to come has a column in
    `columns` and no row in rounds yet.

    Raises SurveyError if the codebook has no form for the round.
    """
    labels = _columns_of(survey, round_name)
    if not labels:
        known = {*survey.round_names, *_headed(survey)}
        raise SurveyError(
            f'{survey.name} has no form of a round "{round_name}".'
            f"{hint(round_name, known)} Give it a column in "
            f"{survey.codebook.files['columns']}."
        )
    rows = []
    for label in labels:
        for said in survey.columns[survey.columns[label] != ""].to_dict("records"):
            question = survey.question[said["question_id"]]
            options = offered_in_form(survey, question, round_name)
            source = label if len(labels) > 1 else ""
            listed = "; ".join(answer.answer for answer in options)
            unit = [said[c] for c in ("question_id", "subject_id", "position")]
            rows.append([*unit, source, said[label], question.kind, listed])
    return pd.DataFrame(rows, columns=FORM_COLUMNS, dtype="str")


def offered_in_form(
    survey: Survey, question: Question, round_name: str
) -> list[ScaleAnswer]:
    """Return the answers a question offers in a round.

    In a round to come whose label no row of the scale names yet: as in the last round.
    """
    labels = survey.round_labels(round_name)
    answers = survey.scale.get(question.scale_id, [])
    named = any(round_name in answer.offered_in for answer in answers)
    if not labels:
        last = survey.round_names[-1]
        labels = (round_name,) if named else survey.round_labels(last)
    return [a for a in answers if a.offered(labels) and a.state not in _NO_CHOICE]


def _headed(survey: Survey) -> list[str]:
    """Return the columns of `columns` that speak of rounds or files."""
    own = {"question_id", "subject_id", "position"}
    return [name for name in survey.columns if name not in own]


def _columns_of(survey: Survey, round_name: str) -> list[str]:
    """Return the columns that hold a round's form: several where its files differ."""
    files = survey.files_of(round_name)
    labels = dict.fromkeys(survey.column_of(file) for file in files)
    if not files and round_name in _headed(survey):
        labels = {round_name: None}
    return [label for label in labels if label]
