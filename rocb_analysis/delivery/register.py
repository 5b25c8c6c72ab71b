"""Read the register of a survey folder: activities, partners, outside indicators.

The one room below `writers` that opens these files. What is read is judged by
`register_checks`; what was done with a row is told in the register's issues.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import column_letter, hint
from rocb_analysis.delivery.activities import (
    REGISTER,
    after_decisions,
    joined,
    last_on_record,
    names_of,
    parts_of,
    tidy_activities,
)
from rocb_analysis.delivery.register_checks import (
    activity_problems,
    kept_until_problems,
    register_file_problems,
    register_issues,
)
from rocb_analysis.survey.codebook import read_sheet_or_nothing
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.schema import (
    OfficeSheet,
    OfficeTable,
    below_header,
    framed,
    unread,
)
from rocb_analysis.survey.survey_folder import Survey

FILES = {
    "activities": "activities.csv",
    "partners": "partners.csv",
    "indicators": "indicators.csv",
    "decisions": "register/decisions.csv",
}


@dataclass(frozen=True)
class Register:
    """What was delivered, who helps, and what others measured.

    activities: a row an activity (see `tidy_activities`), double entries resolved;
        index = row in activities.csv.
    partners: a row a body in a role: partner_id, name, role (funder, host, expert),
        member_id, from, to (dates, may be partial, blank = open), subject_ids (blank =
        any subject), source, note.
    indicators: a row a value: indicator, member_id, year (whole number), value,
        low_is_need (yes, no), subject_ids, source.
    issues: a row something found in activities.csv and what was done with it, columns
        of the table issues with a blank round.
    kept_until: the last day that activities covers, ISO: the one of survey.toml, else
        that on which the last activity ended; "" without either.

    Without a file its frame has no row. The register is incomplete: what is not in it
    may have been delivered all the same.
    """

    activities: pd.DataFrame
    partners: pd.DataFrame
    indicators: pd.DataFrame
    issues: pd.DataFrame
    kept_until: str = ""


def read_register(folder: str | Path, survey: Survey) -> Register:
    """Read activities.csv, partners.csv and indicators.csv of a survey folder.

    Members and subjects are met by every name that the codebook has for them.

    Raises SurveyError with the first problem that stops a run; `register_problems` has
    all of them.
    """
    sheets = _read_all(Path(folder))
    _raise_first(_problems(sheets, survey))
    raw, decisions = sheets["activities"].frame, sheets["decisions"].frame
    names, subjects = survey.members_meant, _subjects_meant(survey)
    activities = tidy_activities(
        after_decisions(raw, decisions), names, subjects=subjects
    )
    partners = _met(sheets["partners"].frame, names, subjects)
    indicators = _met(sheets["indicators"].frame, names, subjects)
    indicators = indicators.assign(
        year=pd.to_numeric(indicators["year"]).astype("Int64"),
        value=pd.to_numeric(indicators["value"]).astype("float64"),
    )
    issues = register_issues(
        raw, activities, decisions, survey.members, file=FILES["activities"]
    )
    kept_until = survey.settings.register_kept_until or last_on_record(activities)
    return Register(activities, partners, indicators, issues, kept_until)


def read_activities(path: str | Path, members: pd.DataFrame) -> pd.DataFrame:
    """Read the activities of a register, double entries resolved.

    Parameters
    ----------
    path : activities.csv; register/decisions.csv beside it says which rows are one
        activity and which cells were changed.
    members : the members table, whose ids and names the column members is met by.

    Returns
    -------
    A row an activity, as `tidy_activities` has it; index = spreadsheet row. Names that
    are no member's stand in others: kept, not counted.

    Raises
    ------
    SurveyError, in one sentence with row and column, for a column that is missing, a
    date or count that is none, an activity that stands there twice.
    """
    path = Path(path)
    if not path.is_file():
        raise SurveyError(f"There is no file {path.name}. Check the path.")
    sheet = _read(path, path.name, "activities")
    decisions = _read(path.parent / FILES["decisions"], FILES["decisions"], "decisions")
    _raise_first(activity_problems(sheet, decisions))
    rows = after_decisions(sheet.frame, decisions.frame)
    return tidy_activities(rows, names_of(members))


def register_problems(folder: str | Path, survey: Survey) -> list[Problem]:
    """Return what is to be mended in the register, what stops a run first.

    Each names file, row and column, says what is wrong and what to do. A folder without
    these files has no problem.
    """
    problems = _problems(_read_all(Path(folder)), survey)
    return sorted(problems, key=lambda one: (not one.stops, one.file, one.row or 0))


def _problems(sheets: dict[str, OfficeSheet], survey: Survey) -> list[Problem]:
    if not survey.codebook.tells_of_files:
        # Against a table that could not be read, every name would be wrong.
        return list(activity_problems(sheets["activities"], sheets["decisions"]))
    partners = set(sheets["partners"].frame["partner_id"]) - {""}
    known = {
        "subjects": _subjects_meant(survey),
        "members": survey.members_meant,
        "partners": {name: name for name in partners},
        "sub_regions": {name: name for name in survey.members["sub_region"] if name},
    }
    found = [
        *kept_until_problems(sheets["activities"], survey.settings.register_kept_until),
        *activity_problems(sheets["activities"], sheets["decisions"], known=known),
    ]
    for name in ("partners", "indicators"):
        found += register_file_problems(sheets[name], known)
    return found


def _raise_first(problems: Iterable[Problem]) -> None:
    stopping = [problem for problem in problems if problem.stops]
    if stopping:
        more = len(stopping) - 1
        rest = f" ({more} more: run check.)" if more else ""
        raise SurveyError(f"{stopping[0]}{rest}")


def _subjects_meant(survey: Survey) -> dict[str, str]:
    """Return subject ids by every name that means one, spellings included."""
    spelled = survey.spelling.get("subject", {})
    meant = {found: means for found, means in spelled.items() if means}
    return {**meant, **survey.subject_by_name}


def _met(
    rows: pd.DataFrame, names: dict[str, str], subjects: dict[str, str]
) -> pd.DataFrame:
    """Return the rows with member_id and subject_ids as the codebook has them."""
    return rows.assign(
        member_id=[names.get(text, text) for text in rows["member_id"]],
        subject_ids=[
            joined(subjects.get(part, part) for part in parts_of(cell))
            for cell in rows["subject_ids"]
        ],
    ).astype({"member_id": "str", "subject_ids": "str"})


def _read_all(folder: Path) -> dict[str, OfficeSheet]:
    return {name: _read(folder / file, file, name) for name, file in FILES.items()}


def _read(path: Path, file: str, name: str) -> OfficeSheet:
    """Return one file as text cells, every declared column there; blank if none."""
    table = REGISTER[name]
    try:
        rows = read_sheet_or_nothing(path) if path.is_file() else []
    except SurveyError as error:
        return unread(table, Problem(file, None, "", str(error)))
    row, headers, cells = below_header(table, rows)
    if what := _wrong_headers(table, headers, cells):
        return unread(table, Problem(file, row, "", what))
    frame = framed(table, headers, cells, row + 1)
    ordered = [*dict.fromkeys([*table.column_names, *frame.columns])]
    return OfficeSheet(table, file, frame[ordered], headers, row)


def _wrong_headers(
    table: OfficeTable, headers: list[str], cells: list[list[str]]
) -> str:
    """Return why the columns of a file cannot be told apart, or ""."""
    for key in table.needed:
        if key not in headers:
            free = set(headers) - {*table.column_names, ""}
            return f"column {key} is missing.{hint(key, free)} Add it."
    for header in headers:
        if header and headers.count(header) > 1:
            return f"column {header} stands there twice; keep one of them."
    for index, header in enumerate(headers):
        text = next((row[index] for row in cells if row[index]), "")
        if text and not header:
            return (
                f'"{text}" stands in column {column_letter(index)}, which has no '
                "header. Name the column, or put text that holds the delimiter in "
                "quotes."
            )
    return ""
