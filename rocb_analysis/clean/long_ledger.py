"""Account for the cells of a long file, where a reply is many rows."""

from __future__ import annotations

import numpy as np

from rocb_analysis.clean.parts import FATE_CODE
from rocb_analysis.clean.reading import BLANK, KEPT, SET_ASIDE
from rocb_analysis.intake import Export
from rocb_analysis.survey.text import plain


def long_cells(export: Export, fates: list[np.ndarray]) -> list[np.ndarray]:
    """Return the code in FATES of each cell of the file's own columns.

    fates: of the cells when the rows are put together to replies. An answer has the
    fate of its cell there; what says whose and which answer it is, is kept where that
    answer is used; a row that a lower one outdoes is set aside.
    """
    long = export.long
    assert long is not None
    blank, kept, aside = (FATE_CODE[fate] for fate in (BLANK, KEPT, SET_ASIDE))
    table = np.column_stack(fates) if fates else np.empty((0, 0), dtype=np.int8)
    cells = []
    for index in range(len(long.columns)):
        column = np.full(len(long.rows), blank, dtype=np.int8)
        for number, texts in enumerate(long.rows):
            if not plain(texts[index]):
                continue
            reply, item = long.reply[number], long.column[number]
            answer = table[reply, item] if item >= 0 else aside
            if not long.counts[number]:
                column[number] = aside
            elif index in long.carried:
                carried = table[reply, long.carried[index]]
                column[number] = carried if carried != blank else aside
            elif index == long.answer:
                column[number] = answer
            else:
                column[number] = aside if answer == aside else kept
        cells.append(column)
    return cells
