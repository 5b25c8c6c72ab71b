"""List what a person decides when a round is added, and say it in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rocb_analysis.intake.draft.own_columns import reason_to_ignore
from rocb_analysis.intake.draft.round_answers import unknown_answers
from rocb_analysis.intake.draft.round_edits import Added
from rocb_analysis.intake.draft.tables_drafted import Row
from rocb_analysis.intake.exports import Export
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.questionnaire import has_form, questionnaire_changes
from rocb_analysis.survey.text import counted, listed, plain

NEAR, NEW, GONE = "heading nearly the same", "new heading", "heading no longer there"
ANSWER, NAME, CHANGE = "unknown answer", "name of no member", "change of the form"
OFFERED = "taken to be offered as before"


def review_rows(before: Survey, after: Survey, added: Added) -> list[Row]:
    """Return the review: a row a thing that a person decides or should know.

    before: the survey without the file; after: with what is certain filled in.
    """
    export = replace(added.export, file=after.round_files[-1])
    return [
        *_headings(before, added),
        *_answers(after, export),
        *_changes(before, after, added),
        *_offered(before, after, added),
    ]


def _headings(survey: Survey, added: Added) -> Iterator[Row]:
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
            "row, and into breaks what the change means",
        }
    near = {headers.new[pair.first] for pair in headers.near}
    for header in headers.new:
        if header not in near:
            yield _new(files, added, header)
    told = {rows[pair.second] for pair in headers.near}
    for row, header in headers.vanished.items():
        if row not in told:
            why = f"{survey.columns.loc[row, 'question_id']}, row {row}; asked before"
            yield {"what": GONE, "where": header, "why": why}


def _new(files: dict[str, str], added: Added, header: str) -> Row:
    index = added.export.headers.index(header)
    reason = reason_to_ignore(header, [row[index] for row in added.export.rows])
    decide = f"write it in {files['columns']}, in a row of its question, or in "
    decide += f"{files['ignored_columns']} with a reason"
    why = "No earlier round has it"
    return {
        "what": NEW,
        "where": header,
        "suggestion": f"leave it out: {reason}" if reason else "",
        "why": why,
        "to_decide": decide,
    }


def _answers(after: Survey, export: Export) -> Iterator[Row]:
    for one in unknown_answers(after, export):
        member = one.name == "member"
        lacks = "It is no member's name" if member else f"It is not in {one.name}"
        told = f"{lacks}; met in {counted(one.times, 'cell')} of {one.header}"
        yield {
            "what": NAME if member else ANSWER,
            "where": one.answer,
            "suggestion": one.nearest,
            "likeness": f"{one.likeness:.2f}" if one.nearest else "",
            "why": told + ("; an earlier round offered it" if one.before else ""),
            "to_decide": "if the form offered it again, add the round to offered_in"
            if one.before
            else f"write it in spellings (list {one.name})"
            + ("" if member else ", or add it to scales"),
        }


def _changes(before: Survey, after: Survey, added: Added) -> Iterator[Row]:
    """Yield what differs from the last round's form and would matter to a trend."""
    names = [name for name in before.round_names if name != added.label]
    if not names or added.label in before.round_names:
        return
    if not (has_form(after, names[-1]) and has_form(after, added.label)):
        return
    changes = questionnaire_changes(after, names[-1], added.label)
    for one in changes[changes["breaks_trend"] != "no"].itertuples(index=False):
        change = " -> ".join(filter(None, [one.before, one.after]))
        yield {
            "what": CHANGE,
            "where": listed(filter(None, [one.question_id, one.subject_id])),
            "suggestion": "no" if one.breaks_trend == "yes" else "with_care",
            "why": f"{one.what}: {change}. {one.why}",
            "to_decide": f"add a row to breaks from round {added.label}, or leave it",
        }
    yield from _order(before, added, names[-1])


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
    """Yield the answers that are taken to be offered because the last round did."""
    met = {plain(cell) for row in added.export.rows for cell in row}
    old = before.scales["offered_in"]
    for row in after.scales.index:
        if row in old.index and after.scales.loc[row, "offered_in"] != old[row]:
            answer = after.scales.loc[row, "answer"]
            seen = answer in met
            yield {
                "what": OFFERED,
                "where": answer,
                "why": "Offered in the last round"
                + ("; chosen in this file" if seen else "; nobody chose it alone here"),
                "to_decide": ""
                if seen
                else "if the form did not offer it, take the round out of offered_in",
            }


def sentences(
    survey: Survey, added: Added, column: str, review: list[Row]
) -> Iterator[str]:
    """Yield what was added, what is to be decided, and what could not be known."""
    headers, row = added.headers, added.row
    known = len(headers.rows)
    yield (
        f"{row['file']} ({added.export.tool.name.replace('_', ' ')}, "
        f"{counted(len(added.export.rows), 'row')}) is round {added.label}"
        f"{', ' + row['source'] if row['source'] else ''}: "
        f"{counted(known, 'heading')} filled in under {column}"
        + (f", {len(headers.ignored)} left out as before." if headers.ignored else ".")
    )
    for what, one, many in (
        (NEAR, "heading is nearly as before", "headings are nearly as before"),
        (NEW, "heading is new", "headings are new"),
        (GONE, "heading is no longer there", "headings are no longer there"),
        (NAME, "name is no member's", "names are no member's"),
        (ANSWER, "answer is not in its scale", "answers are not in their scales"),
        (CHANGE, "change may break a trend", "changes may break a trend"),
    ):
        found = [line["where"] for line in review if line["what"] == what]
        if found:
            few = listed(f'"{name}"' for name in found[:3])
            more = f" and {len(found) - 3} more" if found[3:] else ""
            yield f"{counted(len(found), one, many)}: {few}{more}."
    yield from _of_dates(survey, added)


def _of_dates(survey: Survey, added: Added) -> Iterator[str]:
    rounds = survey.codebook.files["rounds"]
    if survey.files_of(added.label):
        return
    if not added.row["asked_on"]:
        yield f"No date of a reply is certain: write asked_on in {rounds}."
    else:
        yield (
            f"asked_on is {added.row['asked_on']}, the day of the first reply: write "
            f"the day the survey was sent out in {rounds}."
        )
