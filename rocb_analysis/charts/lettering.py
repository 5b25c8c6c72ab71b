"""The words of charts: plurals, percentages, lines that fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from math import floor

from rocb_analysis.core.text import counted, plural

# Below this many answers a chart prints counts, never percentages.
LEAST_FOR_PERCENT = 100
# Widths of DejaVu Sans in em, a little generous. Kept as a table, because lines that
# break by measured letters would break elsewhere under another version of FreeType.
_CLASSES = {" \u00a0!',.:;ijlIJ|": 0.33, '"()-/[]frt': 0.41, "%@MWmw": 0.98}
_WIDTHS = {letter: width for of, width in _CLASSES.items() for letter in of}


@lru_cache(maxsize=4096)
def ems(text: str) -> float:
    """Return about how wide a line is, in em of its letters."""
    return sum(_WIDTHS.get(c, 0.76 if c.isupper() else 0.64) for c in text)


def inches(text: str, points: float) -> float:
    """Return about how wide the widest line of a text is."""
    return max((ems(line) for line in text.split("\n")), default=0) * points / 72


def wrap(text: str, width: float, points: float, *, bold: bool = False) -> list[str]:
    """Return the text in lines of at most `width` inches; a number keeps its noun.

    >>> wrap("Named by 62 % of members", 1.1, 9)
    ['Named by 62 %', 'of members']
    """
    room = width * 72 / points / (1.13 if bold else 1.0)
    lines: list[str] = []
    for word in re.sub(r"(?<=\d) (?=[a-z%])", "\u00a0", text).split(" "):
        if lines and ems(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [line.replace("\u00a0", " ") for line in lines]


def balanced(
    text: str, width: float, points: float, *, bold: bool = False
) -> list[str]:
    """Return the text in as few lines as `wrap`, but of like lengths."""
    least = len(wrap(text, width, points, bold=bold))
    shares = (share / 20 for share in range(10, 21))
    tried = (wrap(text, width * share, points, bold=bold) for share in shares)
    return next(lines for lines in tried if len(lines) == least)


def members_of(wording: Mapping[str, str]) -> str:
    """Return the survey's word for its members, in the plural."""
    return plural(wording.get("member", "member"))


def tenths_of(share: float) -> int:
    """Return the whole tenths of a share, as documents tell how firm a line is.

    Cut, not rounded: what stays in 86 of 100 checks does not stay in 9 of 10.

    >>> tenths_of(0.86), tenths_of(0.9)
    (8, 9)
    """
    return floor(round(10 * float(share), 8))


def first_of(shown: int, total: int, word: str) -> str:
    """Return how much of a list is shown, or nothing if all of it is.

    >>> first_of(12, 31, "subject")
    'First 12 of 31 subjects.'
    """
    return "" if shown == total else f"First {shown} of {counted(total, word)}."


def ticks_to(end: int) -> list[int]:
    """Return round numbers from 0, and the end itself.

    >>> ticks_to(34)
    [0, 5, 10, 15, 20, 25, 30, 34]
    """
    steps = (first * 10**power for power in range(9) for first in (1, 2, 5))
    step = next(step for step in steps if end <= 8 * step)
    return [tick for tick in range(0, end, step) if end - tick > step / 2] + [end]
