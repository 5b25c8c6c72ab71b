"""Our own look as a deck to write on, where the office has no template."""

from __future__ import annotations

import re
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Inches

from rocb_analysis.charts.style import BLUE, INK, ORANGE
from rocb_analysis.exports.slides_deck import (
    BODIES,
    FOOT_HEIGHT,
    TITLE_POINTS,
    TITLES,
    Area,
    Deck,
    put,
)

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
