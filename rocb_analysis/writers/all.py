"""Every document of a run, in the folder of whom it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd

from rocb_analysis.brief.contents import make_brief
from rocb_analysis.brief.findings import Brief, Finding, picture_of
from rocb_analysis.charts.style import Chart, Size
from rocb_analysis.core.files import write
from rocb_analysis.core.tables import SHOWN, TABLES, as_written
from rocb_analysis.core.text import counted, unreckoned
from rocb_analysis.disclosure.rule import LIKELY, Edition
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import data_kind_of
from rocb_analysis.writers.editions import InEdition, in_editions
from rocb_analysis.writers.html import (
    FOLDERS,
    write_headlines,
    write_html,
    write_numbers_page,
    write_page,
)
from rocb_analysis.writers.layout import footer_of, heading_of
from rocb_analysis.writers.member_pages import write_member_pages
from rocb_analysis.writers.pdf import write_pdf
from rocb_analysis.writers.plan_books import write_work_plan
from rocb_analysis.writers.release import audit_written, marks_of_release
from rocb_analysis.writers.slides import write_slides
from rocb_analysis.writers.tables_and_sheets import (
    with_data_kind,
    write_manifest,
    write_tables,
)
from rocb_analysis.writers.word import write_word
from rocb_analysis.writers.workbook import claims_of, write_workbook

FOR_MEMBERS = "for_members"
# What each file is, by the name it has in its folder, as START_HERE lists them.
FILES = {
    "brief.html": "The brief as a web page",
    "brief.docx": "The brief in Word",
    "brief.pdf": "The brief to print",
    "brief.pptx": "The brief as slides",
    "workbook.xlsx": "The numbers in Excel",
    "work_plan.xlsx": "The draft {plan}, to be edited and handed back",
    "numbers.html": "Where each number comes from, down to file and row of the reply",
    "headlines.md": "The sentences alone, to paste",
    "charts/index.html": "The charts as pictures, with their data",
    "members/index.html": "The pages of {members}, with file and row of each answer",
    "index.html": "The list of pages",
}
# What is being written, and how to write it.
Task = tuple[str, Callable[[], None]]


def tasks(
    results: Results, editions: Sequence[Edition], edition: Edition, folder: Path
) -> Iterator[Task]:
    """Yield what is to be written, in order: the documents, the tables, the manifest.

    editions: whose documents are made; edition: whose tables stand in folder/tables.
    """
    # Pages of members say of others what the public edition says.
    pages: list[Edition] = ["public"] if "internal" in editions else []
    told = in_editions(results, list(dict.fromkeys([*editions, edition, *pages])))
    for one in editions:
        yield from _of_edition(told[one], folder)
    if "internal" in editions:
        office = folder / FOLDERS["internal"]
        yield (
            "a page for each member",
            lambda: write_member_pages(
                results,
                folder / FOR_MEMBERS,
                office / "members",
                rule=told["public"].rule,
            ),
        )
        yield "the work plan", lambda: write_work_plan(results, office)
    shown = told[edition].rule.tables(told[edition].results.tables())
    kind = data_kind_of(results.survey)
    yield "the tables", lambda: write_tables(shown, folder / "tables", kind)
    yield (
        "the manifest",
        lambda: write_manifest(
            folder, results.survey, round_name=results.round, edition=edition
        ),
    )


def _of_edition(told: InEdition, folder: Path) -> Iterator[Task]:
    """Yield the documents of one audience, which all say the same, then their audit."""
    results, rule = told.results, told.rule
    survey, own = results.survey, folder / FOLDERS[rule.edition]
    brief = make_brief(results, rule)
    brief = replace(brief, marks=(*brief.marks, *marks_of_release(told)))
    name = survey.settings.slide_template
    template = survey.path / name if name else None
    for what, task in {
        "the brief as a page": lambda: write_html(brief, own / "brief.html"),
        "the brief in Word": lambda: write_word(brief, own / "brief.docx"),
        "the brief as PDF": lambda: write_pdf(brief, own / "brief.pdf"),
        "the slides": lambda: write_slides(
            brief, own / "brief.pptx", template=template
        ),
        "the workbook": lambda: write_workbook(
            results, rule, brief, own / "workbook.xlsx", claims=claims_of(brief)
        ),
        "the charts": lambda: write_chart_pack(
            brief, own / "charts", data_kind=data_kind_of(survey)
        ),
        "the headlines": lambda: write_headlines(brief, own / "headlines.md"),
    }.items():
        yield f"{brief.audience}: {what}", task
    if not rule.is_internal:
        yield f"{brief.audience}: the audit", lambda: audit_written(told, own)
    if rule.is_internal:
        numbers = own / "numbers.html"
        yield (
            "where each number comes from",
            lambda: write_numbers_page(results, brief, numbers),
        )


def count_of_tasks(editions: Sequence[Edition]) -> int:
    """Return how many tasks there will be, for a progress bar."""
    outside = len([one for one in editions if one != "internal"])
    return 7 * len(editions) + outside + 2 + 3 * ("internal" in editions)


# The charts of a brief as pictures for other documents, with caption and data.

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
    draw, as yet the likely ranges, stands in no file of Heads or the public.
    """
    if not isinstance(finding.draw, partial):
        return []
    given = [*finding.draw.args, *finding.draw.keywords.values()]
    frames = [one for one in given if isinstance(one, pd.DataFrame)]
    if edition == "internal":
        return frames
    may = {column for columns in SHOWN.values() for column in columns} - {*LIKELY}
    shown = [one[[name for name in one if name in may | _MADE]] for one in frames]
    return [one for one in shown if len(one.columns)]
