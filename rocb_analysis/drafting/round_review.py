"""List what a person decides when a round is added, and say it in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rocb_analysis.core.text import counted, listed, plain
from rocb_analysis.drafting.codebook_edit import Names, Row
from rocb_analysis.drafting.new_questions import items_of
from rocb_analysis.drafting.paradata import reason_to_ignore
from rocb_analysis.drafting.round_edits import (
    Added,
    UnknownAnswer,
    near_rows,
    round_before,
    undecided,
    unknown_answers,
)
from rocb_analysis.intake.export import Export
from rocb_analysis.survey.questionnaire import has_form, questionnaire_changes
from rocb_analysis.survey.survey_folder import Survey

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


# What a new file does to the list of subjects: new ones, and ones perhaps dropped.

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


# Say what was added: first what a person decides, in order, and where to write it.

# What is to be decided, what stops a report first: how it is told, one and several.
_DECIDED = {
    NEAR: ("heading is nearly as before", "headings are nearly as before"),
    NEW: ("heading is new", "headings are new"),
    NAME: ("name is no member's", "names are no member's"),
    ANSWER: ("answer is not in its scale", "answers are not in their scales"),
    CHANGE: ("change may break a trend", "changes may break a trend"),
}


def sentences(
    survey: Survey, added: Added, column: str, review: list[Row]
) -> Iterator[str]:
    """Yield what is to be decided, by number, then what was done and what is known."""
    decisions = [*_decisions(survey, column, review), *_of_dates(survey, added)]
    for number, decision in enumerate(decisions, start=1):
        yield f"{number}. {decision}"
    yield added_in_words(added, column)
    yield from _facts(review)


def added_in_words(added: Added, column: str) -> str:
    """Return what was added: the file, its round, how many headings are known."""
    headers, row = added.headers, added.row
    return (
        f"{row['file']} ({added.export.tool.name.replace('_', ' ')}, "
        f"{counted(len(added.export.rows), 'row')}) is round {added.label}"
        f"{', ' + row['source'] if row['source'] else ''}: "
        f"{counted(len(headers.rows), 'heading')} filled in under {column}"
        + (f", {len(headers.ignored)} left out as before." if headers.ignored else ".")
    )


def of_synthetic(row: dict[str, str]) -> str:
    """Return what to do with real replies if the round is marked synthetic, or ""."""
    if row.get("data_kind") != "synthetic":
        return ""
    return (
        f"Round {row['round']} is marked synthetic, as the rounds before it: real "
        "replies belong into a survey folder of their own"
    )


def _decisions(survey: Survey, column: str, review: list[Row]) -> Iterator[str]:
    """Yield a sentence for each sort of thing to be decided."""
    yield from _new_subjects(review)
    yield from _unnamed(survey, column, review)
    for what, (one, many) in _DECIDED.items():
        found = [row["where"] for row in review if row["what"] == what]
        if found:
            each = "it" if len(found) == 1 else "each"
            where = _where(survey.codebook.files, what, column)
            yield (
                f"{counted(len(found), one, many)} ({few([*dict.fromkeys(found)])}): "
                f"write {each} in {where}."
            )


def _new_subjects(review: list[Row]) -> Iterator[str]:
    """Yield a sentence a new subject: every row it needs, in which table."""
    rows = [row for row in review if row["what"] == SUBJECT]
    for name in dict.fromkeys(row["suggestion"] for row in rows):
        own = [row for row in rows if row["suggestion"] == name]
        needs = (row["to_decide"].partition("; if no subject")[0] for row in own)
        parts = dict.fromkeys(part for one in needs for part in one.split(THEN))
        yield f'"{own[0]["where"]}" is a new subject: write {listed(parts)}.'


def _unnamed(survey: Survey, column: str, review: list[Row]) -> Iterator[str]:
    """Yield what to decide of subjects that may not be offered any more."""
    found = [row["where"] for row in review if row["what"] == UNNAMED]
    if not found:
        return
    one = len(found) == 1
    is_one, them = ("is", "it") if one else ("are", "them")
    counts = "it counts" if one else "they count"
    files = survey.codebook.files
    yield (
        f"{counted(len(found), 'subject')} of the round before {is_one} perhaps no "
        f"longer offered ({few(found)}): if the form offered {them}, add {column} to "
        f"offered_in in {files['scales']}; if not, write {them} in {files['breaks']} "
        f"(comparable no); until then {counts} as not asked."
    )


def _where(files: dict[str, str], what: str, column: str) -> str:
    """Return the file and column where a person writes what is decided."""
    aside = f"or in {files['ignored_columns']}, column header, with a reason"
    heading = f"{files['columns']}, column {column}, in the row"
    return {
        NEAR: f"{heading} that the review names, {aside}",
        NEW: f"{heading} of its question, {aside}",
        NAME: f"{files['spellings']} (list member), column found, and what it means",
        ANSWER: f"{files['spellings']}, column found, or in {files['scales']}, column "
        "answer",
        CHANGE: f"{files['breaks']}, column comparable, from this round, or leave it",
    }[what]


def _facts(review: list[Row]) -> Iterator[str]:
    """Yield what needs no decision, but may surprise."""
    gone = [row["where"] for row in review if row["what"] == GONE]
    if gone:
        one, many = "heading is no longer there", "headings are no longer there"
        yield f"{counted(len(gone), one, many)}: {few(gone)}."
    taken = {
        row["where"]: row["suggestion"] for row in review if row["what"] == OFFERED
    }
    if taken:
        total = sum(int(told.split()[0].replace(",", "")) for told in taken.values())
        yield (
            f"{counted(total, 'answer')} of {counted(len(taken), 'list')} "
            f"{'is' if total == 1 else 'are'} taken to be offered as before: "
            f"{listed(taken)}."
        )


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
