"""The work plan as a workbook that the office edits, and hands back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format

from rocb_analysis.brief.plan_words import events_of
from rocb_analysis.brief.words import quarter_in_words, with_months
from rocb_analysis.charts.lettering import tenths_of
from rocb_analysis.core.files import put_in_place, write
from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.tables import COUNT, TABLES, TEXT, SurveyError, as_written
from rocb_analysis.core.text import counted, hint, listed, plain
from rocb_analysis.core.workbooks import WORKBOOKS, sheet_names
from rocb_analysis.plan.decisions import OWN, PLAN_COLUMNS, plan_changes
from rocb_analysis.plan.offers import (
    EXTRA,
    KNOWN,
    QUARTERS,
    ROW,
    cell,
    listed_ids,
    numbered,
)
from rocb_analysis.plan.planning_book import PLANNING, READ_ME, SHEETS, Planning
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import data_kind_of, marks_of, one_line
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.survey_folder import Survey
from rocb_analysis.writers.layout import printable, same_bytes
from rocb_analysis.writers.tables_and_sheets import (
    as_footer,
    mark_pages,
    with_data_kind,
)

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


# A work_plan.xlsx that the office hands back: read, and refused where it is wrong.

# What a program keeps beside a workbook as long as it is open there.
_LOCK_FILES = ("~$", ".~lock.")
# How firm a line is stands in words, and is never read.
_NUMBERS = {
    column.name: column.type
    for column in TABLES["work_plan"].columns
    if column.type != TEXT and column.name != "kept_share"
}
_FROM_ONE = ("days", "seats")
_YES, _NO = {"yes", "y", "true", "1"}, {"", "no", "n", "false", "0"}


class EditedPlan(NamedTuple):
    """A work plan as drafted and as edited: columns of work_plan, cells text.

    edited: its index holds the rows of the spreadsheet; year: "2026-27"; file: its
    name, for messages.
    """

    drafted: pd.DataFrame
    edited: pd.DataFrame
    year: str
    file: str

    def own(self) -> pd.Series:
        """Say for each edited row whether it is a line of the office's own."""
        of_draft = self.drafted.set_index("line")["locked"]
        lines = self.edited["line"]
        return ~lines.isin(of_draft.index) | (lines.map(of_draft) == OWN)


def read_edited(path: Path, survey: Survey) -> EditedPlan:
    """Return a work plan that the office hands back, with ids for names.

    Subjects and members may be written by any name of the codebook.

    Raises SurveyError, with sheet, row and column of the file, if it is no workbook
    that report wrote, or for the first cell that cannot be meant.
    """
    drafted = _sheet_as_drafted(path)
    _, rows = read_sheet(path, drafted)
    before = frame_of_cells(rows)
    after = _edited_rows(path)
    year = drafted.removeprefix(DRAFTED).strip()
    plan = EditedPlan(before, after, year, path.name)
    refuse(plan, _wrong_cells(plan, survey))
    return plan._replace(edited=_as_meant(plan, survey))


def refuse(plan: EditedPlan, found: Iterator[tuple[int, str, str]]) -> None:
    """Raise SurveyError for the first mistake found: its row, column and what it is."""
    problems = [
        Problem(f"{plan.file}, sheet {SHEET}", row, HEADINGS[column], what)
        for row, column, what in found
    ]
    if problems:
        more = f" ({len(problems) - 1} more.)" if len(problems) > 1 else ""
        raise SurveyError(f"{problems[0]}{more}")


def _sheet_as_drafted(path: Path) -> str:
    """Return the name of the sheet that holds the plan as it was drafted."""
    _refuse_what_is_no_workbook(path)
    names = [plain(name) for name in sheet_names(path)]
    drafted = next((name for name in names if name.startswith(DRAFTED)), "")
    for wanted, there in ((SHEET, SHEET in names), (DRAFTED, bool(drafted))):
        if not there:
            quoted = (f'"{name}"' for name in names)
            raise SurveyError(
                f"{path.name} has no sheet {wanted}; it has {listed(quoted)}. Name its "
                f"sheets as in the {FILE} that report writes."
            )
    return drafted


def _refuse_what_is_no_workbook(path: Path) -> None:
    name = path.name
    if name.startswith(_LOCK_FILES):
        whose = name.removeprefix(".~lock.").removeprefix("~$").removesuffix("#")
        raise SurveyError(
            f"{name} only says that {whose} is open in another program; save and close "
            f"{whose} there, and hand that one back."
        )
    if not path.is_file():
        raise SurveyError(f"There is no file {path}. Check the path.")
    if path.suffix.lower() not in WORKBOOKS:
        raise SurveyError(
            f"{name} is no workbook, and lacks the plan as it was drafted; hand back "
            f"the edited {FILE} itself, saved as .xlsx."
        )
    if not path.stat().st_size:
        raise SurveyError(
            f"{name} is empty: it has 0 bytes. Hand back the {FILE} that report wrote."
        )


def _edited_rows(path: Path) -> pd.DataFrame:
    """Return the rows of the sheet work_plan, by the columns its headings stand for."""
    _, rows = read_sheet(path, SHEET)
    cells = [[plain(cell) for cell in row] for row in rows]
    head = next((n for n, row in enumerate(cells) if _is_head(row)), None)
    place = f"{path.name}, sheet {SHEET}"
    if head is None:
        raise SurveyError(
            f"{place}: the row of headings is not there; leave it as report wrote it."
        )
    columns = _columns_of(cells[head], f"{place}, row {head + 1}")
    filled = {
        number: dict(zip(columns, row, strict=True))
        for number, row in enumerate(cells[head + 1 :], start=head + 2)
        if any(row)
    }
    if not filled:
        raise SurveyError(f"{place}: no line stands under the headings; nothing to do.")
    index = pd.Index(list(filled), name=ROW, dtype="int64")
    frame = pd.DataFrame(list(filled.values()), index=index, dtype="str")
    return frame.reindex(columns=PLAN_COLUMNS, fill_value="")


def _is_head(row: Sequence[str]) -> bool:
    """Say whether a row is that of the headings, one or the other of them changed."""
    return 2 * len(set(HEADINGS.values()) & set(row)) > len(HEADINGS)


def _columns_of(head: Sequence[str], place: str) -> list[str]:
    """Return the column of each heading, "" where there is none."""
    column_of = {heading: column for column, heading in HEADINGS.items()}
    for heading in filter(None, head):
        if heading not in column_of:
            raise SurveyError(
                f'{place}: "{heading}" is no heading of the plan.'
                f"{hint(heading, column_of)} Write it as report does."
            )
        if head.count(heading) > 1:
            raise SurveyError(f'{place}: the column "{heading}" is there twice.')
    for heading in column_of:
        if heading not in head:
            raise SurveyError(
                f'{place}: the column "{heading}" is not there; put it back, or put '
                f"your edits into the {FILE} that report writes."
            )
    return [column_of.get(heading, "") for heading in head]


def _wrong_cells(plan: EditedPlan, survey: Survey) -> Iterator[tuple[int, str, str]]:
    """Yield row, column and what is wrong, for cells that cannot be meant."""
    seen: dict[str, int] = {}
    drafted = {cell(r, "line"): r for r in plan.drafted.to_dict("records")}
    for (number, row), own in zip(numbered(plan.edited), plan.own(), strict=True):
        line = cell(row, "line")
        if line in seen:
            what = (
                f"{line} stands in row {seen[line]} too; clear the cell if this is a "
                "line of your own, or take out one of the rows."
            )
            yield number, "line", what
        if line:
            seen[line] = number
        for column, what in _wrong_in(row, drafted.get(line, {}), survey, own=own):
            yield number, column, what


def _wrong_in(
    row: dict[str, object], before: dict[str, object], survey: Survey, *, own: bool
) -> Iterator[tuple[str, str]]:
    if not cell(row, "title"):
        yield "title", "is blank; name the activity, or take out the row."
    quarter, lock = cell(row, "quarter"), cell(row, "locked")
    if quarter and quarter not in QUARTERS:
        yield (
            "quarter",
            f'"{quarter}" is no quarter; write {listed(QUARTERS)}, or nothing.',
        )
    was, now = (cell(of, "quarter") + cell(of, "host") for of in (before, row))
    if was and not now and not own:
        what = "no quarter and no host is left; fill one, or take out the row."
        yield "quarter", what
    known = _YES | _NO | {"keep", cell(before, "locked")}
    if lock.casefold() not in known:
        yield "locked", f'"{lock}" is no lock; write yes, or nothing.'
    yield from _wrong_names(row, survey)
    for column, kind in _NUMBERS.items():
        text, pattern, what = cell(row, column), r"\d+(\.\d+)?", "number"
        if kind == COUNT:
            pattern, what = r"\d+", "whole number"
        if column in _FROM_ONE:
            pattern, what = r"0*[1-9]\d*", "whole number from 1"
        if text and not re.fullmatch(pattern, text):
            yield column, f'"{text}" is no {what}; write one, or nothing.'


def _wrong_names(row: dict[str, object], survey: Survey) -> Iterator[tuple[str, str]]:
    """Yield a subject or a member that the codebook does not know."""
    name, subjects = cell(row, "subject_id"), survey.subject_by_name
    if name and name not in subjects:
        what = f'"{name}" is no subject of the codebook; correct it.'
        yield "subject_id", f"{what}{hint(name, subjects)}"
    for name in listed_ids(row["members_invited"]):
        if name not in survey.members_meant:
            what = f'"{name}" is no member of the codebook; correct it.'
            yield "members_invited", f"{what}{hint(name, survey.members_meant)}"


def _as_meant(plan: EditedPlan, survey: Survey) -> pd.DataFrame:
    """Return the edited rows: ids for names, yes for a lock, how firm as drafted."""
    rows, subjects = plan.edited, survey.subject_by_name
    invited = [
        "; ".join(sorted(survey.members_meant[one] for one in listed_ids(cell)))
        for cell in rows["members_invited"]
    ]
    pillars = [survey.pillar_by_name.get(name, name) for name in rows["pillar"]]
    locks = rows["locked"].str.casefold()
    locked = rows["locked"].mask(locks.isin(_YES), "yes").mask(locks.isin(_NO), "")
    firm = rows["line"].map(plan.drafted.set_index("line")["kept_share"]).fillna("")
    return rows.assign(
        subject_id=rows["subject_id"].map(lambda name: subjects.get(name, name)),
        members_invited=invited,
        pillar=pillars,
        locked=locked,
        kept_share=firm,
    )


# What moved in the work plan since another run, in words.


def plan_moved(last: Path, now: Path, plan_year_starts: str) -> list[str]:
    """Return what differs between the plans of two outputs, a sentence a line.

    last, now : their folders; nothing is said where one of them has no plan.
    """
    plan = _plan_of(now)
    return [] if plan is None else moved_since(last, plan, plan_year_starts)


def moved_since(last: Path, plan: pd.DataFrame, plan_year_starts: str) -> list[str]:
    """Return what differs from the plan of an output, a sentence a line.

    last : the folder of the output; nothing is said if it has no plan.
    """
    before = _plan_of(last)
    if before is None or before.empty or plan.empty:
        return []
    rows = plan_changes(before, plan).to_dict("records")
    moved = [with_months(_moved(row), plan_year_starts) for row in rows]
    if not moved:
        return []
    return [f"In the work plan {counted(len(moved), 'line')} changed:", *moved]


def _plan_of(output: Path) -> pd.DataFrame | None:
    path = output / "tables" / "work_plan.csv"
    return frame_of_cells(read_sheet(path)[1]) if path.is_file() else None


def frame_of_cells(rows: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Return a plan, columns of work_plan, from a header and rows of cells."""
    head, *body = [[plain(cell) for cell in row] for row in rows]
    filled = [dict(zip(head, row, strict=False)) for row in body if any(row)]
    frame = pd.DataFrame(filled, dtype="str")
    return frame.reindex(columns=list(PLAN_COLUMNS), fill_value="")


def _moved(row: dict[str, object]) -> str:
    title, change = row["title"], row["change"]
    if change == "came in":
        return f"{title}: came in, {row['now']}."
    if change == "went out":
        return f"{title}: went out."
    what = "members invited" if change == "other members" else ""
    was, now = row["was"], row["now"]
    if was == now:
        return f"{title}: other members, as many as before ({now})."
    return f"{title}: {f'{what} ' if what else 'moved '}from {was} to {now}."


# Write planning.xlsx: what the office sets before a plan is drafted.

# A day that is not today, so that the same book gives the same bytes.
MADE = dt.datetime(2000, 1, 1)
# Words to choose from, by sheet and column; other words are refused when it is read.
_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    **{(s.name, c.name): c.form.words for s in PLANNING.values() for c in s.columns},
    ("limits", "limit"): tuple(KNOWN),
    ("kinds", "mode"): ("in person", "online", "hybrid"),
}
_A4 = 9
# Rows below the header that have a list to choose from.
_ROWS = 300
_WIDE = {"title": 46, "note": 46, "office_note": 40, "line": 34, "member_ids": 40}
_WIDE |= {"members_invited": 40, "kind": 26, "host": 26, "of": 26, "pillar": 24}
_HOW_OF_PLANNING_BOOK = (
    "What the office sets before a work plan is drafted. Fill in what is known; a "
    "sheet without rows keeps the default.",
    "Run check after each change: it names sheet, row and column of what does not fit.",
    "Offers, decisions, own lines and blocked weeks are for the plan made from the "
    "last round; to look back at another, only limits and kinds count.",
    f"An extra_weight speaks of {' or '.join(EXTRA)}; its column most is per cent.",
)


def planning_workbook(planning: Planning) -> bytes:
    """Return a planning book as a workbook; the same book gives the same bytes.

    Sheets: read_me (what each column holds), then one for each of planning.SHEETS.
    """
    held = BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"title": "Planning book", "created": MADE})
        _write_read_me(book)
        for name in SHEETS:
            _write_sheet(book, name, getattr(planning, name))
    return same_bytes(held.getvalue())


def write_planning(planning: Planning, path: Path) -> None:
    """Put a planning book in place, whole; what stood there stays until it is written.

    Raises SurveyError if the file is open elsewhere.
    """
    put_in_place({path: planning_workbook(planning)}, root=path.parent)


def _write_read_me(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet(READ_ME)
    bold = book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for row, text in enumerate(_HOW_OF_PLANNING_BOOK):
        sheet.merge_range(row, 0, row, 2, text, wrap)
        sheet.set_row(row, 30)
    start = len(_HOW_OF_PLANNING_BOOK) + 1
    for column, head in enumerate(("sheet", "column", "what it holds")):
        sheet.write_string(start, column, head, bold)
    rows = [
        (s, c, what) for s, columns in SHEETS.items() for c, what in columns.items()
    ]
    for number, cells in enumerate(rows, start=start + 1):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text, wrap)
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 2, 90)
    sheet.freeze_panes(start + 1, 0)
    on_wide_pages(sheet)


def _write_sheet(book: xlsxwriter.Workbook, name: str, rows: pd.DataFrame) -> None:
    """Write a sheet: header, rows, and lists where few words are read."""
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    for number, (column, what) in enumerate(SHEETS[name].items()):
        sheet.write_string(0, number, column, bold)
        sheet.write_comment(0, number, what, {"author": "", "x_scale": 2})
        sheet.set_column(number, number, _WIDE.get(column, 14))
        if words := _CHOICES.get((name, column)):
            rule = {"validate": "list", "source": list(words), "ignore_blank": True}
            sheet.data_validation(1, number, _ROWS, number, rule)
        for row, text in enumerate(rows[column], start=1):
            write_cell(sheet, row, number, str(text))
    sheet.freeze_panes(1, 0)
    on_wide_pages(sheet)


def on_wide_pages(sheet: xlsxwriter.worksheet.Worksheet) -> None:
    """Let a sheet print on A4 across, all columns on one page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def write_cell(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    column: int,
    text: str,
    form: xlsxwriter.format.Format | None = None,
) -> None:
    """Write a text, or a number as one, so that a spreadsheet can count with it."""
    if re.fullmatch(r"(0|[1-9]\d*)(\.\d+)?", text):
        sheet.write_number(row, column, float(text), form)
    elif text:
        sheet.write_string(row, column, printable(text), form)
    elif form is not None:
        sheet.write_blank(row, column, None, form)
