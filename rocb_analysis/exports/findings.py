"""A brief as data: ordered findings that every writer tells alike."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Protocol

import pandas as pd

from rocb_analysis.charts import Chart, Size
from rocb_analysis.exports.claims import Claim, sources


class Draw(Protocol):
    """A chart function with all its arguments but the size it is drawn for."""

    def __call__(self, *, size: Size) -> Chart: ...


@dataclass(frozen=True)
class Finding:
    """One thing the brief tells: sentences, then a chart or a table made for reading.

    draw: so that each document draws the chart at its own size; how to make one:
    `draw=partial(charts.reply_counts, rates, caption=caption, wording=wording)`, all
    arguments but `size`. Read `chart` for paper and the web, `slide` for 16:9; each is
    drawn once. table: columns are the headings a reader sees. Title, sentences and note
    with numbers are made by `exports.claims`, which keeps where each comes from.
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    draw: Draw | None = None
    table: pd.DataFrame | None = None
    note: str = ""

    @cached_property
    def chart(self) -> Chart | None:
        """The chart as drawn for A4 across, letters of 9 pt."""
        return self.draw(size="a4") if self.draw else None

    @cached_property
    def slide(self) -> Chart | None:
        """The chart as drawn for a 16:9 slide, letters of 14 pt."""
        return self.draw(size="slide") if self.draw else None

    @property
    def claims(self) -> list[Claim]:
        """Each number of title, sentences and note, with its place in the tables."""
        return [
            Claim(self.key, str(said), number, *astuple(source))
            for said in (self.title, *self.sentences, self.note)
            for number, source in sources(said)
        ]


@dataclass(frozen=True)
class Brief:
    """A brief for one audience: its heading and its findings in order."""

    title: str
    round: str
    status: str
    edition: str
    audience: str
    is_synthetic: bool
    footer: str
    findings: tuple[Finding, ...]

    @property
    def claims(self) -> list[Claim]:
        """Each number that the brief says in words, with its place in the tables."""
        return [claim for finding in self.findings for claim in finding.claims]
