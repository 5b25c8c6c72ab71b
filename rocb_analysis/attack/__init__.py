"""What an attacker could work out from everything that leaves the office.

programme   numbers that are not known, what is known of them, their two ends
figures     the figures that editions and releases show, and how they hang together
"""

from rocb_analysis.attack.figures import (
    FIRST_FIVE,
    NOT_FIRST,
    NOT_SHOWN,
    NOW,
    Figures,
    Withheld,
    attack,
)
from rocb_analysis.attack.programme import ALONE, COALITION, Cell, Programme, Told

__all__ = [
    "ALONE",
    "COALITION",
    "FIRST_FIVE",
    "NOT_FIRST",
    "NOT_SHOWN",
    "NOW",
    "Cell",
    "Figures",
    "Programme",
    "Told",
    "Withheld",
    "attack",
]
