"""The sentences of the brief, made from the tables by plain rules.

One number idea a sentence; no decimals; never more than the table says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from rocb_analysis.charts.lettering import LEAST_FOR_PERCENT
from rocb_analysis.charts.priority_dots import lead_of, leading, nobody
from rocb_analysis.charts.style import Caption
from rocb_analysis.core.claims import (
    Number,
    cell,
    difference,
    greatest,
    joined,
    least,
    listed_names,
    name,
    percentage,
    say,
    span_of,
    with_noun,
)
from rocb_analysis.core.text import counted, plural
from rocb_analysis.delivery.dates import MONTHS
from rocb_analysis.plan.offers import QUARTERS
from rocb_analysis.priorities.shares import shares_of
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from rocb_analysis.survey.marks import marks_of
from rocb_analysis.survey.records import RANKING_KINDS, RATING_KINDS
from rocb_analysis.survey.settings import in_words
from rocb_analysis.survey.survey_folder import Survey, frame_of

# The next subjects that a sentence still speaks of.
_NEXT_SUBJECTS, _MORE_IN_A_TIE = 5, 3
# Kinds of question whose answer is a judgement of the subject.
_RATED = RATING_KINDS - {"many"}


@dataclass(frozen=True)
class Words:
    """The words one survey's documents use.

    is_final: whether the round is over. all_replied: what stands after "Had all 35".
    """

    member: str
    members: str
    need: str
    labels: Mapping[str, str]
    names: Mapping[str, str]
    is_final: bool = False
    all_replied: str = "replied"

    @property
    def verb(self) -> str:
        """What several members do to a subject they need."""
        return "name" if self.need == "named" else "need"

    def count(self, number: int | Number) -> str:
        """Return so many members; of a number with its source, with the source."""
        if isinstance(number, Number):
            return with_noun(number, self.member)
        return counted(number, self.member)


def words_of(results: Results) -> Words:
    """Return the words of a survey: its wording, labels of subjects, member names."""
    survey = results.survey
    member = survey.settings.wording["member"]
    subjects, members = survey.subjects, survey.members
    label = subjects["label"].where(subjects["label"] != "", subjects["subject_id"])
    return Words(
        member=member,
        members=plural(member),
        need="rated as needed" if _is_rated(results) else "named",
        labels=dict(zip(subjects["subject_id"], label, strict=True)),
        names=dict(zip(members["member_id"], members["name"], strict=True)),
        is_final=is_final(results),
        all_replied=survey.settings.wording["all_replied"],
    )


def is_final(results: Results) -> bool:
    """Whether the round is over: what it says is told in the past tense."""
    rounds = results.survey.rounds
    said = rounds.loc[rounds["round"] == results.round, "status"]
    return set(said) <= {"final"}


def _is_rated(results: Results) -> bool:
    """Whether the round asked to rate the need, and not to name subjects."""
    survey = results.survey
    asked = [survey.question[q] for q in survey.asked_questions(results.round)]
    kinds = {question.kind for question in asked if question.about == "need"}
    return bool(kinds & _RATED) and not kinds & RANKING_KINDS


def caption_of(results: Results, words: Words, *, left_out: str = "") -> Caption:
    """Return what stands under every chart: base, source, and the marks.

    left_out: a sentence on what the chart may not draw.
    """
    survey = results.survey
    rates = results.response_rates
    row = rates[(rates["round"] == results.round) & (rates["sub_region"] == ALL)].iloc[
        0
    ]
    of = "" if pd.isna(row["members"]) else f" of {row['members']}"
    base = f"{row['replied']}{of} {words.members} that replied"
    source = f"{survey.settings.title}, round {results.round}"
    marks = marks_of(survey)
    wording = survey.settings.wording
    return Caption(base, source, marks, left_out, wording)


def reply_sentences(results: Results, words: Words) -> list[str]:
    """Say who replied, of how many, by sub-region."""
    rates = results.response_rates
    rates = rates[rates["round"] == results.round]
    whole = rates[rates["sub_region"] == ALL].iloc[0]
    replied = cell("response_rates", whole, "replied")
    if pd.isna(whole["members"]):
        return [
            say(
                "{} replied; nobody listed who was asked, so there is no response "
                "rate.",
                words.count(replied),
            )
        ]
    members = cell("response_rates", whole, "members")
    parts = [
        _part_replied(row)
        for row in rates[rates["sub_region"] != ALL].itertuples(index=False)
    ]
    first = say("{} of {} replied", replied, words.count(members))
    return [
        say("{}: {}.", first, joined("; ", parts)) if parts else say("{}.", first),
        say("{}.", silent_members(whole, words))
        if members.value > replied.value
        else f"All {words.members} replied.",
    ]


def _part_replied(row: object) -> str:
    """Return the replies of a sub-region; row: of response_rates."""
    counts = [cell("response_rates", row, column) for column in ("replied", "members")]
    return say("{} {} of {}", name(row.sub_region), *counts)  # type: ignore[attr-defined]


def silent_members(whole: pd.Series, words: Words) -> str:
    """Return how many members have not replied, with the verb; a row of rates."""
    silent = difference("response_rates", whole, "members", "replied")
    verb = "has" if silent.value == 1 else "have"
    did_not = "did not reply" if words.is_final else f"{verb} not replied yet"
    return say("{} {}", words.count(silent), did_not)


def yet_to_reply(results: Results, words: Words) -> list[str]:
    """Return the names of members yet to reply, in alphabetical order."""
    here = results.respondents["round"] == results.round
    came = set(results.respondents.loc[here, "respondent_id"])
    frame = frame_of(results.survey, results.round)
    return sorted(words.names[m] for m in frame["member_id"] if m not in came)


def priority_sentences(shown: pd.DataFrame, words: Words) -> list[str]:
    """Say which subjects lead, and within which bounds.

    shown: rows of priorities of the region, those withheld left out.
    """
    ordered = most_needed_first(shown, words)
    if ordered.empty or not ordered["needing"].any():
        return [f"{nobody(words.need, words.members)}."]
    first = leading(ordered)
    rest = ordered.drop(first.index)
    rest = rest[rest["needing"] > 0]
    sentences = [_leaders(first, words)]
    if first["most"].notna().all() and (first["most"] > first["least"]).any():
        sentences.append(_bounds(first, words))
    if len(rest):
        sentences.append(_next(_not_cut_in_a_tie(rest), words))
    return sentences


def _not_cut_in_a_tie(rest: pd.DataFrame) -> pd.DataFrame:
    """Return the next subjects, with those needed as much as the last of them."""
    if len(rest) <= _NEXT_SUBJECTS:
        return rest
    last = rest["order"].iloc[_NEXT_SUBJECTS - 1]
    with_ties = rest[rest["order"] >= last]
    above = rest[rest["order"] > last]
    fits = len(with_ties) <= _NEXT_SUBJECTS + _MORE_IN_A_TIE or above.empty
    return with_ties if fits else above


def most_needed_first(shown: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return the subjects with label and order, those most needed first.

    By the share of those who answered, as ranks go: some may have left one subject
    blank, or have been asked of fewer.
    """
    label = shown["subject_id"].map(words.labels)
    order = shares_of(shown["needing"], shown["answered"])
    rows = shown.assign(label=label, order=order, letters=label.str.casefold())
    return rows.sort_values(["order", "letters"], ascending=[False, True])


def _leaders(first: pd.DataFrame, words: Words) -> str:
    lead, row = lead_of(first), first.iloc[0]
    who = words.member if lead.most.value == 1 else words.members
    out_of = say("{} {}", lead.count, who)
    if lead.answered:
        every = words.count(lead.answered)
        out_of = say("{} of the {} that answered", lead.count, every)
        many = pd.isna(row["members"]) and lead.answered.value >= LEAST_FOR_PERCENT
        if many and len(first) == 1:
            share = percentage("priorities", row, "needing", "answered")
            out_of = say("{} ({} %)", out_of, share)
    if words.need == "named":
        return say("{} named most: by {}.", lead.who, out_of)
    return say("{} most often {}: by {}.", lead.who, words.need, out_of)


def _bounds(first: pd.DataFrame, words: Words) -> str:
    one = len(first) == 1
    low, high = (
        least("priorities", first, "least"),
        greatest("priorities", first, "most"),
    )
    members = greatest("priorities", first, "members")
    if not words.is_final:
        which = name(first["label"].iloc[0]) if one else "each of them"
        said = "With all {} replies, {} will be {} by at least {} and at most {}."
        return say(said, members, which, words.need, low, high)
    which = "it" if one else "each of them"
    replied = name(words.all_replied)
    if words.need == "named":
        said = "Had all {} {}, at least {} and at most {} would have named {}."
        return say(said, members, replied, low, high, which)
    said = "Had all {} {}, {} would have been {} by at least {} and at most {}."
    return say(said, members, replied, which, words.need, low, high)


def _next(rest: pd.DataFrame, words: Words) -> str:
    low, high = (of("priorities", rest, "needing") for of in (least, greatest))
    return say(
        "{} {}, {} by {} {}.",
        listed_names(rest["label"]),
        "follow" if len(rest) > 1 else "follows",
        words.need,
        span_of(low, high),
        words.member if high.value == 1 else words.members,
    )


# Quarters as documents print them: never without their months.

_SHORT = 3


def quarter_in_words(
    quarter: str, plan_year_starts: str, *, short: bool = False
) -> str:
    """Return a quarter of the plan year with its months; short: of three letters.

    >>> quarter_in_words("Q2", "07-01"), quarter_in_words("Q2", "07-01", short=True)
    ('Q2 (October to December)', 'Q2 (Oct to Dec)')
    """
    if quarter not in QUARTERS:
        return quarter
    first = int(plan_year_starts[:2]) - 1 + 3 * QUARTERS.index(quarter)
    begins, ends = (MONTHS[month % 12] for month in (first, first + 2))
    if short:
        begins, ends = begins[:_SHORT], ends[:_SHORT]
    return f"{quarter} ({begins} to {ends})"


def with_months(text: str, plan_year_starts: str) -> str:
    """Return a text in which each quarter of the plan year has its months.

    >>> with_months("moved from Q1 to Q2, Suva", "07-01")
    'moved from Q1 (July to September) to Q2 (October to December), Suva'
    """
    return re.sub(
        r"\bQ[1-4]\b(?! \()",
        lambda found: quarter_in_words(found[0], plan_year_starts),
        text,
    )


# The words of the documents, in plain words: once, for page, workbook and README.

# Each term, then what it means; {members}, {member}, {least}: the survey's.
_TERMS = (
    ("{member}", "one that is asked: one reply each, equal weight"),
    ("round", "one survey, usually one year's"),
    ("frame", "the list of {members} on the day the round was asked"),
    ("reply", "the answers of one {member}, the latest that counts"),
    ("yet to reply", "nothing usable received so far; not a no"),
    ("base", "how many {members} a number is out of"),
    ("not asked", "the subject was not in that round's form"),
    ("no answer", "asked, and left blank; not a no"),
    ("set aside", "received and not counted; the reason stands beside it"),
    ("named, needed", "put among its priorities, or rated as needed"),
    (
        "at least, at most",
        "the number if none, or all, of the missing answers add to it",
    ),
    (
        "likely range",
        "where the number would lie if the missing replies are like the others",
    ),
    (
        "first group",
        "subjects whose likely rank lies in the first third; which of them comes "
        "before which is not certain",
    ),
    ("matched {members}", "those that answered in both rounds compared"),
    ("no clear change", "no more than chance could explain"),
    (
        "perhaps more, perhaps fewer",
        "a leaning: more of the matched changed one way, not sure among so many "
        "subjects",
    ),
    ("not comparable", "the question, its scale or its list changed"),
    (
        "persistent",
        "a lasting need: in every round compared, a chance of .8 or more to be among "
        "the first third of subjects, with the missing answers filled in",
    ),
    (
        "emerging, fading",
        "the {members}' own answers rose, or fell, over the rounds by more than chance "
        "could explain",
    ),
    ("new", "asked in the last round for the first time"),
    (
        "rank set",
        "the ranks a subject may have; all sets hold at once in 95 of 100 rounds, if "
        "who replies is a matter of chance",
    ),
    (
        "group of {members}",
        "{members} with similar needs, shown only if the pattern is real",
    ),
    ("support on record", "activities found in the register, which is incomplete"),
    (
        "no activity found",
        "none in the register up to the day it was kept; some may be missing from it",
    ),
    ("plan year", "twelve months from the day set by the office"),
    ("how firm", "in how many of ten checks a line of the plan stays"),
    (
        "not shown",
        "fewer than {least} {members}, or a number that would tell of them: withheld "
        "to protect them",
    ),
)


def glossary(survey: Survey) -> list[tuple[str, str]]:
    """Return the terms and their meanings, in the words of the survey."""
    wording = survey.settings.wording
    member = wording["member"]
    words = {
        "member": member,
        "members": plural(member),
        "least": survey.settings.least_group,
    }
    own = [(in_words(term, wording), in_words(said, wording)) for term, said in _TERMS]
    return [(term.format(**words), said.format(**words)) for term, said in own]
