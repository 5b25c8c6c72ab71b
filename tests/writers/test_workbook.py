"""The workbook: every cell says what it is, and leads to where it comes from."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from openpyxl import Workbook

from rocb_analysis.disclosure.rule import disclosure
from rocb_analysis.writers.tables_and_sheets import (
    FIRST,
    HEAD,
    Heading,
    WorkbookSheet,
    csv_text,
    look_of,
    write_sheet,
)
from rocb_analysis.writers.workbook import claims_of, write_workbook
from tests.briefs import EDITIONS, results, shipped


@cache
def written(edition: str) -> Path:
    """Return the workbook of an edition."""
    path = Path(tempfile.mkdtemp(prefix="book-"), f"{edition}.xlsx")
    brief, rule = shipped(edition), disclosure(results().survey, edition)
    write_workbook(results(), rule, brief, path, claims=claims_of(brief))
    return path


@cache
def book(edition: str) -> Workbook:
    return openpyxl.load_workbook(written(edition))


def rows(edition: str, sheet: str) -> list[dict[str, object]]:
    """Return the rows of a sheet by heading, the sheet's own row number as _row."""
    cells = list(book(edition)[sheet].iter_rows(min_row=HEAD + 1))
    names = [cell.value for cell in cells[0]]
    return [
        {
            **dict(zip(names, (c.value for c in row), strict=True)),
            "_row": row[0].row,
        }
        for row in cells[1:]
    ]


def test_the_office_reads_first_who_named_what_and_where_numbers_come_from():
    assert book("internal").sheetnames[:2] == [
        "Who named what",
        "Where each number comes from",
    ]
    assert book("internal").sheetnames[-1] == "How to read"


@pytest.mark.parametrize("edition", EDITIONS)
def test_it_holds_the_tables_of_its_edition_and_no_other(edition):
    rule = disclosure(results().survey, edition)
    tables = rule.tables(results().tables())
    about = ("codebook", "How", "Who", "Where")
    sheets = [s for s in book(edition).sheetnames if not s.startswith(about)]
    assert sheets == list(tables)
    for name in ("priorities", "response_rates"):
        said = csv_text(tables[name], name).splitlines()[1:]
        assert len(rows(edition, name)) == len(said)
        assert [r["round"] for r in rows(edition, name)] == [
            line.split(",")[0] for line in said
        ]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_sheet_has_a_frozen_header_with_filters(edition):
    for sheet in book(edition):
        assert sheet.freeze_panes == f"A{FIRST + 1}"
        assert sheet.auto_filter.ref or sheet.max_row <= FIRST
        assert sheet["A1"].value.startswith("SYNTHETIC DATA")


def test_every_need_stands_with_file_row_and_column_of_its_cell():
    needs = results().needs
    named = rows("internal", "Who named what")
    assert len(named) == (needs["needed"] == 1).sum()
    replies = results().respondents.set_index(["round", "respondent_id"])
    for one in named:
        reply = replies.loc[one["round"], one["respondent_id"]]
        assert (one["file"], one["row"]) == (reply["file"], reply["row"])
        assert one["column"]


def test_each_number_of_the_brief_leads_to_its_cell():
    sheet = book("internal")["Where each number comes from"]
    claims = rows("internal", "Where each number comes from")
    led = 0
    for claim in claims:
        link = sheet.cell(claim["_row"], 3).hyperlink
        if link is None or claim["rule"] or " - " in claim["column"]:
            continue
        name, cell = link.location.replace("'", "").split("!")
        found = book("internal")[name][cell].value
        assert str(found) == claim["number"].replace(",", "")
        led += 1
    assert led > 10


def test_the_same_results_give_the_same_bytes():
    first = written("heads").read_bytes()
    written.cache_clear()
    assert written("heads").read_bytes() == first


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_a_count_that_is_withheld_is_a_word(edition):
    cells = {row["needing"] for row in rows(edition, "priorities")}
    assert "fewer than 5" in cells
    if edition == "public":
        assert not {0, 1, 2, 3, 4} & cells


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")'])
def test_text_that_looks_like_a_formula_stays_text(tmp_path, text):
    path = tmp_path / "book.xlsx"
    frame = pd.DataFrame({"said": [text]})
    with xlsxwriter.Workbook(path) as made:
        look = look_of(made, mark="", footer="")
        write_sheet(made, WorkbookSheet("One", "About", [Heading("said")], frame), look)
    cell = openpyxl.load_workbook(path)["One"].cell(FIRST + 1, 1)
    assert (cell.value, cell.data_type) == (text, "s")
