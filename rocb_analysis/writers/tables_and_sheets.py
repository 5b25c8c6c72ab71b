"""Write tables the same, byte for byte, every time; and the manifest that proves it."""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rocb_analysis.charts.style import QUIET, SYNTHETIC
from rocb_analysis.core.files import sha256_of, write
from rocb_analysis.core.folders import MANIFEST, SUMS
from rocb_analysis.core.sheets import is_there
from rocb_analysis.core.tables import COUNT, DECIMALS, TABLES, TEXT, as_written
from rocb_analysis.delivery.register import FILES
from rocb_analysis.plan import adopted_plans as plan_files
from rocb_analysis.plan import planning_book
from rocb_analysis.survey.marks import data_kind_of
from rocb_analysis.survey.survey_folder import Survey
from rocb_analysis.writers.layout import printable


def csv_text(frame: pd.DataFrame, name: str, data_kind: str = "") -> str:
    """Return a table as CSV text with the decimals the contract gives each column.

    data_kind: what the last column of that name says, "" for no such column.
    """
    types = {column.name: column.type for column in TABLES[name].columns}
    printed = pd.DataFrame(
        {column: _printed(frame[column], types[column]) for column in frame}
    )
    return with_data_kind(printed, data_kind).to_csv(index=False, lineterminator="\n")


def with_data_kind(frame: pd.DataFrame, data_kind: str) -> pd.DataFrame:
    """Return a table with the last column data_kind, as it is if there is none."""
    return frame.assign(data_kind=data_kind) if data_kind else frame


def _printed(values: pd.Series, kind: str) -> pd.Series:
    """Return a column as text, "" for blank."""
    texts = as_written(values, kind).astype("object")
    if kind == TEXT:
        return texts
    form = "{:d}" if kind == COUNT else f"{{:.{DECIMALS[kind]}f}}"
    # A withheld count is a word already.
    return texts.map(
        lambda v: v if isinstance(v, str) else "" if pd.isna(v) else form.format(v)
    )


def write_tables(
    tables: Mapping[str, pd.DataFrame], folder: Path, data_kind: str = ""
) -> None:
    """Write each table to folder/<name>.csv, UTF-8, and a list of their sha256.

    data_kind: what a last column of that name says, "" for no such column.
    """
    raws = {
        f"{name}.csv": csv_text(frame, name, data_kind).encode("utf-8")
        for name, frame in tables.items()
    }
    for file, raw in raws.items():
        write(folder / file, raw)
    sums = [f"{sha256_of(raw)}  {file}\n" for file, raw in sorted(raws.items())]
    write(folder / SUMS, "".join(sums))


def write_manifest(
    folder: Path, survey: Survey, *, round_name: str, edition: str
) -> None:
    """Write sha256 of every input and output, versions and seed; no time, no path."""
    said = {
        "survey": survey.name,
        "round": round_name,
        "edition": edition,
        "data_kind": data_kind_of(survey) or "real",
        "seed": survey.settings.seed,
        "versions": {
            "python": ".".join(map(str, sys.version_info[:3])),
            **{name: importlib.metadata.version(name) for name in _libraries()},
        },
        "inputs": _hashes(survey.path, _inputs(survey)),
        "outputs": _hashes(folder, _outputs(folder)),
    }
    text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
    write(folder / MANIFEST, text)


def input_changed(survey: Survey, manifest: Mapping[str, Mapping[str, str]]) -> str:
    """Say which file of a survey is not the one an output was made of, "" if none."""
    here = _hashes(survey.path, _inputs(survey))
    return _changed(here, manifest.get("inputs", {}))


def output_changed(folder: Path, manifest: Mapping[str, Mapping[str, str]]) -> str:
    """Say which file of an output is not the one that was written, "" if none."""
    written = [p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST]
    here = _hashes(folder, written)
    # The start page is written after the manifest.
    known = {"START_HERE.html": here.get("START_HERE.html", "")}
    return _changed(here, known | dict(manifest.get("outputs", {})))


def _changed(here: Mapping[str, str], known: Mapping[str, str]) -> str:
    for place in sorted({*here, *known}):
        if here.get(place, "") != known.get(place, ""):
            is_there = place in here and place in known
            return f"{place} {'was changed' if is_there else 'came or went'}"
    return ""


def _libraries() -> list[str]:
    """Return this package and every library it asks for, those for developers apart."""
    asked = importlib.metadata.requires("rocb_analysis") or []
    names = {re.split(r"[^\w.-]", one)[0] for one in asked if "extra ==" not in one}
    return ["rocb_analysis", *sorted(names)]


def _inputs(survey: Survey) -> list[Path]:
    """Return the files a run reads; not those that an open spreadsheet lays beside."""
    codebook = survey.path / "codebook"
    books = [folder / "codebook.xlsx" for folder in (survey.path, codebook)]
    exports = {file.path for file in survey.round_files}
    template = [name for name in (survey.settings.slide_template,) if name]
    own = [survey.path / n for n in ("survey.toml", *template, *FILES.values())]
    plans = [survey.path / planning_book.FILE, *plan_files.files_of(survey.path)]
    every = [*own, *books, *codebook.glob("*.csv"), *exports, *plans]
    return [path for path in every if is_there(path)]


def _outputs(folder: Path) -> list[Path]:
    manifest = folder / MANIFEST
    return [path for path in folder.rglob("*") if path.is_file() and path != manifest]


def _hashes(root: Path, paths: list[Path]) -> dict[str, str]:
    """Return the sha256 of each file by its place under root, in order of place."""
    by_place = {path.relative_to(root).as_posix(): path for path in paths}
    return {
        place: sha256_of(path.read_bytes()) for place, path in sorted(by_place.items())
    }


# Sheets of a workbook: what a row is, what each column means, then rows to filter.

# Rows of a sheet: what it is, what columns mean, headings, then the first data.
ABOUT, MEANING, HEAD, FIRST = 0, 1, 2, 3
_NARROW, _WIDE = 9, 46
_MOST_CELL = 32_767  # letters that a cell of Excel holds
_A4, _SMALL = 9, 9
# Letters that fit across a page at full size; nothing is printed smaller than 9 pt.
_ACROSS, _LEAST_SCALE, _MOST_FOOTER, _MOST_HEADER = 140, 82, 90, 200
Cell = tuple[int, int]


@dataclass(frozen=True)
class Heading:
    """A column of a sheet: its heading, its meaning, its type as in `core.tables`."""

    name: str
    meaning: str = ""
    type: str = TEXT


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet: its name, what a row is, its columns, its rows.

    links: by row of the frame and column, the cell of the workbook it leads to, as
    (sheet, row, column) counted from 0.
    """

    name: str
    about: str
    headings: Sequence[Heading]
    rows: pd.DataFrame
    links: Mapping[Cell, tuple[str, int, int]] = field(default_factory=dict)
    wraps: bool = False


@dataclass(frozen=True)
class Look:
    """The formats of one workbook."""

    about: Format
    meaning: Format
    head: Format
    link: Format
    text: Format
    wrapped: Format
    word: Format
    numbers: Mapping[str, Format]
    mark: str
    footer: str


def look_of(book: xlsxwriter.Workbook, *, mark: str, footer: str) -> Look:
    """Return the formats; mark: what marks say, or ""; footer: of printed pages."""
    top = {"valign": "top"}
    colour = SYNTHETIC if mark else "#111111"
    decimals = {kind: "0." + "0" * places for kind, places in DECIMALS.items()}
    return Look(
        about=book.add_format({"bold": True, "font_color": colour}),
        meaning=book.add_format(
            {
                "text_wrap": True,
                "font_size": _SMALL,
                "font_color": QUIET,
                "indent": 1,
                **top,
            }
        ),
        head=book.add_format(
            {"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "indent": 1}
        ),
        link=book.add_format({"font_color": "#00578A", "underline": 1, **top}),
        text=book.add_format({"align": "left", "indent": 1, **top}),
        wrapped=book.add_format(
            {"text_wrap": True, "align": "left", "indent": 1, **top}
        ),
        # A word that stands in a column of numbers, for one that is withheld.
        word=book.add_format({"align": "right", **top}),
        numbers={
            kind: book.add_format({"num_format": form, **top})
            for kind, form in {COUNT: "0", **decimals}.items()
        },
        mark=mark,
        footer=footer,
    )


def write_sheet(book: xlsxwriter.Workbook, sheet: WorkbookSheet, look: Look) -> None:
    """Write one sheet, its headings frozen and with filters."""
    made = book.add_worksheet(sheet.name)
    widths = [_width(h, sheet.rows.iloc[:, n]) for n, h in enumerate(sheet.headings)]
    said = f"{look.mark}. {sheet.about}" if look.mark else sheet.about
    made.write_string(ABOUT, 0, printable(said), look.about)
    lines = 1
    for number, (heading, width) in enumerate(zip(sheet.headings, widths, strict=True)):
        made.set_column(number, number, width)
        made.write_string(MEANING, number, printable(heading.meaning), look.meaning)
        made.write_string(HEAD, number, printable(heading.name), look.head)
        lines = max(lines, -(-len(heading.meaning) * 10 // (width * 9)))
    made.set_row(MEANING, 12.5 * min(lines + 1, 8))
    _write_rows(made, sheet, look)
    made.freeze_panes(FIRST, 0)
    if len(sheet.rows):
        last = FIRST + len(sheet.rows) - 1
        made.autofilter(HEAD, 0, last, len(sheet.headings) - 1)
    _for_paper(made, look, sum(widths))


def _for_paper(made: Worksheet, look: Look, letters: int) -> None:
    """Let a sheet print on A4 across, its headings on every page, never too small."""
    made.set_landscape()
    made.set_paper(_A4)
    made.set_margins(left=0.4, right=0.4)
    made.set_print_scale(max(_LEAST_SCALE, min(100, 100 * _ACROSS // letters)))
    made.repeat_rows(HEAD)
    if 100 * _ACROSS // letters < _LEAST_SCALE:
        made.repeat_columns(0, 1)
    mark_pages(made, look.mark)
    made.set_footer(f"&L&9{as_footer(look.footer[:_MOST_FOOTER])}&R&9&A, &P of &N")


def mark_pages(made: Worksheet, mark: str) -> None:
    """Let the mark, if there is one, stand at the head of every printed page."""
    if mark:
        made.set_header(f"&L&9&K{SYNTHETIC[1:].upper()}{as_footer(mark)}")


def as_footer(text: str) -> str:
    """Return a text as the head and the foot of a printed page hold it.

    >>> as_footer("Research & development")
    'Research && development'
    """
    # There "&" begins a code, and the whole holds 255 letters.
    return printable(text)[:_MOST_HEADER].replace("&", "&&")


def _width(heading: Heading, values: pd.Series) -> int:
    """Return the width of a column: of its heading with the filter, or its texts."""
    texts = values.dropna().astype(str)
    longest = int(texts.str.len().max()) if len(texts) else 0
    return max(_NARROW, min(_WIDE, max(longest + 2, len(heading.name) + 5)))


def _write_rows(made: Worksheet, sheet: WorkbookSheet, look: Look) -> None:
    text = look.wrapped if sheet.wraps else look.text
    for column, heading in enumerate(sheet.headings):
        number = look.numbers.get(heading.type, look.text)
        values = as_written(sheet.rows.iloc[:, column], heading.type)
        for row, value in enumerate(values, start=FIRST):
            if target := sheet.links.get((row - FIRST, column)):
                _link(made, (row, column), target, str(value), look.link)
            elif isinstance(value, str):
                # Written as text, so that "=" or "@" begins no formula.
                if value:
                    said = printable(value)[:_MOST_CELL]
                    form = text if heading.type == TEXT else look.word
                    made.write_string(row, column, said, form)
            elif not pd.isna(value):
                made.write_number(row, column, float(value), number)


def _link(
    made: Worksheet, cell: Cell, target: tuple[str, int, int], text: str, form: Format
) -> None:
    """Write a text that leads to another cell of the workbook."""
    name, row, column = target
    place = xlsxwriter.utility.xl_rowcol_to_cell(row, column)
    made.write_url(*cell, f"internal:'{name}'!{place}", form, printable(text))
