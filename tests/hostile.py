"""Hostile texts, put into every place of a survey that a user fills in."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.plan.decisions import PLAN_COLUMNS
from rocb_analysis.writers.plan_books import DRAFTED, HEAD, HEADINGS, SHEET
from tests.every_kind import every_kind
from tests.mutations import as_csv, as_xlsx

TEXTS = (
    *("../../x", "/etc/passwd", "C:\\x", "CON", "nul.csv", ".", "..", "a/b", "~", "-"),
    *("=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "'=1", '=HYPERLINK("x")', "|calc"),
    *("<script>x</script>", "<svg onload=x>", "&amp;", "]]>", "<!--", '"', "'", "`"),
    *("{{ 7*7 }}", "{% x %}", "#{x}", "${x}", "%s", "{0}", "$x^2$", "\\frac", "#let"),
    *("\u202eabc", "\u200b", "\ufeff", "\u0000", "\ud800", "é" * 500, "x" * 40_000),
    *("😀", "ＡＢ", "İi", "ß", "\u0301", "a\nb", "a\r\nb", "a;b", "a,b", "a | b", ""),
    *("NaN", "inf", "-inf", "1e999", "0x1", "1_000", "9" * 400, "0", "-1", "1.5"),
    *("2024-13-45", "0000-00-00", "9999-12-31", "10000-01-01", "yes", "no", "all"),
    *("_x000D_", "_xFFFF_", "[0, 60)", "[60, 0)", "(,)", "[", "*", "?", "a*", "%d%q%"),
)


def outcome(work: Callable[[], object]) -> str:
    """Do it; return the one sentence that refuses it, or ""."""
    said = ""
    try:
        work()
    except SurveyError as error:
        said = str(error) or "refused without a word"
    assert "\n" not in said
    assert said != "refused without a word"
    return said


def spoiled(folder: Path, chance: random.Random) -> tuple[Path, Path, str]:
    """Write a survey with a hostile text or two in it; return folder, export, where."""
    base = every_kind(folder)
    rows = [list(row) for row in base.sheet.every_row]
    place = chance.choice(["codebook", "codebook", "codebook", "export", "settings"])
    text, where = chance.choice(TEXTS), ""
    for _ in range(chance.randint(1, 2)):
        if place == "codebook":
            where = _spoil_table(folder / "codebook", chance, text)
        elif place == "export":
            row = chance.randrange(len(rows))
            rows[row][chance.randrange(len(rows[row]))] = text
        else:
            name = chance.choice(["title", "footer", "respondent", "slide_template"])
            kept = text.encode("utf-8", "replace").decode()
            line = f"{name} = {_quoted(kept)}\n"
            (folder / "survey.toml").write_text(line, encoding="utf-8", newline="")
    export = folder / "rounds" / base.file
    export.write_bytes(as_csv(rows) if text != "\ud800" else b"\xed\xa0\x80,x\n1,2\n")
    return folder, export, f"{place} {where} {text[:40]!r}"


def _quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


def _spoil_table(folder: Path, chance: random.Random, text: str) -> str:
    path = chance.choice(sorted(folder.glob("*.csv")))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    row = chance.randrange(len(rows))
    column = chance.randrange(len(rows[row]))
    rows[row][column] = text
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        csv.writer(file).writerows(rows)
    return f"{path.stem} row {row + 1} column {column + 1}"


def hostile_name(chance: random.Random, text: str) -> str:
    """Return a name that a file can have, as hostile as the system lets it be."""
    name = "".join(sign for sign in text if sign not in "/\0\ud800").strip(".")[:40]
    return (name or "x") + chance.choice([".csv", ".CSV", ".xlsx", ".tsv", ".txt"])


def hostile_export(folder: Path, chance: random.Random) -> Path:
    """Write an export with hostile headers and cells under a hostile name."""
    rows = [[chance.choice(TEXTS) for _ in range(5)] for _ in range(8)]
    clean = [[c.replace("\ud800", "") for c in row] for row in rows]
    path = folder / hostile_name(chance, chance.choice(TEXTS))
    if path.suffix == ".xlsx":
        kept = [["".join(s for s in c if s >= " ")[:9000] for c in r] for r in clean]
        path.write_bytes(as_xlsx(kept))
    else:
        path.write_bytes(as_csv(clean))
    return path


def hostile_plan(path: Path, chance: random.Random) -> None:
    """Write a work_plan.xlsx whose cells are hostile."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET

    def cell() -> str:
        text = "".join(sign for sign in chance.choice(TEXTS) if sign >= " ")
        return text.replace("\ud800", "")[:9000]

    for _ in range(HEAD):
        sheet.append([cell()])
    sheet.append([*HEADINGS.values()])
    for _ in range(3):
        sheet.append([cell() if chance.random() < 0.5 else "" for _ in HEADINGS])
    drafted = book.create_sheet(f"{DRAFTED} {chance.choice(['2021-22', '2022', 'x'])}")
    drafted.append([*PLAN_COLUMNS])
    drafted.append([cell() if chance.random() < 0.5 else "" for _ in PLAN_COLUMNS])
    book.save(path)
