"""Every plan of a small case tried out: the judge of the integer programme.

It counts events, seats and members one by one and shares no code with the programme.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from rocb_analysis.plan.model import PlanModel
from rocb_analysis.plan.offers import (
    NO_LIMIT,
    OWN_LINES,
    QUARTERS,
    Limit,
    Limits,
    Offer,
)

MEMBERS = ("A", "B", "C", "D")
SUBJECTS = ("s0", "s1", "s2")
KINDS = ("workshop", "online")


def best_of_all(
    problem: PlanModel, weights: np.ndarray
) -> tuple[int, dict[str, tuple[str, ...]]] | None:
    """Return value and invitations of the best plan, None if none keeps every limit.

    Of equal plans: fewest events, fewest seats, the offer that stands first; for a seat
    the member that stands first.
    """
    ranked = []
    for size in range(len(problem.offers) + 1):
        for held in itertools.combinations(problem.offers, size):
            if not _events_fit(problem, held):
                continue
            if seating := _best_seating(problem, weights, held):
                value, invited = seating
                seats = sum(offer.seats for offer in held)
                order = [offer not in held for offer in problem.offers]
                ranked.append(((-value, size, seats, order), value, invited))
    return min(ranked, key=lambda plan: plan[0])[1:] if ranked else None


def _bound(problem: PlanModel, limit: str, of: str) -> tuple[float, float]:
    own = [r for r in problem.limits.rows if r.limit == limit and r.of == of]
    common = [r for r in problem.limits.rows if r.limit == limit and r.of == ""]
    row = (own or common or [Limit(limit, "", 0.0, NO_LIMIT)])[0]
    return row.least, row.most


def _within(problem: PlanModel, limit: str, of: str, count: float) -> bool:
    least, most = _bound(problem, limit, of)
    return least - 1e-9 <= count <= most + 1e-9


def _events_fit(problem: PlanModel, held: tuple[Offer, ...]) -> bool:
    lines = {offer.line for offer in held}
    if any((line in lines) != kept for line, kept in problem.decided.items()):
        return False
    kinds = {offer.kind for offer in problem.offers}
    own = [offer for offer in held if offer.line in problem.own_lines]
    return (
        _totals_fit(problem, "", held)
        and (not _has_own(problem) or _totals_fit(problem, OWN_LINES, own))
        and all(
            _within(problem, "kind", kind, sum(o.kind == kind for o in held))
            for kind in kinds
        )
        and all(
            _within(problem, "subject", s, sum(o.subject == s for o in held))
            for s in problem.subjects
        )
        and any(_quarters_fit(problem, places) for places in _quarters(held))
        and any(_hosts_fit(problem, places) for places in _hosts(problem, held))
    )


def _has_own(problem: PlanModel) -> bool:
    return any(row.of == OWN_LINES for row in problem.limits.rows)


def _totals_fit(problem: PlanModel, of: str, held: Sequence[Offer]) -> bool:
    totals = {
        "events": len(held),
        "seats": sum(offer.seats for offer in held),
        "budget": sum(offer.cost for offer in held),
    }
    limited = {row.limit for row in problem.limits.rows if row.of == of}
    return all(
        _within(problem, limit, of, total)
        for limit, total in totals.items()
        if limit in limited
    )


def _quarters(held: tuple[Offer, ...]) -> Iterator[tuple[str, ...]]:
    """Yield every way to put events into quarters, by how many each gets."""
    fixed = tuple(o.quarter for o in held if o.quarter)
    free = sum(not o.quarter for o in held)
    for rest in itertools.combinations_with_replacement(QUARTERS, free):
        yield fixed + rest


def _quarters_fit(problem: PlanModel, places: tuple[str, ...]) -> bool:
    counts = Counter(places)
    return all(
        _within(problem, "quarter", q, counts[q])
        and counts[q] <= problem.free_weeks.get(q, 99)
        for q in QUARTERS
    )


def _hosts(problem: PlanModel, held: tuple[Offer, ...]) -> Iterator[tuple[str, ...]]:
    """Yield every way to give events a host."""
    choices = []
    for offer in held:
        if offer.mode == "online":
            continue
        if offer.host or not problem.hosts:
            choices.append([offer.host])
        else:
            takes = problem.hosts.items()
            choices.append([h for h, own in takes if not own or offer.subject in own])
    yield from itertools.product(*choices)


def _hosts_fit(problem: PlanModel, places: tuple[str, ...]) -> bool:
    counts = Counter(places)
    known = {*problem.hosts, *(o.host for o in problem.offers if o.host)}
    return all(_within(problem, "host", host, counts[host]) for host in known)


def _best_seating(
    problem: PlanModel, weights: np.ndarray, held: tuple[Offer, ...]
) -> tuple[int, dict[str, tuple[str, ...]]] | None:
    """Return the most that members invited can weigh, and the first in order of those.

    None if a limit is broken.
    """
    needs = [
        (m, s, int(weights[problem.members.index(m), problem.subjects.index(s)]))
        for m in problem.members
        for s in problem.subjects
    ]
    options = [
        [None, *(o for o in held if o.subject == s and m in o.members and w > 0)]
        for m, s, w in needs
    ]
    best = None
    for choice in itertools.product(*options):
        seats = Counter(o.line for o in choice if o)
        if any(seats[o.line] > o.seats for o in held):
            continue
        taken = [need for need, o in zip(needs, choice, strict=True) if o]
        value = sum(w for _, _, w in taken)
        if (best and value < best[0]) or not _members_fit(problem, taken):
            continue
        pairs = {(o.line, m) for (m, *_), o in zip(needs, choice, strict=True) if o}
        order = [(o.line, m) not in pairs for o in held for m in problem.members]
        if best is None or (-value, order) < (-best[0], best[1]):
            best = value, order, pairs
    if best is None:
        return None
    value, _, pairs = best
    invited = {
        offer.line: tuple(m for m in problem.members if (offer.line, m) in pairs)
        for offer in held
    }
    return value, invited


def _members_fit(problem: PlanModel, taken: list[tuple[str, str, int]]) -> bool:
    least, _ = _bound(problem, "first_needs", "")
    for member, first in zip(problem.members, problem.first, strict=True):
        events = [s for m, s, _ in taken if m == member]
        if not _within(problem, "member", member, len(events)):
            return False
        if sum(s in first for s in events) < min(least, len(first)):
            return False
    return True


def random_case(random: np.random.Generator) -> tuple[PlanModel, np.ndarray]:
    """Return a small problem with some limits of every kind, and weights."""
    members = MEMBERS[: int(random.integers(2, 4))]
    subjects = SUBJECTS[: int(random.integers(2, 4))]
    chance = random.random((len(members), len(subjects)))
    weights = np.where(chance < 0.6, random.integers(1, 4, chance.shape), 0)
    count = int(random.integers(3, 6))
    offers = tuple(_offer(random, n, members, subjects) for n in range(count))
    first = tuple(
        frozenset(s for s, w in zip(subjects, own, strict=True) if w == 3)
        for own in weights
    )
    decided = {}
    if random.random() < 0.4:
        line = offers[int(random.integers(count))].line
        decided[line] = bool(random.random() < 0.5)
    weeks = {q: int(random.integers(0, 3)) for q in QUARTERS}
    problem = PlanModel(
        offers,
        members,
        subjects,
        first,
        Limits(tuple(_limits(random, members))),
        {"H1": frozenset(), "H2": frozenset({"s0"})} if random.random() < 0.5 else {},
        decided,
        weeks if random.random() < 0.3 else {},
        frozenset(offer.line for offer in offers if random.random() < 0.3),
    )
    return problem, weights.astype(np.int64)


def _offer(
    random: np.random.Generator,
    number: int,
    members: tuple[str, ...],
    subjects: tuple[str, ...],
) -> Offer:
    allowed = tuple(m for m in members if random.random() < 0.75) or members
    kind = str(random.choice(KINDS))
    return Offer(
        line=f"line{number}",
        subject=str(random.choice(subjects)),
        kind=kind,
        host=str(random.choice(["", "", "H1", "H3"])),
        cost=float(random.integers(1, 5)),
        seats=int(random.integers(1, 4)),
        members=allowed,
        quarter=str(random.choice(["", "", "", "Q1", "Q2"])),
        days="5",
        mode="online" if kind == "online" else "in person",
        title="",
    )


def _limits(random: np.random.Generator, members: tuple[str, ...]) -> Iterator[Limit]:
    """Yield a limit of every kind, each with a chance; some ask for a least."""
    low = float(random.integers(0, 2))
    possible = [
        Limit("events", "", low, float(random.integers(1, 5))),
        Limit("seats", "", 0.0, float(random.integers(2, 9))),
        Limit("budget", "", 0.0, float(random.integers(2, 10))),
        Limit("events", OWN_LINES, low, 2.0),
        Limit("budget", OWN_LINES, 0.0, float(random.integers(2, 6))),
        Limit("kind", str(random.choice(KINDS)), low, float(random.integers(1, 3))),
        Limit("host", "", 0.0, float(random.integers(1, 3))),
        Limit("host", "H1", low, 2.0),
        Limit("quarter", "", 0.0, float(random.integers(1, 3))),
        Limit("quarter", "Q1", low, 2.0),
        Limit("subject", "", 0.0, float(random.integers(1, 3))),
        Limit("member", "", 0.0, float(random.integers(1, 4))),
        Limit("member", members[0], low, 2.0),
        Limit("first_needs", "", 1.0, 3.0),
    ]
    yield from (limit for limit in possible if random.random() < 0.45)
