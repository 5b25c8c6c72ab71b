"""Why no plan keeps all limits: which collide, and the smallest change that helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rocb_analysis.delivery.limits import told
from rocb_analysis.delivery.problem import INFINITY, Problem, Row
from rocb_analysis.delivery.programme import Model, Whole, build, solve
from rocb_analysis.survey.text import listed

_MOST_TOLD = 6


@dataclass(frozen=True)
class Collision:
    """Limits that no plan keeps together.

    limits: those that collide, in words; without any one of them the others could be
    kept. changes: in words, the smallest first; each alone makes a plan possible, or,
    where `together`, all of them at once.
    """

    limits: tuple[str, ...]
    changes: tuple[str, ...]
    together: bool

    def sentence(self) -> str:
        """Return the collision as one sentence for the office."""
        shown = list(self.limits[:_MOST_TOLD])
        if more := len(self.limits) - len(shown):
            shown.append(f"{more} more of the kind")
        change = listed(self.changes) if self.together else self.changes[0]
        return (
            f"No plan keeps all limits: {listed(shown)} cannot hold together; the "
            f"smallest change that makes a plan possible is {change}."
        )


def collision(problem: Problem, weights: Whole) -> Collision | None:
    """Return why a problem has no plan, or None if it has one.

    The limits are left out one by one as long as what is left still collides; then the
    least change of each that is left is sought, measured against the limit itself.
    """
    model = _one_sided(build(problem, weights))
    if _has_plan(model):
        return None
    rows = _colliding(model)
    changes = sorted(
        (_relative(row, slack), number, _changed(row, slack))
        for number, row in enumerate(rows)
        if (slack := _needed_slack(model, row)) is not None
    )
    words = tuple(change for _, _, change in changes)
    told_rows = tuple(_told(row) for row in rows)
    if words:
        return Collision(told_rows, words, together=False)
    return Collision(told_rows, tuple(_changed_together(model)), together=True)


def _one_sided(model: Model) -> Model:
    """Return the model with at least and at most of a limit as rows of their own."""
    rows: list[Row] = []
    for row in model.rows:
        if not row.limit:
            rows.append(row)
            continue
        if row.high < INFINITY:
            rows.append(replace(row, low=-INFINITY))
        if row.low > 0:
            rows.append(replace(row, high=INFINITY))
    return replace(model, rows=tuple(rows))


def _has_plan(model: Model, more: Sequence[Row] = ()) -> bool:
    nothing = np.zeros(len(model.gains), np.int64)
    return solve(model, nothing, more=more) is not None


def _colliding(model: Model) -> list[Row]:
    """Return limits that collide, none of which can be spared."""
    limits = [row for row in model.rows if row.limit]
    base = [row for row in model.rows if not row.limit]
    names = list(dict.fromkeys(row.limit for row in limits))
    groups = [[row for row in limits if row.limit == name] for name in names]
    left = limits
    for parts in (groups, None):
        chunks = parts if parts is not None else [[row] for row in left]
        for chunk in chunks:
            spared = [row for row in left if row not in chunk]
            if not _has_plan(replace(model, rows=(*base, *spared))):
                left = spared
    return left


def _needed_slack(model: Model, row: Row) -> float | None:
    """Return by how much a limit alone must give way, None if that does not help."""
    found = solve(*_with_slack(model, [row], [1]))
    return None if found is None else float(found.x[-1])


def _changed_together(model: Model) -> list[str]:
    """Return the least changes, each measured against its limit, that help together."""
    rows = [row for row in model.rows if row.limit]
    costs = [1000 * len(rows) // max(1, round(_bound(row))) + 1 for row in rows]
    found = solve(*_with_slack(model, rows, costs))
    if found is None:
        return ["another set of offers"]
    slack = found.x[len(model.gains) :]
    pairs = zip(rows, slack, strict=True)
    return [_changed(row, float(by)) for row, by in pairs if by > 1e-6]


def _with_slack(
    model: Model, rows: Sequence[Row], costs: Sequence[int]
) -> tuple[Model, np.ndarray]:
    """Return the model with a variable that loosens each row, and what it costs."""
    size = len(model.gains)
    number = {id(row): size + n for n, row in enumerate(rows)}
    loose = []
    for row in model.rows:
        own = number.get(id(row))
        if own is None:
            loose.append(row)
            continue
        sign = -1.0 if row.high < INFINITY else 1.0
        loose.append(replace(row, terms={**row.terms, own: sign}))
    upper = np.concatenate([model.upper, np.full(len(rows), INFINITY)])
    gains = np.concatenate([model.gains * 0, -np.array(costs, np.int64)])
    return replace(model, rows=tuple(loose), upper=upper, gains=gains), gains


def _bound(row: Row) -> float:
    return row.high if row.high < INFINITY else row.low


def _relative(row: Row, slack: float) -> float:
    """Return a change as a share of its limit; undoing a decision is a whole one."""
    if row.limit in {"kept", "deleted", "first_needs"}:
        return 1.0
    return round(slack / max(1.0, _bound(row)), 9)


def _told(row: Row) -> str:
    """Return a limit in words."""
    if row.high < INFINITY:
        return told(row.limit, row.of, most=row.high)
    return told(row.limit, row.of, least=row.low)


def _changed(row: Row, slack: float) -> str:
    """Return a limit changed, in words."""
    by = round(slack, 2)
    if row.limit in {"kept", "deleted"}:
        return f"not to have {told(row.limit, row.of)}"
    if row.high < INFINITY:
        return f"{told(row.limit, row.of, most=row.high + by)} instead of {row.high:g}"
    less = max(0.0, row.low - by)
    return f"{told(row.limit, row.of, least=less)} instead of {row.low:g}"
