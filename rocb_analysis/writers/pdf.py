"""Write a brief as a tagged PDF on A4, with Typst, which checks it for PDF/UA-1."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import typst
from matplotlib.font_manager import findfont
from matplotlib.ft2font import FT2Font

from rocb_analysis.brief.findings import Brief, picture_of
from rocb_analysis.charts.style import BLUE, INK, PALE, QUIET, SYNTHETIC
from rocb_analysis.core.files import write
from rocb_analysis.survey.marks import one_line
from rocb_analysis.writers.layout import (
    FEW_ROWS,
    MARGIN,
    SMALL,
    TEXT_INCHES,
    Block,
    Shown,
    blocks_of,
    breakable,
    footer_of,
    heading_of,
    printable,
    size_on_page,
    under_heading,
    widths,
)

_FONT = "DejaVu Sans"
_BOXES = (
    "Letters that this file has no font for stand as boxes; the Word document and the "
    "web page show them."
)
_LOOK = {
    "ink": INK,
    "quiet": QUIET,
    "rule": PALE,
    "blue": BLUE,
    "synthetic": SYNTHETIC,
}


def write_pdf(brief: Brief, path: Path) -> None:
    """Write the brief as .pdf; the same brief gives the same bytes."""
    blocks = blocks_of(brief)
    charts = {
        _file(block): picture_of(block.chart, "svg") for block in blocks if block.chart
    }
    template = Path(__file__).parent / "templates" / "brief.typ"
    # Typst begins with "main" and knows the others by their names.
    files: Any = {
        "main": template.read_bytes(),
        "brief.json": json.dumps(_said(brief, blocks)).encode(),
        **charts,
    }
    made: bytes = typst.compile(
        files,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
    )
    write(path, made)


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts that ship with Matplotlib, which charts are drawn with too."""
    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    return typst.Fonts(font_paths=[folder], include_system_fonts=False)


def _file(block: Block) -> str:
    return f"{block.key}.svg"


def _said(brief: Brief, blocks: list[Block]) -> dict[str, Any]:
    """Return all that the page is made of."""
    return {
        "heading": heading_of(brief),
        "under": under_heading(brief),
        "status": printable(f"Round {brief.round}. {brief.status}"),
        "footer": footer_of(brief),
        "mark": one_line(brief.marks),
        "contents": brief.edition == "internal",
        "font": _FONT,
        "small": SMALL,
        "margin": MARGIN,
        "look": _LOOK,
        "parts": [_part(block) for block in blocks],
        "boxes": _BOXES if _has_letters_without_font(blocks) else "",
    }


def _has_letters_without_font(blocks: list[Block]) -> bool:
    """Say whether any text has letters of a script that the font lacks."""
    tables = [block.table for block in blocks if block.table]
    cells = [cell for table in tables for row in table.rows for cell in row]
    texts = [text for b in blocks for text in (b.title, *b.sentences, b.note)]
    return not set("".join([*texts, *cells])) <= _letters()


@cache
def _letters() -> frozenset[str]:
    font = FT2Font(findfont(_FONT, fallback_to_default=False))
    return frozenset(map(chr, font.get_charmap())) | {"\n", "\t"}


def _part(block: Block) -> dict[str, Any]:
    chart = None
    if block.chart:
        width, _ = size_on_page(block.chart)
        alt = printable(block.chart.alt)
        chart = {"file": _file(block), "width": width, "alt": alt}
    return {
        "title": block.title,
        "level": block.level,
        "sentences": block.sentences,
        "chart": chart,
        "table": _table(block.table) if block.table else None,
        "note": block.note,
        "together": block.together,
        "small": block.small,
        "keeps": block.keeps,
        "new_page": block.new_page,
    }


def _table(shown: Shown) -> dict[str, Any]:
    """Return a table; a word longer than its column may break."""
    return {
        "headings": shown.headings,
        "rows": [[breakable(text) for text in row] for row in shown.rows],
        "numbers": shown.numbers,
        "whole": len(shown.rows) <= FEW_ROWS,
        "widths": widths(shown, room=TEXT_INCHES, points=SMALL),
    }
