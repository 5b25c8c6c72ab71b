"""Sentences that remember where each of their numbers comes from.

A number is read and its place noted in one step, so that the two cannot part; `say`
puts numbers and names into a sentence and keeps their places. Python's own formatting
forgets them, and a test finds every digit of a brief that is neither a number with a
place nor part of a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Self

import pandas as pd

from rocb_analysis.core.tables import TABLES
from rocb_analysis.core.text import percent, plural

# Between the parts of a key, and between the conditions that choose rows.
_BETWEEN_KEYS, _BETWEEN_CONDITIONS, _BETWEEN_VALUES = " / ", "; ", " | "
COUNT_OF_ROWS, SUM, ROUNDED = "count of rows", "sum", "rounded"
PERCENT = "percent"
# So many that tie for the first place are named; of more only the count is told.
_MOST_NAMED = 3


@dataclass(frozen=True)
class Source:
    """Where a number stands: a cell, or a rule over cells.

    table: of the contract, or a look of `Quality`; "" for a constant of the method.
    row: the key, its parts joined by " / "; under a rule the conditions that choose the
    rows, such as "round = 2025; gap = open | unsure". column: one, "one - another", or
    "part / whole" of a percentage. rule: "" for a cell or a difference in one row, else
    "rounded", "percent", "count of rows", "sum", or in words.
    """

    table: str
    row: str
    column: str
    rule: str = ""


@dataclass(frozen=True)
class Claim:
    """A number that a sentence of a finding says, with its source."""

    finding: str
    sentence: str
    number: str
    table: str
    row: str
    column: str
    rule: str


# A value that a column must have, or several of which it must have one.
_Wanted = str | int | Sequence[str]
# Start and end in the text; the source of a number, None for a name.
_Span = tuple[int, int, Source | None]


class SourcedText(str):
    """A text that knows which of its parts are numbers with a source, or names."""

    spans: tuple[_Span, ...]

    def __new__(cls, text: str, spans: Sequence[_Span] = ()) -> Self:
        made = super().__new__(cls, text)
        made.spans = tuple(spans)
        return made


class Number(SourcedText):
    """A number as it is written, with its value."""

    value: int

    @classmethod
    def of(cls, value: int, source: Source) -> Number:
        text = f"{value:,}"
        made = cls(text, [(0, len(text), source)])
        made.value = int(value)
        return made


def name(text: str) -> SourcedText:
    """Return words of the survey folder, whose digits are no number of the brief.

    >>> unsourced(say("Not compared with {}: 2 rounds", name("2024")))
    ['2']
    """
    return SourcedText(text, [(0, len(text), None)])


def stated(value: int, rule: str) -> Number:
    """Return a constant of the method; rule: what it is, in words."""
    return Number.of(value, Source("", "", "", rule))


def with_rule(text: str, rule: str) -> SourcedText:
    """Return words whose numbers are constants of the method; rule: what they are."""
    source, found = Source("", "", "", rule), re.finditer(r"\d+", text)
    return SourcedText(text, [(*one.span(), source) for one in found])


def by_rule(value: int, table: str, rule: str, column: str = "") -> Number:
    """Return a number made from a table by a rule that is told in words."""
    return Number.of(value, Source(table, "", column, rule))


def cell(table: str, row: object, column: str) -> Number:
    """Return the number in a column of a row of a table.

    row: as from itertuples, or a Series; it has the columns of the table's key.
    """
    return Number.of(_of(row, column), place_of(table, row, column))


def place_of(table: str, row: object, column: str) -> Source:
    """Return the place of a column of a row, for what is written there otherwise."""
    return Source(table, _key(table, row), column)


def rounded(table: str, row: object, column: str) -> Number:
    """Return the number in a column of a row, rounded to a whole one."""
    source = Source(table, _key(table, row), column, ROUNDED)
    return Number.of(round(float(_cell(row, column))), source)


def percentage(table: str, row: object, part: str, whole: str) -> Number:
    """Return one column as a whole percentage of another, both of one row."""
    source = Source(table, _key(table, row), f"{part} / {whole}", PERCENT)
    return Number.of(percent(_of(row, part), _of(row, whole)), source)


def difference(table: str, row: object, column: str, less: str) -> Number:
    """Return one column less another, both of one row."""
    source = Source(table, _key(table, row), f"{column} - {less}")
    return Number.of(_of(row, column) - _of(row, less), source)


def least(table: str, rows: pd.DataFrame, column: str) -> Number:
    """Return the least number in a column of rows, from the first row that has it."""
    return cell(table, rows.loc[rows[column].idxmin()], column)


def greatest(table: str, rows: pd.DataFrame, column: str) -> Number:
    """Return the greatest number in a column, from the first row that has it."""
    return cell(table, rows.loc[rows[column].idxmax()], column)


def rows_where(table: str, frame: pd.DataFrame, **conditions: _Wanted) -> Number:
    """Return how many rows of a table meet all conditions: a value, or one of some."""
    chosen = frame[_meets(frame, conditions)]
    return Number.of(len(chosen), rows_over(table, **conditions))


def rows_over(table: str, **conditions: _Wanted) -> Source:
    """Return the place of a count of rows that is known: those that meet conditions."""
    return _over(table, conditions, "", COUNT_OF_ROWS)


def sum_where(
    table: str,
    frame: pd.DataFrame,
    column: str,
    **conditions: _Wanted,
) -> Number:
    """Return the sum of a column over the rows of a table that meet all conditions."""
    whole = frame.loc[_meets(frame, conditions), column].sum()
    return Number.of(int(whole), sum_over(table, column, **conditions))


def sum_over(table: str, column: str, **conditions: _Wanted) -> Source:
    """Return the place of a sum that is known: over the rows that meet conditions."""
    return _over(table, conditions, column, SUM)


def say(template: str, *parts: str, **named: str) -> SourcedText:
    """Put parts into a template of str.format and keep the places of their numbers.

    >>> replied = stated(24, "invented")
    >>> say("{} of {all} replied.", replied, all=stated(34, "invented"))
    '24 of 34 replied.'
    """
    text, spans, following = "", list[_Span](), iter(parts)
    for literal, field, _, _ in Formatter().parse(template):
        text += literal
        if field is not None:
            part = named[field] if field else next(following)
            spans += _moved(part, len(text))
            text += part
    return SourcedText(text, spans)


def reworded(text: str, change: Callable[[str], str]) -> SourcedText:
    """Return a text with its own words changed; its numbers and names stand."""
    spans = text.spans if isinstance(text, SourcedText) else ()
    said, moved, at = "", list[_Span](), 0
    for start, end, source in sorted(spans, key=lambda span: span[0]):
        said += change(text[at:start])
        moved.append((len(said), len(said) + end - start, source))
        said, at = said + text[start:end], end
    return SourcedText(said + change(text[at:]), moved)


def joined(separator: str, parts: Iterable[str]) -> SourcedText:
    """Join texts like str.join."""
    known = list(parts)
    return say(separator.join(["{}"] * len(known)), *known)


def listed_as(parts: Sequence[str]) -> SourcedText:
    """Return parts as a sentence holds them: commas, and "and" before the last."""
    *first, last = parts
    return say("{} and {}", joined(", ", first), last) if first else say("{}", last)


def listed_names(texts: Iterable[str]) -> SourcedText:
    """Return words of the survey folder as a sentence holds them."""
    return listed_as([name(text) for text in texts])


def leaders(labels: Iterable[str], table: str, noun: str = "subject") -> SourcedText:
    """Return who leads: up to three by name, in order of the alphabet, else how many.

    The one rule for ties, of sentences, titles and alt texts alike.

    >>> leaders(["Valuation", "AEO"], "priorities")
    'AEO and Valuation'
    >>> leaders("abcd", "priorities")
    '4 subjects'
    """
    names = sorted(labels, key=str.casefold)
    if len(names) <= _MOST_NAMED:
        return listed_names(names)
    return with_noun(by_rule(len(names), table, "those that tie"), noun)


def rows_of(shown: int, total: int, table: str, noun: str = "subject") -> SourcedText:
    """Return how many rows are drawn, for an alt text: all, or the first of them."""
    every = with_noun(by_rule(total, table, f"each {noun} of the chart"), noun)
    if shown == total:
        return every
    return say("the first {} of {}", by_rule(shown, table, f"each {noun} drawn"), every)


def span_of(low: Number, high: Number) -> SourcedText:
    """Return a number, or "low to high" where two differ."""
    return low if low.value == high.value else say("{} to {}", low, high)


def with_noun(number: Number, one: str, many: str = "") -> SourcedText:
    """Return a number with its noun, in the plural unless it is one."""
    noun = one if number.value == 1 else many or plural(one)
    return say("{} {}", number, noun)


def sources(text: str) -> list[tuple[str, Source]]:
    """Return each number of a text with its source, from the left."""
    spans = text.spans if isinstance(text, SourcedText) else ()
    return [(text[start:end], source) for start, end, source in spans if source]


def unsourced(text: str) -> list[str]:
    """Return the runs of digits of a text that are neither sourced nor in a name."""
    spans = text.spans if isinstance(text, SourcedText) else ()
    inside = {place for start, end, _ in spans for place in range(start, end)}
    found = re.finditer(r"\d[\d,.]*", text)
    return [one[0] for one in found if one.start() not in inside]


def _moved(part: str, by: int) -> list[_Span]:
    spans = part.spans if isinstance(part, SourcedText) else ()
    return [(start + by, end + by, source) for start, end, source in spans]


def _of(row: object, column: str) -> int:
    return int(_cell(row, column))


def _cell(row: object, column: str) -> Any:
    return row[column] if isinstance(row, pd.Series) else getattr(row, column)


def _key(table: str, row: object) -> str:
    columns = TABLES[table].key
    return _BETWEEN_KEYS.join(str(_cell(row, column)) for column in columns)


def _meets(frame: pd.DataFrame, conditions: Mapping[str, _Wanted]) -> pd.Series:
    meets = pd.Series(True, frame.index)
    for column, wanted in conditions.items():
        meets &= frame[column].isin(_allowed(wanted))
    return meets


def _over(
    table: str, conditions: Mapping[str, _Wanted], column: str, rule: str
) -> Source:
    parts = (
        f"{of} = {_BETWEEN_VALUES.join(map(str, _allowed(wanted)))}"
        for of, wanted in conditions.items()
    )
    return Source(table, _BETWEEN_CONDITIONS.join(parts), column, rule)


def _allowed(wanted: _Wanted) -> list[str | int]:
    return [wanted] if isinstance(wanted, str | int) else list(wanted)
