"""A work_plan.xlsx that the office hands back: read, and refused where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from rocb_analysis.delivery.limits import QUARTERS, ROW, numbered
from rocb_analysis.delivery.offers import cell, listed_ids
from rocb_analysis.delivery.office import OWN, PLAN_COLUMNS
from rocb_analysis.exports.plan_moves import frame_of_cells
from rocb_analysis.exports.work_plan_book import DRAFTED, FILE, HEADINGS, SHEET
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.sheets import WORKBOOKS, read_sheet, sheet_names
from rocb_analysis.survey.text import hint, listed, plain
from rocb_analysis.tables import COUNT, TABLES, TEXT, SurveyError

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
