"""What a reader could work out of two rounds' counts about changes that are withheld.

Those that changed are the difference between two published counts, but for members
that answered in one of the rounds only. Where few did so, the difference tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from rocb_analysis.priorities.changes import LEAST_CHANGERS, MOST_Q
from rocb_analysis.priorities.exact_tests import mcnemar_midp

CLEAR, NO_CLEAR_CHANGE = ("rose", "fell"), "no clear change"
Ends = tuple[int, int]
Pairs = list[tuple[int, int]]


@dataclass(frozen=True)
class Seen:
    """What is shown of a subject in one round.

    needing: the least and the most that it may be, the same twice if it is shown.
    """

    answered: int
    needing: Ends

    def of_matched(self, matched: int) -> range:
        """Return how many of the matched may need it; the others take what they can.

        >>> Seen(24, (9, 9)).of_matched(22), Seen(22, (9, 9)).of_matched(22)
        (range(7, 10), range(9, 10))
        """
        low, high = self.needing
        return range(max(0, low - (self.answered - matched)), min(high, matched) + 1)


def possible_turns(before: Seen, after: Seen, matched: int) -> Pairs:
    """Return every (rose, fell) that agrees with what two rounds show of a subject.

    If m0 of the matched needed it and then m1, then rose - fell = m1 - m0; nobody turns
    to what it needed already, or from what it did not need.

    >>> possible_turns(Seen(9, (6, 6)), Seen(9, (8, 8)), 9)
    [(2, 0), (3, 1)]
    """
    pairs = {
        (m1 - m0 + fell, fell)
        for m0 in before.of_matched(matched)
        for m1 in after.of_matched(matched)
        for fell in range(max(0, m0 - m1), min(m0, matched - m1) + 1)
    }
    return sorted(pairs)


def tells_turns(pairs: Pairs, least_group: int) -> bool:
    """Say whether words for small counts would tell a number.

    They tell whether both counts are under least_group, or one of them: each of the two
    must leave more than one number for both.
    """
    both = [pair for pair in pairs if max(pair) < least_group]
    one = [pair for pair in pairs if min(pair) < least_group <= max(pair)]
    return _one_number(both) or _one_number(one)


def nets_told_by_verdict(pairs: Pairs, least_group: int) -> frozenset[int]:
    """Return the net changes at which a clear verdict would tell a number.

    With a verdict, rose or fell, few of these pairs remain. Where all that do have a
    count in common, no verdict is told at their net change, rose - fell, clear or not.
    """
    hidden = [pair for pair in pairs if min(pair) < least_group]
    nets = set[int]()
    for verdict in CLEAR:
        left = [pair for pair in hidden if _can_be(verdict, *pair)]
        if _one_number(left):
            nets |= {rose - fell for rose, fell in left}
    return frozenset(nets)


def _one_number(pairs: Pairs) -> bool:
    """Say whether all pairs have one count in common."""
    return bool(pairs) and min(len(set(side)) for side in zip(*pairs, strict=True)) < 2


@cache
def _can_be(verdict: str, rose: int, fell: int) -> bool:
    """Say whether so many may be told of as a clear change: q is at least the mid-p."""
    if (rose > fell) != (verdict == "rose") or rose + fell < LEAST_CHANGERS:
        return False
    return mcnemar_midp(rose, fell) <= MOST_Q


def turns_told_by_rounds(
    changes: pd.DataFrame, shown: pd.DataFrame, *, least_group: int
) -> pd.DataFrame:
    """Say for each row of changes what the counts of its two rounds give away.

    changes: the table of that name. shown: rows of priorities of the region with round,
    subject_id, answered, needing (counts), withheld (whether needing is) and small
    (whether it is known to be under least_group). Columns, by the index of changes:
    large (needing is withheld in one of the rounds, but is not small), turns, verdict
    (words for small counts, or a clear verdict, would tell a number). A round that is
    not shown tells nothing.
    """
    rows = shown.to_dict("records")
    seen = {(row["round"], row["subject_id"]): _seen(row, least_group) for row in rows}
    large = [row for row in rows if row["withheld"] and not row["small"]]
    hidden = {(row["round"], row["subject_id"]) for row in large}
    told = []
    for row in changes.to_dict("records"):
        ends = [(row[end], row["subject_id"]) for end in ("from_round", "to_round")]
        turns, nets = False, frozenset[int]()
        if row["rose"] is not pd.NA and all(end in seen for end in ends):
            rounds = (seen[ends[0]], seen[ends[1]], int(row["matched"]))
            turns, nets = _given_away(*rounds, least_group)
        verdict = bool(nets) and int(row["rose"]) - int(row["fell"]) in nets
        told.append((any(end in hidden for end in ends), turns, verdict))
    names = ["large", "turns", "verdict"]
    return pd.DataFrame(told, index=changes.index, columns=names, dtype=bool)


@cache
def _given_away(
    before: Seen, after: Seen, matched: int, least_group: int
) -> tuple[bool, frozenset[int]]:
    pairs = possible_turns(before, after, matched)
    return tells_turns(pairs, least_group), nets_told_by_verdict(pairs, least_group)


def _seen(row: dict[str, Any], least_group: int) -> Seen:
    """Return what is shown of a subject and round."""
    answered, needing = int(row["answered"]), int(row["needing"])
    if not row["withheld"]:
        return Seen(answered, (needing, needing))
    return Seen(answered, (0, least_group - 1 if row["small"] else answered))


def changes_as_shown(
    changes: pd.DataFrame,
    shown: pd.DataFrame,
    *,
    words: pd.DataFrame,
    withheld: pd.Series,
    least_group: int,
    not_shown: str,
) -> pd.DataFrame:
    """Return the changes with rose, fell and verdict as they may be told outside.

    shown: see turns_told_by_rounds. words: rose and fell by the rule of counts alone;
    withheld: where that rule withholds both. Besides, they are not shown where the
    counts of the two rounds would give them away, or they a count of those; a row
    without them is not told of as leaning, for that word alone would tell them, nor is
    its verdict told where that would.
    """
    told = turns_told_by_rounds(changes, shown, least_group=least_group)
    compared = changes["rose"].notna()
    hidden = (withheld | told["large"]) & compared
    other = hidden & (told["turns"] | told["large"])
    leaning = changes["verdict"].str.startswith("leaning") & hidden
    verdict = changes["verdict"].mask(leaning, NO_CLEAR_CHANGE)
    verdict = verdict.mask(hidden & (told["verdict"] | told["large"]), not_shown)
    said = {
        count: words[count].mask(other, not_shown).where(compared, pd.NA)
        for count in CLEAR
    }
    return changes.assign(**said, verdict=verdict)
