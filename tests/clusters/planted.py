"""Small answers with planted clusters, for the tests of this room."""

from __future__ import annotations

import numpy as np
import pandas as pd


def planted(
    sizes: tuple[int, ...] = (9, 8, 7),
    *,
    subjects: int = 12,
    strength: float = 3.0,
    blank: float = 0.05,
    seed: int = 1,
) -> tuple[np.ndarray, np.ndarray]:
    """Return grades 0 to 4 and each row's cluster; a cluster needs a part much more."""
    random = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    taste = random.normal(size=(len(cluster), subjects))
    part = np.arange(subjects) * len(sizes) // subjects
    taste += strength * (part == cluster[:, None])
    grades = np.digitize(taste, [-1.0, 0.5, 1.5, 3.0]).astype(float)
    grades[random.random(grades.shape) < blank] = np.nan
    return grades, cluster


def needs_of(rounds: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the table needs from a respondent x subject frame of scores a round."""
    parts = [
        wide.rename_axis("respondent_id")
        .melt(var_name="subject_id", value_name="score", ignore_index=False)
        .reset_index()
        .assign(round=name, asked=1)
        for name, wide in rounds.items()
    ]
    return pd.concat(parts, ignore_index=True)


def framed(values: np.ndarray) -> pd.DataFrame:
    """Return values as a frame: members m00, m01 and so on, subjects s00, s01."""
    rows = [f"m{n:02d}" for n in range(len(values))]
    columns = [f"s{n:02d}" for n in range(values.shape[1])]
    return pd.DataFrame(values, index=rows, columns=columns)
