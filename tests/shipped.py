"""Results of the shipped surveys, each computed once in a run of the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rocb_analysis import analyse, open_survey
from rocb_analysis.results import Results

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
SHIPPED = (
    "rocb_ap",
    "rocb_ap_follow_up",
    "lpi_ap",
    "sib_training_needs",
    "spack_user_survey",
)


@cache
def results_of(name: str, weighting: str | None = None) -> Results:
    """Return the results of a survey, which nobody may change."""
    return analyse(open_survey(RAW / name), weighting=weighting)
