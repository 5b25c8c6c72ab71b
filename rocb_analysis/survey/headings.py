"""Take a heading apart: what a question says, and the subject or place it says it of.

Form tools write both into one heading, each with its own marks: `Level [Transit]`,
`Level.Transit`, `Level | Transit`. What all headings of a question share is what it
says; the rest is its subject or place. No tool need be known for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from rocb_analysis.survey.tools import heading_patterns

# What a form tool puts before the words of a question ("Q3_1 | ", "edu2[SQ001]. "), and
# behind them.
_CODE = re.compile("|".join(heading_patterns("code")))
_BEHIND = re.compile("|".join(heading_patterns("suffix")))
_FIELD = re.compile(r"[\w.-]*[_/][\w./-]*")
_YEAR = re.compile(
    r"(?<![\w./-])(?:19|20)\d\d(?:[/\u2013-](?:(?:19|20)\d\d|\d\d))?(?![\w/-]|\.\d)"
)
_WORD = re.compile(r"[^\W_]+")
# Where a form tool lets the item begin, if the items begin alike ("[Priority 1").
_ITEM_BEGINS = re.compile("|".join(heading_patterns("item_begins")))
MARKS = " :" + "".join(heading_patterns("marks"))
# A longer heading is not taken apart: it would take minutes, and no form has one.
LONGEST = 2_000


@dataclass(frozen=True)
class Unit:
    """A heading of a question: the shared stem, and the item that is its own."""

    subject: str
    place: str
    heading: str
    stem: str
    item: str


def wording(heading: str) -> str:
    """Return the words of a heading without what only the form tool adds.

    >>> wording("Q3_1 | Rules of origin"), wording("edu2[SQ001]. Rules of origin")
    ('Rules of origin', 'Rules of origin')
    >>> wording("Other needs | Open-Ended Response")
    'Other needs'
    """
    if len(heading) > LONGEST:
        return heading
    return _BEHIND.sub("", _CODE.sub("", heading, count=1))


def is_field_name(heading: str) -> bool:
    """Say whether a heading is the name of a field and holds no words of the form.

    >>> is_field_name("in_general/mode"), is_field_name("Preferred mode")
    (True, False)
    """
    return bool(_FIELD.fullmatch(heading))


def words_of(text: str, *, numbers: bool = True) -> tuple[str, ...]:
    """Return the words of a text without capitals and marks.

    >>> words_of("Needs in 2025/26?"), words_of("Needs in 2025/26?", numbers=False)
    (('needs', 'in', '2025', '26'), ('needs', 'in'))
    """
    found = _WORD.findall(text.casefold())
    return tuple(w for w in found if numbers or not w.isdecimal())


def years_in(text: str) -> list[str]:
    """Return the years that a text names, alone or as two that a mark joins.

    >>> years_in("Needs in 2026/27, or in 2025?"), years_in("Room 20261, 12 officers")
    (['2026/27', '2025'], [])
    """
    return _YEAR.findall(text)


def split_headings(rows: pd.DataFrame) -> list[Unit]:
    """Return the units of one question.

    Columns needed: subject_id, position, heading (a row a heading).
    """
    headings = list(rows["heading"])
    stem, items = shared_and_own([wording(heading) for heading in headings])
    return [
        Unit(subject, place, heading, stem, item)
        for subject, place, heading, item in zip(
            rows["subject_id"], rows["position"], headings, items, strict=True
        )
    ]


def shared_and_own(headings: list[str]) -> tuple[str, list[str]]:
    """Return what headings share at their two ends, and what is each one's own.

    >>> shared_and_own(["Level [Transit]", "Level [Rules of origin]"])
    ('Level', ['Transit', 'Rules of origin'])
    >>> shared_and_own(["1st priority", "2nd priority"])
    ('priority', ['1st', '2nd'])
    >>> shared_and_own(["Level [1st priority]", "Level [2nd priority]"])
    ('Level', ['1st priority', '2nd priority'])
    >>> shared_and_own(["Level [Priority 1]", "Level [Priority 2]"])
    ('Level', ['Priority 1', 'Priority 2'])
    """
    if len(headings) < 2:
        return (headings[0] if headings else ""), ["" for _ in headings]
    shared = _whole_words(_beginning(headings), headings)
    mark = _ITEM_BEGINS.search(shared)
    start, end = mark.start() if mark else len(shared), 0
    if not mark:
        tails = [heading[start:][::-1] for heading in headings]
        end = len(_whole_words(_beginning(tails), tails))
    first = headings[0]
    ends = [first[:start], first[len(first) - end :]]
    stem = " ".join(filter(None, (part.strip(MARKS) for part in ends)))
    items = [h[start : len(h) - end].strip(MARKS) for h in headings]
    return stem, items


def _beginning(texts: list[str]) -> str:
    """Return the signs with which all texts begin."""
    for place, signs in enumerate(zip(*texts, strict=False)):
        if len(set(signs)) > 1:
            return texts[0][:place]
    return min(texts, key=len)


def _whole_words(shared: str, headings: Iterable[str]) -> str:
    """Return what is shared, cut back so that no word is cut in two."""
    inside = any(heading[len(shared) :][:1].isalnum() for heading in headings)
    while inside and shared[-1:].isalnum():
        shared = shared[:-1]
    return shared
