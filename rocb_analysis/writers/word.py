"""Write a brief as a Word document: real headings, real tables, pictures with words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Mm, Pt, RGBColor

from rocb_analysis.brief.findings import Brief, picture_of
from rocb_analysis.charts.style import BLUE, INK, PALE, QUIET, RULE, SYNTHETIC, Chart
from rocb_analysis.core.files import write
from rocb_analysis.survey.marks import one_line
from rocb_analysis.writers.layout import (
    FEW_ROWS,
    HEIGHT,
    MARGIN,
    SMALL,
    TEXT_INCHES,
    WIDTH,
    Block,
    Shown,
    blocks_of,
    footer_of,
    forget_thumbnail,
    heading_of,
    printable,
    same_bytes,
    say_what_it_is,
    size_on_page,
    under_heading,
    widths,
)

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


# The look of the Word brief: page, letters, header and footer of every page.

# On every computer that has Word, and with the same widths in other programs.
FONT = "Arial"
_FOR_WORDS = 10


def element(tag: str, **values: object) -> Any:
    """Return an element of WordprocessingML with attributes of the same namespace.

    >>> element("w:jc", val="right").get(qn("w:val"))
    'right'
    """
    made = OxmlElement(tag)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def dress(document: Document, brief: Brief) -> None:
    """Give the document A4 pages, its letters, and what stands on every page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(HEIGHT)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin, section.bottom_margin = Mm(19), Mm(17)
    section.header_distance, section.footer_distance = Mm(9), Mm(7)
    _letters(document)
    _header(section.header.paragraphs[0], brief)
    _footer(section.footer.paragraphs[0], brief)
    _modern(document)


def _letters(document: Document) -> None:
    """Set font, size, colour and distances of every style that is used."""
    styles = document.styles
    for fonts in styles.element.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for name, points, colour, before, after in (
        ("Normal", _FOR_WORDS, INK, 0, 3),
        ("Title", 19, INK, 0, 1),
        ("Subtitle", 11, QUIET, 0, 4),
        ("Heading 1", 12, BLUE, 7, 2),
        ("Heading 2", 11, INK, 10, 3),
        ("Header", SMALL, QUIET, 0, 0),
        ("Footer", SMALL, QUIET, 0, 0),
    ):
        style: Any = styles[name]
        style.font.size, style.font.color.rgb = Pt(points), rgb(colour)
        style.font.italic = False
        style.font.bold = name == "Title" or name.startswith("Heading")
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = 1.08
    _forget_template(styles.element)


def _forget_template(styles: Any) -> None:
    """Drop what the library's template gives the styles that are used."""
    ours = ("Title", "Subtitle", "Header", "Footer")
    for style in styles.iterchildren(qn("w:style")):
        if style.get(qn("w:styleId")) in ours:
            spread = f"./{qn('w:rPr')}/{qn('w:spacing')}"
            found = [
                *style.iter(qn("w:pBdr"), qn("w:tabs"), qn("w:numPr")),
                *style.findall(spread),
            ]
            for one in found:
                one.getparent().remove(one)


def _header(paragraph: Any, brief: Brief) -> None:
    """Write the marks on the left and how firm the brief is on the right."""
    _tab_at_the_right(paragraph)
    if brief.marks:
        mark = paragraph.add_run(printable(one_line(brief.marks)))
        mark.font.color.rgb = rgb(SYNTHETIC)
    paragraph.add_run(f"\t{printable(f'Round {brief.round}. {brief.status}')}")


def _footer(paragraph: Any, brief: Brief) -> None:
    """Write the source on the left and the number of the page on the right."""
    _tab_at_the_right(paragraph)
    paragraph.paragraph_format.right_indent = Mm(0)
    paragraph.add_run(f"{footer_of(brief)}\tPage ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")
    line = element("w:top", val="single", sz=4, space=4, color=RULE[1:])
    borders = element("w:pBdr")
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _tab_at_the_right(paragraph: Any) -> None:
    """Let a tab reach the right margin."""
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(WIDTH - 2 * MARGIN), WD_TAB_ALIGNMENT.RIGHT)


def _field(paragraph: Any, name: str) -> None:
    """Write a number that Word counts itself."""
    run = paragraph.add_run()._r
    run.append(element("w:fldChar", fldCharType="begin"))
    code = element("w:instrText")
    code.text = name
    run.append(code)
    run.append(element("w:fldChar", fldCharType="separate"))
    text = element("w:t")
    text.text = "1"
    run.append(text)
    run.append(element("w:fldChar", fldCharType="end"))


def _modern(document: Document) -> None:
    """Say that the document is of today's Word, so that it opens as such."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def rgb(colour: str) -> RGBColor:
    """Return a colour of the charts as Word writes it."""
    return RGBColor.from_string(colour.lstrip("#").upper())
