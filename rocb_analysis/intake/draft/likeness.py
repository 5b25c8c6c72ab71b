"""How like two wordings are: for a list a person reads, never for a match."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rocb_analysis.survey.text import plain

LEAST = 0.6
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_DENYING = frozenset("no not never none nor neither nothing without cannot".split())
_PREFIXES = ("un", "dis", "non", "in", "im", "ir", "il")


@dataclass(frozen=True)
class Near:
    """Two wordings that are alike, each with its place in its list."""

    first: int
    second: int
    likeness: float


def likeness(one: str, other: str) -> float:
    """Return how like two texts are, 0 to 1: 1 if equal but for capitals.

    Twice the signs in common blocks, of all signs (Ratcliff and Metzener 1988).

    >>> likeness("Priority 1: subject", "priority 1: subject")
    1.0
    >>> likeness("Rules of origin", "Origin rules")
    0.44
    """
    first, second = sorted(plain(text).casefold() for text in (one, other))
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    return round(matcher.ratio(), 2)


def differ_by_negation(one: str, other: str) -> bool:
    """Say whether one text denies what the other says, however like they are.

    >>> differ_by_negation("Not frequent enough", "Frequent enough")
    True
    >>> differ_by_negation("Satisfied", "dissatisfied"), differ_by_negation("Use", "us")
    (True, False)
    """
    first, second = (set(_WORD.findall(plain(t).casefold())) for t in (one, other))
    if (first ^ second) & _DENYING or any(w.endswith("n't") for w in first ^ second):
        return True
    return _denied(first - second, second) or _denied(second - first, first)


def _denied(words: set[str], others: set[str]) -> bool:
    """Say whether a word is one of the others with a sign of denial before it."""
    shorter = (w.removeprefix(p) for w in words for p in _PREFIXES if w.startswith(p))
    return not others.isdisjoint(shorter)


def near_pairs(
    firsts: Sequence[str],
    seconds: Sequence[str],
    *,
    alike: Callable[[str, str], float] = likeness,
) -> list[Near]:
    """Return the pairs that are alike, each text in one pair at most, likest first.

    Pairs are taken in the order of their likeness, equals in the order of the lists,
    so that "Priority 2" meets "2nd priority" only once "Priority 1" has met its own.
    """
    near = [
        Near(i, j, alike(one, other))
        for i, one in enumerate(firsts)
        for j, other in enumerate(seconds)
        if _could_be(one, other)
    ]
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for pair in sorted(near, key=lambda n: (-n.likeness, n.first, n.second)):
        free = pair.first not in taken[0] and pair.second not in taken[1]
        if free and pair.likeness >= LEAST:
            pairs.append(pair)
            taken[0].add(pair.first)
            taken[1].add(pair.second)
    return pairs


def _could_be(one: str, other: str) -> bool:
    """Say whether two texts can be alike at all, by their lengths and signs."""
    matcher = difflib.SequenceMatcher(None, one.casefold(), other.casefold())
    return matcher.real_quick_ratio() >= LEAST and matcher.quick_ratio() >= LEAST
