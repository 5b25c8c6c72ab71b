"""Write a brief as one HTML file: inline SVG, nothing from elsewhere.

A short script lets a reader sort tables; without it the page says all the same.
"""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup, escape

from rocb_analysis.charts import Chart
from rocb_analysis.disclosure import Edition
from rocb_analysis.exports.cells import shown
from rocb_analysis.exports.findings import Brief
from rocb_analysis.exports.pictures import picture_of
from rocb_analysis.exports.rendering import write_page

FOLDERS: dict[Edition, str] = {
    "internal": "for_office",
    "heads": "for_heads",
    "public": "for_website",
}


def write_html(brief: Brief, path: Path) -> None:
    """Write the brief; the same brief gives the same bytes."""
    write_page(
        path, "brief.html.j2", brief=brief, marks=brief.marks, svg=_svg, table=shown
    )


def _svg(chart: Chart, key: str) -> Markup:
    """Return the chart as inline SVG with its alt text, ids made unique by the key."""
    drawn = picture_of(chart, "svg").decode("utf-8")
    svg = drawn[drawn.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'id="', f'id="{key}-', svg)
    svg = re.sub(r"(url\(#|href=\"#)", rf"\g<1>{key}-", svg)
    named = f'<svg role="img" aria-labelledby="{key}-title {key}-desc" '
    about = (
        f'<title id="{key}-title">{escape(chart.title)}</title>'
        f'<desc id="{key}-desc">{escape(chart.alt)}</desc>'
    )
    head, rest = svg.split(">", 1)
    return Markup(named + head.removeprefix("<svg ") + ">" + about + rest)
