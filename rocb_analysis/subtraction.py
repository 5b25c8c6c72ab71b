"""What an attacker who subtracts could learn of a count that is withheld.

Whoever knows a total, and of its parts that each lies between two ends, knows more of
each part than its own ends say. Here is how much more, exactly, and what has to be
withheld too so that it is not too much ("complementary suppression": Hundepool and
others, Statistical Disclosure Control, 2012, chapter 4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import RANKING_KINDS, RATING_KINDS

# An attacker knows one reply, its own: two members must be left to doubt.
MARGIN = 2

Ends = tuple[int, int]
# What stands for a sub-region's count, and how many of those that answered it may be.
MOST, FEWER = "most", "fewer"
_ENDS: dict[str, Callable[[int], Ends]] = {
    MOST: lambda answered: (answered // 2 + 1, answered),
    FEWER: lambda answered: (0, answered // 2),
}


def ends_of_parts(total: Ends, parts: Sequence[Ends]) -> list[Ends]:
    """Return the ends of each part, once the ends of their sum are known too.

    total, parts: the least and the greatest each can be, both included.

    >>> ends_of_parts((5, 5), [(4, 6), (0, 4)])
    [(4, 5), (0, 1)]
    """
    least, most = sum(low for low, _ in parts), sum(high for _, high in parts)
    return [
        (
            max(low, total[0] - (most - high)),
            min(high, total[1] - (least - low)),
        )
        for low, high in parts
    ]


def tells_all_or_none(ends: Ends, members: int) -> bool:
    """Say whether ends of a count tell that all, or none, of the members are in it.

    All but one is as good as all, as one member knows its own reply; and ends closer
    than that tell the number.

    >>> tells_all_or_none((0, 1), 6), tells_all_or_none((1, 4), 6)
    (True, False)
    """
    low, high = ends
    return high < MARGIN or low > members - MARGIN or high - low < MARGIN


def nearly_all(count: pd.Series, members: pd.Series) -> pd.Series:
    """Say for each count whether it is that of all members, or all but one."""
    return (members.fillna(0) - count.fillna(0) < MARGIN) & (members.fillna(0) > 0)


def hidden_with(
    counts: pd.Series, hidden: pd.Series, *, room: int, least_group: int
) -> pd.Series:
    """Say which counts to withhold besides those hidden already.

    The counts together are at most `room` (as many names as all ballots have places).
    If those that are shown nearly fill it, the rest is nearly known to be 0: then the
    smallest that are shown are withheld too, until each hidden one may be anything
    under least_group.
    """
    also = hidden & False
    if not hidden.any():
        return also
    shown = counts[~hidden].sort_values(kind="stable")
    left = room - int(shown.sum())
    for place, count in shown.items():
        if left >= least_group - 1:
            break
        also[place] = True
        left += int(count)
    return also


def hidden_with_places(
    region: pd.DataFrame,
    hidden: pd.Series,
    picks: Mapping[str, int],
    *,
    count: str,
    least_group: int,
) -> pd.Series:
    """Say which counts to withhold besides, as places on a round's ballots are few.

    region: rows of priorities of the region; picks: places of a ballot by round. By the
    index of `hidden`; see hidden_with.
    """
    also = pd.Series(False, hidden.index)
    for name, rows in region.groupby("round"):
        if name not in picks:
            continue
        also[rows.index] = hidden_with(
            rows[count].fillna(0).astype(int),
            hidden[rows.index],
            room=picks[str(name)] * int(rows["answered"].max()),
            least_group=least_group,
        )
    return also


def told_by_words(
    areas: pd.DataFrame,
    words: pd.Series,
    region: pd.DataFrame,
    small: pd.Series,
    *,
    top: int,
) -> pd.Series:
    """Say where words of sub-regions and the region's count tell all or none of one.

    areas: a row a round, subject and sub-region, with answered (counts); words: of each
    row; region: the region's rows, with needing; small: which of those are only known
    to be at most `top`.
    """
    counts = region["needing"].fillna(0).astype(int)
    ends = zip(counts.mask(small, 0), counts.mask(small, top), strict=True)
    keys = zip(region["round"], region["subject_id"], strict=True)
    totals = dict(zip(keys, ends, strict=True))
    told = pd.Series(False, areas.index)
    for key, rows in areas.groupby(["round", "subject_id"]):
        if key in totals:
            sizes = [int(n) for n in rows["answered"].fillna(0)]
            told[rows.index] = _tell(list(words[rows.index]), sizes, totals[key])
    return told


def _tell(words: Sequence[str], sizes: Sequence[int], total: Ends) -> bool:
    """Say whether the words tell all or none of any part; not what the total tells."""
    anything = [(0, size) for size in sizes]
    said = [
        _ENDS[word](size) if word in _ENDS else (0, size)
        for word, size in zip(words, sizes, strict=True)
    ]
    before, after = ends_of_parts(total, anything), ends_of_parts(total, said)
    return any(
        tells_all_or_none(known, size) and not tells_all_or_none(alone, size)
        for alone, known, size in zip(before, after, sizes, strict=True)
    )


def places_of_ballots(survey: Survey) -> dict[str, int]:
    """Return the places of a ballot, by round, where need comes from ballots alone."""
    places = {}
    for name in survey.round_names:
        asked = [survey.question[q] for q in survey.asked_questions(name)]
        kinds = {question.kind for question in asked if question.about == "need"}
        picks = [file.picks_allowed for file in survey.files_of(name)]
        if kinds & RANKING_KINDS and not kinds & RATING_KINDS and all(picks):
            places[name] = max(pick for pick in picks if pick)
    return places
