"""The sentences of the brief, made from the tables by plain rules.

One number idea a sentence; no decimals; never more than the table says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from rocb_analysis.charts import Caption
from rocb_analysis.priorities.shares import in_base
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from rocb_analysis.survey.members import frame_of
from rocb_analysis.survey.records import RANKING_KINDS, RATING_KINDS
from rocb_analysis.survey.text import counted, listed, plural

# The next subjects that a sentence still speaks of.
_NEXT_SUBJECTS, _MORE_IN_A_TIE = 5, 3
_PERCENT_FROM = 100
# Kinds of question whose answer is a judgement of the subject.
_RATED = RATING_KINDS - {"many"}


@dataclass(frozen=True)
class Words:
    """The words one survey's documents use."""

    member: str
    members: str
    need: str
    labels: Mapping[str, str]
    names: Mapping[str, str]

    @property
    def verb(self) -> str:
        """What several members do to a subject they need."""
        return "name" if self.need == "named" else "need"

    def count(self, number: int) -> str:
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
    )


def _is_rated(results: Results) -> bool:
    """Whether the round asked to rate the need, and not to name subjects."""
    survey = results.survey
    asked = [survey.question[q] for q in survey.asked_questions(results.round)]
    kinds = {question.kind for question in asked if question.about == "need"}
    return bool(kinds & _RATED) and not kinds & RANKING_KINDS


def caption_of(results: Results, words: Words) -> Caption:
    """Return what stands under every chart: base, source, and the synthetic mark."""
    survey = results.survey
    rates = results.response_rates
    row = rates[(rates["round"] == results.round) & (rates["sub_region"] == ALL)].iloc[
        0
    ]
    of = "" if pd.isna(row["members"]) else f" of {row['members']}"
    base = f"{row['replied']}{of} {words.members} that replied"
    source = f"{survey.settings.title}, round {results.round}"
    return Caption(base=base, source=source, synthetic=survey.is_synthetic)


def reply_sentences(results: Results, words: Words) -> list[str]:
    """Say who replied, of how many, by sub-region."""
    rates = results.response_rates
    rates = rates[rates["round"] == results.round]
    whole = rates[rates["sub_region"] == ALL].iloc[0]
    if pd.isna(whole["members"]):
        said = f"{words.count(whole['replied'])} replied; "
        return [f"{said}nobody listed who was asked, so there is no response rate."]
    parts = [
        f"{row.sub_region} {row.replied} of {row.members}"
        for row in rates[rates["sub_region"] != ALL].itertuples(index=False)
    ]
    first = f"{whole['replied']} of {words.count(whole['members'])} replied"
    silent = whole["members"] - whole["replied"]
    return [
        f"{first}: {'; '.join(parts)}." if parts else f"{first}.",
        f"{words.count(silent)} {'has' if silent == 1 else 'have'} yet to reply."
        if silent
        else f"All {words.members} replied.",
    ]


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
        return [f"No subject is {words.need} by {words.members} that answered."]
    is_first = ordered["order"] == ordered["order"].iloc[0]
    first, rest = ordered[is_first], ordered[~is_first & (ordered["needing"] > 0)]
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

    By members needing; where nobody listed who was asked by the share of those who
    answered, since subjects may have been asked of different people.
    """
    by_share = shown["members"].isna().all()
    order = shown["share_pct"].round(9) if by_share else shown["needing"]
    labels = shown["subject_id"].map(words.labels)
    told = shown.assign(label=labels, order=order.astype("float64"))
    return told.sort_values(["order", "label"], ascending=[False, True])


def _leaders(first: pd.DataFrame, words: Words) -> str:
    row = first.iloc[0]
    verb = "is" if len(first) == 1 else "are each"
    out_of = f"{row['needing']} of the {words.count(row['answered'])} that answered"
    if first["answered"].nunique() > 1:
        out_of = words.count(row["needing"])
    share = ""
    if pd.isna(row["members"]) and row["answered"] >= _PERCENT_FROM:
        share = f" ({row['share_pct']:.0f} %)" if len(first) == 1 else ""
    most = "most often " if words.need != "named" else "most: "
    if words.need == "named":
        return f"{listed(first['label'])} {verb} {words.need} {most}by {out_of}{share}."
    return f"{listed(first['label'])} {verb} {most}{words.need}: by {out_of}{share}."


def _bounds(first: pd.DataFrame, words: Words) -> str:
    what = first["label"].iloc[0] if len(first) == 1 else "each of them"
    return (
        f"Once every answer is in, {what} will be {words.need} by at least "
        f"{first['least'].min()} and at most {first['most'].max()} of the "
        f"{first['members'].max()}."
    )


def _next(rest: pd.DataFrame, words: Words) -> str:
    low, high = rest["needing"].min(), rest["needing"].max()
    span = f"{low}" if low == high else f"{low} to {high}"
    who = words.member if high == 1 else words.members
    follow = "follow" if len(rest) > 1 else "follows"
    return f"{listed(rest['label'])} {follow}, {words.need} by {span} {who}."


def unknown_sentences(results: Results, words: Words) -> list[str]:
    """Say what the round cannot tell: silence, subjects not asked."""
    rates = results.response_rates
    row = rates[(rates["round"] == results.round) & (rates["sub_region"] == ALL)]
    silent = (row["members"] - row["replied"]).iloc[0]
    sentences = []
    if not pd.isna(silent) and silent:
        who = f"{words.count(silent)} {'has' if silent == 1 else 'have'}"
        sentences.append(
            f"{who} yet to reply; what they need can still change the order."
        )
    if pd.isna(silent):
        sentences.append(
            "Nobody listed who was asked, so how far the replies stand for all is "
            "unknown; the interval holds only if who replies is a matter of chance."
        )
    if blank := _left_blank(results, words):
        sentences.append(blank)
    if not_asked := subjects_not_asked(results, words):
        sentences.append(
            f"Not asked in this round, so nothing is known: {'; '.join(not_asked)}."
        )
    sentences += changes_of_the_form(results, words)
    return sentences or ["Every member replied, and every subject was asked."]


def _left_blank(results: Results, words: Words) -> str:
    """Say how many replies gave no usable answer to a subject that was asked."""
    rows = in_base(results.survey, results.needs)
    asked = rows[(rows["round"] == results.round) & (rows["asked"] == 1)]
    blank = asked["needed"].isna().groupby(asked["subject_id"]).sum()
    if not (blank > 0).any():
        return ""
    low, high = blank.min(), blank.max()
    span = f"{low}" if low == high else f"{low} to {high}"
    if low == 0:
        return f"Up to {words.count(high)} gave no usable answer to a subject."
    return f"Each subject was left without a usable answer by {span} {words.members}."


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
        f"{words.labels.get(row.subject_id) or need[row.question_id].label}: "
        f"{row.what_changed}"
        for row in here.itertuples(index=False)
    ]
