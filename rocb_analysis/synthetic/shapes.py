"""What each form tool's export looks like: declared, so that a tool is a row here."""

from __future__ import annotations

from dataclasses import dataclass, field

BAR = " | "  # between the rows of a header, as the codebook joins them


@dataclass(frozen=True)
class TextFile:
    """How a tool writes a text file: its mark, quotes and line ends."""

    bom: bool = False
    quote_all: bool = False
    line_end: str = "\r\n"
    closing_line: bool = False


@dataclass(frozen=True)
class Shape:
    """The shape of a tool's export.

    before, after: headers the tool writes itself, in its order, before and behind the
        questions; of a header in several rows its first row, without capitals.
    known_by: those of them by which a file of no named tool is taken for this one.
    header_rows: how many rows the header has; import_row: whether one more follows
        that names each column for a machine.
    list_mark: what stands between the answers of a list in one cell.
    chosen, unchosen: an option's own column where it is ticked or not; chosen "" = the
        text of the option. not_shown: what stands there, and under a question of yes or
        no, where there is no answer: passed over, not put, not reached.
    option_columns: a list's options also stand in columns of their own, 1 or 0.
    dates: how a workbook shows its dates, "" = as text; date_text: the form of text.
    jobs: headers the tool reads itself, with what they say.
    """

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()
    header_rows: int = 1
    import_row: bool = False
    list_mark: str = ", "
    chosen: str = "Yes"
    unchosen: str = ""
    not_shown: str = ""
    option_columns: bool = False
    newest_first: bool = False
    unpadded_dates: bool = False
    marked_headers: bool = False
    numbers_as_text: bool = False
    dates: str = "yyyy-mm-dd hh:mm:ss"
    date_text: str = "%Y-%m-%dT%H:%M:%S"
    dates_unfinished: bool = True
    text: TextFile = TextFile()
    jobs: dict[str, str] = field(default_factory=dict)

    def job(self, name: str) -> str:
        """Return the header that does a job in this tool's file, or ""."""
        return next((header for header, job in self.jobs.items() if job == name), "")


PLAIN = Shape()
SHAPES = {
    "google_forms": Shape(
        before=("timestamp",),
        known_by=("timestamp",),
        unpadded_dates=True,
        dates="m/d/yyyy h:mm:ss",
    ),
    "microsoft_forms": Shape(
        before=("id", "start time", "completion time", "email", "name"),
        known_by=("id", "start time", "completion time"),
        list_mark=";",
        marked_headers=True,
        dates="m/d/yy h:mm:ss",
        # A spreadsheet that saves a workbook as CSV UTF-8 puts a mark first.
        text=TextFile(bom=True),
    ),
    "surveymonkey": Shape(
        before=(
            *("respondent id", "collector id", "start date", "end date"),
            *("ip address", "email address", "first name", "last name"),
            "custom data 1",
        ),
        known_by=("respondent id", "collector id", "start date"),
        header_rows=2,
        chosen="",
        newest_first=True,
        dates="m/d/yyyy h:mm:ss",
    ),
    "qualtrics": Shape(
        before=(
            *("startdate", "enddate", "status", "ipaddress", "progress"),
            *("duration (in seconds)", "finished", "recordeddate", "responseid"),
            *("recipientlastname", "recipientfirstname", "recipientemail"),
            *("externalreference", "locationlatitude", "locationlongitude"),
            *("distributionchannel", "userlanguage"),
        ),
        known_by=("startdate", "recordeddate", "responseid"),
        header_rows=2,
        import_row=True,
        list_mark=",",
        date_text="%Y-%m-%d %H:%M:%S",
        text=TextFile(bom=True, line_end="\n"),
    ),
    "kobo": Shape(
        before=("start", "end"),
        after=(
            *("_id", "_uuid", "_submission_time", "_validation_status", "_notes"),
            *("_status", "_submitted_by", "__version__", "_tags", "_index"),
        ),
        known_by=("_id", "_uuid", "_submission_time"),
        list_mark=" ",
        chosen="1",
        unchosen="0",
        option_columns=True,
        numbers_as_text=True,
        dates="",
        text=TextFile(quote_all=True),
    ),
    "limesurvey": Shape(
        before=("response id", "date submitted", "last page", "start language", "seed"),
        known_by=("response id", "date submitted", "last page"),
        unchosen="No",
        not_shown="N/A",
        dates_unfinished=False,
        date_text="%Y-%m-%d %H:%M:%S",
        text=TextFile(bom=True, quote_all=True, closing_line=True),
    ),
    "entry_workbook": Shape(
        before=("date_received",),
        after=("no_needs",),
        known_by=("date_received", "no_needs"),
        list_mark="; ",
        dates="yyyy-mm-dd",
        date_text="%Y-%m-%d",
        jobs={"date_received": "replied_on", "no_needs": "no_needs"},
    ),
}


def own_name(header: str) -> str:
    """Return the name by which a shape knows a header: its first row, no capitals.

    >>> own_name("StartDate | Start Date")
    'startdate'
    """
    return header.partition(BAR)[0].casefold()
