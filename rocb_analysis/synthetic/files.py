"""Write invented replies in the shape in which each form tool exports them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass

import xlsxwriter

from rocb_analysis.synthetic.forms import TOOL_HEADERS, Form, Reply
from rocb_analysis.synthetic.sheet import Sheet

Value = str | dt.datetime
_MINUTES_TO_FILL_IN = (6, 90)
_WORKBOOK_DATES = {
    "google_forms": "m/d/yyyy h:mm:ss",
    "microsoft_forms": "m/d/yy h:mm:ss",
}
_LEADING_ZERO = re.compile(r"(^|[/ ])0(?=\d)")


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
    headers = _columns(sheet.form)
    first, last = sheet.form.header_rows
    rows: list[list[Value]] = [[sheet.region.survey.settings.title]] * (first - 1)
    rows += _header(sheet.form, headers, last - first + 1)
    places = []
    middle = len(sheet.replies) // 2 if _is_text(sheet.form) else -1
    for number, reply in enumerate(sheet.replies, start=1):
        places.append(len(rows) + 1)
        rows.append([_cell(sheet, reply, number, header) for header in headers])
        if number == middle:
            rows.append([""] * len(headers))
    return Laid(sheet, rows, places)


def _is_text(form: Form) -> bool:
    return form.file.path.suffix.lower() in {".csv", ".tsv"}


def _columns(form: Form) -> list[str]:
    """Return the headers in order: the tool's own, the questions, what is ignored.

    A header ignored in every round stands there only if the tool writes it.
    """
    own = TOOL_HEADERS.get(form.tool, ())
    mapped = [header for header, _ in form.survey.uses_in(form.file)]
    ignored = form.survey.ignored_columns
    known = [*mapped, *ignored["header"]]
    lead = [h for name in own for h in known if h.casefold() == name]
    here = ignored.loc[ignored["round"].isin(form.file.labels), "header"]
    rest = [h for h in here if not h.startswith("(column ")]
    return list(dict.fromkeys([*lead, *mapped, *rest]))


def _header(form: Form, headers: list[str], height: int) -> list[list[Value]]:
    """Return the header rows; a header of several rows is split at its bars."""
    written = [_as_tool_writes(form, header) for header in headers]
    if height == 1:
        return [list(written)]
    parts = [header.split(" | ", height - 1) for header in written]
    filled = [part + [""] * (height - len(part)) for part in parts]
    return [list(row) for row in zip(*filled, strict=True)]


def _as_tool_writes(form: Form, header: str) -> str:
    """Return the header with the marks Microsoft Forms leaves in a workbook.

    A line break after a question that goes on, a no-break space at its end.
    """
    own = header.casefold() in TOOL_HEADERS["microsoft_forms"]
    if form.tool != "microsoft_forms" or own:
        return header
    return header.replace("? ", "?\n") + ("\u00a0" if header.endswith("?") else "")


def _cell(sheet: Sheet, reply: Reply, number: int, header: str) -> Value:
    """Return the cell of a reply; what the tool writes itself comes by its header."""
    form = sheet.form
    if header in form.headers("replied_on"):
        return _when(form, reply.moment)
    if header in reply.cells or form.tool != "microsoft_forms":
        return reply.cells.get(header, "")
    rng = sheet.region.rng("start", sheet.round, reply.person, str(reply.moment))
    began = reply.moment - dt.timedelta(minutes=int(rng.integers(*_MINUTES_TO_FILL_IN)))
    own: dict[str, Value] = {
        "id": str(number),
        "start time": _when(form, max(began, form.opened)),
        "email": "anonymous",
    }
    return own.get(header.casefold(), "")


def _when(form: Form, moment: dt.datetime) -> Value:
    """Return a moment as the file holds it: in a workbook a date, else text."""
    if not form.file.date_format:
        return moment.isoformat() if _is_text(form) else moment
    text = moment.strftime(form.file.date_format)
    return _LEADING_ZERO.sub(r"\1", text) if form.tool == "google_forms" else text


def file_bytes(laid: list[Laid]) -> bytes:
    """Return the bytes of one file: a text file, or a workbook of several sheets."""
    form = laid[0].sheet.form
    if not _is_text(form):
        return _workbook(laid)
    delimiter = "\t" if form.file.path.suffix.lower() == ".tsv" else ","
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows(laid[0].rows)
    # A spreadsheet that saves a workbook as CSV UTF-8 puts a byte-order mark first.
    saved_by_spreadsheet = form.tool == "microsoft_forms"
    return text.getvalue().encode("utf-8-sig" if saved_by_spreadsheet else "utf-8")


def _workbook(laid: list[Laid]) -> bytes:
    """Return an .xlsx whose bytes hang on its cells alone."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"created": laid[0].sheet.form.closed})
    for one in laid:
        form = one.sheet.form
        page = book.add_worksheet(form.file.sheet or None)
        shown = _WORKBOOK_DATES.get(form.tool, "yyyy-mm-dd hh:mm:ss")
        dates = book.add_format({"num_format": shown})
        for row, cells in enumerate(one.rows):
            for column, value in enumerate(cells):
                if isinstance(value, dt.datetime):
                    page.write_datetime(row, column, value, dates)
                elif value.isdecimal() and str(int(value)) == value:
                    page.write_number(row, column, int(value))
                elif value:
                    page.write_string(row, column, value)
    book.close()
    return data.getvalue()
