"""The draft work plan: what may take place, who sits where, what the office decides.

from_survey       the plan after a round, with all that it rests on
draft             a plan from needs, offers and limits, as a table
offers            events that may take place, and the limits of a plan
expected_needs    who is expected to need what, reply or not
model             the programme of whole numbers
solve             the best plan in set time, equals by a stated order; why there is none
checked           the guard: does a plan keep every limit?
schedule          quarters and hosts
sensitivity       what stays in the plan if the replies were others
planning_book, decisions, planning_checks    what the office writes down, and its checks
adopted_plans     plans as adopted, their progress, the strategy they serve
shown             what an edition may show of a plan
"""

from __future__ import annotations

from rocb_analysis.plan.adopted_plans import (
    plan_progress,
    progress_sentence,
    read_plans,
)
from rocb_analysis.plan.decisions import edits_not_taken, plan_changes, with_edits
from rocb_analysis.plan.draft import WorkPlan, draft_work_plan
from rocb_analysis.plan.from_survey import DraftedPlan, draft_of_round, plans_by_year
from rocb_analysis.plan.offers import default_offers, read_limits
from rocb_analysis.plan.planning_book import (
    Planning,
    default_kinds,
    default_limits,
    read_planning,
)
from rocb_analysis.plan.planning_checks import delivery_problems

__all__ = [
    "DraftedPlan",
    "Planning",
    "WorkPlan",
    "default_kinds",
    "default_limits",
    "default_offers",
    "delivery_problems",
    "draft_of_round",
    "draft_work_plan",
    "edits_not_taken",
    "plan_changes",
    "plan_progress",
    "plans_by_year",
    "progress_sentence",
    "read_limits",
    "read_planning",
    "read_plans",
    "with_edits",
]
