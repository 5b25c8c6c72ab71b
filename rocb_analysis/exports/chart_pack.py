"""The charts of a brief as pictures for other documents, with caption and data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd

from rocb_analysis.atomic import write
from rocb_analysis.charts import Chart, Size
from rocb_analysis.exports.findings import Brief, Finding
from rocb_analysis.exports.pages import footer_of, heading_of
from rocb_analysis.exports.pictures import picture_of
from rocb_analysis.exports.rendering import write_page
from rocb_analysis.exports.tables import with_data_kind
from rocb_analysis.survey.text import counted, unreckoned
from rocb_analysis.tables import TABLES, as_written
from rocb_analysis.tables.of_editions import SHOWN

# Columns that are made for drawing, of counts an edition may show, or words for them.
_MADE = frozenset({"label", "item", "answer", "count", "shown"})
_SIZES: dict[Size, str] = {"a4": "A4", "slide": "16:9"}


def write_chart_pack(brief: Brief, folder: Path, *, data_kind: str = "") -> None:
    """Write each chart as PNG and SVG for A4 and 16:9, its data, and an index.

    data_kind: what the last column of that name says in the data, "" for no such one.

    The same brief gives the same bytes. Nothing is written where no finding has a
    chart.
    """
    drawn = [finding for finding in brief.findings if finding.chart]
    if not drawn:
        return
    write_page(
        folder / "index.html",
        "chart_pack.html.j2",
        heading=heading_of(brief),
        audience=brief.audience,
        marks=brief.marks,
        footer=footer_of(brief),
        charts=[_written(f, folder, brief.edition, data_kind) for f in drawn],
    )


def _written(
    finding: Finding, folder: Path, edition: str, data_kind: str
) -> dict[str, object]:
    """Write the files of one chart; return what the index says of it."""
    files = []
    for size, name in _SIZES.items():
        chart = finding.chart if size == "a4" else finding.slide
        if chart:
            files += [
                (f"{name}, {form}", file)
                for form, file in _pictures(chart, f"{finding.key}_{size}", folder)
            ]
    for number, frame in enumerate(data_of(finding, edition=edition), start=1):
        file = f"{finding.key}_data{number if number > 1 else ''}.csv"
        told = with_data_kind(_in_decimals(frame).map(_shown), data_kind)
        write(folder / file, told.to_csv(index=False, lineterminator="\n"))
        files.append((f"data, {counted(len(frame), 'row')}", file))
    chart = finding.chart
    return {
        "key": finding.key,
        "title": finding.title,
        "caption": chart.title if chart else "",
        "alt": chart.alt if chart else "",
        "picture": f"{finding.key}_a4.png",
        "files": files,
    }


def _shown(value: object) -> object:
    return unreckoned(value) if isinstance(value, str) else value


def _pictures(chart: Chart, name: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Write a chart as PNG and as SVG; yield each form with its file."""
    write(folder / f"{name}.png", picture_of(chart))
    yield "png", f"{name}.png"
    write(folder / f"{name}.svg", picture_of(chart, "svg"))
    yield "svg", f"{name}.svg"


def _in_decimals(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the data with the decimals of the tables, for columns of that name."""
    kinds = {c.name: c.type for table in TABLES.values() for c in table.columns}
    return frame.apply(lambda column: as_written(column, kinds.get(column.name, "")))


def data_of(finding: Finding, *, edition: str) -> list[pd.DataFrame]:
    """Return the tables a chart was drawn from, with the columns an edition may show.

    A chart may be given a table whole and draw of it what it needs; what it does not
    draw stands in no file of Heads or the public.
    """
    if not isinstance(finding.draw, partial):
        return []
    given = [*finding.draw.args, *finding.draw.keywords.values()]
    frames = [one for one in given if isinstance(one, pd.DataFrame)]
    if edition == "internal":
        return frames
    may = {column for columns in SHOWN.values() for column in columns}
    shown = [one[[name for name in one if name in may | _MADE]] for one in frames]
    return [one for one in shown if len(one.columns)]
