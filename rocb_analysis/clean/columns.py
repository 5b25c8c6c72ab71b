"""The cells of a column, each distinct text once, so that it is read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from rocb_analysis.clean.reading import Cell
from rocb_analysis.intake import MappedColumn
from rocb_analysis.survey.records import Use
from rocb_analysis.survey.text import plain

Codes = np.ndarray[tuple[int], np.dtype[np.intp]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, eq=False)
class Column:
    """A mapped column; texts: the distinct ones; codes: which of them each row has."""

    index: int
    header: str
    use: Use
    codes: Codes
    texts: list[str]

    @cached_property
    def filled_texts(self) -> Flags:
        """Whether each distinct text says anything."""
        return np.fromiter(map(_says, self.texts), bool, len(self.texts))

    @cached_property
    def filled(self) -> Flags:
        """Whether each row's cell says anything."""
        return self.filled_texts[self.codes]

    def cell(self, code: int) -> Cell:
        """Return the cell with one of the distinct texts."""
        return Cell(self.index, self.header, self.texts[code], self.use)

    def with_texts(self, changed: dict[int, str]) -> Column:
        """Return the column with other texts in some rows."""
        codes, texts = self.codes.copy(), list(self.texts)
        for row, text in changed.items():
            codes[row] = len(texts)
            texts.append(text)
        return Column(self.index, self.header, self.use, codes, texts)


def _says(text: str) -> bool:
    """Say whether a cell is filled; what begins with a plain sign is, at a glance."""
    return text != "" and ("!" <= text[0] <= "~" or plain(text) != "")


def column_of(mapped: MappedColumn, texts: np.ndarray) -> Column:
    """Return the column with its distinct texts told apart."""
    codes, distinct = pd.factorize(texts)
    return Column(mapped.index, mapped.header, mapped.use, codes, list(distinct))


def joint_codes(parts: list[Codes]) -> tuple[Codes, Codes]:
    """Return which distinct row each row is, and one row of each.

    >>> codes, firsts = joint_codes([np.array([0, 1, 0]), np.array([5, 5, 5])])
    >>> codes.tolist(), firsts.tolist()
    ([0, 1, 0], [0, 1])
    """
    joint = np.zeros(len(parts[0]), dtype=np.intp)
    for codes in parts:
        # Codes stay below rows x texts, so that no sum can overflow.
        width = int(codes.max(initial=0)) + 2
        joint, _ = pd.factorize(joint * width + codes + 1)
    _, firsts = np.unique(joint, return_index=True)
    return joint, firsts
