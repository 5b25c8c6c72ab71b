"""Write a brief as one HTML file: inline SVG, no script, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from markupsafe import Markup, escape

from rocb_analysis.charts import Chart
from rocb_analysis.disclosure import Edition
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
    write_page(path, "brief.html.j2", brief=brief, svg=_svg, table=_table)


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


def _table(frame: pd.DataFrame) -> dict[str, list[list[tuple[str, bool]]] | list[str]]:
    """Return headings and rows of cells, each with whether it is a number."""
    whole = [_is_whole(frame[name]) for name in frame.columns]
    rows = [
        [(_cell(v, w), _is_number(v)) for v, w in zip(row, whole, strict=True)]
        for row in frame.itertuples(index=False)
    ]
    return {"headings": [str(name) for name in frame.columns], "rows": rows}


def _is_whole(values: pd.Series) -> bool:
    """Say whether a column prints without decimals."""
    numbers = values.dropna()
    return all(not isinstance(v, float) or v.is_integer() for v in numbers)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) or pd.api.types.is_number(value)


def _cell(value: object, whole: bool) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if whole else f"{value:.1f}"
    return str(value)
