"""The one form of an office table: its columns, its reader, its checks.

A table that people keep is declared once, as an `OfficeTable`, in the room that reads
it: the codebook in survey, the register in delivery, planning book and adopted
plans in plan. What a declaration says is read and judged here, and printed in
data/README.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from rocb_analysis.core.spreadsheet_damage import ungarbled
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import column_letter, hint, nearest, plain, yes_or_no
from rocb_analysis.core.workbooks import Rows
from rocb_analysis.survey.records import Problem


@dataclass(frozen=True)
class CellForm:
    """What the filled cells of a column hold.

    name: what that is, in words.
    wrong: what is wrong with a text and what to do, or "".
    turn: in which turn the column is judged; words come before days, days before
        numbers.
    words: the words allowed, if only a few are.
    stops: whether a wrong cell stops a run.
    """

    name: str
    wrong: Callable[[str], str]
    turn: int = 0
    words: tuple[str, ...] = ()
    stops: bool = True


def one_of(*words: str, none: str = "is not one of") -> CellForm:
    """Return the form of a column that holds one of a few words.

    >>> one_of("yes", "no").wrong("ye")
    '"ye" is not one of yes, no. Did you mean "yes"?'
    """

    def wrong(text: str) -> str:
        if text in words:
            return ""
        return f'"{text}" {none} {", ".join(words)}.{hint(text, words)}'

    return CellForm(", ".join(words), wrong, words=words)


FREE_TEXT = CellForm("", lambda _: "")
# A text that must stand as another file has it, where even a formula may be meant.
AS_FOUND = CellForm("", lambda _: "")


@dataclass(frozen=True)
class Column:
    """One column of an office table.

    needed: the table must have it, and each row must fill it.
    is_key: no two rows may have it and the rest of the key alike.
    refers: the list whose names it holds; many: several of them, joined by "; ".
    may_miss: a name that the list has not stops no run.
    is_name: other tables or files must meet its texts as they stand.
    meaning: what it holds, in words, where its form does not say so.
    """

    name: str
    form: CellForm
    meaning: str
    needed: bool
    is_key: bool
    is_name: bool
    refers: str
    many: bool
    may_miss: bool


@dataclass(frozen=True)
class OfficeTable:
    """One table that people keep.

    row: what a row is; note: what is to be said of its columns.
    declared: its columns in order, as a text of words, or words with what each holds: a
        name, then `*` if it is needed, `+` if it is of the key, `!` if it is a name;
        then `:form` of `forms`, free text without; `>list` to which it refers, `;` if
        it holds several, `?` if one may be missing there.
    in_order: an earlier and a later day of a row.
    rounds: it has a column a round besides.
    strict: what a header must be a column of; "" = a header not known is passed over.
    blank, again: what is said of a needed cell that is blank, and of a second row.

    >>> table = OfficeTable("partners", "a body", {"role": one_of("funder", "host")},
    ...     "partner_id*+ role+:role subject_ids>subjects;")
    >>> table.needed, table.key, table.columns[2].refers
    (['partner_id'], ['partner_id', 'role'], 'subjects')
    """

    name: str
    row: str
    forms: Mapping[str, CellForm]
    declared: str | Mapping[str, str]
    in_order: tuple[str, str] | None = None
    note: str = ""
    rounds: bool = False
    strict: str = ""
    blank: str = "{column} is blank; fill it in or delete the row."
    again: str = '"{key}" stands here a second time; keep one of the rows.'

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Return its columns, in order."""
        if isinstance(self.declared, str):
            return tuple(self._column(word, "") for word in self.declared.split())
        return tuple(self._column(*item) for item in self.declared.items())

    def _column(self, word: str, meaning: str) -> Column:
        head, _, refers = word.rstrip(";?").partition(">")
        head, _, form = head.partition(":")
        return Column(
            head.rstrip("*+!"),
            self.forms[form] if form else FREE_TEXT,
            meaning,
            needed="*" in head,
            is_key="+" in head,
            is_name="!" in head,
            refers=refers,
            many=";" in word,
            may_miss="?" in word,
        )

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def needed(self) -> list[str]:
        return [column.name for column in self.columns if column.needed]

    @property
    def key(self) -> list[str]:
        return [column.name for column in self.columns if column.is_key]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns if column.is_name]


@dataclass(frozen=True)
class OfficeSheet:
    """An office table as read: text cells, index = spreadsheet row, "" for blank.

    place: its file, and its sheet, as a sentence names them.
    headers: its header as read, which stands in header_row.
    found: what was met while reading, as a filled cell without a header.
    unread: it could not be read, and has no rows.
    """

    table: OfficeTable
    place: str
    frame: pd.DataFrame
    headers: list[str]
    header_row: int = 1
    found: list[Problem] = field(default_factory=list)
    unread: bool = False

    def filled(self, column: str) -> Iterator[tuple[int, str]]:
        """Return row and text of each filled cell of a column."""
        cells = self.frame[column].items()
        return ((int(str(row)), text) for row, text in cells if text)

    def problem(
        self, row: int | None, column: str, what: str, *, stops: bool = True
    ) -> Problem:
        """Return a problem at a place of this table."""
        return Problem(self.place, row, column, what, stops)


# The reader: columns by name, a missing one blank, blank rows passed over.


def sheet_of(
    table: OfficeTable, rows: Rows, place: str, *, as_meant: bool = False
) -> OfficeSheet:
    """Return a table of sheet rows; its header is the first row with a filled cell.

    as_meant: read columns under mistyped names too, and tell what is wrong.

    Raises SurveyError, without as_meant, for a key column that is missing or a
    column that stands twice.
    """
    row, headers, cells = below_header(table, rows)
    problems = [
        *_missing_keys(table, headers, place, row),
        *_doubled(headers, place, row),
    ]
    if problems and not as_meant:
        raise SurveyError(str(problems[0]))
    read_as = _as_meant(table, headers) if as_meant else headers
    lacking = [key for key in table.needed if key not in read_as]
    frame = framed(table, read_as, [] if lacking else cells, row + 1)
    if rows:
        problems += _headless([headers, *cells], place, row)
        problems += _garbled(rows[row - 1 :], place, row)
    # A column read as a key is told as that, and no second time as unknown.
    told = [
        r if r in table.needed else h for h, r in zip(headers, read_as, strict=True)
    ]
    return OfficeSheet(table, place, frame, told, row, problems, unread=bool(lacking))


def strict_sheet(table: OfficeTable, rows: Rows, place: str) -> OfficeSheet:
    """Return a table of sheet rows, its header in the first; no rows if that is wrong.

    A header that is no column of the table, or is there twice, is told in `found`.
    """
    headers = [plain(head) for head in rows[0]] if rows else []
    names = table.column_names
    wrong = [
        Problem(
            place,
            1,
            f"column {column_letter(number)}",
            f'"{head}" is no column of {table.strict}, or is there twice; its columns '
            f"are {', '.join(names)}.{hint(head, names)}",
        )
        for number, head in enumerate(headers)
        if head and (head not in names or head in headers[:number])
    ]
    if wrong:
        return unread(table, *wrong)
    cells = [[plain(cell) for cell in row] for row in rows[1:]]
    frame = framed(table, headers or names, cells, 2, headless=True)
    return OfficeSheet(table, place, frame[names], headers)


def unread(table: OfficeTable, *found: Problem) -> OfficeSheet:
    """Return a table without rows that says why it has none."""
    nothing = framed(table, table.column_names, [], 2)
    return OfficeSheet(table, found[0].file, nothing, [], 1, [*found], unread=True)


def below_header(
    table: OfficeTable, rows: Rows
) -> tuple[int, list[str], list[list[str]]]:
    """Return the header's row, the header, and the rows below it, all cells plain."""
    first = next((i for i, row in enumerate(rows) if any(map(plain, row))), 0)
    cells = [[plain(cell) for cell in row] for row in rows[first:]]
    return first + 1, cells[0] if cells else table.column_names, cells[1:]


def framed(
    table: OfficeTable,
    headers: list[str],
    cells: list[list[str]],
    first: int,
    *,
    headless: bool = False,
) -> pd.DataFrame:
    """Return the cells, every declared column present, "" for blank; no blank row.

    headless: a row counts as filled by cells under no header too.
    """
    frame = pd.DataFrame(cells, columns=headers, dtype="str")
    frame.index = pd.RangeIndex(first, first + len(cells), name="row")
    frame = frame.loc[:, [header != "" for header in frame.columns]]
    for column in table.columns:
        if column.name not in frame:
            frame[column.name] = ""
        if {"yes", "no"} <= {*column.form.words}:
            frame[column.name] = frame[column.name].map(_yes_or_no_word)
    frame = frame.astype("str")
    if headless:
        return frame[pd.Series([any(row) for row in cells], frame.index, dtype=bool)]
    return frame[(frame != "").any(axis=1)]


def _yes_or_no_word(text: str) -> str:
    is_yes = yes_or_no(text)
    return text if is_yes is None else "yes" if is_yes else "no"


def _missing_keys(
    table: OfficeTable, headers: list[str], place: str, row: int
) -> list[Problem]:
    free = set(headers) - {*table.column_names, ""}
    problems = []
    for key in table.needed:
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


def _as_meant(table: OfficeTable, headers: list[str]) -> list[str]:
    """Return the headers with those corrected that are like a declared column.

    A column that stands there again is read as if it had no header.
    """
    declared = table.column_names
    missing = {column for column in declared if column not in headers}
    meant: list[str] = []
    for header in headers:
        # The columns of the table `columns` are named by rounds, whatever they are.
        known = header in declared
        guess = "" if known or not header else nearest(header, missing)
        missing.discard(guess)
        word = guess or header
        meant.append("" if word in meant else word)
    return meant


def _headless(cells: list[list[str]], place: str, row: int) -> list[Problem]:
    """Return filled cells under no header, as a comma outside quotes makes them."""
    problems = []
    for index, header in enumerate(cells[0]):
        filled = [i for i, line in enumerate(cells) if line[index]]
        if not header and filled:
            letter, text = column_letter(index), cells[filled[0]][index]
            what = f'"{text}" stands in column {letter}, which has no header, and is '
            what += "not read. Name the column, or put text that holds the delimiter "
            what += "in quotes."
            problems.append(Problem(place, row + filled[0], "", what, stops=False))
    return problems


def _garbled(rows: Rows, place: str, first: int) -> list[Problem]:
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


# The checks: one sentence a cell that is not as its column declares.


def form_problems(
    sheet: OfficeSheet,
    known: Mapping[str, tuple[str, Collection[str]]] | None = None,
    *,
    remedy: str = "",
) -> Iterator[Problem]:
    """Yield what is not as the table declares it.

    known: by list to which columns refer where it stands, and its names; a list that is
        absent is not judged. remedy: what is to be done with a name it has not.
    """
    yield from sheet.found
    yield from _blank_cells(sheet)
    yield from _wrong_cells(sheet)
    yield from _unknown_names(sheet, known or {}, remedy)
    yield from _repeated_rows(sheet)
    yield from _unknown_columns(sheet)


def _blank_cells(sheet: OfficeSheet) -> Iterator[Problem]:
    for column in sheet.table.needed:
        for row in sheet.frame.index[sheet.frame[column] == ""]:
            what = sheet.table.blank.format(column=column)
            yield sheet.problem(int(row), column, what)


def _wrong_cells(sheet: OfficeSheet) -> Iterator[Problem]:
    """Yield filled cells that are not of their column's form, words first."""
    for column in sorted(sheet.table.columns, key=lambda one: one.form.turn):
        for row, text in sheet.filled(column.name):
            if what := column.form.wrong(text):
                yield sheet.problem(row, column.name, what, stops=column.form.stops)


def _unknown_names(
    sheet: OfficeSheet,
    known: Mapping[str, tuple[str, Collection[str]]],
    remedy: str,
) -> Iterator[Problem]:
    for column in sheet.table.columns:
        where, names = known.get(column.refers, ("", ()))
        for row, text in sheet.filled(column.name) if where else ():
            parts = text.split(";") if column.many else [text]
            for part in filter(None, map(plain, parts)):
                if part not in names:
                    what = f'"{part}" is not in {where}.{hint(part, names)} {remedy}'
                    stops = not column.may_miss
                    yield sheet.problem(row, column.name, what, stops=stops)


def _repeated_rows(sheet: OfficeSheet) -> Iterator[Problem]:
    """Yield rows that have the key of a row above, its needed cells filled."""
    key = sheet.table.key
    cells = sheet.frame[key]
    needed = [column for column in key if column in sheet.table.needed]
    is_filled = (cells[needed] != "").all(axis=1)
    for row in cells.index[cells.duplicated() & is_filled] if key else ():
        named = " / ".join(text for text in cells.loc[row] if text)
        yield sheet.problem(int(row), key[0], sheet.table.again.format(key=named))


def _unknown_columns(sheet: OfficeSheet) -> Iterator[Problem]:
    known = sheet.table.column_names
    is_judged = not (sheet.table.strict or sheet.table.rounds)
    for header in sheet.headers if is_judged else ():
        if header and header not in known:
            yield unknown_column(sheet, header, known)


def unknown_column(sheet: OfficeSheet, header: str, known: Collection[str]) -> Problem:
    """Return that a header is none of those known."""
    what = f'column "{header}" is not known and not read.'
    what += hint(header, known) + " Correct its name or delete it."
    return sheet.problem(sheet.header_row, "", what, stops=False)


def days_out_of_order(
    sheet: OfficeSheet, *, earliest: Callable[[str], str], latest: Callable[[str], str]
) -> Iterator[Problem]:
    """Yield rows whose later day is before the earlier.

    earliest, latest: the first and the last day that a text may mean, ISO, or "".
    """
    first, last = sheet.table.in_order or ("", "")
    pairs = sheet.frame[[first, last]].itertuples() if first else ()
    for row, since, until in pairs:
        if latest(until) and latest(until) < earliest(since):
            what = f"{until} is before {first}, {since}; correct one of the two."
            yield sheet.problem(int(row), last, what)
