"""Changes in 22 matched members: what the verdicts find, and what they invent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from rocb_analysis.priorities.changes import change_split, with_verdicts

ROUNDS, SUBJECTS, MATCHED, CHANGED, FLIPS = 1_000, 31, 22, 3, 0.10
VERDICTS = ("rose", "fell")


def one_round(
    random: np.random.Generator, *, points: int, flips: float = FLIPS
) -> pd.DataFrame:
    """Return the verdicts of a round, `really` 1, -1 or 0 by subject.

    Each member needs a subject with that subject's own chance. In three subjects the
    chance changes by `points` of 100, up below a half, else down: members turn that
    way. Both rounds then err by chance, so that `flips` of the answers of members whose
    need stayed differ between them, as often one way as the other.
    """
    share = random.uniform(0.15, 0.85, SUBJECTS)
    before = random.random((MATCHED, SUBJECTS)) < share
    after = before.copy()
    really = np.zeros(SUBJECTS, int)
    for subject in random.choice(SUBJECTS, CHANGED * (points > 0), replace=False):
        up = share[subject] < 0.5
        room = 1 - share[subject] if up else share[subject]
        turns = random.random(MATCHED) < points / 100 / room
        after[turns, subject] = up
        really[subject] = 1 if up else -1
    # 2 e (1 - e) = flips: one of two answers errs, and not the other.
    errs = (1 - (1 - 2 * flips) ** 0.5) / 2
    before = before ^ (random.random(before.shape) < errs)
    after = after ^ (random.random(before.shape) < errs)
    names = [f"s{n:02d}" for n in range(SUBJECTS)]
    by_round = {
        "1": pd.DataFrame(before.astype(float), columns=names),
        "2": pd.DataFrame(after.astype(float), columns=names),
    }
    rows = [
        {
            "from_round": "1",
            "to_round": "2",
            "subject_id": name,
            "comparable": "yes",
            **change_split(by_round, name, "1", "2"),
        }
        for name in names
    ]
    return with_verdicts(pd.DataFrame(rows)).assign(really=really)


def study(
    *, points: int, flips: float = FLIPS, rounds: int = ROUNDS, seed: int = 1
) -> dict[str, float]:
    """Return what the verdicts find and invent, as shares.

    found: changed subjects said to have gone the right way; wrong_subjects: unchanged
    subjects said to rise or fall; wrong_verdicts: such, or of the wrong way, of all
    said; wrong_rounds: rounds with one or more; leaning_wrong: unchanged ones leaning.
    """
    random = np.random.default_rng(seed)
    whole = pd.concat(
        one_round(random, points=points, flips=flips).assign(number=number)
        for number in range(rounds)
    )
    said = whole["verdict"].map({"rose": 1, "fell": -1}).fillna(0).astype(int)
    wrong = (said != 0) & (said != whole["really"])
    changed, unchanged = whole["really"] != 0, whole["really"] == 0
    leaning = whole["verdict"].str.startswith("leaning")
    return {
        "found": float((said == whole["really"])[changed].mean()) if points else np.nan,
        "wrong_subjects": float((said != 0)[unchanged].mean()),
        "wrong_verdicts": float(wrong[said != 0].mean()) if (said != 0).any() else 0.0,
        "wrong_rounds": float(wrong.groupby(whole["number"]).any().mean()),
        "leaning_wrong": float(leaning[unchanged].mean()),
    }


def main() -> None:
    """Print a row for each size of change and share of chance flips."""
    print(f"{ROUNDS} rounds a row, {MATCHED} matched, {SUBJECTS} subjects, 3 changed")
    print("points flips found wrong_subjects wrong_verdicts wrong_rounds leaning_wrong")
    for flips in (FLIPS, 0.15):
        for points in (0, 25, 30, 40):
            found = study(points=points, flips=flips).values()
            print(f"{points:6d} {flips:5.2f}", *(f"{value:.4f}" for value in found))


if __name__ == "__main__":
    main()
