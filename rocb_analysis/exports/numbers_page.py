"""Where each number comes from, for the office: sentence, table row, file and row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from rocb_analysis.exports.findings import Brief
from rocb_analysis.exports.rendering import write_page
from rocb_analysis.exports.who_named import needs_with_source
from rocb_analysis.exports.words import Words, words_of
from rocb_analysis.exports.workbook_claims import claims_of
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from rocb_analysis.survey.members import frame_of
from rocb_analysis.survey.wording import in_words

# Of the row of priorities, what a telephone call may turn on.
_COLUMNS = "members answered needing least most group".split()


def write_numbers_page(results: Results, brief: Brief, path: Path) -> None:
    """Write numbers.html: each sentence leads to its row, each row to the replies.

    For the office alone: it says who named what.
    """
    words = words_of(results)
    named = needs_with_source(results, words)
    named = named[named["round"] == results.round]
    settings = results.survey.settings
    claims = claims_of(brief)
    write_page(
        path,
        "numbers.html.j2",
        title=settings.title,
        round=results.round,
        status=brief.status,
        footer=settings.footer,
        wording=settings.wording,
        marks=brief.marks,
        need=words.need,
        tables=list(results.tables()),
        subjects=list(_subjects(results, named, words)),
        columns=_COLUMNS,
        claims=[
            {**row, "subject_id": _subject(row, results.round)}
            for row in claims.to_dict("records")
        ],
        replies=list(_replies(results, words)),
    )


def _subject(claim: dict[str, str], round_name: str) -> str:
    """Return the subject whose row of priorities a claim is of, "" if of none here."""
    key = claim["row"].split(" / ")
    is_here = claim["table"] == "priorities" and key[:-1] == [round_name, ALL]
    return key[-1] if is_here else ""


def _subjects(
    results: Results, named: pd.DataFrame, words: Words
) -> Iterator[dict[str, object]]:
    """Yield each subject asked: its sentence, its row of priorities, who named it."""
    rows = results.priorities
    rows = rows[(rows["round"] == results.round) & (rows["sub_region"] == ALL)]
    told = rows.assign(label=rows["subject_id"].map(words.labels))
    for row in told.sort_values("label").to_dict("records"):
        own = named[named["subject_id"] == row["subject_id"]]
        yield {
            "subject_id": row["subject_id"],
            "label": row["label"],
            "sentence": _sentence(row, words, results.survey.settings.wording),
            "cells": ["" if pd.isna(row[c]) else row[c] for c in _COLUMNS],
            "key": " / ".join((row["round"], row["sub_region"], row["subject_id"])),
            "named_by": own.to_dict("records"),
        }


def _sentence(row: dict[str, object], words: Words, wording: Mapping[str, str]) -> str:
    """Say how many named a subject, and within which bounds.

    >>> from types import SimpleNamespace
    >>> row = {"needing": 8, "answered": 25, "label": "Origin", "members": 35,
    ...        "least": 8, "most": 18}
    >>> words = SimpleNamespace(need="named", members="members")
    >>> _sentence(row, words, {})
    'Origin is named by 8 of the 25 members that answered; by at least 8 and at most \
18 of all 35.'
    """
    that_answered = in_words("that answered", wording)
    said = (
        f"{row['label']} is {words.need} by {row['needing']} of the {row['answered']} "
        f"{words.members} {that_answered}"
    )
    if pd.isna(row["members"]):
        return f"{said}."
    return (
        f"{said}; by at least {row['least']} and at most {row['most']} of all "
        f"{row['members']}."
    )


def _replies(results: Results, words: Words) -> Iterator[dict[str, object]]:
    """Yield each reply that counts, with the file and row it stands in."""
    rows = results.respondents
    pages = set(frame_of(results.survey, results.round)["member_id"])
    here = rows[rows["round"] == results.round]
    names = [words.names.get(who, who) for who in here["respondent_id"]]
    for row in here.assign(name=names).sort_values("name").to_dict("records"):
        yield {**row, "has_page": row["respondent_id"] in pages}
