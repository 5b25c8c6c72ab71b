"""A deck to write on: its layouts, and where on a slide there is room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.util import Inches, Pt

from rocb_analysis.charts.words import inches
from rocb_analysis.exports.cells import BOLD

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
