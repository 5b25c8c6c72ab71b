"""The replies that count, in the order of their key."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rocb_analysis.clean.respondents import FileReplies


@dataclass(frozen=True)
class Counted:
    """respondents: the table, in order; places: for each file a row's number in it, or
    -1 where the row does not count.
    """

    respondents: pd.DataFrame
    places: list[np.ndarray]


def counted_replies(files: list[FileReplies]) -> Counted:
    """Return the replies that count: a row a reply, sorted by round and respondent."""
    rows = [np.flatnonzero(replies.counted) for replies in files]
    parts = [_respondents(*one) for one in zip(files, rows, strict=True)]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    keys = list(
        zip(*(table[c].tolist() for c in ("round", "respondent_id")), strict=True)
    )
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.intp)
    number = np.empty(len(keys), dtype=np.int32)
    number[order] = np.arange(len(keys))
    places, start = [], 0
    for replies, mine in zip(files, rows, strict=True):
        place = np.full(replies.reader.height, -1, dtype=np.int32)
        place[mine] = number[start : start + len(mine)]
        places.append(place)
        start += len(mine)
    return Counted(table.iloc[order].reset_index(drop=True), places)


def _respondents(replies: FileReplies, rows: np.ndarray) -> pd.DataFrame:
    """Return a row a reply of one file, with its place in the raw file."""
    reader = replies.reader
    numbers = np.array(reader.export.row_numbers, dtype=np.intp)
    return pd.DataFrame(
        {
            "round": pd.Series([reader.file.round] * len(rows), dtype="str"),
            "respondent_id": pd.Series(replies.ids[rows], dtype="str"),
            "source": reader.file.source,
            "file": reader.file.file,
            "sheet": reader.export.sheet,
            "row": numbers[rows],
            "replied_on": pd.Series(replies.replied_on[rows], dtype="str"),
            "replies_set_aside": replies.others[rows],
        }
    )
