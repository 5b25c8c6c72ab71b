"""Files with a row an answer, or whose rows carry their round: the section [long].

`[long]` of survey.toml names the columns of such files; `[long.<round>]` takes its
place for one round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

from rocb_analysis.survey.records import Problem, RoundFile
from rocb_analysis.survey.text import hint, listed, plain

if TYPE_CHECKING:
    from rocb_analysis.survey.codebook import Survey

_KEYS = ("round", "item", "answer")
_FILE = "survey.toml"


@dataclass(frozen=True)
class LongRule:
    """One section: the headers of the columns that hold round, item and answer.

    round: "" where the rows of a file all belong to the round. items: several are
    joined with " | "; without items and answer a row is a whole reply.
    """

    section: str
    round: str = ""
    items: tuple[str, ...] = ()
    answer: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every header the section names."""
        return tuple(h for h in (self.round, *self.items, self.answer) if h)


@dataclass(frozen=True)
class LongFile:
    """What it takes to put the rows of a long file together into replies.

    respondent: the header that names the respondent, "" if none is mapped.
    rounds: every round that reads its rows from this sheet.
    named: the headers that any section names; they count as mapped.
    members: names that mean a member, with the member's id.
    """

    rule: LongRule
    respondent: str = ""
    rounds: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    members: Mapping[str, str] = field(default_factory=dict, compare=False)


def long_rules(said: Mapping[str, Any]) -> tuple[dict[str, LongRule], list[str]]:
    """Return the rule of each round ("" = all others), and what is wrong in [long].

    >>> long_rules({"round": "year", "2018": {"item": "item", "answer": "2018"}})[0]
    ... # doctest: +NORMALIZE_WHITESPACE
    {'': LongRule(section='[long]', round='year', items=(), answer=''),
     '2018': LongRule(section='[long.2018]', round='', items=('item',), answer='2018')}
    """
    sections: dict[str, Mapping[str, Any]] = {
        plain(key): value for key, value in said.items() if isinstance(value, dict)
    }
    own = {key: value for key, value in said.items() if not isinstance(value, dict)}
    if own:
        sections = {"": own, **sections}
    rules, wrong = {}, []
    for name, section in sections.items():
        title = f"[long.{name}]" if name else "[long]"
        found = list(_wrong(title, section))
        wrong += found
        if not found:
            rules[name] = _rule(title, section)
    return rules, wrong


def _rule(title: str, section: Mapping[str, Any]) -> LongRule:
    item = section.get("item", [])
    items = [item] if isinstance(item, str) else item
    return LongRule(
        section=title,
        round=plain(section.get("round", "")),
        items=tuple(map(plain, items)),
        answer=plain(section.get("answer", "")),
    )


def _wrong(title: str, section: Mapping[str, Any]) -> Iterator[str]:
    for key, value in section.items():
        if key not in _KEYS:
            what = f'{title}: "{key}" is no setting of a long file.{hint(key, _KEYS)} '
            yield what + "It has round, item and answer; correct or delete it."
            return
        headers = value if key == "item" and isinstance(value, list) else [value]
        if not headers or not all(isinstance(h, str) and plain(h) for h in headers):
            such = "a header in quotes, or a list of them" if key == "item" else ""
            yield f"{title}: {key} is {value!r}; write {such or 'a header in quotes'}."
            return
    if ("item" in section) != ("answer" in section):
        there, lacking = ("item", "answer") if "item" in section else ("answer", "item")
        what = f"{title} has {there} and no {lacking}; name both columns, or neither "
        yield what + "where a row is a whole reply."
    elif not section:
        yield f"{title} names no column; write round, or item and answer, or all three."


def rule_of(rules: Mapping[str, LongRule], round_name: str) -> LongRule | None:
    """Return the section that speaks of a round."""
    return rules.get(plain(round_name), rules.get(""))


def long_problems(survey: Survey) -> Iterator[Problem]:
    """Yield what is wrong in [long], and where it and rounds disagree."""
    rules, wrong = long_rules(survey.settings.long)
    yield from (Problem(_FILE, None, "", what) for what in wrong)
    long = [file for file in survey.round_files if file.export == "long"]
    rounds = survey.codebook.files["rounds"]
    for file in long:
        if rule_of(rules, file.round) is None and not wrong:
            what = f"{file.file} is a long file, and survey.toml has no section [long] "
            what += "that names its columns; add it, with round, item and answer."
            yield Problem(rounds, file.row, "export", what)
    yield from _not_told_apart(long, rounds)
    yield from _unused(rules, [file.round for file in long], survey.round_names)


def _not_told_apart(files: list[RoundFile], rounds: str) -> Iterator[Problem]:
    """Yield rounds that would both count the same answers of a file."""
    for one, other in combinations(files, 2):
        if (one.path, one.sheet) != (other.path, other.sheet):
            continue
        if one.round == other.round or not one.long or not other.long:
            continue
        mine, yours = one.long.rule, other.long.rule
        by_round = mine.round and mine.round == yours.round
        by_column = not mine.round and not yours.round and mine.answer != yours.answer
        if not by_round and not by_column:
            sections = listed(dict.fromkeys([mine.section, yours.section]))
            what = f"rounds {one.round} and {other.round} both read {other.file}, and "
            what += f"nothing in {sections} tells their rows or answers apart; name "
            what += "the same column as round for both, or an answer column for each."
            yield Problem(rounds, other.row, "export", what)


def _unused(
    rules: Mapping[str, LongRule], long: list[str], rounds: list[str]
) -> Iterator[Problem]:
    """Yield sections that speak of no file."""
    used = {rule.section for name in long if (rule := rule_of(rules, name))}
    for name, rule in rules.items():
        if rule.section in used:
            continue
        if name and name not in rounds:
            what = f'{rule.section}: "{name}" is no round.{hint(name, rounds)} '
            yield Problem(_FILE, None, "", what + "Correct the name of the section.")
        else:
            what = f"no row of rounds uses {rule.section}; write long as its export, "
            yield Problem(_FILE, None, "", what + "or delete the section.", stops=False)
