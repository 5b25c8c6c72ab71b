"""A brief laid out for paper: what stands on the first page, what follows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import pandas as pd

from rocb_analysis.brief.findings import Brief, Finding
from rocb_analysis.charts.lettering import inches, wrap
from rocb_analysis.charts.style import Chart

# A4 in millimetres, and what its margins leave.
WIDTH, HEIGHT, MARGIN = 210, 297, 15
TEXT_INCHES = (WIDTH - 2 * MARGIN) / 25.4
# The tallest a picture may be and stand on a page with its heading.
TALLEST_INCHES = 9.3
# Up to so many rows a table, and up to this height a picture, stays with its words.
FEW_ROWS, LOW_INCHES = 12, 6.0
# Nothing is set smaller on paper.
SMALL = 9
FOLLOWS = "Charts and numbers in full"
# Findings whose chart stands on the first page of a brief.
_FIRST_PAGE_CHARTS = frozenset({"priorities"})
# Findings that stand whole behind the first page, which has no room for them.
BEHIND = frozenset({"sub_regions", "changes", "groups"})


@dataclass(frozen=True)
class Block:
    """A heading with what stands under it.

    level: of the heading, 1 or 2. together: the sentences are one paragraph. small:
    they are about the brief, not about the survey.
    """

    key: str
    title: str
    level: int = 1
    sentences: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Shown | None = None
    note: str = ""
    together: bool = False
    small: bool = False
    new_page: bool = False

    @property
    def keeps(self) -> bool:
        """Whether its words stand on one page with the chart or table under them."""
        if self.chart:
            return size_on_page(self.chart)[1] <= LOW_INCHES
        return self.table is not None


def blocks_of(brief: Brief) -> list[Block]:
    """Return the blocks of a brief on paper, in order.

    The office reads finding after finding. Others have a brief of one page, and behind
    it the charts and tables that it has no room for.
    """
    if brief.edition == "internal":
        return [_whole(finding) for finding in brief.findings]
    first = [_on_first_page(f) for f in brief.findings if f.key not in BEHIND]
    rest = [_behind(finding) for finding in brief.findings]
    behind = [b for b in rest if b.chart or b.table or b.sentences]
    if not behind:
        return first
    return [*first, Block("full", FOLLOWS, new_page=True), *behind]


def _whole(finding: Finding) -> Block:
    return Block(
        key=finding.key,
        title=printable(finding.title),
        sentences=tuple(map(printable, finding.sentences)),
        chart=finding.chart,
        table=None if finding.table is None else shown(finding.table),
        note=printable(finding.under),
        small=finding.key == "method",
    )


def _on_first_page(finding: Finding) -> Block:
    whole = _whole(finding)
    has_chart = whole.chart is not None and whole.key in _FIRST_PAGE_CHARTS
    return Block(
        key=whole.key,
        title=whole.title,
        sentences=whole.sentences,
        chart=whole.chart if has_chart else None,
        # What is said of the table stands where the table does.
        note="" if whole.table else whole.note,
        together=not has_chart,
        small=whole.key == "method",
    )


def _behind(finding: Finding) -> Block:
    whole = _whole(finding)
    return Block(
        key=f"{whole.key}-full",
        title=whole.title,
        level=2,
        sentences=whole.sentences if whole.key in BEHIND else (),
        chart=None if whole.key in _FIRST_PAGE_CHARTS else whole.chart,
        table=whole.table,
        note=whole.note if whole.table else "",
    )


def heading_of(brief: Brief) -> str:
    """Return the title of the document."""
    return printable(f"{brief.title}, round {brief.round}")


def under_heading(brief: Brief) -> str:
    """Return whom the document is for and how firm it is."""
    return printable(f"{brief.audience}. {brief.status}.")


def footer_of(brief: Brief) -> str:
    """Return what stands at the foot of every page."""
    said = printable(brief.footer).rstrip(".")
    return f"{said}." if said else heading_of(brief)


def size_on_page(chart: Chart) -> tuple[float, float]:
    """Return width and height in inches: as drawn, or smaller if a page is smaller."""
    width, height = map(float, chart.figure.get_size_inches())
    share = min(1.0, TEXT_INCHES / width, TALLEST_INCHES / height)
    return width * share, height * share


# A table as its reader sees it: texts of cells, and columns wide enough for them.

# Beside and between the words of a cell, in inches.
GAP = 0.16
# How much wider bold letters are.
BOLD = 1.13
# What parts of the texts of a column have to stand in one line.
_Splitter = Callable[[list[str]], list[str]]


@dataclass(frozen=True)
class Shown:
    """Headings and rows of texts; numbers says which columns hold numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[bool, ...]

    @property
    def columns(self) -> list[tuple[str, ...]]:
        """The texts of each column, its heading first."""
        return list(zip(self.headings, *self.rows, strict=True))

    def first(self, count: int) -> Shown:
        """Return the table cut after so many rows."""
        return replace(self, rows=self.rows[:count])

    def after(self, count: int) -> Shown:
        """Return the table without so many rows."""
        return replace(self, rows=self.rows[count:])


def shown(frame: pd.DataFrame) -> Shown:
    """Return a table made for reading, its numbers printed.

    A column prints one decimal if any of its numbers has one. It holds numbers if any
    of its cells does: a word may stand for a count that is withheld.

    >>> shown(pd.DataFrame({"Subject": ["Origin"], "Share": [12.25]})).rows
    (('Origin', '12.2'),)
    """
    columns = [_texts(frame[name]) for name in frame]
    return Shown(
        headings=tuple(printable(str(name)) for name in frame.columns),
        rows=tuple(zip(*columns, strict=True)),
        numbers=tuple(any(map(_is_number, frame[name])) for name in frame),
    )


def _texts(values: pd.Series) -> list[str]:
    known = values.dropna()
    whole = all(not isinstance(v, float) or v.is_integer() for v in known)
    return [_text(value, ".0f" if whole else ".1f") for value in values]


def _text(value: object, form: str) -> str:
    if pd.isna(value):
        return ""
    return format(value, form) if isinstance(value, float) else printable(str(value))


def _is_number(value: object) -> bool:
    return pd.api.types.is_number(value) and not pd.isna(value)


def widths(table: Shown, *, room: float, points: float) -> list[float]:
    """Return the width of each column in inches, together at most `room`.

    Each column is as wide as its longest text if there is room for that. Otherwise so
    are the short ones, if they can; the others have their longest word, and share what
    is left.
    """
    best = [_widest(texts, points, list) for texts in table.columns]
    if sum(best) <= room:
        return best
    words = [_widest(texts, points, _words) for texts in table.columns]
    short = room / len(best)
    least = [b if b <= short else w for b, w in zip(best, words, strict=True)]
    if sum(least) > room:
        least = words
    spare, wanted = room - sum(least), sum(best) - sum(least)
    if spare <= 0:
        return [width * room / sum(least) for width in least]
    return [
        low + spare * (high - low) / wanted
        for low, high in zip(least, best, strict=True)
    ]


def _widest(column: tuple[str, ...], points: float, parts: _Splitter) -> float:
    """Return the width of the widest part of a column; its heading is bold."""
    heading, *texts = column
    of_texts = [inches(part, points) for part in parts(texts)]
    of_heading = [BOLD * inches(part, points) for part in parts([heading])]
    return GAP + max([*of_texts, *of_heading])


def _words(texts: list[str]) -> list[str]:
    return " ".join(texts).split() or [""]


def lines_of_rows(table: Shown, wide: list[float], points: float) -> list[int]:
    """Return how many lines each row takes, the headings' row first."""
    rows = [table.headings, *table.rows]
    return [max(map(_lines, row, wide, [points] * len(row))) for row in rows]


def _lines(text: str, width: float, points: float) -> int:
    room = width - GAP + 1e-6  # a text that just fits does, however it is rounded
    parts = [part for line in text.split("\n") for part in wrap(line, room, points)]
    # A word longer than the column is broken where the column ends.
    return sum(max(1, -int(-inches(part, points) // room)) for part in parts)


def breakable(text: str, *, longest: int = 16) -> str:
    """Return a text in which long words may break: after a sign, or anywhere.

    >>> breakable("replies_of_the_year.csv").split("\\u200b")
    ['replies_', 'of_', 'the_', 'year.', 'csv']
    """
    return re.sub(rf"\S{{{longest + 1},}}", _broken, text)


def _broken(word: re.Match[str]) -> str:
    return re.sub(r"([^\W_]{16}|[\W_]+)(?=.)", "\\1\u200b", word[0])


# What Word and PowerPoint files need alike: clean text, the same bytes each time.

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
