"""Account for the rows of a long file, where a reply is many rows."""

from __future__ import annotations

from collections.abc import Container, Iterator

import numpy as np

from rocb_analysis.clean.parts import FATE_CODE
from rocb_analysis.clean.reading import BLANK, KEPT, SET_ASIDE, Finding
from rocb_analysis.intake import Export
from rocb_analysis.intake.exports import LongRows
from rocb_analysis.survey.text import plain


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
) -> Iterator[tuple[int, int, Finding]]:
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
            yield reply, row, Finding(header, text, SET_ASIDE, why)
        elif not long.counts[place]:
            why = f'"{export.headers[item]}" comes again in row {lowest[reply, item]}, '
            why += "which counts."
            yield reply, row, Finding(header, text, SET_ASIDE, why)
    for index, places in long.overruled.items():
        for place in places if long.carried[index] in used else []:
            text = long.rows[place][index]
            why = "A lower row of the same reply says otherwise, and counts."
            found = Finding(long.columns[index], text, SET_ASIDE, why)
            yield long.reply[place], long.row_numbers[place], found


def _lowest_rows(long: LongRows) -> dict[tuple[int, int], int]:
    """Return the spreadsheet row of the answer that counts, by reply and item."""
    rows = zip(long.reply, long.column, long.counts, long.row_numbers, strict=True)
    return {(reply, item): row for reply, item, counts, row in rows if counts}
