"""The programme without whole numbers: bounds that hold for every plan."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from scipy import sparse
from scipy.optimize import OptimizeResult, linprog

from rocb_analysis.delivery.problem import INFINITY
from rocb_analysis.delivery.programme import Model, Numbers

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
