"""Synthetic regions with a known truth, for simulation studies of the methods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

# Members of the sub-regions; the last ones go if a region is smaller.
AREAS = np.repeat(["A", "B", "C", "D"], [9, 6, 10, 10])
KINDS = ("yes_no", "top_5")
SILENCES = ("chance", "sub_region", "need")
PICKS = 5
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Region:
    """Members x subjects needed now and last round; who replies now; sub-regions."""

    now: Flags
    last: Flags
    replies: Flags
    areas: npt.NDArray[np.str_]

    @property
    def needing(self) -> npt.NDArray[np.int64]:
        """Members of the whole region that need each subject: the truth."""
        return self.now.sum(axis=0)

    def answers(self) -> pd.DataFrame:
        """Return what is known: a row a member, blank where silent."""
        known = np.where(self.replies[:, None], self.now, np.nan)
        return pd.DataFrame(known, index=_labels("m", len(known)), columns=self.names)

    def last_answers(self, answered_last: Flags | None = None) -> pd.DataFrame:
        """Return last round's answers, of all members or of those given."""
        known = self.last.astype(float)
        if answered_last is not None:
            known = np.where(answered_last[:, None], known, np.nan)
        return pd.DataFrame(known, index=_labels("m", len(known)), columns=self.names)

    @property
    def names(self) -> list[str]:
        return _labels("s", self.now.shape[1])


def _labels(letter: str, number: int) -> list[str]:
    return [f"{letter}{n:02d}" for n in range(number)]


def make_region(
    random: np.random.Generator,
    *,
    kind: str = "yes_no",
    silence: str = "chance",
    persistence: float = 0.7,
    replies: int | None = None,
    tied: bool = False,
) -> Region:
    """Return a region of 33 to 35 members, 24 to 31 subjects, 18 to 30 replying.

    tied: every subject is needed by as many members.
    """
    members = int(random.integers(33, 36))
    subjects = int(random.integers(24, 32))
    areas = AREAS[:members]
    level = random.normal(0, 0.7, members)
    liked = random.normal(0, 1, subjects)
    liked = (
        liked
        + random.normal(0, 0.5, (4, subjects))[np.unique(areas, return_inverse=True)[1]]
    )
    draw = _yes_no if kind == "yes_no" else _top_5
    now, last = draw(random, liked, level, persistence)
    if tied:
        now = _all_tied(random, members, subjects)
    count = replies or int(random.integers(18, 31))
    weight = _weights(random, silence, now, areas)
    order = np.argsort(random.exponential(1, members) / weight)
    replied = np.zeros(members, bool)
    replied[order[:count]] = True
    return Region(now, last, replied, areas)


def _yes_no(
    random: np.random.Generator, liked: np.ndarray, level: np.ndarray, keep: float
) -> tuple[Flags, Flags]:
    """Return yes-or-no answers of two rounds."""
    chance = 1 / (1 + np.exp(0.5 - 1.2 * liked - level[:, None]))
    now = random.random(chance.shape) < chance
    again = random.random(chance.shape) < chance
    return now, np.where(random.random(chance.shape) < keep, now, again)


def _top_5(
    random: np.random.Generator, liked: np.ndarray, _: np.ndarray, keep: float
) -> tuple[Flags, Flags]:
    """Return ballots of five subjects of two rounds, each pick kept with a chance."""
    now = _five(random, liked)
    stays = now & (random.random(now.shape) < keep)
    # A pick that stays comes before all others.
    return now, _five(random, np.where(stays, 100.0, liked))


def _five(random: np.random.Generator, liked: np.ndarray) -> Flags:
    order = np.argsort(-(liked + random.gumbel(0, 1, liked.shape)), axis=1)
    picked = np.zeros(liked.shape, bool)
    np.put_along_axis(picked, order[:, :PICKS], True, axis=1)
    return picked


def _all_tied(random: np.random.Generator, members: int, subjects: int) -> Flags:
    needing = int(random.choice([2, 3, 6, 10, 17]))
    order = np.argsort(random.random((members, subjects)), axis=0)
    return order < needing


def _weights(
    random: np.random.Generator, silence: str, now: Flags, areas: np.ndarray
) -> np.ndarray:
    """Return how readily each member replies."""
    if silence == "sub_region":
        return np.exp(random.normal(0, 1, 4))[np.unique(areas, return_inverse=True)[1]]
    if silence == "need":
        # Members that need much, or much of what many need, reply more readily.
        need = now @ now.sum(axis=0)
        return np.exp((need - need.mean()) / max(need.std(), 1e-9))
    return np.ones(len(now))
