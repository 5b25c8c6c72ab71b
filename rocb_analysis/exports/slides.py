"""Write a brief as slides: a finding a slide, charts drawn for it, notes to speak."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

from rocb_analysis.atomic import write
from rocb_analysis.charts import Chart
from rocb_analysis.charts.words import wrap
from rocb_analysis.exports.cells import Shown, shown
from rocb_analysis.exports.findings import Brief, Finding
from rocb_analysis.exports.ooxml import (
    forget_thumbnail,
    printable,
    same_bytes,
    say_what_it_is,
)
from rocb_analysis.exports.pages import FEW_ROWS, footer_of, heading_of, under_heading
from rocb_analysis.exports.pictures import picture_of
from rocb_analysis.exports.slides_deck import (
    SMALL,
    Area,
    Deck,
    area_of,
    body_of,
    drop_empty_boxes,
    make_room,
    name_slide,
    put,
)
from rocb_analysis.exports.slides_own import our_deck
from rocb_analysis.exports.slides_parts import (
    add_foot,
    add_notes,
    add_picture,
    add_table,
    add_words,
    drawn_size,
    fitting,
    height_of,
    rows_that_fit,
)
from rocb_analysis.exports.slides_template import deck_of_template

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
