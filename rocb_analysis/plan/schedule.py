"""Where and when: a host and a quarter for each line that has none of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from rocb_analysis.plan.model import PlanModel, quarter_bounds
from rocb_analysis.plan.offers import QUARTERS, Offer


def given_hosts(
    problem: PlanModel,
    held: Sequence[Offer],
    *,
    seen: Mapping[tuple[str, str], int],
    near: Mapping[str, frozenset[str]],
) -> dict[str, str]:
    """Return a host for each line held: its own, or a proposed one; "" if none.

    Lines that have a host in their own sub-region choose first, then the others in
    order, as long as all later ones can still be placed: a host among the members the
    line is for, then the one most often seen with the subject, then the
    one with fewest events so far, then by name.

    Parameters
    ----------
    problem, held : what was planned from, and the offers held.
    seen : (host, subject) to activities of the subject it hosted on record.
    near : host to the lines whose members all share its sub-region.
    """
    bounds = problem.limits.each("host", problem.all_hosts)
    given = {o.line: o.host if o.needs_host else "" for o in held}
    load = Counter(host for host in given.values() if host)
    waiting = [o for o in held if o.needs_host and not o.host] if problem.hosts else []
    local = frozenset[str]().union(*near.values())
    waiting.sort(key=lambda offer: offer.line not in local)
    for place, offer in enumerate(waiting):
        later = waiting[place + 1 :]
        fits = [
            host
            for host in problem.hosts
            if problem.takes(host, offer)
            and load[host] < bounds[host][1]
            and _fit(problem, later, load + Counter([host]), bounds)
        ]
        host = min(
            fits,
            key=lambda host: (
                offer.line not in near.get(host, frozenset()),
                -seen.get((host, offer.subject), 0),
                load[host],
                host,
            ),
        )
        given[offer.line] = host
        load[host] += 1
    return given


def _fit(
    problem: PlanModel,
    waiting: Sequence[Offer],
    load: Mapping[str, int],
    bounds: Mapping[str, tuple[float, float]],
) -> bool:
    """Say whether all can be placed, and every host still gets what it is owed.

    If all find a place and all that is owed finds an event, both can be had at once
    (Mendelsohn and Dulmage 1958).
    """
    free = {
        host: int(min(len(waiting), bounds[host][1] - load.get(host, 0)))
        for host in problem.hosts
    }
    owed = {
        host: max(0, int(bounds[host][0]) - load.get(host, 0)) for host in problem.hosts
    }
    placed = _matched(problem, waiting, free)
    return placed == len(waiting) and _matched(problem, waiting, owed) == sum(
        owed.values()
    )


def _matched(
    problem: PlanModel, waiting: Sequence[Offer], places: Mapping[str, int]
) -> int:
    """Return how many events find a place at most."""
    at: dict[str, list[int]] = {host: [] for host in places}

    def finds_place(event: int, tried: set[str]) -> bool:
        for host in places:
            if host in tried or not problem.takes(host, waiting[event]):
                continue
            tried.add(host)
            if len(at[host]) < places[host]:
                at[host].append(event)
                return True
            for other in at[host]:
                if finds_place(other, tried):
                    at[host].remove(other)
                    at[host].append(event)
                    return True
        return False

    return sum(finds_place(event, set()) for event in range(len(waiting)))


def given_quarters(
    problem: PlanModel, held: Sequence[Offer], hosts: Mapping[str, str]
) -> dict[str, str]:
    """Return a quarter for each line held: its own, or one that spreads the year.

    Lines choose in order: a quarter that still lacks events, then one without the same
    host or subject, then the one with fewest events, then the earliest.
    """
    bounds = quarter_bounds(problem)
    given = {offer.line: offer.quarter for offer in held if offer.quarter}
    load = Counter(given.values())
    taken = Counter[tuple[str, str]]()
    for offer in held:
        if offer.line in given:
            taken.update(_claims(offer, hosts, given[offer.line]))
    waiting = [offer for offer in held if offer.line not in given]
    for place, offer in enumerate(waiting):
        lacking = {q: max(0, bounds[q][0] - load[q]) for q in QUARTERS}
        only_lacking = sum(lacking.values()) >= len(waiting) - place
        quarter = min(
            (q for q in QUARTERS if load[q] < bounds[q][1]),
            key=lambda q: (
                only_lacking and not lacking[q],
                sum(taken[claim] for claim in _claims(offer, hosts, q)),
                load[q],
                q,
            ),
        )
        given[offer.line] = quarter
        load[quarter] += 1
        taken.update(_claims(offer, hosts, quarter))
    return {offer.line: given[offer.line] for offer in held}


def _claims(
    offer: Offer, hosts: Mapping[str, str], quarter: str
) -> list[tuple[str, str]]:
    """Return what should not come twice in a quarter: a host, a subject."""
    host = hosts.get(offer.line, "")
    own = [(f"host {host}", quarter)] if host else []
    return [*own, (f"subject {offer.subject}", quarter)]


def lines_near(
    hosts: pd.DataFrame, held: Sequence[Offer], areas: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """Return by host the lines all of whose members share its sub-region.

    hosts : columns name, member_id; areas : member to sub-region.
    """
    of_line = {o.line: {areas.get(member, "") for member in o.members} for o in held}
    near = {}
    for host, member in zip(hosts["name"], hosts["member_id"], strict=True):
        area = areas.get(member, "")
        near[str(host)] = frozenset(
            line for line, where in of_line.items() if area and where == {area}
        )
    return near


def free_weeks(blocked: pd.DataFrame, *, starts_on: str) -> dict[str, int]:
    """Return the weeks, Monday to Friday, of each quarter that no blocked day touches.

    blocked : a row a span; columns from, to (ISO days, to blank = one day).
    starts_on : first day of the plan year.

    >>> none = pd.DataFrame(columns=["from", "to"], dtype="str")
    >>> free_weeks(none, starts_on="2026-07-01")
    {'Q1': 12, 'Q2': 12, 'Q3': 12, 'Q4': 12}
    """
    start = pd.Timestamp(starts_on)
    closed = [
        (pd.Timestamp(row["from"]), pd.Timestamp(row["to"] or row["from"]))
        for row in blocked.to_dict("records")
    ]
    weeks = {}
    for number, quarter in enumerate(QUARTERS):
        begins = start + pd.DateOffset(months=3 * number)
        ends = start + pd.DateOffset(months=3 * number + 3)
        mondays = pd.date_range(begins, ends - pd.Timedelta(days=5), freq="W-MON")
        weeks[quarter] = sum(
            not any(a <= day + pd.Timedelta(days=4) and b >= day for a, b in closed)
            for day in mondays
        )
    return weeks
