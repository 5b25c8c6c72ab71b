"""The numbers in Excel: who named what, where each number comes from, every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, replace
from io import BytesIO
from pathlib import Path

import pandas as pd
import xlsxwriter

from rocb_analysis.brief.findings import Brief, Finding
from rocb_analysis.brief.member import needs_with_source
from rocb_analysis.brief.words import Words, glossary, quarter_in_words, words_of
from rocb_analysis.core.claims import Source, sources
from rocb_analysis.core.files import write
from rocb_analysis.core.tables import COUNT, SHARE, TABLES
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.plan.offers import QUARTERS
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import one_line
from rocb_analysis.survey.settings import in_words
from rocb_analysis.writers.layout import heading_of, same_bytes
from rocb_analysis.writers.plan_books import MADE
from rocb_analysis.writers.tables_and_sheets import (
    FIRST,
    Heading,
    WorkbookSheet,
    look_of,
    write_sheet,
)

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
    Heading("column", "its header in that file"),
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
) -> Iterator[WorkbookSheet]:
    """Yield the sheets in order."""
    words = words_of(results)
    tables = [
        _table_sheet(name, frame, words, results.survey.settings.plan_year_starts)
        for name, frame in rule.tables(results.tables()).items()
    ]
    if rule.is_internal:
        yield WorkbookSheet(
            "Who named what",
            f"A row is a subject that a {words.member} named, and where it stands.",
            _NAMED,
            needs_with_source(results, words)[[heading.name for heading in _NAMED]],
        )
        yield claims_sheet(claims, {sheet.name: sheet for sheet in tables})
    yield from tables
    yield from _codebook(results, rule)
    yield _how_to_read(results)


def _in_words(sheet: WorkbookSheet, wording: Mapping[str, str]) -> WorkbookSheet:
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


def _table_sheet(
    name: str, frame: pd.DataFrame, words: Words, starts: str
) -> WorkbookSheet:
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
    return WorkbookSheet(name, f"A row is {table.row}. Key: {key}.", headings, rows)


def _codebook(results: Results, rule: Disclosure) -> Iterator[WorkbookSheet]:
    """Yield the codebook, a sheet a table: all of it for the office."""
    for name, table in results.survey.codebook.tables.items():
        if table.empty or not (rule.is_internal or name in _FOR_ALL):
            continue
        own = table if rule.is_internal else table[list(_FOR_ALL[name])]
        filled = [column for column in own if (own[column] != "").any()]
        rows = own[filled].drop_duplicates(ignore_index=True)
        about = f"The codebook's table {name}, as the survey folder has it."
        headings = [Heading(str(column)) for column in filled]
        yield WorkbookSheet(f"codebook {name}", about, headings, rows)


def _how_to_read(results: Results) -> WorkbookSheet:
    rows = pd.DataFrame(glossary(results.survey), columns=["term", "in plain words"])
    headings = [Heading(name) for name in rows]
    about = "The words of the tables and documents."
    return WorkbookSheet("How to read", about, headings, rows, wraps=True)


# Where each number comes from: numbers of a brief, led to the rows of the tables.

_HEADINGS = (
    Heading("finding", "the heading it stands under"),
    Heading("sentence", "as the brief says it"),
    Heading("number", "as the sentence says it; leads to its cell"),
    Heading("table", "sheet of this workbook"),
    Heading("row", "key of the row"),
    Heading("column", "of the table"),
    Heading("rule", "how the number is made of it; blank = as it stands"),
)


def claims_of(brief: Brief) -> pd.DataFrame:
    """Return a row for each number that the sentences of a brief say, in their order.

    Columns finding (its title), sentence, number (text), and table, row, column, rule
    as `claims.Source` has them.
    """
    rows = [
        (finding.title, str(sentence), number, *_told(source, finding))
        for finding in brief.findings
        for sentence in finding.sentences
        for number, source in sources(sentence)
    ]
    return pd.DataFrame(rows, columns=[heading.name for heading in _HEADINGS])


def _told(source: Source, finding: Finding) -> tuple[str, ...]:
    """Return where a number stands, its rule in the words of the survey."""
    return astuple(replace(source, rule=in_words(source.rule, finding.wording)))


def claims_sheet(
    claims: pd.DataFrame, tables: Mapping[str, WorkbookSheet]
) -> WorkbookSheet:
    """Return a row for each number that the brief says, with its place in the tables.

    claims: as `claims_of` gives them. tables: the sheets of the tables, by name; a
    number leads to its cell there.
    """
    rows = claims[[heading.name for heading in _HEADINGS]].reset_index(drop=True)
    said = set(rows["table"])
    places = {name: _places(one) for name, one in tables.items() if name in said}
    links = {}
    for number, claim in enumerate(rows.to_dict("records")):
        row = places.get(claim["table"], {}).get(claim["row"])
        if row is not None:
            sheet = tables[claim["table"]]
            names = [heading.name for heading in sheet.headings]
            # Of a difference the first column.
            first = claim["column"].split(" - ")[0]
            column = names.index(first) if first in names else 0
            links[number, 2] = (sheet.name, row, column)
    about = "A row is a number that the brief says."
    return WorkbookSheet("Where each number comes from", about, _HEADINGS, rows, links)


def _places(sheet: WorkbookSheet) -> dict[str, int]:
    """Return the row in the sheet of each key, its parts joined by " / "."""
    names = [heading.name for heading in sheet.headings]
    columns = [sheet.rows.iloc[:, names.index(key)] for key in TABLES[sheet.name].key]
    keys = zip(*(column.astype("object").fillna("") for column in columns), strict=True)
    return {" / ".join(map(str, key)): row for row, key in enumerate(keys, FIRST)}
