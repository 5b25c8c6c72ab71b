"""Are there clusters at all: the last round looked at, and the mean of rounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rocb_analysis.clusters.number import (
    LEAST_ROWS,
    LEVEL,
    NumberOfClusters,
    choose_n_clusters,
    scaling_of,
)
from rocb_analysis.clusters.rounds import mean_of_rounds

ALL = "all"
LAST, MEAN = "last round", "mean of a member's rounds"
# Up to so many rows a look takes all references and resamples.
_FULL_ROWS = 60
_REFERENCES, _FEWER_REFERENCES = 119, 99
_RESAMPLES, _LEAST_RESAMPLES = 200, 100


@dataclass(frozen=True)
class Verdict:
    """Whether there are clusters: how many (1 = none), how sure, and by which look.

    p_value: over all looks, nan where none could be taken. clearer_than: of how many
    sets without clusters (references) the answers look more like clusters, in the look
    that decided. rows: the answers it looked at, one row a member.
    """

    n_clusters: int
    p_value: float
    clearer_than: int
    references: int
    decided: str
    rows: pd.DataFrame
    numbers: pd.DataFrame
    scaling: str


def usable_rounds(
    answers: Mapping[str, pd.DataFrame], last: str, picks: Mapping[str, int]
) -> dict[str, pd.DataFrame]:
    """Return the rounds that are clustered together: those a mean can be taken of.

    Rounds that ask as the last one does, by ballots or not. Only the last one, unless
    twelve respondents and half of those that answered it came more than once: open
    surveys match nobody with another round.
    """
    if last not in answers:
        return {}
    alike = {n: w for n, w in answers.items() if (n in picks) == (last in picks)}
    came = pd.Series([who for wide in alike.values() for who in wide.index])
    again = set(came[came.duplicated()])
    here = answers[last].index
    if len(again) < LEAST_ROWS or 2 * len(again & set(here)) < len(here):
        return {last: answers[last]}
    return alike


def look_for_clusters(
    answers: Mapping[str, pd.DataFrame],
    last: str,
    *,
    picks: int | None,
    n_references: int | None,
    seed: int,
    jobs: int,
) -> Verdict:
    """Look at the last round, and with several at the mean of each member's rounds.

    There are clusters if either look rejects that there are none, at half the level
    each; the clearer look says how many. Of two that are as clear, the mean of rounds
    decides: it knows more. n_references: by default as `effort` says.
    """
    rows = {LAST: answers[last]} if last in answers else {}
    if len(answers) > 1:
        rows[MEAN] = mean_of_rounds(answers)
    values = [wide.to_numpy().ravel() for wide in answers.values()]
    scaling = scaling_of(np.concatenate(values), picks) if values else "standard"
    looks = {}
    references, _ = effort(max(map(len, rows.values()), default=0))
    for name, wide in rows.items():
        looks[name] = choose_n_clusters(
            wide,
            picks=picks,
            scaling=scaling,
            n_references=n_references or references,
            n_resamples=effort(len(wide))[1],
            n_jobs=jobs,
            random_state=seed,
        )
    references = n_references or references
    tried = {n: one for n, one in looks.items() if not np.isnan(one.p_value)}
    if not tried:
        none = _numbers(looks, last, LAST, 1)
        return Verdict(
            1, float("nan"), 0, references, LAST, pd.DataFrame(), none, scaling
        )
    decided = min(reversed(tried), key=lambda name: round(tried[name].p_value, 9))
    own = tried[decided].p_value
    p_value = min(1.0, len(tried) * own)
    k = tried[decided].n_clusters if p_value <= LEVEL else 1
    return Verdict(
        n_clusters=k,
        p_value=p_value,
        clearer_than=round((1.0 - own) * (references + 1)),
        references=references,
        decided=decided,
        rows=rows[decided],
        numbers=_numbers(looks, last, decided, k),
        scaling=scaling,
    )


def effort(rows: int) -> tuple[int, int]:
    """Return how many references and how many resamples a look takes.

    119 and 200 up to 60 rows: of two looks each has to reach .025, and 3 of 120 sets
    are just that. Then 99, and fewer resamples, down to 100 from 120 rows on. The
    verdict compares sets that are all treated alike, so it holds with any numbers;
    fewer cost power, and more rows give it back. With 50 resamples the p-value of SIB's
    258 rows went from .25 to .77 by the seed alone.

    >>> effort(34), effort(182), effort(260)
    ((119, 200), (99, 100), (99, 100))
    """
    resamples = _RESAMPLES * _FULL_ROWS // max(rows, _FULL_ROWS)
    references = _REFERENCES if rows <= _FULL_ROWS else _FEWER_REFERENCES
    return references, max(_LEAST_RESAMPLES, resamples)


def _numbers(
    looks: Mapping[str, NumberOfClusters], last: str, decided: str, k: int
) -> pd.DataFrame:
    """Return the rows of cluster_numbers; 1 = none is a row of each look."""
    parts = []
    for name, look in looks.items():
        rows = pd.concat([pd.DataFrame({"n_clusters": [1]}), look.curve])
        rows["chosen"] = ((rows["n_clusters"] == k) & (name == decided)).astype(int)
        parts.append(
            rows.assign(
                round=last if name == LAST else ALL,
                rows=name,
                reference=look.reference,
            )
        )
    if not parts:
        none = {"round": [last], "n_clusters": [1], "rows": [LAST], "chosen": [1]}
        return pd.DataFrame(none)
    return pd.concat(parts, ignore_index=True)
