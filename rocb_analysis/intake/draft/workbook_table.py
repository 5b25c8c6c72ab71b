"""Write some sheets of a workbook anew and keep every other part of it as it is.

A workbook is a ZIP file of XML parts (ECMA-376). Only the cells of the sheets that
change are replaced, by text cells; widths, styles and all other sheets stay.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from rocb_analysis.survey.text import column_letter, plain
from rocb_analysis.tables import SurveyError

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
