"""Account for every raw cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from rocb_analysis.clean.cells import (
    BLANK,
    CORRECTED,
    FATE_CODE,
    FATES,
    KEPT,
    NOTED,
    RECODED,
    SET_ASIDE,
    CellIssue,
    Flags,
    RawColumn,
)
from rocb_analysis.clean.respondents import LEFT_ASIDE, NO_ANSWER, FileReplies
from rocb_analysis.core.text import counted, plain
from rocb_analysis.intake.export import Export
from rocb_analysis.intake.long import LongRows


def ledger_rows(replies: FileReplies) -> pd.DataFrame:
    """Return a row a column of one file: how many cells, and what became of them.

    Raises AssertionError, which is ours to mend, if a filled cell is unaccounted for.
    """
    export = replies.reader.export
    columns = replies.reader.every_column
    dropped = ~replies.counted
    by_index = {c.index: cell_fates(replies, c, dropped) for c in columns}
    fates = [by_index[index] for index in range(len(export.headers))]
    names = export.column_names
    if export.long:
        whose = {column.index for column in replies.reader.of_kind("respondent")}
        names, fates = export.long.columns, long_cells(export, fates, whose)
    counts = [np.bincount(column, minlength=len(FATES)) for column in fates]
    table = pd.DataFrame(np.array(counts).reshape(-1, len(FATES)), columns=list(FATES))
    table.insert(0, "column", names)
    table["cells"] = [len(column) for column in fates]
    return table.assign(
        round=replies.reader.file.round,
        file=replies.reader.file.file,
        sheet=export.sheet,
    )


def cell_fates(replies: FileReplies, column: RawColumn, dropped: Flags) -> np.ndarray:
    """Return the code in FATES of what became of each cell of a column."""
    known = {**replies.whose.fates, **replies.reading.fates}
    aside, kept = FATE_CODE[SET_ASIDE], FATE_CODE[KEPT]
    filled = column.filled
    used = column in replies.reader.with_job("round")
    other = np.where(filled, kept if used else aside, FATE_CODE[BLANK])
    fates = known.get(column.index, other).copy()
    fates[filled & dropped] = aside
    told = fates != FATE_CODE[BLANK]
    assert (told == filled).all(), f"{column.header}: a cell is unaccounted for"
    return fates


# List what was found in the raw files, and what was done with it.

_KEY = ["round", "file", "row", "column", "found"]
_SAID = ["action", "reason", "decided"]
# Whole rows set aside by what the codebook says, or by a later reply.
_SETTLED = ("The later", "The dated", "The lower", "By members", LEFT_ASIDE)
# Issues of one text and cause in a file that are still told each by itself.
_MOST_ALIKE = 1000
_STRONGEST_FIRST = (SET_ASIDE, CORRECTED, RECODED, NOTED)


def issue_rows(files: Iterable[FileReplies]) -> pd.DataFrame:
    """Return a row an issue; column `decided`: the codebook has settled it.

    A name set aside by a line * makes one issue a round and name, at its first place.
    """
    rows: list[dict[str, object]] = []
    first: dict[tuple[str, str, str], tuple[int, int]] = {}
    for replies in files:
        counts, reader = replies.counted, replies.reader
        names = reader.of_kind("respondent")
        used = {column.index for column in reader.columns if column not in names}
        rows += [
            _issue(replies, row, finding)
            for reply, row, finding in long_findings(reader.export, used)
            if counts[reply]
        ]
        for row, finding in _findings(replies):
            key = (replies.reader.file.round, finding.once, plain(finding.found))
            if finding.once and key in first:
                at, times = first[key]
                first[key] = (at, times + 1)
                continue
            if finding.once:
                first[key] = (len(rows), 1)
            place = replies.reader.row_of(row, _column(replies, finding))
            rows.append(_issue(replies, place, finding))
    for at, times in first.values():
        if times > 1:
            rows[at]["reason"] = f"{rows[at]['reason']} ({counted(times, 'time')})"
    return _one_a_place(pd.DataFrame(rows, columns=[*_KEY, *_SAID]))


def _findings(replies: FileReplies) -> Iterator[tuple[int, CellIssue]]:
    """Yield row and issue, row by row; a reply that does not count has one only."""
    counts = replies.counted
    found = [*replies.whose.findings, *replies.reading.findings]
    # A date that cannot be read may be why the reply does not count.
    when = {column.header for column in replies.date_columns}
    found = [one for one in found if counts[one[0]] or one[1].header in when]
    dropped = map(int, replies.reader.rows[~counts[replies.reader.rows]])
    told: dict[tuple[str, bool, str], CellIssue] = {}
    for row in dropped:
        why = (replies.typed[row], bool(replies.spelled[row]), replies.dropped[row])
        if why not in told:
            told[why] = _dropped(replies, *why)
        found.append((row, told[why]))
    yield from _folded(sorted(found, key=lambda one: one[0]))


def _folded(found: list[tuple[int, CellIssue]]) -> Iterator[tuple[int, CellIssue]]:
    """Yield the issues; of very many with one text and one cause, the first alone."""
    times = Counter((one.header, one.found, one.reason) for _, one in found)
    told: set[tuple[str, str, str]] = set()
    for row, one in found:
        cause = (one.header, one.found, one.reason)
        if times[cause] <= _MOST_ALIKE or one.once:
            yield row, one
        elif cause not in told:
            told.add(cause)
            reason = f"{one.reason} ({counted(times[cause], 'time')})"
            yield row, replace(one, reason=reason)


def _dropped(replies: FileReplies, name: str, spelled: bool, why: str) -> CellIssue:
    known = replies.reader.survey.spelling.get("member", {})
    return CellIssue(
        header="",
        found=name,
        action=SET_ASIDE,
        reason=why,
        decided=spelled or why.startswith(_SETTLED) or why == NO_ANSWER,
        once="member" if spelled and plain(name) not in known else "",
    )


def _one_a_place(issues: pd.DataFrame) -> pd.DataFrame:
    """Return one issue for each text at a place: the strongest action, all reasons."""
    if not issues.duplicated(_KEY).any():
        return issues
    by_place = issues.groupby(_KEY, sort=False)
    return by_place.agg(
        action=("action", lambda said: min(said, key=_STRONGEST_FIRST.index)),
        reason=("reason", lambda said: " ".join(dict.fromkeys(said))),
        decided=("decided", "all"),
    ).reset_index()


def _column(replies: FileReplies, finding: CellIssue) -> int:
    """Return the place of the column an issue is about, -1 for a whole row."""
    return replies.reader.places.get(finding.header, -1)


def _issue(replies: FileReplies, row: int, finding: CellIssue) -> dict[str, object]:
    """Return an issue at a row of the spreadsheet."""
    return {
        "round": replies.reader.file.round,
        "file": replies.reader.file.file,
        "row": row,
        "column": finding.header,
        "found": finding.found,
        "action": finding.action,
        "reason": finding.reason,
        "decided": finding.decided,
    }


# Account for the rows of a long file, where a reply is many rows.


def long_cells(
    export: Export, fates: list[np.ndarray], names: Container[int]
) -> list[np.ndarray]:
    """Return the code in FATES of each cell of the file's own columns.

    fates: of the cells when the rows are put together to replies. An answer has the
    fate of its cell there; what says whose and which answer it is, is kept where that
    answer is used; a row that a lower one outdoes is set aside. names: the columns that
    name the respondent, by any of its names.
    """
    long = export.long
    assert long is not None
    table = np.column_stack(fates)
    reply, item = np.array(long.reply, int), np.array(long.column, int)
    lowest, aside = np.array(long.counts, bool), FATE_CODE[SET_ASIDE]
    answer = np.where(item >= 0, table[reply, item], aside)
    # Of an item without an answer the row still says that it is blank.
    whose = np.where(answer == aside, aside, FATE_CODE[KEPT])
    cells = []
    for index in range(len(long.columns)):
        if index in long.carried:
            fate = table[reply, long.carried[index]].copy()
            if long.carried[index] not in names:
                fate[long.overruled.get(index, [])] = aside
        else:
            fate = answer if index == long.answer else whose
        filled = np.array([plain(texts[index]) != "" for texts in long.rows], bool)
        fate = np.where(filled, np.where(lowest, fate, aside), FATE_CODE[BLANK])
        blank = np.full(long.blank_rows, FATE_CODE[BLANK], dtype=np.int8)
        cells.append(np.concatenate([fate.astype(np.int8), blank]))
    return cells


def long_findings(
    export: Export, used: Container[int]
) -> Iterator[tuple[int, int, CellIssue]]:
    """Yield reply, spreadsheet row and issue of each row that does not count.

    used: the columns that the codebook maps, but for the respondent's names; no other
    can be at odds.
    """
    long = export.long
    if long is None:
        return
    lowest = _lowest_rows(long)
    for place, (reply, item) in enumerate(zip(long.reply, long.column, strict=True)):
        row, text = long.row_numbers[place], long.rows[place][long.answer]
        header = long.columns[long.answer]
        if item < 0:
            why = "The row names no item, so its answer is set aside."
            yield reply, row, CellIssue(header, text, SET_ASIDE, why)
        elif not long.counts[place]:
            why = f'"{export.headers[item]}" comes again in row {lowest[reply, item]}, '
            why += "which counts."
            yield reply, row, CellIssue(header, text, SET_ASIDE, why)
    for index, places in long.overruled.items():
        for place in places if long.carried[index] in used else []:
            text = long.rows[place][index]
            why = "A lower row of the same reply says otherwise, and counts."
            found = CellIssue(long.columns[index], text, SET_ASIDE, why)
            yield long.reply[place], long.row_numbers[place], found


def _lowest_rows(long: LongRows) -> dict[tuple[int, int], int]:
    """Return the spreadsheet row of the answer that counts, by reply and item."""
    rows = zip(long.reply, long.column, long.counts, long.row_numbers, strict=True)
    return {(reply, item): row for reply, item, counts, row in rows if counts}
