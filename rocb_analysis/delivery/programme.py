"""The integer programme of a plan: which offers to hold, and whom to invite.

Every number in the objective is whole, so that two plans are equal or differ by one at
least, and no answer hangs on a solver's last bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from rocb_analysis.delivery.problem import Problem, Row
from rocb_analysis.delivery.rows import invitation_rows, limit_rows, member_rows

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
    rows: tuple[Row, ...]
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
class Solution:
    """An answer of the solver: the variables, the value, and what none can exceed."""

    x: Numbers
    value: int
    bound: float


def build(problem: Problem, weights: Whole, *, seating_only: bool = False) -> Model:
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
    more: Sequence[Row] = (),
    whole_pairs: bool = False,
) -> Solution | None:
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
    return Solution(answer.x, value, float(value) if told is None else -told)


def _sparse(rows: Sequence[Row], columns: int) -> sparse.csr_array:
    """Return the factors of rows as a sparse matrix."""
    lengths = [len(row.terms) for row in rows]
    pointer = np.concatenate([[0], np.cumsum(lengths)])
    index = np.array([n for row in rows for n in row.terms], np.int64)
    value = np.array([f for row in rows for f in row.terms.values()], np.float64)
    return sparse.csr_array((value, index, pointer), shape=(len(rows), columns))
