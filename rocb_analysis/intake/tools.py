"""What each form tool writes into its export: a rule a tool, declared.

Found in exports that others publish and in what reads them: SurveyMonkey has its
options in a second row, blank below its own columns; Qualtrics writes a name, a text
and an id a column; LimeSurvey's headers are codes, words or both; KoboToolbox parts the
answers of a list by blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count

from rocb_analysis.core.sheets import Grid, is_filled
from rocb_analysis.core.text import column_letter, plain
from rocb_analysis.core.workbooks import Rows
from rocb_analysis.survey.records import RoundFile, header_span


@dataclass(frozen=True)
class Tool:
    """A form tool, and how its export is known and read.

    known_by: for each header it is known by the words this may have, in small letters.
    header_rows: which rows its header has, as rounds says it.
    blank_below: whether the cells below those headers are blank, in a row of headers.
    no_heading: pattern of the cells of a row between header and replies that is no
        heading; "" = there is none.
    separator: what stands between the answers of a list in a cell.
    date_formats: how it writes times that are not ISO and mean one moment only, for
        strptime; `%Z` at the end is any zone, as `GMT+9` or `EST`.
    jobs: headers it reads itself, in small letters, with the job.
    """

    name: str
    known_by: tuple[frozenset[str], ...] = ()
    header_rows: str = "1"
    blank_below: bool = False
    no_heading: str = ""
    separator: str = ","
    date_formats: tuple[str, ...] = ()
    jobs: Mapping[str, str] = field(default_factory=dict, hash=False)


def _words(*headers: str) -> tuple[frozenset[str], ...]:
    """Return for each header the words it may have, given with / between them."""
    return tuple(frozenset(header.split("/")) for header in headers)


PLAIN = Tool("plain")
TOOLS = (
    # A copy of the form's headers with two more: first, so that no other tool takes it.
    Tool(
        "entry_workbook",
        _words("date_received", "no_needs"),
        separator=";",
        jobs={"date_received": "replied_on", "no_needs": "no_needs"},
    ),
    Tool(
        "qualtrics",
        header_rows="1-2",
        no_heading=r"""\{["']ImportId["'].*\}""",
    ),
    Tool(
        "surveymonkey",
        _words("respondent id", "collector id"),
        header_rows="1-2",
        blank_below=True,
    ),
    Tool("kobo", _words("_uuid", "_submission_time"), separator="space"),
    Tool(
        "limesurvey",
        _words(
            "submitdate/date submitted/submitdate. date submitted",
            "lastpage/last page/lastpage. last page",
        ),
    ),
    Tool(
        "microsoft_forms",
        _words("id", "start time", "completion time"),
        separator=";",
    ),
    # A sheet of responses writes times as its country does, which may mean two moments;
    # the CSV that the form itself gives always writes them so, with the zone.
    Tool(
        "google_forms",
        (
            frozenset(
                (
                    *("timestamp", "horodateur", "marca temporal", "zeitstempel"),
                    *("carimbo de data/hora", "タイムスタンプ", "타임스탬프"),
                )
            ),
        ),
        date_formats=("%Y/%m/%d %I:%M:%S %p %Z",),
    ),
)


@dataclass(frozen=True)
class Layout:
    """Where a file's header stands: rows from 1, first and last; the last row above
    the replies."""

    first: int
    last: int
    above: int


def tool_of(file: RoundFile, rows: Rows) -> Tool:
    """Return the tool named in rounds, else the one whose marks the file bears."""
    by_name = {tool.name: tool for tool in TOOLS}
    if file.export in by_name:
        return by_name[file.export]
    if file.export != "auto":
        return PLAIN
    said = header_span(file.header_rows)
    tops = {1, said[0] if said else 1}
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
    cells = [plain(cell).casefold() for cell in rows[top - 1]]
    places = [
        next((i for i, cell in enumerate(cells) if cell in words), -1)
        for words in tool.known_by
    ]
    if -1 in places:
        return False
    if tool.no_heading:
        return _is_no_heading(tool, rows, top + _height(tool))
    if not tool.blank_below:
        return True
    below = rows[top] if len(rows) > top else []
    return any(map(plain, below)) and not any(plain(below[place]) for place in places)


def _height(tool: Tool) -> int:
    first, last = header_span(tool.header_rows) or (1, 1)
    return last - first + 1


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
    first, last = header_span(file.header_rows or tool.header_rows) or (1, 1)
    behind = range(first, max(last, first + _height(tool)) + 2)
    found = [row for row in behind if _is_no_heading(tool, rows, row)]
    if not found:
        return Layout(first, last, last)
    return Layout(first, min(last, found[0] - 1), max(last, found[0]))


# Make one header a column out of the rows that stand above the replies.

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
