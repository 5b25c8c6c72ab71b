"""The ranks of subjects in a round: sets, likely ranges, silence ranks, groups."""

from __future__ import annotations

from math import ceil

import numpy as np
import numpy.typing as npt
import pandas as pd

from rocb_analysis.priorities.comparability import Comparability, need_sources
from rocb_analysis.priorities.finite_ranks import finite_rank_sets, tied_ranks
from rocb_analysis.priorities.panels import answers_by_round
from rocb_analysis.priorities.rank_sets import rank_sets
from rocb_analysis.priorities.shares import ranks_by_share
from rocb_analysis.region import Completed, complete, keep_chance
from rocb_analysis.response import ALL, areas_of
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.members import base_of

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
