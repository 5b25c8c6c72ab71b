"""The documents of one run of rocb_ap, and the text inside each file."""

from __future__ import annotations

import html
import re
import zipfile
from functools import cache
from pathlib import Path

from pypdf import PdfReader

from rocb_analysis.disclosure.rule import Edition
from rocb_analysis.writers.all import tasks
from rocb_analysis.writers.html import FOLDERS
from rocb_analysis.writers.tables_and_sheets import write_tables
from tests.briefs import in_edition, results
from tests.once import folder_made_once

_PACKED = {".docx", ".pptx", ".xlsx"}


@cache
def folder() -> Path:
    """Return a folder with every document of a run, and tables of each edition.

    tables_heads and tables_public hold what a run for that edition has as tables.
    """
    return folder_made_once("released", _release)


def _release(made: Path) -> None:
    for _, write in tasks(results(), ("heads", "public"), "heads", made):
        write()
    (made / "tables").rename(made / "tables_heads")
    rule = in_edition("public").rule
    write_tables(rule.tables(results().tables()), made / "tables_public")


@cache
def office() -> Path:
    """Return a folder with every document and table of the office."""
    return folder_made_once("office", _write_office)


def _write_office(made: Path) -> None:
    for _, write in tasks(results(), ("internal",), "internal", made):
        write()


def document(edition: Edition, name: str) -> Path:
    """Return a document of an edition, by its name in the folder of that edition."""
    made = office() if edition == "internal" else folder()
    return made / FOLDERS[edition] / name


def text_of(path: Path) -> str:
    """Return all text inside a file: of Office files every part, of PDF every page."""
    if path.suffix == ".png":
        return ""
    if path.suffix == ".pdf":
        reader = PdfReader(path)
        said = [page.extract_text() for page in reader.pages]
        return "\n".join([*said, str(reader.metadata)])
    if path.suffix in _PACKED:
        return _unpacked(path)
    return _plain(path.read_text(encoding="utf-8"))


def _unpacked(path: Path) -> str:
    with zipfile.ZipFile(path) as packed:
        parts = [n for n in packed.namelist() if n.endswith((".xml", ".rels"))]
        return "\n".join(_plain(packed.read(name).decode("utf-8")) for name in parts)


def _plain(text: str) -> str:
    """Return text without tags, what stands in alt and descr attributes kept."""
    said = re.findall(r'(?:alt|descr|title|aria-label)="([^"]*)"', text)
    text = re.sub(r"<style>.*?</style>", " ", text, flags=re.DOTALL)
    text = re.sub(r"</w:t>|</a:t>", "", text)
    return html.unescape(" ".join([re.sub(r"<[^>]+>", " ", text), *said]))
