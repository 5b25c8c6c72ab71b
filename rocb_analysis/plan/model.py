"""The work plan as whole numbers: which offers take place, and who sits where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt
from scipy import sparse

from rocb_analysis.plan.offers import OWN_LINES, QUARTERS, Limits, Offer

INFINITY = float("inf")
Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Constraint:
    """One row of the programme: low <= sum of terms <= high.

    limit, of: the limit it stands for, by which it is loosened and named; limit blank =
    the programme's own, never loosened. terms: variable to factor.
    """

    limit: str
    of: str
    terms: Mapping[int, float]
    low: float
    high: float


@dataclass(frozen=True)
class PlanModel:
    """What a plan is drafted from.

    offers in the order that breaks ties; members in the order in which equals are
    invited; first: for each member the subjects of its first needs; hosts: those that
    may be given an event that names none, with the subjects they take (none = any);
    decided: lines kept (True) or deleted (False) by the office; own_lines: those that
    the office planned itself; free_weeks: by quarter, the weeks not blocked.
    """

    offers: tuple[Offer, ...]
    members: tuple[str, ...]
    subjects: tuple[str, ...]
    first: tuple[frozenset[str], ...]
    limits: Limits
    hosts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    decided: Mapping[str, bool] = field(default_factory=dict)
    free_weeks: Mapping[str, int] = field(default_factory=dict)
    own_lines: frozenset[str] = frozenset()

    @cached_property
    def all_hosts(self) -> tuple[str, ...]:
        """Return the hosts that may be given events and those that offers name."""
        named = (offer.host for offer in self.offers if offer.host)
        return tuple(dict.fromkeys([*self.hosts, *named]))

    def takes(self, host: str, offer: Offer) -> bool:
        """Say whether a host may be given an event that names none."""
        return not self.hosts[host] or offer.subject in self.hosts[host]

    @cached_property
    def placings(self) -> tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]:
        """Return the events that need a host and name none, by the hosts they may get.

        Hosts and the numbers of the offers; none where no host is known at all.
        """
        alike: dict[tuple[str, ...], list[int]] = {}
        for number, offer in enumerate(self.offers):
            if self.hosts and offer.needs_host and not offer.host:
                may = tuple(host for host in self.hosts if self.takes(host, offer))
                alike.setdefault(may, []).append(number)
        return tuple((may, tuple(numbers)) for may, numbers in alike.items())

    @property
    def shares(self) -> int:
        """Return how many variables spread events over hosts and quarters."""
        return sum(len(may) for may, _ in self.placings) + len(QUARTERS)


def quarter_bounds(problem: PlanModel) -> dict[str, tuple[float, float]]:
    """Return at least and at most of each quarter: an event takes a free week."""
    return {
        quarter: (least, min(most, problem.free_weeks.get(quarter, INFINITY)))
        for quarter, (least, most) in problem.limits.each("quarter", QUARTERS).items()
    }


# The rows of the programme: who may be invited, and one for each limit.


def invitation_rows(
    problem: PlanModel, pairs: Sequence[tuple[int, int]]
) -> Iterable[Constraint]:
    """Yield: invited only if held, within the seats, once a subject."""
    start = len(problem.offers)
    of_offer: dict[int, list[int]] = {}
    of_need: dict[tuple[int, str], list[int]] = {}
    for number, (offer, member) in enumerate(pairs, start=start):
        of_offer.setdefault(offer, []).append(number)
        subject = problem.offers[offer].subject
        of_need.setdefault((member, subject), []).append(number)
        yield Constraint("", "", {number: 1.0, offer: -1.0}, -INFINITY, 0.0)
    for offer, numbers in of_offer.items():
        seats = problem.offers[offer].seats
        if len(numbers) > seats:
            terms = dict.fromkeys(numbers, 1.0)
            yield Constraint("", "", {**terms, offer: -float(seats)}, -INFINITY, 0.0)
    for numbers in of_need.values():
        if len(numbers) > 1:
            yield Constraint("", "", dict.fromkeys(numbers, 1.0), -INFINITY, 1.0)


def limit_rows(
    problem: PlanModel, pairs: Sequence[tuple[int, int]]
) -> Iterable[Constraint]:
    """Yield the rows of every limit."""
    yield from _of_totals(problem)
    yield from _of_groups(problem)
    yield from _of_places(problem, len(problem.offers) + len(pairs))
    yield from member_rows(problem, pairs)
    places = {offer.line: number for number, offer in enumerate(problem.offers)}
    for line, kept in problem.decided.items():
        if line in places:
            number = {places[line]: 1.0}
            if kept:
                yield Constraint("kept", line, number, 1.0, INFINITY)
            else:
                yield Constraint("deleted", line, number, -INFINITY, 0.0)


def _of_totals(problem: PlanModel) -> Iterable[Constraint]:
    measures = {
        "events": [1.0 for _ in problem.offers],
        "seats": [float(offer.seats) for offer in problem.offers],
        "budget": [offer.cost for offer in problem.offers],
    }
    for limit, factors in measures.items():
        every = {n: f for n, f in enumerate(factors) if f}
        of_office = {n: f for n, f in every.items() if _is_own(problem, n)}
        for of, terms, (least, most) in (
            ("", every, problem.limits.whole(limit)),
            (OWN_LINES, of_office, problem.limits.of_own_lines(limit)),
        ):
            if least > 0 or most < INFINITY:
                yield Constraint(limit, of, terms, least, most)


def _is_own(problem: PlanModel, number: int) -> bool:
    return problem.offers[number].line in problem.own_lines


def _of_groups(problem: PlanModel) -> Iterable[Constraint]:
    kinds = dict.fromkeys(offer.kind for offer in problem.offers)
    for limit, names in (("kind", kinds), ("subject", problem.subjects)):
        for of, (least, most) in problem.limits.each(limit, names).items():
            terms = {
                number: 1.0
                for number, offer in enumerate(problem.offers)
                if of == (offer.kind if limit == "kind" else offer.subject)
            }
            if least > 0 or most < len(terms):
                yield Constraint(limit, of, terms, least, most)


def _of_places(problem: PlanModel, start: int) -> Iterable[Constraint]:
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
        yield Constraint("", "", {**dict.fromkeys(numbers, 1.0), **share}, 0.0, 0.0)
        for place, host in enumerate(may):
            given[host][start + place] = 1.0
        start += len(may)
    bounds = problem.limits.each("host", problem.all_hosts)
    for host, (least, most) in bounds.items():
        if least > 0 or most < INFINITY:
            yield Constraint("host", host, given[host], least, most)
    yield from _of_quarters(problem, start)


def _of_quarters(problem: PlanModel, start: int) -> Iterable[Constraint]:
    free = {n: -1.0 for n, offer in enumerate(problem.offers) if not offer.quarter}
    share = {start + n: 1.0 for n in range(4)}
    yield Constraint("", "", {**free, **share}, 0.0, 0.0)
    for number, (quarter, (least, most)) in enumerate(quarter_bounds(problem).items()):
        terms = {n: 1.0 for n, o in enumerate(problem.offers) if o.quarter == quarter}
        terms[start + number] = 1.0
        if least > 0 or most < INFINITY:
            yield Constraint("quarter", quarter, terms, least, most)


def member_rows(
    problem: PlanModel, pairs: Sequence[tuple[int, int]]
) -> Iterable[Constraint]:
    """Yield how many events each member is invited to, and its first needs."""
    start = len(problem.offers)
    of_member: list[dict[int, float]] = [{} for _ in problem.members]
    for number, (_, member) in enumerate(pairs, start=start):
        of_member[member][number] = 1.0
    least, _ = problem.limits.whole("first_needs")
    bounds = problem.limits.each("member", problem.members)
    rows = zip(of_member, problem.members, problem.first, strict=True)
    for terms, name, first in rows:
        low, most = bounds[name]
        if low > 0 or most < len(terms):
            yield Constraint("member", name, terms, low, most)
        if first and least > 0:
            met = {
                n: 1.0
                for n in terms
                if problem.offers[pairs[n - start][0]].subject in first
            }
            need = min(least, float(len(first)))
            yield Constraint("first_needs", name, met, need, INFINITY)


# The integer programme of a plan: which offers to hold, and whom to invite.


@dataclass(frozen=True)
class PlanProgramme:
    """The programme of a plan for one table of weights.

    Variables, in this order: an offer held (0 or 1); a member invited to it (0 to 1);
    events without a host or quarter of their own, given to each host and each quarter;
    sets of events on one subject (see with_event_sets). offers: how many offers; pairs:
    offer and member of each invitation; gains: what each variable adds; upper: the most
    of each; whole: how many of the first variables are whole by demand. The others are
    whole of themselves once the offers are (their rows form a flow network).
    """

    offers: int
    pairs: tuple[tuple[int, int], ...]
    gains: Whole
    rows: tuple[Constraint, ...]
    upper: Numbers
    whole: int

    def held(self, x: Numbers) -> Whole:
        """Return the offers held, by number."""
        return np.flatnonzero(x[: self.offers].round() == 1)

    def invited(self, x: Numbers) -> list[tuple[int, int]]:
        """Return the pairs of offer and member invited."""
        flags = x[self.offers : self.offers + len(self.pairs)].round() == 1
        return [pair for pair, flag in zip(self.pairs, flags, strict=True) if flag]

    @cached_property
    def factors(self) -> sparse.csr_array:
        """Return the factors of the rows."""
        return factors_of(self.rows, len(self.gains))


def factors_of(rows: Sequence[Constraint], columns: int) -> sparse.csr_array:
    """Return the factors of rows as a sparse matrix."""
    lengths = [len(row.terms) for row in rows]
    pointer = np.concatenate([[0], np.cumsum(lengths)])
    index = np.array([n for row in rows for n in row.terms], np.int64)
    value = np.array([f for row in rows for f in row.terms.values()], np.float64)
    return sparse.csr_array((value, index, pointer), shape=(len(rows), columns))


def build(problem: PlanModel, weights: Whole) -> PlanProgramme:
    """Return the programme of a problem: complete, but slow to solve as it stands.

    weights : members x subjects of the problem, whole numbers of 0 or more; a member is
        invited only where its weight is above 0, to one event a subject at most.
    """
    pairs, gains = _invitations(problem, weights)
    rows = [*invitation_rows(problem, pairs), *limit_rows(problem, pairs)]
    events = len(problem.offers)
    ones, shares = np.ones(events + len(pairs)), np.full(problem.shares, float(events))
    return PlanProgramme(
        events,
        tuple(pairs),
        np.array([0] * events + gains + [0] * problem.shares, np.int64),
        tuple(rows),
        np.concatenate([ones, shares]),
        whole=events,
    )


def build_seating(problem: PlanModel, weights: Whole) -> PlanProgramme:
    """Return the programme of invitations alone: no limits but those of members."""
    pairs, gains = _invitations(problem, weights)
    rows = [*invitation_rows(problem, pairs), *member_rows(problem, pairs)]
    events = len(problem.offers)
    size = events + len(pairs)
    return PlanProgramme(
        events,
        tuple(pairs),
        np.array([0] * events + gains, np.int64),
        tuple(rows),
        np.ones(size),
        whole=size,
    )


def _invitations(
    problem: PlanModel, weights: Whole
) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the pairs of offer and member in need, and the weight of each need."""
    column = {subject: number for number, subject in enumerate(problem.subjects)}
    row_of = {member: number for number, member in enumerate(problem.members)}
    pairs, gains = [], []
    for number, offer in enumerate(problem.offers):
        if offer.subject not in column:
            continue
        need = weights[:, column[offer.subject]]
        for member in sorted(row_of[name] for name in offer.members if name in row_of):
            if need[member] > 0:
                pairs.append((number, member))
                gains.append(int(need[member]))
    return pairs, gains


# What sets of events on one subject are worth: true of every plan, and so tight that
# the solver has hardly anything left to try.

# A subject with more sets than this stays as it is.
_MOST_SETS = 1_000


def with_event_sets(
    problem: PlanModel, weights: Whole, programme: PlanProgramme
) -> PlanProgramme:
    """Return the programme with a variable for each set of events on one subject.

    The rows say that the offers held on a subject are one of its sets, and that those
    invited weigh no more than the set is worth. They cut off no plan; without them the
    solver would hold halves of two events and seat everyone in them.
    """
    invited: dict[str, dict[int, float]] = {}
    for number, (offer, _) in enumerate(programme.pairs, start=programme.offers):
        weight = float(programme.gains[number])
        invited.setdefault(problem.offers[offer].subject, {})[number] = weight
    rows: list[Constraint] = []
    size = len(programme.gains)
    for subject, need in zip(problem.subjects, weights.T, strict=True):
        worth = _worth_of_sets(problem, subject, need)
        rows += _set_rows(worth, invited.get(subject, {}), start=size)
        size += len(worth)
    more = size - len(programme.gains)
    return replace(
        programme,
        gains=np.concatenate([programme.gains, np.zeros(more, np.int64)]),
        rows=(*programme.rows, *rows),
        upper=np.concatenate([programme.upper, np.ones(more)]),
    )


def _set_rows(
    worth: Mapping[tuple[int, ...], int], invited: Mapping[int, float], *, start: int
) -> Iterator[Constraint]:
    """Yield: one set at most, its offers held, and those invited within its worth."""
    of_offer: dict[int, dict[int, float]] = {}
    for number, offers in enumerate(worth, start=start):
        for offer in offers:
            of_offer.setdefault(offer, {})[number] = 1.0
    for offer, terms in of_offer.items():
        yield Constraint("", "", {**terms, offer: -1.0}, 0.0, 0.0)
    if worth:
        sets = range(start, start + len(worth))
        yield Constraint("", "", dict.fromkeys(sets, 1.0), -INFINITY, 1.0)
        worths = {n: -float(w) for n, w in zip(sets, worth.values(), strict=True)}
        yield Constraint("", "", {**invited, **worths}, -INFINITY, 0.0)


def _worth_of_sets(
    problem: PlanModel, subject: str, need: Whole
) -> dict[tuple[int, ...], int]:
    """Return each set of a subject's offers that may be held, to what it is worth.

    Nothing where every event has seats for all in need, and halves gain nothing, or
    where there are too many sets; need : weight by member.
    """
    numbers = [n for n, o in enumerate(problem.offers) if o.subject == subject]
    seats = {n: problem.offers[n].seats for n in numbers}
    in_need = {m for m, w in zip(problem.members, need, strict=True) if w > 0}
    may = {n: in_need.intersection(problem.offers[n].members) for n in numbers}
    _, of_subject = problem.limits.each("subject", [subject])[subject]
    _, of_all = problem.limits.whole("events")
    sizes = range(1, int(min(len(numbers), of_subject, of_all)) + 1)
    count = sum(comb(len(numbers), size) for size in sizes)
    if count > _MOST_SETS or all(len(may[n]) <= seats[n] for n in numbers):
        return {}
    weight = dict(zip(problem.members, need.tolist(), strict=True))
    return {
        offers: _worth([seats[n] for n in offers], [may[n] for n in offers], weight)
        for size in sizes
        for offers in combinations(numbers, size)
    }


def _worth(
    seats: Sequence[int], may: Sequence[set[str]], weight: Mapping[str, int]
) -> int:
    """Return the most that members seated in a set of events can weigh.

    seats : of each event; may : for each event, those in need that may come.

    Members come in the order of their weight; each finds a seat if others can move to
    make room (the greedy rule is exact: seatings are a matroid).
    """
    members = sorted(set().union(*may), key=lambda member: (-weight[member], member))
    if all(len(able) <= room for able, room in zip(may, seats, strict=True)):
        return sum(weight[member] for member in members)
    at: list[list[str]] = [[] for _ in seats]

    def finds_seat(member: str, tried: set[int]) -> bool:
        for event, room in enumerate(seats):
            if member not in may[event] or event in tried:
                continue
            tried.add(event)
            if len(at[event]) < room:
                at[event].append(member)
                return True
            for other in at[event]:
                if finds_seat(other, tried):
                    at[event].remove(other)
                    at[event].append(member)
                    return True
        return False

    return sum(weight[member] for member in members if finds_seat(member, set()))
