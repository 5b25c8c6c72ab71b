"""Read one export as text cells under the headers the codebook speaks of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from rocb_analysis.core.sheets import TEXTS, Grid, is_there, read_grid
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import column_letter
from rocb_analysis.core.workbooks import WORKBOOKS, Rows
from rocb_analysis.intake.header import headers_of, layout_of, tool_of
from rocb_analysis.intake.long import LongRows, Replies, replies_of
from rocb_analysis.survey.records import Problem, RoundFile, header_span
from rocb_analysis.survey.survey_folder import Survey
from rocb_analysis.survey.tools import Tool


@dataclass(frozen=True)
class Export:
    """One file of a round as text, a reply a row.

    headers: one a column, as the codebook meets it; "" for a column with neither
        header nor filled cell. Of a long file: its other columns, then its items.
    rows: the cells of each reply; those of a file that is not long stand in the
        spreadsheet from row `first_row` on.
    row_numbers: the spreadsheet's row of each reply (of a long file its first row).
    own: headers that the tool or [long] uses itself, with the job (round, replied_on,
        no_needs); they count as mapped.
    header_row: the last row of the header.
    of_other_rounds: headers that [long] uses for other rounds only; they count as
        mapped too, and have no answers of this round.
    long: a long file's own rows; None for a file with a row a reply.
    """

    file: RoundFile
    sheet: str
    tool: Tool
    headers: list[str]
    rows: Rows
    first_row: int
    header_row: int = 1
    row_numbers: list[int] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)
    of_other_rounds: frozenset[str] = frozenset()
    long: LongRows | None = None

    @property
    def separator(self) -> str:
        """The sign between answers of a list in a cell, by file, else by tool."""
        return self.file.separator or self.tool.separator

    @property
    def column_names(self) -> list[str]:
        """A name for each column of the file: its header, else its letter."""
        return [h or f"(column {column_letter(i)})" for i, h in enumerate(self.headers)]

    @cached_property
    def columns(self) -> list[np.ndarray]:
        """The cells of each column, top to bottom."""
        if not len(self.rows):
            return [np.array([], dtype=object) for _ in self.headers]
        rows = self.rows
        return rows.columns if isinstance(rows, Grid) else Grid.of(rows).columns

    def row_of(self, row: int, column: int) -> int:
        """Return the spreadsheet's row of a cell, of a long file that of its item."""
        return self._item_rows.get((row, column), self.row_numbers[row])

    @cached_property
    def _item_rows(self) -> dict[tuple[int, int], int]:
        if self.long is None:
            return {}
        long = self.long
        places = zip(
            long.reply, long.column, long.counts, long.row_numbers, strict=True
        )
        return {(reply, item): row for reply, item, counts, row in places if counts}

    @property
    def items(self) -> dict[str, int]:
        """The items of a long file, with the row where each comes first."""
        if self.long is None:
            return {}
        first: dict[int, int] = {}
        for place, row in zip(self.long.column, self.long.row_numbers, strict=True):
            first.setdefault(place, row)
        return {self.headers[place]: row for place, row in first.items() if place >= 0}


class Sheets:
    """Reads each sheet once, for as long as the caller keeps this object.

    Rounds may share a file; the rows it gives are not to be changed.
    """

    def __init__(self) -> None:
        self._read: dict[tuple[object, ...], tuple[str, Grid]] = {}

    def read(self, file: RoundFile) -> tuple[str, Grid]:
        """Return the name of the sheet that a row of rounds names, and its rows."""
        said, _ = header_span(file.header_rows) or (1, 1)
        key = (file.path, file.sheet, said)
        if key not in self._read:
            self._read[key] = read_grid(file.path, file.sheet, header_row=said)
        return self._read[key]


def read_export(file: RoundFile, *, sheets: Sheets | None = None) -> Export:
    """Return the export of one row of rounds.

    sheets: what is read already; give the same for files that rounds may share.

    Raises SurveyError if the file cannot be read, ends before its header, or is a long
    one whose rows cannot be put together.
    """
    try:
        sheet, rows = (sheets or Sheets()).read(file)
    except SurveyError as error:
        raise SurveyError(f"Round {file.round}: {error}") from error
    tool = tool_of(file, rows)
    layout = layout_of(file, tool, rows)
    if len(rows) < layout.last:
        raise SurveyError(
            f"Round {file.round}: {file.file} ends before row {layout.last}, where its "
            "header should be. Correct header_rows in rounds."
        )
    body = rows[layout.above :]
    headers = headers_of(rows[layout.first - 1 : layout.last], body)
    replies = _replies(file, tool, headers, body, layout.above + 1)
    return Export(
        file=file,
        sheet=sheet,
        tool=tool,
        headers=replies.headers,
        rows=replies.rows,
        first_row=layout.above + 1,
        header_row=layout.last,
        row_numbers=replies.row_numbers,
        own=replies.own,
        of_other_rounds=replies.of_other_rounds,
        long=replies.long,
    )


def _replies(
    file: RoundFile, tool: Tool, headers: list[str], body: Grid, first_row: int
) -> Replies:
    """Return the replies: the rows as they stand, unless the file is a long one."""
    if file.export == "long":
        return replies_of(file, headers, list(body), first_row)
    jobs = {h: tool.jobs[h.casefold()] for h in headers if h.casefold() in tool.jobs}
    numbers = list(range(first_row, first_row + len(body)))
    return Replies(headers, body, numbers, jobs)


# Are the files of a survey the files its codebook speaks of?


def changed_files(survey: Survey) -> Iterator[Problem]:
    """Yield the files whose sha256 is not the one that rounds has; a blank is none.

    Each stops a report: its numbers would be those of a file that nobody received.
    """
    place = survey.codebook.files["rounds"]
    told: set[tuple[Path, str]] = set()
    for file in survey.round_files:
        said = survey.rounds.loc[file.row, "sha256"].lower()
        if not said or not is_there(file.path) or (file.path, said) in told:
            continue
        found = hashlib.sha256(file.path.read_bytes()).hexdigest()
        if found != said:
            told.add((file.path, said))
            what = f"the file is not the one received: {place}, row {file.row}, has "
            what += f"sha256 {said}, the file {found}; put the original back, take a "
            what += "newer export in with add-round --replace, or, if this file is "
            what += "right, write its sha256 there."
            yield Problem(f"rounds/{file.file}", None, "", what)


def file_problems(survey: Survey) -> Iterator[Problem]:
    """Yield files changed since they were received, and files no round reads."""
    yield from changed_files(survey)
    known = {file.path for file in survey.round_files}
    for path in sorted((survey.path / "rounds").glob("*")):
        # A spreadsheet that is open leaves such a file beside the workbook.
        if path.name.startswith(("~$", ".")):
            continue
        if path.suffix.lower() in WORKBOOKS | TEXTS and path not in known:
            what = "no row of rounds reads this file. Add a row, or take it away."
            yield Problem(f"rounds/{path.name}", None, "", what, stops=False)
