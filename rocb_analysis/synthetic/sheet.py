"""The replies in one file before it is written, and how a defect gets into a reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from rocb_analysis.synthetic.forms import Asked, Defect, Form, Reply
from rocb_analysis.synthetic.region import Region

SET_ASIDE, RECODED, NOTED, CORRECTED = "set_aside", "recoded", "noted", "corrected"
Rows = list[Reply] | None
One = TypeVar("One")


@dataclass(frozen=True, eq=False)
class Sheet:
    """The replies in one file, and what is needed to plant something in it."""

    region: Region
    form: Form
    replies: list[Reply]
    rng: np.random.Generator

    @property
    def round(self) -> str:
        return self.form.file.round

    def any_of(self, options: list[One]) -> One | None:
        """Return one of the options at random, None if there is none."""
        return options[int(self.rng.integers(len(options)))] if options else None

    def typed(self, reply: Reply) -> str:
        """Return the respondent as the reply names it."""
        return reply.cells.get(self.form.who, "")

    def moment(self, until: dt.datetime | None = None) -> dt.datetime:
        """Return a moment between the first and the last day, or before `until`."""
        span = (until or self.form.closed) - self.form.opened
        seconds = self.rng.uniform(0.2, 0.95) * span.total_seconds()
        return self.form.opened + dt.timedelta(seconds=int(seconds))

    def cells_with(
        self, reply: Reply, kinds: frozenset[str]
    ) -> Iterator[tuple[Asked, str]]:
        """Yield question and header of the reply's cells that hold one answer."""
        for asked in self.form.asked:
            for header, use in asked.uses:
                single = asked.question.kind != "top_n" or use.position
                if asked.question.kind in kinds and single and reply.cells.get(header):
                    yield asked, header

    @property
    def places(self) -> list[str]:
        """The headers of the need ballot, first place first."""
        uses = self.form.ballot.uses if self.form.ballot else []
        return [h for h, _ in sorted(uses, key=lambda use: use[1].position or 0)]

    def free_place(self, reply: Reply) -> str:
        """Return the header of the first free place of a ballot with picks, or ""."""
        places = self.places[: self.form.picks_allowed]
        free = [header for header in places if not reply.cells.get(header)]
        return free[0] if 0 < len(free) < len(places) else ""


def written(reply: Reply, header: str, text: str, kind: str, action: str) -> Reply:
    """Return the reply with another text in a cell, and the defect that makes."""
    defect = Defect(header, text, kind, action)
    defects = (*reply.defects, defect)
    return replace(reply, cells=reply.cells | {header: text}, defects=defects)


def dropped(sheet: Sheet, reply: Reply, kind: str) -> Reply:
    """Return the reply as one that must be set aside whole."""
    defect = Defect("", sheet.typed(reply), kind, SET_ASIDE)
    return replace(reply, defects=(defect,), counts=False)
