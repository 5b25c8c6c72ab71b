"""The ranks of subjects in a round: sets, likely ranges, silence ranks, groups."""

from __future__ import annotations

from math import ceil

import numpy as np
import numpy.typing as npt
import pandas as pd

from rocb_analysis.core import tables
from rocb_analysis.priorities.changes import answers_by_round
from rocb_analysis.priorities.comparability import Comparability, need_sources
from rocb_analysis.priorities.rank_sets import rank_sets
from rocb_analysis.priorities.shares import priorities_by_subject, ranks_by_share
from rocb_analysis.region import members_interval
from rocb_analysis.region.completion import Completed, complete, keep_chance
from rocb_analysis.response import ALL, areas_of
from rocb_analysis.survey.survey_folder import Survey, base_of

LIKELY_SHARE = 0.99
THIRDS = ("first", "middle", "last")
Counts = npt.NDArray[np.int64]


def ranks_by_subject(
    survey: Survey, needs: pd.DataFrame, *, draws: int = 10_000
) -> pd.DataFrame:
    """Return the ranks of every subject asked, a row a round, area and subject.

    Columns round, sub_region (all = the region), subject_id, rank, rank_worst,
    rank_low and rank_high (the simultaneous 95 % set), rank_likely_low and
    rank_likely_high, rank_silent_low and rank_silent_high (whatever the silent members
    say), group (first, middle, last: the third that holds the likely range; else
    unclear), first_third (the chance of a place in the first third, ties at their best;
    blank without a frame). The rank is by the share of those that answered; every range
    holds it. A subject that nobody answered has no rank: blank; its ranges stay.

    With a frame the sets are those of finite_rank_sets and the likely ranges come from
    completed regions (region.complete), with the last round's comparable answers of
    members yet to reply; areas count their members in the same completed regions.
    Without a frame the sets are those of rank_sets over the shares, likely and silence
    ranks are blank, and the group is that of the set.
    """
    by_round = answers_by_round(survey, needs)
    judge = Comparability(survey)
    parts = []
    for name, answers in by_round.items():
        if not survey.has_frame:
            parts.append(_open(answers, draws=draws, seed=survey.settings.seed))
            parts[-1] = parts[-1].assign(round=name, sub_region=ALL)
            continue
        base = base_of(survey, name)
        completed = completed_region(survey, by_round, name, judge=judge, draws=draws)
        picks = picks_of(survey, name)
        for area, members in areas_of(base):
            found = _ranks(completed, list(members["member_id"]), picks)
            parts.append(found.assign(round=name, sub_region=area))
    columns = ["round", "sub_region", "subject_id", *_COLUMNS]
    whole = pd.concat([pd.DataFrame(columns=columns, dtype="str"), *parts])
    return whole.reindex(columns=columns).reset_index(drop=True)


_COLUMNS = (
    "rank rank_worst rank_low rank_high rank_likely_low rank_likely_high "
    "rank_silent_low rank_silent_high group first_third"
).split()


def completed_region(
    survey: Survey,
    by_round: dict[str, pd.DataFrame],
    round_name: str,
    *,
    judge: Comparability | None = None,
    within: bool = False,
    draws: int = 10_000,
) -> Completed:
    """Return the region of a round completed many times; see region.complete.

    by_round: see panels.answers_by_round; the round must have replies and the survey a
    frame. within: draw replies within sub-regions, as a sensitivity.
    """
    base = base_of(survey, round_name).set_index("member_id")
    answers = by_round[round_name].reindex(base.index)
    last = last_answers(survey, by_round, round_name, judge or Comparability(survey))
    return complete(
        answers,
        last=last.reindex(base.index),
        keep=keep_chance(last, answers),
        within=base["sub_region"] if within else None,
        draws=draws,
        seed=survey.settings.seed,
    )


def last_answers(
    survey: Survey,
    by_round: dict[str, pd.DataFrame],
    round_name: str,
    judge: Comparability,
) -> pd.DataFrame:
    """Return the answers of the round before, of subjects that may be compared.

    Respondents x subjects, 1, 0 or blank; nothing if there was no round before.
    """
    place = survey.round_names.index(round_name)
    before = survey.round_names[place - 1] if place else ""
    if before not in by_round:
        return pd.DataFrame(dtype="float64")
    answers = by_round[before]
    kept = [
        subject
        for subject in answers.columns
        if judge.grade(subject, before, round_name) != "no"
    ]
    return answers[kept]


def picks_of(survey: Survey, round_name: str) -> int | None:
    """Return how many subjects the round's ballot let one name, or None.

    None also where not all needs of the round come from one and the same ballot.
    """
    found = set[tuple[str, int]]().union(*need_sources(survey, round_name).values())
    return next(iter(found))[1] or None if len(found) == 1 else None


def likely_ranges(
    counts: Counts, *, share: float = LIKELY_SHARE
) -> tuple[Counts, Counts]:
    """Return the likely range of each subject's rank: the ends of a box of ranks.

    counts: members needing, completed regions x subjects. The box holds the whole tied
    ranks of all subjects at once in `share` of the completed regions: those stay out
    whose most extreme rank is the most extreme among all. Likely, never "95 % sure".

    Besag, Green, Higdon and Mengersen (1995), Statistical Science 10, section 6.3.

    >>> counts = np.array([[5, 3, 1]] * 99 + [[1, 3, 5]])
    >>> [ends.tolist() for ends in likely_ranges(counts)]
    [[1, 2, 3], [1, 2, 3]]
    """
    rank, worst = tied_ranks(counts)
    subjects = counts.shape[1]
    as_good = _share_below(rank, subjects)
    as_bad = _share_below(subjects + 1 - worst, subjects)
    extreme = np.minimum(as_good, as_bad).min(axis=1)
    inside = extreme >= np.sort(extreme)[int((1 - share) * len(extreme) + 1e-9)]
    return rank[inside].min(axis=0), worst[inside].max(axis=0)


def _share_below(ranks: Counts, subjects: int) -> Counts:
    """Return for each rank how many completed regions have one as good or better."""
    shares = np.empty_like(ranks)
    for subject in range(subjects):
        own = ranks[:, subject]
        shares[:, subject] = np.cumsum(np.bincount(own, minlength=subjects + 1))[own]
    return shares


def group_of(low: int, high: int, subjects: int) -> str:
    """Return the third of all ranks that holds a range, or unclear.

    >>> group_of(1, 10, 31), group_of(10, 11, 31), group_of(21, 31, 31)
    ('first', 'unclear', 'last')
    """
    third, other = ceil(3 * low / subjects), ceil(3 * high / subjects)
    return THIRDS[third - 1] if third == other else "unclear"


def _ranks(completed: Completed, members: list[str], picks: int | None) -> pd.DataFrame:
    """Return the ranks in one area of a completed region."""
    known = completed.known[completed.members.isin(members)]
    subjects = pd.Index(completed.subjects, name="subject_id")
    needing = pd.Series((known == 1).sum(axis=0), index=subjects)
    answered = pd.Series((known >= 0).sum(axis=0), index=subjects)
    sets = finite_rank_sets(needing, answered, len(members), picks=picks)
    counts = completed.counts(members)
    low, high = likely_ranges(counts)
    # A ballot allows fewer completions than answers subject by subject.
    low = np.maximum(low, sets["silent_low"])
    high = np.minimum(high, sets["silent_high"])
    known_ranks = ranks_by_share(needing, answered)
    # A rank by share may be likely in none of the completed regions: blanks are few.
    low = np.fmin(low, known_ranks["rank"])
    high = np.fmax(high, known_ranks["rank_worst"])
    ends = zip(low, high, strict=True)
    found = pd.DataFrame(
        {
            "rank": known_ranks["rank"],
            "rank_worst": known_ranks["rank_worst"],
            "rank_low": sets["low"],
            "rank_high": sets["high"],
            "rank_likely_low": low,
            "rank_likely_high": high,
            "rank_silent_low": sets["silent_low"],
            "rank_silent_high": sets["silent_high"],
            "group": [group_of(first, last, len(subjects)) for first, last in ends],
            "first_third": chance_of_first(counts, ceil(len(subjects) / 3)),
        }
    )
    return found.reset_index()


def chance_of_first(counts: Counts, places: int) -> npt.NDArray[np.float64]:
    """Return the share of completed regions with a rank of at most `places`.

    counts: members needing, completed regions x subjects.

    >>> chance_of_first(np.array([[5, 3, 1], [1, 3, 5]]), 1).tolist()
    [0.5, 0.0, 0.5]
    """
    rank, _ = tied_ranks(counts)
    return np.asarray((rank <= places).mean(axis=0).round(9), np.float64)


def _open(answers: pd.DataFrame, *, draws: int, seed: int) -> pd.DataFrame:
    """Return the ranks in a survey without a frame."""
    known_ranks = ranks_by_share(answers.sum(), answers.notna().sum())
    said = answers.loc[:, answers.notna().any()]
    apart = said - said.mean()
    both = apart.fillna(0.0).to_numpy()
    counts = said.notna().sum().to_numpy(float)
    spread = both.T @ both / np.outer(counts, counts)
    sets = rank_sets(said.mean(), spread, draws=draws, seed=seed)
    subjects = answers.shape[1]
    unsaid = subjects - len(sets)
    # A subject nobody answered may stand anywhere.
    low = sets["low"].reindex(answers.columns).fillna(1)
    high = (sets["high"] + unsaid).reindex(answers.columns).fillna(subjects)
    low = np.fmin(low, known_ranks["rank"])
    high = np.fmax(high, known_ranks["rank_worst"])
    ends = zip(low, high, strict=True)
    found = pd.DataFrame(
        {
            "rank": known_ranks["rank"],
            "rank_worst": known_ranks["rank_worst"],
            "rank_low": low,
            "rank_high": high,
            "group": [group_of(first, last, subjects) for first, last in ends],
        },
        index=answers.columns,
    )
    return found.rename_axis("subject_id").reset_index()


# Sets of ranks in a finite region: simultaneous sets, and what silence allows.


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


def priorities_with_ranks(
    survey: Survey, needs: pd.DataFrame, ranks: pd.DataFrame, likely: pd.DataFrame
) -> pd.DataFrame:
    """Return the table priorities.

    ranks: from `ranks_by_subject`; likely: by_subject of `likely_counts`.
    """
    shares = priorities_by_subject(survey, needs)
    key = list(tables.TABLES["priorities"].key)
    more = ranks.drop(columns=["rank", "rank_worst"]).merge(likely, how="left", on=key)
    known = [column for column in shares if column in key or column not in more]
    merged = shares[known].merge(more, on=key, how="left", validate="1:1")
    return tables.arrange(merged, "priorities")
