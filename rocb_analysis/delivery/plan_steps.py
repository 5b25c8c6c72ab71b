"""The steps of a draft plan between its inputs and its programme, and back."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from rocb_analysis.delivery.check_plan import covered, faults
from rocb_analysis.delivery.expected import Needs
from rocb_analysis.delivery.limits import QUARTERS
from rocb_analysis.delivery.offers import Offer, listed_ids
from rocb_analysis.delivery.office import (
    decided_lines,
    named_own_lines,
    with_office_lines,
)
from rocb_analysis.delivery.plan_table import Background, plan_rows
from rocb_analysis.delivery.planning import Planning
from rocb_analysis.delivery.problem import Problem
from rocb_analysis.delivery.schedule import (
    free_weeks,
    given_hosts,
    given_quarters,
    lines_near,
)
from rocb_analysis.delivery.seen import hosted, partners_in_words
from rocb_analysis.delivery.ties import Chosen


class Known(NamedTuple):
    """What is known beside the needs; a frame without rows = nothing.

    found_until: the last day of the activities that gaps counts, ISO.
    """

    subjects: pd.DataFrame
    activities: pd.DataFrame
    partners: pd.DataFrame
    gaps: pd.DataFrame
    previous: pd.DataFrame
    found_until: str = ""


def problem_of(
    needs: Needs,
    offers: list[Offer],
    book: Planning,
    hosts: pd.DataFrame,
    starts_on: str,
) -> Problem:
    """Return what the plan is drafted from."""
    takes = zip(hosts["name"], hosts["subject_ids"], strict=True)
    return Problem(
        offers=tuple(offers),
        members=tuple(needs.named.index),
        subjects=tuple(needs.named.columns),
        first=needs.first,
        limits=needs.limits,
        hosts={str(host): frozenset(listed_ids(ids)) for host, ids in takes},
        decided=decided_lines(book, offers),
        free_weeks=free_weeks(book.blocked_weeks, starts_on=starts_on)
        if starts_on
        else {},
        own_lines=frozenset(named_own_lines(book.own_lines)["line"]),
    )


def nameable(
    book: Planning,
    offers: list[Offer],
    needs: pd.DataFrame,
    members: list[str],
    hosts: list[str],
) -> dict[str, list[str]]:
    """Return the names that limits may speak of."""
    kinds = [*book.kinds["kind"], *(offer.kind for offer in offers)]
    named = [*hosts, *(offer.host for offer in offers if offer.host)]
    return {
        "kind": list(dict.fromkeys(kinds)),
        "host": list(dict.fromkeys(named)),
        "quarter": list(QUARTERS),
        "subject": sorted(set(needs["subject_id"])),
        "member": members,
    }


def checked_rows(
    problem: Problem,
    needs: Needs,
    chosen: Chosen,
    book: Planning,
    known: Known,
    members: pd.DataFrame,
    hosts: pd.DataFrame,
) -> pd.DataFrame:
    """Return the rows of the plan, after it has been checked by other means."""
    held = [offer for offer in problem.offers if offer.line in chosen.invited]
    areas = dict(zip(members["member_id"], members["sub_region"], strict=True))
    by_host = given_hosts(
        problem,
        held,
        seen=hosted(known.activities, known.partners),
        near=lines_near(hosts, held, areas),
    )
    by_quarter = given_quarters(problem, held, by_host)
    found = faults(problem, chosen.invited, hosts=by_host, quarters=by_quarter)
    if covered(problem, chosen.invited, needs.weights()) != chosen.value:
        found.append("Its value is not what its lines cover.")
    if found:
        raise RuntimeError(f"The plan breaks a limit, please report this: {found[0]}")
    seen = partners_in_words(known.activities, known.partners)
    background = Background(
        book, known.subjects, known.gaps, seen, areas, known.found_until
    )
    rows = plan_rows(
        problem, needs, chosen, background, hosts=by_host, quarters=by_quarter
    )
    return with_office_lines(rows, book, known.previous)
