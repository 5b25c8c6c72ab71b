"""Columns that a form tool adds, and columns that say who a person is.

Both are known by the words of their headers, and never by likeness; a column of e-mail
addresses is known by its cells too.
"""

from __future__ import annotations

import re

from rocb_analysis.core.text import plain
from rocb_analysis.survey.tools import DATES, MACHINE, PERSON, RUNNING, TOOLS

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_SIGNS = re.compile(r"[\W_]+")
_PERSON_ASKED = frozenset(
    "your name|full name|family name|surname|given name|contact|contact name|"
    "contact person|contact details|name of respondent|name of contact person|"
    "name of the contact person|respondent name|user name|e mail|"
    "e mail address|your email|your email address|your e mail address|contact email|"
    "phone|phone number|telephone|telephone number|mobile|mobile number|ip|"
    "latitude|longitude|geolocation|gps|address|postal address".split("|")
)
_PEOPLE = frozenset("person officer contact focal completing respondent".split())
_BODIES = frozenset("administration organisation organization agency member".split())
_REACHED_BY = frozenset("email phone telephone mobile whatsapp".split())


def names_of(header: str) -> list[str]:
    """Return a header's parts as bare words: whole, and each of its header rows.

    >>> names_of("StartDate | Start Date"), names_of("_submission_time")
    (['startdate start date', 'startdate', 'start date'], ['submission time'])
    """
    parts = [header, *header.split(" | ")] if " | " in header else [header]
    return [_SIGNS.sub(" ", plain(part).casefold()).strip() for part in parts]


def _written_by_tools(*roles: str) -> list[str]:
    """Return the bare words of the columns that tools write, by role in their order."""
    columns = [c for tool in TOOLS for c in tool.column_named.values()]
    of_roles = [c for role in roles for c in dict.fromkeys(columns) if c.role == role]
    return [word for column in of_roles for n in column.names for word in names_of(n)]


# When a reply came: the first of these that a file has, and that is filled.
_REPLIED = _written_by_tools(*DATES)
_RUNNING = frozenset(_written_by_tools(RUNNING))
_MACHINE = frozenset(_written_by_tools(MACHINE))
_PERSON = _PERSON_ASKED.union(_written_by_tools(PERSON))


def is_personal(header: str, cells: list[str]) -> bool:
    """Say whether a column holds what identifies a person, by header or addresses."""
    names = names_of(header)
    if not _PERSON.isdisjoint(names) or any(map(_asks_for_person, names)):
        return True
    filled = [cell for cell in cells if plain(cell)]
    mails = sum(bool(_MAIL.fullmatch(plain(cell))) for cell in filled)
    return bool(filled) and 2 * mails >= len(filled)


def _asks_for_person(name: str) -> bool:
    """Say whether a header asks for a person's name, address or number.

    >>> _asks_for_person("name of the officer who replies")
    True
    >>> _asks_for_person("name of your administration")
    False
    """
    words = set(name.replace("e mail", "email").split())
    named = "name" in words and bool(words & _PEOPLE) and not words & _BODIES
    return named or (len(words) <= 6 and bool(words & _REACHED_BY))


def holds_address(cells: list[str]) -> bool:
    """Say whether any cell holds an e-mail address, so that none may be quoted."""
    return any(_MAIL.search(cell) for cell in cells if "@" in cell)


def without_addresses(text: str) -> str:
    """Return a text with its e-mail addresses left out.

    >>> without_addresses("Write to a.b@customs.example, please")
    'Write to (address left out), please'
    """
    return _MAIL.sub("(address left out)", text)


def reason_to_ignore(header: str, cells: list[str]) -> str:
    """Return why a column is to be left out, or "" if it is a question's."""
    if is_personal(header, cells):
        return "Personal data; not needed for counting needs"
    names = set(names_of(header))
    if names & _RUNNING:
        return "Running number of the form tool"
    if names & _MACHINE or header.startswith("_"):
        return "Written by the form tool, not answered"
    if not any(map(plain, cells)):
        return "Empty in every row; map it if it was asked"
    return ""


def date_columns(headers: list[str]) -> list[str]:
    """Return the form tool's own date columns, the one that dates the reply first."""
    places = {}
    for header in headers:
        found = [_REPLIED.index(n) for n in names_of(header) if n in _REPLIED]
        if header and found:
            places[header] = min(found)
    return sorted(places, key=lambda header: places[header])
