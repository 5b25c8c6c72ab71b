"""The look of the Word brief: page, letters, header and footer of every page."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from rocb_analysis.charts.style import BLUE, INK, QUIET, RULE, SYNTHETIC
from rocb_analysis.exports.findings import Brief
from rocb_analysis.exports.ooxml import printable
from rocb_analysis.exports.pages import (
    HEIGHT,
    MARGIN,
    SMALL,
    WIDTH,
    footer_of,
)
from rocb_analysis.survey.marks import one_line

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
