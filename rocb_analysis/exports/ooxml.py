"""What Word and PowerPoint files need alike: clean text, the same bytes each time."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

# What XML 1.0 allows in a text, section 2.2 of its specification.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The first day a zip archive can tell of.
_NO_DAY = (1980, 1, 1, 0, 0, 0)


def printable(text: str) -> str:
    """Return a text without the control characters that no XML file may hold.

    >>> printable("Origin\\x0b of goods")
    'Origin of goods'
    """
    return _NOT_IN_XML.sub("", text)


def same_bytes(package: bytes) -> bytes:
    """Return an Office file with its parts in order and without times.

    The content types stay first, where readers look for them.
    """
    held = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(package)) as given,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in sorted(given.namelist(), key=_place):
            entry = zipfile.ZipInfo(name, _NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            packed.writestr(entry, given.read(name))
    return held.getvalue()


def _place(name: str) -> tuple[bool, str]:
    return name != "[Content_Types].xml", name


def say_what_it_is(properties: Any, *, title: str, subject: str) -> None:
    """Put title and subject in a document's properties, and no person, no time.

    properties: core_properties of python-docx or python-pptx.
    """
    element = properties._element
    for child in list(element):
        element.remove(child)
    properties.title, properties.subject = title[:255], subject[:255]
    properties.language = "en-GB"


def forget_thumbnail(relations: Any) -> None:
    """Drop the small picture of another document that the library's template has.

    relations: those of the package of python-docx or python-pptx.
    """
    for key in [k for k, r in relations.items() if r.reltype.endswith("/thumbnail")]:
        relations.pop(key)
