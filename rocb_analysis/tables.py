"""The contract of every table: key, columns, types, decimals; and the one error class.

A table is declared here once. `arrange` brings a frame into the declared form, so
that whoever reads a table by name finds the same columns, order and rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


class SurveyError(ValueError):
    """A user's mistake, told in one sentence with place and remedy."""


# How a column of each type is held and printed.
TEXT, COUNT = "text", "count"
PCT, SHARE, P = "pct", "share", "p"
DECIMALS = {PCT: 1, SHARE: 3, P: 4}


@dataclass(frozen=True)
class Column:
    """One column: its name, its type (text, count, pct, share or p), its meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One table: what a row is, the columns of its key, then all columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


ROUND = Column("round", TEXT, "label of the survey round")
RESPONDENT = Column("respondent_id", TEXT, "member_id, or round/r and spreadsheet row")
SUBJECT = Column("subject_id", TEXT, "subject of the codebook")
SUB_REGION = Column("sub_region", TEXT, "sub-region, or all")
QUESTION = Column("question_id", TEXT, "question of the codebook")
POSITION = Column("position", COUNT, "place on a ballot, or number of an option")
STATES = "answered, not_answered, not_asked, dont_know, not_applicable, set_aside"
STATE = Column("state", TEXT, f"{STATES}, no_needs")
FILE = Column("file", TEXT, "file in the folder rounds")
SHEET = Column("sheet", TEXT, "sheet of a workbook, else blank")
ROW = Column("row", COUNT, "row number as a spreadsheet shows it")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "responses",
            "an answer of a reply: a question, subject and place asked in its file",
            ("round", "respondent_id", "question_id", "subject_id", "position"),
            (
                ROUND,
                RESPONDENT,
                QUESTION,
                SUBJECT,
                POSITION,
                Column("answer", TEXT, "as read, whatever the state"),
                Column("value", SHARE, "value of the scale, number, place or rank"),
                STATE,
            ),
        ),
        Table(
            "respondents",
            "a reply that counts",
            ("round", "respondent_id"),
            (
                ROUND,
                RESPONDENT,
                Column("source", TEXT, "which form of the round, blank if it had one"),
                FILE,
                SHEET,
                ROW,
                Column("replied_on", TEXT, "date or time of the reply, ISO"),
                Column("replies_set_aside", COUNT, "other replies of this respondent"),
            ),
        ),
        Table(
            "ledger",
            "a column of a file; cells = blank + kept + recoded + set_aside",
            ("round", "file", "sheet", "column"),
            (
                ROUND,
                FILE,
                SHEET,
                Column("column", TEXT, "header as the codebook meets it"),
                Column("cells", COUNT, "rows under the header up to the last filled"),
                Column("blank", COUNT, "empty cells"),
                Column("kept", COUNT, "cells used as they stand"),
                Column("recoded", COUNT, "changed by spellings or a correction"),
                Column("set_aside", COUNT, "ignored column, dropped reply, unusable"),
            ),
        ),
        Table(
            "issues",
            "something found in a raw file and what was done with it",
            ("round", "file", "row", "column", "found"),
            (
                ROUND,
                FILE,
                ROW,
                Column("column", TEXT, "header; blank = the whole row"),
                Column("found", TEXT, "the text that was found"),
                Column("action", TEXT, "recoded, set_aside, corrected or noted"),
                Column("reason", TEXT, "one plain sentence"),
            ),
        ),
        Table(
            "response_rates",
            "a sub-region (or all) in a round",
            ("round", "sub_region"),
            (
                ROUND,
                SUB_REGION,
                Column("members", COUNT, "members of the frame on asked_on"),
                Column("replied", COUNT, "replies that count"),
                Column("share_pct", PCT, "replied of members"),
            ),
        ),
        Table(
            "needs",
            "a subject of a need question for a replier",
            ("round", "respondent_id", "subject_id"),
            (
                ROUND,
                RESPONDENT,
                SUBJECT,
                Column("asked", COUNT, "1 if the subject was asked, else 0"),
                STATE,
                Column("needed", COUNT, "1 needed, 0 not, blank unknown"),
                Column("score", SHARE, "strength of the need, 0 to 1"),
                Column("rank", COUNT, "place on the ballot, 1 = first"),
            ),
        ),
        Table(
            "priorities",
            "a subject in a round, for the region (all) or a sub-region",
            ("round", "sub_region", "subject_id"),
            (
                ROUND,
                SUB_REGION,
                SUBJECT,
                Column("members", COUNT, "members of the frame, providers apart"),
                Column("answered", COUNT, "members whose needed is 0 or 1"),
                Column("needing", COUNT, "members whose needed is 1"),
                Column("share_pct", PCT, "needing of answered"),
                Column("members_low", COUNT, "lower end of the 95 % interval"),
                Column("members_high", COUNT, "upper end of the 95 % interval"),
                Column("share_low_pct", PCT, "members_low of members, else Wilson"),
                Column("share_high_pct", PCT, "members_high of members, else Wilson"),
                Column("least", COUNT, "if all members without an answer say no"),
                Column("most", COUNT, "if all members without an answer say yes"),
                Column("score", SHARE, "mean score of those who answered, 0 to 1"),
                Column("rank", COUNT, "1 + subjects with more members needing"),
                Column("rank_worst", COUNT, "subjects with as many or more needing"),
                Column("method", TEXT, "hypergeometric or wilson"),
            ),
        ),
        Table(
            "cluster_numbers",
            "a number of clusters tried in a round",
            ("round", "n_clusters"),
            (
                ROUND,
                Column("n_clusters", COUNT, "number of clusters; 1 = none"),
                Column("rows", TEXT, "what a clustered row is"),
                Column("reference", TEXT, "the cluster-free data compared with"),
                Column("statistic", SHARE, "mean silhouette, -1 to 1"),
                Column("reference_low", SHARE, "5 % point of the reference"),
                Column("reference_high", SHARE, "95 % point of the reference"),
                Column("p_value", P, "share of references as high, over all numbers"),
                Column("chosen", COUNT, "1 for the number chosen"),
            ),
        ),
        Table(
            "clusters",
            "a replier in a round",
            ("round", "respondent_id"),
            (
                ROUND,
                RESPONDENT,
                Column("cluster", COUNT, "cluster, 1 = largest; blank = none"),
                Column("level", SHARE, "mean score over subjects answered, 0 to 1"),
                Column("answered_share", SHARE, "subjects answered of those asked"),
            ),
        ),
    )
}

_DTYPES = {TEXT: "str", COUNT: "Int64"}


def arrange(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the frame in the form the contract gives the table.

    Columns in order (a missing one is blank), text as str with "" for blank, counts
    as Int64, decimals as float rounded by type, rows sorted by key. Ties in the last
    bit cannot matter: values are rounded to 9 decimals first.

    Raises SurveyError if two rows share a key, or a count is no whole number.
    """
    table = TABLES[name]
    arranged = typed_table(frame, name)
    twice = arranged[arranged.duplicated(list(table.key), keep=False)]
    if len(twice):
        row = ", ".join(f"{key} {twice.iloc[0][key]}" for key in table.key)
        raise SurveyError(f"Table {name} holds twice {row}; a row is {table.row}.")
    return arranged.sort_values(list(table.key), ignore_index=True)


def typed_table(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the declared columns in their types, the rows as they stand."""
    columns = TABLES[name].columns
    return pd.DataFrame({column.name: _typed(frame, column) for column in columns})


def _typed(frame: pd.DataFrame, column: Column) -> pd.Series:
    """Return one column in its declared type."""
    if column.name not in frame:
        blank: str | float = "" if column.type == TEXT else float("nan")
        values = pd.Series([blank] * len(frame), dtype=object)
    else:
        values = frame[column.name].reset_index(drop=True)
    if column.type == TEXT:
        return values.astype("object").where(values.notna(), "").astype("str")
    if column.type == COUNT:
        return _counts(pd.to_numeric(values).astype("Float64").round(9), column.name)
    numbers = pd.to_numeric(values).astype("float64")
    return numbers.round(9).round(DECIMALS[column.type]) + 0.0


def _counts(values: pd.Series, name: str) -> pd.Series:
    broken = values[(values % 1 != 0).fillna(False)]
    if len(broken):
        raise SurveyError(f"{name} is {broken.iloc[0]}; a count is a whole number.")
    return values.astype("Int64")
