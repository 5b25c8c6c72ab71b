"""Account for every raw cell, and list what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from rocb_analysis.clean.reading import (
    BLANK,
    CORRECTED,
    KEPT,
    NOTED,
    RECODED,
    SET_ASIDE,
    Finding,
)
from rocb_analysis.clean.replies import FileReader, Reply
from rocb_analysis.survey.text import counted, plain

FATES = (BLANK, KEPT, RECODED, SET_ASIDE)


def ledger_rows(reader: FileReader, replies: Iterable[Reply]) -> pd.DataFrame:
    """Return a row a column of one file: how many cells, and what became of them.

    Raises AssertionError, which is ours to mend, if a filled cell is unaccounted for.
    """
    export = reader.export
    mapped = {column.index for column in reader.columns}
    fates: dict[int, Counter[str]] = {i: Counter() for i in range(len(export.headers))}
    for reply in replies:
        for index, fate in reply.reading.fates.items():
            fates[index][fate] += 1
    cells = len(export.rows)
    rows = []
    for index, column in enumerate(export.column_names):
        count = fates[index]
        if index in mapped:
            count[BLANK] = cells - sum(count[fate] for fate in FATES if fate != BLANK)
        else:
            filled = sum(1 for texts in export.rows if plain(texts[index]))
            count = Counter({SET_ASIDE: filled, BLANK: cells - filled})
        rows.append({"column": column, "cells": cells, **{f: count[f] for f in FATES}})
    _assert_blanks(export.rows, mapped, fates)
    place = {"round": reader.file.round, "file": reader.file.file}
    return pd.DataFrame(rows).assign(**place, sheet=export.sheet)


def _assert_blanks(
    rows: list[list[str]], mapped: set[int], fates: dict[int, Counter[str]]
) -> None:
    for index in mapped:
        filled = sum(1 for texts in rows if plain(texts[index]))
        used = sum(fates[index][fate] for fate in FATES if fate != BLANK)
        assert filled == used, f"column {index}: {filled} filled cells, {used} used"


def issue_rows(replies: Iterable[Reply]) -> pd.DataFrame:
    """Return a row an issue; column `decided`: the codebook has settled it.

    A name set aside by a line * makes one issue a round and name, at its first place.
    """
    rows: list[dict[str, object]] = []
    first: dict[tuple[str, str, str], tuple[int, int]] = {}
    for reply in replies:
        for finding in reply.reading.findings:
            key = (reply.file.round, finding.once, plain(finding.found))
            if finding.once and key in first:
                at, times = first[key]
                first[key] = (at, times + 1)
                continue
            if finding.once:
                first[key] = (len(rows), 1)
            rows.append(_issue(reply, finding))
    for at, times in first.values():
        if times > 1:
            rows[at]["reason"] = f"{rows[at]['reason']} ({counted(times, 'time')})"
    return _one_a_place(pd.DataFrame(rows, columns=[*_KEY, *_SAID]))


_KEY = ["round", "file", "row", "column", "found"]
_SAID = ["action", "reason", "decided"]
_STRONGEST_FIRST = (SET_ASIDE, CORRECTED, RECODED, NOTED)


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


def _issue(reply: Reply, finding: Finding) -> dict[str, object]:
    return {
        "round": reply.file.round,
        "file": reply.file.file,
        "row": reply.row,
        "column": finding.header,
        "found": finding.found,
        "action": finding.action,
        "reason": finding.reason,
        "decided": finding.decided,
    }
