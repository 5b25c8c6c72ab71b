"""Results of the shipped surveys, each computed once in a run of the tests.

The workers of a run share them: who comes later reads what the first one made.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rocb_analysis import analyse, open_survey
from rocb_analysis.results import Results
from tests.once import made_once

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
SHIPPED = (
    "rocb_ap",
    "rocb_ap_follow_up",
    "lpi_ap",
    "sib_training_needs",
    "spack_user_survey",
)
# The office's own weighting, which fills weighted_scores and changes no other table.
WEIGHTING = {"sib_training_needs": "published"}


@cache
def results_of(name: str) -> Results:
    """Return the results of a survey, which nobody may change."""
    weighting = WEIGHTING.get(name)
    return made_once(
        name, lambda: analyse(open_survey(RAW / name), weighting=weighting)
    )
