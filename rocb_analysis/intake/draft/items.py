"""The items of a grid or a battery: what a heading has of its own, and how like it is.

Headings of one question share its words; two of its items are compared without them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rocb_analysis.intake.draft.grids import groups_of, numbered
from rocb_analysis.intake.draft.likeness import likeness


@dataclass(frozen=True)
class Item:
    """What a heading says of its own (text), behind what its question says (stem).

    place: the place it speaks of, 0 for none.
    """

    stem: str
    text: str
    place: int = 0


def items_of(headers: Sequence[str]) -> dict[str, Item]:
    """Return the headers that are items of a question with several.

    >>> items_of(["Who", "Offer?.Transit", "Offer?.Free zones"])["Offer?.Transit"]
    Item(stem='Offer?', text='Transit', place=0)
    """
    found = {}
    for group in groups_of(list(dict.fromkeys(headers))):
        if len(group.headers) < 2:
            continue
        places = group.places or tuple(0 for _ in group.headers)
        for header, text, place in zip(group.headers, group.items, places, strict=True):
            found[header] = Item(group.stem, text, place)
    return found


def likeness_of_headings(
    news: Sequence[str], olds: Sequence[str]
) -> Callable[[str, str], float]:
    """Return how like a heading of one form is to one of another, 0 to 1.

    Two items are as like as what they do not share, and no liker than their questions;
    items of two places are not alike. An item and a heading that stands alone are
    compared without the words of the item's question.
    """
    new, old = items_of(news), items_of(olds)

    def alike(one: str, other: str) -> float:
        first = new.get(one) or _behind(one, old.get(other))
        second = old.get(other) or _behind(other, new.get(one))
        if not first or not second:
            return likeness(one, other)
        if first.place or second.place:
            return likeness(one, other) if _place(one) == _place(other) else 0.0
        of_stems = likeness(first.stem, second.stem)
        return min(of_stems, likeness(first.text, second.text))

    return alike


def _place(header: str) -> int:
    return numbered(header)[1]


def _behind(header: str, item: Item | None) -> Item | None:
    """Return a lone heading as an item of a question whose words it begins with."""
    if item is None or not item.text or not header.startswith(item.stem):
        return None
    return Item(item.stem, header[len(item.stem) :].strip(" .:|/[]-"))
