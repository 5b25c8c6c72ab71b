"""Say of a drafted question what a person has to look at."""

from __future__ import annotations

from rocb_analysis.intake.draft.kinds import Kind

_ASIDE = "change kind in questions if it is another"


def to_decide(kind: Kind, states: dict[str, str]) -> str:
    """Return what a person has to look at, by kind."""
    if kind.kind in {"respondent", "replied_on"}:
        return ""
    if kind.kind == "level" and not kind.values:
        return (
            "put the values in order: write 1 into value in scales for the lowest "
            + (f"answer, 2 for the next; {_ASIDE}")
        )
    said = {
        "level": "put the answers in order in scales, add those nobody gave, and say "
        "need = yes or no for each if it is about need",
        "one": f"add the answers nobody gave to scales; {_ASIDE}",
        "many": f"see in scales or subjects that each is an option; {_ASIDE}",
        "top_n": "write picks_allowed in rounds; see in scales that each is a subject",
        "rank": "write picks_allowed in rounds if not all were to be ranked",
    }.get(kind.kind, _ASIDE)
    return said + ("; see the state of some answers in scales" if states else "")
