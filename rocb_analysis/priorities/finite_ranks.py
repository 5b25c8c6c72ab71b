"""Sets of ranks in a finite region: simultaneous sets, and what silence allows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from rocb_analysis.region import members_interval

Counts = npt.NDArray[np.int64]


def finite_rank_sets(
    needing: pd.Series,
    answered: pd.Series | int,
    members: int,
    *,
    level: float = 0.95,
    picks: int | None = None,
) -> pd.DataFrame:
    """Return the ranks each subject may have in a finite region.

    One subject is surely above another when the low end of its exact hypergeometric
    interval, at level 1 - (1 - level) / subjects, exceeds the other's high end. So the
    sets hold the whole tied rank of every subject at once with at least `level` if who
    replies is chance, ties or none, and need no random numbers. They are cut to what
    silence allows at most.

    Parameters
    ----------
    needing, answered : members by subject; one number of answers may stand for all.
    members : members of the frame.
    level : least chance that all sets hold.
    picks : subjects a ballot may name, if the need comes from such ballots.

    Returns
    -------
    DataFrame, indexed as `needing`: rank (1 + subjects with a greater share of those
    that answered, so a greater expected count), worst (subjects with as great a share
    or greater, itself included), low and high (the set), silent_low and silent_high
    (best and worst whatever the silent members say).

    Raises
    ------
    ValueError if the counts do not fit each other.

    Notes
    -----
    Bonferroni over the exact intervals of Wright (1991): bootstrap sets of ranks
    (Mogstad, Romano, Shaikh and Wilhelm, 2024) lose their level where subjects tie.

    Examples
    --------
    >>> needing = pd.Series({"val": 20, "roo": 9, "aeo": 2})
    >>> finite_rank_sets(needing, 28, 34)[["rank", "low", "high"]].to_numpy().tolist()
    [[1, 1, 1], [2, 2, 2], [3, 3, 3]]
    """
    counts = needing.to_numpy(np.int64)
    said = _answers_of(needing, answered)
    each = 1 - (1 - level) / max(1, len(counts))
    low, high = _intervals(counts, said, members, each)
    rank, worst = _ranks_of_shares(counts, said)
    silent_low, silent_high = _silence(counts, said, members, picks)
    # Where subjects differ in answers, an expected count can stand outside its
    # interval: the set holds the rank that is printed all the same.
    best = np.minimum(1 + (low > high[:, None]).sum(axis=1), rank)
    last = np.maximum(len(counts) - (low[:, None] > high).sum(axis=1), worst)
    return pd.DataFrame(
        {
            "rank": rank,
            "worst": worst,
            "low": np.maximum(best, silent_low),
            "high": np.minimum(last, silent_high),
            "silent_low": silent_low,
            "silent_high": silent_high,
        },
        index=needing.index,
    )


def silence_ranks(
    needing: pd.Series,
    answered: pd.Series | int,
    members: int,
    *,
    picks: int | None = None,
) -> pd.DataFrame:
    """Return the best and worst rank each subject has in any completed region.

    A row a subject, silent_low and silent_high. Best: every member without an answer
    on it says yes, on all others no; worst: the other way round. With `picks`, and all
    subjects answered alike, the silent members cannot lift more rivals than they have
    picks: the cheapest to lift count. It assumes nothing and cannot fail.

    Manski (2003), Partial Identification of Probability Distributions.

    >>> needing = pd.Series({"val": 8, "roo": 5, "aeo": 0})
    >>> silence_ranks(needing, 10, 13).to_numpy().tolist()
    [[1, 2], [1, 2], [3, 3]]
    """
    counts = needing.to_numpy(np.int64)
    said = _answers_of(needing, answered)
    low, high = _silence(counts, said, members, picks)
    ends = {"silent_low": low, "silent_high": high}
    return pd.DataFrame(ends, index=needing.index)


def tied_ranks(counts: Counts) -> tuple[Counts, Counts]:
    """Return rank and worst rank along the last axis: more needing, better rank.

    rank = 1 + subjects with more; worst = subjects with as many or more.

    >>> [ranks.tolist() for ranks in tied_ranks(np.array([4, 7, 4]))]
    [[2, 1, 2], [3, 1, 3]]
    """
    if not counts.size:
        return counts.copy(), counts.copy()
    rows = counts.reshape(-1, counts.shape[-1])
    values = int(rows.max(initial=0)) + 2
    cell = rows + values * np.arange(len(rows))[:, None]
    held = np.bincount(cell.ravel(), minlength=values * len(rows))
    # How many subjects have as many or more, for each number of members.
    as_many = held.reshape(-1, values)[:, ::-1].cumsum(axis=1)[:, ::-1].ravel()
    rank, worst = 1 + as_many[cell + 1], as_many[cell]
    return rank.reshape(counts.shape), worst.reshape(counts.shape)


def _ranks_of_shares(needing: Counts, answered: Counts) -> tuple[Counts, Counts]:
    """Return rank and worst rank by share; one that nobody answered counts as 0."""
    shares = (needing / np.maximum(answered, 1)).round(9)
    return tied_ranks(np.unique(shares, return_inverse=True)[1].reshape(shares.shape))


def _answers_of(needing: pd.Series, answered: pd.Series | int) -> Counts:
    """Return the answers on each subject, in the order of `needing`."""
    if isinstance(answered, pd.Series):
        return answered.reindex(needing.index).to_numpy(np.int64)
    return np.full(len(needing), answered, np.int64)


def _intervals(
    needing: Counts, answered: Counts, members: int, level: float
) -> tuple[Counts, Counts]:
    """Return low and high ends of the exact intervals; equal counts are read once."""
    pairs = list(zip(needing.tolist(), answered.tolist(), strict=True))
    known = {
        (k, n): members_interval(needing=k, answered=n, members=members, level=level)
        for k, n in set(pairs)
    }
    ends = np.array([known[pair] for pair in pairs], np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def _silence(
    needing: Counts, answered: Counts, members: int, picks: int | None
) -> tuple[Counts, Counts]:
    """Return best and worst rank over all that silent members may say."""
    silent = members - answered
    most = needing + silent
    best = 1 + (needing > most[:, None]).sum(axis=1)
    costs = np.maximum(needing[:, None] - needing, 0)
    reached = costs <= silent
    np.fill_diagonal(reached, False)
    if picks is None or len(set(answered.tolist())) != 1:
        return best, 1 + reached.sum(axis=1)
    budget = picks * int(silent[0])
    price = np.sort(np.where(reached, costs, budget + 1), axis=1)
    return best, 1 + (np.cumsum(price, axis=1) <= budget).sum(axis=1)
