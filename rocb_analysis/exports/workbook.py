"""The numbers in Excel: who named what, where each number comes from, every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pandas as pd
import xlsxwriter

from rocb_analysis.atomic import write
from rocb_analysis.delivery.limits import QUARTERS
from rocb_analysis.disclosure import Disclosure
from rocb_analysis.exports.calendar import quarter_in_words
from rocb_analysis.exports.findings import Brief
from rocb_analysis.exports.glossary import glossary
from rocb_analysis.exports.ooxml import same_bytes
from rocb_analysis.exports.pages import heading_of
from rocb_analysis.exports.planning_book import MADE
from rocb_analysis.exports.who_named import needs_with_source
from rocb_analysis.exports.words import Words, words_of
from rocb_analysis.exports.workbook_claims import claims_sheet
from rocb_analysis.exports.workbook_sheets import Heading, Sheet, look_of, write_sheet
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import one_line
from rocb_analysis.survey.wording import in_words
from rocb_analysis.tables import COUNT, SHARE, TABLES

_NAMED = (
    Heading("round"),
    Heading("member"),
    Heading("sub_region"),
    Heading("subject"),
    Heading("order", "place on the ballot, 1 = first", COUNT),
    Heading("score", "strength of the need, 0 to 1", SHARE),
    Heading("answer", "as read from the file"),
    Heading("file", "in the folder rounds"),
    Heading("sheet", "of a workbook"),
    Heading("row", "as a spreadsheet shows it", COUNT),
    Heading("header", "of the column in that file"),
    Heading("replied_on", "ISO"),
    Heading("respondent_id", "in the tables"),
    Heading("subject_id", "in the tables"),
)
# What of the codebook others than the office need to read the tables.
_FOR_ALL: dict[str, tuple[str, ...]] = {
    "rounds": ("round", "asked_on", "closed_on", "status", "data_kind"),
    "questions": ("question_id", "label", "wording"),
    "subjects": ("subject_id", "label", "group"),
}
_LABELS = {"subject_id": "subject", "respondent_id": "member", "member_id": "member"}


def write_workbook(
    results: Results,
    rule: Disclosure,
    brief: Brief,
    path: Path,
    *,
    claims: pd.DataFrame,
) -> None:
    """Write the workbook of an edition; the same results give the same bytes.

    claims: see claims_sheet; only the office has them.
    """
    heading, wording = heading_of(brief), results.survey.settings.wording
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"title": heading[:255], "created": MADE})
        look = look_of(book, mark=one_line(brief.marks), footer=heading)
        for sheet in _sheets(results, rule, claims):
            write_sheet(book, _in_words(sheet, wording), look)
    write(path, same_bytes(held.getvalue()))


def _sheets(
    results: Results, rule: Disclosure, claims: pd.DataFrame
) -> Iterator[Sheet]:
    """Yield the sheets in order."""
    words = words_of(results)
    tables = [
        _table_sheet(name, frame, words, results.survey.settings.plan_year_starts)
        for name, frame in rule.tables(results.tables()).items()
    ]
    if rule.is_internal:
        yield Sheet(
            "Who named what",
            f"A row is a subject that a {words.member} named, and where it stands.",
            _NAMED,
            needs_with_source(results, words)[[heading.name for heading in _NAMED]],
        )
        yield claims_sheet(claims, {sheet.name: sheet for sheet in tables})
    yield from tables
    yield from _codebook(results, rule)
    yield _how_to_read(results)


def _in_words(sheet: Sheet, wording: Mapping[str, str]) -> Sheet:
    """Return a sheet that says what it holds in the words of the survey.

    The names of columns stand, and so do the values that a meaning lists.
    """
    headings = [
        heading
        if "not_answered" in heading.meaning
        else replace(heading, meaning=in_words(heading.meaning, wording))
        for heading in sheet.headings
    ]
    return replace(sheet, about=in_words(sheet.about, wording), headings=headings)


def _table_sheet(name: str, frame: pd.DataFrame, words: Words, starts: str) -> Sheet:
    """Return a table of the contract, with the names of subjects and members."""
    table = TABLES[name]
    kinds = {column.name: column for column in table.columns}
    headings, columns = [], []
    for column in frame:
        about = kinds[str(column)]
        meaning = about.meaning
        if column == "quarter":
            meaning = "; ".join(quarter_in_words(q, starts) for q in QUARTERS)
        headings.append(Heading(about.name, meaning, about.type))
        columns.append(frame[column])
        if label := _LABELS.get(str(column)):
            known = words.labels if label == "subject" else words.names
            headings.append(Heading(label, "its name"))
            columns.append(frame[column].map(known).astype("object").fillna(""))
    rows = pd.concat(columns, axis=1)
    key = ", ".join(key for key in table.key)
    return Sheet(name, f"A row is {table.row}. Key: {key}.", headings, rows)


def _codebook(results: Results, rule: Disclosure) -> Iterator[Sheet]:
    """Yield the codebook, a sheet a table: all of it for the office."""
    for name, table in results.survey.codebook.tables.items():
        if table.empty or not (rule.is_internal or name in _FOR_ALL):
            continue
        own = table if rule.is_internal else table[list(_FOR_ALL[name])]
        filled = [column for column in own if (own[column] != "").any()]
        rows = own[filled].drop_duplicates(ignore_index=True)
        about = f"The codebook's table {name}, as the survey folder has it."
        headings = [Heading(str(column)) for column in filled]
        yield Sheet(f"codebook {name}", about, headings, rows)


def _how_to_read(results: Results) -> Sheet:
    rows = pd.DataFrame(glossary(results.survey), columns=["term", "in plain words"])
    headings = [Heading(name) for name in rows]
    about = "The words of the tables and documents."
    return Sheet("How to read", about, headings, rows, wraps=True)
