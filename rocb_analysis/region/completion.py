"""The region completed: what members yet to reply may answer, drawn many times.

For ranges called likely, for kept lines of a plan and for shares of clusters; never
for intervals, bounds or tests of change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

EXTRA_BALLOTS = 2
LEAST_DONORS = 5
Answers = npt.NDArray[np.int8]
_UNKNOWN = -1


@dataclass(frozen=True)
class Completed:
    """A region completed many times.

    members and subjects: labels of the rows and columns; known: members x subjects,
    1, 0, or -1 without an answer; open_rows: the rows that miss an answer; drawn:
    draws x open rows x subjects, 1 or 0, the known answers among them kept.
    """

    members: pd.Index
    subjects: pd.Index
    known: Answers
    open_rows: npt.NDArray[np.intp]
    drawn: Answers

    def counts(self, members: Iterable[object] | None = None) -> npt.NDArray[np.int64]:
        """Return the members needing each subject: draws x subjects.

        Only the given members count, or all.
        """
        chosen = np.ones(len(self.members), bool)
        if members is not None:
            chosen = self.members.isin(list(members))
        is_open = np.zeros(len(self.members), bool)
        is_open[self.open_rows] = True
        certain = self.known[chosen & ~is_open].sum(axis=0, dtype=np.int64)
        inside = chosen[self.open_rows]
        return certain + self.drawn[:, inside].sum(axis=1, dtype=np.int64)

    def region(self, draw: int) -> pd.DataFrame:
        """Return one completed region: members x subjects, 1 or 0."""
        whole = self.known.copy()
        whole[self.open_rows] = self.drawn[draw]
        return pd.DataFrame(whole, index=self.members, columns=self.subjects)


def complete(
    answers: pd.DataFrame,
    *,
    last: pd.DataFrame | None = None,
    keep: float = 0.0,
    within: pd.Series | None = None,
    draws: int = 10_000,
    seed: int = 0,
) -> Completed:
    """Draw completed regions: every blank answer filled, every answer given kept.

    A member with blanks draws a whole reply from a Pólya urn: the replies, two extra
    ballots, and a copy of each reply drawn so far. An extra ballot, and what a drawn
    reply left blank, is answered subject by subject, 1 with chance (k + .5) / (n + 1)
    where k of n that answered need it: so what nobody named is not certain to stay
    unnamed. A blank that has an answer in `last` takes that one with chance `keep`.

    Parameters
    ----------
    answers : a row a member of the frame, a column a subject; 1, 0 or blank.
    last : comparable answers of the round before, labelled alike; missing ones blank.
    keep : chance to keep the answer of `last`, 0 to 1; see keep_chance.
    within : sub-region by member: replies are drawn from the member's own sub-region
        where that has five replies. A sensitivity: it narrows without less error.
    draws, seed : how many completions, and the start of the random numbers.

    Returns
    -------
    Completed : rows in the order of their answers, columns in that of their labels, so
        that the draws hang neither on the order of rows nor on names of members.

    Notes
    -----
    Lo (1988), A Bayesian bootstrap for a finite population; Ghosh and Meeden (1997),
    Bayesian Methods for Finite Population Sampling.

    Examples
    --------
    >>> answers = pd.DataFrame({"val": [1, 1, 0, None]}, index=list("ABCD"))
    >>> sorted({int(k) for k in complete(answers, draws=100).counts()[:, 0]})
    [2, 3]
    """
    known, before, groups = _ordered(answers, last, within)
    random = np.random.default_rng(seed)
    values = _as_answers(known)
    open_rows = np.flatnonzero((values == _UNKNOWN).any(axis=1))
    replied = (values != _UNKNOWN).any(axis=1)
    chance = _chance_of_yes(values)
    ballots = random.random((draws, EXTRA_BALLOTS, len(chance))) < chance
    drawn = np.empty((draws, len(open_rows), len(chance)), np.int8)
    for rows, donors in _urns(open_rows, replied, groups):
        # Numbers at or beyond the donors in `source` are the extra ballots.
        source = _urn_draws(random, draws, len(donors) + EXTRA_BALLOTS, len(rows))
        drawn[:, rows] = _profiles_drawn(values[donors], ballots, source)
    blank = drawn == _UNKNOWN
    guesses = random.random(drawn.shape) < chance
    drawn = np.where(blank, guesses, drawn).astype(np.int8)
    drawn = _kept(random, drawn, _as_answers(before)[open_rows], keep)
    given = values[open_rows]
    drawn = np.where(given != _UNKNOWN, given, drawn).astype(np.int8)
    return Completed(known.index, known.columns, values, open_rows, drawn)


def keep_chance(last: pd.DataFrame, now: pd.DataFrame) -> float:
    """Return the chance that a member yet to reply keeps an answer of last round.

    .95 x Cohen's kappa, the share of answers kept beyond chance, of the members that
    answered both times, over all subjects with each subject's own shares: (kept -
    expected) / (answers - expected). 0 where nobody answered twice, never below 0.

    last, now : a row a member, a column a subject; 1, 0 or blank; comparable only.

    Cohen (1960), A coefficient of agreement for nominal scales.

    >>> twice = pd.DataFrame({"val": [1, 1, 0, 0]}, index=list("ABCD"))
    >>> keep_chance(twice, twice)
    0.95
    """
    subjects = last.columns.intersection(now.columns)
    members = last.index.intersection(now.index)
    before = last.loc[members, subjects].to_numpy(float, na_value=np.nan)
    after = now.loc[members, subjects].to_numpy(float, na_value=np.nan)
    both = ~np.isnan(before) & ~np.isnan(after)
    answers = both.sum(axis=0)
    some = answers > 0
    if not some.any():
        return 0.0
    answers, both = answers[some], both[:, some]
    kept = ((before == after)[:, some] & both).sum()
    yes_before = np.where(both, before[:, some], 0).sum(axis=0) / answers
    yes_after = np.where(both, after[:, some], 0).sum(axis=0) / answers
    alike = yes_before * yes_after + (1 - yes_before) * (1 - yes_after)
    expected = (answers * alike).sum()
    if round(answers.sum() - expected, 9) == 0:
        return 0.0
    kappa = (kept - expected) / (answers.sum() - expected)
    return round(0.95 * max(0.0, float(kappa)), 9)


def _ordered(
    answers: pd.DataFrame, last: pd.DataFrame | None, within: pd.Series | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return answers, last answers and groups, rows in the order of their contents."""
    subjects = answers.columns.sort_values()
    before = pd.DataFrame(index=[], columns=[]) if last is None else last
    before = before.reindex(index=answers.index, columns=subjects)
    groups = pd.Series("", index=answers.index)
    if within is not None:
        groups = within.reindex(answers.index).fillna("")
    both = np.hstack([_as_answers(answers[subjects]), _as_answers(before)])
    rank_of_group = np.unique(groups.to_numpy(str), return_inverse=True)[1]
    order = np.lexsort([*both.T[::-1], rank_of_group])
    rows = answers.index[order]
    return answers.loc[rows, subjects], before.loc[rows], groups.loc[rows]


def _as_answers(frame: pd.DataFrame) -> Answers:
    """Return 1, 0, and -1 for a blank."""
    values = frame.to_numpy(float, na_value=np.nan)
    return np.where(np.isnan(values), _UNKNOWN, values).astype(np.int8)


def _chance_of_yes(values: Answers) -> npt.NDArray[np.float64]:
    """Return (k + .5) / (n + 1) of each subject."""
    yes, no = (values == 1).sum(axis=0), (values == 0).sum(axis=0)
    return (yes + 0.5) / (yes + no + 1)


def _urns(
    open_rows: npt.NDArray[np.intp], replied: npt.NDArray[np.bool_], groups: pd.Series
) -> list[tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]]:
    """Return for each urn the open rows (by their number) and the rows of donors."""
    names = groups.to_numpy(str)
    everyone = np.flatnonzero(replied)
    own = {name: everyone[names[everyone] == name] for name in np.unique(names)}
    own = {n: d for n, d in own.items() if n and len(d) >= LEAST_DONORS}
    inside = [(np.flatnonzero(names[open_rows] == n), d) for n, d in own.items()]
    rest = np.flatnonzero(~np.isin(names[open_rows], list(own)))
    return [urn for urn in [*inside, (rest, everyone)] if len(urn[0])]


def _urn_draws(
    random: np.random.Generator, draws: int, profiles: int, rows: int
) -> npt.NDArray[np.int64]:
    """Return which profile each row draws, each draw adding a copy: draws x rows."""
    source = np.empty((draws, rows), np.int64)
    each = np.arange(draws)
    for row in range(rows):
        ball = random.integers(0, profiles + row, draws)
        copy = source[each, np.maximum(ball - profiles, 0)] if row else ball
        source[:, row] = np.where(ball < profiles, ball, copy)
    return source


def _profiles_drawn(
    profiles: Answers, ballots: npt.NDArray[np.bool_], source: npt.NDArray[np.int64]
) -> Answers:
    """Return the answers of the profiles drawn: draws x rows x subjects."""
    own = len(profiles)
    each = np.arange(len(source))[:, None]
    extra = ballots[each, np.maximum(source - own, 0)]
    if not own:
        return extra.astype(np.int8)
    replies = profiles[np.minimum(source, own - 1)]
    return np.where((source < own)[..., None], replies, extra).astype(np.int8)


def _kept(
    random: np.random.Generator, drawn: Answers, before: Answers, keep: float
) -> Answers:
    """Return the answers with those of last round kept, each with the same chance."""
    keeps = (random.random(drawn.shape) < keep) & (before != _UNKNOWN)
    return np.where(keeps, before, drawn).astype(np.int8)
