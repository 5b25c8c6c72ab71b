"""What `check` says of a cleaned survey: one sentence a cause, not a cell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from rocb_analysis.clean.cells import FATE_CODE, RECODED, SET_ASIDE
from rocb_analysis.clean.respondents import NO_RESPONDENT, FileReplies, row_ids
from rocb_analysis.core.text import counted, nearest, plain
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.survey_folder import Survey, frame_of

_TEXTS_TOLD = 5  # of a column; more are one cause
_ALIKE = 0.8  # from 0 to 1: how like a name must be for a person to look at it
_LISTS = frozenset({"many", "top_n"})


def issue_problems(
    unsettled: pd.DataFrame, unnamed: dict[tuple[str, int], str]
) -> Iterator[Problem]:
    """Yield the issues nobody has decided: equal ones of a column told once.

    unnamed: by file and row, what to do with a row that names no respondent.
    """
    for (file, column), issues in unsettled.groupby(["file", "column"], sort=False):
        by_text = [rows for _, rows in issues.groupby(["found", "reason"], sort=False)]
        if column and len(by_text) > _TEXTS_TOLD:
            what = (
                f"{counted(len(issues), 'answer')} of {len(by_text)} different texts "
            )
            what += f"cannot be used, the first being: {issues.iloc[0].reason}"
            yield _problem(file, column, int(issues.iloc[0].row), what)
            continue
        for rows in by_text:
            first = rows.iloc[0]
            again = f" (in {counted(len(rows), 'row')})" if len(rows) > 1 else ""
            remedy = "" if column else unnamed.get((file, int(first.row)), "")
            what = f"{first.reason}{again}{remedy}"
            yield _problem(file, column, int(first.row), what)


def unnamed_rows(files: list[FileReplies]) -> dict[tuple[str, int], str]:
    """Return by file and row what to do with each row that names no respondent."""
    remedies = {}
    for replies in files:
        reader, column = replies.reader, replies.reader.of_kind("respondent")
        of_round = reader.survey.files_of(reader.file.round)
        for row in np.flatnonzero(replies.dropped == NO_RESPONDENT):
            number = reader.export.row_numbers[row]
            remedies[reader.file.file, number] = (
                " Ask who sent it, and write it in corrections: respondent_id "
                f"{row_ids(replies, len(of_round))[row]}, question_id "
                f"{column[0].use.question_id}, as answer the name (blank = it stays "
                "set aside)."
            )
    return remedies


def _problem(file: str, column: str, row: int, what: str) -> Problem:
    return Problem(f"rounds/{file}", row, column, what, stops=False)


def list_problems(files: list[FileReplies]) -> Iterator[Problem]:
    """Yield the lists in a cell of which most are set aside: a wrong separator?"""
    for replies in files:
        reader, counts = replies.reader, replies.counted
        for column in reader.columns:
            use, question = column.use, reader.survey.question[column.use.question_id]
            in_a_cell = not use.subject_id and use.position is None
            if question.kind not in _LISTS or not in_a_cell:
                continue
            filled = column.filled & counts
            fates = replies.reading.fates[column.index]
            aside = int((filled & (fates == FATE_CODE[SET_ASIDE])).sum())
            if aside > filled.sum() / 2:
                mark = question.separator or reader.export.separator
                what = (
                    f"{aside} of {counted(int(filled.sum()), 'filled cell')} are set "
                )
                what += "aside whole. What stands between the answers was taken to be "
                what += f'"{mark}"; if it is another sign, write it as separator in '
                what += "rounds or questions (space = a blank)."
                row = int(np.flatnonzero(filled)[0])
                place = reader.row_of(row, column.index)
                yield _problem(reader.file.file, column.header, place, what)


def hidden_members(survey: Survey, files: list[FileReplies]) -> Iterator[Problem]:
    """Yield names set aside by a line * that look like a member yet to reply."""
    known = survey.spelling.get("member", {})
    for name in survey.round_names if "*" in known else []:
        of_round = [one for one in files if one.reader.file.round == name]
        came = {who for one in of_round for who in one.ids[one.counted]}
        frame = frame_of(survey, name)
        silent = frame.loc[~frame["member_id"].isin(came), "name"]
        for replies in of_round:
            first: dict[str, int] = {}
            for row in np.flatnonzero(replies.spelled.astype(bool)):
                first.setdefault(plain(replies.typed[row]), int(row))
            for typed in (one for one in first if one not in known):
                if like := nearest(typed, silent, at_least=_ALIKE):
                    yield _hidden(replies, first[typed], typed, like)


def _hidden(replies: FileReplies, row: int, typed: str, like: str) -> Problem:
    reader = replies.reader
    what = (
        f'"{typed}" is set aside by the line * of spellings, and {like} has no reply '
    )
    what += "in this round. Write the name in spellings: with the member it means, or "
    what += "with means blank if it is another."
    header = reader.of_kind("respondent")[0].header
    return _problem(reader.file.file, header, int(reader.export.row_numbers[row]), what)


def other_answers(files: list[FileReplies]) -> pd.DataFrame:
    """Return how many "other" answers of lists the spellings tell apart.

    A row a round and question whose cells list answers, if any is another than those
    offered; columns round, question_id, coded (read as an answer by spellings), uncoded
    (set aside), found in replies that count.
    """
    rows = []
    for replies in files:
        reader, counts = replies.reader, replies.counted
        question = reader.survey.question
        listed = {
            column.header: column.use.question_id
            for column in reader.columns
            if question[column.use.question_id].kind == "many"
            and not column.use.subject_id
        }
        rows += [
            (reader.file.round, listed[finding.header], finding.action)
            for row, finding in replies.reading.findings
            if counts[row]
            and finding.header in listed
            and finding.action in {RECODED, SET_ASIDE}
        ]
    found = pd.DataFrame(rows, columns=["round", "question_id", "action"], dtype="str")
    keys = [found["round"], found["question_id"]]
    table = found.assign(
        coded=(found["action"] == RECODED).astype(int),
        uncoded=(found["action"] == SET_ASIDE).astype(int),
    )
    return table.groupby(keys, sort=False)[["coded", "uncoded"]].sum().reset_index()
