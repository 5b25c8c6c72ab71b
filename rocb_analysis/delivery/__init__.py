"""What was asked for, what was delivered, and for whom no activity is found.

The register is incomplete: "no activity found" never means that there was none.
"""

from __future__ import annotations

from rocb_analysis.delivery.activities import (
    activity_subjects,
    offers_of_help,
    possible_helpers,
    taken_part,
    trainings,
)
from rocb_analysis.delivery.dates import (
    Window,
    plan_year_of,
    plan_year_start,
    window_after,
    window_before,
)
from rocb_analysis.delivery.follow_up import follow_up_by_group, follow_up_by_workshop
from rocb_analysis.delivery.indicators import indicators_beside_need
from rocb_analysis.delivery.partners import (
    funders_seen,
    hosts_on,
    hosts_seen,
    partners_on,
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
    delivery_gaps,
    followed_up,
    gaps_by_round,
    held_in,
    may_have_taken_part,
    support_on_record,
    support_window,
)

__all__ = [
    "Register",
    "Window",
    "activities_for",
    "activity_subjects",
    "delivery_gaps",
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
    "plan_year_of",
    "plan_year_start",
    "possible_helpers",
    "reach_by_member",
    "reach_by_plan_year",
    "read_activities",
    "read_register",
    "register_problems",
    "repeat_service",
    "support_on_record",
    "support_window",
    "taken_part",
    "trainings",
    "window_after",
    "window_before",
]
