"""Make ids out of words, each once."""

from __future__ import annotations

import re
import unicodedata

_SMALL = frozenset(
    "a an and any are by do does for from how in is it its of on or our please the "
    "this to us was we were what when which who will with would you your".split()
)


class Names:
    """Gives each text an id of its own: short, in plain letters, never twice."""

    def __init__(self, letter: str, *, taken: set[str] | None = None) -> None:
        self.letter = letter
        self.taken = {word.casefold() for word in taken or ()}
        self.given: dict[str, str] = {}

    def of(self, text: str, *, key: str = "") -> str:
        """Return the id of a text, the same for the same text, or the same key.

        >>> names = Names("q")
        >>> names.of("How useful was it?"), names.of("Useful"), names.of("\u9700\u8981")
        ('useful', 'useful_2', 'q3')
        """
        key = key or text
        if key not in self.given:
            base = slug(text) or f"{self.letter}{len(self.given) + 1}"
            name, number = base, 1
            while name in self.taken:
                number += 1
                name = f"{base}_{number}"
            self.taken.add(name)
            self.given[key] = name
        return self.given[key]


def slug(text: str) -> str:
    """Return up to four telling words of a text in plain letters, or "".

    >>> slug("What is the present level of your officers?")
    'present_level_officers'
    """
    marks = unicodedata.normalize("NFKD", text)
    words = re.findall(r"[a-z0-9]+", marks.encode("ascii", "ignore").decode().lower())
    told = [word for word in words if word not in _SMALL] or words
    name = "_".join(told[:4])[:40].strip("_")
    return name if re.search("[a-z]", name) else ""
