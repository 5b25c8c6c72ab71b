"""Cross-check questions that speak of a place: no answer may come out twice."""

from __future__ import annotations

from collections.abc import Iterator

from rocb_analysis.survey.cells import problem
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem, Question, RoundFile

_LISTS = frozenset({"many", "top_n"})


def place_problems(survey: Survey) -> Iterator[Problem]:
    """Yield questions about a place whose answers would share a key of responses."""
    told: set[str] = set()
    for file in survey.round_files:
        for question_id, rows in _without_subject(survey, file).items():
            placed = [row for row, position in rows.items() if position]
            question = survey.question[question_id]
            # Of other kinds an answer keeps the place it was given at.
            if question.kind not in _LISTS or not placed or question_id in told:
                continue
            row, what = placed[0], ""
            if len(placed) < len(rows):
                what = f"{question_id} has columns with a position and without one in "
                what += f"{file.file}; make two questions of them, or ignore one way."
            elif _offers_subjects(survey, question):
                what = f"{question_id} speaks of the subject at a place, so what it "
                what += "lists can be no subjects; name a scale without subject_id."
            if what:
                told.add(question_id)
                yield problem(survey, "columns", row, "position", what)


def _without_subject(survey: Survey, file: RoundFile) -> dict[str, dict[int, str]]:
    """Return for each question asked in a file the rows without a subject, with their
    position.
    """
    label = survey.column_of(file)
    said: dict[str, dict[int, str]] = {}
    for row, cells in survey.columns.iterrows() if label else ():
        if cells[label] and not cells["subject_id"]:
            rows = said.setdefault(cells["question_id"], {})
            rows[int(str(row))] = cells["position"]
    return said


def _offers_subjects(survey: Survey, question: Question) -> bool:
    """Say whether a list in a cell offers subjects: its scale's, else every one."""
    if question.kind != "many":
        return False
    answers = survey.scale.get(question.scale_id, [])
    return not question.scale_id or any(answer.subject_id for answer in answers)
