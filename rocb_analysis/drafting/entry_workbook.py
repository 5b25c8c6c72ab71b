"""Make the workbook into which the office types replies that come by mail."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import xlsxwriter

from rocb_analysis.core.text import column_letter
from rocb_analysis.survey.questionnaire import offered_in_form
from rocb_analysis.survey.survey_folder import Survey, frame_on
from rocb_analysis.survey.tools import ENTRY_WORKBOOK

DATE, NO_NEEDS = map(ENTRY_WORKBOOK.header_for, ("replied_on", "no_needs"))
ROWS = 200
# The sign by which the reading takes lists apart in this workbook.
SEPARATOR = ENTRY_WORKBOOK.separator
# A day that is not today, so that the same form gives the same bytes.
_MADE = dt.datetime(2000, 1, 1)
_MOST_IN_MESSAGE, _MOST_IN_TITLE = 255, 32


@dataclass(frozen=True)
class _Column:
    """A column to be filled in: its header, what to write, the answers to choose."""

    header: str
    what: str
    answers: tuple[str, ...] = ()
    kind: str = "text"


def entry_workbook(survey: Survey, form: pd.DataFrame, round_name: str) -> bytes:
    """Return the workbook's bytes; the same form gives the same bytes.

    Sheets: replies (a row a reply, the form's own headings, then the date the reply
    came and whether it says "no needs"), how to fill this in, lists (what can be
    chosen).
    """
    columns = [*_columns(survey, form, round_name), *_OWN]
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"title": survey.settings.title, "created": _MADE})
        replies = book.add_worksheet("replies")
        how = book.add_worksheet("how to fill this in")
        ranges = _write_lists(book, columns)
        _write_replies(book, replies, columns, ranges)
        _write_how(book, how, columns)
    return held.getvalue()


_OWN = (
    _Column(DATE, "The day the reply reached the office, as 2025-01-31.", kind="date"),
    _Column(
        NO_NEEDS,
        'Yes if the reply says "we have no needs this year"; else leave it blank.',
        ("Yes", "No"),
        "choice",
    ),
)


def _columns(survey: Survey, form: pd.DataFrame, round_name: str) -> Iterator[_Column]:
    """Yield the columns of the form, in the codebook's order, each heading once.

    The form tool's time stamp is left out: the date received takes its place.
    """
    for row in form.drop_duplicates("heading").to_dict("records"):
        question = survey.question[row["question_id"]]
        offered = offered_in_form(survey, question, round_name)
        answers = tuple(answer.answer for answer in offered)
        if not answers and question.kind in {"top_n", "many"}:
            answers = tuple(label for label in survey.subjects["label"] if label)
        one = _column(survey, row, answers, question.separator or SEPARATOR)
        if question.kind != "replied_on":
            yield one


def _column(
    survey: Survey, row: dict[str, str], answers: tuple[str, ...], separator: str
) -> _Column:
    """Return what to write under one heading, by the kind of its question."""
    header, kind = row["heading"], row["kind"]
    if kind == "respondent":
        names = tuple(_respondents(survey))
        what = f"The {survey.settings.respondent} that replied; one row a reply."
        return _Column(header, what, names, "choice" if names else "text")
    listed = kind == "many" and not row["subject_id"]
    listed |= kind == "top_n" and not row["position"]
    if listed:
        sign = "a blank" if separator == "space" else separator
        order = ", the first named first" if kind == "top_n" else ""
        what = (
            f"All answers in this one cell{order}, with {sign} between them, written "
        )
        return _Column(header, f"{what}as in the sheet lists.", answers, "several")
    if kind == "number" and not _in_words(answers):
        return _Column(header, "A number.", (), "number")
    if kind == "rank":
        return _Column(header, "The rank: 1 for the first, 2 for the next.", (), "rank")
    if kind == "yes_no" and not answers:
        answers = ("Yes", "No")
    if kind == "many":
        return _Column(header, "Yes if it was chosen.", ("Yes", "No"), "choice")
    if kind == "text" or not answers:
        return _Column(header, "The words of the reply.")
    return _Column(header, "One answer of the list.", answers, "choice")


def _in_words(answers: tuple[str, ...]) -> bool:
    return bool(answers) and not any(answer[:1] in "[(" for answer in answers)


def _respondents(survey: Survey) -> Iterator[str]:
    """Yield the members that can reply: of the frame when last asked, or since."""
    members = survey.members
    asked = [file.asked_on for file in survey.round_files if file.asked_on]
    day = max(asked, default="")
    kept = (
        set(frame_on(members, day)["member_id"]) if day else set(members["member_id"])
    )
    since = members[(members["member_from"] > day) & (members["member_to"] == "")]
    kept |= set(since["member_id"]) if day else set()
    yield from sorted(members.loc[members["member_id"].isin(kept), "name"])


def _write_lists(
    book: xlsxwriter.Workbook, columns: list[_Column]
) -> dict[tuple[str, ...], str]:
    """Write each list of answers once; return where each stands.

    Excel holds at most 255 signs of a list typed into a cell's rule, so that every
    drop-down refers to cells.
    """
    sheet = book.add_worksheet("lists")
    bold, text = _bold(book), book.add_format({"num_format": "@"})
    ranges: dict[tuple[str, ...], str] = {}
    for column in columns:
        if column.answers and column.answers not in ranges:
            place = len(ranges)
            letter = column_letter(place)
            sheet.set_column(place, place, _width(column.answers, 60))
            sheet.write_string(0, place, column.header, bold)
            for row, answer in enumerate(column.answers, start=1):
                sheet.write_string(row, place, answer, text)
            last = len(column.answers) + 1
            ranges[column.answers] = f"=lists!${letter}$2:${letter}${last}"
    sheet.freeze_panes(1, 0)
    return ranges


def _bold(book: xlsxwriter.Workbook) -> xlsxwriter.format.Format:
    return book.add_format({"bold": True, "text_wrap": True, "valign": "top"})


def _width(texts: tuple[str, ...], most: int) -> int:
    return min(max(map(len, texts), default=10) + 2, most)


def _write_replies(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    columns: list[_Column],
    ranges: dict[tuple[str, ...], str],
) -> None:
    bold = _bold(book)
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    date = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    sheet.set_row(0, 60)
    for index, column in enumerate(columns):
        wide = 40 if column.kind == "several" else 20
        wide = max(wide, _width(column.answers, 34))
        sheet.set_column(index, index, wide, date if column.kind == "date" else text)
        sheet.write_string(0, index, column.header, bold)
        rule = _rule(column, ranges.get(column.answers, ""))
        sheet.data_validation(1, index, ROWS, index, rule)
    sheet.freeze_panes(1, 1)


def _rule(column: _Column, where: str) -> dict[str, object]:
    """Return a cell's rule: it shows what to write, and asks back instead of refusing.

    A reply may hold what the form did not offer; the cleaning then says so.
    """
    kinds: dict[str, dict[str, object]] = {
        "choice": {"validate": "list", "source": where},
        "date": {"validate": "date", "criteria": ">=", "value": dt.date(2000, 1, 1)},
        "rank": {"validate": "integer", "criteria": ">=", "value": 1},
        "number": {"validate": "decimal", "criteria": ">=", "value": -(10**12)},
    }
    return {
        **kinds.get(column.kind, {"validate": "any"}),
        "input_title": "What to write here"[:_MOST_IN_TITLE],
        "input_message": column.what[:_MOST_IN_MESSAGE],
        "error_type": "warning",
        "error_title": "Not in the list",
        "error_message": "The form did not offer this. Keep it only if the reply says "
        "so: the check will ask about it.",
    }


def _write_how(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    columns: list[_Column],
) -> None:
    """Write what to do, then each column with what goes into it."""
    bold = _bold(book)
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 50)
    sheet.set_column(1, 1, 90)
    lines = (
        "One row of the sheet replies is one reply that came by mail.",
        "Leave blank what the reply does not answer: a blank is no answer, never a no.",
        "Do not change the headings in row 1: they tie each column to its question.",
        f"{DATE} is the day the reply came. Of two replies of one "
        "respondent the later one counts, whole.",
        "When all are typed in, save the file and add it: rocb-analysis add-round "
        "SURVEY FILE --round LABEL --source mail.",
    )
    for row, line in enumerate(lines):
        sheet.merge_range(row, 0, row, 1, line, wrap)
    top = len(lines) + 1
    sheet.write_string(top, 0, "column", bold)
    sheet.write_string(top, 1, "what to write", bold)
    for row, column in enumerate(columns, start=top + 1):
        sheet.write_string(row, 0, column.header, wrap)
        sheet.write_string(row, 1, column.what, wrap)
