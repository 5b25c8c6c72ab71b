"""Account for every raw cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rocb_analysis.clean.columns import Column, Flags
from rocb_analysis.clean.long_rows import long_cells
from rocb_analysis.clean.parts import FATE_CODE, FATES
from rocb_analysis.clean.reading import BLANK, KEPT, SET_ASIDE
from rocb_analysis.clean.respondents import FileReplies


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


def cell_fates(replies: FileReplies, column: Column, dropped: Flags) -> np.ndarray:
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
