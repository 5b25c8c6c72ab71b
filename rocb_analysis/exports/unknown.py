"""What a round cannot tell, in sentences: silence, blanks, subjects not asked."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.disclosure import Disclosure
from rocb_analysis.exports.claims import (
    by_rule,
    joined,
    name,
    say,
    with_noun,
    with_rule,
)
from rocb_analysis.exports.words import Words, silent_members, span_of
from rocb_analysis.priorities.shares import in_base
from rocb_analysis.response import ALL
from rocb_analysis.results import Results

_WITHHELD = "subjects of the round whose count this edition withholds"


def unknown_sentences(results: Results, words: Words) -> list[str]:
    """Say what the round cannot tell: silence, subjects not asked."""
    rates = results.response_rates
    row = rates[(rates["round"] == results.round) & (rates["sub_region"] == ALL)]
    silent = (row["members"] - row["replied"]).iloc[0]
    sentences: list[str] = []
    if not pd.isna(silent) and silent:
        who = silent_members(row.iloc[0], words)
        what = "what they need can still change the order"
        if words.is_final:
            what = "what they need could have changed the order"
        if results.needs.empty:
            what = "nothing is assumed of them"
        sentences.append(say("{}; {}.", who, what))
    if pd.isna(silent):
        sentences.append(
            "Nobody listed who was asked, so how far the replies stand for all is "
            "unknown; the interval holds only if who replies is a matter of chance."
        )
    if blank := _left_blank(results, words):
        sentences.append(blank)
    if not_asked := subjects_not_asked(results, words):
        which = joined("; ", map(name, not_asked))
        sentences.append(
            say("Not asked in this round, so nothing is known: {}.", which)
        )
    sentences += changes_of_the_form(results, words)
    return sentences or [f"All {words.members} replied, and every subject was asked."]


def _left_blank(results: Results, words: Words) -> str:
    """Say how many replies gave no usable answer to a subject that was asked."""
    rows = in_base(results.survey, results.needs)
    asked = rows[(rows["round"] == results.round) & (rows["asked"] == 1)]
    blank = asked["needed"].isna().groupby(asked["subject_id"]).sum()
    if not (blank > 0).any():
        return ""
    low, high = (
        by_rule(int(of), "needs", f"{which} of a subject's rows asked and not needed")
        for of, which in ((blank.min(), "least"), (blank.max(), "greatest"))
    )
    if low.value == 0:
        return say("Up to {} gave no usable answer to a subject.", words.count(high))
    return say(
        "Each subject was left without a usable answer by {} {}.",
        span_of(low, high),
        words.members,
    )


def subjects_not_asked(results: Results, words: Words) -> list[str]:
    """Return the labels of subjects that other rounds asked and this one did not."""
    here = results.needs[results.needs["round"] == results.round]
    asked = set(here.loc[here["asked"] == 1, "subject_id"])
    every = set(results.needs["subject_id"])
    return sorted(words.labels.get(s, s) for s in every - asked)


def changes_of_the_form(results: Results, words: Words) -> list[str]:
    """Say what changed in the need questions of this round and hinders comparison."""
    survey = results.survey
    need = {q.question_id: q for q in survey.question.values() if q.about == "need"}
    breaks = survey.breaks
    here = breaks[
        (breaks["from_round"] == results.round)
        & (breaks["comparable"] != "yes")
        & breaks["question_id"].isin(need)
    ]
    return [
        say(
            "{}: {}",
            name(words.labels.get(row.subject_id) or need[row.question_id].label),
            name(row.what_changed),
        )
        for row in here.itertuples(index=False)
    ]


def left_out_of(count: int, table: str) -> str:
    """Say how many subjects a chart or table leaves out by the rule, "" if none.

    table: which one they are left out of, by its name in the tables.
    """
    if not count:
        return ""
    number = by_rule(count, table, _WITHHELD)
    verb = "is" if count == 1 else "are"
    return say("{} {} withheld.", with_noun(number, "subject"), verb)


def not_shown_sentences(cells: pd.Series, rule: Disclosure, words: Words) -> list[str]:
    """Say how many subjects are not shown, and why.

    cells: the word that stands for the count of each.
    """
    small = int((cells == rule.word).sum())
    said: list[str] = []
    if small:
        number = by_rule(small, "priorities", _WITHHELD, "needing")
        fewer = with_rule(rule.word, "least_group of survey.toml")
        said.append(
            say(
                "Not shown: {} {} by {} {}.",
                with_noun(number, "subject"),
                words.need,
                fewer,
                words.members,
            )
        )
    if rest := len(cells) - small:
        number = by_rule(rest, "priorities", _WITHHELD, "needing")
        said.append(
            say(
                "Not shown{}: {} whose {} would tell what is withheld, or what nearly "
                "every {} answered.",
                " either" if small else "",
                with_noun(number, "subject"),
                "number" if rest == 1 else "numbers",
                words.member,
            )
        )
    return said
