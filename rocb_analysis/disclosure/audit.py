"""The audit: what an edition withholds besides, until nothing withheld follows.

One programme holds the figures of an edition with those of the other editions and of
earlier releases (see `figures`). What it finds is mended by withholding more, in a
fixed order; what is written is then audited as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from rocb_analysis.disclosure.figures import (
    FEWER,
    MOST,
    NOW,
    Figures,
    Withheld,
    attack,
)
from rocb_analysis.disclosure.programme import Told
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.response import ALL

Tables = Mapping[str, pd.DataFrame]
_COUNTS = ["round", "subject_id", "answered", "needing"]
_CHANGES = "from_round to_round subject_id matched rose fell verdict".split()
_WORDS = ["round", "sub_region", "subject_id", "answered", "shown"]


def figures_of(
    rule: Disclosure,
    tables: Tables,
    replies: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
) -> Figures:
    """Return the figures that an edition would show of tables.

    tables: priorities and changes, as the office has them. replies: see Figures.
    """
    shown = rule.tables({name: tables[name] for name in ("priorities", "changes")})
    here = tables["priorities"]
    here = here[here["round"] == rule.round]
    answered = here.loc[here["sub_region"] != ALL, "answered"].fillna(0)
    words = rule.by_sub_region(here).assign(answered=list(answered))
    # Words that are repeated stand among the figures of their release, with its bases.
    keys = zip(words["round"], words["subject_id"], strict=True)
    own = [key not in rule.repeated.as_of for key in keys]
    words = words[pd.Series(own, words.index, dtype=bool)]
    return figures(
        shown["priorities"], shown["changes"], words, rule.repeated.as_of, replies or {}
    )


def figures(
    priorities: pd.DataFrame,
    changes: pd.DataFrame,
    words: pd.DataFrame,
    as_of: Mapping[tuple[str, str], str],
    replies: Mapping[str, Mapping[str, Mapping[str, str]]],
) -> Figures:
    """Return figures as shown, with the replies that each row was counted from.

    as_of: by round and subject the release that a row repeats.
    """
    counts = priorities[priorities["answered"].fillna(0).astype(int) > 0][_COUNTS]
    return Figures(
        _of_replies(counts, as_of, "round"),
        _of_replies(changes[_CHANGES], as_of, "from_round", "to_round"),
        _of_replies(words[_WORDS], as_of, "round"),
        replies,
    )


def _of_replies(
    rows: pd.DataFrame, as_of: Mapping[tuple[str, str], str], *rounds: str
) -> pd.DataFrame:
    """Return rows with the column as_of: the release they repeat, or NOW."""
    said = [
        next((as_of[key] for key in keys if key in as_of), NOW)
        for keys in (
            [(row[name], row["subject_id"]) for name in rounds]
            for row in rows.to_dict("records")
        )
    ]
    return rows.assign(as_of=said)


@dataclass(frozen=True)
class Audited:
    """What an audit came to.

    rule: with what it withholds besides; figures: as it shows them; beyond: what is
    told all the same, as nothing withheld mends it.
    """

    rule: Disclosure
    figures: Figures
    beyond: tuple[Told, ...]


def in_doubt(rule: Disclosure, own: Figures, others: Sequence[Figures] = ()) -> Audited:
    """Return the rule with what it must withhold besides, so that nothing follows.

    own: what the edition would show; others: other editions, and releases, the latest
    first. Of each number that is told the first measure that mends it is taken, or else
    the first few together: the words of its subject in the sub-regions, the verdict
    of a step, those that turned, the counts of the rounds beside; where it is told by
    the places on ballots, words and counts of other subjects, from the last of the
    table on. Where nothing of that mends it, all is withheld. The order hangs on no
    count.
    """
    told, beyond = _told(rule, [own, *others]), dict[tuple[str, ...], Told]()
    while told:
        for one in told:
            measure = _mended(rule, [own, *others], one)
            if measure is None:
                beyond[one.key] = one
            else:
                rule, own = rule.withholding(measure), own.hiding(measure)
        told = [t for t in _told(rule, [own, *others]) if t.key not in beyond]
    if beyond:
        # Rather an edition that says little than none.
        all_of_it = _everything(own)
        rule, own = rule.withholding(all_of_it), own.hiding(all_of_it)
        left = {one.key for one in _told(rule, [own, *others])}
        beyond = {key: one for key, one in beyond.items() if key in left}
    return Audited(rule, own, tuple(beyond.values()))


def _everything(shown: Figures) -> Withheld:
    """Return all that figures say of subjects, to withhold it."""
    steps = frozenset(_keys(shown.changes, "from_round", "to_round", "subject_id"))
    return Withheld(
        counts=frozenset(_keys(shown.counts, "round", "subject_id")),
        turns=steps,
        verdicts=steps,
        words=frozenset(_keys(shown.words, "round", "subject_id")),
    )


def _keys(rows: pd.DataFrame, *columns: str) -> Iterator[Any]:
    return zip(*(rows[column] for column in columns), strict=True)


def _told(
    rule: Disclosure, shown: Sequence[Figures], only: tuple[str, ...] | None = None
) -> list[Told]:
    return attack(
        shown,
        picks=rule.picks,
        areas=rule.areas,
        least_group=rule.least_group,
        only=None if only is None else [only],
    )


def _mended(rule: Disclosure, shown: Sequence[Figures], told: Told) -> Withheld | None:
    """Return what to withhold so that a number is in doubt; None if nothing helps."""
    what, *of = told.key
    if what == "late":
        return None
    subject = of[2] if what == "turns" else of[1]
    alone = [one.of_subject(subject) for one in shown]
    # Alone the subject makes a small programme; the places on ballots join them all.
    is_own = bool(_told(rule, alone, told.key))
    before = alone if is_own else shown
    if not _told(rule, before, told.key):
        return Withheld()
    taken = Withheld()
    for measure in _measures(shown[0], subject, of, is_own=is_own):
        for tried in (measure, taken | measure):
            after = [before[0].hiding(tried), *before[1:]]
            if not _told(rule, after, told.key):
                return tried
        taken |= measure
    return None


def _measures(
    shown: Figures, subject: str, of: Sequence[str], *, is_own: bool
) -> Iterator[Withheld]:
    """Yield what may be withheld besides, in order."""
    words = shown.words[shown.words["shown"].isin([MOST, FEWER])]
    with_words = dict.fromkeys(zip(words["round"], words["subject_id"], strict=True))
    counts = shown.counts[~shown.counts["needing"].map(lambda c: isinstance(c, str))]
    with_count = list(zip(counts["round"], counts["subject_id"], strict=True))
    if not is_own:
        for key in reversed(with_words):
            yield Withheld(words=frozenset([key]))
        for key in reversed(with_count):
            if key[0] == of[0]:
                yield Withheld(counts=frozenset([key]))
        return
    own = frozenset(key for key in with_words if key[1] == subject)
    yield Withheld(words=own)
    for step in _steps(shown, subject, of):
        yield Withheld(verdicts=frozenset([step]))
    for step in _steps(shown, subject, of):
        yield Withheld(verdicts=frozenset([step]), turns=frozenset([step]))
    for key in with_count:
        if key[1] == subject:
            yield Withheld(counts=frozenset([key]))


def _steps(
    shown: Figures, subject: str, of: Sequence[str]
) -> list[tuple[str, str, str]]:
    """Return the steps of a subject, those first that a number's rounds are part of."""
    rows = shown.changes[shown.changes["subject_id"] == subject]
    steps = [
        (str(a), str(b), subject)
        for a, b in zip(rows["from_round"], rows["to_round"], strict=True)
    ]
    return sorted(steps, key=lambda step: -len(set(step) & set(of)))


def in_words(told: Told, labels: Mapping[str, str]) -> str:
    """Return in words what a number is of, and what is left of its doubt."""
    what, *of = told.key
    subject = of[2] if what == "turns" else of[1]
    name = labels.get(subject, subject)
    place = {
        "count": f"how many name {name} in {of[0]}",
        "turns": f"how many turned to or from {name} between {of[0]} and {of[1]}",
        "part": f"how many in {of[-1]} name {name} in {of[0]}",
        "late": f"how many whose replies came after a release of {of[0]} name {name}",
    }[what]
    number = str(told.low) if told.low == told.high else f"{told.low} to {told.high}"
    return f"{place} ({number})"
