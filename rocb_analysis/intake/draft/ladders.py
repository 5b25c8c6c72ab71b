"""Find the order of answers that are steps: known words, degrees, numbers."""

from __future__ import annotations

import re

from rocb_analysis.survey.text import plain

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
