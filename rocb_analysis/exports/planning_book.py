"""Write planning.xlsx: what the office sets before a plan is drafted."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from pathlib import Path

import pandas as pd
import xlsxwriter

from rocb_analysis.atomic import put_in_place
from rocb_analysis.delivery.limits import EXTRA, KNOWN, OWN_LINES, QUARTERS
from rocb_analysis.delivery.offers import REGION, SUB_REGION
from rocb_analysis.delivery.planning import READ_ME, SHEETS, Planning
from rocb_analysis.delivery.planning_book import DECISIONS
from rocb_analysis.exports.ooxml import printable, same_bytes

# A day that is not today, so that the same book gives the same bytes.
MADE = dt.datetime(2000, 1, 1)
# Words to choose from, by sheet and column; other words are refused when it is read.
_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("limits", "limit"): tuple(KNOWN),
    ("kinds", "scope"): (REGION, SUB_REGION, OWN_LINES),
    ("kinds", "mode"): ("in person", "online", "hybrid"),
    ("offers", "quarter"): QUARTERS,
    ("locked", "decision"): DECISIONS,
    ("locked", "quarter"): QUARTERS,
    ("own_lines", "quarter"): QUARTERS,
}
_A4 = 9
# Rows below the header that have a list to choose from.
_ROWS = 300
_WIDE = {"title": 46, "note": 46, "office_note": 40, "line": 34, "member_ids": 40}
_WIDE |= {"members_invited": 40, "kind": 26, "host": 26, "of": 26, "pillar": 24}
_HOW = (
    "What the office sets before a work plan is drafted. Fill in what is known; a "
    "sheet without rows keeps the default.",
    "Run check after each change: it names sheet, row and column of what does not fit.",
    "Offers, decisions, own lines and blocked weeks are for the plan made from the "
    "last round; to look back at another, only limits and kinds count.",
    f"An extra_weight speaks of {' or '.join(EXTRA)}; its column most is per cent.",
)


def planning_workbook(planning: Planning) -> bytes:
    """Return a planning book as a workbook; the same book gives the same bytes.

    Sheets: read_me (what each column holds), then one for each of planning.SHEETS.
    """
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"title": "Planning book", "created": MADE})
        _write_read_me(book)
        for name in SHEETS:
            _write_sheet(book, name, getattr(planning, name))
    return same_bytes(held.getvalue())


def write_planning(planning: Planning, path: Path) -> None:
    """Put a planning book in place, whole; what stood there stays until it is written.

    Raises SurveyError if the file is open elsewhere.
    """
    put_in_place({path: planning_workbook(planning)}, root=path.parent)


def _write_read_me(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet(READ_ME)
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for row, text in enumerate(_HOW):
        sheet.merge_range(row, 0, row, 2, text, wrap)
        sheet.set_row(row, 30)
    start = len(_HOW) + 1
    for column, head in enumerate(("sheet", "column", "what it holds")):
        sheet.write_string(start, column, head, bold)
    rows = [
        (s, c, what) for s, columns in SHEETS.items() for c, what in columns.items()
    ]
    for number, cells in enumerate(rows, start=start + 1):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text, wrap)
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 2, 90)
    sheet.freeze_panes(start + 1, 0)
    on_wide_pages(sheet)


def _write_sheet(book: xlsxwriter.Workbook, name: str, rows: pd.DataFrame) -> None:
    """Write a sheet: header, rows, and lists where few words are read."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    for number, (column, what) in enumerate(SHEETS[name].items()):
        sheet.write_string(0, number, column, bold)
        sheet.write_comment(0, number, what, {"author": "", "x_scale": 2})
        sheet.set_column(number, number, _WIDE.get(column, 14))
        if words := _CHOICES.get((name, column)):
            rule = {"validate": "list", "source": list(words), "ignore_blank": True}
            sheet.data_validation(1, number, _ROWS, number, rule)
        for row, text in enumerate(rows[column], start=1):
            write_cell(sheet, row, number, str(text))
    sheet.freeze_panes(1, 0)
    on_wide_pages(sheet)


def on_wide_pages(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """Let a sheet print on A4 across, all columns on one page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    text: str,
    form: xlsxwriter.format.Format | None = None,
) -> None:
    """Write a text, or a number as one, so that a spreadsheet can count with it."""
    if re.fullmatch(r"(0|[1-9]\d*)(\.\d+)?", text):
        sheet.write_number(row, column, float(text), form)
    elif text:
        sheet.write_string(row, column, printable(text), form)
    elif form is not None:
        sheet.write_blank(row, column, None, form)
