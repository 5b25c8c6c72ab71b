"""What the small plan of the tests is made of, and how a workbook of it is edited."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
from openpyxl.worksheet.worksheet import Worksheet

from rocb_analysis.plan.planning_book import default_kinds
from rocb_analysis.writers.plan_books import HEAD, HEADINGS, SHEET

SUBJECTS = ["val", "roo", "pca", "hs", "ipr"]
NAMES = ["Valuation", "Origin", "Audit", "Tariff", "Brands"]
# Who needs what, in the order of the subjects; H has yet to reply.
REPLIES = {
    "A": "11000",
    "B": "11000",
    "C": "10100",
    "D": "10010",
    "E": "01001",
    "F": "00110",
    "G": "10100",
}
KINDS = pd.DataFrame(
    [("workshop", "in person", "5", "4", "Workshop on {subject}")],
    columns=["kind", "mode", "days", "seats", "title"],
).reindex(columns=default_kinds().columns, fill_value="")


PARTNERS = """partner_id,name,role,member_id
c1,Centre East,host,A
c2,Centre West,host,B
"""


def limits(events: int, *more: tuple[str, str, str, str]) -> pd.DataFrame:
    rows = [("events", "", "", str(events)), *more]
    frame = pd.DataFrame(rows, columns=["limit", "of", "least", "most"])
    return frame.assign(note="")


def edit(path: Path, change: Callable[[Worksheet], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book[SHEET])
    book.save(path)


def column(name: str) -> int:
    return list(HEADINGS).index(name) + 1


def rows_of(sheet: Worksheet) -> dict[str, int]:
    """Return the row of each line."""
    last = column("line")
    rows = range(HEAD + 2, sheet.max_row + 1)
    return {str(sheet.cell(row, last).value): row for row in rows}
