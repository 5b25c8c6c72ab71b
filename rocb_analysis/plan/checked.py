"""A plan checked by other means than the solver's own word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from rocb_analysis.plan.model import PlanModel, Whole, quarter_bounds
from rocb_analysis.plan.offers import OWN_LINES, Offer, told

# An event held: its line, its host, its quarter and the members invited.
Invited = Mapping[str, Collection[str]]


def faults(
    problem: PlanModel,
    invited: Invited,
    *,
    hosts: Mapping[str, str] | None = None,
    quarters: Mapping[str, str] | None = None,
) -> list[str]:
    """Return what a plan breaks, a sentence each; nothing if it keeps every limit.

    It counts the events one by one and knows nothing of the programme's rows.

    Parameters
    ----------
    problem : what the plan was drafted from.
    invited : line of an event held to the members invited with a need.
    hosts, quarters : line to host and quarter; where given they are checked too.
    """
    held = [offer for offer in problem.offers if offer.line in invited]
    found = [*_unheld(problem, invited), *_of_invitations(held, invited)]
    found += _of_counts(problem, held)
    found += _of_members(problem, held, invited)
    if quarters is not None:
        bounds = quarter_bounds(problem)
        found += _outside("quarter", Counter(quarters.values()), bounds)
    if hosts is not None:
        bounds = problem.limits.each("host", problem.all_hosts)
        given = Counter(host for host in hosts.values() if host)
        found += _outside("host", given, bounds)
    return found


def _unheld(problem: PlanModel, invited: Invited) -> Iterable[str]:
    lines = {offer.line for offer in problem.offers}
    yield from (f"{line} is no offer." for line in invited if line not in lines)
    for line, kept in problem.decided.items():
        if line in lines and kept != (line in invited):
            yield f"{line} is not as the office decided."


def _of_invitations(held: list[Offer], invited: Invited) -> Iterable[str]:
    seen: Counter[tuple[str, str]] = Counter()
    for offer in held:
        own = set(invited[offer.line])
        seen.update((offer.subject, member) for member in own)
        if len(own) > offer.seats:
            yield f"{offer.line} invites {len(own)} to {offer.seats} seats."
        if not own <= set(offer.members):
            yield f"{offer.line} invites members it is not for."
    for (subject, member), times in seen.items():
        if times > 1:
            yield f"{member} is invited {times} times on {subject}."


def _of_counts(problem: PlanModel, held: list[Offer]) -> Iterable[str]:
    own = [offer for offer in held if offer.line in problem.own_lines]
    for limit in ("events", "seats", "budget"):
        counts = {"": _total(limit, held), OWN_LINES: _total(limit, own)}
        bounds = {
            "": problem.limits.whole(limit),
            OWN_LINES: problem.limits.of_own_lines(limit),
        }
        yield from _outside(limit, counts, bounds)
    kinds = {offer.kind for offer in problem.offers}
    of_kind = Counter(offer.kind for offer in held)
    yield from _outside("kind", of_kind, problem.limits.each("kind", kinds))
    bounds = problem.limits.each("subject", problem.subjects)
    yield from _outside("subject", Counter(o.subject for o in held), bounds)


def _total(limit: str, held: list[Offer]) -> float:
    if limit == "events":
        return float(len(held))
    return sum(offer.seats if limit == "seats" else offer.cost for offer in held)


def _of_members(
    problem: PlanModel, held: list[Offer], invited: Invited
) -> Iterable[str]:
    events = Counter(member for offer in held for member in set(invited[offer.line]))
    bounds = problem.limits.each("member", problem.members)
    yield from _outside("member", events, bounds)
    least, _ = problem.limits.whole("first_needs")
    for member, first in zip(problem.members, problem.first, strict=True):
        met = sum(o.subject in first and member in invited[o.line] for o in held)
        if met < min(least, len(first)):
            yield f"{member} gets {met} of its first needs."


def _outside(
    limit: str,
    counts: Mapping[str, float],
    bounds: Mapping[str, tuple[float, float]],
) -> Iterable[str]:
    for of, (least, most) in bounds.items():
        value = counts.get(of, 0)
        if value > most + 1e-6:
            yield f"{value:g}: not {told(limit, of, most=most)}."
        if value < least - 1e-6:
            yield f"{value:g}: not {told(limit, of, least=least)}."


def covered(problem: PlanModel, invited: Invited, weights: Whole) -> int:
    """Return the value of a plan: the weights of all that are invited."""
    column = {subject: number for number, subject in enumerate(problem.subjects)}
    row_of = {member: number for number, member in enumerate(problem.members)}
    return sum(
        int(weights[row_of[member], column[offer.subject]])
        for offer in problem.offers
        for member in invited.get(offer.line, ())
    )
