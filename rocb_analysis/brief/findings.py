"""A brief as data: ordered findings that every writer tells alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from functools import cached_property, partial
from typing import Protocol
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.figure import Figure

from rocb_analysis.charts.style import Chart, Form, Size, picture
from rocb_analysis.core.claims import Claim, joined, reworded, say, sources
from rocb_analysis.survey.settings import in_words


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
    with numbers are made by `core.claims`, which keeps where each comes from.
    left_out: a sentence on the subjects that chart and table leave out by the rule of
    disclosure; the chart's caption says it too. wording: the survey's words for
    replies, which the titles and alt texts of charts are told in.
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    draw: Draw | None = None
    table: pd.DataFrame | None = None
    note: str = ""
    left_out: str = ""
    wording: Mapping[str, str] = field(default_factory=dict)

    def in_words_of(self, wording: Mapping[str, str]) -> Finding:
        """Return the finding in a survey's own words; its names and numbers stand."""
        here, table = replace(self, wording=wording), self.table
        if table is not None:
            table = table.rename(columns=lambda name: in_words(name, wording))
        return replace(
            here,
            title=here._in_words(self.title),
            sentences=tuple(map(here._in_words, self.sentences)),
            table=table,
            note=here._in_words(self.note),
        )

    @cached_property
    def chart(self) -> Chart | None:
        """The chart as drawn for A4 across, letters of 9 pt."""
        return self._drawn("a4")

    @cached_property
    def slide(self) -> Chart | None:
        """The chart as drawn for a 16:9 slide, letters of 14 pt."""
        return self._drawn("slide")

    def _drawn(self, size: Size) -> Chart | None:
        if not self.draw:
            return None
        chart = self.draw(size=size)
        alt = say("{} {}", chart.alt, self.left_out) if self.left_out else chart.alt
        title, alt = (self._in_words(text) for text in (chart.title, alt))
        return replace(chart, title=title, alt=alt)

    def _in_words(self, text: str) -> str:
        return reworded(text, partial(in_words, wording=self.wording))

    @property
    def under(self) -> str:
        """What stands under chart and table: the note, and what the table leaves out.

        What the chart leaves out stands in its caption.
        """
        left_out = "" if self.table is None else self.left_out
        parts = [part for part in (self.note, left_out) if part]
        return joined(" ", parts) if parts else ""

    @property
    def claims(self) -> list[Claim]:
        """Each number of title, sentences and note, with its place in the tables."""
        return self._claims(self.title, *self.sentences, self.under)

    @property
    def chart_claims(self) -> list[Claim]:
        """Each number of the titles and alt texts of the chart, at both sizes."""
        charts = [chart for chart in (self.chart, self.slide) if chart]
        return self._claims(*(text for c in charts for text in (c.title, c.alt)))

    def _claims(self, *texts: str) -> list[Claim]:
        return [
            Claim(self.key, str(text), number, *astuple(source))
            for text in texts
            for number, source in sources(text)
        ]


@dataclass(frozen=True)
class Brief:
    """A brief for one audience: its heading and its findings in order.

    marks: what every page of every document says of the data; see `survey.marks`.
    """

    title: str
    round: str
    status: str
    edition: str
    audience: str
    marks: tuple[str, ...]
    footer: str
    findings: tuple[Finding, ...]

    @property
    def claims(self) -> list[Claim]:
        """Each number that the brief says in words, with its place in the tables."""
        return [claim for finding in self.findings for claim in finding.claims]


# Pictures of charts, each drawn once however many documents hold it.

_DRAWN: WeakKeyDictionary[Figure, dict[Form, bytes]] = WeakKeyDictionary()


def picture_of(chart: Chart, form: Form = "png") -> bytes:
    """Return a finished chart as a file's bytes; it may not be changed any more."""
    drawn = _DRAWN.setdefault(chart.figure, {})
    if form not in drawn:
        drawn[form] = picture(chart.figure, form=form)
    return drawn[form]
