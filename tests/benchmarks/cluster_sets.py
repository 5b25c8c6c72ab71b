"""Answers of members with and without planted clusters, for studies of the gate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FREE = ("independent", "style", "factors", "ballots", "yes_no", "panel")
PICKS = 5
ROUNDS = 6
PERSISTENCE = 0.7


@dataclass(frozen=True)
class Answers:
    """values: members x subjects, nan = not answered; cluster: planted, or all 0.

    picks: subjects a ballot may name, if it is one; mean: the mean of a member's
    rounds, for a panel (values are its last round).
    """

    values: np.ndarray
    cluster: np.ndarray
    picks: int | None = None
    mean: np.ndarray | None = None


def free_of_clusters(
    random: np.random.Generator, family: str, *, members: int = 34, subjects: int = 24
) -> Answers:
    """Return answers of one family without any cluster."""
    none = np.zeros(members, dtype=int)
    taste = random.normal(size=(members, subjects))
    popular = random.normal(0, 1, subjects)
    if family == "ballots":
        return Answers(_ballots(random, popular + _gumbel(random, taste)), none, PICKS)
    if family == "yes_no":
        level = random.normal(0, 0.6, (members, 1))
        return Answers((taste + level + popular > 0.5).astype(float), none)
    if family == "panel":
        rounds = _panel(random, popular, members)
        return Answers(rounds[-1], none, PICKS, rounds.mean(axis=0))
    if family == "style":
        taste = taste * np.exp(random.normal(0, 0.3, (members, 1)))
        taste = taste + random.laplace(0, 0.7, (members, 1))
    if family == "factors":
        taste = taste + _factors(random, members, subjects)
    return Answers(_rated(random, taste), none)


def with_clusters(
    random: np.random.Generator,
    n_clusters: int,
    separation: float,
    *,
    members: int = 34,
    subjects: int = 24,
    style: float = 0.5,
    ballots: bool = False,
) -> Answers:
    """Return answers of members in clusters, each needing a third of all more.

    separation: how much more, in standard deviations of a member's own taste; style:
    standard deviation of the members' levels. Sizes are uneven, the least a sixth.
    """
    share = 0.5 / n_clusters + 0.5 * random.dirichlet(np.full(n_clusters, 4.0))
    sizes = np.floor(share * members).astype(int)
    sizes[: members - sizes.sum()] += 1
    cluster = random.permutation(np.repeat(np.arange(n_clusters), sizes))
    wanted = np.zeros((n_clusters, subjects))
    places = random.permutation(subjects)
    for j in range(n_clusters):
        own = np.roll(places, -j * (subjects // n_clusters))[: subjects // 3]
        wanted[j, own] = separation
    taste = random.normal(size=(members, subjects)) + wanted[cluster]
    if ballots:
        popular = random.normal(0, 0.5, subjects)
        return Answers(_ballots(random, taste + popular), cluster, PICKS)
    taste += random.normal(0, style, (members, 1))
    return Answers(_rated(random, taste), cluster)


def _rated(random: np.random.Generator, taste: np.ndarray) -> np.ndarray:
    """Cut tastes into three to six grades, subject by subject; blank a tenth.

    Some members leave more blank than others.
    """
    members, subjects = taste.shape
    values = np.empty(taste.shape)
    for q in range(subjects):
        share = random.dirichlet(np.full(random.integers(3, 7), 3.0))
        cuts = np.quantile(taste[:, q], np.cumsum(share)[:-1])
        values[:, q] = np.searchsorted(cuts, taste[:, q])
    blank = random.beta(1.0, 9.0, (members, 1)).clip(0, 0.6)
    values[random.random(taste.shape) < blank] = np.nan
    return values


def _factors(random: np.random.Generator, members: int, subjects: int) -> np.ndarray:
    """Return two continuous factors on a third of the subjects each."""
    made = np.zeros((members, subjects))
    for _ in range(2):
        kind = random.integers(3)
        score = (
            random.normal(size=members),
            (random.beta(2, 2, members) - 0.5) / np.sqrt(0.05),
            random.laplace(0, np.sqrt(0.5), members),
        )[kind]
        loads = random.normal(0, 1, subjects) * (random.random(subjects) < 1 / 3)
        made += np.outer(score, 1.2 * loads)
    return made


def _gumbel(random: np.random.Generator, like: np.ndarray) -> np.ndarray:
    return random.gumbel(size=like.shape)


def _ballots(random: np.random.Generator, wish: np.ndarray) -> np.ndarray:
    """Return scores of ballots: the first 5 by wish, a few naming less."""
    rank = (-wish).argsort(axis=1).argsort(axis=1)
    named = np.where(random.random(len(wish)) < 0.15, random.integers(2, 5), PICKS)
    return np.where(rank < named[:, None], (PICKS - rank) / PICKS, 0.0)


def _panel(
    random: np.random.Generator, popular: np.ndarray, members: int
) -> np.ndarray:
    """Return rounds x members x subjects: each wish is kept with a chance of .7."""
    wish = random.gumbel(size=(members, len(popular)))
    rounds = []
    for _ in range(ROUNDS):
        new = random.gumbel(size=wish.shape)
        wish = np.where(random.random(wish.shape) < PERSISTENCE, wish, new)
        rounds.append(_ballots(random, wish + popular))
    return np.array(rounds)
