"""Sheets of a workbook: what a row is, what each column means, then rows to filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rocb_analysis.charts.style import QUIET, SYNTHETIC
from rocb_analysis.exports.ooxml import printable
from rocb_analysis.tables import COUNT, DECIMALS, TEXT, as_written

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
    """A column of a sheet: its heading, its meaning, its type as in `tables`."""

    name: str
    meaning: str = ""
    type: str = TEXT


@dataclass(frozen=True)
class Sheet:
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


def write_sheet(book: xlsxwriter.Workbook, sheet: Sheet, look: Look) -> None:
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


def _write_rows(made: Worksheet, sheet: Sheet, look: Look) -> None:
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
