"""Read the replies of one round from a long file, by the section [long].

A file whose rows only carry their round has its rows chosen; one with a row an answer
has them put together besides.
"""

from __future__ import annotations

from dataclasses import dataclass

from rocb_analysis.intake.long_rows import LongRows, Places, put_together
from rocb_analysis.survey.long import LongFile
from rocb_analysis.survey.records import RoundFile
from rocb_analysis.survey.sheets import Rows, is_filled
from rocb_analysis.survey.text import hint, listed, plain
from rocb_analysis.tables import SurveyError


@dataclass(frozen=True)
class Replies:
    """The replies of a round, a row each, under their headers: see `Export`."""

    headers: list[str]
    rows: Rows
    row_numbers: list[int]
    own: dict[str, str]
    of_other_rounds: frozenset[str] = frozenset()
    long: LongRows | None = None


def replies_of(
    file: RoundFile, headers: list[str], body: Rows, first_row: int
) -> Replies:
    """Return the replies of one round in a long file.

    headers, body: the file's own; first_row: the spreadsheet's row of the first.

    Raises SurveyError if [long] is missing or names a column the file lacks, no column
    names the respondent, or a row is of a round that reads no row of this file.
    """
    long = file.long
    if long is None:
        raise SurveyError(
            f"Round {file.round}: {file.file} is a long file, and survey.toml has no "
            "section [long] that names its columns. Add it: round, item and answer."
        )
    places = _places(file, long, headers)
    numbers = _rows_of(file, long.rounds, places.round, body, first_row)
    rows = [body[number - first_row] for number in numbers]
    elsewhere = long.named - {*long.rule.columns}
    if not long.rule.items:
        own = {long.rule.round: "round"}
        return Replies(headers, rows, numbers, own, elsewhere)
    blank = 0 if places.round is not None else len(body) - len(rows)
    names, replies, long_rows = put_together(
        headers,
        rows,
        numbers,
        places=places,
        members=long.members,
        blank_rows=blank,
    )
    first = dict(zip(reversed(long_rows.reply), reversed(numbers), strict=True))
    where = [first[number] for number in range(len(replies))]
    return Replies(names, replies, where, {}, elsewhere, long_rows)


def _places(file: RoundFile, long: LongFile, headers: list[str]) -> Places:
    at = {header: place for place, header in enumerate(headers) if header}
    rule = long.rule
    for header in rule.columns:
        if header not in at:
            raise SurveyError(
                f"Round {file.round}: {rule.section} of survey.toml names the "
                f'column "{header}", which is not in {file.file}.'
                f"{hint(header, at)} Correct it."
            )
    if rule.items and long.respondent not in at:
        raise SurveyError(_no_respondent(file, long, at))
    return Places(
        round=at.get(rule.round),
        items=tuple(at[item] for item in rule.items),
        answer=at.get(rule.answer, -1),
        respondent=at.get(long.respondent, -1),
    )


def _no_respondent(file: RoundFile, long: LongFile, at: dict[str, int]) -> str:
    if long.respondent:
        return (
            f'Round {file.round}: the respondent column "{long.respondent}" is not in '
            f"{file.file}.{hint(long.respondent, at)} Correct its cell in columns."
        )
    free = [header for header in at if header not in long.named]
    return (
        f"Round {file.round}: {file.file} has a row an answer, and columns maps none "
        "of its headers to a question of kind respondent, so no one can tell whose "
        f"rows make a reply. Map one of {listed(free) or 'its other columns'}."
    )


def _rows_of(
    file: RoundFile,
    rounds: frozenset[str],
    place: int | None,
    body: Rows,
    first_row: int,
) -> list[int]:
    """Return the numbers of the filled rows that carry the round."""
    filled = [
        number
        for number, row in enumerate(body, start=first_row)
        if any(map(is_filled, row))
    ]
    if place is None:
        return filled
    # The same few words stand in all rows: each is made plain once.
    met: dict[str, str] = {}
    numbers = []
    for number in filled:
        cell = body[number - first_row][place]
        label = met.get(cell) or met.setdefault(cell, plain(cell))
        if label == file.round:
            numbers.append(number)
        elif label not in rounds:
            raise SurveyError(_stray(file, rounds, label, number))
    return numbers


def _stray(file: RoundFile, rounds: frozenset[str], label: str, number: int) -> str:
    said = f'is of round "{label}"' if label else "names no round"
    return (
        f"{file.file}, row {number} {said}; rounds reads {listed(sorted(rounds))} from "
        "this file. Add a row to rounds for it, or correct the cell."
    )
