"""Suggest the kind of a question from its answers, and say why."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from rocb_analysis.core.text import counted, plain, yes_or_no
from rocb_analysis.drafting.grids import differ_by_negation, likeness
from rocb_analysis.drafting.paradata import holds_address

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


# Find the order of answers that are steps: known words, degrees, numbers.

_STATES = {
    "dont_know": "do not know|don't know|dont know|not sure|unsure|no opinion|"
    "cannot say|i do not know|i don't know|we do not know",
    "not_applicable": "not applicable|n/a|does not apply|not relevant|did not take "
    "part|we did not take part|i did not take part",
    "no_needs": "no needs|no needs this year|we have no needs this year|no need this "
    "year|none this year",
}
_STATE_OF = {
    word: state for state, words in _STATES.items() for word in words.split("|")
}
# Each ladder from its lowest step; words on one step are joined by "=".
_LADDERS = [
    [step.split("=") for step in ladder.split(" < ")]
    for ladder in (
        "strongly disagree=totally disagree < disagree < neutral=neither agree nor "
        "disagree=undecided < agree < strongly agree=totally agree",
        "never < rarely=seldom < sometimes=occasionally < often=frequently < "
        "always=very often",
        "very poor < poor=bad < fair=average=acceptable < good < very good < excellent",
        "none=no=nothing=not at all < very low=very little < low=little=a little "
        "< medium=moderate=some=average < high=much=a lot < very high=very much < "
        "extremely high=essential=critical",
        "very dissatisfied < dissatisfied < neutral=neither satisfied nor dissatisfied "
        "< satisfied < very satisfied",
        "not started < first steps=planned < in use=in progress < advanced=completed",
        "none < beginner=basic=elementary < intermediate=medium < advanced < expert",
        "much worse < worse < same=about the same < better < much better",
        "not needed < nice to have=useful < needed=important < essential",
        "no < partly=partially=in part < yes=fully",
        "later < next year < this year < now=at once=urgently=immediately",
        "no=none < small=minor < medium=moderate < large=major < very large=critical",
        "strongly dislike < dislike < neutral < like < strongly like",
    )
]
# Degrees of one word, from the least.
_DEGREES = (
    "not at all|not|slightly|a little|somewhat|fairly|moderately||quite|very|highly|"
    "extremely|absolutely|completely"
).split("|")
_ABOVE_ALL = frozenset({"essential", "absolutely essential", "critical"})
_NUMBERED = re.compile(r"(\d{1,2})\s*(?:[-.:)=\u2013\u2014(].*)?")


def state_of(answer: str) -> str:
    """Return the state an answer plainly names, or "".

    >>> state_of("Don't know"), state_of("No needs this year"), state_of("Low")
    ('dont_know', 'no_needs', '')
    """
    return _STATE_OF.get(_bare(answer), "")


def steps_of(answers: list[str]) -> dict[str, int] | None:
    """Return the step of each answer, lowest first, without gaps, or None.

    Only numbers that the answers begin with themselves are kept as they are.

    Answers that name a state stand on no step and are left out.

    >>> steps_of(["Very useful", "Not useful", "Useful", "Do not know"])
    {'Not useful': 1, 'Useful': 2, 'Very useful': 3}
    >>> steps_of(["Often", "Never"]), steps_of(["Tea", "Coffee"])
    ({'Never': 1, 'Often': 2}, None)
    """
    stepped = [answer for answer in answers if not state_of(answer)]
    if len(stepped) < 2:
        return None
    found = _by_ladder(stepped) or _by_noun(stepped) or _by_degree(stepped)
    named = {} if found else _by_number(stepped)
    found = found or named
    if not found or len(set(found.values())) < len(stepped):
        return None
    # A step that nobody gave would leave a gap that no cell explains.
    in_order = sorted(found, key=lambda answer: found[answer])
    return {a: named.get(a, step) for step, a in enumerate(in_order, start=1)}


def _bare(text: str) -> str:
    return plain(text).casefold().replace("\u2019", "'").strip(" .!")


def _by_ladder(answers: list[str]) -> dict[str, int]:
    for ladder in _LADDERS:
        step = {word: n for n, words in enumerate(ladder, start=1) for word in words}
        if all(_bare(answer) in step for answer in answers):
            return {answer: step[_bare(answer)] for answer in answers}
    return {}


def _by_noun(answers: list[str]) -> dict[str, int]:
    """Return the steps of answers that end in one word: no barrier, small barrier."""
    parts = {answer: _bare(answer).rpartition(" ") for answer in answers}
    if len({noun for _, _, noun in parts.values()}) > 1:
        return {}
    found = _by_ladder([first for first, _, _ in parts.values()])
    return {answer: found[parts[answer][0]] for answer in answers} if found else {}


def _by_degree(answers: list[str]) -> dict[str, int]:
    """Return the order of degrees of one word: not useful, useful, very useful."""
    shortest = min((_bare(answer) for answer in answers), key=len)
    word = _degree(shortest, "")[1]
    split = {answer: _degree(_bare(answer), word) for answer in answers}
    if len({word for _, word in split.values()}) > 1:
        return {}
    ranks = sorted({degree for degree, _ in split.values()})
    return {answer: ranks.index(degree) + 1 for answer, (degree, _) in split.items()}


def _degree(text: str, word: str) -> tuple[int, str]:
    """Return the place of the degree a text begins with, and the word it is of.

    word: of what the words above every degree are.
    """
    if text in _ABOVE_ALL:
        return len(_DEGREES), word
    for place, degree in enumerate(_DEGREES):
        if degree and text.startswith(f"{degree} "):
            return place, text.removeprefix(f"{degree} ")
    return _DEGREES.index(""), text


def _by_number(answers: list[str]) -> dict[str, int]:
    """Return the numbers answers begin with: 1 - Not at all, 2, 3, 4 - Very much."""
    found = {answer: _NUMBERED.fullmatch(plain(answer)) for answer in answers}
    return (
        {answer: int(m[1]) for answer, m in found.items() if m}
        if all(found.values())
        else {}
    )


# Find out how dates are written, and say so only if there is no other reading.

_DAYS = "%d/%m/%Y|%m/%d/%Y|%Y/%m/%d|%d.%m.%Y|%d-%m-%Y|%m-%d-%Y|%m/%d/%y|%d/%m/%y"
_TIMES = "|%H:%M:%S|%H:%M|%I:%M:%S %p|%I:%M %p"
_FORMATS = [
    f"{day} {time}".strip() for day in _DAYS.split("|") for time in _TIMES.split("|")
]


@dataclass(frozen=True)
class Dates:
    """How a column writes dates: its format ("" = ISO), and the earliest day, ISO.

    candidates: every format that reads all cells; more than one means that the day and
    the month cannot be told apart, so that no day is given.
    """

    date_format: str
    first_day: str
    candidates: tuple[str, ...]
    days: tuple[str, ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether there is one reading."""
        return bool(self.first_day)


def dates_in(cells: list[str], *, usual: str = "") -> Dates:
    """Return how the filled cells write dates.

    usual: the format of an earlier round, taken among several that read all cells.

    >>> dates_in(["12/14/2021 9:05:33", "1/2/2022 10:00:00"]).first_day
    '2021-12-14'
    >>> dates_in(["1/2/2022"]).candidates
    ('%d/%m/%Y', '%m/%d/%Y')
    """
    filled = [plain(cell) for cell in cells if plain(cell)]
    if not filled:
        return Dates("", "", ())
    iso = [_iso(cell) for cell in filled]
    if all(iso):
        return Dates("", min(iso), ("",), tuple(sorted(iso)))
    zones = dict.fromkeys(_zone(cell) for cell in filled)
    formats = [usual, *_FORMATS] if usual else _FORMATS
    if len(zones) == 1 and (zone := next(iter(zones))):
        formats = [*formats, *(f"{one}{zone}" for one in _FORMATS)]
    days = {f: found for f in formats if (found := _read(filled, f))}
    if len(days) == 1 or usual in days:
        chosen = usual if usual in days else next(iter(days))
        return Dates(
            chosen, min(days[chosen]), tuple(days), tuple(sorted(days[chosen]))
        )
    return Dates("", "", tuple(days))


def _iso(cell: str) -> str:
    """Return the day of a date or time in ISO form, or ""."""
    try:
        return dt.datetime.fromisoformat(cell).date().isoformat()
    except ValueError:
        return ""


def _zone(cell: str) -> str:
    """Return the zone a time stamp ends with, as form tools write it."""
    end = cell.rpartition(" ")[2]
    return f" {end}" if end[:3] in {"GMT", "UTC"} else ""


def _read(cells: list[str], date_format: str) -> list[str]:
    """Return the day of every cell, or nothing if one is not of the format."""
    try:
        return [dt.datetime.strptime(c, date_format).date().isoformat() for c in cells]
    except ValueError:
        return []
