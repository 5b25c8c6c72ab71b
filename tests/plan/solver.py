"""The solver of the plan, made to see its programme in another order."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import optimize, sparse


def shuffled(random: np.random.Generator) -> Callable:
    """Return milp with rows and columns in another order at every call."""

    def solve(c, *, integrality, bounds, constraints, options):
        columns = random.permutation(len(c))
        rows = random.permutation(constraints.A.shape[0])
        answer = optimize.milp(
            c[columns],
            integrality=integrality[columns],
            bounds=optimize.Bounds(
                np.asarray(bounds.lb)[columns], np.asarray(bounds.ub)[columns]
            ),
            constraints=optimize.LinearConstraint(
                sparse.csr_array(constraints.A)[rows][:, columns],
                np.asarray(constraints.lb)[rows],
                np.asarray(constraints.ub)[rows],
            ),
            options=options,
        )
        if answer.x is not None:
            answer.x = answer.x[np.argsort(columns)]
        return answer

    return solve
