"""A sheet held as columns, that reads like a list of rows.

Headers are looked at row by row, replies column by column: a column's few distinct
texts are then read once, and no million lists are made.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
import pandas as pd


class Grid(Sequence[list[str]]):
    """Rows of equal length, held as columns (arrays of text)."""

    def __init__(self, columns: list[np.ndarray]) -> None:
        self.columns = columns

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]]) -> Grid:
        """Return the grid of some rows; those that are short are filled up with ""."""
        width = max(map(len, rows), default=0)
        full = [r if len(r) == width else [*r, *[""] * (width - len(r))] for r in rows]
        return cls([np.array(cells, dtype=object) for cells in zip(*full, strict=True)])

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    @overload
    def __getitem__(self, place: int) -> list[str]: ...

    @overload
    def __getitem__(self, place: slice) -> Grid: ...

    def __getitem__(self, place: int | slice) -> list[str] | Grid:
        if isinstance(place, slice):
            return Grid([column[place] for column in self.columns])
        return [column[place] for column in self.columns]

    def __iter__(self) -> Iterator[list[str]]:
        return map(list, zip(*self.columns, strict=True))


def grid_of_text(raw: bytes, delimiter: str) -> Grid | None:
    """Return the rows of a delimited text in UTF-8, None if only a strict reader can.

    pandas' reader in C takes a fifth of the time of the csv module, and lets pass what
    that one refuses: text behind a closing quote. Such a text, one with a quote never
    closed, and one whose first row is not the longest are left to the other.
    """
    if not _quotes_are_sound(raw, delimiter):
        return None
    try:
        frame = pd.read_csv(
            io.BytesIO(raw),
            sep=delimiter,
            header=None,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
            encoding="utf-8",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    return Grid([frame[name].to_numpy() for name in frame.columns])


def _quotes_are_sound(raw: bytes, delimiter: str) -> bool:
    """Say whether quotes open and close cells in turn, or are doubled inside one.

    >>> _quotes_are_sound(b'a,"b, c"', ","), _quotes_are_sound(b'"a"b,c', ",")
    (True, False)
    """
    if b'"' not in raw:
        return True
    signs = np.frombuffer(raw, dtype=np.uint8)
    places = np.flatnonzero(signs == ord('"'))
    if len(places) % 2:
        return False
    opening, closing = places[::2], places[1::2]
    is_end = np.zeros(256, dtype=bool)
    is_end[[ord(delimiter), ord("\r"), ord("\n")]] = True
    # The file's own start and end are as good as a line's.
    opens = is_end[signs[np.maximum(opening - 1, 0)]] | (opening == 0)
    last = len(signs) - 1
    closes = is_end[signs[np.minimum(closing + 1, last)]] | (closing == last)
    # A doubled quote closes the cell and opens it again at once.
    doubled = opening[1:] == closing[:-1] + 1
    opens[1:] |= doubled
    closes[:-1] |= doubled
    return bool(opens.all() and closes.all())
