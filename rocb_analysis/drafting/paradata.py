"""Columns that a form tool adds, and columns that say who a person is.

Both are known by the words of their headers, and never by likeness; a column of e-mail
addresses is known by its cells too.
"""

from __future__ import annotations

import re

from rocb_analysis.core.text import plain

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_SIGNS = re.compile(r"[\W_]+")
# When a reply came: the first of these that a file has, and that is filled.
_REPLIED = (
    "completion time|end date|enddate|date submitted|submitdate|submission time|"
    "submissiontime|date modified|recorded date|recordeddate|timestamp|end|"
    "date created|start time|start date|startdate|date started|start"
).split("|")
_RUNNING = frozenset(
    "id|response id|responseid|respondent id|collector id|index|uuid|submission id|"
    "instanceid|meta instanceid|version|seed|token|external reference|"
    "externalreference|external data reference".split("|")
)
_MACHINE = frozenset(
    "status|response type|progress|duration|duration in seconds|finished|"
    "distribution channel|distributionchannel|user language|userlanguage|"
    "last page|lastpage|start language|startlanguage|referrer url|refurl|"
    "date last action|datestamp|last modified time|total time|interviewtime|"
    "custom data 1|validation status|submitted by|"
    "total points|quiz feedback".split("|")
)
_PERSON = frozenset(
    "name|your name|full name|first name|last name|family name|surname|given name|"
    "contact|contact name|contact person|contact details|name of respondent|"
    "name of contact person|name of the contact person|respondent name|username|"
    "user name|recipient first name|recipientfirstname|recipient last name|"
    "recipientlastname|recipient email|recipientemail|email|e mail|email address|"
    "e mail address|your email|your email address|your e mail address|contact email|"
    "phone|phonenumber|phone number|telephone|telephone number|mobile|mobile number|"
    "ip|ip address|ipaddress|ipaddr|location latitude|locationlatitude|latitude|"
    "location longitude|locationlongitude|longitude|geolocation|gps|deviceid|"
    "device id|simserial|subscriberid|address|postal address".split("|")
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
