"""What was asked for, what was delivered, and for whom no activity is found.

The register is incomplete: "no activity found" never means that there was none.
"""

from __future__ import annotations

from rocb_analysis.delivery.activities import (
    activity_subjects,
    taken_part,
    trainings,
)
from rocb_analysis.delivery.adopted import (
    plan_progress,
    progress_sentence,
)
from rocb_analysis.delivery.dates import (
    Window,
    plan_year_of,
    plan_year_start,
    window_after,
    window_before,
)
from rocb_analysis.delivery.drafting import (
    Drafted,
    draft_of_round,
    plans_by_year,
)
from rocb_analysis.delivery.follow_up import (
    follow_up_by_group,
    follow_up_by_workshop,
)
from rocb_analysis.delivery.gaps import (
    delivery_gaps,
    followed_up,
    gaps_by_round,
    support_window,
)
from rocb_analysis.delivery.helpers import (
    offers_of_help,
    possible_helpers,
)
from rocb_analysis.delivery.indicators import (
    indicators_beside_need,
)
from rocb_analysis.delivery.limits import (
    read_limits,
)
from rocb_analysis.delivery.offers import (
    default_offers,
)
from rocb_analysis.delivery.partners import (
    funders_seen,
    hosts_on,
    hosts_seen,
    partners_on,
)
from rocb_analysis.delivery.plan import (
    WorkPlan,
    draft_work_plan,
)
from rocb_analysis.delivery.plan_edits import (
    edits_not_taken,
    plan_changes,
    with_edits,
)
from rocb_analysis.delivery.plan_files import (
    read_plans,
)
from rocb_analysis.delivery.planning import (
    Planning,
    default_kinds,
    default_limits,
)
from rocb_analysis.delivery.planning_book import (
    read_planning,
)
from rocb_analysis.delivery.planning_checks import (
    delivery_problems,
)
from rocb_analysis.delivery.reach import (
    need_after_service,
    reach_by_member,
    reach_by_plan_year,
    repeat_service,
)
from rocb_analysis.delivery.register import (
    Register,
    read_activities,
    read_register,
    register_problems,
)
from rocb_analysis.delivery.support import (
    activities_for,
    held_in,
    may_have_taken_part,
    support_on_record,
)

__all__ = [
    "Drafted",
    "Planning",
    "Register",
    "Window",
    "WorkPlan",
    "activities_for",
    "activity_subjects",
    "default_kinds",
    "default_limits",
    "default_offers",
    "delivery_gaps",
    "delivery_problems",
    "draft_of_round",
    "draft_work_plan",
    "edits_not_taken",
    "follow_up_by_group",
    "follow_up_by_workshop",
    "followed_up",
    "funders_seen",
    "gaps_by_round",
    "held_in",
    "hosts_on",
    "hosts_seen",
    "indicators_beside_need",
    "may_have_taken_part",
    "need_after_service",
    "offers_of_help",
    "partners_on",
    "plan_changes",
    "plan_progress",
    "plan_year_of",
    "plan_year_start",
    "plans_by_year",
    "possible_helpers",
    "progress_sentence",
    "reach_by_member",
    "reach_by_plan_year",
    "read_activities",
    "read_limits",
    "read_planning",
    "read_plans",
    "read_register",
    "register_problems",
    "repeat_service",
    "support_on_record",
    "support_window",
    "taken_part",
    "trainings",
    "window_after",
    "window_before",
    "with_edits",
]
