"""Put rows that hold an answer each together: a reply is all rows of a respondent.

Every row's place is kept, so that nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rocb_analysis.intake.headers import BAR, told_apart
from rocb_analysis.survey.sheets import Rows, is_filled
from rocb_analysis.survey.text import plain


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
class Places:
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
    places: Places,
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
