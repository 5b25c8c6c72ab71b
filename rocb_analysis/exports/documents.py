"""Every document of a run, in the folder of whom it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from rocb_analysis.disclosure import Edition
from rocb_analysis.exports.brief import make_brief
from rocb_analysis.exports.chart_pack import write_chart_pack
from rocb_analysis.exports.editions import InEdition, in_editions
from rocb_analysis.exports.headlines import write_headlines
from rocb_analysis.exports.html import FOLDERS, write_html
from rocb_analysis.exports.member_page import write_member_pages
from rocb_analysis.exports.numbers_page import write_numbers_page
from rocb_analysis.exports.pdf import write_pdf
from rocb_analysis.exports.release_desk import marks_of_release
from rocb_analysis.exports.slides import write_slides
from rocb_analysis.exports.tables import write_manifest, write_tables
from rocb_analysis.exports.word import write_word
from rocb_analysis.exports.work_plan_book import write_work_plan
from rocb_analysis.exports.workbook import write_workbook
from rocb_analysis.exports.workbook_claims import claims_of
from rocb_analysis.exports.written import audit_written
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import data_kind_of

FOR_MEMBERS = "for_members"
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
    for what, write in {
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
        yield f"{brief.audience}: {what}", write
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
