"""Columns of the entry workbook that are no question of the form."""

from __future__ import annotations

import numpy as np

from rocb_analysis.clean.columns import Codes, Column, Flags
from rocb_analysis.clean.parts import FATE_CODE, FileReading
from rocb_analysis.clean.reading import BLANK, KEPT, SET_ASIDE, Finding
from rocb_analysis.survey.text import plain, quoted, yes_or_no


def read_no_needs(reading: FileReading, column: Column, rows: Codes) -> Flags:
    """Return which rows say, with 1 or yes, that there are no needs this year."""
    said = [yes_or_no(text) for text in column.texts]
    fates, found = [], {}
    for code, text in enumerate(column.texts):
        read = said[code] is not None
        fates.append(KEPT if read else SET_ASIDE if plain(text) else BLANK)
        if fates[-1] == SET_ASIDE:
            why = f"{quoted(text)} is neither Yes nor No; "
            why += "write Yes if there are no needs."
            found[code] = [Finding(column.header, text, SET_ASIDE, why)]
    codes = column.codes[rows]
    by_code = np.array([FATE_CODE[fate] for fate in fates], dtype=np.int8)
    reading.set_fates(column.index, rows, by_code[codes], len(column.codes))
    reading.find(rows, codes, found)
    yes = np.array([one is True for one in said], dtype=bool)
    return yes[column.codes]
