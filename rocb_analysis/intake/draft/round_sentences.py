"""Say what was added: first what a person decides, in order, and where to write it."""

from __future__ import annotations

from collections.abc import Iterator

from rocb_analysis.intake.draft.round_edits import Added
from rocb_analysis.intake.draft.round_review import (
    CHANGE,
    GONE,
    NAME,
    NEAR,
    NEW,
    OFFERED,
    few,
)
from rocb_analysis.intake.draft.round_subjects import ANSWER, SUBJECT, THEN, UNNAMED
from rocb_analysis.intake.draft.tables_drafted import Row
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.text import counted, listed

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
