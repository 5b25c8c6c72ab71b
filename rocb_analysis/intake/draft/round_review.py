"""List what a person decides when a round is added, and say it in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rocb_analysis.intake.draft.own_columns import reason_to_ignore
from rocb_analysis.intake.draft.round_answers import UnknownAnswer, unknown_answers
from rocb_analysis.intake.draft.round_edits import Added, round_before, undecided
from rocb_analysis.intake.draft.round_headers import near_rows
from rocb_analysis.intake.draft.round_subjects import (
    ANSWER,
    new_in_list,
    new_item,
    new_items,
    unnamed,
)
from rocb_analysis.intake.draft.tables_drafted import Row
from rocb_analysis.intake.exports import Export
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.questionnaire import has_form, questionnaire_changes
from rocb_analysis.survey.text import counted, listed, plain

NEAR, NEW, GONE = "heading nearly the same", "new heading", "heading no longer there"
NAME, CHANGE = "name of no member", "change of the form"
# Differences that a heading written otherwise would only seem to make.
_ENDS = (
    "no longer asked",
    "subject withdrawn",
    "option withdrawn",
    "places changed",
    "scale changed",
    "need asked by another question",
)
OFFERED = "taken to be offered as before"


@dataclass(frozen=True)
class AddedRound:
    """What was added: its column in `columns`, the review file, sentences about it.

    last: what a person must not overlook, or "".
    """

    column: str
    review: Path
    sentences: tuple[str, ...]
    last: str = ""


def review_path(survey: Survey, label: str, word: str = "") -> Path:
    """Return the review's place; another file of a round has one by its own word."""
    name = f"{label}_{word}" if word else label
    name = "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
    return survey.path / "review" / f"{name}.csv"


def review_rows(before: Survey, after: Survey, added: Added, column: str) -> list[Row]:
    """Return the review: a row a thing that a person decides or should know.

    before: the survey without the file; after: with what is certain filled in. column:
    where in `columns` the file's headings stand.
    """
    name = plain(added.row["file"])
    file = next(file for file in after.round_files if plain(file.file) == name)
    export = replace(added.export, file=file)
    return [
        *_headings(before, added, column),
        *_answers(after, export, column),
        *unnamed(before, added, column),
        *_changes(before, after, added),
        *_offered(before, after, added),
    ]


def _headings(survey: Survey, added: Added, column: str) -> Iterator[Row]:
    """Yield near pairs first, then what is new and what has vanished."""
    headers = added.headers
    rows = list(headers.vanished)
    files = survey.codebook.files
    for pair in headers.near:
        row = rows[pair.second]
        question = survey.columns.loc[row, "question_id"]
        yield {
            "what": NEAR,
            "where": headers.new[pair.first],
            "suggestion": headers.vanished[row],
            "likeness": f"{pair.likeness:.2f}",
            "why": f"{question}, row {row} of {files['columns']}; the wording changed",
            "to_decide": "if it is the same question, write the new heading into that "
            f"row, column {column}, and into breaks what the change means",
        }
    near = {headers.new[pair.first] for pair in headers.near}
    of_grids = new_items(survey, added)
    for header in headers.new:
        if header in of_grids and header not in near:
            yield new_item(survey, header, *of_grids[header], column)
        elif header not in near:
            yield _new(files, added, header, column)
    told = {rows[pair.second] for pair in headers.near}
    for row, header in headers.vanished.items():
        if row not in told:
            why = f"{survey.columns.loc[row, 'question_id']}, row {row}; asked before"
            yield {"what": GONE, "where": header, "why": why}


def _new(files: dict[str, str], added: Added, header: str, column: str) -> Row:
    index = added.export.headers.index(header)
    reason = reason_to_ignore(header, [row[index] for row in added.export.rows])
    decide = f"write it in {files['columns']}, column {column}, in a row of its "
    decide += "question, or in "
    decide += f"{files['ignored_columns']} with a reason"
    why = "No earlier round has it"
    return {
        "what": NEW,
        "where": header,
        "suggestion": f"leave it out: {reason}" if reason else "",
        "why": why,
        "to_decide": decide,
    }


def _answers(after: Survey, export: Export, column: str) -> Iterator[Row]:
    listed_subjects = set(after.scales["scale_id"][after.scales["subject_id"] != ""])
    for one in unknown_answers(after, export):
        member = one.name == "member"
        if one.name in listed_subjects and not one.before:
            yield new_in_list(after, one, column)
            continue
        lacks = "It is no member's name" if member else f"It is not in {one.name}"
        told = f"{lacks}; met in {counted(one.times, 'cell')} of {one.header}"
        yield {
            "what": NAME if member else ANSWER,
            "where": one.answer,
            "suggestion": one.nearest,
            "likeness": f"{one.likeness:.2f}" if one.nearest else "",
            "why": told + ("; an earlier round offered it" if one.before else ""),
            "to_decide": _of_answer(after, one),
        }


def _of_answer(survey: Survey, one: UnknownAnswer) -> str:
    """Return what to do with an answer that nothing in the codebook means."""
    if one.before:
        return "if the form offered it again, add the round to offered_in"
    spellings = f"write it in {survey.codebook.files['spellings']}"
    if one.name != "member":
        return f"{spellings} (list {one.name}), or add it to scales"
    member = survey.member_by_name.get(one.nearest, "")
    which = f"its member_id ({member})" if member else "the member_id it means"
    return f"{spellings} (list member), with {which}"


def _changes(before: Survey, after: Survey, added: Added) -> Iterator[Row]:
    """Yield what differs from the last round's form and would matter to a trend."""
    last = round_before(before, added.label)
    if not last or added.is_second:
        return
    if not (has_form(after, last) and has_form(after, added.label)):
        return
    changes = questionnaire_changes(after, last, added.label)
    reworded = _near_questions(before, added)
    # What may not be offered any more is told as that.
    waiting = set(before.scales.loc[undecided(before, added), "subject_id"])
    withdrawn = changes["what"] == "option withdrawn"
    changes = changes[
        (changes["breaks_trend"] != "no")
        & ~(withdrawn & changes["subject_id"].isin(waiting))
        & ~(changes["what"].isin(_ENDS) & changes["question_id"].isin(reworded))
    ]
    for one in changes.itertuples(index=False):
        change = " -> ".join(filter(None, [one.before, one.after]))
        yield {
            "what": CHANGE,
            "where": listed(filter(None, [one.question_id, one.subject_id])),
            "suggestion": "no" if one.breaks_trend == "yes" else "with_care",
            "why": f"{one.what}: {change}. {one.why}",
            "to_decide": f"add a row to breaks from round {added.label}, or leave it",
        }
    yield from _order(before, added, last)


def _near_questions(survey: Survey, added: Added) -> set[str]:
    """Return the questions one of whose headings may only be written otherwise now."""
    rows = near_rows(added.headers)
    return {survey.columns.loc[row, "question_id"] for row in rows}


def _order(before: Survey, added: Added, last: str) -> Iterator[Row]:
    """Yield questions whose columns stand in another order than those of `columns`."""
    label = added.headers.beside
    if not label:
        return
    by_row = {row: header for header, row in added.headers.rows.items()}
    place = {header: i for i, header in enumerate(added.export.headers)}
    for question, rows in before.columns.groupby("question_id", sort=False):
        both = [int(r) for r in rows.index if rows.loc[r, label] and int(r) in by_row]
        places = [place[plain(by_row[row])] for row in both]
        if places != sorted(places):
            yield {
                "what": CHANGE,
                "where": str(question),
                "why": "Its columns stand in another order than in the codebook",
                "to_decide": f"if the form of {last} had another order, add a row to "
                "breaks: what stands first is chosen more often",
            }


def _offered(before: Survey, after: Survey, added: Added) -> Iterator[Row]:
    """Yield the lists whose answers are taken to be offered: the last round did."""
    met = {plain(cell) for row in added.export.rows for cell in row}
    old, new = before.scales["offered_in"], after.scales["offered_in"]
    rows = [row for row in old.index if old[row] != new[row]]
    for scale_id, taken in after.scales.loc[rows].groupby("scale_id", sort=False):
        unseen = [answer for answer in taken["answer"] if plain(answer) not in met]
        where = f"{after.codebook.files['scales']}, rows {min(taken.index)} to "
        yield {
            "what": OFFERED,
            "where": str(scale_id),
            "suggestion": counted(len(taken), "answer"),
            "why": "Offered in the last round"
            + (f"; nobody chose alone {few(unseen)}" if unseen else "; all chosen"),
            "to_decide": "if the form did not offer one of them, take the round out of "
            f"offered_in in {where}{max(taken.index)}"
            if unseen
            else "",
        }


def few(names: list[str]) -> str:
    """Return the first few names, quoted, and how many more there are."""
    told = [f'"{name}"' for name in names[:3]]
    return listed(told + ([f"{len(names) - 3} more"] if names[3:] else []))
