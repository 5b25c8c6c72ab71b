"""Make one header a column out of the rows that stand above the replies."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from rocb_analysis.survey.grid import Grid
from rocb_analysis.survey.sheets import is_filled
from rocb_analysis.survey.text import column_letter, plain

BAR = " | "


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
