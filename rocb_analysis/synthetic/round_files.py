"""Lay invented replies out as rows of cells, in the shape of the tool of their file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from rocb_analysis.survey.tools import Value, tool_header
from rocb_analysis.synthetic.exports import (
    ExportFile,
    Form,
    InventedReply,
    PlacedReply,
    TrueNeed,
    columns_of,
    dropped,
    header_rows,
    option_of,
)
from rocb_analysis.synthetic.members import Region


@dataclass(frozen=True, eq=False)
class Laid:
    """A file as rows of cells, row 1 of the spreadsheet first.

    places: the spreadsheet row of each reply, in the order of the sheet's replies.
    """

    sheet: ExportFile
    rows: list[list[Value]]
    places: list[int]


def lay_out(sheet: ExportFile) -> Laid:
    """Return the file's cells; in a text file a blank row stands in the middle."""
    form = sheet.form
    headers = columns_of(form)
    replies, numbers = sheet.replies, range(1, len(sheet.replies) + 1)
    if form.tool.newest_first:
        # The lower of two replies of the same moment stays the lower.
        replies = sorted(replies, key=lambda reply: reply.moment, reverse=True)
        numbers = numbers[::-1]
    written = [PlacedReply(sheet, *one) for one in zip(replies, numbers, strict=True)]
    rows: list[list[Value]] = [[*row] for row in header_rows(form, headers)]
    places = []
    middle = len(written) // 2 if form.is_text else -1
    for place, row in enumerate(written, start=1):
        places.append(len(rows) + 1)
        rows.append([_cell(row, header) for header in headers])
        if place == middle:
            rows.append([""] * len(headers))
    return Laid(replace(sheet, replies=replies), rows, places)


def _cell(row: PlacedReply, header: str) -> Value:
    """Return the cell of a reply under a header: the form's, else the tool's own."""
    form, cells = row.sheet.form, row.reply.cells
    dating = {*form.headers("replied_on"), form.tool.header_for("replied_on")}
    if header in dating:
        dated = row.finished or form.tool.dates_unfinished
        return row.when(row.reply.moment) if dated else ""
    if header in form.never_blank:
        return cells.get(header) or form.tool.not_shown
    if header in cells:
        return cells[header]
    if found := option_of(form, header):
        _, listed, option = found
        ticked = cells.get(listed, "").split()
        return str(int(option in ticked)) if ticked else ""
    column = form.tool.column_named.get(tool_header(header))
    return column.cell(row) if column and column.cell else ""


def file_bytes(laid: list[Laid]) -> bytes:
    """Return the bytes of one file: a text file, or a workbook of several sheets."""
    return _text(laid[0]) if laid[0].sheet.form.is_text else _workbook(laid)


def _text(laid: Laid) -> bytes:
    form = laid.sheet.form
    style = form.tool.text
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter="\t" if form.file.path.suffix.lower() == ".tsv" else ",",
        lineterminator=style.line_end,
        quoting=csv.QUOTE_ALL if style.quote_all else csv.QUOTE_MINIMAL,
    )
    writer.writerows(laid.rows)
    text.write(style.line_end if style.closing_line else "")
    return text.getvalue().encode("utf-8-sig" if style.bom else "utf-8")


def _workbook(laid: list[Laid]) -> bytes:
    """Return an .xlsx whose bytes hang on its cells alone."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    book.set_properties({"created": laid[0].sheet.form.closed})
    for one in laid:
        tool = one.sheet.form.tool
        page = book.add_worksheet(one.sheet.form.file.sheet or None)
        dates = book.add_format({"num_format": tool.dates or "General"})
        for row, cells in enumerate(one.rows):
            for column, value in enumerate(cells):
                if tool.numbers_as_text and value:
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


# A round that comes in several files: who uses which, and who uses two of them.

FIRST_FILE = 0.7  # share of a round's respondents that use the first of its files
LATER, EARLIER = "later", "earlier"


def form_of(region: Region, forms: list[Form], person: str) -> Form:
    """Return the file of a round that holds the reply which counts.

    By the row of `replies`, where the round has such rows; else drawn.
    """
    given = _given(region, forms[0].file.round)
    if given:
        source, beside = given.get(person, ("", ""))
        by_source = {form.file.source: form for form in reversed(forms)}
        return forms[0] if beside == EARLIER else by_source.get(source, forms[0])
    draw = region.rng("file", forms[0].file.round, person).random()
    others = 1 + int((draw - FIRST_FILE) / (1 - FIRST_FILE) * (len(forms) - 1))
    return forms[0] if draw < FIRST_FILE or not forms[1:] else forms[others]


def _given(region: Region, round_name: str) -> dict[str, tuple[str, str]]:
    """Return source and beside by respondent, as `replies` says for a round."""
    rows = region.drivers.replies
    rows = rows[rows["round"] == round_name]
    said = zip(rows["source"], rows["beside"], strict=True)
    return dict(zip(rows["member_id"], said, strict=True))


def with_earlier_replies(sheets: list[ExportFile]) -> list[ExportFile]:
    """Return the files with the earlier of two replies of a respondent added.

    It has other answers, stands in the other file, and does not count.
    """
    return [
        replace(one, replies=[*one.replies, *_earlier(one, sheets)]) for one in sheets
    ]


def _earlier(sheet: ExportFile, sheets: list[ExportFile]) -> list[InventedReply]:
    """Return the replies of this file that one in another file takes the place of."""
    region, file = sheet.region, sheet.form.file
    found = []
    for person, (source, beside) in _given(region, sheet.round).items():
        here = file.source == (source if beside == EARLIER else "")
        others = (r for one in sheets if one.round == sheet.round for r in one.replies)
        counts = [reply for reply in others if reply.person == person]
        if beside and here and counts:
            found += _replaced(sheet, counts[0])
    return found


def _replaced(sheet: ExportFile, later: InventedReply) -> list[InventedReply]:
    """Return an earlier reply, by a day at least, as a file may hold the day alone."""
    until = later.moment - dt.timedelta(days=1)
    rng = sheet.region.rng("earlier", sheet.form.file.labels[0], later.person)
    drawing = replace(sheet, rng=rng)
    cells = drawing.any_of([reply.cells for reply in sheet.replies])
    if until <= sheet.form.opened or cells is None or not sheet.form.who:
        return []
    name = {sheet.form.who: sheet.region.typed(later.person)}
    moment = min(drawing.moment(later.moment), until)
    earlier = InventedReply(later.person, moment, cells | name)
    return [dropped(sheet, earlier, "replaced_reply")]


# The truth behind invented replies, as tables that only tests read.

Everybody = dict[tuple[str, str], dict[str, TrueNeed]]
_NEEDS = "round respondent_id subject_id needed score rank replied".split()
_CLUSTERS = "round member_id cluster".split()
_DEFECTS = "round file row column found kind action".split()


def truth_tables(
    region: Region, everybody: Everybody, files: list[Laid]
) -> dict[str, pd.DataFrame]:
    """Return the tables needs, clusters and defects.

    everybody: by round and person, what is true of each subject asked, also of those
    that do not reply. An open survey knows only those that replied.
    """
    ids = dict(_ids(region, files))
    counted = {
        (laid.sheet.round, reply.person): reply.needs
        for laid in files
        for reply in laid.sheet.replies
        if reply.counts
    }
    known = everybody if region.survey.has_frame else {}
    rows = {
        key: ids.get(key, key[1])
        for key in dict.fromkeys([*known, *counted])
        if key in counted or region.survey.has_frame
    }
    return {
        "needs": _needs(rows, everybody | counted, set(counted)),
        "clusters": _clusters(region, rows),
        "defects": _defects(files),
    }


def identified(
    region: Region, files: list[Laid]
) -> Iterator[tuple[Laid, InventedReply, str]]:
    """Yield file and reply with the id under which the cleaner knows it.

    A reply that names nobody has that of its row.
    """
    numbers: dict[str, int] = {}
    for laid in files:
        name, form = laid.sheet.round, laid.sheet.form
        numbers[name] = numbers.get(name, 0) + 1
        several = len(region.survey.files_of(name)) > 1
        part = f"{numbers[name]}/" if several else ""
        for reply, row in zip(laid.sheet.replies, laid.places, strict=True):
            person = reply.person if form.who else ""
            yield laid, reply, person or f"{name}/r{part}{row:04d}"


def _ids(region: Region, files: list[Laid]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield round and person with the id of each reply that counts."""
    for laid, reply, identity in identified(region, files):
        if reply.counts:
            yield (laid.sheet.round, reply.person), identity


def _needs(
    rows: dict[tuple[str, str], str], needs: Everybody, counted: set[tuple[str, str]]
) -> pd.DataFrame:
    """Return a row a respondent and subject asked: needed 0 or 1, score 0 to 1."""
    table = [
        (key[0], identity, subject, *_values(need), int(key in counted))
        for key, identity in rows.items()
        for subject, need in needs[key].items()
    ]
    frame = pd.DataFrame(table, columns=_NEEDS)
    return frame.sort_values(_NEEDS[:3], ignore_index=True)


def _values(need: TrueNeed) -> tuple[int, str, str]:
    return need.needed, f"{need.score:.3f}", str(need.rank or "")


def _clusters(region: Region, rows: dict[tuple[str, str], str]) -> pd.DataFrame:
    """Return a row a respondent and round with the cluster it was drawn from."""
    table = [
        (name, identity, region.clusters.loc[person, name])
        for (name, person), identity in rows.items()
    ]
    frame = pd.DataFrame(table, columns=_CLUSTERS)
    return frame.sort_values(_CLUSTERS[:2], ignore_index=True)


def _defects(files: list[Laid]) -> pd.DataFrame:
    """Return a row a planted defect, with its place as a spreadsheet shows it."""
    table = [
        _defect_row(laid, reply, row, number)
        for laid in files
        for reply, row in zip(laid.sheet.replies, laid.places, strict=True)
        for number in range(len(reply.defects))
    ]
    frame = pd.DataFrame(table, columns=_DEFECTS)
    return frame.sort_values(_DEFECTS[:5], ignore_index=True)


def _defect_row(
    laid: Laid, reply: InventedReply, row: int, number: int
) -> tuple[object, ...]:
    defect = reply.defects[number]
    file = laid.sheet.form.file.file
    where = (laid.sheet.round, file, row, defect.column)
    return (*where, defect.found, defect.kind, defect.action)
