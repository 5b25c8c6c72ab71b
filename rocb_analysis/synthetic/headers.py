"""The columns of an export: which stand where, and how a tool writes their headers."""

from __future__ import annotations

import json
import re
from itertools import pairwise

from rocb_analysis.synthetic.forms import Asked, Form
from rocb_analysis.synthetic.shapes import BAR, own_name

# Qualtrics' ids of what it writes itself, where they are not the name.
_IMPORT_IDS = {
    "startdate": "startDate",
    "enddate": "endDate",
    "ipaddress": "ipAddress",
    "duration (in seconds)": "duration",
    "recordeddate": "recordedDate",
    "responseid": "_recordId",
    "recipientlastname": "recipientLastName",
    "recipientfirstname": "recipientFirstName",
    "recipientemail": "recipientEmail",
    "externalreference": "externalDataReference",
    "locationlatitude": "locationLatitude",
    "locationlongitude": "locationLongitude",
    "distributionchannel": "distributionChannel",
    "userlanguage": "userLanguage",
}
_DATES = frozenset({"startdate", "enddate", "recordeddate"})


def columns_of(form: Form) -> list[str]:
    """Return the headers in order: the tool's own, the questions, what is ignored.

    A header ignored in every round stands there only if the tool writes it.
    """
    mapped = [header for header, _ in form.survey.uses_in(form.file)]
    ignored = form.survey.ignored_columns
    here = ignored["round"].isin(form.file.labels)
    at_once = [h for h in ignored.loc[here, "header"] if not h.startswith("(column ")]
    own = [*mapped, *ignored.loc[here | (ignored["round"] == ""), "header"]]
    own += form.shape.jobs
    before, after = (
        [h for name in names for h in own if own_name(h) == name]
        for names in (form.shape.before, form.shape.after)
    )
    asked = [h for one in mapped for h in [one, *options_beside(form, one, at_once)]]
    rest = [h for h in [*asked, *at_once] if h not in after]
    return list(dict.fromkeys([*before, *rest, *after]))


def options_beside(form: Form, header: str, ignored: list[str]) -> list[str]:
    """Return the columns that repeat the options of a list, one each."""
    if not form.shape.option_columns:
        return []
    return [h for h in ignored if h.rpartition("/")[0] == header]


def header_rows(form: Form, headers: list[str]) -> list[list[str]]:
    """Return all rows above the replies, first the title where rounds leave room."""
    first, last = form.header_rows
    above = [[form.survey.settings.title]] * (first - 1)
    below = [_import_row(form, headers)] if form.shape.import_row else []
    return [*above, *_split(form, headers, last - first + 1), *below]


def _split(form: Form, headers: list[str], height: int) -> list[list[str]]:
    """Return the header in rows: split at its bars, a heading over its first column."""
    written = [_marked(form, header) for header in headers]
    if height == 1:
        return [written]
    parts = [header.split(BAR, height - 1) for header in written]
    filled = [part + [""] * (height - len(part)) for part in parts]
    *headings, names = ([*row] for row in zip(*filled, strict=True))
    once = [_once(row) for row in headings]
    return [*once, names]


def _once(headings: list[str]) -> list[str]:
    repeated = ("" if one == other else other for one, other in pairwise(headings))
    return [*headings[:1], *repeated]


def _marked(form: Form, header: str) -> str:
    """Return the header with the marks Microsoft Forms leaves in a workbook.

    A line break after a question that goes on, a no-break space at its end.
    """
    if not form.shape.marked_headers or own_name(header) in form.shape.before:
        return header
    return header.replace("? ", "?\n") + ("\u00a0" if header.endswith("?") else "")


def _import_row(form: Form, headers: list[str]) -> list[str]:
    """Return the row in which Qualtrics names each column for a machine."""
    texts = set(form.headers("text")) | set(form.headers("respondent"))
    return [_import_id(header, is_text=header in texts) for header in headers]


def _import_id(header: str, *, is_text: bool) -> str:
    """Return one cell of that row.

    >>> _import_id("Q4_1 | Level - First", is_text=False)
    '{"ImportId":"QID4_1"}'
    """
    name = own_name(header)
    own = re.sub("^q(?=[0-9])", "QID", name) + ("_TEXT" if is_text else "")
    said = {"ImportId": _IMPORT_IDS.get(name, own)}
    if name in _DATES:
        said["timeZone"] = "UTC"
    return json.dumps(said, separators=(",", ":"))


def option_of(form: Form, header: str) -> tuple[Asked, str, str] | None:
    """Return the list that a column repeats, that list's header, and the option."""
    before, _, option = header.rpartition("/")
    if form.shape.option_columns and before:
        for asked in form.asked:
            if asked.is_list and before in [own for own, _ in asked.uses]:
                return asked, before, option
    return None
