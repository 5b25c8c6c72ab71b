"""Text to values: answers and their states, whose they are, each cell's fate.

replies             a file question by question; which page reads a kind (`_read`)
answers, ballots    the kinds: one answer or a list in a cell; cells read together
piped               questions about a place of the need ballot
cells               what reading gives: an answer, its state, what became of the cell
respondents         whose reply a row is, the one that counts, corrections
responses, ledger   the tables
doubts              what check says of all this
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

import pandas as pd

from rocb_analysis.clean.doubts import (
    hidden_members,
    issue_problems,
    list_problems,
    other_answers,
    unnamed_rows,
)
from rocb_analysis.clean.ledger import issue_rows, ledger_rows
from rocb_analysis.clean.replies import FileReader
from rocb_analysis.clean.respondents import (
    FileReplies,
    correct,
    counted_replies,
    read_replies,
    settle,
)
from rocb_analysis.clean.responses import response_rows
from rocb_analysis.core import tables
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.intake.columns import header_problems
from rocb_analysis.intake.export import Sheets, changed_files, read_export
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.survey_folder import Survey

__all__ = ["Cleaned", "clean_survey", "cleaning_problems"]


@dataclass(frozen=True, repr=False)
class Cleaned:
    """The cleaned survey: tables responses, respondents, ledger and issues.

    unsettled: the rows of issues that a person has yet to decide.
    other_answers: how many "other" answers of each list are coded (see `doubts`).
    """

    responses: pd.DataFrame
    respondents: pd.DataFrame
    ledger: pd.DataFrame
    issues: pd.DataFrame
    unsettled: pd.DataFrame
    other_answers: pd.DataFrame

    def __repr__(self) -> str:
        """Say how many rows each frame has."""
        rows = [
            f"{field.name} {len(getattr(self, field.name)):,}" for field in fields(self)
        ]
        return f"Cleaned survey, frames with their rows: {', '.join(rows)}"


def clean_survey(survey: Survey) -> Cleaned:
    """Clean all rounds of a survey.

    Raises SurveyError, in one sentence, for a file that cannot be read or is not the
    one received (its sha256 differs from rounds), a header neither mapped nor ignored
    or not in its file, an unknown member, or a correction that hits nothing. An answer
    outside its scale stops nothing: it is set aside.
    """
    with _without_collection():
        problems = list(changed_files(survey))
        readers, more = _open_files(survey)
        problems += more
        files, more = _gather(survey, readers)
        problems += more
        if problems:
            rest = f" ({len(problems) - 1} more: run check.)" if problems[1:] else ""
            raise SurveyError(f"{problems[0]}{rest}")
        return _cleaned(files)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Make a million objects, none of them garbage, without looking for garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def cleaning_problems(survey: Survey) -> list[Problem]:
    """Return all that stops the cleaning, and the issues nobody has decided.

    Of a file whose headers are told, only the respondents that nobody knows follow.
    """
    readers, problems = _open_files(survey, strict=False)
    files, more = _gather(survey, readers)
    told = {problem.file for problem in problems}
    sound = [one for one in files if f"rounds/{one.reader.file.file}" not in told]
    doubts = [*hidden_members(survey, sound), *list_problems(sound)]
    issues = tables.arrange(_unsettled(issue_rows(sound)), "issues")
    return [*problems, *more, *doubts, *issue_problems(issues, unnamed_rows(sound))]


def _open_files(
    survey: Survey, *, strict: bool = True
) -> tuple[list[FileReader], list[Problem]]:
    """Return a reader for each file, and what is wrong with files and headers.

    strict: leave out the files whose headers are wrong.
    """
    readers, problems, sheets = [], [], Sheets()
    for file in survey.round_files:
        try:
            export = read_export(file, sheets=sheets)
        except SurveyError as error:
            problems.append(Problem(f"rounds/{file.file}", None, "", str(error)))
            continue
        found = header_problems(survey, export)
        problems += found
        if not (found and strict):
            readers.append(FileReader(survey, export))
    return readers, problems


def _gather(
    survey: Survey, readers: list[FileReader]
) -> tuple[list[FileReplies], list[Problem]]:
    """Return every reply, settled and corrected, and the respondents nobody knows."""
    files: list[FileReplies] = []
    numbers: dict[str, int] = {}
    for reader in readers:
        number = numbers[reader.file.round] = numbers.get(reader.file.round, 0) + 1
        of_round = len(survey.files_of(reader.file.round))
        files.append(read_replies(reader, number, of_round))
    problems = [problem for replies in files for problem in replies.problems]
    settle(files)
    # What is not read cannot be hit.
    whole = _rounds_read_whole(survey, files)
    missed = correct(survey, files)
    problems += [p for p in missed if survey.corrections.loc[p.row, "round"] in whole]
    return files, problems


def _rounds_read_whole(survey: Survey, files: list[FileReplies]) -> set[str]:
    """Return the rounds of which every file was read, and every respondent known."""
    known = {one.reader.file.row for one in files if not one.problems}
    lacking = {file.round for file in survey.round_files if file.row not in known}
    return set(survey.round_names) - lacking


def _cleaned(files: list[FileReplies]) -> Cleaned:
    counted = counted_replies(files)
    issues = issue_rows(files)
    ledger = pd.concat([ledger_rows(replies) for replies in files])
    return Cleaned(
        responses=response_rows(files, counted),
        # They stand in the order of their key already.
        respondents=tables.typed_table(counted.respondents, "respondents"),
        ledger=tables.arrange(ledger, "ledger"),
        issues=tables.arrange(issues, "issues"),
        unsettled=tables.arrange(_unsettled(issues), "issues"),
        other_answers=other_answers(files),
    )


def _unsettled(issues: pd.DataFrame) -> pd.DataFrame:
    """Return the issues that a person has yet to decide."""
    return issues[~issues["decided"].astype(bool) & (issues["action"] != "noted")]
