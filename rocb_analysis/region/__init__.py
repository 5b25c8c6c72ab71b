"""The finite region: what is certain, how sure, and how it may be completed.

The target is the members of the round's frame, not a superpopulation: with all
members answering there is nothing left to be unsure of.
"""

from __future__ import annotations

from rocb_analysis.region.completion import Completed, complete, keep_chance
from rocb_analysis.region.counts import (
    members_interval,
    silence_bounds,
    wilson_interval,
)

__all__ = [
    "Completed",
    "complete",
    "keep_chance",
    "members_interval",
    "silence_bounds",
    "wilson_interval",
]
