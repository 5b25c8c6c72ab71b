"""The parts of a slide: words, a picture, a table, what stands at its foot, notes."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from io import BytesIO
from itertools import accumulate
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from rocb_analysis.charts import Chart
from rocb_analysis.charts.style import BLUE, INK, PALE, QUIET, SYNTHETIC
from rocb_analysis.charts.words import inches, wrap
from rocb_analysis.exports.cells import Shown, lines_of_rows, widths
from rocb_analysis.exports.findings import Brief
from rocb_analysis.exports.ooxml import printable
from rocb_analysis.exports.slides_deck import SMALL, Area, Deck, foot_of, put
from rocb_analysis.survey.marks import one_line

_LINE = 1.2 / 72  # inches for a point
_BESIDE, _BETWEEN = 0.1, 0.45  # inches beside words, parts of a line between paragraphs
_ROW = 0.12  # inches of a row beside its lines


def height_of(sentences: Sequence[str], area: Area, points: float) -> float:
    """Return the inches that paragraphs take across an area, a little generous."""
    room = area.width - 2 * _BESIDE
    wide = points * area.letters
    lines = sum(len(wrap(one, room, wide)) for one in sentences)
    gaps = _BETWEEN * max(len(sentences) - 1, 0)
    return (lines + gaps) * points * _LINE + _BESIDE


def fitting(
    sentences: Sequence[str], area: Area, room: float, sizes: Sequence[int]
) -> int:
    """Return the largest of the sizes in which paragraphs fit, or the smallest."""
    fit = (size for size in sizes if height_of(sentences, area, size) <= room)
    return next(fit, sizes[-1])


def add_words(box: Any, sentences: Sequence[str], points: int) -> None:
    """Write paragraphs into a box, no larger than they are."""
    frame = box.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    for place, sentence in enumerate(sentences):
        paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = sentence
        run.font.size = Pt(points)
        paragraph.space_before = Pt(_BETWEEN * points if place else 0)


def drawn_size(chart: Chart, area: Area) -> tuple[float, float]:
    """Return width and height of a chart in inches, no wider than an area."""
    width, height = map(float, chart.figure.get_size_inches())
    share = min(1.0, area.width / width)
    return width * share, height * share


def add_picture(slide: Any, chart: Chart, drawn: bytes, area: Area) -> None:
    """Put a chart in the middle of an area, with its facts for who cannot see it."""
    width, height = drawn_size(chart, area)
    share = min(1.0, area.height / height)
    left = area.left + (area.width - width * share) / 2
    shape = slide.shapes.add_picture(BytesIO(drawn), 0, 0)
    put(shape, Area(left, area.top, width * share, height * share))
    shape._element._nvXxPr.cNvPr.set("descr", printable(chart.alt))
    shape.name = "Chart"


def rows_that_fit(table: Shown, area: Area) -> int:
    """Return how many rows of a table an area holds, at least one.

    Measured as cut: other rows give columns other widths.
    """
    count = len(table.rows)
    while count > 1:
        _, heights = _measures(table.first(count), area)
        fits = sum(taken <= area.height for taken in accumulate(heights)) - 1
        if fits >= count:
            break
        count = max(fits, 1)
    return count


def _measures(table: Shown, area: Area) -> tuple[list[float], list[float]]:
    """Return the widths of the columns and the heights of the rows, in inches."""
    points = SMALL * area.letters
    wide = widths(table, room=area.width, points=points)
    lines = lines_of_rows(table, wide, points)
    return wide, [count * SMALL * _LINE + _ROW for count in lines]


def add_table(slide: Any, table: Shown, area: Area, *, name: str) -> None:
    """Write a table with a row of headings, thin lines under its rows."""
    wide, heights = _measures(table, area)
    size = (len(heights), len(wide), *map(Inches, (area.left, area.top)))
    shape = slide.shapes.add_table(*size, Inches(sum(wide)), Inches(sum(heights)))
    shape.name = "Table"
    shape._element._nvXxPr.cNvPr.set("descr", f"Table: {name}")
    made = shape.table
    made.horz_banding = False
    # No style of its own: what PowerPoint calls "No Style, No Grid".
    made._tbl.tblPr.find("{*}tableStyleId").text = _NO_STYLE
    for column, width in zip(made.columns, wide, strict=True):
        column.width = Inches(width)
    rows = zip(made.rows, [table.headings, *table.rows], heights, strict=True)
    for place, (row, texts, height) in enumerate(rows):
        row.height = Inches(height)
        for cell, text, is_number in zip(row.cells, texts, table.numbers, strict=True):
            _fill(cell, text, bold=not place, right=is_number)


_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _fill(cell: Any, text: str, *, bold: bool, right: bool) -> None:
    cell.margin_left = cell.margin_right = Inches(0.08)
    cell.margin_top = cell.margin_bottom = Inches(_ROW / 2 - 0.01)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold = text, Pt(SMALL), bold
    run.font.color.rgb = rgb(INK)
    # An empty cell would else be as high as letters of 18 points.
    end = f'<a:endParaRPr {nsdecls("a")} lang="en-GB" sz="{100 * SMALL}"/>'
    paragraph._p.append(parse_xml(end))
    colour, width = (BLUE, 19050) if bold else (PALE, 9525)
    line = (
        f'<a:lnB {nsdecls("a")} w="{width}"><a:solidFill>'
        f'<a:srgbClr val="{colour[1:].upper()}"/></a:solidFill></a:lnB>'
    )
    cell._tc.get_or_add_tcPr().insert(0, parse_xml(line))


def add_foot(slide: Any, layout: Any, deck: Deck, brief: Brief) -> None:
    """Write the marks, how firm the brief is, and the slide's number."""
    foot = foot_of(layout, deck)
    number = _number(slide, layout, foot)
    right = number.left / Inches(1)
    status = printable(f"Round {brief.round}. {brief.status}")
    left = foot.left
    if brief.marks:
        # The status takes what it needs at the right, the marks have the rest.
        left = right - inches(status, SMALL * deck.letters) - 2 * _BESIDE
        text = printable(one_line(brief.marks))
        area = Area(foot.left, foot.top, left - foot.left, 0.32, deck.letters)
        lowest = deck.presentation.slide_height / Inches(1) - foot.top
        height = min(max(area.height, height_of([text], area, SMALL)), lowest)
        mark = slide.shapes.add_textbox(0, 0, 0, 0)
        put(mark, replace(area, height=height))
        _line(mark, text, SYNTHETIC)
        mark.name = "Marks"
    said = slide.shapes.add_textbox(0, 0, 0, 0)
    put(said, Area(left, foot.top, right - left, 0.32))
    _line(said, status, QUIET)
    said.name = "Status"


def _line(box: Any, text: str, colour: str) -> None:
    """Write words in the middle of a low box."""
    frame = box.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_top = frame.margin_bottom = 0
    run = frame.paragraphs[0].add_run()
    run.text, run.font.size = text, Pt(SMALL)
    run.font.color.rgb = rgb(colour)


def _number(slide: Any, layout: Any, foot: Area) -> Any:
    """Write the slide's number where the layout has it, else at the right."""
    kinds = {one.placeholder_format.type: one for one in layout.placeholders}
    if KIND.SLIDE_NUMBER in kinds:
        slide.shapes._spTree.append(deepcopy(kinds[KIND.SLIDE_NUMBER]._element))
        number = slide.shapes[-1]
        number._element._nvXxPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
    else:
        number = slide.shapes.add_textbox(0, 0, 0, 0)
        put(number, Area(foot.left + foot.width - 0.9, foot.top, 0.9, 0.32))
    number.name = "Slide number"
    number.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = number.text_frame.paragraphs[0]
    for child in list(paragraph._p):
        paragraph._p.remove(child)
    place = slide.part.package.presentation_part.presentation.slides.index(slide) + 1
    field = (
        f'<a:fld {nsdecls("a")} id="{_FIELD}" type="slidenum"><a:rPr lang="en-GB" '
        f'sz="{100 * SMALL}"><a:solidFill><a:srgbClr val="{QUIET[1:].upper()}"/>'
        f"</a:solidFill></a:rPr><a:t>{place}</a:t></a:fld>"
    )
    paragraph._p.append(parse_xml(field))
    paragraph.alignment = PP_ALIGN.RIGHT
    return number


_FIELD = "{00000000-0000-4000-8000-000000000001}"


def add_notes(slide: Any, sentences: Sequence[str]) -> None:
    """Write what is said beside the slide."""
    slide.notes_slide.notes_text_frame.text = "\n".join(sentences)


def rgb(colour: str) -> RGBColor:
    """Return a colour of the charts as PowerPoint writes it."""
    return RGBColor(*bytes.fromhex(colour[1:]))  # type: ignore[no-untyped-call]
