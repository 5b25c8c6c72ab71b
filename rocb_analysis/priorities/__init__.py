"""Which subjects matter most, counted in members of a finite region.

A subject has several ranges, each made on a page of its own:

shares                 how many members need it: count, interval, least and most
likely_counts          how many members are likely to need it; silence, forecasts
ranks, rank_sets       its place: sets and likely ranges of ranks; without a frame

changes, trends        from one round to the next; over all rounds
tests                  the exact tests that both use
comparability          may two rounds be compared on a subject?
rules, choice_model    other ways to order the subjects, and where they disagree
chase                  whom to call first
"""

from __future__ import annotations

from rocb_analysis.priorities.changes import (
    answers_by_round,
    changes_by_subject,
    not_compared,
)
from rocb_analysis.priorities.chase import chase_details, chase_list
from rocb_analysis.priorities.choice_model import plackett_luce
from rocb_analysis.priorities.comparability import Comparability, comparable
from rocb_analysis.priorities.rank_sets import choice_rank_sets, rank_sets
from rocb_analysis.priorities.ranks import (
    completed_region,
    finite_rank_sets,
    likely_ranges,
    ranks_by_subject,
    silence_ranks,
)
from rocb_analysis.priorities.rules import kendall_w, rules_agreement, rules_compared
from rocb_analysis.priorities.shares import (
    answer_counts,
    priorities_by_subject,
    rated_questions,
    weighted_scores,
    weights_of,
)
from rocb_analysis.priorities.tests import (
    benjamini_hochberg,
    cochran_q,
    mann_kendall_scores,
    mcnemar_exact,
    mcnemar_midp,
    mcnemar_statistic,
    sign_flips_exact,
)
from rocb_analysis.priorities.trends import trends_by_subject
from rocb_analysis.region import members_interval

__all__ = [
    "Comparability",
    "answer_counts",
    "answers_by_round",
    "benjamini_hochberg",
    "changes_by_subject",
    "chase_details",
    "chase_list",
    "choice_rank_sets",
    "cochran_q",
    "comparable",
    "completed_region",
    "finite_rank_sets",
    "kendall_w",
    "likely_ranges",
    "mann_kendall_scores",
    "mcnemar_exact",
    "mcnemar_midp",
    "mcnemar_statistic",
    "members_interval",
    "not_compared",
    "plackett_luce",
    "priorities_by_subject",
    "rank_sets",
    "ranks_by_subject",
    "rated_questions",
    "rules_agreement",
    "rules_compared",
    "sign_flips_exact",
    "silence_ranks",
    "trends_by_subject",
    "weighted_scores",
    "weights_of",
]
