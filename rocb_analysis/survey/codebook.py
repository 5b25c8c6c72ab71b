"""The codebook: its tables, each declared once, and how a folder's are read.

Nothing is judged here but form: a table must be readable and have its key columns.
Whether the rows agree with each other is for `checks`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.spreadsheet_damage import (
    as_plain_number,
    dates_meant,
    numbers_meant,
    powered,
)
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import hint, nearest, plain
from rocb_analysis.core.workbooks import WORKBOOKS, sheet_names
from rocb_analysis.survey.records import EXPORTS, KINDS, STATES, Problem, header_span
from rocb_analysis.survey.schema import (
    AS_FOUND,
    CellForm,
    OfficeSheet,
    OfficeTable,
    one_of,
    sheet_of,
    unread,
)

ABOUT = frozenset("need capacity assistance offer follow_up context".split())
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_FILE_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
# Names that Windows keeps for devices, in any capitals; and that of our own list.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "index"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(10)]
)

# What the columns hold.


def _no_day(text: str) -> str:
    if is_date(text):
        return ""
    if days := dates_meant(text):
        return (
            f'"{text}" is no date as 2025-12-01, perhaps because a spreadsheet program '
            f"changed it. Format the column as Text and write {' or '.join(days)}."
        )
    return f'"{text}" is no date; write it as 2025-12-01.'


def is_date(text: str) -> bool:
    """Say whether a text is a date, and of the one form in which dates sort as text."""
    try:
        dt.datetime.fromisoformat(text)
        return dt.date.fromisoformat(text[:10]).isoformat() == text[:10]
    except ValueError:
        return False


def _no_date_format(text: str) -> str:
    if "%" in text:
        return ""
    return f'"{text}" is no date format; write it like %m/%d/%Y %H:%M:%S.'


def _no_header_rows(text: str) -> str:
    if spans := [f"{a}-{b}" for a, b in numbers_meant(text) if a < b]:
        return (
            f'"{text}" is a date that a spreadsheet program made of {spans[0]}: format '
            f"the column as Text and write {spans[0]} again."
        )
    if header_span(text):
        return ""
    return f'"{text}" is no row of a header; write 3, or 2-4 for rows 2 to 4.'


def _no_digest(text: str) -> str:
    if powered(text) or text.isdecimal():
        return (
            f'"{text}" is a number that a spreadsheet program made of the sha256; '
            "format the column as Text and paste it again."
        )
    if _DIGEST.fullmatch(text):
        return ""
    return (
        f'"{text}" is no sha256, which has 64 signs, 0 to 9 and a to f; paste it again '
        "or leave the cell blank."
    )


def _number(name: str, fits: Callable[[str], bool], such: str) -> CellForm:
    """Return the form of a column of numbers; such: what is written there."""

    def wrong(text: str) -> str:
        if fits(text):
            return ""
        number = as_plain_number(text)
        if number and fits(number):
            return (
                f'"{text}" is no number as this program reads them; format the column '
                f"as Text and write {number}."
            )
        if pairs := numbers_meant(text):
            was = " or ".join(f"{a}.{b}" for a, b in pairs)
            return (
                f'"{text}" is a date that a spreadsheet program made of a number, '
                f"perhaps {was}; format the column as Text and write the number again."
            )
        return f'"{text}" is no number that fits here; write {such}.'

    return CellForm(name, wrong, turn=3)


def _is_place(text: str) -> bool:
    """Say whether a text is a place or a count: 1, 2, 3 and so on."""
    return text.isdecimal() and int(text) >= 1


def _is_finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def file_name_problem(name: str) -> str:
    """Return why an id cannot be the name of a file on every system, or "".

    >>> file_name_problem("FJI"), file_name_problem("CON")
    ('', '"CON" is a name that Windows or this program keeps; give another id.')
    """
    if not _FILE_NAME.fullmatch(name):
        return (
            f'"{name[:60]}" is also the name of a file, so it has 1 to 40 letters A to '
            "Z, digits, _ or - and nothing else; give another id."
        )
    if name.casefold() not in _RESERVED:
        return ""
    return f'"{name}" is a name that Windows or this program keeps; give another id.'


_FORMS: dict[str, CellForm] = {
    "day": CellForm("a day, 2025-12-01", _no_day, turn=1),
    "date_format": CellForm("as %m/%d/%Y", _no_date_format, turn=2),
    "header_rows": CellForm("3, or 2-4", _no_header_rows, turn=2),
    "sha256": CellForm("64 signs", _no_digest, turn=4, stops=False),
    "place": _number("a whole number from 1", _is_place, "1, 2, 3"),
    "number": _number("a number", _is_finite, "3 or 0.5"),
    "place_or_answer": _number(
        "a number", _is_finite, "the place, or the answer's value"
    ),
    "file_name": CellForm("also the name of a file", file_name_problem, turn=4),
    "as_found": AS_FOUND,
    "yes_no": one_of("yes", "no"),
    # Read as yes or no; any other word is a no.
    "flag": CellForm("yes, no", lambda _: "", words=("yes", "no")),
    "comparable": one_of("no", "with_care", "yes"),
    "status": one_of("open", "preliminary", "final"),
    "data_kind": one_of("synthetic", "real"),
    "role": one_of("member", "provider", "both"),
    "state": one_of("answered", *STATES),
    "kind": one_of(*sorted(KINDS)),
    "about": one_of(*sorted(ABOUT)),
    "export": one_of(*sorted(EXPORTS)),
}

# The tables. Names (!) are met as they stand by files, answers and other tables.

_TABLES = (
    OfficeTable(
        "rounds",
        "a file of a round",
        _FORMS,
        "round*+ file*+ source asked_on:day closed_on:day status:status sheet+ "
        "export:export header_rows:header_rows separator date_format:date_format "
        "data_kind:data_kind picks_allowed:place sha256:sha256 note",
        in_order=("asked_on", "closed_on"),
    ),
    OfficeTable(
        "questions",
        "a question that lives on across rounds",
        _FORMS,
        "question_id*+! kind*:kind label wording scale_id!>scales separator "
        "about:about note",
    ),
    OfficeTable(
        "subjects",
        "a subject, or an option with a column of its own",
        _FORMS,
        "subject_id*+! label short_label group package pillar>pillars "
        "sensitive:yes_no replaced_by>subjects note",
    ),
    OfficeTable(
        "columns",
        "a question, with its subject or place",
        _FORMS,
        "question_id*+>questions subject_id+>subjects position+:place",
        rounds=True,
        note="then a column a round with the **exact heading in that file**; "
        "blank = not asked",
    ),
    OfficeTable(
        "ignored_columns",
        "a column left out on purpose",
        _FORMS,
        "header*:as_found round reason",
        note="round blank = every",
    ),
    OfficeTable(
        "scales",
        "an answer of a scale",
        _FORMS,
        "scale_id*! answer*! value:number subject_id>subjects label "
        "need:yes_no state:state offered_in",
    ),
    OfficeTable(
        "spellings",
        "a spelling met",
        _FORMS,
        "list*+ found*+:as_found means note",
        note="list is member, subject or a scale_id; means blank = set aside on "
        "purpose; found `*` sets aside all that is not met otherwise",
    ),
    OfficeTable(
        "members",
        "a member of the region",
        _FORMS,
        "member_id*+!:file_name name short_name sub_region member_from:day "
        "member_to:day role:role ldc_until:day sids:flag tile_row:place "
        "tile_col:place",
        in_order=("member_from", "member_to"),
    ),
    OfficeTable(
        "corrections",
        "an answer corrected at a respondent's request",
        _FORMS,
        "round*+>rounds respondent_id*+ question_id*+>questions "
        "subject_id+>subjects position+:place answer asked_by asked_on:day "
        "reason",
    ),
    OfficeTable(
        "breaks",
        "a change that matters to comparison; a round with `no` before and after it is "
        "left out of a trend, if those around it ask by the same question: for good, a "
        "question or subject changes its id",
        _FORMS,
        "question_id*+>questions subject_id+>subjects from_round*+>rounds "
        "comparable:comparable what_changed decided_on:day",
    ),
    OfficeTable(
        "clusters",
        "a named cluster",
        _FORMS,
        "cluster*+ name anchor_members note",
    ),
    OfficeTable(
        "pillars",
        "a pillar of the strategy, named by subjects, by kinds of planning.xlsx and by "
        "plans",
        _FORMS,
        "pillar*+ label position:place note",
        note="position is its place in lists; without this table a pillar is any text",
    ),
    OfficeTable(
        "weightings",
        "a way to score an answer",
        _FORMS,
        "weighting*+ kind+:kind place_or_answer*+:place_or_answer weight*:number",
    ),
)
# By name, in the order in which problems of them are told.
CODEBOOK: dict[str, OfficeTable] = {table.name: table for table in _TABLES}
# Tables without which there is no survey.
NEEDED = ("rounds", "questions", "columns")
# What may be unread without keeping the files from being checked.
_SPARE = frozenset({"breaks", "clusters", "pillars", "weightings", "corrections"})


# The codebook of a folder.


@dataclass(frozen=True)
class Codebook:
    """The tables as read: text cells, index = spreadsheet row; and their files.

    header_rows: the spreadsheet row of each table's header.
    strangers: sheets or files beside them that are no table of the codebook.
    found: what was met while reading that no table shows.
    unread: tables that could not be read, and stand here without rows.
    """

    tables: dict[str, pd.DataFrame]
    files: dict[str, str]
    headers: dict[str, list[str]]
    strangers: dict[str, str] = field(default_factory=dict)
    header_rows: dict[str, int] = field(default_factory=dict)
    found: list[Problem] = field(default_factory=list)
    unread: frozenset[str] = frozenset()

    @property
    def tells_of_files(self) -> bool:
        """Whether every table was read that says what the files must hold."""
        return self.unread <= _SPARE

    @property
    def sheets(self) -> list[OfficeSheet]:
        """Return every table with its form and place, for its checks."""
        return [
            OfficeSheet(
                table,
                self.files[name],
                self.tables[name],
                self.headers.get(name, []),
                self.header_rows.get(name, 1),
                [one for one in self.found if one.file == self.files[name]],
                name in self.unread,
            )
            for name, table in CODEBOOK.items()
        ]


def read_codebook(folder: Path, *, as_meant: bool = False) -> Codebook:
    """Return the codebook's tables from its CSV files or its one workbook.

    as_meant: for checking alone; a table or column under a mistyped name is read as
        the one it is like, and one that cannot be read is told in `found`.

    Raises SurveyError for a table that is missing, and without as_meant for the first
    that cannot be read or lacks a key column.
    """
    found, place = _tables_in(folder)
    strangers = {n: place.format(n) for n in found if n not in CODEBOOK}
    missing = set(CODEBOOK) - set(found)
    files = {name: place.format(name) for name in CODEBOOK}
    for name in sorted(strangers) if as_meant else ():
        if guess := nearest(name, missing):
            missing.remove(guess)
            found[guess], files[guess] = found[name], strangers[name]
    for name in NEEDED:
        if name not in found:
            raise SurveyError(
                f"{folder.name}: the codebook has no table {name}."
                f"{hint(name, found)} Every survey needs {', '.join(NEEDED)}."
            )
    sheets = {
        name: _read_table(table, *found[name], files[name], as_meant)
        for name, table in CODEBOOK.items()
        if name in found
    }
    blank = {n: sheet_of(CODEBOOK[n], [], files[n]) for n in CODEBOOK}
    return Codebook(
        {n: sheet.frame for n, sheet in (blank | sheets).items()},
        files,
        {n: sheet.headers for n, sheet in sheets.items() if sheet.headers},
        strangers,
        {n: sheet.header_row for n, sheet in sheets.items()},
        [problem for sheet in sheets.values() for problem in sheet.found],
        frozenset(n for n, sheet in sheets.items() if sheet.unread),
    )


def _tables_in(folder: Path) -> tuple[dict[str, tuple[Path, str]], str]:
    """Return file and sheet of each table there is, and how its place is called."""
    book = folder / "codebook.xlsx"
    if not book.is_file():
        book = folder / "codebook" / "codebook.xlsx"
    texts = sorted((folder / "codebook").glob("*.csv"))
    if book.is_file() and texts:
        raise SurveyError(
            f"{folder.name} has codebook.xlsx and codebook/*.csv; keep one of the two."
        )
    if book.is_file():
        sheets = {plain(name): (book, name) for name in sheet_names(book)}
        return sheets, "codebook.xlsx, sheet {}"
    return {path.stem: (path, "") for path in texts}, "codebook/{}.csv"


def _read_table(
    table: OfficeTable, path: Path, sheet: str, place: str, as_meant: bool
) -> OfficeSheet:
    """Return one table; as_meant, one that cannot be read has no rows and says so."""
    try:
        rows = read_sheet_or_nothing(path, sheet)
        return sheet_of(table, rows, place, as_meant=as_meant)
    except SurveyError as error:
        if not as_meant:
            raise
        what = str(error).removeprefix(f"{place}: ")
        if what.startswith(f"{path.name} "):
            what = f"it {what.removeprefix(f'{path.name} ')}"
        return unread(table, Problem(place, None, "", what))


def read_sheet_or_nothing(path: Path, sheet: str = "") -> list[list[str]]:
    """Return the rows of an own table; an empty one has none and is no mistake."""
    if path.suffix not in WORKBOOKS and not path.stat().st_size:
        return []
    try:
        return list(read_sheet(path, sheet)[1])
    except SurveyError as error:
        if "no cell is filled" in str(error):
            return []
        raise
