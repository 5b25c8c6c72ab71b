"""The figures that editions and releases show, and how they hang together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pandas as pd

from rocb_analysis.disclosure.programme import (
    ALONE,
    COALITION,
    Programme,
    SensitiveCell,
    Told,
)
from rocb_analysis.priorities.changes import LEAST_CHANGERS, MOST_Q
from rocb_analysis.priorities.tests import mcnemar_midp

# Words that stand in place of a count.
NOT_SHOWN = "not shown"
# What stands for a sub-region's count: more than half of those that answered, or not.
MOST, FEWER = "most", "fewer"
# A preliminary edition names so many subjects, and more only where they tie.
FIRST = 5
FIRST_FIVE, NOT_FIRST = "among the first five", "not among the first five"
# Figures of the replies as they are now, not as they were at a release.
NOW = "now"

# What a cell is of.
COUNT, TURNS, PART, LATE = "count", "turns", "part", "late"
Key = tuple[str, ...]
# Of the respondents of a round, what stands for the content of each reply.
Replies = Mapping[str, str]


@dataclass(frozen=True)
class Withheld:
    """What is withheld besides, so that nothing withheld can be worked out.

    counts: round and subject; turns, verdicts: from_round, to_round and subject; words:
    round and subject, in every sub-region.
    """

    counts: frozenset[tuple[str, str]] = frozenset()
    turns: frozenset[tuple[str, str, str]] = frozenset()
    verdicts: frozenset[tuple[str, str, str]] = frozenset()
    words: frozenset[tuple[str, str]] = frozenset()

    @property
    def is_nothing(self) -> bool:
        return self == Withheld()

    def __or__(self, other: Withheld) -> Withheld:
        return Withheld(
            self.counts | other.counts,
            self.turns | other.turns,
            self.verdicts | other.verdicts,
            self.words | other.words,
        )


@dataclass(frozen=True)
class Figures:
    """What an edition shows, or has shown at a release.

    counts: a row a round and subject; columns round, subject_id, answered, needing (a
    count, or the word that stands for it), as_of. changes: from_round, to_round,
    subject_id, matched, rose, fell, verdict, as_of. words: round, sub_region,
    subject_id, answered, shown (most, fewer, or another word), as_of. as_of names the
    replies that a row was counted from: NOW, or a release.
    replies: by as_of and round the replies, each with what stands for its content.
    """

    counts: pd.DataFrame
    changes: pd.DataFrame
    words: pd.DataFrame
    replies: Mapping[str, Mapping[str, Replies]] = field(default_factory=dict)

    def hiding(self, withheld: Withheld) -> Figures:
        """Return the figures with what is withheld besides."""
        steps = ["from_round", "to_round", "subject_id"]
        counts = _hidden(self.counts, withheld.counts, ["needing"])
        changes = _hidden(self.changes, withheld.turns, ["rose", "fell"], steps)
        changes = _hidden(changes, withheld.verdicts, ["verdict"], steps)
        words = _hidden(self.words, withheld.words, ["shown"])
        return replace(self, counts=counts, changes=changes, words=words)

    def of_subject(self, subject: str) -> Figures:
        """Return the figures of one subject."""
        frames = {n: getattr(self, n) for n in ("counts", "changes", "words")}
        own = {n: one[one["subject_id"] == subject] for n, one in frames.items()}
        return replace(self, **own)


def _hidden(
    rows: pd.DataFrame,
    keys: frozenset[Any],
    columns: list[str],
    by: Sequence[str] = ("round", "subject_id"),
) -> pd.DataFrame:
    """Return rows, those of some keys with a word in place of what may not be told."""
    if not keys or rows.empty:
        return rows
    own = [key in keys for key in zip(*(rows[name] for name in by), strict=True)]
    hidden = pd.Series(own, rows.index)
    told = {
        name: rows[name]
        .astype("object")
        .mask(hidden & rows[name].notna() & ~rows[name].map(_says_little), NOT_SHOWN)
        for name in columns
    }
    return rows.assign(**told)


def _says_little(cell: object) -> bool:
    """Say whether a cell is blank, or the word for a small or a withheld count."""
    return cell in ("", NOT_SHOWN) or str(cell).startswith("fewer than ")


def attack(
    shown: Sequence[Figures],
    *,
    picks: Mapping[str, int],
    areas: Mapping[str, str],
    least_group: int,
    only: Iterable[Key] | None = None,
) -> list[Told]:
    """Return what figures tell, together, that they must not; empty if nothing.

    Told is a count that is withheld and of which fewer than least_group values are
    left; a count of the region that is shown and from which three who put their
    replies together learn what all the others answered; and a count of a sub-region, or
    of those who replied between two releases, from which one of them learns it.

    Parameters
    ----------
    shown : the figures of every edition and release the attacker has.
    picks : by round the places of a ballot, of rounds whose need comes from ballots.
    areas : by member its sub-region.
    least_group : of survey.toml.
    only : keys of the cells that matter; by default all.
    """
    model = _Model(shown, picks, areas, least_group)
    cells = model.cells
    if only is not None:
        wanted = set(only)
        cells = [cell for cell in cells if cell.key in wanted]
    return model.programme.told(cells)


class _Model:
    """The programme of an attacker, and the cells that must stay in doubt."""

    def __init__(
        self,
        shown: Sequence[Figures],
        picks: Mapping[str, int],
        areas: Mapping[str, str],
        least_group: int,
    ) -> None:
        self.programme = Programme()
        self.least_group = least_group
        # The word for a small count leaves least_group values of it: with one or two,
        # nothing is in doubt for a member that knows its own reply.
        self.knowing = min(ALONE, least_group - 2)
        self.areas = areas
        self._numbers: dict[Key, int] = {}
        self._answered: dict[int, int] = {}
        self._cells: dict[Key, SensitiveCell] = {}
        self._replies: dict[str, dict[str, Replies]] = {}
        for one in shown:
            for as_of, by_round in one.replies.items():
                self._replies.setdefault(as_of, {}).update(by_round)
        self._above: dict[Key, dict[int, int]] = {}
        answered = [int(most) for one in shown for most in one.counts["answered"]]
        self._most_answered = max(answered, default=0)
        for one in shown:
            self._counts(one.counts)
        for above in self._above.values():
            self.programme.know(dict.fromkeys(above.values(), 1.0), 0, FIRST - 1)
        for one in shown:
            self._words(one.words)
        for one in shown:
            self._changes(one.changes)
        self._ballots(picks)
        self._links()

    @property
    def cells(self) -> list[SensitiveCell]:
        return list(self._cells.values())

    def _same(self, as_of: str, round_name: str) -> str:
        """Return the first name under which the same replies of a round are known."""
        own = self._replies.get(as_of, {}).get(round_name)
        for name, by_round in self._replies.items():
            if own is not None and by_round.get(round_name) == own:
                return name
        return as_of

    def _counts(self, counts: pd.DataFrame) -> None:
        """Take in what is shown of the region's counts."""
        for row in counts.to_dict("records"):
            name, subject = str(row["round"]), str(row["subject_id"])
            as_of, answered = self._same(row["as_of"], name), int(row["answered"])
            key = (COUNT, name, subject, as_of)
            number = self._number(key, answered)
            low, high = self._ends(row["needing"], answered)
            if row["needing"] == NOT_SHOWN and answered >= 2 * self.least_group:
                # A small count has a word of its own.
                low = self.least_group
            self.programme.narrow(number, low, high)
            if row["needing"] in (FIRST_FIVE, NOT_FIRST):
                self._fifth(number, row["needing"], (name, as_of))
            if low == high:
                cell = SensitiveCell(number, key, 1, answered, COALITION)
            else:
                left = min(self.least_group, answered + 1)
                cell = SensitiveCell(number, key, left)
            # What one edition shows is no secret of another.
            if key not in self._cells or self._cells[key].size == 0:
                self._cells[key] = cell

    def _number(self, key: Key, size: int) -> int:
        """Return the place of a count of at most size members, added if it is new."""
        if key not in self._numbers:
            self._numbers[key] = self.programme.number(0, size)
            self._answered[self._numbers[key]] = size
        return self._numbers[key]

    def _ends(self, cell: Any, size: int) -> tuple[int, int]:
        """Return the least and the greatest that a shown cell lets a count be."""
        if not isinstance(cell, str):
            return int(cell), int(cell)
        if cell.isdigit():
            return int(cell), int(cell)
        if cell.startswith("fewer than "):
            return 0, min(int(cell.split()[-1]) - 1, size)
        if cell == FIRST_FIVE:
            return min(1, size), size
        return 0, size

    def _fifth(self, number: int, word: str, of: tuple[str, str]) -> None:
        """Say that a count is at least that of the fifth of its round, or less.

        Whoever knows the rule knows too that fewer than FIRST counts are above the
        fifth: more subjects are listed only where they tie.
        """
        key, size = ("fifth", *of), self._answered[number]
        if key not in self._numbers:
            self._numbers[key] = self.programme.number(1, self._most_answered + 1)
        fifth, know = self._numbers[key], self.programme.know
        if word == NOT_FIRST:
            know({number: 1.0, fifth: -1.0}, high=-1)
            return
        know({number: 1.0, fifth: -1.0}, low=0)
        above = self._above.setdefault(key, {})
        if number not in above:
            above[number] = self.programme.number(0, 1)
            know({number: 1.0, fifth: -1.0, above[number]: -float(size)}, high=0)

    def _words(self, words: pd.DataFrame) -> None:
        """Take in the words of sub-regions; their counts add up to the region's."""
        if words.empty:
            return
        parts: dict[Key, list[int]] = {}
        for row in words.to_dict("records"):
            name, subject = str(row["round"]), str(row["subject_id"])
            as_of, size = self._same(row["as_of"], name), int(row["answered"])
            total = (COUNT, name, subject, as_of)
            if total not in self._numbers:
                continue
            key = (PART, name, subject, as_of, str(row["sub_region"]))
            number = self._number(key, size)
            if row["shown"] == MOST:
                self.programme.narrow(number, size // 2 + 1, size)
            if row["shown"] == FEWER:
                self.programme.narrow(number, 0, size // 2)
            if size and key not in self._cells:
                self._cells[key] = SensitiveCell(number, key, 1, size, self.knowing)
            own = parts.setdefault(total, [])
            own += [number] if number not in own else []
        for of, numbers in parts.items():
            known = sum(self._answered[number] for number in numbers)
            # Members without a sub-region are in the region's count alone.
            rest = max(0, self._answered[self._numbers[of]] - known)
            terms = {**dict.fromkeys(numbers, 1.0), self._numbers[of]: -1.0}
            self.programme.know(terms, -rest, 0)

    def _changes(self, changes: pd.DataFrame) -> None:
        """Take in those that turned: the difference of two rounds' counts, in part."""
        for row in changes.to_dict("records"):
            if pd.isna(row["rose"]) or row["rose"] == "" or not int(row["matched"]):
                continue
            ends, subject = (
                (str(row["from_round"]), str(row["to_round"])),
                row["subject_id"],
            )
            counts = [
                self._numbers.get((COUNT, end, subject, self._same(row["as_of"], end)))
                for end in ends
            ]
            if None not in counts:
                self._turned(row, ends, (counts[0] or 0, counts[1] or 0))

    def _turned(
        self, row: dict[str, Any], ends: tuple[str, str], counts: tuple[int, int]
    ) -> None:
        """Say how the counts of two rounds and those that turned hang together."""
        matched, subject = int(row["matched"]), str(row["subject_id"])
        key = (TURNS, *ends, subject, row["as_of"])
        is_new = (*key, "rose") not in self._numbers
        rose, fell, kept = (
            self._number((*key, what), matched) for what in ("rose", "fell", "kept")
        )
        if is_new:
            before, after = (self._answered[count] for count in counts)
            left = self.programme.number(0, max(0, before - matched))
            came = self.programme.number(0, max(0, after - matched))
            know = self.programme.know
            know({kept: 1, fell: 1, left: 1, counts[0]: -1}, 0, 0)
            know({kept: 1, rose: 1, came: 1, counts[1]: -1}, 0, 0)
            know({kept: 1, rose: 1, fell: 1}, 0, matched)
        for number, what in ((rose, "rose"), (fell, "fell")):
            low, high = self._ends(row[what], matched)
            self.programme.narrow(number, low, high)
            cell = SensitiveCell(
                number, (*key, what), min(self.least_group, matched + 1)
            )
            self._cells.setdefault(cell.key, cell)
            if low == high:
                self._cells[cell.key] = cell._replace(possibilities=1)
        self._read(row["verdict"], rose, fell, matched)

    def _read(self, verdict: str, rose: int, fell: int, matched: int) -> None:
        """Say how many may have turned where a change is read so."""
        if verdict == "no clear change":
            for one, other in ((rose, fell), (fell, rose)):
                for height, slope in _still(matched):
                    self.programme.know({one: 1.0, other: -slope}, high=height)
        elif verdict in ("rose", "leaning up"):
            self._turned_more(rose, fell, matched, verdict == "rose")
        elif verdict in ("fell", "leaning down"):
            self._turned_more(fell, rose, matched, verdict == "fell")

    def _turned_more(self, more: int, fewer: int, matched: int, is_clear: bool) -> None:
        """Say that one of the ways that a change may be told of is the case."""
        ways = {
            few: max(most + 1, LEAST_CHANGERS - few if is_clear else 0)
            for few, most in enumerate(_most_by_chance(matched))
        }
        chosen = {few: self.programme.number(0, 1) for few in ways}
        know = self.programme.know
        know(dict.fromkeys(chosen.values(), 1.0), 1, 1)
        know({fewer: 1.0, **{one: -float(few) for few, one in chosen.items()}}, 0, 0)
        know({more: 1.0, **{one: -float(ways[few]) for few, one in chosen.items()}}, 0)

    def _ballots(self, picks: Mapping[str, int]) -> None:
        """Say that places on the ballots of a round, or of a sub-region, are few."""
        room: dict[Key, list[int]] = {}
        for key, number in self._numbers.items():
            if key[0] in (COUNT, PART) and key[1] in picks:
                of = (key[1], key[3], *key[4:])
                room.setdefault(of, []).append(number)
        for of, numbers in room.items():
            ballots = max(self._answered[number] for number in numbers)
            self.programme.know(dict.fromkeys(numbers, 1.0), 0, picks[of[0]] * ballots)

    def _links(self) -> None:
        """Say how far counts of two states of the replies may lie apart."""
        by_place: dict[Key, list[Key]] = {}
        for key in self._numbers:
            if key[0] in (COUNT, PART):
                by_place.setdefault((*key[:3], *key[4:]), []).append(key)
        for place, keys in by_place.items():
            for number, after in enumerate(keys):
                for before in keys[number + 1 :]:
                    self._link(place, before, after)

    def _link(self, place: Key, before: Key, after: Key) -> None:
        moved = self._moved(place[1], before[3], after[3], place[3:])
        if moved is None:
            return
        joined, changed, gone = moved
        # Of a reply that was changed both answers are unknown: the old and the new.
        answers = joined + 2 * changed + gone
        key = (LATE, *place[1:3], f"{before[3]} to {after[3]}", *place[3:])
        late = self.programme.number(0, answers)
        terms = {self._numbers[after]: 1.0, self._numbers[before]: -1.0, late: -1.0}
        self.programme.know(terms, -(gone + changed), -(gone + changed))
        if answers:
            knowing = self.knowing * (2 if changed else 1)
            self._cells[key] = SensitiveCell(late, key, 1, answers, knowing)

    def _moved(
        self, round_name: str, before: str, after: str, area: Key
    ) -> tuple[int, int, int] | None:
        """Return how many replies joined, changed and went; None if it is not known."""
        both = [
            self._replies.get(as_of, {}).get(round_name) for as_of in (before, after)
        ]
        if both[0] is None or both[1] is None:
            return None
        old, new = (
            {who for who in one if not area or self.areas.get(who, "") == area[0]}
            for one in both
            if one is not None
        )
        stayed = old & new
        changed = sum(both[0][who] != both[1][who] for who in stayed)
        return len(new - old), changed, len(old - new)


@cache
def _most_by_chance(matched: int) -> list[int]:
    """Return, by how many turn one way, how many may turn the other without a verdict.

    A change is told of, as clear or as leaning, where its mid-p is at most MOST_Q: q is
    never smaller.
    """
    found: list[int] = []
    for few in range(matched + 1):
        most = max(found[-1] if found else 0, few)
        while mcnemar_midp(most + 1, few) > MOST_Q:
            most += 1
        found.append(most)
    return found


@cache
def _still(matched: int) -> list[tuple[float, float]]:
    """Return the lines, height and slope, below which no change is told of.

    The whole numbers below all of them are those of _most_by_chance: a test counts.
    """
    most = _most_by_chance(matched)
    lines, here = [], 0
    while here < matched:
        slopes = [
            (most[to] - most[here]) / (to - here) for to in range(here + 1, matched + 1)
        ]
        steepest = max(slopes)
        lines.append((most[here] - steepest * here, steepest))
        here += max(n for n, slope in enumerate(slopes, 1) if slope >= steepest - 1e-12)
    return lines
