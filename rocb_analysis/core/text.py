"""Compare words the way the contract says, and no looser.

Headers, answers and names are equal when they are equal after `plain`. Nothing is
matched by likeness: `nearest` only words a suggestion for a person to decide.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

from rocb_analysis.core.spreadsheet_damage import can_change, spoiled_from

_QUOTED = 80  # letters of a text that a sentence quotes
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})

# Marks without width: zero-width spaces and joiners, direction marks and isolates,
# soft hyphen, word joiner, byte-order mark.
_NO_WIDTH = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


def plain(text: str) -> str:
    """Return the text after NFKC, without zero-width marks, white space collapsed.

    >>> plain("  Customs\\u00a0valuation \\u200b")
    'Customs valuation'
    """
    if text.isascii():
        return " ".join(text.split())
    # Marks go first: one between a letter and its accent would keep them apart, and
    # the same text read twice would then differ from itself read once.
    folded = unicodedata.normalize("NFKC", _NO_WIDTH.sub("", text))
    return " ".join(folded.split())


def quoted(text: str) -> str:
    """Return the text as a sentence quotes it: plain, a long one cut short.

    >>> quoted(" Customs  valuation"), len(quoted("so " * 1000))
    ('"Customs valuation"', 82)
    """
    word = plain(text)
    short = word if len(word) <= _QUOTED else f"{word[: _QUOTED - 1].rstrip()}…"
    return f'"{short}"'


def yes_or_no(text: str) -> bool | None:
    """Return True for Yes, Y, True, 1; False for No, N, False, 0; else None.

    >>> yes_or_no("YES"), yes_or_no("n"), yes_or_no("perhaps")
    (True, False, None)
    """
    word = plain(text).casefold()
    return True if word in YES else False if word in NO else None


def nearest(word: str, known: Iterable[str], *, at_least: float = 0.6) -> str:
    """Return the known word most like this one, or "" if none is near.

    at_least: how like it must be, from 0 to 1 (the same).

    >>> nearest("Custom valuation", ["Customs valuation", "Rules of origin"])
    'Customs valuation'
    """
    by_fold = {other.casefold(): other for other in known}
    found = difflib.get_close_matches(word.casefold(), list(by_fold), 1, at_least)
    return by_fold[found[0]] if found else ""


def hint(word: str, known: Iterable[str]) -> str:
    """Return ' Did you mean "..."?', or "" if nothing known is near.

    What a spreadsheet program would make of a known word is told as such.

    >>> hint("02-Apr", ["2-4", "5-9"])
    ' A spreadsheet program may have made it of "2-4": format the cell as Text.'
    """
    known = list(known)
    if was := spoiled_from(word, known):
        return (
            f' A spreadsheet program may have made it of "{was}": format the cell as '
            "Text."
        )
    changed = (other for other in known if spoiled_from(other, [word]))
    if became := next(changed, "") if can_change(word) else "":
        return (
            f' A spreadsheet program may have made "{became}" of it there: format that '
            f'cell as Text and write "{word}" again.'
        )
    guess = nearest(word, known)
    return f' Did you mean "{guess}"?' if guess else ""


def column_letter(index: int) -> str:
    """Return the letter a spreadsheet gives a column, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence holds them.

    >>> listed(["Fiji", "Samoa", "Tonga"])
    'Fiji, Samoa and Tonga'
    """
    *first, last = list(names) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def plural(noun: str) -> str:
    """Return the plural of an English noun.

    >>> plural("member"), plural("agency"), plural("day"), plural("person")
    ('members', 'agencies', 'days', 'people')
    """
    if noun == "person":
        return "people"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}s"


def unreckoned(text: str) -> str:
    """Return a text that a spreadsheet program shows and does not take for a formula.

    For tables that people open there and no program reads back.

    >>> unreckoned("=1+1"), unreckoned("@home"), unreckoned("-0.5"), unreckoned("Fiji")
    ("'=1+1", "'@home", '-0.5', 'Fiji')
    """
    is_formula = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{text}" if is_formula and not _NUMBER.fullmatch(text) else text


def percent(part: int, whole: int) -> int:
    """Return a whole percentage, halves up; exact, as it works on integers.

    >>> percent(1, 8), percent(0, 0)
    (13, 0)
    """
    return (200 * part + whole) // (2 * whole) if whole else 0


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "reply"), counted(1200, "row"), counted(2, "answer in", "answers in")
    ('1 reply', '1,200 rows', '2 answers in')
    """
    return f"{number:,} {one if number == 1 else many or plural(one)}"
