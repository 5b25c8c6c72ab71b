"""A draft of next year's work plan: the offers that cover most need within the limits.

A draft for the coordinator, never a decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from rocb_analysis.delivery.expected import Needs, needs_of_round
from rocb_analysis.delivery.explain import collision
from rocb_analysis.delivery.limits import read_limits
from rocb_analysis.delivery.offers import read_offers
from rocb_analysis.delivery.office import own_offers, with_decisions
from rocb_analysis.delivery.plan_steps import (
    Known,
    checked_rows,
    nameable,
    problem_of,
)
from rocb_analysis.delivery.planning import Planning, empty_sheet
from rocb_analysis.delivery.problem import Problem
from rocb_analysis.delivery.seen import hosts_by_name, times_reached
from rocb_analysis.delivery.sensitivity import (
    ONE_NEED,
    coverage_by_events,
    in_lowest_terms,
    kept_shares,
    next_best,
    price_of_limits,
)
from rocb_analysis.delivery.ties import Chosen, best_plan
from rocb_analysis.region import Completed
from rocb_analysis.tables import TABLES, SurveyError, arrange


@dataclass(frozen=True)
class WorkPlan:
    """A drafted plan.

    table: the table work_plan, a row a line; objective: needs covered, those of members
    yet to reply as expected, extra weight counted; bound: what no plan can exceed, as
    the solver says; proven: the same, proven apart from the solver's word; covered: as
    objective, without extra weight; needed: expected needs of all members.
    """

    table: pd.DataFrame
    objective: float
    bound: float
    proven: float
    covered: float
    needed: float
    problem: Problem
    needs: Needs
    chosen: Chosen

    @cached_property
    def price_of_limits(self) -> pd.DataFrame:
        """What each limit costs in needs; see sensitivity.price_of_limits."""
        return price_of_limits(self.problem, self.needs.weights(), self.chosen.value)

    @cached_property
    def coverage_by_events(self) -> pd.DataFrame:
        """Return what fewer or more events cover; see sensitivity.coverage_by_events.

        Up to half as many again as the plan has.
        """
        most = len(self.chosen.invited) * 3 // 2
        return coverage_by_events(self.problem, self.needs.weights(), up_to=most)

    @cached_property
    def next_best(self) -> pd.DataFrame:
        """The plans that come next; see sensitivity.next_best."""
        return next_best(self.problem, self.needs.weights(), self.chosen)


def draft_work_plan(
    needs: pd.DataFrame,
    offers: pd.DataFrame,
    limits: pd.DataFrame,
    *,
    members: pd.DataFrame,
    completions: int = 100,
    seed: int = 0,
    round: str = "",
    last_round: str = "",
    completed: Completed | None = None,
    planning: Planning | None = None,
    subjects: pd.DataFrame | None = None,
    activities: pd.DataFrame | None = None,
    partners: pd.DataFrame | None = None,
    gaps: pd.DataFrame | None = None,
    found_until: str = "",
    previous: pd.DataFrame | None = None,
    starts_on: str = "",
) -> WorkPlan:
    """Draft the plan that covers most need within its limits.

    A need is a member and a subject it needs; it is covered once if the member is
    invited to an event on the subject. A member yet to reply counts with the share of
    completed regions in which it needs the subject, never as no need. Of equally good
    plans: fewest events, fewest seats, the offer that stands first; for a seat, the
    member seen least in the register, then by member_id.

    Parameters
    ----------
    needs : the table needs.
    offers : columns subject_id, kind, host, cost, seats, member_ids (allowed), quarter;
        see offers.read_offers and offers.default_offers.
    limits : columns limit, of, least, most; see limits.read_limits.
    members : the base of the round, a row a member; member_id, sub_region, role,
        ldc_until, sids.
    completions : regions in which the plan is made anew for kept_share.
    seed : start of the random numbers of the completions.
    round, last_round : the round planned from (by default the last in needs) and a
        comparable one before it; not used for draws if `completed` is given.
    completed : the region drawn elsewhere, see region.complete.
    planning : kinds, locked lines, own lines and blocked weeks.
    subjects : subject_id, label, pillar; for words alone.
    activities, partners : those of the register: hosts, who paid before, who was seen
        least.
    gaps, found_until : the table gaps of the round, and the last day of the activities
        it counts, ISO; for words alone.
    previous : the last adopted plan; lines of kinds that no limit counts stay.
    starts_on : first day of the plan year, ISO.

    Raises
    ------
    SurveyError where no plan keeps all limits: which collide, and the smallest change.
    """
    book = planning or Planning(kinds=empty_sheet("kinds"))
    frames = (subjects, activities, partners, gaps, previous)
    known = Known(*map(_or_none, frames))._replace(found_until=found_until)
    hosts = hosts_by_name(known.partners, starts_on)
    ids = sorted(members["member_id"])
    made = read_offers(offers, book.kinds, ids, sheet="offers")
    made += own_offers(book.own_lines, book.kinds, ids)
    made = with_decisions(made, book, known.previous)
    counted = needs_of_round(
        needs,
        members,
        read_limits(limits, nameable(book, made, needs, ids, list(hosts["name"]))),
        round_name=round or str(needs["round"].iloc[-1]),
        last_round=last_round,
        completed=completed,
        seed=seed,
        turn=times_reached(known.activities),
        starts_on=starts_on,
    )
    problem = problem_of(counted, made, book, hosts, starts_on)
    chosen = _chosen(problem, counted)
    table = checked_rows(problem, counted, chosen, book, known, members, hosts)
    lines = list(chosen.invited)
    kept = kept_shares(problem, counted, lines, completions=completions)
    table["kept_share"] = table["line"].map(kept)
    return _work_plan(_arranged(table), problem, counted, chosen)


def _arranged(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table in the form of the contract."""
    if "work_plan" in TABLES:
        return arrange(table, "work_plan")
    return table.sort_values("line", ignore_index=True)


def _or_none(frame: pd.DataFrame | None) -> pd.DataFrame:
    return pd.DataFrame() if frame is None else frame


def _chosen(problem: Problem, needs: Needs) -> Chosen:
    """Return the best plan, its value in the weights of the needs."""
    weights, divisor = in_lowest_terms(needs.weights())
    chosen = best_plan(problem, weights)
    if chosen is None:
        why = collision(problem, weights)
        raise SurveyError(why.sentence() if why else "No plan keeps all limits.")
    return Chosen(
        chosen.invited,
        chosen.value * divisor,
        chosen.bound * divisor,
        chosen.proven * divisor,
    )


def _work_plan(
    table: pd.DataFrame, problem: Problem, needs: Needs, chosen: Chosen
) -> WorkPlan:
    expected = needs.expected.to_numpy()
    rows = {member: n for n, member in enumerate(problem.members)}
    columns = {subject: n for n, subject in enumerate(problem.subjects)}
    of_line = {offer.line: offer.subject for offer in problem.offers}
    met = sum(
        float(expected[rows[member], columns[of_line[line]]])
        for line, invited in chosen.invited.items()
        for member in invited
    )
    return WorkPlan(
        table=table,
        objective=round(chosen.value / ONE_NEED, 6),
        bound=round(chosen.bound / ONE_NEED, 6),
        proven=round(chosen.proven / ONE_NEED, 6),
        covered=round(met, 6),
        needed=round(float(expected.sum()), 6),
        problem=problem,
        needs=needs,
        chosen=chosen,
    )
