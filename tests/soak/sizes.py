"""How much a soak does: a usual one ends under 30 minutes on two cores.

`make soak WHOLE=1` does all of it and takes some hours. `make soak` also runs whole the
tests that try out a part of their cases in `make test`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Sizes(NamedTuple):
    """kills, full_disks, exports, hostile, regions: how many; minutes: of damaged files
    in each of four tests; mutants: of the share of each room, how much.
    """

    kills: int
    full_disks: int
    exports: int
    hostile: int
    regions: int
    minutes: float
    mutants: float


USUAL = Sizes(50, 5, 500, 60, 40, 0.5, 0.25)
WHOLE = Sizes(200, 20, 2000, 300, 200, 5, 1)
SIZES = WHOLE if os.environ.get("WHOLE") else USUAL

_SOAKS = "SOAK" in os.environ


def third_of(examples: int) -> int:
    """Return how many examples a test tries: all in a soak, else one in three."""
    return examples if _SOAKS else max(1, examples // 3)


def first_of(cases: Sequence[T], count: int = 1) -> Sequence[T]:
    """Return which cases a test tries: all in a soak, else the first."""
    return cases if _SOAKS else cases[:count]
