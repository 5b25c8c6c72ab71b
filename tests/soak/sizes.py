"""How much a soak does: a usual one ends under 30 minutes on two cores.

`make soak WHOLE=1` does all of it and takes some hours.
"""

from __future__ import annotations

import os
from typing import NamedTuple


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
