"""Read the replies of one round from a long file, by the section [long].

A file whose rows only carry their round has its rows chosen; one with a row an answer
has them put together besides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rocb_analysis.core.sheets import is_filled
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import hint, listed, plain
from rocb_analysis.core.workbooks import Rows
from rocb_analysis.intake.header import told_apart
from rocb_analysis.survey.records import RoundFile
from rocb_analysis.survey.survey_folder import LongFile
from rocb_analysis.survey.tools import BAR


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


def _places(file: RoundFile, long: LongFile, headers: list[str]) -> LongColumns:
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
    return LongColumns(
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


# Put rows that hold an answer each together: a reply is all rows of a respondent.


@dataclass(frozen=True)
class LongRows:
    """A long file's own rows, and where each went when replies were put together.

    Lists with an entry a row of the file (those of other rounds and blank ones left
    out):
    row_numbers: the spreadsheet's row.
    reply: the place in `Export.rows` of the reply it belongs to.
    column: the place in `Export.headers` of its item, -1 if the item is blank.
    counts: False where a lower row of the reply has the same item, which counts.

    columns: the file's own columns. answer, items, round: their places among these;
        carried: for each other column its place in `Export.headers`.
    overruled: for a carried column, the rows (places in `rows`) whose filled cell is
        another than the one that counts, that of the reply's lowest filled row.
    blank_rows: rows of the file, if it is of one round, without a filled cell.
    """

    columns: list[str]
    rows: Rows
    row_numbers: list[int]
    reply: list[int]
    column: list[int]
    counts: list[bool]
    answer: int
    items: tuple[int, ...]
    round: int | None
    carried: dict[int, int]
    overruled: dict[int, list[int]] = field(default_factory=dict)
    blank_rows: int = 0


@dataclass(frozen=True)
class LongColumns:
    """Where the columns stand that [long] and the respondent name."""

    round: int | None
    items: tuple[int, ...]
    answer: int
    respondent: int


def put_together(
    headers: list[str],
    rows: Rows,
    row_numbers: list[int],
    *,
    places: LongColumns,
    members: Mapping[str, str],
    blank_rows: int,
) -> tuple[list[str], Rows, LongRows]:
    """Return the headers and the cells of the replies, and where each row went.

    headers, rows: the file's own, the filled rows of one round; members: names that
    mean a member, with its id, so that two names of a member make one reply.
    """
    named = {places.round, places.answer, *places.items}
    others = [place for place in range(len(headers)) if place not in named]
    reply = _replies(members, places.respondent, rows)
    items = _items(rows, places.items)
    found = dict.fromkeys(filter(None, items))
    at = {item: place for place, item in enumerate(found, start=len(others))}
    column = [at.get(item, -1) for item in items]
    long = LongRows(
        columns=headers,
        rows=rows,
        row_numbers=row_numbers,
        reply=reply,
        column=column,
        counts=_counts(reply, column),
        answer=places.answer,
        items=places.items,
        round=places.round,
        carried={place: number for number, place in enumerate(others)},
        blank_rows=blank_rows,
    )
    cells = _cells(long, len(others) + len(found))
    names = told_apart([*(headers[place] for place in others), *found])
    return names, cells, replace(long, overruled=_overruled(long, cells))


def _replies(members: Mapping[str, str], place: int, rows: Rows) -> list[int]:
    """Return the reply of each row: that of its respondent, or one of its own."""
    known: dict[str, int] = {}
    met: dict[str, str] = {}
    replies: list[int] = []
    count = 0
    for row in rows:
        name = met.get(row[place]) or met.setdefault(row[place], plain(row[place]))
        one = known.setdefault(members.get(name, name), count) if name else count
        count += one == count
        replies.append(one)
    return replies


def _items(rows: Rows, places: Sequence[int]) -> list[str]:
    """Return the item of each row, its columns joined with " | "."""
    met: dict[tuple[str, ...], str] = {}
    items = []
    for row in rows:
        cells = tuple(row[place] for place in places)
        if cells not in met:
            met[cells] = BAR.join(filter(None, map(plain, cells)))
        items.append(met[cells])
    return items


def _counts(reply: list[int], column: list[int]) -> list[bool]:
    """Say of each row whether no lower one has its item in the same reply."""
    lowest = {cell: i for i, cell in enumerate(zip(reply, column, strict=True))}
    return [
        place < 0 or lowest[one, place] == i
        for i, (one, place) in enumerate(zip(reply, column, strict=True))
    ]


def _cells(long: LongRows, width: int) -> Rows:
    """Return a row a reply: of each column the cell that counts."""
    cells = [[""] * width for _ in range(max(long.reply, default=-1) + 1)]
    places = zip(long.rows, long.reply, long.column, long.counts, strict=True)
    for row, one, place, lowest in places:
        if place >= 0 and lowest:
            cells[one][place] = row[long.answer]
        for own, carried in long.carried.items():
            if is_filled(row[own]):
                cells[one][carried] = row[own]
    return cells


def _overruled(long: LongRows, cells: Rows) -> dict[int, list[int]]:
    """Return for each carried column the rows whose filled cell does not count."""
    differ: dict[int, list[int]] = {}
    for place, carried in long.carried.items():
        for i, (row, one) in enumerate(zip(long.rows, long.reply, strict=True)):
            mine, counts = row[place], cells[one][carried]
            if mine != counts and plain(mine) not in {"", plain(counts)}:
                differ.setdefault(place, []).append(i)
    return differ
