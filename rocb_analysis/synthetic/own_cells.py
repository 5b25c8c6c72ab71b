"""What each form tool writes of a reply by itself: ids, times, how far it got.

Each tool is one function: a reply in its place in, text by the tool's own header out;
a header it leaves out stays blank, as names and addresses do where nobody is asked.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rocb_analysis.synthetic.forms import Reply
from rocb_analysis.synthetic.sheet import Sheet

Value = str | dt.datetime
PAGES = 4  # that a tool counts which says how far a reply got
_MINUTES_TO_FILL_IN = (6, 90)
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_ZONES = (5, 7, 8, 12)  # hours before Greenwich of the devices that are used
_LEADING_ZERO = re.compile(r"(^|[/ ])0(?=\d)")


@dataclass(frozen=True)
class Row:
    """A reply at its place in a file; number counts the replies in order of time."""

    sheet: Sheet
    reply: Reply
    number: int

    @property
    def finished(self) -> bool:
        """Whether the respondent got beyond naming itself."""
        return bool(set(self.reply.cells) - {self.sheet.form.who})

    @cached_property
    def began(self) -> dt.datetime:
        """The moment at which the form was opened."""
        minutes = int(self.rng("start").integers(*_MINUTES_TO_FILL_IN))
        moment = self.reply.moment - dt.timedelta(minutes=minutes)
        return max(moment, self.sheet.form.opened)

    def rng(self, purpose: str) -> np.random.Generator:
        words = (self.sheet.round, self.reply.person, str(self.reply.moment))
        return self.sheet.region.rng(purpose, *words)

    def of_file(self, purpose: str, digits: int) -> str:
        """Return a number of the file, the same for each of its replies."""
        rng = self.sheet.region.rng(purpose, self.sheet.form.file.labels[0])
        return str(rng.integers(10 ** (digits - 1), 10**digits))

    def running(self, purpose: str, digits: int) -> str:
        """Return a number that grows from reply to reply."""
        first = int(self.of_file(purpose, digits))
        return str(first + self.number * 1000 + int(self.rng(purpose).integers(1000)))

    def signs(self, purpose: str, length: int) -> str:
        """Return an id of letters and digits."""
        drawn = self.rng(purpose).integers(len(_SIGNS), size=length)
        return "".join(_SIGNS[place] for place in drawn)

    def when(self, moment: dt.datetime) -> Value:
        """Return a moment as this file holds it: in a workbook a date, else text."""
        form = self.sheet.form
        if form.file.date_format:
            text = moment.strftime(form.file.date_format)
            bare = form.shape.unpadded_dates
            return _LEADING_ZERO.sub(r"\1", text) if bare else text
        if form.is_text or not form.shape.dates:
            return moment.strftime(form.shape.date_text)
        timed = "h" in form.shape.dates
        return moment if timed else dt.datetime.combine(moment, dt.time())


def own_cells(row: Row) -> dict[str, Value]:
    """Return what the tool of the file writes itself, by header without capitals."""
    write = _BY_TOOL.get(row.sheet.form.tool)
    return write(row) if write else {}


def _microsoft_forms(row: Row) -> dict[str, Value]:
    return {
        "id": str(row.number),
        "start time": row.when(row.began),
        "completion time": row.when(row.reply.moment),
        "email": "anonymous",
    }


def _surveymonkey(row: Row) -> dict[str, Value]:
    return {
        "respondent id": row.running("respondent", 11),
        "collector id": row.of_file("collector", 9),
        "start date": row.when(row.began),
        "end date": row.when(row.reply.moment),
    }


def _qualtrics(row: Row) -> dict[str, Value]:
    ended = row.when(row.reply.moment)
    seconds = (row.reply.moment - row.began).total_seconds()
    return {
        "startdate": row.when(row.began),
        "enddate": ended,
        "status": "IP Address",
        "progress": str(100 if row.finished else 100 // PAGES),
        "duration (in seconds)": f"{seconds:.0f}",
        "finished": str(row.finished),
        "recordeddate": ended,
        "responseid": f"R_{row.signs('response', 15)}",
        "distributionchannel": "anonymous",
        "userlanguage": "EN",
    }


def _kobo(row: Row) -> dict[str, Value]:
    """The device writes its own time and zone, the server Greenwich time."""
    hours = _ZONES[int(row.rng("zone").integers(len(_ZONES)))]
    zone = dt.timezone(dt.timedelta(hours=hours))
    began, ended = (
        moment.replace(tzinfo=dt.UTC).astimezone(zone).isoformat("T", "milliseconds")
        for moment in (row.began, row.reply.moment)
    )
    return {
        "start": began,
        "end": ended,
        "_id": row.running("id", 9),
        "_uuid": str(uuid.UUID(bytes=row.rng("uuid").bytes(16), version=4)),
        "_submission_time": row.when(row.reply.moment),
        "_status": "submitted_via_web",
        "__version__": f"v{row.of_file('version', 12)}",
        "_index": str(row.number),
    }


def _limesurvey(row: Row) -> dict[str, Value]:
    return {
        "response id": str(row.number),
        "date submitted": row.when(row.reply.moment),
        "last page": str(PAGES if row.finished else 1),
        "start language": "en",
        "seed": str(row.rng("seed").integers(10**8, 2 * 10**9)),
    }


_BY_TOOL: dict[str, Callable[[Row], dict[str, Value]]] = {
    "microsoft_forms": _microsoft_forms,
    "surveymonkey": _surveymonkey,
    "qualtrics": _qualtrics,
    "kobo": _kobo,
    "limesurvey": _limesurvey,
}
