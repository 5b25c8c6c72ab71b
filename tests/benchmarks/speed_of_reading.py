"""Reading a workbook: python-calamine beside openpyxl, in one run."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import xlsxwriter

from rocb_analysis.core.sheets import read_sheet

ROWS, COLUMNS, ROUNDS = 5_000, 40, 5


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def with_openpyxl(path: Path) -> list[tuple[object, ...]]:
    """Read every cell as openpyxl does."""
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    return list(sheet.iter_rows(values_only=True))


def main() -> None:
    """Print the ratio of seconds, round by round."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "replies.xlsx"
        with xlsxwriter.Workbook(path) as workbook:
            sheet = workbook.add_worksheet()
            for row in range(ROWS):
                sheet.write_row(row, 0, [f"answer {row % 7}"] * COLUMNS)
        ratios = [
            seconds(lambda: with_openpyxl(path)) / seconds(lambda: read_sheet(path))
            for _ in range(ROUNDS)
        ]
    print(f"openpyxl / read_sheet, {ROWS} x {COLUMNS}: ", end="")
    print(f"median {sorted(ratios)[ROUNDS // 2]:.1f}, {min(ratios):.1f} to ", end="")
    print(f"{max(ratios):.1f}")
