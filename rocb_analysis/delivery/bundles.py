"""The same programme, subject by subject, so that it is quick to solve.

What a subject is worth depends on which of its offers are held, its bundle, and on who
takes which seat. The best seating of every bundle is known beforehand, so the solver
only chooses a bundle for each subject. Where the limits of members leave a plan less
than that, a cut says so and it chooses again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from rocb_analysis.delivery.offers import Offer
from rocb_analysis.delivery.problem import INFINITY, Problem, Row
from rocb_analysis.delivery.programme import (
    Model,
    Numbers,
    Solution,
    Whole,
    build,
    solve,
)
from rocb_analysis.delivery.relaxed import seating, shortfall
from rocb_analysis.delivery.rows import limit_rows
from rocb_analysis.tables import SurveyError

MOST_BUNDLES = 60_000
# Room for the rounding of a cut; values are whole, so it cannot let a plan through.
_ROOM = 0.01


@dataclass
class Bundles:
    """The programme in bundles, with the cuts found so far.

    model: its variables are the offers held, bundles, hosts and quarters, and last the
    loss: what the limits of members leave a plan less than its bundles.
    """

    problem: Problem
    weights: Whole
    model: Model
    cuts: list[Row] = field(default_factory=list)

    @property
    def loss(self) -> int:
        """Return the number of the variable that holds the loss."""
        return len(self.model.gains) - 1

    def best(
        self,
        objective: Whole | None = None,
        *,
        lower: Numbers | None = None,
        upper: Numbers | None = None,
        more: Sequence[Row] = (),
    ) -> Solution | None:
        """Return a best answer that a seating of members bears out; see solve.

        Its value stands for what the plan is worth, not for an upper limit of it.
        """
        while True:
            found = solve(
                self.model,
                objective,
                lower=lower,
                upper=upper,
                more=[*self.cuts, *more],
                whole_pairs=True,
            )
            if found is None or self._is_borne_out(found):
                return found

    def _is_borne_out(self, found: Solution) -> bool:
        """Say whether a seating gives the value; if none does, add a cut."""
        if not _may_lose(self.problem):
            return True
        held = found.x[: self.model.offers].round()
        claimed = round(float(self.model.gains @ found.x))
        own = seating(*_events_alone(self.problem, self.weights, held))
        if own and round(own[0]) >= claimed:
            return True
        seated = seating(self.seats, held)
        if seated:
            worth, slope = seated
            room = worth - float(slope @ held) + _ROOM
            self.cuts.append(self._cut(-slope, room, of_value=True))
        else:
            missed, slope = shortfall(self.seats, held)
            room = float(slope @ held) - missed + _ROOM
            self.cuts.append(self._cut(slope, room))
        return False

    @cached_property
    def seats(self) -> Model:
        """Return the programme of every single invitation, without other limits."""
        return build(self.problem, self.weights, seating_only=True)

    def _cut(self, by_offer: Numbers, room: float, *, of_value: bool = False) -> Row:
        """Return: what each offer adds, and the value if asked, is at most the room."""
        changed = np.flatnonzero(by_offer.round(9))
        terms = {int(n): float(by_offer[n]) for n in changed}
        if of_value:
            gains = self.model.gains
            terms |= {int(n): float(gains[n]) for n in np.flatnonzero(gains)}
        return Row("", "", terms, -INFINITY, room)


def bundled(problem: Problem, weights: Whole) -> Bundles:
    """Return the programme of a problem in bundles; weights as in programme.build."""
    offers = problem.offers
    found = list(_bundles(problem, weights))
    count = len(offers)
    hosts = count + len(found)
    loss = hosts + problem.shares
    rows = [*_of_bundles(problem, found), *limit_rows(problem, None, hosts)]
    rows += _of_first_needs(problem)
    gains = np.zeros(loss + 1, np.int64)
    gains[count:hosts] = [gain for _, gain in found]
    gains[loss] = -1
    upper = np.ones(loss + 1)
    upper[hosts:loss] = count
    upper[loss] = int(weights.sum()) if _may_lose(problem) else 0
    model = Model(count, ((0, 0),) * len(found), gains, tuple(rows), upper)
    return Bundles(problem, weights, model)


def _bundles(problem: Problem, weights: Whole) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield each set of offers of one subject that may be held, and its worth."""
    bounds = problem.limits.each("subject", problem.subjects)
    _, events = problem.limits.whole("events")
    place = {member: number for number, member in enumerate(problem.members)}
    seen = 0
    for number, subject in enumerate(problem.subjects):
        own = [n for n, o in enumerate(problem.offers) if o.subject == subject]
        most = int(min(len(own), bounds[subject][1], events))
        need = weights[:, number]
        may = {n: _in_need(problem.offers[n], place, need) for n in own}
        for size in range(1, most + 1):
            for bundle in combinations(own, size):
                seen += 1
                if seen > MOST_BUNDLES:
                    raise SurveyError(
                        f"The subject {subject} has {len(own)} offers that may all be "
                        "held together, too many to try; add a limit subject (2 is "
                        "usual), or offer less."
                    )
                worth = _worth(
                    [problem.offers[n].seats for n in bundle],
                    [may[n] for n in bundle],
                    need,
                )
                yield bundle, worth


def _in_need(offer: Offer, place: Mapping[str, int], need: Whole) -> list[int]:
    """Return the members in need that an offer is for, the heaviest first."""
    members = [place[m] for m in offer.members if m in place and need[place[m]] > 0]
    return sorted(members, key=lambda member: -need[member])


def _worth(seats: Sequence[int], may: Sequence[Sequence[int]], need: Whole) -> int:
    """Return the most that members seated in a bundle can weigh.

    seats : of each event; may : for each event, those in need that may come, the
        heaviest first; need : weight by member.

    Members come in the order of their weight; one finds a seat if others can move to
    make room (the greedy rule is exact: seatings are a matroid).
    """
    if len(seats) == 1:
        return int(need[list(may[0][: seats[0]])].sum())
    members = sorted(set().union(*may))
    if all(len(own) <= room for own, room in zip(may, seats, strict=True)):
        return int(need[members].sum())
    allowed = [set(own) for own in may]
    at: list[list[int]] = [[] for _ in seats]

    def finds_seat(member: int, tried: set[int]) -> bool:
        for event, room in enumerate(seats):
            if member not in allowed[event] or event in tried:
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

    members.sort(key=lambda member: -need[member])
    return sum(int(need[member]) for member in members if finds_seat(member, set()))


def _of_bundles(
    problem: Problem, found: Sequence[tuple[tuple[int, ...], int]]
) -> Iterator[Row]:
    """Yield: an offer is held with its bundle, and a subject has one bundle."""
    start = len(problem.offers)
    of_offer: dict[int, dict[int, float]] = {}
    of_subject: dict[str, dict[int, float]] = {}
    for number, (bundle, _) in enumerate(found, start=start):
        of_subject.setdefault(problem.offers[bundle[0]].subject, {})[number] = 1.0
        for offer in bundle:
            of_offer.setdefault(offer, {})[number] = 1.0
    for terms in of_subject.values():
        yield Row("", "", terms, -INFINITY, 1.0)
    known = set(problem.subjects)
    for number, one in enumerate(problem.offers):
        if one.subject in known:
            own = of_offer.get(number, {})
            yield Row("", "", {**own, number: -1.0}, 0.0, 0.0)


def _of_first_needs(problem: Problem) -> Iterator[Row]:
    """Yield: events on a member's first needs that it may be invited to."""
    least, _ = problem.limits.whole("first_needs")
    for member, first in zip(problem.members, problem.first, strict=True):
        if first and least > 0:
            terms = {
                number: 1.0
                for number, offer in enumerate(problem.offers)
                if offer.subject in first and member in offer.members
            }
            need = min(least, float(len(first)))
            yield Row("first_needs", member, terms, need, INFINITY)


def _may_lose(problem: Problem) -> bool:
    """Say whether limits of members may leave a plan less than its bundles."""
    least, _ = problem.limits.whole("first_needs")
    return least > 0 or problem.limits.has("member")


def _events_alone(
    problem: Problem, weights: Whole, held: Numbers
) -> tuple[Model, Numbers]:
    """Return the seating of the events held as a programme of its own, all held."""
    numbers = np.flatnonzero(held)
    offers = tuple(problem.offers[number] for number in numbers)
    alone = build(replace(problem, offers=offers), weights, seating_only=True)
    return alone, np.ones(len(numbers))
