"""Read survey.toml: what a survey is called, how its documents speak."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import hint
from rocb_analysis.survey.records import Problem

# The program's words, or those that a survey puts in their place under [wording].

# What a reply is called, each as the program says it. An index of scores, which nobody
# replied to, gives words of its own to each.
OF_REPLIES = {
    "that_replied": "that replied",
    "replied": "replied",
    "all_replied": "replied",
    "did_not_reply": "did not reply",
    "not_replied_yet": "not replied yet",
    "yet_to_reply": "yet to reply",
    "reply": "reply",
    "replies": "replies",
    "that_answered": "that answered",
    "answered": "answered",
    "answer": "answer",
    "answers": "answers",
}


def in_words(text: str, wording: Mapping[str, str]) -> str:
    """Return a text of the program in the words of a survey.

    text: without words of the survey folder, as labels and names: they stand as they
    are. Where several of the program's words begin at a place, the longest counts.

    >>> in_words("Replies of members that replied", {"replies": "scores"})
    'Scores of members that replied'
    """
    other = {
        said: wording[key]
        for key, said in OF_REPLIES.items()
        if wording.get(key, said) != said and key != "all_replied"
    }
    if not other:
        return text
    longest = sorted(OF_REPLIES.values(), key=len, reverse=True)
    known = "|".join(dict.fromkeys(longest)).replace(" ", r"\s+")

    def put(found: re.Match[str]) -> str:
        said = " ".join(found[0].lower().split())
        if said not in other:
            return found[0]
        return _like(found[0], other[said])

    return re.sub(rf"(?<![\w-])(?:{known})(?![\w-])", put, text, flags=re.IGNORECASE)


def _like(before: str, after: str) -> str:
    """Return words with a capital where those they take the place of have one."""
    return after[:1].upper() + after[1:] if before[:1].isupper() else after


_FILE = "survey.toml"
_WORDING = {
    "region": "the region",
    "member": "member",
    "sub_region": "sub-region",
    "plan": "work plan",
    "heads": "Heads of Customs",
    **OF_REPLIES,
}
# Who issues the documents, and the strategy that the plan serves: for documents alone.
_OFFICE = {"name": "", "short_name": "", "address": ""}
_STRATEGY = {"title": "", "period": ""}
_SECTIONS = {"wording": _WORDING, "office": _OFFICE, "strategy": _STRATEGY}
_SETTINGS: dict[str, type] = {
    "title": str,
    "respondent": str,
    "replies_per_respondent": str,
    "footer": str,
    "seed": int,
    "least_group": int,
    "plan_year_starts": str,
    "invented": str,
    "register_kept_until": str,
    "preliminary_counts": bool,
    "wording": dict,
    "office": dict,
    "strategy": dict,
    "long": dict,
    "slide_template": str,
}
_IN_WORDS = {
    str: "a text in quotes",
    int: "a whole number",
    bool: "true or false",
    dict: "a [section]",
}
_BETWEEN = {"seed": (0, 2**32 - 1), "least_group": (1, 1000)}
# Below it a count that is shown may be of one member and the reader.
_SAFE_GROUP = 3


@dataclass(frozen=True)
class Settings:
    """What survey.toml says.

    invented: what is invented besides replies, in words. register_kept_until: the day
    up to which activities.csv was kept, ISO; "" = the last end in it.
    preliminary_counts: whether a preliminary edition prints counts of subjects.
    """

    title: str
    respondent: str = "respondent"
    footer: str = ""
    seed: int = 0
    least_group: int = 5
    plan_year_starts: str = "07-01"
    invented: str = ""
    register_kept_until: str = ""
    preliminary_counts: bool = False
    slide_template: str = ""
    wording: dict[str, str] = field(default_factory=lambda: dict(_WORDING))
    office: dict[str, str] = field(default_factory=lambda: dict(_OFFICE))
    strategy: dict[str, str] = field(default_factory=lambda: dict(_STRATEGY))
    long: dict[str, Any] = field(default_factory=dict)


def read_settings(folder: Path) -> Settings:
    """Return survey.toml, with the defaults of what it leaves out.

    Raises SurveyError for the first thing in it that is wrong.
    """
    settings, problems = settings_and_problems(folder)
    for one in problems:
        if one.stops:
            raise SurveyError(str(one))
    return settings


def settings_and_problems(folder: Path) -> tuple[Settings, list[Problem]]:
    """Return what survey.toml says, without what is wrong in it, and that.

    Raises SurveyError if there is no folder or no survey.toml.
    """
    path = folder / _FILE
    if not folder.is_dir():
        raise SurveyError(f"There is no survey folder {folder}. Check the path.")
    if not path.is_file():
        raise SurveyError(f"{folder.name}/{_FILE} is missing; a survey folder has one.")
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        what = f"{_FILE} cannot be read: {error}."
        return Settings(folder.name), [Problem(_FILE, None, "", what)]
    wrong = dict(_wrong(said))
    taken = {
        name: said[name]
        for name in Settings.__dataclass_fields__
        if name in said and name not in wrong
    }
    for section, defaults in _SECTIONS.items():
        texts = taken.get(section, {})
        off = dict(_unlike(texts, dict.fromkeys(defaults, str), f"{section}."))
        good = {name: text for name, text in texts.items() if name not in off}
        taken[section] = defaults | good
        wrong |= {f"{section}.{name}": what for name, what in off.items()}
    problems = [Problem(_FILE, None, "", what) for what in wrong.values()]
    least = taken.get("least_group", _SAFE_GROUP)
    if least < _SAFE_GROUP:
        what = f"least_group is {least}, so that what is published may speak of one "
        what += f"member; write {_SAFE_GROUP} or more (5 is usual)."
        problems.append(Problem(_FILE, None, "", what, stops=False))
    return Settings(**{"title": folder.name, **taken}), problems


def _wrong(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each setting that is wrong, and what is wrong with it."""
    told = dict(_unlike(said, _SETTINGS))
    yield from told.items()
    good = {name: value for name, value in said.items() if name not in told}
    if good.get("replies_per_respondent", "one") != "one":
        yield (
            "replies_per_respondent",
            'replies_per_respondent can only be "one" so far.',
        )
    for name, (least, most) in _BETWEEN.items():
        number = good.get(name, least)
        if number < least:
            yield name, f"{name} is {number}; write {least} or a greater number."
        if number > most:
            yield name, f"{name} is {number}; write {most} or a smaller number."
    day = good.get("plan_year_starts", "07-01")
    if not _is_day_of_year(day):
        what = f'plan_year_starts is "{day}"; write month and day, as 07-01.'
        yield "plan_year_starts", what
    kept = good.get("register_kept_until", "")
    if kept and not _is_day(kept):
        what = f'register_kept_until is "{kept}"; write a day, as 2025-05-31, or "".'
        yield "register_kept_until", what


def _unlike(
    said: dict[str, Any], known: dict[str, type], section: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield each key that is not known, or whose value is of another type."""
    for key, value in said.items():
        if key not in known:
            what = f'"{section}{key}" is no setting.{hint(key, known)} '
            yield key, what + "Correct or delete it."
        elif type(value) is not known[key]:
            what = f"{section}{key} is {value!r}; write {_IN_WORDS[known[key]]}."
            yield key, what


def _is_day_of_year(text: str) -> bool:
    """Say whether a text is a month and a day that every year has."""
    # The first year of the calendar is no leap year.
    return _is_day(f"0001-{text}")


def _is_day(text: str) -> bool:
    """Say whether a text is a day, as 2025-05-31."""
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
