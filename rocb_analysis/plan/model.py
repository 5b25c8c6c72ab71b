"""The work plan as whole numbers: which offers take place, and who sits where."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.plan.offers import OWN_LINES, QUARTERS, Limits, Offer

INFINITY = float("inf")


@dataclass(frozen=True)
class Constraint:
    """One row of the programme: low <= sum of terms <= high.

    limit, of: the limit it stands for, by which it is loosened and told; limit blank =
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
        return tuple((may, tuple(own)) for may, own in alike.items())

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
    problem: PlanModel, pairs: Sequence[tuple[int, int]] | None, start: int
) -> Iterable[Constraint]:
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
        own = {n: f for n, f in every.items() if _is_own(problem, n)}
        for of, terms, (least, most) in (
            ("", every, problem.limits.whole(limit)),
            (OWN_LINES, own, problem.limits.of_own_lines(limit)),
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
        own = {n: 1.0 for n, o in enumerate(problem.offers) if o.quarter == quarter}
        if least > 0 or most < INFINITY:
            yield Constraint(
                "quarter", quarter, {**own, start + number: 1.0}, least, most
            )


def member_rows(
    problem: PlanModel, pairs: Sequence[tuple[int, int]]
) -> Iterable[Constraint]:
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

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Model:
    """The programme for one table of weights.

    Variables: an offer held (0 or 1), then a member invited to it (0 to 1, whole of
    itself once offers are whole), then events without a host or quarter of their own
    given to each host and each quarter. gains: what each variable adds.
    """

    offers: int
    pairs: tuple[tuple[int, int], ...]
    gains: Whole
    rows: tuple[Constraint, ...]
    upper: Numbers

    def held(self, x: Numbers) -> Whole:
        """Return the offers held, by number."""
        return np.flatnonzero(x[: self.offers].round() == 1)

    def invited(self, x: Numbers) -> list[tuple[int, int]]:
        """Return the pairs of offer and member invited."""
        flags = x[self.offers : self.offers + len(self.pairs)].round() == 1
        return [pair for pair, flag in zip(self.pairs, flags, strict=True) if flag]

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """Return the factors of the rows."""
        return _sparse(self.rows, len(self.gains))


@dataclass(frozen=True)
class PlanSolution:
    """An answer of the solver: the variables, the value, and what none can exceed."""

    x: Numbers
    value: int
    bound: float


def build(problem: PlanModel, weights: Whole, *, seating_only: bool = False) -> Model:
    """Return the programme of a problem.

    weights : members x subjects of the problem, whole numbers of 0 or more; a member is
        invited only where its weight is above 0, to one event a subject at most.
    seating_only : without the limits of events, only with those of members.
    """
    column = {subject: number for number, subject in enumerate(problem.subjects)}
    row_of = {member: number for number, member in enumerate(problem.members)}
    pairs, gains = [], []
    for number, offer in enumerate(problem.offers):
        if offer.subject not in column:
            continue
        own = weights[:, column[offer.subject]]
        for member in sorted(row_of[one] for one in offer.members if one in row_of):
            if own[member] > 0:
                pairs.append((number, member))
                gains.append(int(own[member]))
    offers = len(problem.offers)
    start = offers + len(pairs)
    size = start + problem.shares
    upper = np.ones(size)
    upper[start:] = offers
    rows = list(invitation_rows(problem, pairs))
    if seating_only:
        rows += member_rows(problem, pairs)
    else:
        rows += limit_rows(problem, pairs, start)
    whole = np.array([0] * offers + gains + [0] * problem.shares, np.int64)
    return Model(offers, tuple(pairs), whole, tuple(rows), upper)


def solve(
    model: Model,
    objective: npt.ArrayLike | None = None,
    *,
    lower: Numbers | None = None,
    upper: Numbers | None = None,
    more: Sequence[Constraint] = (),
    whole_pairs: bool = False,
) -> PlanSolution | None:
    """Return a best answer, or None where no answer keeps every row.

    objective : whole numbers, one a variable, as great as can be; the gains if none is
        given. lower, upper : bounds in place of 0 and the model's. more : further rows.
    whole_pairs : invitations are whole by demand, not only by the programme's form.

    Raises RuntimeError if the solver stops without an answer.
    """
    gains = np.asarray(model.gains if objective is None else objective, np.float64)
    rows = [*model.rows, *more]
    factors = model.matrix
    if more:
        factors = sparse.vstack([factors, _sparse(more, len(gains))], format="csr")
    kinds = np.zeros(len(gains))
    kinds[: model.offers + (len(model.pairs) if whole_pairs else 0)] = 1
    answer = milp(
        -gains,
        integrality=kinds,
        bounds=Bounds(
            np.zeros(len(gains)) if lower is None else lower,
            model.upper if upper is None else upper,
        ),
        constraints=LinearConstraint(
            factors, [row.low for row in rows], [row.high for row in rows]
        ),
        options={"mip_rel_gap": 0.0},
    )
    if answer.status == 2:
        return None
    if answer.status != 0:
        raise RuntimeError(f"The solver stopped: {answer.message}")
    value = round(-answer.fun)
    # Without a choice to branch on there is no bound beside the value.
    told = answer.mip_dual_bound
    return PlanSolution(answer.x, value, float(value) if told is None else -told)


def _sparse(rows: Sequence[Constraint], columns: int) -> sparse.csr_array:
    """Return the factors of rows as a sparse matrix."""
    lengths = [len(row.terms) for row in rows]
    pointer = np.concatenate([[0], np.cumsum(lengths)])
    index = np.array([n for row in rows for n in row.terms], np.int64)
    value = np.array([f for row in rows for f in row.terms.values()], np.float64)
    return sparse.csr_array((value, index, pointer), shape=(len(rows), columns))


# The programme without whole numbers: bounds that hold for every plan.

OF_MEMBERS = frozenset({"member", "first_needs"})


def relaxed(model: Model) -> tuple[float, Numbers, Numbers] | None:
    """Return the value, the answer and the reduced costs; None if there is no answer.

    A reduced cost says what one more of a variable loses of the value.
    """
    bounds = np.column_stack([np.zeros(len(model.upper)), model.upper])
    answer = _linear(model, -model.gains.astype(float), bounds)
    if answer is None:
        return None
    return -answer.fun, answer.x, answer.lower.marginals + answer.upper.marginals


def proven_bound(model: Model) -> float:
    """Return a value that no plan can exceed, proven by weak duality.

    A price is put on every row: what the rows are worth at these prices, and what each
    variable gains above what it pays, cannot be exceeded whatever the prices are. So
    the prices may come from a solver and the sum is done here, with no trust in it.
    """
    bounds = np.column_stack([np.zeros(len(model.upper)), model.upper])
    answer = _linear(model, -model.gains.astype(float), bounds)
    if answer is None:
        return INFINITY
    factors, high = inequalities(model)
    prices = np.maximum(0.0, -answer.ineqlin.marginals)
    left = model.gains - factors.T @ prices
    return float(high @ prices + np.maximum(0.0, left) @ model.upper)


def seating(model: Model, held: Numbers) -> tuple[float, Numbers] | None:
    """Return what the events held are worth, and what each offer adds to that.

    None where the limits of members cannot be kept. Value and slopes are a bound for
    every other choice of events as well: without whole numbers the value is concave in
    the events held (Benders 1962).
    """
    bounds = _with_held(model, held, extra=0)
    answer = _linear(model, -model.gains.astype(float), bounds)
    if answer is None:
        return None
    slope = answer.lower.marginals + answer.upper.marginals
    return -answer.fun, -slope[: model.offers]


def shortfall(model: Model, held: Numbers) -> tuple[float, Numbers]:
    """Return by how much the limits of members are missed, and what each offer adds."""
    soft = [n for n, row in enumerate(model.rows) if row.limit in OF_MEMBERS]
    extra = inequalities(model, soft)[0].shape[1] - len(model.gains)
    cost = np.concatenate([np.zeros(len(model.gains)), np.ones(extra)])
    answer = _linear(model, cost, _with_held(model, held, extra=extra), soft)
    if answer is None:
        raise RuntimeError("The solver found no seating even with limits left out.")
    slope = answer.lower.marginals + answer.upper.marginals
    return answer.fun, slope[: model.offers]


def _with_held(model: Model, held: Numbers, *, extra: int) -> Numbers:
    size = len(model.gains)
    bounds = np.zeros((size + extra, 2))
    bounds[:size, 1] = model.upper
    bounds[size:, 1] = INFINITY
    bounds[: model.offers] = held[:, None]
    return bounds


def _linear(
    model: Model, cost: Numbers, bounds: Numbers, soft: Collection[int] = ()
) -> OptimizeResult | None:
    factors, high = inequalities(model, soft)
    answer = linprog(cost, A_ub=factors, b_ub=high, bounds=bounds, method="highs")
    if answer.status == 2:
        return None
    if answer.status != 0:
        raise RuntimeError(f"The solver stopped: {answer.message}")
    return answer


def inequalities(
    model: Model, soft: Collection[int] = ()
) -> tuple[sparse.csr_array, Numbers]:
    """Return the rows as factors x <= high.

    soft : rows that may be missed, each by a further variable of its own.
    """
    ends = np.array([row.low for row in model.rows])
    tops = np.array([row.high for row in model.rows])
    above, below = np.flatnonzero(tops < INFINITY), np.flatnonzero(ends > -INFINITY)
    matrix = model.matrix
    factors = sparse.vstack([matrix[above], -matrix[below]], format="csr")
    high = np.concatenate([tops[above], -ends[below]])
    if len(soft):
        missed = np.flatnonzero(np.isin(np.concatenate([above, below]), list(soft)))
        ones = -np.ones(len(missed))
        shape = (len(high), len(missed))
        own = sparse.csr_array((ones, (missed, np.arange(len(missed)))), shape=shape)
        factors = sparse.hstack([factors, own], format="csr")
    return factors, high


# The same programme, subject by subject, so that it is quick to solve.

MOST_BUNDLES = 60_000
# Room for the rounding of a cut; values are whole, so it cannot let a plan through.
_ROOM = 0.01


@dataclass
class Bundles:
    """The programme in bundles, with the cuts found so far.

    model: its variables are the offers held, bundles, hosts and quarters, and last the
    loss: what the limits of members leave a plan less than its bundles.
    """

    problem: PlanModel
    weights: Whole
    model: Model
    cuts: list[Constraint] = field(default_factory=list)

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
        more: Sequence[Constraint] = (),
    ) -> PlanSolution | None:
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

    def _is_borne_out(self, found: PlanSolution) -> bool:
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

    def _cut(
        self, by_offer: Numbers, room: float, *, of_value: bool = False
    ) -> Constraint:
        """Return: what each offer adds, and the value if asked, is at most the room."""
        changed = np.flatnonzero(by_offer.round(9))
        terms = {int(n): float(by_offer[n]) for n in changed}
        if of_value:
            gains = self.model.gains
            terms |= {int(n): float(gains[n]) for n in np.flatnonzero(gains)}
        return Constraint("", "", terms, -INFINITY, room)


def bundled(problem: PlanModel, weights: Whole) -> Bundles:
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


def _bundles(
    problem: PlanModel, weights: Whole
) -> Iterator[tuple[tuple[int, ...], int]]:
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
    problem: PlanModel, found: Sequence[tuple[tuple[int, ...], int]]
) -> Iterator[Constraint]:
    """Yield: an offer is held with its bundle, and a subject has one bundle."""
    start = len(problem.offers)
    of_offer: dict[int, dict[int, float]] = {}
    of_subject: dict[str, dict[int, float]] = {}
    for number, (bundle, _) in enumerate(found, start=start):
        of_subject.setdefault(problem.offers[bundle[0]].subject, {})[number] = 1.0
        for offer in bundle:
            of_offer.setdefault(offer, {})[number] = 1.0
    for terms in of_subject.values():
        yield Constraint("", "", terms, -INFINITY, 1.0)
    known = set(problem.subjects)
    for number, one in enumerate(problem.offers):
        if one.subject in known:
            own = of_offer.get(number, {})
            yield Constraint("", "", {**own, number: -1.0}, 0.0, 0.0)


def _of_first_needs(problem: PlanModel) -> Iterator[Constraint]:
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
            yield Constraint("first_needs", member, terms, need, INFINITY)


def _may_lose(problem: PlanModel) -> bool:
    """Say whether limits of members may leave a plan less than its bundles."""
    least, _ = problem.limits.whole("first_needs")
    return least > 0 or problem.limits.has("member")


def _events_alone(
    problem: PlanModel, weights: Whole, held: Numbers
) -> tuple[Model, Numbers]:
    """Return the seating of the events held as a programme of its own, all held."""
    numbers = np.flatnonzero(held)
    offers = tuple(problem.offers[number] for number in numbers)
    alone = build(replace(problem, offers=offers), weights, seating_only=True)
    return alone, np.ones(len(numbers))


# One plan out of all that are equally good, by a stated order.

# Places of the order settled at a time: 2 ** 16 stays far inside a solver's accuracy.
_AT_ONCE = 16
# Half of the least difference between two values, which are whole numbers.
_HALF = 0.5


@dataclass(frozen=True)
class Chosen:
    """A plan as chosen.

    invited: line of every event held, in the order of offers, to the members invited
    with a need; value: the weights of all invited; bound: what no plan can exceed, as
    the solver says; proven: the same, proven by weak duality.
    """

    invited: dict[str, tuple[str, ...]]
    value: int
    bound: float
    proven: float


def best_plan(
    problem: PlanModel, weights: Whole, *, more: Sequence[Constraint] = ()
) -> Chosen | None:
    """Return the best plan, and of equal ones the first in the stated order.

    weights : see programme.build; more : further rows over the offers held. None where
    no plan keeps every limit.
    """
    bundles = bundled(problem, weights)
    best = bundles.best(more=more)
    if best is None:
        return None
    held = [*more, _at_least(bundles.model.gains, best.value)]
    lower, upper = _fixed_by_cost(bundles.model, best.value)
    lean = _leanness(problem, len(lower))
    leanest = _must(bundles.best(lean, lower=lower, upper=upper, more=held))
    held.append(_at_least(lean, leanest.value))
    x = leanest.x
    free = [n for n in range(bundles.model.offers) if lower[n] < upper[n]]
    for block in _blocks(free):
        wish = _wish(block, len(lower))
        x = _must(bundles.best(wish, lower=lower, upper=upper, more=held)).x
        lower[block] = upper[block] = x[block].round()
    held_now = x[: bundles.model.offers].round()
    invited = seated(problem, weights, held_now)
    proven = proven_bound(bundles.model)
    return Chosen(invited, best.value, best.bound, proven)


def seated(
    problem: PlanModel, weights: Whole, held: Numbers
) -> dict[str, tuple[str, ...]]:
    """Return who is invited to the events held, line by line, in the stated order."""
    own = tuple(problem.offers[int(number)] for number in np.flatnonzero(held))
    model = build(replace(problem, offers=own), weights, seating_only=True)
    members: dict[str, tuple[str, ...]] = {offer.line: () for offer in own}
    for event, member in model.invited(_seats(model)):
        members[own[event].line] += (problem.members[member],)
    return members


def _seats(model: Model) -> Numbers:
    """Return who sits where, all events held: the best, then by order."""
    lower, upper = np.zeros(len(model.gains)), model.upper.copy()
    lower[: model.offers] = 1.0
    if not model.pairs:
        return lower
    best = _must(solve(model, lower=lower, upper=upper, whole_pairs=True))
    held = [_at_least(model.gains, best.value)]
    x = best.x
    for block in _blocks(range(model.offers, model.offers + len(model.pairs))):
        found = solve(
            model,
            _wish(block, len(lower)),
            lower=lower,
            upper=upper,
            more=held,
            whole_pairs=True,
        )
        x = _must(found).x
        lower[block] = upper[block] = x[block].round()
    return x


def _wish(block: list[int], size: int) -> Whole:
    """Return what makes a solver choose a block in the order of a dictionary.

    Powers of two: the first outweighs all later ones.
    """
    wish = np.zeros(size, np.int64)
    wish[block] = 2 ** np.arange(len(block))[::-1]
    return wish


def _blocks(numbers: list[int] | range) -> list[list[int]]:
    return [list(numbers[n : n + _AT_ONCE]) for n in range(0, len(numbers), _AT_ONCE)]


def _leanness(problem: PlanModel, size: int) -> Whole:
    """Return minus the events, and behind them minus the seats."""
    seats = np.array([offer.seats for offer in problem.offers], np.int64)
    lean = np.zeros(size, np.int64)
    lean[: len(seats)] = -(1 + seats.sum()) - seats
    return lean


def _at_least(objective: Whole, value: int) -> Constraint:
    terms = {int(n): float(objective[n]) for n in np.flatnonzero(objective)}
    return Constraint("", "", terms, value - _HALF, INFINITY)


def _fixed_by_cost(model: Model, value: int) -> tuple[Numbers, Numbers]:
    """Return bounds with the offers fixed that are alike in every plan of this value.

    The relaxed programme bounds what a plan can reach; its reduced cost says how much
    of that an offer loses if it is held against its advice. If less than the value is
    left, no plan of the value does so.
    """
    lower, upper = np.zeros(len(model.gains)), model.upper.copy()
    answer = relaxed(model)
    if answer is None:
        return lower, upper
    reach, x, reduced = answer
    for number in range(model.offers):
        if reach - abs(reduced[number]) < value - _HALF:
            if round(x[number], 6) == 0:
                upper[number] = 0.0
            elif round(x[number], 6) == 1:
                lower[number] = 1.0
    return lower, upper


def _must(found: PlanSolution | None) -> PlanSolution:
    """Return an answer that is known to exist."""
    if found is None:
        raise RuntimeError("The solver lost a plan it had found; please report this.")
    return found
