"""Columns of each table that Heads and the public may see; other tables they do not."""

from __future__ import annotations

from rocb_analysis.tables import of_plans, of_region

_OF_THE_OFFICE = frozenset(
    (
        "members_invited members_held asked_by asked_region as_asked why office_note"
    ).split()
)
_PLAN = next(table for table in of_plans.TABLES if table.name == "work_plan")
_NUMBERS = next(t for t in of_region.TABLES if t.name == "cluster_numbers")

SHOWN: dict[str, tuple[str, ...]] = {
    "response_rates": tuple("round sub_region members replied share_pct".split()),
    "priorities": tuple(
        "round sub_region subject_id members answered needing least most group".split()
    ),
    "changes": tuple(
        "from_round to_round subject_id matched rose fell verdict".split()
    ),
    "cluster_numbers": tuple(_NUMBERS.column_names),
    "work_plan": tuple(c for c in _PLAN.column_names if c not in _OF_THE_OFFICE),
}
