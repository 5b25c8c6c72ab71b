"""Which subjects matter most, counted in members of a finite region."""

from __future__ import annotations

from rocb_analysis.priorities.answers import answer_counts, rated_questions
from rocb_analysis.priorities.shares import (
    priorities_by_subject,
    weighted_scores,
    weights_of,
)
from rocb_analysis.region import members_interval

__all__ = [
    "answer_counts",
    "members_interval",
    "priorities_by_subject",
    "rated_questions",
    "weighted_scores",
    "weights_of",
]
