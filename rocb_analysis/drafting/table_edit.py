"""Change cells of a CSV file and keep every other sign of it."""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import column_letter, plain

_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
Cells = dict[tuple[int, int], str]


@dataclass
class _Record:
    """A line of the table: its fields as written, quotes and all, and its end."""

    fields: list[str]
    end: str


def changed_text(
    path: Path,
    headers: list[str],
    cells_of: Callable[[list[str], int, int], Cells],
    *,
    header_row: int = 1,
) -> bytes:
    """Return a CSV file's bytes with some cells changed.

    headers: its headers as the codebook read them, which tell its delimiter; a file
        that is empty, or does not exist yet, gets them.
    cells_of: gives the changed cells for its headers, rows and row of headers.

    Raises SurveyError if the file is neither UTF-8 nor UTF-16.
    """
    raw = path.read_bytes() if path.is_file() else b""
    mark = next((mark for mark in _MARKS if raw.startswith(mark)), b"")
    encoding = _MARKS.get(mark, "utf-8")
    try:
        text = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        raise SurveyError(
            f"{path.name} is not UTF-8, so nothing can be added to it. Save it in the "
            "spreadsheet program as CSV UTF-8 and run again."
        ) from error
    text = text if text.strip() else ",".join(headers) + "\n"
    records, delimiter = _told_apart(text, headers, header_row)
    read = [_read(field) for field in records[header_row - 1].fields]
    cells = cells_of(read, _height(records), header_row)
    _change(records, cells, delimiter, header_row)
    lines = (delimiter.join(r.fields) + r.end for r in records)
    return mark + "".join(lines).encode(encoding)


def _told_apart(
    text: str, headers: list[str], header_row: int
) -> tuple[list[_Record], str]:
    """Return the lines, by the delimiter under which one reads as these headers."""
    wanted = [header for header in headers if header]
    for delimiter in ",;\t":
        records = _records(text, delimiter)
        top = records[min(header_row, len(records)) - 1]
        if [h for f in top.fields if (h := plain(_read(f)))] == wanted:
            return records, delimiter
    raise SurveyError(
        f"The codebook's columns {', '.join(wanted)} were not found again in its file; "
        "save it as CSV UTF-8 and run again."
    )


def _records(text: str, delimiter: str) -> list[_Record]:
    """Return the lines of a table, each field exactly as it is written."""
    sign = re.escape(delimiter)
    one = rf'"(?:[^"]|"")*"[^{sign}\r\n]*|[^{sign}\r\n]*'
    pattern = re.compile(rf"({one})({sign}|\r\n|\r|\n|\Z)")
    records: list[_Record] = []
    fields: list[str] = []
    place = 0
    while place < len(text) or fields:
        found = pattern.match(text, place)
        if found is None:
            break
        fields.append(found[1])
        place = found.end()
        if found[2] != delimiter:
            records.append(_Record(fields, found[2]))
            fields = []
    return records or [_Record([""], "")]


def _height(records: list[_Record]) -> int:
    """Return the number of rows up to the last filled one."""
    numbered = enumerate(records)
    filled = [i for i, r in numbered if any(plain(_read(f)) for f in r.fields)]
    return max(filled, default=0) + 1


def _change(
    records: list[_Record], cells: Cells, delimiter: str, header_row: int
) -> None:
    """Put the changed cells into the lines; wholly new ones end as the others do."""
    header = records[header_row - 1]
    end, before = header.end or "\r\n", len(header.fields)
    quoted = all(f.startswith('"') for f in header.fields)
    width = max([before, *(column + 1 for _, column in cells)])
    while len(records) <= max((row for row, _ in cells), default=0):
        records[-1].end = records[-1].end or end
        records.append(_Record([], end))
    for row, record in enumerate(records):
        if any(place == row for place, _ in cells) or (
            width > before and _is_table(record)
        ):
            record.fields += [""] * (width - len(record.fields))
    for (row, column), text in cells.items():
        records[row].fields[column] = _written(text, delimiter, quoted=quoted)


def _is_table(record: _Record) -> bool:
    return record.fields != [""]


def _written(text: str, delimiter: str, *, quoted: bool) -> str:
    needs = quoted or any(sign in text for sign in (delimiter, '"', "\r", "\n"))
    needs |= text != text.strip()
    return '"' + text.replace('"', '""') + '"' if needs else text


def _read(field: str) -> str:
    """Return what a field says that is written with or without quotes."""
    if not field.startswith('"'):
        return field
    inside, _, after = field[1:].rpartition('"')
    return inside.replace('""', '"') + after


# Write some sheets of a workbook anew and keep every other part of it as it is.

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
# Signs XML cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
Rows = list[list[str]]


def changed_workbook(path: Path, sheets: dict[str, Rows]) -> bytes:
    """Return a workbook's bytes with the cells of some sheets replaced.

    Raises SurveyError if the workbook is not built as spreadsheets build it.
    """
    try:
        with zipfile.ZipFile(path) as book:
            parts = {item.filename: book.read(item) for item in book.infolist()}
        places = _places(parts)
        for name, rows in sheets.items():
            place = places[plain(name)]
            parts[place] = _with_cells(parts[place].decode("utf-8"), rows)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise SurveyError(
            f"{path.name} cannot be changed: close it in other programs, or save its "
            "sheets as CSV files in codebook/ instead."
        ) from error
    return _zipped(_without_formula_order(parts))


def _places(parts: dict[str, bytes]) -> dict[str, str]:
    """Return the part of each sheet by the sheet's name."""
    links = {
        link.get("Id"): link.get("Target", "")
        for link in ElementTree.fromstring(parts[_LINKS])
    }
    return {
        plain(sheet.get("name", "")): posixpath.normpath(
            posixpath.join("/xl", links[sheet.get(_RELATION)])
        ).lstrip("/")
        for sheet in ElementTree.fromstring(parts[_BOOK]).iter(f"{_MAIN}sheet")
    }


def _with_cells(xml: str, rows: Rows) -> bytes:
    """Return a sheet's XML with its cells replaced by text cells."""
    data = "".join(_row(number, cells) for number, cells in enumerate(rows, start=1))
    data = f"<sheetData>{data}</sheetData>"
    pattern = r"<sheetData\s*/>|<sheetData\b.*?</sheetData>"
    changed, count = re.subn(pattern, lambda _: data, xml, count=1, flags=re.DOTALL)
    if not count:
        raise ValueError("no cells")
    last = f"{column_letter(max(map(len, rows)) - 1)}{len(rows)}"
    dimension = rf'\g<1>"A1:{last}"'
    changed = re.sub(r'(<dimension ref=)"[^"]*"', dimension, changed, count=1)
    return changed.encode("utf-8")


def _row(number: int, cells: list[str]) -> str:
    inside = "".join(
        f'<c r="{column_letter(index)}{number}" t="inlineStr"><is>'
        f'<t xml:space="preserve">{escape(_UNWRITABLE.sub("", text))}</t></is></c>'
        for index, text in enumerate(cells)
        if text
    )
    return f'<row r="{number}">{inside}</row>'


def _without_formula_order(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out the order of formulas: it names cells that may hold none any more."""
    kept = {name: raw for name, raw in parts.items() if name != "xl/calcChain.xml"}
    if len(kept) < len(parts):
        for name, tag in (
            ("[Content_Types].xml", "Override"),
            (_LINKS, "Relationship"),
        ):
            pattern = rf"<{tag}\b[^>]*calcChain[^>]*/>"
            text = re.sub(pattern, "", kept[name].decode("utf-8"))
            kept[name] = text.encode("utf-8")
    return kept


def _zipped(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as book:
        for name, raw in parts.items():
            # The ZIP format's first day, so that the same parts give the same bytes.
            book.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
    return held.getvalue()
