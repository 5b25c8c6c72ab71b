"""The contract of every table: key, columns, types, decimals; and the one error class.

A table is declared here once. `arrange` brings a frame into the declared form, so
that whoever reads a table by name finds the same columns and order. Decimals are
rounded once, where a table is written (`as_written`): means of rounded values err.
"""

from __future__ import annotations

import pandas as pd

from rocb_analysis.tables import of_plans, of_region, of_replies
from rocb_analysis.tables.columns import (
    COUNT,
    DECIMALS,
    PCT,
    SHARE,
    TEXT,
    Column,
    P,
    Table,
)

__all__ = [
    "COUNT",
    "DECIMALS",
    "PCT",
    "SHARE",
    "TABLES",
    "TEXT",
    "Column",
    "P",
    "SurveyError",
    "Table",
    "arrange",
    "as_written",
    "typed_table",
]


class SurveyError(ValueError):
    """A user's mistake, told in one sentence with place and remedy."""


TABLES: dict[str, Table] = {
    table.name: table
    for table in (*of_replies.TABLES, *of_region.TABLES, *of_plans.TABLES)
}

_DTYPES = {TEXT: "str", COUNT: "Int64"}


def arrange(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the frame in the form the contract gives the table.

    Columns in order (a missing one is blank), text as str with "" for blank, counts
    as Int64, decimals as float, rows sorted by key. Ties in the last bit cannot matter:
    decimals are held to 9 places.

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
    return pd.to_numeric(values).astype("float64").round(9) + 0.0


def as_written(values: pd.Series, kind: str) -> pd.Series:
    """Return a column with the decimals that the contract gives its type.

    Text and counts stay as they are, and so do words in a column of numbers.

    >>> as_written(pd.Series([1 / 3, "not shown"]), SHARE).tolist()
    [0.333, 'not shown']
    """
    if kind not in DECIMALS:
        return values
    places = DECIMALS[kind]
    if pd.api.types.is_float_dtype(values):
        return values.round(9).round(places) + 0.0
    return values.map(
        lambda v: round(round(v, 9), places) + 0.0 if isinstance(v, float) else v
    )


def _counts(values: pd.Series, name: str) -> pd.Series:
    broken = values[(values % 1 != 0).fillna(False)]
    if len(broken):
        raise SurveyError(f"{name} is {broken.iloc[0]}; a count is a whole number.")
    return values.astype("Int64")
