"""A table as its reader sees it: texts of cells, and columns wide enough for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from rocb_analysis.charts.words import inches, wrap
from rocb_analysis.exports.ooxml import printable

# Beside and between the words of a cell, in inches.
GAP = 0.16
# How much wider bold letters are.
BOLD = 1.13
# What parts of the texts of a column have to stand in one line.
_Splitter = Callable[[list[str]], list[str]]


@dataclass(frozen=True)
class Shown:
    """Headings and rows of texts; numbers says which columns hold numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[bool, ...]

    @property
    def columns(self) -> list[tuple[str, ...]]:
        """The texts of each column, its heading first."""
        return list(zip(self.headings, *self.rows, strict=True))

    def first(self, count: int) -> Shown:
        """Return the table cut after so many rows."""
        return replace(self, rows=self.rows[:count])

    def after(self, count: int) -> Shown:
        """Return the table without so many rows."""
        return replace(self, rows=self.rows[count:])


def shown(frame: pd.DataFrame) -> Shown:
    """Return a table made for reading, its numbers printed.

    A column prints one decimal if any of its numbers has one. It holds numbers if any
    of its cells does: a word may stand for a count that is withheld.

    >>> shown(pd.DataFrame({"Subject": ["Origin"], "Share": [12.25]})).rows
    (('Origin', '12.2'),)
    """
    columns = [_texts(frame[name]) for name in frame]
    return Shown(
        headings=tuple(printable(str(name)) for name in frame.columns),
        rows=tuple(zip(*columns, strict=True)),
        numbers=tuple(any(map(_is_number, frame[name])) for name in frame),
    )


def _texts(values: pd.Series) -> list[str]:
    known = values.dropna()
    whole = all(not isinstance(v, float) or v.is_integer() for v in known)
    return [_text(value, ".0f" if whole else ".1f") for value in values]


def _text(value: object, form: str) -> str:
    if pd.isna(value):
        return ""
    return format(value, form) if isinstance(value, float) else printable(str(value))


def _is_number(value: object) -> bool:
    return pd.api.types.is_number(value) and not pd.isna(value)


def widths(table: Shown, *, room: float, points: float) -> list[float]:
    """Return the width of each column in inches, together at most `room`.

    Each column is as wide as its longest text if there is room for that. Otherwise so
    are the short ones, if they can; the others have their longest word, and share what
    is left.
    """
    best = [_widest(texts, points, list) for texts in table.columns]
    if sum(best) <= room:
        return best
    words = [_widest(texts, points, _words) for texts in table.columns]
    short = room / len(best)
    least = [b if b <= short else w for b, w in zip(best, words, strict=True)]
    if sum(least) > room:
        least = words
    spare, wanted = room - sum(least), sum(best) - sum(least)
    if spare <= 0:
        return [width * room / sum(least) for width in least]
    return [
        low + spare * (high - low) / wanted
        for low, high in zip(least, best, strict=True)
    ]


def _widest(column: tuple[str, ...], points: float, parts: _Splitter) -> float:
    """Return the width of the widest part of a column; its heading is bold."""
    heading, *texts = column
    of_texts = [inches(part, points) for part in parts(texts)]
    of_heading = [BOLD * inches(part, points) for part in parts([heading])]
    return GAP + max([*of_texts, *of_heading])


def _words(texts: list[str]) -> list[str]:
    return " ".join(texts).split() or [""]


def lines_of_rows(table: Shown, wide: list[float], points: float) -> list[int]:
    """Return how many lines each row takes, the headings' row first."""
    rows = [table.headings, *table.rows]
    return [max(map(_lines, row, wide, [points] * len(row))) for row in rows]


def _lines(text: str, width: float, points: float) -> int:
    room = width - GAP + 1e-6  # a text that just fits does, however it is rounded
    parts = [part for line in text.split("\n") for part in wrap(line, room, points)]
    # A word longer than the column is broken where the column ends.
    return sum(max(1, -int(-inches(part, points) // room)) for part in parts)


def breakable(text: str, *, longest: int = 16) -> str:
    """Return a text in which long words may break: after a sign, or anywhere.

    >>> breakable("replies_of_the_year.csv").split("\\u200b")
    ['replies_', 'of_', 'the_', 'year.', 'csv']
    """
    return re.sub(rf"\S{{{longest + 1},}}", _broken, text)


def _broken(word: re.Match[str]) -> str:
    return re.sub(r"([^\W_]{16}|[\W_]+)(?=.)", "\\1\u200b", word[0])
