"""Of several replies of one respondent the latest counts, whole."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from rocb_analysis.clean.respondents import NO_ANSWER, FileReplies


def settle(files: Iterable[FileReplies]) -> None:
    """Decide which reply of each respondent counts: the latest, whole.

    A dated reply outdoes an undated one; else the lower row of rounds, then the lower
    row of the file. The others are marked with the reason.
    """
    rounds: dict[str, list[FileReplies]] = {}
    for replies in files:
        _drop_the_unanswered(replies)
        rounds.setdefault(replies.reader.file.round, []).append(replies)
    for same_round in rounds.values():
        for places in _of_one_respondent(same_round):
            _settle_one(same_round, places)


def _drop_the_unanswered(replies: FileReplies) -> None:
    answering = replies.reading.answering(replies.reader.height)
    usable = replies.dropped == ""
    replies.dropped[usable & ~answering] = NO_ANSWER


def _of_one_respondent(files: list[FileReplies]) -> Iterable[list[tuple[int, int]]]:
    """Yield file and row of the replies of each respondent with more than one."""
    ids = np.concatenate([one.ids[one.reader.rows] for one in files])
    file_of = np.repeat(range(len(files)), [len(one.reader.rows) for one in files])
    row_of = np.concatenate([one.reader.rows for one in files])
    several = pd.Series(ids, dtype=object).duplicated(keep=False).to_numpy()
    groups: dict[str, list[tuple[int, int]]] = {}
    for number in np.flatnonzero(several & (ids != "")):
        place = (int(file_of[number]), int(row_of[number]))
        groups.setdefault(ids[number], []).append(place)
    yield from groups.values()


def _settle_one(files: list[FileReplies], places: list[tuple[int, int]]) -> None:
    usable = [(f, row) for f, row in places if not files[f].dropped[row]]
    if not usable:
        return
    last, row = max(usable, key=lambda at: (files[at[0]].replied_on[at[1]], *at))
    latest = files[last]
    latest.others[row] = len(places) - 1
    for f, other in usable:
        if (f, other) != (last, row):
            moment = files[f].replied_on[other]
            files[f].dropped[other] = _replaced_by(latest, row, moment)


def _replaced_by(latest: FileReplies, row: int, moment: str) -> str:
    """Return why the reply of a moment ("" = undated) gives way to the latest."""
    when = latest.replied_on[row]
    number = latest.reader.export.row_numbers[row]
    place = f"in row {number} of {latest.reader.file.file} counts"
    if when and not moment:
        return f"The dated reply of {when} {place}; this one has no date."
    if when == moment:
        return f"The lower reply {place}; neither has the later date."
    return f"The later reply of {when} {place}."
