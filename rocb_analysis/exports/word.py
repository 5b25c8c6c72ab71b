"""Write a brief as a Word document: real headings, real tables, pictures with words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Inches, Mm, Pt

from rocb_analysis.atomic import write
from rocb_analysis.charts import Chart
from rocb_analysis.charts.style import INK, PALE, QUIET
from rocb_analysis.exports.cells import Shown, widths
from rocb_analysis.exports.findings import Brief
from rocb_analysis.exports.ooxml import (
    forget_thumbnail,
    printable,
    same_bytes,
    say_what_it_is,
)
from rocb_analysis.exports.pages import (
    FEW_ROWS,
    SMALL,
    TEXT_INCHES,
    Block,
    blocks_of,
    heading_of,
    size_on_page,
    under_heading,
)
from rocb_analysis.exports.pictures import picture_of
from rocb_analysis.exports.word_look import dress, element, rgb

# Lines of words are shorter than pictures: long lines are hard to follow.
_SHORTER = Mm(12)


def write_word(brief: Brief, path: Path) -> None:
    """Write the brief as .docx; the same brief gives the same bytes."""
    document = docx.Document()
    dress(document, brief)
    forget_thumbnail(document.part.package.rels)
    heading, under = heading_of(brief), under_heading(brief)
    say_what_it_is(document.core_properties, title=heading, subject=under)
    document.add_paragraph(heading, style="Title")
    document.add_paragraph(under, style="Subtitle")
    blocks = blocks_of(brief)
    if brief.edition == "internal":
        _contents(document, blocks)
    for number, block in enumerate(blocks):
        _write(document, block, number)
    held = BytesIO()
    document.save(held)
    write(path, same_bytes(held.getvalue()))


def _contents(document: Document, blocks: list[Block]) -> None:
    """Write a list of the headings, each a link to its place."""
    for number, block in enumerate(blocks):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(1)
        link = element("w:hyperlink", anchor=_bookmark(number), history=1)
        paragraph._p.append(link)
        run = paragraph.add_run(block.title)
        run.font.underline = True
        link.append(run._r)


def _bookmark(number: int) -> str:
    return f"finding{number}"


def _write(document: Document, block: Block, number: int) -> None:
    """Write a heading and what stands under it."""
    heading = document.add_heading(block.title, block.level)
    heading.paragraph_format.page_break_before = block.new_page or None
    start = element("w:bookmarkStart", id=number, name=_bookmark(number))
    heading._p.insert(1, start)
    heading._p.append(element("w:bookmarkEnd", id=number))
    sentences = block.sentences
    for said in [" ".join(sentences)] if block.together else sentences:
        _say(document, said, small=block.small, keep=block.keeps)
    if block.chart:
        _draw(document, block.chart, number)
    if block.table:
        _tabulate(document, block.table, block.title)
    if block.note:
        _say(document, block.note, small=True)


def _say(
    document: Document, text: str, *, small: bool = False, keep: bool = False
) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.right_indent = _SHORTER
    paragraph.paragraph_format.keep_with_next = keep or None
    run = paragraph.add_run(text)
    if small:
        run.font.size, run.font.color.rgb = Pt(SMALL), rgb(QUIET)


def _draw(document: Document, chart: Chart, number: int) -> None:
    """Put the chart in, with its facts for who cannot see it."""
    paragraph = document.add_paragraph()
    width, _ = size_on_page(chart)
    drawn = BytesIO(picture_of(chart))
    shape = paragraph.add_run().add_picture(drawn, width=Inches(width))
    # Left out, some programs keep a distance of their own.
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
    about: Any = shape._inline.docPr
    about.set("name", f"Chart {number + 1}")
    about.set("descr", printable(chart.alt))


def _tabulate(document: Document, shown: Shown, title: str) -> None:
    """Write a table whose headings stand again on every page it runs over."""
    table = document.add_table(len(shown.rows) + 1, len(shown.headings))
    table.autofit = False
    _rule(table, title)
    wide = widths(shown, room=TEXT_INCHES, points=SMALL)
    for column, width in zip(table.columns, wide, strict=True):
        column.width = Inches(width)
    few = len(shown.rows) <= FEW_ROWS
    for row, texts in zip(table.rows, [shown.headings, *shown.rows], strict=True):
        is_heading, is_last = row._index == 0, row._index == len(shown.rows)
        marks = row._tr.get_or_add_trPr()
        marks.append(element("w:cantSplit"))
        if is_heading:
            marks.append(element("w:tblHeader"))
        cells = zip(row.cells, texts, shown.numbers, wide, strict=True)
        for cell, text, is_number, width in cells:
            cell.width = Inches(width)
            keep = is_heading or (few and not is_last)
            _fill(cell, text, bold=is_heading, right=is_number, keep=keep)
    # Two tables in a row would be one; and the last thing must be no table.
    after = document.add_paragraph().paragraph_format
    after.space_after, after.line_spacing = Pt(0), Pt(4)


def _fill(cell: Any, text: str, *, bold: bool, right: bool, keep: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = Pt(1.5)
    paragraph.paragraph_format.space_after = Pt(1.5)
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.keep_with_next = keep or None
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(SMALL), bold
    run.font.color.rgb = rgb(INK)


def _rule(table: Any, title: str) -> None:
    """Draw thin lines under the rows, and name the table for who hears it."""
    properties = table._tbl.tblPr
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz=4, color=PALE[1:]))
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", w=115, type="dxa"))
    look = properties.find(qn("w:tblLook"))
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)
    for name, on in (
        ("val", "0620"),
        ("firstRow", 1),
        ("firstColumn", 0),
        ("noHBand", 1),
    ):
        look.set(qn(f"w:{name}"), str(on))
    look.addnext(element("w:tblCaption", val=title))
