"""Trends over rounds: what sign flips invent where nothing changed, and what they find.

The answers come from a generator with a known truth. Each member has a chance number of
its own for each subject, which it keeps from round to round with the chance
`persistence`, else draws anew; it needs the subject if the number lies below the share
of that round. So shares are as set, and members stay with what they said.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from rocb_analysis.priorities.changes import MOST_Q
from rocb_analysis.priorities.trends import trend_of, with_q_values

SURVEYS, MEMBERS, SUBJECTS, CHANGED = 400, 35, 31, 3
REPLY_CHANCE = 0.5  # of a member that is not steady, in each round
Answers = npt.NDArray[np.float64]


def panel(
    random: np.random.Generator, shares: Answers, *, persistence: float, steady: int
) -> Answers:
    """Return answers, members x subjects x rounds: 1, 0, or blank without a reply.

    shares: subjects x rounds. steady: members that reply in every round.
    """
    subjects, rounds = shares.shape
    own = random.random((MEMBERS, subjects))
    needs = np.empty((MEMBERS, subjects, rounds))
    for place in range(rounds):
        if place:
            keeps = random.random(own.shape) < persistence
            own = np.where(keeps, own, random.random(own.shape))
        needs[:, :, place] = own < shares[:, place]
    silent = random.random((MEMBERS, rounds)) >= REPLY_CHANCE
    silent[:steady] = False
    return np.where(silent[:, None, :], np.nan, needs)


def called(answers: Answers) -> npt.NDArray[np.int64]:
    """Return for each subject 1 emerging, -1 fading, 0 neither, as the product does."""
    rows = []
    for subject in range(answers.shape[1]):
        own = pd.DataFrame(answers[:, subject])
        own = own[own.notna().sum(axis=1) > 1]
        rows.append({"rounds": answers.shape[2], **trend_of(own)})
    found = with_q_values(pd.DataFrame(rows))
    sure = found["q_value"] <= MOST_Q
    return np.asarray(np.sign(found["net"]).where(sure, 0), np.int64)


def survey(
    random: np.random.Generator,
    *,
    persistence: float,
    steady: int,
    rounds: int,
    rises_to: float | None = None,
) -> dict[str, float]:
    """Return what is said of one survey: found, flat (shares of subjects), any_false.

    Three subjects rise evenly from .10 to `rises_to`, if that is given; all others
    keep a share of their own.
    """
    level = random.uniform(0.05, 0.60, SUBJECTS)
    shares = np.repeat(level[:, None], rounds, axis=1)
    rising = np.arange(SUBJECTS) < (CHANGED if rises_to else 0)
    if rises_to:
        shares[rising] = np.linspace(0.10, rises_to, rounds)
    answers = panel(random, shares, persistence=persistence, steady=steady)
    said = called(answers)
    return {
        "found": float((said[rising] == 1).mean()) if rises_to else np.nan,
        "flat": float((said[~rising] != 0).mean()),
        "any_false": float((said != rising).any()) if not rises_to else np.nan,
    }


def study(
    *,
    persistence: float,
    steady: int,
    rounds: int = 6,
    rises_to: float | None = None,
    surveys: int = SURVEYS,
    seed: int = 1,
) -> pd.DataFrame:
    """Return mean and standard error over many surveys of what `survey` says of each.

    Columns found, flat, any_false; rows mean, error.
    """
    random = np.random.default_rng(seed)
    how = {"persistence": persistence, "steady": steady, "rounds": rounds}
    rows = [survey(random, **how, rises_to=rises_to) for _ in range(surveys)]  # type: ignore[arg-type]
    whole = pd.DataFrame(rows)
    error = whole.std() / surveys**0.5
    return pd.DataFrame({"mean": whole.mean(), "error": error}).T


def main() -> None:
    """Print a row for each study without change, then for each rise."""
    print(f"{SURVEYS} surveys a row, {MEMBERS} members, {SUBJECTS} subjects")
    print("nothing changed: surveys with a false trend, subjects called")
    for rounds in (6, 8):
        for steady in (13, 20):
            for persistence in (0.7, 0.9):
                how = f"{rounds} rounds, {steady} steady, persistence {persistence}"
                found = study(persistence=persistence, steady=steady, rounds=rounds)
                print(f"{how:36s} {_told(found, 'any_false')}  {_told(found, 'flat')}")
    print(f"{CHANGED} subjects rise over six rounds: found, flat subjects called")
    for steady in (13, 20):
        for persistence in (0.6, 0.9):
            for to in (0.3, 0.4, 0.5):
                how = f"{steady} steady, persistence {persistence}, .10 to {to:.2f}"
                found = study(persistence=persistence, steady=steady, rises_to=to)
                print(f"{how:36s} {_told(found, 'found')}  {_told(found, 'flat')}")


def _told(found: pd.DataFrame, column: str) -> str:
    mean, error = found.loc[["mean", "error"], column]
    return f"{mean:.4f} ({error:.4f})"


if __name__ == "__main__":
    main()
