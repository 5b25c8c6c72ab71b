"""Exports changed in every way that people and programs change them.

A sheet is drawn, mutated, written as a file of any kind, and counted again without a
line of the library.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import xlsxwriter
from hypothesis import strategies as st

Rows = list[list[str]]
Draw = Callable[..., Any]
# Marks without width, one of each kind that the contract drops.
NO_WIDTH = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202b\u202e\u2060\u2066\ufeff"
)
SPACES = " \u00a0\u2003\u202f\u3000\t\n"
# What turns up in cells: blanks, programs' words, formulas, numbers of dates, scripts.
ODD = (
    *("", " ", "\u00a0", "\u200b", "\ufeff", "\u3000\u200f", "\n", "\x1f", "\x85"),
    *("=1+1", '=HYPERLINK("x";"Much")', "+5", "-", "-3", "@here", "'5", "=", "+"),
    *("43847", "43847.5", "20210104", "2021-13-45", "9999-12-31T23:59:59.9", "24:00"),
    *("1e400", "1e5", "0x10", "5.0", "005", "1,5", "1.234.567", "٣", "½", "①", "inf"),
    *("Ｍｕｃｈ", "Ｖａｌ．；Ｏｒｉｇｉｎ", "１", "ﬁrst", "e\u0301", "é", "Ångström"),
    *("نعم", "\u202eMuch\u202c", "לא", "👍🏽", "👩‍👩‍👧", "Much 👍", "否", "はい"),
    *("NA", "None", "#N/A", "N/A", "null", "TRUE", "false", "yes", "Y", "0", "1"),
    *(", ; ", ";", ",,", ";;Val;;", "\t", 'say "no"', '"', "''", "a\nb", "a\r\nb"),
    *("Much, Some", "Val;Val", "Much |", "*", "[0, 10)", "\\", "\x07bell", "C:\\n"),
    *("\u0301", "\ufdfa", "Ａ" * 40, "_x0041_", "<b>&amp;</b>", "{'ImportId': 'Q'}"),
)
LONG = ("x" * 100_000, "9" * 100_000, "Much, " * 16_667, "é" * 100_000, "=" * 100_000)


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def says(text: str) -> bool:
    """Say whether a cell holds anything, after the words of the contract."""
    bare = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return bool(unicodedata.normalize("NFKC", bare).strip())


@dataclass(frozen=True)
class Sheet:
    """A sheet: the rows of its header, the rows below, and a name for each column.

    names: the header as the codebook writes it, "" where the column is blank.
    """

    header: Rows
    rows: Rows
    names: list[str]

    def rows_in(self, order: Sequence[int]) -> Sheet:
        return replace(self, rows=[self.rows[place] for place in order])

    def columns_in(self, order: Sequence[int]) -> Sheet:
        def moved(row: list[str]) -> list[str]:
            return [row[place] for place in order]

        return Sheet(
            [moved(row) for row in self.header],
            [moved(row) for row in self.rows],
            moved(self.names),
        )

    def with_row(self, place: int, row: list[str]) -> Sheet:
        return replace(self, rows=[*self.rows[:place], row, *self.rows[place:]])

    def with_column(self, place: int, header: str, cells: list[str]) -> Sheet:
        def wider(row: list[str], cell: str) -> list[str]:
            return [*row[:place], cell, *row[place:]]

        return Sheet(
            [wider(row, header) for row in self.header],
            [wider(*one) for one in zip(self.rows, cells, strict=True)],
            wider(self.names, header),
        )

    def with_cell(self, row: int, column: int, text: str) -> Sheet:
        rows = [list(one) for one in self.rows]
        rows[row][column] = text
        return replace(self, rows=rows)

    def with_header(self, column: int, text: str) -> Sheet:
        header = [list(one) for one in self.header]
        header[-1][column] = text
        return replace(self, header=header)

    def without_control_characters(self) -> Sheet:
        """Return the sheet without what no workbook can hold."""

        def clear(rows: Rows) -> Rows:
            return [[_CONTROL.sub("", cell) for cell in row] for row in rows]

        return replace(self, header=clear(self.header), rows=clear(self.rows))

    @property
    def every_row(self) -> Rows:
        return [*self.header, *self.rows]


def counts(rows: Rows, header_rows: int) -> list[tuple[int, int]]:
    """Return for each column how many cells it has below its header, how many filled.

    Cells reach to the last row and column with a filled cell.
    """
    filled = [[says(cell) for cell in row] for row in rows]
    height = max((i for i, row in enumerate(filled, 1) if any(row)), default=0)
    width = max(
        (len(row) - row[::-1].index(True) for row in filled if any(row)), default=0
    )
    below = [
        row[:width] + [False] * (width - len(row)) for row in filled[header_rows:height]
    ]
    return [(len(below), sum(row[column] for row in below)) for column in range(width)]


def as_csv(
    rows: Rows,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    line_end: str = "\n",
    quote_all: bool = False,
) -> bytes:
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    lines = []
    for row in rows:
        text = io.StringIO()
        csv.writer(text, delimiter=delimiter, quoting=quoting).writerow(row)
        lines.append(text.getvalue().removesuffix("\r\n"))
    return "".join(line + line_end for line in lines).encode(encoding)


def rows_of_csv(raw: bytes, *, delimiter: str = ",", encoding: str = "utf-8") -> Rows:
    text = io.StringIO(raw.decode(encoding), newline="")
    return list(csv.reader(text, delimiter=delimiter))


def as_xlsx(rows: Rows, *, sheet_name: str = "Replies", typed: str = "text") -> bytes:
    """Return a workbook; typed: cells are text, numbers where they can, or formulas."""
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True}) as workbook:
        # The same bytes at any hour.
        workbook.set_properties({"created": dt.datetime(2020, 1, 1)})
        sheet = workbook.add_worksheet(sheet_name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                # No cell of a workbook holds more.
                _write(sheet, number, column, cell[:32_000], typed)
    return raw.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: str, typed: str
) -> None:
    if cell == "":
        return
    if typed == "number" and re.fullmatch("0|[1-9][0-9]{0,14}", cell):
        sheet.write_number(row, column, int(cell))
    elif typed == "formula":
        sheet.write_formula(row, column, "=A1", None, cell)
    else:
        sheet.write_string(row, column, cell)


def rows_of_xlsx(raw: bytes) -> Rows:
    """Return the cells of a workbook; an error value (#N/A) is no answer, but blank."""
    sheet = openpyxl.load_workbook(io.BytesIO(raw), data_only=True).worksheets[0]
    return [
        [
            "" if one.value is None or one.data_type == "e" else str(one.value)
            for one in row
        ]
        for row in sheet.iter_rows()
    ]


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
    '<table:table table:name="Replies">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:'
    '1.0"><manifest:file-entry manifest:full-path="content.xml" '
    'manifest:media-type="text/xml"/></manifest:manifest>'
)
_KIND = "application/vnd.oasis.opendocument.spreadsheet"


def as_ods(rows: Rows) -> bytes:
    lines = ["".join(map(_ods_cell, row)) for row in rows]
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", _KIND)
        parts.writestr("META-INF/manifest.xml", _MANIFEST)
        parts.writestr("content.xml", _ODS.format(body))
    return raw.getvalue()


def _ods_cell(text: str) -> str:
    if not text:
        return "<table:table-cell/>"
    value = 'office:value-type="string"'
    paragraphs = "".join(
        f"<text:p>{escape(line)}</text:p>" for line in text.split("\n")
    )
    return f"<table:table-cell {value}>{paragraphs}</table:table-cell>"


def decorated(draw: Draw, text: str) -> str:
    """Return the text with blanks, marks and full-width forms that mean nothing."""
    way = draw(st.integers(0, 5))
    if way == 0:
        return (
            str(draw(st.sampled_from(SPACES)))
            + text
            + str(draw(st.sampled_from(SPACES)))
        )
    if way == 1:
        return text.replace(
            " ", str(draw(st.sampled_from([*SPACES, "  ", " \u00a0 "])))
        )
    if way == 2:
        return "".join(_wide(c) for c in text)
    mark = str(draw(st.sampled_from(NO_WIDTH)))
    if way == 3:
        return mark + text + mark
    if way == 4:
        return mark.join(text)
    return unicodedata.normalize("NFD", text)


def _wide(character: str) -> str:
    if character == " ":
        return "\u3000"
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


odd_texts = st.one_of(
    st.sampled_from(ODD),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6
    ),
)


def with_odd_cells(draw: Draw, sheet: Sheet, columns: Sequence[int]) -> Sheet:
    """Return the sheet with odd texts in up to four cells of some columns."""
    rows = st.integers(0, len(sheet.rows) - 1)
    places = st.lists(st.tuples(rows, st.sampled_from(columns)), max_size=4)
    for row, column in draw(places):
        sheet = sheet.with_cell(row, column, draw(odd_texts))
    return sheet


def mutated(draw: Draw, sheet: Sheet) -> Sheet:
    """Return the sheet after one to four mutations of any kind."""
    for one in draw(st.lists(st.sampled_from(_MUTATIONS), min_size=1, max_size=4)):
        if sheet.rows and sheet.names:
            sheet = one(draw, sheet)
    return sheet


def _row(draw: Draw, sheet: Sheet) -> int:
    return draw(st.integers(0, len(sheet.rows) - 1))


def _column(draw: Draw, sheet: Sheet) -> int:
    return draw(st.integers(0, len(sheet.names) - 1))


def _shuffled_rows(draw: Draw, sheet: Sheet) -> Sheet:
    return sheet.rows_in(draw(st.permutations(range(len(sheet.rows)))))


def _shuffled_columns(draw: Draw, sheet: Sheet) -> Sheet:
    return sheet.columns_in(draw(st.permutations(range(len(sheet.names)))))


def _row_again(draw: Draw, sheet: Sheet) -> Sheet:
    return sheet.with_row(_row(draw, sheet), sheet.rows[_row(draw, sheet)])


def _row_less(draw: Draw, sheet: Sheet) -> Sheet:
    row = _row(draw, sheet)
    return sheet.rows_in([i for i in range(len(sheet.rows)) if i != row])


def _column_less(draw: Draw, sheet: Sheet) -> Sheet:
    column = _column(draw, sheet)
    return sheet.columns_in([i for i in range(len(sheet.names)) if i != column])


def _blank_row(draw: Draw, sheet: Sheet) -> Sheet:
    return sheet.with_row(_row(draw, sheet), [""] * len(sheet.names))


def _blank_column(draw: Draw, sheet: Sheet) -> Sheet:
    return sheet.with_column(_column(draw, sheet), "", [""] * len(sheet.rows))


def _column_without_header(draw: Draw, sheet: Sheet) -> Sheet:
    cells = [draw(odd_texts) for _ in sheet.rows]
    return sheet.with_column(_column(draw, sheet), "", cells)


def _odd_cell(draw: Draw, sheet: Sheet) -> Sheet:
    return sheet.with_cell(_row(draw, sheet), _column(draw, sheet), draw(odd_texts))


def _long_cell(draw: Draw, sheet: Sheet) -> Sheet:
    text = draw(st.sampled_from(LONG))
    return sheet.with_cell(_row(draw, sheet), _column(draw, sheet), text)


def _cell_of_another(draw: Draw, sheet: Sheet) -> Sheet:
    text = sheet.rows[_row(draw, sheet)][_column(draw, sheet)]
    return sheet.with_cell(_row(draw, sheet), _column(draw, sheet), text)


def _decorated_cell(draw: Draw, sheet: Sheet) -> Sheet:
    row, column = _row(draw, sheet), _column(draw, sheet)
    return sheet.with_cell(row, column, decorated(draw, sheet.rows[row][column]))


def _header_of_another(draw: Draw, sheet: Sheet) -> Sheet:
    text = sheet.header[-1][_column(draw, sheet)]
    return sheet.with_header(_column(draw, sheet), text)


def _odd_header(draw: Draw, sheet: Sheet) -> Sheet:
    return sheet.with_header(_column(draw, sheet), draw(odd_texts))


# What cells hold comes oftener than what stops a run at once.
_MUTATIONS = (
    *(_odd_cell,) * 5,
    *(_cell_of_another, _decorated_cell) * 3,
    *(_shuffled_rows, _shuffled_columns, _row_again, _row_less, _blank_row) * 2,
    *(_blank_column, _long_cell) * 2,
    *(_column_less, _column_without_header, _header_of_another, _odd_header),
)
