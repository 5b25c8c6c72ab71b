"""Read one export as text cells under the headers the codebook speaks of.

Each form tool is a declared rule: the headers it is known by, the rows of its header,
the sign it puts between the answers of a list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count

import numpy as np

from rocb_analysis.survey.records import RoundFile, header_span
from rocb_analysis.survey.sheets import Rows, read_sheet
from rocb_analysis.survey.text import column_letter, plain
from rocb_analysis.tables import SurveyError


@dataclass(frozen=True)
class Tool:
    """A form tool: known by headers of its own; header rows; separator of lists."""

    name: str
    known_by: frozenset[str] = frozenset()
    header_rows: str = "1"
    separator: str = ","
    date_formats: tuple[str, ...] = ()


TOOLS = (
    Tool("google_forms", frozenset({"timestamp"}), separator=","),
    Tool(
        "microsoft_forms",
        frozenset({"id", "start time", "completion time"}),
        separator=";",
    ),
)
PLAIN = Tool("plain")


@dataclass(frozen=True)
class LongRows:
    """A long file's own rows, and where each went when replies were put together.

    Lists with an entry a row of the file (rows of other rounds left out):
    row_numbers: the spreadsheet's row.
    reply: the place in `Export.rows` of the reply it belongs to.
    column: the place in `Export.headers` of its item, -1 if the item is blank.
    counts: False where a lower row of the reply has the same item, which counts.

    columns: the file's own columns. answer, items, round: their places among these;
        carried: for each other column its place in `Export.headers`.
    """

    columns: list[str]
    rows: Rows
    row_numbers: list[int]
    reply: list[int]
    column: list[int]
    counts: list[bool]
    answer: int
    items: tuple[int, ...]
    round: int | None
    carried: dict[int, int]


@dataclass(frozen=True)
class Export:
    """One file of a round as text, a reply a row.

    headers: one a column, as the codebook meets it; "" for a column with neither
        header nor filled cell. Of a long file: its other columns, then its items.
    rows: the cells under the header, from `first_row` of the spreadsheet on.
    row_numbers: the spreadsheet's row of each reply (of a long file its first row).
    own: headers that the tool or [long] uses itself, with the job (round, replied_on,
        no_needs); they count as mapped.
    long: a long file's own rows; None for a file with a row a reply.
    """

    file: RoundFile
    sheet: str
    tool: Tool
    headers: list[str]
    rows: Rows
    first_row: int
    row_numbers: list[int] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)
    long: LongRows | None = None

    @property
    def separator(self) -> str:
        """The sign between answers of a list in a cell, by file, else by tool."""
        return self.file.separator or self.tool.separator

    @cached_property
    def columns(self) -> list[np.ndarray]:
        """The cells of each column, top to bottom."""
        if not self.rows:
            return [np.array([], dtype=object) for _ in self.headers]
        return [np.array(cells, dtype=object) for cells in zip(*self.rows, strict=True)]

    def row_of(self, row: int, index: int) -> int:
        """Return the spreadsheet's row of a cell."""
        return self.row_numbers[row]

    @property
    def column_names(self) -> list[str]:
        """A name for each column of the file: its header, else its letter."""
        return [h or f"(column {column_letter(i)})" for i, h in enumerate(self.headers)]


def read_export(file: RoundFile) -> Export:
    """Return the export of one row of rounds.

    Raises SurveyError if the file cannot be read or ends before its header.
    """
    said, _ = _header_rows(file, PLAIN)
    try:
        sheet, rows = read_sheet(file.path, file.sheet, header_row=said)
    except SurveyError as error:
        raise SurveyError(f"Round {file.round}: {error}") from error
    tool = _tool(file, rows)
    first, last = _header_rows(file, tool)
    if len(rows) < last:
        raise SurveyError(
            f"Round {file.round}: {file.file} ends before row {last}, where its header "
            "should be. Correct header_rows in rounds."
        )
    body = rows[last:]
    headers = _headers(rows[first - 1 : last], body)
    numbers = list(range(last + 1, last + 1 + len(body)))
    return Export(file, sheet, tool, headers, body, last + 1, numbers)


def _tool(file: RoundFile, rows: Rows) -> Tool:
    """Return the tool named in rounds, else the one whose headers are met."""
    by_name = {tool.name: tool for tool in TOOLS}
    if file.export in by_name:
        return by_name[file.export]
    if file.export != "auto":
        return PLAIN
    first, _ = _header_rows(file, PLAIN)
    seen = {plain(cell).casefold() for cell in rows[min(first, len(rows)) - 1]}
    return next((tool for tool in TOOLS if tool.known_by <= seen), PLAIN)


def _header_rows(file: RoundFile, tool: Tool) -> tuple[int, int]:
    """Return the first and last row of the header: by rounds, else as the tool has."""
    return header_span(file.header_rows or tool.header_rows) or (1, 1)


def _headers(header: Rows, body: Rows) -> list[str]:
    """Return one header a column: joined over rows, told apart when it recurs."""
    names: list[str] = []
    for index, name in enumerate(_joined(header)):
        if not name and any(plain(row[index]) for row in body):
            name = f"(column {column_letter(index)})"
        names.append(_told_apart(name, names) if name else "")
    return names


def _told_apart(name: str, others: list[str]) -> str:
    """Return the name, with the next number that is free if it occurs again.

    >>> _told_apart("Level", ["Level", "Level (2)"])
    'Level (3)'
    """
    numbered = (f"{name} ({number})" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in others)


def _joined(header: Rows) -> list[str]:
    """Return the header rows joined with " | ", a blank taking the heading on its left.

    A column blank in every row takes none, and is no end to the heading either.

    >>> _joined([["Needs", "", "", ""], ["First", "Second", "", "Third"]])
    ['Needs | First', 'Needs | Second', '', 'Needs | Third']
    """
    cells = [[plain(cell) for cell in row] for row in header]
    filled = [any(column) for column in zip(*cells, strict=True)]
    for row in cells[:-1]:
        heading = ""
        for index, cell in enumerate(row):
            heading = cell or heading
            row[index] = heading if filled[index] else ""
    return [" | ".join(filter(None, column)) for column in zip(*cells, strict=True)]
