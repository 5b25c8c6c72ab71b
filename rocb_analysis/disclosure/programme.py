"""What can be worked out from figures that are shown: one integer programme over all.

Whoever reads an edition knows how its numbers hang together: parts add up to a total,
two rounds differ by those that turned, a ballot has few places, a later edition holds
the replies of an earlier one. The programme holds a whole number for each count that is
shown, withheld or only hinted at; how small and how great each may be, given all the
others, is what an attacker knows of it (Fischetti and Salazar, Management Science 47,
2001; Hundepool and others, Statistical Disclosure Control, 2012, chapter 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

# Members that may put their replies together, and what one member knows alone.
COALITION, ALONE = 3, 1


class SensitiveCell(NamedTuple):
    """A number that must stay in doubt.

    number: its place in the programme; key: what it is of, as (what, round, subject,
    sub-region); possibilities: how many values must be left, 0 counted as one of them
    though it may be known that it is not; size and knowing: of how
    many members it is a count, and how many of them may put their replies together, who
    must not learn what all others answered. size 0: not a count of members.
    """

    number: int
    key: tuple[str, ...]
    possibilities: int = 1
    size: int = 0
    knowing: int = ALONE

    def in_doubt(self, low: float, high: float) -> bool:
        """Say whether a number that may be low to high is in doubt enough."""
        # That a count is not 0 tells of nobody what it answered.
        least = 0 if low == 1 else low
        if high - least + 1 < self.possibilities:
            return False
        if not self.size:
            return True
        others = min(self.knowing, self.size - 1)
        return high > others and low < self.size - others


class Told(NamedTuple):
    """A number that is not in doubt enough: what it is of, and its two ends."""

    key: tuple[str, ...]
    low: int
    high: int


@dataclass
class Programme:
    """Whole numbers that are not known, and all that is known of them."""

    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)
    _terms: list[tuple[int, int, float]] = field(default_factory=list)
    _ends: list[tuple[float, float]] = field(default_factory=list)

    def number(self, low: float, high: float) -> int:
        """Add a number from low to high; return its place."""
        self.lows.append(low)
        self.highs.append(high)
        return len(self.lows) - 1

    def narrow(self, number: int, low: float, high: float) -> None:
        """Say that a number lies from low to high, besides what is known of it."""
        self.lows[number] = max(self.lows[number], low)
        self.highs[number] = min(self.highs[number], high)

    def know(
        self,
        terms: Mapping[int, float],
        low: float = -np.inf,
        high: float = np.inf,
    ) -> None:
        """Say that a sum of numbers, each times its factor, lies from low to high."""
        row = len(self._ends)
        self._terms += [(row, number, factor) for number, factor in terms.items()]
        self._ends.append((low, high))

    def told(self, cells: Sequence[SensitiveCell]) -> list[Told]:
        """Return the cells that are not in doubt enough, with their ends.

        One answer of the programme shows a possible value of every cell at once, so a
        few answers clear most; of each cell that is left both ends are computed.
        """
        search = _Search(self, cells)
        while search.open:
            before = len(search.open)
            for sign in (1.0, -1.0):
                search.look({cell.number: sign for cell in search.open})
            if len(search.open) == before:
                break
        found = []
        for cell in list(search.open):
            if cell not in search.open:
                continue
            low = search.look({cell.number: 1.0})[cell.number]
            high = search.look({cell.number: -1.0})[cell.number]
            if not cell.in_doubt(low, high):
                found.append(Told(cell.key, int(low), int(high)))
        return found

    def answer(
        self,
        aim: Mapping[int, float],
        constraints: Sequence[LinearConstraint] | None = None,
    ) -> np.ndarray:
        """Return the numbers that agree with all that is known and make a sum least.

        constraints: those of the programme, where they were made before.

        Raises ArithmeticError if nothing agrees: what is known contradicts itself.
        """
        size = len(self.lows)
        costs = np.zeros(size)
        for number, factor in aim.items():
            costs[number] = factor
        solved = milp(
            costs,
            integrality=np.ones(size),
            bounds=Bounds(np.array(self.lows), np.array(self.highs)),
            constraints=self.constraints() if constraints is None else constraints,
        )
        if solved.x is None:
            raise ArithmeticError("What an edition shows contradicts itself.")
        return np.round(solved.x)

    def constraints(self) -> list[LinearConstraint]:
        """Return what is known, as the solver wants it."""
        if not self._ends:
            return []
        rows, columns, factors = zip(*self._terms, strict=True)
        shape = (len(self._ends), len(self.lows))
        lows, highs = zip(*self._ends, strict=True)
        return [
            LinearConstraint(csr_array((factors, (rows, columns)), shape), lows, highs)
        ]


class _Search:
    """The cells not yet known to be in doubt, and the values each was seen to take."""

    def __init__(self, programme: Programme, cells: Sequence[SensitiveCell]) -> None:
        self.programme = programme
        self.constraints = programme.constraints()
        self.low = np.full(len(programme.lows), np.inf)
        self.high = np.full(len(programme.lows), -np.inf)
        self.open = list(cells)

    def look(self, aim: Mapping[int, float]) -> np.ndarray:
        """Take one answer of the programme as seen; return it."""
        values = self.programme.answer(aim, self.constraints)
        self.low, self.high = (
            np.minimum(self.low, values),
            np.maximum(self.high, values),
        )
        self.open = [
            cell
            for cell in self.open
            if not cell.in_doubt(self.low[cell.number], self.high[cell.number])
        ]
        return values
