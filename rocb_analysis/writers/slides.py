"""Make the slides of an edition, or fill the office's own template."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches, Pt

from rocb_analysis.brief.findings import Brief, Finding, picture_of
from rocb_analysis.charts.lettering import inches, wrap
from rocb_analysis.charts.style import BLUE, INK, ORANGE, PALE, QUIET, SYNTHETIC, Chart
from rocb_analysis.core.files import write
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey.marks import one_line
from rocb_analysis.writers.layout import (
    BOLD,
    FEW_ROWS,
    Shown,
    footer_of,
    forget_thumbnail,
    heading_of,
    lines_of_rows,
    printable,
    same_bytes,
    say_what_it_is,
    shown,
    under_heading,
    widths,
)

# A deck to write on: its layouts, and where on a slide there is room.

# Nothing on a slide is smaller.
SMALL = 14
TITLE_POINTS, _LEAST_TITLE_POINTS = 26, 18
FOOT_HEIGHT = 0.32
TITLES = (KIND.TITLE, KIND.CENTER_TITLE)
BODIES = (KIND.OBJECT, KIND.BODY)
_FEET = (KIND.DATE, KIND.FOOTER, KIND.SLIDE_NUMBER)
_LOWEST_TITLE = 0.55


@dataclass(frozen=True)
class Deck:
    """A presentation and its layouts: of the first slide, of words, of pictures.

    letters: how wide its letters are beside those of DejaVu Sans; of a template's font
    we do not know.
    """

    presentation: Any
    first: Any
    words: Any
    picture: Any
    letters: float = 1.0


@dataclass(frozen=True)
class Area:
    """A part of a slide, in inches.

    letters: how wide its letters are beside those of DejaVu Sans, which we know.
    """

    left: float
    top: float
    width: float
    height: float
    letters: float = 1.0

    def below(self, taken: float) -> Area:
        """Return what is left under so many inches."""
        height = self.height - taken
        return replace(self, top=self.top + taken, height=height)


def bodies_of(layout: Any) -> list[Any]:
    """Return the boxes of text of a layout or a slide, but for titles."""
    placeholders = layout.placeholders
    return [one for one in placeholders if one.placeholder_format.type in BODIES]


def body_of(slide: Any) -> Any:
    """Return the box of text of a slide."""
    return bodies_of(slide)[0]


def drop_empty_boxes(slide: Any) -> None:
    """Remove the boxes of a slide that nothing was written into."""
    for one in list(slide.placeholders):
        if one.has_text_frame and not one.text_frame.text:
            one._element.getparent().remove(one._element)


def area_of(layout: Any, deck: Deck) -> Area:
    """Return what of a slide is free: between its title and what stands at its foot."""
    placed = {one.placeholder_format.type: one for one in layout.placeholders}
    title = next(placed[kind] for kind in TITLES if kind in placed)
    top = (title.top + title.height) / Inches(1) + 0.06
    feet = [placed[kind].top for kind in _FEET if kind in placed]
    lowest = deck.presentation.slide_height - Inches(0.6)
    bottom = min([*feet, lowest]) / Inches(1)
    left, width = title.left / Inches(1), title.width / Inches(1)
    return Area(left, top, width, bottom - top, deck.letters)


def name_slide(slide: Any, text: str, deck: Deck) -> None:
    """Write the title of a slide, smaller where it would not stand in one line."""
    title = slide.shapes.title
    title.text = text
    room = title.width / Inches(1) - 0.3
    fit = (
        size
        for size in range(TITLE_POINTS, _LEAST_TITLE_POINTS, -1)
        if BOLD * inches(text, size * deck.letters) <= room
    )
    size = next(fit, _LEAST_TITLE_POINTS)
    if size < TITLE_POINTS:
        title.text_frame.paragraphs[0].runs[0].font.size = Pt(size)


def make_room(slide: Any, area: Area, height: float) -> Area:
    """Return the area, as high as a picture needs if the title can be lower for it."""
    title = slide.shapes.title
    lack = height - area.height
    if lack <= 0 or title.height / Inches(1) - lack < _LOWEST_TITLE:
        return area
    left, top, width = (x / Inches(1) for x in (title.left, title.top, title.width))
    put(title, Area(left, top, width, title.height / Inches(1) - lack))
    for run in title.text_frame.paragraphs[0].runs:
        run.font.size = run.font.size or Pt(TITLE_POINTS)
    return replace(area, top=area.top - lack, height=height)


def foot_of(layout: Any, deck: Deck) -> Area:
    """Return where the foot of a slide stands: under what is free, at its width."""
    free = area_of(layout, deck)
    top = free.top + free.height
    height = deck.presentation.slide_height / Inches(1) - top - 0.1
    return Area(free.left, top, free.width, min(height, FOOT_HEIGHT))


def put(shape: Any, area: Area) -> None:
    """Move a shape to an area."""
    shape.left, shape.top = Inches(area.left), Inches(area.top)
    shape.width, shape.height = Inches(area.width), Inches(area.height)


# Words alone are set large; beside a table they leave it room.
_LARGE, _BESIDE_TABLE = (28, 24, 20, 18, 16, SMALL), (16, SMALL)
_WORDS_SHARE = 0.5


@dataclass(frozen=True)
class _Slide:
    """What stands on a slide: a chart, or words with a table or without."""

    title: str
    finding: Finding
    sentences: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Shown | None = None


def write_slides(brief: Brief, path: Path, *, template: Path | None = None) -> None:
    """Write the brief as .pptx; the same brief gives the same bytes.

    template: a .pptx or .potx of the office, whose layouts and look are taken and whose
    own slides are left out; without one our own look.

    Raises SurveyError if the template cannot be read or has no layout to write on.
    """
    deck = deck_of_template(template) if template else our_deck()
    forget_thumbnail(deck.presentation.part.package._rels)
    heading, under = heading_of(brief), under_heading(brief)
    properties = deck.presentation.core_properties
    say_what_it_is(properties, title=heading, subject=under)
    _begin(deck, brief)
    for finding in brief.findings:
        for slide in _slides_of(finding, deck):
            _write(slide, deck, brief)
    held = BytesIO()
    deck.presentation.save(held)
    write(path, same_bytes(held.getvalue()))


def _begin(deck: Deck, brief: Brief) -> None:
    """Write the first slide: what it is, for whom, how firm, from where."""
    slide = deck.presentation.slides.add_slide(deck.first)
    slide.shapes.title.text = heading_of(brief)
    lines = [under_heading(brief)]
    if brief.footer:
        lines.append(footer_of(brief))
    boxes = [one for one in slide.placeholders if one != slide.shapes.title]
    if boxes:
        add_words(boxes[0], lines, 20)
    drop_empty_boxes(slide)
    add_foot(slide, deck.first, deck, brief)


def _slides_of(finding: Finding, deck: Deck) -> list[_Slide]:
    """Return the slides of a finding.

    A chart has a slide for itself, its sentences are said beside it; its table follows.
    """
    title = printable(finding.title)
    sentences = tuple(map(printable, finding.sentences))
    if finding.under:
        sentences = (*sentences, printable(finding.under))
    table = None if finding.table is None else shown(finding.table)
    slides = []
    if chart := finding.slide:
        slides.append(_Slide(title, finding, chart=chart))
        title = f"{title}: the numbers"
    if not chart or table:
        slides += _in_words(_Slide(title, finding, sentences, table=table), deck)
    return slides


def _in_words(slide: _Slide, deck: Deck) -> list[_Slide]:
    """Return the slide, its words and its table on several where one is too small."""
    area = area_of(deck.words, deck)
    room = area.height * (_WORDS_SHARE if slide.table else 1)
    most_lines = int(room * 72 / (1.2 * SMALL)) - 1
    held: list[tuple[str, ...]] = [()]
    for piece in _pieces(slide.sentences, area.width, most_lines):
        if held[-1] and height_of([*held[-1], piece], area, SMALL) > room:
            held.append(())
        held[-1] = (*held[-1], piece)
    slides = [replace(slide, sentences=said, table=None) for said in held]
    if slide.table:
        slides[-1:] = _with_table(slides[-1], slide.table, area)
    if len(slides) == 1:
        return slides
    return [
        replace(one, title=f"{slide.title} ({place} of {len(slides)})")
        for place, one in enumerate(slides, start=1)
    ]


def _pieces(sentences: tuple[str, ...], width: float, most_lines: int) -> list[str]:
    """Return the sentences, any that is longer than a slide in parts."""
    found = []
    for sentence in sentences:
        lines = wrap(sentence, width - 0.2, SMALL)
        starts = range(0, len(lines), most_lines)
        found += [" ".join(lines[at : at + most_lines]) for at in starts]
    return found


def _with_table(slide: _Slide, table: Shown, area: Area) -> list[_Slide]:
    """Return the slide with its table: a short one whole, a long one cut."""
    whole = len(table.rows)
    fits = rows_that_fit(table, _under(slide.sentences, area))
    if fits < whole and whole > FEW_ROWS:
        said = (*slide.sentences, _cut(whole, whole))
        fits = rows_that_fit(table, _under(said, area))
        said = (*slide.sentences, _cut(fits, whole))
        return [replace(slide, sentences=said, table=table.first(fits))]
    alone = rows_that_fit(table, area) == whole
    slides = [replace(slide, table=table.first(fits))]
    if alone and fits < whole:
        return [slide, replace(slide, sentences=(), table=table)]
    while (table := table.after(fits)).rows:
        fits = rows_that_fit(table, area)
        slides.append(replace(slide, sentences=(), table=table.first(fits)))
    return slides


def _cut(rows: int, whole: int) -> str:
    return f"First {rows} of {whole} rows; all are in the brief in Word and PDF."


def _size_beside_table(sentences: tuple[str, ...], area: Area) -> int:
    return fitting(sentences, area, area.height * _WORDS_SHARE, _BESIDE_TABLE)


def _under(sentences: tuple[str, ...], area: Area) -> Area:
    """Return what of an area is left for a table under sentences."""
    if not sentences:
        return area
    size = _size_beside_table(sentences, area)
    return area.below(height_of(sentences, area, size) + 0.1)


def _write(slide: _Slide, deck: Deck, brief: Brief) -> None:
    layout = deck.words if slide.sentences else deck.picture
    made = deck.presentation.slides.add_slide(layout)
    name_slide(made, slide.title, deck)
    area = area_of(layout, deck)
    if slide.sentences:
        _say(slide, body_of(made), area)
    if slide.chart:
        _, height = drawn_size(slide.chart, area)
        room = make_room(made, area, height)
        add_picture(made, slide.chart, picture_of(slide.chart), room)
    if slide.table:
        rest = _under(slide.sentences, area)
        add_table(made, slide.table, rest, name=slide.title)
    drop_empty_boxes(made)
    add_foot(made, layout, deck, brief)
    add_notes(made, _notes(slide.finding, brief))


def _say(slide: _Slide, box: Any, area: Area) -> None:
    """Write the sentences as large as there is room for."""
    said = slide.sentences
    if slide.table:
        size = _size_beside_table(said, area)
        place = Area(area.left, area.top, area.width, height_of(said, area, size))
        put(box, place)
    else:
        size = fitting(said, area, area.height, _LARGE)
    add_words(box, said, size)


def _notes(finding: Finding, brief: Brief) -> list[str]:
    """Return what to say: the sentences, what the picture shows, base and method."""
    by_key = {one.key: one for one in brief.findings}
    said = [*finding.sentences, finding.under]
    if finding.slide:
        said.append(finding.slide.alt)
    if "replies" in by_key and finding.key != "replies":
        said.append(f"Base: {by_key['replies'].sentences[0]}")
    if "method" in by_key and finding.key != "method":
        said += by_key["method"].sentences
    return [printable(one) for one in said if one]


# The office's own template as a deck to write on.

# What makes a template of PowerPoint a file to work on.
_TEMPLATE, _DECK = "presentationml.template.main", "presentationml.presentation.main"


def deck_of_template(template: Path) -> Deck:
    """Return the deck of a .pptx or .potx, without the slides it has.

    Raises SurveyError if the template cannot be read or has no layout to write on.
    """
    presentation = _read(template)
    for slide in list(presentation.slides._sldIdLst):
        presentation.part.drop_rel(slide.rId)
        presentation.slides._sldIdLst.remove(slide)
    titled = [one for one in presentation.slide_layouts if _kinds(one) & {*TITLES}]
    words = [one for one in titled if len(bodies_of(one)) == 1]
    if not words:
        raise SurveyError(
            f"{template.name} has no layout with a title and one box of text; add one, "
            "or take slide_template out of survey.toml."
        )
    first = [one for one in titled if KIND.SUBTITLE in _kinds(one)]
    bare = [one for one in titled if not bodies_of(one) and one not in first]
    chosen = (first or words)[0], words[0], (bare or words)[0]
    return Deck(presentation, *chosen)


def _read(template: Path) -> Any:
    """Return what is in a .pptx or .potx."""
    try:
        with ZipFile(template) as given:
            parts = {name: given.read(name) for name in given.namelist()}
        types = "[Content_Types].xml"
        parts[types] = parts[types].replace(_TEMPLATE.encode(), _DECK.encode())
        held = BytesIO()
        with ZipFile(held, "w") as made:
            for name, part in parts.items():
                made.writestr(name, part)
        return Presentation(held)
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise SurveyError(
            f"{template.name} cannot be opened as a PowerPoint file; give a .pptx or "
            ".potx as slide_template in survey.toml, or leave it out."
        ) from error


def _kinds(layout: Any) -> set[Any]:
    return {one.placeholder_format.type for one in layout.placeholders}


# Our own look as a deck to write on, where the office has no template.

_FONT, _LETTERS = "Arial", 0.9
_FIRST_POINTS = 30
# Of a 16:9 slide and its parts, in inches; a chart is drawn 12.1 wide and 5.8 high.
_WIDTH, _HEIGHT, _LEFT, _ACROSS = 13.333, 7.5, 0.617, 12.1
_TITLE, _BODY, _FOOT = (0.22, 0.7), (0.98, 5.8), (6.93, FOOT_HEIGHT)


def our_deck() -> Deck:
    """Return the deck that python-pptx begins with, made 16:9 and plain."""
    presentation: Any = Presentation()
    presentation.slide_width, presentation.slide_height = (
        Inches(_WIDTH),
        Inches(_HEIGHT),
    )
    master = presentation.slide_master
    layouts = list(presentation.slide_layouts)
    kept = first, words, bare = [layouts[place] for place in (0, 1, 5)]
    for layout in layouts:
        if layout not in kept:
            presentation.slide_layouts.remove(layout)
    for holder in (master, *kept):
        _place(holder)
    _place_first(first)
    for layout in (words, bare):
        _draw_rule(layout, _TITLE[0] + _TITLE[1])
    _letters(master)
    return Deck(presentation, first, words, bare, letters=_LETTERS)


def _place(holder: Any) -> None:
    """Put title, body and foot of a master or a layout where ours stand."""
    places = {
        **dict.fromkeys(TITLES, (_LEFT, _ACROSS, _TITLE)),
        **dict.fromkeys(BODIES, (_LEFT, _ACROSS, _BODY)),
        KIND.DATE: (_LEFT, 1.0, _FOOT),
        KIND.FOOTER: (_LEFT, _ACROSS - 1.2, _FOOT),
        KIND.SLIDE_NUMBER: (_LEFT + _ACROSS - 1.0, 1.0, _FOOT),
    }
    for one in list(holder.placeholders):
        if one.placeholder_format.type == KIND.DATE:
            one._element.getparent().remove(one._element)
        elif one.placeholder_format.type in places:
            left, width, (top, height) = places[one.placeholder_format.type]
            put(one, Area(left, top, width, height))


def _place_first(layout: Any) -> None:
    for one in layout.placeholders:
        if one.placeholder_format.type in TITLES:
            put(one, Area(_LEFT, 1.7, _ACROSS, 1.9))
            one.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
            size = f'<a:defRPr sz="{100 * _FIRST_POINTS}"/>'
            level = f"<a:lvl1pPr {nsdecls('a')}>{size}</a:lvl1pPr>"
            one._element.txBody.find("{*}lstStyle").append(parse_xml(level))
        elif one.placeholder_format.type == KIND.SUBTITLE:
            put(one, Area(_LEFT, 3.75, _ACROSS, 2.2))
    for level in layout._element.iter("{*}lvl1pPr"):
        level.set("algn", "l")
        for pale in level.iterfind("{*}defRPr/{*}solidFill"):
            pale.getparent().remove(pale)
    _draw_rule(layout, 3.62)


def _draw_rule(layout: Any, top: float) -> None:
    """Draw a thin line under the title of a layout."""
    line = (
        f'<p:cxnSp {nsdecls("p", "a")}><p:nvCxnSpPr><p:cNvPr id="99" name="Rule"/>'
        '<p:cNvCxnSpPr/><p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{Inches(_LEFT + 0.1)}" y="{Inches(top)}"/>'
        f'<a:ext cx="{Inches(_ACROSS - 0.2)}" cy="0"/></a:xfrm>'
        '<a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="19050"><a:solidFill>'
        '<a:schemeClr val="accent1"/></a:solidFill></a:ln></p:spPr></p:cxnSp>'
    )
    layout.shapes._spTree.append(parse_xml(line))


def _letters(master: Any) -> None:
    """Set fonts, colours and sizes of the master, so that slides added later match."""
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode("utf-8")
    text = re.sub(r'(<a:latin typeface=")Calibri"', rf'\1{_FONT}"', text)
    for name, colour in (("dk2", INK), ("accent1", BLUE), ("accent2", ORANGE)):
        named = rf'(<a:{name}><a:srgbClr val=")\w+'
        text = re.sub(named, rf"\g<1>{colour[1:].upper()}", text)
    theme._blob = text.encode("utf-8")
    styles = master._element.find("{*}txStyles")
    for level in styles.iterfind("{*}titleStyle/{*}lvl1pPr"):
        level.set("algn", "l")
        level.find("{*}defRPr").attrib.update({"sz": str(100 * TITLE_POINTS), "b": "1"})
    for level in styles.find("{*}bodyStyle"):
        for bullet in level.findall("{*}buChar"):
            level.replace(bullet, level.makeelement(bullet.tag[:-4] + "None", {}))
        level.attrib.update({"marL": "0", "indent": "0"})


# The parts of a slide: words, a picture, a table, what stands at its foot, notes.

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
