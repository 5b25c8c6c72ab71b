"""Each form tool, declared once: how its export is known, read and written.

The reading, the drafting and `simulate` all work from these declarations, so that a new
tool is a new entry of `TOOLS` and nothing else.

Found in exports that others publish and in what reads them: SurveyMonkey has its
options in a second row, blank below its own columns; Qualtrics writes a name, a text
and an id a column; LimeSurvey's headers are codes, words or both; KoboToolbox parts the
answers of a list by blanks.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np

BAR = " | "  # between the rows of a header, as the codebook joins them

# What a column of a tool is. Dates stand in the order in which they date a reply.
DATES = SENT, STORED, ENDED, CREATED, BEGAN = "sent stored ended created began".split()
RUNNING, MACHINE, PERSON = "running number", "machine", "person"

Value = str | dt.datetime


class Submission(Protocol):
    """A reply at its place in a file, as far as a tool writes of it by itself."""

    @property
    def number(self) -> int:
        """Its place among the replies of the file, in order of time."""

    @property
    def finished(self) -> bool:
        """Whether the respondent got beyond naming itself."""

    @property
    def began(self) -> dt.datetime:
        """The moment at which the form was opened."""

    @property
    def sent(self) -> dt.datetime:
        """The moment at which the reply was sent."""

    def when(self, moment: dt.datetime) -> Value:
        """Return a moment as the file holds it."""

    def rng(self, purpose: str) -> np.random.Generator:
        """Return random numbers of the reply's own."""

    def of_file(self, purpose: str, digits: int) -> str:
        """Return a number of the file, of 18 digits at most, for all its replies."""

    def running(self, purpose: str, digits: int) -> str:
        """Return a number, of 18 digits at most, that grows from reply to reply."""

    def signs(self, purpose: str, length: int) -> str:
        """Return an id of letters and digits."""


@dataclass(frozen=True)
class ToolColumn:
    """A column that a tool writes itself.

    headers: the headers it may have, in small letters, parted by `|`; of a header in
        several rows each row is one.
    role: what it is: one of DATES, RUNNING, MACHINE, PERSON; "" = to be seen.
    cell: what `simulate` writes there of a reply; None = it stays blank.
    job: what the reading takes from it, without a row of the codebook.
    """

    headers: str
    role: str = ""
    cell: Callable[[Submission], Value] | None = None
    job: str = ""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The headers it may have, the usual one first."""
        return tuple(self.headers.split("|"))


@dataclass(frozen=True)
class HeadingStyle:
    """How a tool writes the headings of questions: patterns.

    marks: the signs that stand between a question and the row of its grid.
    item: a heading of a grid, with its question (stem) and its row (item).
    item_begins: where the row begins in what all headings of a grid begin with.
    code: what stands before the words of the form; suffix: what stands behind them.
    """

    marks: str = ""
    item: str = ""
    item_begins: str = ""
    code: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class TextFile:
    """How a tool writes a text file: its mark, quotes and line ends."""

    bom: bool = False
    quote_all: bool = False
    line_end: str = "\r\n"
    closing_line: bool = False


@dataclass(frozen=True)
class Tool:
    """A form tool, and how its export is known, read and written.

    columns, columns_after: what it writes itself, in its order, before and behind the
        questions; known_by: those of them by which its export is known.
    heading: how it writes headings; written: how a heading looks in its file, where
        that is not as the codebook reads it.
    header_rows: how many rows its header has.
    blank_below: whether the cells below its marks are blank, in a header of two rows.
    no_heading: pattern of the cells of a row between header and replies that is no
        heading, by which alone the tool is known; "" = there is none. id_cell writes
        such a cell: of a header, the tool's own column there, and whether it is text.
    list_mark: what stands between the answers of a list in one cell.
    chosen, unchosen: an option's own column where it is ticked or not; chosen "" = the
        text of the option. not_shown: what stands there, and under a question of yes or
        no, where there is no answer: passed over, not put, not reached.
    option_mark: a list's options also stand in columns of their own, 1 or 0, with this
        between the list's header and the option; "" = they do not.
    dates: how a workbook shows its dates, "" = as text; date_text: the form of text;
        unpadded_dates: text without leading zeros; dates_unfinished: whether a reply
        broken off has a date.
    date_formats: how it writes times that are not ISO and mean one moment only, for
        strptime; `%Z` at the end is any zone, as `GMT+9` or `EST`.
    """

    name: str
    columns: tuple[ToolColumn, ...] = ()
    columns_after: tuple[ToolColumn, ...] = ()
    known_by: tuple[str, ...] = ()
    heading: HeadingStyle = HeadingStyle()
    written: Callable[[str], str] = str
    header_rows: int = 1
    blank_below: bool = False
    no_heading: str = ""
    id_cell: Callable[[str, ToolColumn | None, bool], str] | None = None
    list_mark: str = ", "
    chosen: str = "Yes"
    unchosen: str = ""
    not_shown: str = ""
    option_mark: str = ""
    newest_first: bool = False
    numbers_as_text: bool = False
    dates: str = "yyyy-mm-dd hh:mm:ss"
    date_text: str = "%Y-%m-%dT%H:%M:%S"
    date_formats: tuple[str, ...] = ()
    unpadded_dates: bool = False
    dates_unfinished: bool = True
    text: TextFile = TextFile()

    @property
    def separator(self) -> str:
        """The sign between the answers of a list, as rounds says it."""
        return self.list_mark.strip() or "space"

    @cached_property
    def column_named(self) -> dict[str, ToolColumn]:
        """What it writes itself, by header in small letters."""
        columns = [*self.columns, *self.columns_after]
        return {name: column for column in columns for name in column.names}

    @property
    def marks(self) -> list[tuple[str, ...]]:
        """The headers that each column may have by which its export is known."""
        return [self.column_named[name].names for name in self.known_by]

    def is_known_by(self, headers: Collection[str]) -> bool:
        """Say whether headers in small letters hold all of the tool's marks."""
        return all(any(name in headers for name in names) for names in self.marks)

    @cached_property
    def jobs(self) -> dict[str, str]:
        """The headers that the reading uses itself, with the job of each."""
        return {n: c.job for n, c in self.column_named.items() if c.job}

    def header_for(self, job: str) -> str:
        """Return the header that does a job in this tool's file, or ""."""
        return next((header for header, done in self.jobs.items() if done == job), "")


def tool_header(header: str) -> str:
    """Return the name by which a tool knows a header: its first row, no capitals.

    >>> tool_header("StartDate | Start Date")
    'startdate'
    """
    return header.partition(BAR)[0].casefold()


# What tools write of a reply.

_PAGES = 4  # that a tool counts which says how far a reply got
_ZONES = (5, 7, 8, 12)  # hours before Greenwich of the devices that are used


def _number(reply: Submission) -> Value:
    return str(reply.number)


def _began(reply: Submission) -> Value:
    return reply.when(reply.began)


def _sent(reply: Submission) -> Value:
    return reply.when(reply.sent)


def _always(text: str) -> Callable[[Submission], Value]:
    return lambda _: text


def _seconds(reply: Submission) -> Value:
    return f"{(reply.sent - reply.began).total_seconds():.0f}"


def _last_page(reply: Submission) -> Value:
    return str(_PAGES if reply.finished else 1)


def _percent(reply: Submission) -> Value:
    return str(100 if reply.finished else 100 // _PAGES)


def _running(purpose: str, digits: int) -> Callable[[Submission], Value]:
    return lambda reply: reply.running(purpose, digits)


def _of_file(purpose: str, digits: int, before: str = "") -> Callable[..., Value]:
    return lambda reply: before + reply.of_file(purpose, digits)


def _seed(reply: Submission) -> Value:
    return str(reply.rng("seed").integers(10**8, 2 * 10**9))


def _uuid(reply: Submission) -> Value:
    return str(uuid.UUID(bytes=reply.rng("uuid").bytes(16), version=4))


def _on_device(reply: Submission, moment: dt.datetime) -> Value:
    """Return a moment in the device's own time and zone; the server has Greenwich's."""
    hours = _ZONES[int(reply.rng("zone").integers(len(_ZONES)))]
    zone = dt.timezone(dt.timedelta(hours=hours))
    there = moment.replace(tzinfo=dt.UTC).astimezone(zone)
    return there.isoformat("T", "milliseconds")


def _with_marks(header: str) -> str:
    """Return a header with the marks that stay in a workbook.

    A line break after a question that goes on, a no-break space at its end.
    """
    return header.replace("? ", "?\n") + ("\u00a0" if header.endswith("?") else "")


# Ids of own columns that are not the name with a small letter first.
_IDS = {
    "ipaddress": "ipAddress",
    "duration (in seconds)": "duration",
    "responseid": "_recordId",
    "externalreference": "externalDataReference",
}


def _import_id(header: str, column: ToolColumn | None, is_text: bool) -> str:
    """Return a cell of the row that names each column for a machine.

    >>> _import_id("Q4_1 | Level - First", None, False)
    '{"ImportId":"QID4_1"}'
    """
    name = tool_header(header)
    if column is None:
        name = re.sub("^q(?=[0-9])", "QID", name) + ("_TEXT" if is_text else "")
        cell = {"ImportId": name}
    else:
        cell = {"ImportId": _IDS.get(name, name[:1] + header.partition(BAR)[0][1:])}
        cell |= {"timeZone": "UTC"} if column.role in DATES else {}
    return json.dumps(cell, separators=(",", ":"))


def _blank(role: str, *headers: str) -> tuple[ToolColumn, ...]:
    """Return columns of one role that a tool leaves blank."""
    return tuple(ToolColumn(header, role) for header in headers)


PLAIN = Tool("plain")
# A copy of the form's headers with two more.
ENTRY_WORKBOOK = Tool(
    "entry_workbook",
    columns=(ToolColumn("date_received", job="replied_on"),),
    columns_after=(ToolColumn("no_needs", job="no_needs"),),
    known_by=("date_received", "no_needs"),
    list_mark="; ",
    dates="yyyy-mm-dd",
    date_text="%Y-%m-%d",
)
_IN_BRACKETS = HeadingStyle(
    marks="[]",
    item=r"(?P<stem>.+?)\s*\[(?P<item>[^]]+)\]",
    item_begins=r" ?\[[^]]*$",
)
# The first whose marks a file bears is taken, as the first style that fits a grid: the
# entry workbook stands first, as a copy of another tool's headers.
TOOLS = (
    ENTRY_WORKBOOK,
    Tool(
        "limesurvey",
        columns=(
            ToolColumn("response id|id", RUNNING, _number),
            ToolColumn(
                "date submitted|submitdate|submitdate. date submitted", SENT, _sent
            ),
            ToolColumn("last page|lastpage|lastpage. last page", MACHINE, _last_page),
            ToolColumn("start language|startlanguage", MACHINE, _always("en")),
            ToolColumn("seed", RUNNING, _seed),
            ToolColumn("token", RUNNING),
            ToolColumn("date started|startdate", BEGAN, _began),
            ToolColumn("date last action|datestamp", MACHINE, _sent),
            ToolColumn("ip address|ipaddr", PERSON),
            ToolColumn("referrer url|refurl", MACHINE),
        ),
        columns_after=(ToolColumn("total time|interviewtime", MACHINE, _seconds),),
        known_by=("date submitted", "last page"),
        heading=replace(
            _IN_BRACKETS,
            code=r"(?=\S*\d)\w+(?:\[\w*\])?\. +(?=.)|\w+\[\w*\]\. +(?=.)",
        ),
        unchosen="No",
        not_shown="N/A",
        dates_unfinished=False,
        date_text="%Y-%m-%d %H:%M:%S",
        text=TextFile(bom=True, quote_all=True, closing_line=True),
    ),
    Tool(
        "surveymonkey",
        columns=(
            ToolColumn("respondent id", RUNNING, _running("respondent", 11)),
            ToolColumn("collector id", RUNNING, _of_file("collector", 9)),
            ToolColumn("date created", CREATED, _began),
            ToolColumn("date modified", STORED, _sent),
            ToolColumn("start date", BEGAN, _began),
            ToolColumn("end date", SENT, _sent),
            *_blank(PERSON, "ip address", "email address", "first name", "last name"),
            ToolColumn("custom data 1", MACHINE),
        ),
        known_by=("respondent id", "collector id"),
        heading=HeadingStyle(
            marks="|",
            item=r"(?P<stem>.+) \| (?P<item>[^|]+)",
            item_begins=r" \| [^|]*$",
            suffix=r" \| (?:Open-Ended )?Response$",
        ),
        header_rows=2,
        blank_below=True,
        chosen="",
        newest_first=True,
        dates="m/d/yyyy h:mm:ss",
    ),
    Tool(
        "microsoft_forms",
        columns=(
            ToolColumn("id", RUNNING, _number),
            ToolColumn("start time", BEGAN, _began),
            ToolColumn("completion time", SENT, _sent),
            ToolColumn("email", PERSON, _always("anonymous")),
            ToolColumn("name", PERSON),
            *_blank(MACHINE, "total points", "quiz feedback", "last modified time"),
        ),
        known_by=("id", "start time", "completion time"),
        heading=HeadingStyle(
            marks=".",
            item=r"(?P<stem>.+?[?:]?)\.(?P<item>\S[^.]*(?:\.\S[^.]*)*)",
            item_begins=r"(?<=\S)\.(?=\S)[^.]*$",
        ),
        written=_with_marks,
        list_mark=";",
        dates="m/d/yy h:mm:ss",
        # A spreadsheet that saves a workbook as CSV UTF-8 puts a mark first.
        text=TextFile(bom=True),
    ),
    Tool(
        "qualtrics",
        columns=(
            ToolColumn("startdate|start date", BEGAN, _began),
            ToolColumn("enddate|end date", SENT, _sent),
            ToolColumn("status|response type", MACHINE, _always("IP Address")),
            ToolColumn("ipaddress|ip address", PERSON),
            ToolColumn("progress", MACHINE, _percent),
            ToolColumn("duration (in seconds)|duration", MACHINE, _seconds),
            ToolColumn("finished", MACHINE, lambda reply: str(reply.finished)),
            ToolColumn("recordeddate|recorded date", STORED, _sent),
            ToolColumn(
                "responseid|response id",
                RUNNING,
                lambda r: f"R_{r.signs('response', 15)}",
            ),
            ToolColumn("recipientlastname|recipient last name", PERSON),
            ToolColumn("recipientfirstname|recipient first name", PERSON),
            ToolColumn("recipientemail|recipient email", PERSON),
            ToolColumn(
                "externalreference|external reference|external data reference", RUNNING
            ),
            ToolColumn("locationlatitude|location latitude", PERSON),
            ToolColumn("locationlongitude|location longitude", PERSON),
            ToolColumn(
                "distributionchannel|distribution channel",
                MACHINE,
                _always("anonymous"),
            ),
            ToolColumn("userlanguage|user language", MACHINE, _always("EN")),
        ),
        known_by=("startdate", "recordeddate", "responseid"),
        heading=HeadingStyle(
            marks="-\u2013\u2014",
            item="(?P<stem>.+?) [-\u2013\u2014] (?P<item>.+)",
            item_begins=" [-\u2013\u2014] [^-]*$",
            code=r"(?=\S*\d)\w+(?:\[\w*\])? \| +(?=.)",
        ),
        header_rows=2,
        no_heading=r"""\{["']ImportId["'].*\}""",
        id_cell=_import_id,
        list_mark=",",
        date_text="%Y-%m-%d %H:%M:%S",
        text=TextFile(bom=True, line_end="\n"),
    ),
    Tool(
        "kobo",
        columns=(
            ToolColumn("start", BEGAN, lambda reply: _on_device(reply, reply.began)),
            ToolColumn("end", ENDED, lambda reply: _on_device(reply, reply.sent)),
            *_blank(PERSON, "username", "deviceid|device id", "simserial"),
            *_blank(PERSON, "subscriberid", "phonenumber"),
        ),
        columns_after=(
            ToolColumn("meta/instanceid|instanceid", RUNNING),
            ToolColumn("_id", RUNNING, _running("id", 9)),
            ToolColumn("_uuid", RUNNING, _uuid),
            ToolColumn("_submission_time|submissiontime", SENT, _sent),
            ToolColumn("_submission__id", RUNNING),
            ToolColumn("_validation_status", MACHINE),
            ToolColumn("_notes"),
            ToolColumn("_status", MACHINE, _always("submitted_via_web")),
            ToolColumn("_submitted_by", MACHINE),
            ToolColumn("__version__", RUNNING, _of_file("version", 12, "v")),
            ToolColumn("_tags"),
            ToolColumn("_index", RUNNING, _number),
        ),
        known_by=("_uuid", "_submission_time"),
        heading=HeadingStyle(marks="/", item="(?P<stem>.+)/(?P<item>[^/ ][^/]*)"),
        list_mark=" ",
        chosen="1",
        unchosen="0",
        option_mark="/",
        numbers_as_text=True,
        dates="",
        text=TextFile(quote_all=True),
    ),
    Tool(
        "google_forms",
        columns=(
            ToolColumn(
                "timestamp|horodateur|marca temporal|zeitstempel|carimbo de data/hora|"
                "タイムスタンプ|타임스탬프",
                STORED,
                _sent,
            ),
        ),
        known_by=("timestamp",),
        heading=_IN_BRACKETS,
        unpadded_dates=True,
        dates="m/d/yyyy h:mm:ss",
        # A sheet of responses writes times as its country does, which may mean two
        # moments; the CSV that the form itself gives always writes them so.
        date_formats=("%Y/%m/%d %I:%M:%S %p %Z",),
    ),
)


def heading_patterns(part: str) -> list[str]:
    """Return one part of each tool's style of headings, in the order of the tools."""
    patterns = (getattr(tool.heading, part) for tool in TOOLS)
    return [*filter(None, dict.fromkeys(patterns))]


def tool_named(name: str) -> Tool | None:
    """Return the tool that rounds calls by a name, or None."""
    return next((tool for tool in TOOLS if tool.name == name), None)
