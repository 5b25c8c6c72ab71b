"""List what was found in the raw files, and what was done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from rocb_analysis.clean.long_rows import long_findings
from rocb_analysis.clean.reading import (
    CORRECTED,
    NOTED,
    RECODED,
    SET_ASIDE,
    Finding,
)
from rocb_analysis.clean.respondents import LEFT_ASIDE, NO_ANSWER, FileReplies
from rocb_analysis.survey.text import counted, plain

_KEY = ["round", "file", "row", "column", "found"]
_SAID = ["action", "reason", "decided"]
# Whole rows set aside by what the codebook says, or by a later reply.
_SETTLED = ("The later", "The dated", "The lower", "By members", LEFT_ASIDE)
# Issues of one text and cause in a file that are still told each by itself.
_MOST_ALIKE = 1000
_STRONGEST_FIRST = (SET_ASIDE, CORRECTED, RECODED, NOTED)


def issue_rows(files: Iterable[FileReplies]) -> pd.DataFrame:
    """Return a row an issue; column `decided`: the codebook has settled it.

    A name set aside by a line * makes one issue a round and name, at its first place.
    """
    rows: list[dict[str, object]] = []
    first: dict[tuple[str, str, str], tuple[int, int]] = {}
    for replies in files:
        counts, reader = replies.counted, replies.reader
        names = reader.of_kind("respondent")
        used = {column.index for column in reader.columns if column not in names}
        rows += [
            _issue(replies, row, finding)
            for reply, row, finding in long_findings(reader.export, used)
            if counts[reply]
        ]
        for row, finding in _findings(replies):
            key = (replies.reader.file.round, finding.once, plain(finding.found))
            if finding.once and key in first:
                at, times = first[key]
                first[key] = (at, times + 1)
                continue
            if finding.once:
                first[key] = (len(rows), 1)
            place = replies.reader.row_of(row, _column(replies, finding))
            rows.append(_issue(replies, place, finding))
    for at, times in first.values():
        if times > 1:
            rows[at]["reason"] = f"{rows[at]['reason']} ({counted(times, 'time')})"
    return _one_a_place(pd.DataFrame(rows, columns=[*_KEY, *_SAID]))


def _findings(replies: FileReplies) -> Iterator[tuple[int, Finding]]:
    """Yield row and issue, row by row; a reply that does not count has one only."""
    counts = replies.counted
    found = [*replies.whose.findings, *replies.reading.findings]
    # A date that cannot be read may be why the reply does not count.
    when = {column.header for column in replies.date_columns}
    found = [one for one in found if counts[one[0]] or one[1].header in when]
    dropped = map(int, replies.reader.rows[~counts[replies.reader.rows]])
    told: dict[tuple[str, bool, str], Finding] = {}
    for row in dropped:
        why = (replies.typed[row], bool(replies.spelled[row]), replies.dropped[row])
        if why not in told:
            told[why] = _dropped(replies, *why)
        found.append((row, told[why]))
    yield from _folded(sorted(found, key=lambda one: one[0]))


def _folded(found: list[tuple[int, Finding]]) -> Iterator[tuple[int, Finding]]:
    """Yield the issues; of very many with one text and one cause, the first alone."""
    times = Counter((one.header, one.found, one.reason) for _, one in found)
    told: set[tuple[str, str, str]] = set()
    for row, one in found:
        cause = (one.header, one.found, one.reason)
        if times[cause] <= _MOST_ALIKE or one.once:
            yield row, one
        elif cause not in told:
            told.add(cause)
            reason = f"{one.reason} ({counted(times[cause], 'time')})"
            yield row, replace(one, reason=reason)


def _dropped(replies: FileReplies, name: str, spelled: bool, why: str) -> Finding:
    known = replies.reader.survey.spelling.get("member", {})
    return Finding(
        header="",
        found=name,
        action=SET_ASIDE,
        reason=why,
        decided=spelled or why.startswith(_SETTLED) or why == NO_ANSWER,
        once="member" if spelled and plain(name) not in known else "",
    )


def _one_a_place(issues: pd.DataFrame) -> pd.DataFrame:
    """Return one issue for each text at a place: the strongest action, all reasons."""
    if not issues.duplicated(_KEY).any():
        return issues
    by_place = issues.groupby(_KEY, sort=False)
    return by_place.agg(
        action=("action", lambda said: min(said, key=_STRONGEST_FIRST.index)),
        reason=("reason", lambda said: " ".join(dict.fromkeys(said))),
        decided=("decided", "all"),
    ).reset_index()


def _column(replies: FileReplies, finding: Finding) -> int:
    """Return the place of the column an issue is about, -1 for a whole row."""
    return replies.reader.places.get(finding.header, -1)


def _issue(replies: FileReplies, row: int, finding: Finding) -> dict[str, object]:
    """Return an issue at a row of the spreadsheet."""
    return {
        "round": replies.reader.file.round,
        "file": replies.reader.file.file,
        "row": row,
        "column": finding.header,
        "found": finding.found,
        "action": finding.action,
        "reason": finding.reason,
        "decided": finding.decided,
    }
