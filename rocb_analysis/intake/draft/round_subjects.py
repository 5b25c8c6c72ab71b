"""What a new file does to the list of subjects: new ones, and ones perhaps dropped."""

from __future__ import annotations

from collections.abc import Iterator

from rocb_analysis.intake.draft.items import items_of
from rocb_analysis.intake.draft.names import Names
from rocb_analysis.intake.draft.round_answers import UnknownAnswer
from rocb_analysis.intake.draft.round_edits import Added, undecided
from rocb_analysis.intake.draft.tables_drafted import Row
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.text import counted

ANSWER = "unknown answer"
SUBJECT, UNNAMED = "new subject", "subject perhaps no longer offered"
# Between the rows that a new subject needs.
THEN = "; then "


def new_items(survey: Survey, added: Added) -> dict[str, tuple[str, str]]:
    """Return the new headings that ask of a subject: question and subject's words."""
    items = items_of(added.export.headers)
    question_of = {}
    for header, row in added.headers.rows.items():
        said = survey.columns.loc[row]
        if said["subject_id"] and header in items:
            question_of[items[header].stem] = said["question_id"]
    return {
        header: (question_of[items[header].stem], items[header].text)
        for header in added.headers.new
        if header in items and items[header].stem in question_of
    }


def new_item(survey: Survey, header: str, question: str, text: str, column: str) -> Row:
    """Return what a heading of a new subject needs: a row in each table, at once."""
    name, files = new_id(survey, text), survey.codebook.files
    return {
        "what": SUBJECT,
        "where": text,
        "suggestion": name,
        "why": f'{question} asks of it, under "{header}"; no earlier round has it',
        "to_decide": f"a row in {files['subjects']} (subject_id {name}, label {text})"
        f"{THEN}a row in {files['columns']} (question_id {question}, subject_id "
        f"{name}, {column} = {header})",
    }


def new_id(survey: Survey, text: str) -> str:
    """Return an id for a new subject, the same for the same words."""
    return Names("subject", taken={*survey.subjects["subject_id"]}).of(text)


def new_in_list(survey: Survey, one: UnknownAnswer, column: str) -> Row:
    """Return what an answer needs that no list of subjects has: new, or reworded."""
    files, known = survey.codebook.files, ""
    for answer in survey.scale[one.name]:
        known = answer.subject_id if answer.answer == one.nearest else known
    name = known or new_id(survey, one.answer)
    row = f"a row in {files['scales']} (scale_id {one.name}, answer {one.answer}, "
    row += f"subject_id {name}, offered_in {column})"
    subject = f"a row in {files['subjects']} (subject_id {name}, label {one.answer})"
    new = f"if {known} is meant, {row}; if it is a new subject, that row with another "
    new += f"subject_id and a row in {files['subjects']}"
    return {
        "what": ANSWER if known else SUBJECT,
        "where": one.answer,
        "suggestion": one.nearest if known else name,
        "likeness": f"{one.likeness:.2f}" if known else "",
        "why": f"{one.header} names it ({counted(one.times, 'cell')}); {one.name} does "
        "not have it",
        "to_decide": (new if known else f"{subject}{THEN}{row}")
        + f"; if no subject is meant, a row in {files['spellings']} (list {one.name}, "
        "found = this one, means blank)",
    }


def unnamed(before: Survey, added: Added, column: str) -> Iterator[Row]:
    """Yield the subjects of the last form that nobody names: were they offered?"""
    files, scales = before.codebook.files, before.scales
    gone = {before.columns.loc[r, "subject_id"] for r in added.headers.vanished}
    for row in undecided(before, added):
        said = scales.loc[row]
        scale, subject = said["scale_id"], said["subject_id"]
        asks = [q.question_id for q in before.question.values() if q.scale_id == scale]
        yield {
            "what": UNNAMED,
            "where": said["answer"],
            "suggestion": "not offered" if subject in gone else "",
            "why": f"{scale} offered it in the round before; now nobody names it, and "
            + ("its own heading is gone" if subject in gone else "it has no heading"),
            "to_decide": f"if the form offered it, add {column} to offered_in in "
            f"{files['scales']}, row {row}; if not, a row in {files['breaks']} "
            f"(question_id {asks[0]}, subject_id {subject}, from_round {added.label}, "
            "comparable no). Until then it counts as not asked",
        }
