"""The work plan as a workbook that the office edits, and hands back."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from math import ceil
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format

from rocb_analysis.atomic import write
from rocb_analysis.charts.words import tenths_of
from rocb_analysis.delivery.limits import QUARTERS
from rocb_analysis.delivery.office import PLAN_COLUMNS
from rocb_analysis.exports.calendar import quarter_in_words
from rocb_analysis.exports.ooxml import printable, same_bytes
from rocb_analysis.exports.plan_words import events_of
from rocb_analysis.exports.planning_book import MADE, on_wide_pages, write_cell
from rocb_analysis.exports.tables import with_data_kind
from rocb_analysis.exports.workbook_sheets import as_footer, mark_pages
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import data_kind_of, marks_of, one_line
from rocb_analysis.tables import TABLES, as_written

FILE, SHEET, DRAFTED = "work_plan.xlsx", "work_plan", "as_drafted"
# Headings in the order of the sheet; those after the last bar are the office's own.
HEADINGS: dict[str, str] = {
    "pillar": "Pillar",
    "title": "Activity",
    "subject_id": "Subject",
    "kind": "Kind",
    "mode": "Mode",
    "days": "Days",
    "seats": "Seats",
    "asked_by": "Asked by",
    "asked_region": "Asked by, whole region",
    "members_invited": "First invited (office copy)",
    "partners_seen": "Possible partner, evidence",
    "expected_result": "Expected result",
    "indicator": "Indicator",
    "cost": "Cost",
    "need_covered": "Needs covered, expected",
    "need_covered_low": "at least",
    "need_covered_high": "at most",
    "why": "Why this line",
    "kept_share": "How firm",
    "quarter": "Quarter",
    "host": "Host (to confirm)",
    "status": "Status",
    "locked": "Lock",
    "office_note": "Office note",
    "line": "Line (not to be changed)",
}
OFFICE = frozenset({"quarter", "host", "status", "locked", "office_note"})
# Widths in signs, and the height in points of a line of a cell.
_WIDTHS = {"title": 30, "members_invited": 34, "partners_seen": 26, "why": 28}
_WIDTHS |= {"expected_result": 17, "indicator": 20, "office_note": 20, "host": 13}
_WIDTHS |= {"line": 26, "kind": 20, "pillar": 12, "subject_id": 18, "kept_share": 11}
_WIDTHS |= {"days": 6, "seats": 6, "asked_by": 7, "cost": 8, "quarter": 8, "locked": 6}
_WIDTHS |= {"need_covered_low": 7, "need_covered_high": 7, "asked_region": 7}
_USUAL_WIDTH, _LINE, _SPARE = 10, 13.5, 1.15
# The row of the headings, counted from 0.
HEAD = 3
_HOW = (
    "White columns are the office's own: move a line by its quarter or host, write yes "
    "under Lock to keep it, take out a row to delete it, add a row below for a line of "
    "your own. Grey is made by the program. Then: rocb-analysis plan SURVEY --edited "
    "this file."
)
_ADOPTED = (
    "For reading: the plan is adopted. To change a line, change it in plans/{year}.csv "
    "of the survey folder, and run report."
)
_GREY, _A3 = "#EDEDED", 8


def write_work_plan(results: Results, folder: Path) -> None:
    """Write work_plan.xlsx for the office; nothing where no plan was drafted."""
    if len(results.work_plan):
        write(folder / FILE, work_plan_workbook(results))


def work_plan_workbook(results: Results) -> bytes:
    """Return the drafted plan as a workbook; the same plan gives the same bytes.

    Sheets: work_plan, to be edited, in the words of the survey; and the plan as it was
    drafted, which the edits are compared with. An adopted plan is not handed back, and
    has the first alone.
    """
    survey, plan = results.survey, results.work_plan
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        title = f"{survey.settings.wording['plan']} {results.drafted.plan_year}"
        book.set_properties({"title": title, "created": MADE})
        year = results.drafted.plan_year.replace("/", "-")
        replies, starts = (
            survey.settings.wording["replies"],
            survey.settings.plan_year_starts,
        )
        what, how = (
            f"a draft for discussion, from the {replies} of {results.round}",
            _HOW,
        )
        if results.drafted.is_adopted:
            what, how = "as adopted", _ADOPTED.format(year=year)
        how = f"{how} {'; '.join(quarter_in_words(q, starts) for q in QUARTERS)}."
        marks = [f"{mark}." for mark in marks_of(survey)]
        foot = " ".join([*marks, survey.settings.footer])
        _write_plan(book, results, (f"{title}: {what}", foot, how))
        if not results.drafted.is_adopted:
            _write_drafted(book, plan, f"{DRAFTED} {year}", data_kind_of(survey))
        for sheet in book.worksheets():
            mark_pages(sheet, one_line(marks_of(survey)))
    return same_bytes(held.getvalue())


def _write_plan(
    book: xlsxwriter.Workbook, results: Results, lines: tuple[str, ...]
) -> None:
    plan, survey = results.work_plan, results.survey
    sheet = book.add_worksheet(SHEET)
    look = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    grey = book.add_format({**look, "bg_color": _GREY})
    white = book.add_format(look)
    head = book.add_format({**look, "bold": True, "bg_color": "#D9D9D9"})
    for row, text in enumerate(lines):
        form = book.add_format({"bold": row == 0, "font_size": 14 if row == 0 else 10})
        sheet.write_string(row, 0, printable(text), form)
    cells = _in_words(results)
    tenths = book.add_format({**look, "bg_color": _GREY, "num_format": "0.0"})
    for row, height in enumerate(_heights(cells), start=HEAD + 1):
        sheet.set_row(row, height)
    sheet.set_row(HEAD, 3 * _LINE)
    for number, (column, heading) in enumerate(HEADINGS.items()):
        if results.drafted.is_adopted:
            heading = heading.removesuffix(" (to confirm)")
        sheet.write_string(HEAD, number, heading, head)
        form = white if column in OFFICE else grey
        form = tenths if column == "need_covered" else form
        sheet.set_column(number, number, _WIDTHS.get(column, _USUAL_WIDTH))
        for row, text in enumerate(cells[column], start=HEAD + 1):
            write_cell(sheet, row, number, text, form)
    last = HEAD + len(plan)
    _lists(sheet, last)
    sheet.freeze_panes(HEAD + 1, 2)
    sheet.autofilter(HEAD, 0, last, len(HEADINGS) - 1)
    on_wide_pages(sheet)
    sheet.set_paper(_A3)
    sheet.repeat_rows(HEAD)
    sheet.set_footer(f"&L{as_footer(survey.settings.footer)}&RPage &P of &N")


def _heights(cells: pd.DataFrame) -> list[float]:
    """Return how high each row has to be for its texts, which wrap, in points."""
    lines = {
        column: cells[column].str.len() * _SPARE / _WIDTHS.get(column, _USUAL_WIDTH)
        for column in HEADINGS
    }
    most = pd.DataFrame(lines).max(axis=1).fillna(0)
    return [_LINE * max(1, ceil(number)) for number in most]


def _lists(sheet: xlsxwriter.worksheet.Worksheet, last: int) -> None:
    """Let quarter and lock be chosen, in rows added below too."""
    place = list(HEADINGS)
    for column, words in (("quarter", QUARTERS), ("locked", ("yes",))):
        number = place.index(column)
        rule = {"validate": "list", "source": list(words), "error_type": "warning"}
        sheet.data_validation(HEAD + 1, number, last + 50, number, rule)


def _in_words(results: Results) -> pd.DataFrame:
    """Return the plan as text: names of subjects, pillars and members, how firm.

    Events come first, in the order of the year.
    """
    plan, survey = results.work_plan, results.survey
    order = plan.assign(other=~plan["line"].isin(events_of(results)["line"]))
    plan = order.sort_values(["other", "quarter", "title"], ignore_index=True)
    texts = texts_of(plan)
    names = dict(
        zip(survey.members["member_id"], survey.members["short_name"], strict=True)
    )
    labels = dict(
        zip(survey.subjects["subject_id"], survey.subjects["label"], strict=True)
    )
    return texts.assign(
        subject_id=texts["subject_id"].map(lambda one: labels.get(one, one)),
        pillar=[survey.pillar_labels.get(one, one) for one in texts["pillar"]],
        members_invited=[_names(cell, names) for cell in texts["members_invited"]],
        kept_share=plan["kept_share"].map(how_firm).to_list(),
    )


def _names(cell: str, names: Mapping[str, str]) -> str:
    return "; ".join(sorted(names.get(one) or one for one in cell.split("; ") if one))


def how_firm(share: float) -> str:
    """Return how firm a line is, in words; "" where it was not tried.

    >>> how_firm(0.86)
    'stays in 8 of 10 checks'
    """
    return "" if pd.isna(share) else f"stays in {tenths_of(share)} of 10 checks"


def texts_of(plan: pd.DataFrame) -> pd.DataFrame:
    """Return the table work_plan as text cells, whole numbers without a point."""
    kinds = {column.name: column.type for column in TABLES["work_plan"].columns}
    columns = {name: as_written(plan[name], kinds[name]) for name in PLAN_COLUMNS}
    return pd.DataFrame(
        {name: [_text(value) for value in own] for name, own in columns.items()},
        dtype="str",
    )


def _text(value: object) -> str:
    if value is None or pd.isna(value):
        return ""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _write_drafted(
    book: xlsxwriter.Workbook, plan: pd.DataFrame, name: str, data_kind: str
) -> None:
    """Write the plan as its table has it, for the program to compare with."""
    sheet = book.add_worksheet(name)
    bold: Format = book.add_format({"bold": True})
    texts = with_data_kind(texts_of(plan), data_kind)
    for number, column in enumerate(texts):
        sheet.write_string(0, number, column, bold)
        for row, text in enumerate(texts[column], start=1):
            sheet.write_string(row, number, printable(text))
    sheet.protect()
