"""The office's own template as a deck to write on."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as KIND

from rocb_analysis.exports.slides_deck import TITLES, Deck, bodies_of
from rocb_analysis.tables import SurveyError

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
