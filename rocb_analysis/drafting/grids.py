"""Put the columns of one question together: a grid of subjects, or of places."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rocb_analysis.core.text import plain
from rocb_analysis.survey.headings import LONGEST, wording
from rocb_analysis.survey.tools import heading_patterns

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NUMBER = re.compile(
    rf"(?<![\w.])(?:(\d{{1,2}})(?:st|nd|rd|th)?|({'|'.join(_ORDINALS)}))(?![\w])",
    re.IGNORECASE,
)
# How the form tools write a row of a grid behind its question, and how anybody may.
_ITEMS = (*heading_patterns("item"), r"(?P<stem>[^:]+): (?P<item>.+)")
_SHAPES: tuple[Callable[[str], re.Match[str] | None], ...] = tuple(
    re.compile(item).fullmatch for item in _ITEMS
)
# A colon stands in many headings; it makes a grid only of so many.
_LEAST = {_SHAPES[-1]: 3}


@dataclass(frozen=True)
class Group:
    """Headers of one question: its stem, and each header's item ("" if it is alone)."""

    stem: str
    headers: tuple[str, ...]
    items: tuple[str, ...] = ("",)

    @property
    def places(self) -> tuple[int, ...]:
        """The places 1, 2, 3 that the items, or else the headers, name; or none."""
        named = self.items if self.items[0] else self.headers
        found = tuple(numbered(name)[1] for name in named)
        patterns = {numbered(name)[0] for name in named}
        in_order = found == tuple(range(1, len(found) + 1)) and len(found) > 1
        return found if in_order and len(patterns) == 1 else ()


def groups_of(headers: list[str]) -> list[Group]:
    """Return the headers put together by question, in the order of the file.

    >>> [g.items for g in groups_of(["Who", "Level [Transit]", "Level [Origin]"])]
    [('',), ('Transit', 'Origin')]
    >>> [g.places for g in groups_of(["Priority 1: choose", "Priority 2: choose"])]
    [(1, 2)]
    """
    shared = _grids(headers)
    groups: list[Group] = []
    place = 0
    while place < len(headers):
        header = headers[place]
        if header in shared:
            group = shared[header]
            if group.headers[0] == header:
                groups.append(group)
            place += 1
            continue
        run = _run_of_places([h for h in headers[place:] if h not in shared])
        groups.append(run or Group(wording(header), (header,)))
        place += len(run.headers) if run else 1
    return groups


def _grids(headers: list[str]) -> dict[str, Group]:
    """Return for each header of a grid its group, by the first shape that fits."""
    grids: dict[str, Group] = {}
    short = [header for header in headers if len(header) <= LONGEST]
    for shape in _SHAPES:
        rows: dict[str, list[tuple[str, str]]] = {}
        for header in short:
            found = shape(wording(header)) if header not in grids else None
            if found:
                rows.setdefault(found["stem"], []).append((header, found["item"]))
        for stem, pairs in rows.items():
            items = tuple(item for _, item in pairs)
            if len(pairs) >= _LEAST.get(shape, 2) and len(set(items)) == len(items):
                group = Group(stem, tuple(header for header, _ in pairs), items)
                grids |= dict.fromkeys(group.headers, group)
    return grids


def _run_of_places(headers: list[str]) -> Group | None:
    """Return the headers from the first on that differ in a place alone: 1, 2, 3."""
    pattern, number = numbered(headers[0])
    if number != 1:
        return None
    run = [headers[0]]
    for header in headers[1:]:
        if numbered(header) != (pattern, len(run) + 1):
            break
        run.append(header)
    stem = re.sub(r"\s*#\s*([:.,?]?)\s*", r"\1 ", pattern).strip(" .:|-")
    return Group(stem, tuple(run), tuple("" for _ in run)) if len(run) > 1 else None


def numbered(text: str) -> tuple[str, int]:
    """Return a text with its first place cut out, and the place (0 = none).

    >>> numbered("2nd priority"), numbered("Third priority"), numbered("Note")
    (('# priority', 2), ('# priority', 3), ('Note', 0))
    """
    found = _NUMBER.search(text)
    if not found:
        return text, 0
    word = found[2] and _ORDINALS.index(found[2].casefold()) + 1
    place = word or int(found[1])
    return f"{text[: found.start()]}#{text[found.end() :]}", place


# How like two wordings are: for a list a person reads, never for a match.

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
