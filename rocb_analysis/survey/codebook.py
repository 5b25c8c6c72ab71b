"""Read the codebook of a survey folder, its tables as they stand.

Nothing is judged here but form: a table must be readable and have its key columns.
Whether the rows agree with each other is for `checks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from rocb_analysis.core.sheets import read_sheet
from rocb_analysis.core.spreadsheet_damage import ungarbled
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import column_letter, hint, nearest, plain, yes_or_no
from rocb_analysis.core.workbooks import WORKBOOKS, sheet_names
from rocb_analysis.survey.records import Problem

NEEDED = ("rounds", "questions", "columns")
# What may be unread without keeping the files from being checked.
_SPARE = frozenset({"breaks", "clusters", "pillars", "weightings", "corrections"})


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
    names = [name for name in CODEBOOK if name in found]
    tables = {n: _read_table(n, *found[n], files[n], as_meant) for n in names}
    blank = {n: CodebookTable.of_rows(n, [], files[n]) for n in CODEBOOK}
    read = blank | tables
    return Codebook(
        {n: read[n].frame for n in CODEBOOK},
        files,
        {n: table.headers for n, table in tables.items() if table.headers},
        strangers,
        {n: table.header_row for n, table in tables.items()},
        [problem for table in tables.values() for problem in table.found],
        frozenset(n for n, table in tables.items() if table.unread),
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
    name: str, path: Path, sheet: str, place: str, as_meant: bool
) -> CodebookTable:
    """Return one table; as_meant, one that cannot be read has no rows and says so."""
    try:
        rows = read_sheet_or_nothing(path, sheet)
        return CodebookTable.of_rows(name, rows, place, as_meant=as_meant)
    except SurveyError as error:
        if not as_meant:
            raise
        what = str(error).removeprefix(f"{place}: ")
        if what.startswith(f"{path.name} "):
            what = f"it {what.removeprefix(f'{path.name} ')}"
        return CodebookTable.unreadable(name, Problem(place, None, "", what))


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


# One table of the codebook: the columns it may have, read from the rows of a sheet.

# Columns of each codebook table, key columns first; `columns` has more, one a round.
CODEBOOK: dict[str, tuple[str, ...]] = {
    "rounds": tuple(
        "round file source asked_on closed_on status sheet export header_rows "
        "separator date_format data_kind picks_allowed sha256 note".split()
    ),
    "questions": tuple(
        "question_id kind label wording scale_id separator about note".split()
    ),
    "subjects": tuple(
        "subject_id label short_label group package pillar sensitive replaced_by "
        "note".split()
    ),
    "columns": tuple("question_id subject_id position".split()),
    "ignored_columns": tuple("header round reason".split()),
    "scales": tuple(
        "scale_id answer value subject_id label need state offered_in".split()
    ),
    "spellings": tuple("list found means note".split()),
    "members": tuple(
        "member_id name short_name sub_region member_from member_to role ldc_until "
        "sids tile_row tile_col".split()
    ),
    "corrections": tuple(
        "round respondent_id question_id subject_id position answer asked_by asked_on "
        "reason".split()
    ),
    "breaks": tuple(
        "question_id from_round subject_id comparable what_changed decided_on".split()
    ),
    "clusters": tuple("cluster name anchor_members note".split()),
    "pillars": tuple("pillar label position note".split()),
    "weightings": tuple("weighting place_or_answer kind weight".split()),
}
KEYS: dict[str, tuple[str, ...]] = {
    "rounds": ("round", "file"),
    "questions": ("question_id", "kind"),
    "subjects": ("subject_id",),
    "columns": ("question_id",),
    "ignored_columns": ("header",),
    "scales": ("scale_id", "answer"),
    "spellings": ("list", "found"),
    "members": ("member_id",),
    "corrections": ("round", "respondent_id", "question_id"),
    "breaks": ("question_id", "from_round"),
    "clusters": ("cluster",),
    "pillars": ("pillar",),
    "weightings": ("weighting", "place_or_answer", "weight"),
}
# Columns that say yes or no, in any of the words that count as either.
_YES_OR_NO = {
    "subjects": ["sensitive"],
    "scales": ["need"],
    "members": ["sids"],
    "breaks": ["comparable"],
}


@dataclass(frozen=True)
class CodebookTable:
    """One table: text cells whose index is the spreadsheet's row; its header as read.

    found: what no cell of the frame shows, such as a filled cell without a header.
    """

    frame: pd.DataFrame
    headers: list[str]
    header_row: int
    found: list[Problem]
    unread: bool = False

    @classmethod
    def unreadable(cls, name: str, problem: Problem) -> CodebookTable:
        """Return a table without rows that says why it has none."""
        return cls(_frame(name, [], [], 1), [], 1, [problem], unread=True)

    @classmethod
    def of_rows(
        cls, name: str, rows: list[list[str]], place: str, *, as_meant: bool = False
    ) -> CodebookTable:
        """Return a table of sheet rows; its header is the first row with a filled cell.

        as_meant: read columns under mistyped names too, and tell what is wrong.

        Raises SurveyError, without as_meant, for a key column that is missing or a
        column that stands twice.
        """
        first = next((i for i, row in enumerate(rows) if any(map(plain, row))), 0)
        cells = [[plain(cell) for cell in row] for row in rows[first:]]
        headers = cells[0] if cells else list(CODEBOOK[name])
        problems = [
            *_missing_keys(name, headers, place, first + 1),
            *_doubled(headers, place, first + 1),
        ]
        if problems and not as_meant:
            raise SurveyError(str(problems[0]))
        read_as = _as_meant(name, headers) if as_meant else headers
        lacking = [key for key in KEYS[name] if key not in read_as]
        frame = _frame(name, read_as, [] if lacking else cells[1:], first + 2)
        problems += _headless(cells, place, first + 1)
        problems += _garbled(rows[first:], place, first + 1)
        # A column read as a key is told as that, and no second time as unknown.
        told = [
            r if r in KEYS[name] else h for h, r in zip(headers, read_as, strict=True)
        ]
        return cls(frame, told, first + 1, problems, unread=bool(lacking))


def _missing_keys(name: str, headers: list[str], place: str, row: int) -> list[Problem]:
    free = set(headers) - {*CODEBOOK[name], ""}
    problems = []
    for key in KEYS[name]:
        if key not in headers:
            guess = nearest(key, free)
            what = f"column {key} is missing."
            what += f' "{guess}" looks like it; correct its name.' if guess else ""
            what += "" if guess else " Add it."
            problems.append(Problem(place, row, "", what))
    return problems


def _doubled(headers: list[str], place: str, row: int) -> list[Problem]:
    return [
        Problem(place, row, "", f"column {name} stands there twice; keep one of them.")
        for name in dict.fromkeys(headers)
        if name and headers.count(name) > 1
    ]


def _as_meant(name: str, headers: list[str]) -> list[str]:
    """Return the headers with those corrected that are like a declared column.

    A column that stands there again is read as if it had no header.
    """
    missing = {column for column in CODEBOOK[name] if column not in headers}
    meant: list[str] = []
    for header in headers:
        known = header in CODEBOOK[name]
        # The columns of the table `columns` are named by rounds, whatever they are.
        guess = "" if known or not header else nearest(header, missing)
        missing.discard(guess)
        word = guess or header
        meant.append("" if word in meant else word)
    return meant


def _headless(cells: list[list[str]], place: str, row: int) -> list[Problem]:
    """Return filled cells under no header, as a comma outside quotes makes them."""
    problems = []
    for index, header in enumerate(cells[0] if cells else ()):
        filled = [i for i, line in enumerate(cells) if line[index]]
        if not header and filled:
            letter, text = column_letter(index), cells[filled[0]][index]
            what = f'"{text}" stands in column {letter}, which has no header, and is '
            what += "not read. Name the column, or put text that holds the delimiter "
            what += "in quotes."
            problems.append(Problem(place, row + filled[0], "", what, stops=False))
    return problems


def _garbled(rows: list[list[str]], place: str, first: int) -> list[Problem]:
    """Return UTF-8 texts that a program read in another code page and saved so.

    Told of cells as they stand: NFKC would change the signs by which they are known.
    """
    problems = []
    for row, line in enumerate(rows, start=first):
        for index, cell in enumerate(line):
            if was := ungarbled(cell):
                column = plain(rows[0][index]) or column_letter(index)
                what = f'"{cell}" was "{was}": a spreadsheet program read the table in '
                what += "another code page. Write it again; open such tables with "
                what += "character set UTF-8."
                problems.append(Problem(place, row, column, what, stops=False))
    return problems


def _frame(
    name: str, headers: list[str], cells: list[list[str]], first: int
) -> pd.DataFrame:
    """Return the cells, every declared column present, "" for blank; no blank row."""
    frame = pd.DataFrame(cells, columns=headers or list(CODEBOOK[name]), dtype="str")
    frame.index = pd.RangeIndex(first, first + len(cells), name="row")
    frame = frame.loc[:, [header != "" for header in frame.columns]]
    for column in CODEBOOK[name]:
        if column not in frame:
            frame[column] = ""
    for column in _YES_OR_NO.get(name, ()):
        frame[column] = frame[column].map(_yes_or_no_word)
    frame = frame.astype("str")
    return frame[(frame != "").any(axis=1)]


def _yes_or_no_word(text: str) -> str:
    said = yes_or_no(text)
    return text if said is None else "yes" if said else "no"
