"""What a spreadsheet program makes of a text it takes for a date, number or truth.

Opened and saved in Excel or Calc, "2-4" may become 02-Apr, "007" 7, "true" TRUE and
a UTF-8 "é" an "Ã©". Nothing is put back here: a person is told what was there.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

# The months as English, German, French and Spanish programs name them, in order of
# the year; a date is shown with a name or its beginning.
_MONTH_NAMES = (
    ("january", "januar", "janvier", "enero"),
    ("february", "februar", "février", "febrero"),
    ("march", "märz", "mrz", "mars", "marzo"),
    ("april", "avril", "abril"),
    ("may", "mai", "mayo"),
    ("june", "juni", "juin", "junio"),
    ("july", "juli", "juillet", "julio"),
    ("august", "août", "agosto"),
    ("september", "septembre", "septiembre"),
    ("october", "oktober", "octobre", "octubre"),
    ("november", "novembre", "noviembre"),
    ("december", "dezember", "décembre", "diciembre"),
)
_NAMED = re.compile(
    r"(?:(\d{1,4})\.?[-. /])? ?([^\W\d_]{3,10})\.?(?:[-. /,] ?(\d{1,4}))?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{2})(?: .*)?")
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?:[ T].*)?")
_TWO_NUMBERS = re.compile(r"(\d{1,2}) ?[-./] ?(\d{1,4})\.?")
_SERIAL = re.compile(r"[345]\d{4}")
_POWER = re.compile(r"\d(?:[.,]\d+)?[Ee]\+\d+")
_NUMBER = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[Ee][+-]?\d+)?%?")
_ERROR = re.compile(r"#(?:NAME\?|N/A|REF!|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|#+)|Err:\d+")
_CHANGING = re.compile(r"""["'`?%]|-|\d\.""")
_DAY_NOUGHT = dt.date(1899, 12, 30)
_SIGNS = str.maketrans("‘’ʼ´`“”„«»–—−", "'''''" + '"""""' + "---")


def dates_meant(text: str) -> list[str]:
    """Return the ISO dates that a text in another form of date may mean.

    >>> dates_meant("13/12/2025"), dates_meant("1.12.2025"), dates_meant("45992")
    (['2025-12-13'], ['2025-12-01'], ['2025-12-01'])
    >>> dates_meant("1/12/25"), dates_meant("1-Dec-25"), dates_meant("soon")
    (['2025-12-01', '2025-01-12'], ['2025-12-01'], [])
    """
    if _SERIAL.fullmatch(text):
        return [(_DAY_NOUGHT + dt.timedelta(days=int(text))).isoformat()]
    if found := _YEAR_FIRST.fullmatch(text):
        return _iso(found[1], found[3], found[4])
    if found := _DAY_FIRST.fullmatch(text):
        one, sign, other, year = found.groups()
        swapped = [] if sign == "." or one == other else _iso(year, one, other)
        return _iso(year, other, one) + swapped
    if (month := _named_month(text)) and (found := _NAMED.fullmatch(text)):
        return _iso(found[3], str(month), found[1]) if found[1] and found[3] else []
    return []


def _iso(year: str, month: str, day: str) -> list[str]:
    """Return the date as a list, empty if there is no such day."""
    century = 2000 if len(year) <= 2 else 0
    try:
        return [dt.date(century + int(year), int(month), int(day)).isoformat()]
    except ValueError:
        return []


def _named_month(text: str) -> int:
    """Return the month that a text of day, month's name and year names, or 0."""
    found = _NAMED.fullmatch(text)
    if not found or not (found[1] or found[3]):
        return 0
    name = found[2].casefold()
    months = enumerate(_MONTH_NAMES, start=1)
    return next((i for i, all_ in months if any(n.startswith(name) for n in all_)), 0)


def made_date(text: str) -> bool:
    """Say whether a text has the form of a date made of two numbers, such as 02-Apr.

    >>> made_date("02-Apr"), made_date("Jan-20"), made_date("2-4"), made_date("May")
    (True, True, False, False)
    """
    return bool(_named_month(text)) or bool(_YEAR_FIRST.fullmatch(text))


def numbers_meant(text: str) -> list[tuple[int, int]]:
    """Return the two numbers a program may have made this date of, in both orders.

    >>> numbers_meant("02-Apr"), numbers_meant("2025-04-02"), numbers_meant("Jan-20")
    ([(4, 2), (2, 4)], [(4, 2), (2, 4)], [(1, 20), (20, 1)])
    """
    if month := _named_month(text):
        found = _NAMED.fullmatch(text)
        other = int((found[1] or found[3]) if found else 0)
        return [(month, other), (other, month)]
    pairs: list[tuple[int, int]] = []
    for day in dates_meant(text):
        month, number = int(day[5:7]), int(day[8:10])
        pairs += [(month, number), (number, month)]
    return list(dict.fromkeys(pairs))


def powered(text: str) -> bool:
    """Say whether a long number was shortened to a power of ten, as 9.87E+12 is."""
    return bool(_POWER.fullmatch(text))


def as_plain_number(text: str) -> str:
    """Return a number that has a decimal comma or a per cent sign without it, or "".

    >>> as_plain_number("0,5"), as_plain_number("50%"), as_plain_number("many")
    ('0.5', '0.5', '')
    """
    return f"{_number(text):.12g}" if _NUMBER.fullmatch(text) else ""


def error_value(text: str) -> bool:
    """Say whether a text is the error a formula gives, such as #NAME?."""
    return bool(_ERROR.fullmatch(text))


def ungarbled(text: str) -> str:
    """Return UTF-8 text that was read in a code page as it was, or "".

    >>> ungarbled("CafÃ©"), ungarbled("Café"), ungarbled("Cafe")
    ('Café', '', '')
    """
    if text.isascii():
        return ""
    try:
        return b"".join(map(_western_byte, text)).decode("utf-8")
    except UnicodeError:
        return ""


def _western_byte(sign: str) -> bytes:
    """Return the byte that Windows-1252 shows as this sign; it leaves five unused."""
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")


def spoiled_from(text: str, known: Iterable[str]) -> str:
    """Return the known word that a spreadsheet program may have made this text of.

    >>> spoiled_from("02-Jan", ["1-2", "3-5"]), spoiled_from("7", ["007", "8"])
    ('1-2', '007')
    >>> spoiled_from("TRUE", ["true"]), spoiled_from("Member's", ["Members"])
    ('true', '')
    """
    if not can_change(text):
        return ""
    return next((word for word in known if word != text and _made_of(text, word)), "")


def can_change(text: str) -> bool:
    """Say whether a text may be what a program changes, or what it makes of one.

    Most words are neither, so this spares comparing them with every word there is.

    >>> can_change("Customs valuation"), can_change("1-2"), can_change("Member’s")
    (False, True, True)
    """
    return (
        not text.isascii()
        or text[:1].isdecimal()
        or text[-1:].isdecimal()
        or bool(_CHANGING.search(text))
        or text.upper() in {"TRUE", "FALSE"}
    )


def _made_of(text: str, word: str) -> bool:
    return any(
        (
            text == word.upper() in {"TRUE", "FALSE"},
            _same_number(text, word),
            _same_numbers_as_date(text, word),
            word in dates_meant(text),
            text.translate(_SIGNS) == word.translate(_SIGNS),
            _garbled_to(text, word),
            _signs_lost(text, word),
        )
    )


def _garbled_to(text: str, word: str) -> bool:
    return not word.isascii() and ungarbled(text) == word


def _signs_lost(text: str, word: str) -> bool:
    """Say whether question marks stand where a code page had no sign to write."""
    if "?" not in text or word.isascii() or len(text) != len(word):
        return False
    pairs = list(zip(text, word, strict=True))
    lost = [other for sign, other in pairs if sign != other]
    return all(sign == other or sign == "?" for sign, other in pairs) and not any(
        other.isascii() for other in lost
    )


def _same_number(text: str, word: str) -> bool:
    """Say whether the text may be what is left of a number: digits, zeros, a sign."""
    if not (_NUMBER.fullmatch(text) and _NUMBER.fullmatch(word)):
        return False
    one, other = _number(text), _number(word)
    # A program keeps 15 digits, and shows fewer where it writes a power of ten.
    digits = 1e-2 if powered(text) else 1e-14
    return abs(one - other) <= digits * abs(other)


def _number(text: str) -> float:
    percent = text.endswith("%")
    return float(text.rstrip("%").replace(",", ".")) / (100 if percent else 1)


def _same_numbers_as_date(text: str, word: str) -> bool:
    found = _TWO_NUMBERS.fullmatch(word)
    if not found:
        return False
    pair = (int(found[1]), int(found[2]))
    short = (pair[0], pair[1] % 100)
    return bool({pair, short} & set(_pairs(text)))


def _pairs(text: str) -> Iterator[tuple[int, int]]:
    if made_date(text) or _DAY_FIRST.fullmatch(text) or _SERIAL.fullmatch(text):
        yield from numbers_meant(text)
