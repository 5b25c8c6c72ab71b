"""Find an export's header: the tool that wrote it, its rows, one header a column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from rocb_analysis.core.sheets import Grid, is_filled
from rocb_analysis.core.text import column_letter, plain
from rocb_analysis.core.workbooks import Rows
from rocb_analysis.survey.records import RoundFile, header_span
from rocb_analysis.survey.tools import BAR, PLAIN, TOOLS, Tool, tool_named


@dataclass(frozen=True)
class Layout:
    """Where a file's header stands: rows from 1, first and last; the last row above
    the replies."""

    first: int
    last: int
    above: int


def tool_of(file: RoundFile, rows: Rows) -> Tool:
    """Return the tool named in rounds, else the one whose marks the file bears."""
    if file.export != "auto":
        return tool_named(file.export) or PLAIN
    span = header_span(file.header_rows)
    tops = {1, span[0] if span else 1}
    return next(
        (
            tool
            for tool in TOOLS
            if any(_bears(tool, rows, top) for top in sorted(tops))
        ),
        PLAIN,
    )


def _bears(tool: Tool, rows: Rows, top: int) -> bool:
    """Say whether the rows from a top row on bear all marks of a tool."""
    if len(rows) < top:
        return False
    if tool.no_heading:
        return _is_no_heading(tool, rows, top + tool.header_rows)
    cells = [plain(cell).casefold() for cell in rows[top - 1]]
    if not tool.is_known_by(cells):
        return False
    if not tool.blank_below:
        return True
    below = [plain(cell) for cell in rows[top]] if len(rows) > top else []
    names = {name for mark in tool.marks for name in mark}
    marked = [place for place, cell in enumerate(cells) if cell in names]
    return any(below) and not any(below[place] for place in marked)


def _is_no_heading(tool: Tool, rows: Rows, number: int) -> bool:
    """Say whether a row is the one of a tool that is no heading."""
    if not tool.no_heading or len(rows) < number:
        return False
    cells = list(filter(None, map(plain, rows[number - 1])))
    return bool(cells) and all(re.fullmatch(tool.no_heading, cell) for cell in cells)


def layout_of(file: RoundFile, tool: Tool, rows: Rows) -> Layout:
    """Return where the header stands: by rounds, else as the tool has it.

    A row that is no heading is passed over where it is found, and only there: a file
    of the tool without it loses no reply.
    """
    usual = f"1-{tool.header_rows}"
    first, last = header_span(file.header_rows or usual) or (1, 1)
    behind = range(first, max(last, first + tool.header_rows) + 2)
    found = [row for row in behind if _is_no_heading(tool, rows, row)]
    if not found:
        return Layout(first, last, last)
    return Layout(first, min(last, found[0] - 1), max(last, found[0]))


# Make one header a column out of the rows that stand above the replies.


def headers_of(heading: Grid, body: Grid) -> list[str]:
    """Return one header a column: joined over rows, told apart when it recurs.

    A column without one goes by its letter if a cell below is filled, else by "".
    """
    names = _joined(heading)
    for index, name in enumerate(names):
        if not name and any(map(is_filled, body.columns[index])):
            names[index] = f"(column {column_letter(index)})"
    return told_apart(names)


def told_apart(names: list[str]) -> list[str]:
    """Return the names, each that occurs again with the next number that is free.

    >>> told_apart(["Level", "Level (2)", "", "Level", ""])
    ['Level', 'Level (2)', '', 'Level (3)', '']
    """
    taken: set[str] = set()
    reached: dict[str, int] = {}
    apart = []
    for name in names:
        free = name
        if name in taken:
            numbers = count(reached.get(name, 2))
            number = next(n for n in numbers if f"{name} ({n})" not in taken)
            reached[name], free = number + 1, f"{name} ({number})"
        if name:
            taken.add(free)
        apart.append(free)
    return apart


def _joined(header: Iterable[list[str]]) -> list[str]:
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
    return [BAR.join(filter(None, column)) for column in zip(*cells, strict=True)]
