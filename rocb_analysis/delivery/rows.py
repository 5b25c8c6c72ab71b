"""The rows of the programme: who may be invited, and one for each limit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rocb_analysis.delivery.limits import OWN_LINES
from rocb_analysis.delivery.problem import INFINITY, Problem, Row, quarter_bounds


def invitation_rows(
    problem: Problem, pairs: Sequence[tuple[int, int]]
) -> Iterable[Row]:
    """Yield: invited only if held, within the seats, once a subject."""
    start = len(problem.offers)
    of_offer: dict[int, list[int]] = {}
    of_need: dict[tuple[int, str], list[int]] = {}
    for number, (offer, member) in enumerate(pairs, start=start):
        of_offer.setdefault(offer, []).append(number)
        subject = problem.offers[offer].subject
        of_need.setdefault((member, subject), []).append(number)
        yield Row("", "", {number: 1.0, offer: -1.0}, -INFINITY, 0.0)
    for offer, numbers in of_offer.items():
        seats = problem.offers[offer].seats
        if len(numbers) > seats:
            terms = dict.fromkeys(numbers, 1.0)
            yield Row("", "", {**terms, offer: -float(seats)}, -INFINITY, 0.0)
    for numbers in of_need.values():
        if len(numbers) > 1:
            yield Row("", "", dict.fromkeys(numbers, 1.0), -INFINITY, 1.0)


def limit_rows(
    problem: Problem, pairs: Sequence[tuple[int, int]] | None, start: int
) -> Iterable[Row]:
    """Yield the rows of every limit; start: the first variable of hosts.

    Without pairs of offer and member the limits of members are left out.
    """
    yield from _of_totals(problem)
    yield from _of_groups(problem)
    yield from _of_places(problem, start)
    if pairs is not None:
        yield from member_rows(problem, pairs)
    places = {offer.line: number for number, offer in enumerate(problem.offers)}
    for line, kept in problem.decided.items():
        if line in places:
            number = {places[line]: 1.0}
            if kept:
                yield Row("kept", line, number, 1.0, INFINITY)
            else:
                yield Row("deleted", line, number, -INFINITY, 0.0)


def _of_totals(problem: Problem) -> Iterable[Row]:
    measures = {
        "events": [1.0 for _ in problem.offers],
        "seats": [float(offer.seats) for offer in problem.offers],
        "budget": [offer.cost for offer in problem.offers],
    }
    for limit, factors in measures.items():
        every = {n: f for n, f in enumerate(factors) if f}
        own = {n: f for n, f in every.items() if _is_own(problem, n)}
        for of, terms, (least, most) in (
            ("", every, problem.limits.whole(limit)),
            (OWN_LINES, own, problem.limits.of_own_lines(limit)),
        ):
            if least > 0 or most < INFINITY:
                yield Row(limit, of, terms, least, most)


def _is_own(problem: Problem, number: int) -> bool:
    return problem.offers[number].line in problem.own_lines


def _of_groups(problem: Problem) -> Iterable[Row]:
    kinds = dict.fromkeys(offer.kind for offer in problem.offers)
    for limit, names in (("kind", kinds), ("subject", problem.subjects)):
        for of, (least, most) in problem.limits.each(limit, names).items():
            terms = {
                number: 1.0
                for number, offer in enumerate(problem.offers)
                if of == (offer.kind if limit == "kind" else offer.subject)
            }
            if least > 0 or most < len(terms):
                yield Row(limit, of, terms, least, most)


def _of_places(problem: Problem, start: int) -> Iterable[Row]:
    """Yield what each host and each quarter holds.

    Events that name no host or quarter are spread over them by count alone: which one
    goes where is settled later, and any way fits.
    """
    given: dict[str, dict[int, float]] = {host: {} for host in problem.all_hosts}
    for number, offer in enumerate(problem.offers):
        if offer.needs_host and offer.host:
            given[offer.host][number] = 1.0
    for may, numbers in problem.placings:
        share = {start + place: -1.0 for place in range(len(may))}
        yield Row("", "", {**dict.fromkeys(numbers, 1.0), **share}, 0.0, 0.0)
        for place, host in enumerate(may):
            given[host][start + place] = 1.0
        start += len(may)
    bounds = problem.limits.each("host", problem.all_hosts)
    for host, (least, most) in bounds.items():
        if least > 0 or most < INFINITY:
            yield Row("host", host, given[host], least, most)
    yield from _of_quarters(problem, start)


def _of_quarters(problem: Problem, start: int) -> Iterable[Row]:
    free = {n: -1.0 for n, offer in enumerate(problem.offers) if not offer.quarter}
    share = {start + n: 1.0 for n in range(4)}
    yield Row("", "", {**free, **share}, 0.0, 0.0)
    for number, (quarter, (least, most)) in enumerate(quarter_bounds(problem).items()):
        own = {n: 1.0 for n, o in enumerate(problem.offers) if o.quarter == quarter}
        if least > 0 or most < INFINITY:
            yield Row("quarter", quarter, {**own, start + number: 1.0}, least, most)


def member_rows(problem: Problem, pairs: Sequence[tuple[int, int]]) -> Iterable[Row]:
    """Yield how many events each member is invited to, and its first needs."""
    start = len(problem.offers)
    own: list[dict[int, float]] = [{} for _ in problem.members]
    for number, (_, member) in enumerate(pairs, start=start):
        own[member][number] = 1.0
    least, _ = problem.limits.whole("first_needs")
    bounds = problem.limits.each("member", problem.members)
    for terms, name, first in zip(own, problem.members, problem.first, strict=True):
        low, most = bounds[name]
        if low > 0 or most < len(terms):
            yield Row("member", name, terms, low, most)
        if first and least > 0:
            met = {
                n: 1.0
                for n in terms
                if problem.offers[pairs[n - start][0]].subject in first
            }
            need = min(least, float(len(first)))
            yield Row("first_needs", name, met, need, INFINITY)
