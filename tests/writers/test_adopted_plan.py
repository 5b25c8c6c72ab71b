"""Once a plan is adopted, every document shows it, and proposes nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from rocb_analysis.hand_back import plan
from rocb_analysis.pipeline import report
from rocb_analysis.writers.plan_books import SHEET
from tests.plans import column, edit, rows_of
from tests.released import text_of

# What may not be said of a plan that is adopted.
OPEN = re.compile(r"propos|\bdraft|to confirm|nothing is decided", re.IGNORECASE)


@pytest.fixture
def out(plan_folder: Path, plan_workbook: Path, tmp_path: Path) -> Path:
    """Return the output after a plan was adopted, its first event moved by hand."""

    def change(sheet) -> None:
        row = min(rows_of(sheet).values())
        sheet.cell(row, column("quarter")).value = "Q4"
        sheet.cell(row, column("host")).value = "Centre West"

    edit(plan_workbook, change)
    plan(plan_folder, adopt=plan_workbook)
    return report(plan_folder, out=tmp_path / "out")


def test_every_document_shows_the_adopted_plan_and_proposes_nothing(out) -> None:
    texts = {
        path.relative_to(out).as_posix(): text_of(path)
        for path in sorted(out.rglob("*"))
        if path.suffix in {".html", ".md", ".docx", ".pdf", ".pptx", ".xlsx", ".svg"}
    }
    # A workbook lists beside its tables every status that a line may have.
    shown = {n: t for n, t in texts.items() if not n.endswith("/workbook.xlsx")}
    said = {
        name: found[0]
        for name, text in shown.items()
        if (
            found := [text[max(0, m.start() - 60) :][:120] for m in OPEN.finditer(text)]
        )
    }
    assert said == {}
    for audience in ("office", "heads", "website"):
        for kind in ("html", "docx", "pdf", "pptx"):
            assert "as adopted" in texts[f"for_{audience}/brief.{kind}"]
        assert "3 events are adopted" in texts[f"for_{audience}/headlines.md"]
    assert "In the plan for you" in texts["for_members/A.html"]
    assert "as adopted" in texts["START_HERE.html"]
    sheet = openpyxl.load_workbook(out / "for_office" / "work_plan.xlsx")
    assert sheet.sheetnames == [SHEET]
    assert "Centre West" in texts["for_office/brief.html"]
    for audience in ("office", "heads", "website"):
        book = openpyxl.load_workbook(out / f"for_{audience}" / "workbook.xlsx")
        name = next(name for name in book.sheetnames if "work_plan" in name.lower())
        cells = {str(cell) for row in book[name].values for cell in row}
        assert "adopted" in cells
        assert not cells & {"proposed", "draft"}
