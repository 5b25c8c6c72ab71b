"""Lay invented replies out as rows of cells, in the shape of the tool of their file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass, replace

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rocb_analysis.synthetic.headers import columns_of, header_rows, option_of
from rocb_analysis.synthetic.own_cells import Row, Value, own_cells
from rocb_analysis.synthetic.shapes import own_name
from rocb_analysis.synthetic.sheet import Sheet


@dataclass(frozen=True, eq=False)
class Laid:
    """A file as rows of cells, row 1 of the spreadsheet first.

    places: the spreadsheet row of each reply, in the order of the sheet's replies.
    """

    sheet: Sheet
    rows: list[list[Value]]
    places: list[int]


def lay_out(sheet: Sheet) -> Laid:
    """Return the file's cells; in a text file a blank row stands in the middle."""
    form = sheet.form
    headers = columns_of(form)
    replies, numbers = sheet.replies, range(1, len(sheet.replies) + 1)
    if form.shape.newest_first:
        # The lower of two replies of the same moment stays the lower.
        replies = sorted(replies, key=lambda reply: reply.moment, reverse=True)
        numbers = numbers[::-1]
    written = [Row(sheet, *one) for one in zip(replies, numbers, strict=True)]
    rows: list[list[Value]] = [[*row] for row in header_rows(form, headers)]
    places = []
    middle = len(written) // 2 if form.is_text else -1
    for place, row in enumerate(written, start=1):
        places.append(len(rows) + 1)
        cells = own_cells(row)
        rows.append([_cell(row, header, cells) for header in headers])
        if place == middle:
            rows.append([""] * len(headers))
    return Laid(replace(sheet, replies=replies), rows, places)


def _cell(row: Row, header: str, own: dict[str, Value]) -> Value:
    """Return the cell of a reply under a header; what the tool writes, by its name."""
    form, cells = row.sheet.form, row.reply.cells
    dating = {*form.headers("replied_on"), form.shape.job("replied_on")}
    if header in dating:
        dated = row.finished or form.shape.dates_unfinished
        return row.when(row.reply.moment) if dated else ""
    if header in form.never_blank:
        return cells.get(header) or form.shape.not_shown
    if header in cells:
        return cells[header]
    if found := option_of(form, header):
        _, listed, option = found
        ticked = cells.get(listed, "").split()
        return str(int(option in ticked)) if ticked else ""
    return own.get(own_name(header), "")


def file_bytes(laid: list[Laid]) -> bytes:
    """Return the bytes of one file: a text file, or a workbook of several sheets."""
    return _text(laid[0]) if laid[0].sheet.form.is_text else _workbook(laid)


def _text(laid: Laid) -> bytes:
    form = laid.sheet.form
    shape = form.shape.text
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter="\t" if form.file.path.suffix.lower() == ".tsv" else ",",
        lineterminator=shape.line_end,
        quoting=csv.QUOTE_ALL if shape.quote_all else csv.QUOTE_MINIMAL,
    )
    writer.writerows(laid.rows)
    text.write(shape.line_end if shape.closing_line else "")
    return text.getvalue().encode("utf-8-sig" if shape.bom else "utf-8")


def _workbook(laid: list[Laid]) -> bytes:
    """Return an .xlsx whose bytes hang on its cells alone."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"created": laid[0].sheet.form.closed})
    for one in laid:
        shape = one.sheet.form.shape
        page = book.add_worksheet(one.sheet.form.file.sheet or None)
        dates = book.add_format({"num_format": shape.dates or "General"})
        for row, cells in enumerate(one.rows):
            for column, value in enumerate(cells):
                if shape.numbers_as_text and value:
                    page.write_string(row, column, str(value))
                else:
                    _write(page, (row, column), value, dates)
    book.close()
    return data.getvalue()


def _write(page: Worksheet, at: tuple[int, int], value: Value, dates: Format) -> None:
    """Write a cell as what it is: a date, a whole number or text."""
    if isinstance(value, dt.datetime):
        page.write_datetime(*at, value, dates)
    elif value.isdecimal() and str(int(value)) == value:
        page.write_number(*at, int(value))
    elif value:
        page.write_string(*at, value)
