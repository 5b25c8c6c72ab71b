"""Suggest the kind of a question from its answers, and say why."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from rocb_analysis.intake.draft.ladders import state_of, steps_of
from rocb_analysis.intake.draft.likeness import differ_by_negation, likeness
from rocb_analysis.intake.draft.own_columns import holds_address
from rocb_analysis.survey.text import counted, plain, yes_or_no

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
MOST_ANSWERS, MOST_OPTIONS, LONGEST = 25, 60, 90
# From so many lists on, an option met once is rather the words of one reply.
MANY_CELLS, TWIN = 30, 0.9
# What is met more often is an answer of its own, however like another it is.
MOST_MISSPELT = 2


@dataclass(frozen=True)
class Kind:
    """A suggested kind: the answers met, in order, their values, a separator, why.

    doubtful: answers met that are left out of the list, with the one each is like, or
    "": spelled like one that is met far more often, or met once among many options.
    states: what an answer means that is known to be none.
    """

    kind: str
    why: str
    answers: list[str] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)
    separator: str = ""
    doubtful: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)


def kind_of(cells: list[str], separator: str) -> Kind:
    """Return the kind that cells of one column, or of a grid together, suggest.

    separator: the sign the form tool puts between the answers of a list.
    """
    filled = [plain(cell) for cell in cells if plain(cell)]
    if holds_address(filled):
        return Kind("text", "Holds e-mail addresses, so no answer is quoted")
    if not filled:
        return Kind("text", "Nobody answered")
    if all(yes_or_no(cell) is not None for cell in filled):
        return Kind("yes_no", "Every answer is a yes or a no")
    if all(_NUMBER.fullmatch(cell) for cell in filled):
        return _numbers(filled)
    for sign in dict.fromkeys([separator, ";", ","]):
        if (found := _list(filled, sign)) is not None:
            return found
    return _single(filled)


def _numbers(filled: list[str]) -> Kind:
    """Return a level for few whole numbers from 0 to 10, else a number."""
    met = sorted(set(filled), key=float)
    small = all(cell.isdecimal() and int(cell) <= 10 for cell in met)
    if small and len(met) >= 3 and len(filled) >= 2 * len(met):
        values = {cell: int(cell) for cell in met}
        return Kind("level", f"Whole numbers from {met[0]} to {met[-1]}", met, values)
    return Kind("number", "Every answer is a number")


def _single(filled: list[str]) -> Kind:
    """Return a level or a choice for few answers that recur, else text."""
    counts, doubtful = _without_twins(Counter(filled))
    short = len(counts) <= MOST_ANSWERS and max(map(len, counts)) <= LONGEST
    told = counted(len(counts), "answer") + f" in {counted(len(filled), 'row')}"
    steps = steps_of(list(counts)) if short else None
    if steps and len(filled) > len(counts):
        states = [answer for answer in counts if answer not in steps]
        why = f"{told}, and their words are steps of a scale"
        return Kind("level", why, [*steps, *states], steps, doubtful=doubtful)
    if short and len(filled) >= 2 * len(counts):
        why = f"{told}, in no order that is known"
        return Kind("one", why, list(counts), doubtful=doubtful)
    return Kind("text", f"{told}: too many, or too long, for a list")


def _list(filled: list[str], separator: str) -> Kind | None:
    """Return a list of options in a cell, or None if the cells hold none."""
    cells = [options_in(cell, separator) for cell in filled]
    cells = _put_together(cells, separator)
    counts = Counter(option for cell in cells for option in cell)
    several = sum(len(cell) > 1 for cell in cells)
    if several < max(2, len(cells) / 10) or len(counts) > MOST_OPTIONS:
        return None
    ends = sum(cell.endswith(separator) for cell in filled) > len(filled) / 2
    recurring = sum(n for n in counts.values() if n > 1)
    if recurring < 0.7 * counts.total() or max(map(len, counts)) > LONGEST:
        return None
    if not ends and len(set(filled)) <= len(counts):
        return None
    counts, doubtful = _without_twins(counts)
    if len(cells) >= MANY_CELLS:
        once = [option for option, number in counts.items() if number == 1]
        doubtful |= dict.fromkeys(once, "")
    options = [option for option in counts if option not in doubtful]
    if _are_orders(cells):
        return Kind(
            "top_n",
            f'Every cell lists the same {len(options)} with "{separator}" between, in '
            "an order of its own",
            options,
            separator=separator,
        )
    why = f'{several} of {len(cells)} cells list several options with "{separator}"'
    return Kind(
        "many", f"{why} between", options, separator=separator, doubtful=doubtful
    )


def _without_twins(counts: Counter[str]) -> tuple[Counter[str], dict[str, str]]:
    """Return counts without answers spelled like one that is met far more often."""
    twins: dict[str, str] = {}
    often = [answer for answer, _ in counts.most_common()]
    for place, answer in enumerate(often if len(often) <= MOST_OPTIONS else []):
        for other in often[:place]:
            rare = counts[other] >= 3 * counts[answer] and other not in twins
            rare &= counts[answer] <= MOST_MISSPELT
            rare = rare and not differ_by_negation(answer, other)
            like = likeness(answer, other) if rare else 0
            if like == 1 or (
                like >= TWIN and _numbers_in(answer) == _numbers_in(other)
            ):
                twins[answer] = other
                break
    kept = {answer: n for answer, n in counts.items() if answer not in twins}
    return Counter(kept), twins


def _numbers_in(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def ballot_of(columns: list[list[str]]) -> Kind | None:
    """Return a ballot if columns are its places: one list, nothing named twice."""
    rows = [[c for c in map(plain, row) if c] for row in zip(*columns, strict=True)]
    several = [row for row in rows if len(row) > 1]
    counts = Counter(cell for row in rows for cell in row)
    once = sum(len(set(row)) == len(row) for row in several)
    recur = counts.total() >= 1.5 * len(counts) and len(counts) > len(columns)
    if not several or once < 0.9 * len(several) or not recur:
        return None
    counts, doubtful = _without_twins(counts)
    why = "Columns are places, and a reply names nothing twice"
    return Kind("top_n", why, list(counts), doubtful=doubtful)


def options_in(cell: str, separator: str) -> list[str]:
    """Return the pieces of a cell between separators, blank ones left out."""
    return [piece for part in cell.split(separator) if (piece := plain(part))]


def _put_together(cells: list[list[str]], separator: str) -> list[list[str]]:
    """Join a piece to the one before it, if it never stands without it.

    A piece that begins with a small letter and always follows the same one is the end
    of an option that holds the separator: "Expert advice, one to two weeks".
    """
    before: dict[str, set[str]] = {}
    for cell in cells:
        for previous, piece in zip(["", *cell], cell, strict=False):
            before.setdefault(piece, set()).add(previous)
    ends = {p for p, firsts in before.items() if p[0].islower() and len(firsts) == 1}
    ends -= {piece for piece in ends if before[piece] == {""}}
    joined = []
    for cell in cells:
        options: list[str] = []
        for piece in cell:
            if piece in ends:
                options[-1] += f"{separator} {piece}"
            else:
                options.append(piece)
        joined.append(options)
    return joined


def _are_orders(cells: list[list[str]]) -> bool:
    """Say whether all cells hold the same options, in more than one order."""
    common = Counter(frozenset(cell) for cell in cells).most_common(1)[0]
    same = common[1] >= 0.9 * len(cells) and len(common[0]) >= 3
    return same and len({tuple(cell) for cell in cells}) > 1


def are_options(items: list[str], columns: list[list[str]]) -> bool:
    """Say whether the columns of a grid are the options of one question.

    Each then holds nothing but its own option's words, or a mark: 1 and 0, TRUE and
    FALSE, or Yes alone.
    """
    for item, cells in zip(items, columns, strict=True):
        met = {plain(cell) for cell in cells if plain(cell)}
        words = {word.casefold() for word in met}
        mark = words <= {"0", "1"} or words <= {"true", "false"} or words <= {"yes"}
        if not (mark or met <= {plain(item)}):
            return False
    return any(plain(cell) for cells in columns for cell in cells)


def are_ticks(items: list[str], columns: list[list[str]]) -> bool:
    """Say whether columns of Yes and No are options, because one is for others."""
    is_other = [plain(item).casefold().startswith("other") for item in items]
    pairs = zip(is_other, columns, strict=True)
    cells = [c for other, column in pairs if not other for c in column if plain(c)]
    said = {yes_or_no(cell) for cell in cells}
    return any(is_other) and sum(is_other) < len(items) and said == {True, False}


def share_a_scale(kind: Kind, columns: list[list[str]]) -> bool:
    """Say whether columns share three to seven answers, each met in two at least."""
    told = [{plain(cell) for cell in cells} for cells in columns]
    steps = [a for a in kind.answers if not state_of(a)]
    several = all(sum(a in one for one in told) > 1 for a in steps)
    return kind.kind == "one" and 3 <= len(steps) <= 7 and several


def are_ranks(columns: list[list[str]]) -> bool:
    """Say whether the columns of a grid hold the ranks of its items.

    In nine rows of ten no rank then stands twice, and no number is above the items'.
    """
    rows = [[c for c in map(plain, row) if c] for row in zip(*columns, strict=True)]
    several = [row for row in rows if len(row) > 1]
    cells = [cell for row in rows for cell in row]
    if not several or not all(cell.isdecimal() for cell in cells):
        return False
    in_range = all(1 <= int(cell) <= len(columns) for cell in cells)
    once = sum(len(set(row)) == len(row) for row in several)
    return in_range and len(set(cells)) > 2 and once >= 0.9 * len(several)
