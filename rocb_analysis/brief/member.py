"""One member's own reply, as its page tells it: nothing of any other member."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from rocb_analysis.brief.words import Words
from rocb_analysis.core.text import listed, plain
from rocb_analysis.results import Results
from rocb_analysis.survey.records import Question

# What of a member is in another part of its page, or is no answer to a question.
_ELSEWHERE = frozenset({"need", "offer"})
_NOT_SHOWN = frozenset({"respondent", "replied_on"})


@dataclass(frozen=True)
class MemberReply:
    """The answers of one member in one round, and whose words they are told in."""

    results: Results
    words: Words
    member: str
    round: str

    @cached_property
    def source(self) -> pd.Series | None:
        """Its row of the table respondents; None if it has yet to reply."""
        rows = self.results.respondents
        rows = rows[(rows["round"] == self.round)]
        rows = rows[rows["respondent_id"] == self.member]
        return rows.iloc[0] if len(rows) else None

    @cached_property
    def answers(self) -> pd.DataFrame:
        """Its rows of the table responses."""
        rows = self.results.responses
        return rows[(rows["round"] == self.round) & self._is_own(rows)]

    @property
    def has_no_needs(self) -> bool:
        """Whether it said that it has no needs this time."""
        rows = self.results.needs
        rows = rows[(rows["round"] == self.round) & self._is_own(rows)]
        return bool((rows["state"] == "no_needs").any())

    @cached_property
    def needs(self) -> pd.DataFrame:
        """The subjects it named, its first first."""
        rows = self.results.needs
        rows = rows[(rows["round"] == self.round) & self._is_own(rows)]
        named = rows[rows["needed"] == 1]
        label = named["subject_id"].map(self.words.labels)
        ordered = named.assign(label=label)
        by = ["rank", "score", "label"]
        return ordered.sort_values(by, ascending=[True, False, True])

    def _is_own(self, rows: pd.DataFrame) -> pd.Series:
        return rows["respondent_id"] == self.member

    @property
    def questions(self) -> dict[str, Question]:
        return self.results.survey.question

    def said(self, question_id: str, answer: str) -> str:
        """Return an answer in the words of its scale."""
        scale = self.results.survey.scale.get(self.questions[question_id].scale_id, [])
        return {one.answer: one.label for one in scale}.get(answer, answer)


def about_subjects(reply: MemberReply) -> tuple[list[str], dict[str, list[str]]]:
    """Return what was asked of each subject named, and what was answered, by subject.

    Questions about need and about help offered are told elsewhere.
    """
    rows = reply.answers
    kinds = {q.question_id: q.about for q in reply.questions.values()}
    about = rows[(rows["subject_id"] != "") & (rows["state"] == "answered")]
    about = about[~about["question_id"].map(kinds).isin(_ELSEWHERE)]
    asked = [name for name in reply.questions if name in set(about["question_id"])]
    texts: dict[str, list[str]] = {}
    for subject in reply.needs["subject_id"]:
        own = about[about["subject_id"] == subject]
        texts[subject] = [_joined(reply, own, name) for name in asked]
    labels = [reply.questions[name].label or name for name in asked]
    return labels, texts


def _joined(reply: MemberReply, rows: pd.DataFrame, question_id: str) -> str:
    own = rows.loc[rows["question_id"] == question_id, "answer"]
    return "; ".join(dict.fromkeys(reply.said(question_id, one) for one in own))


def other_answers(reply: MemberReply) -> list[tuple[str, str]]:
    """Return the answers that speak of no subject: question and answer."""
    rows = reply.answers
    rows = rows[(rows["subject_id"] == "") & (rows["state"] == "answered")]
    told = []
    for name, question in reply.questions.items():
        own = rows[rows["question_id"] == name]
        if len(own) and question.kind not in _NOT_SHOWN and question.about != "need":
            told.append((question.label or name, _joined(reply, own, name)))
    return told


def offers(reply: MemberReply) -> list[str]:
    """Return the subjects in which the member could help, by its own word."""
    ids = [q.question_id for q in reply.questions.values() if q.about == "offer"]
    rows = reply.answers
    rows = rows[rows["question_id"].isin(ids) & (rows["value"] == 1)]
    return sorted({reply.words.labels.get(s, s) for s in rows["subject_id"]})


def left_out(reply: MemberReply) -> list[str]:
    """Return what could not be used, each with the question back to the member."""
    rows = reply.answers
    told = []
    for row in rows[rows["state"] == "set_aside"].itertuples():
        question = reply.questions[row.question_id]
        subject = reply.words.labels.get(row.subject_id, "")
        where = question.label or row.question_id
        where += f", {subject}" if subject else ""
        scale = reply.results.survey.scale.get(question.scale_id, [])
        choices = list(dict.fromkeys(one.label for one in scale if one.value))
        ask = f" Which did you mean: {listed(choices)}?" if choices else ""
        told.append(f'{where}: "{row.answer}" could not be used.{ask}')
    return told


def understood(reply: MemberReply) -> list[str]:
    """Return what the office read as something else, and what was corrected."""
    return [*_recoded(reply), *_corrected(reply)]


def _recoded(reply: MemberReply) -> list[str]:
    source = reply.source
    if source is None:
        return []
    issues = reply.results.issues
    own = issues[(issues["round"] == reply.round) & (issues["file"] == source["file"])]
    own = own[(own["row"] == source["row"]) & (own["action"] == "recoded")]
    return [reason.replace(" by spellings", "") for reason in own["reason"]]


def _corrected(reply: MemberReply) -> list[str]:
    rows = reply.results.survey.corrections
    own = rows[(rows["round"] == reply.round)]
    told = []
    for row in own.itertuples():
        meant = reply.results.survey.members_meant.get(plain(row.respondent_id))
        if reply.member in (row.respondent_id, meant):
            label = reply.questions[row.question_id].label or row.question_id
            place = f", place {row.position}" if row.position else ""
            answer = reply.said(row.question_id, row.answer)
            asked = f" at your request of {row.asked_on}" if row.asked_on else ""
            told.append(f'{label}{place}: corrected to "{answer}"{asked}.')
    return told


def over_the_rounds(
    results: Results, words: Words, member: str, rounds: list[str]
) -> list[tuple[str, list[str]]]:
    """Return each subject a member ever named, with a sign for each round.

    1, 2, 3: its order (x where nothing was ranked); - asked and not named; o not in
    that round's form; ? asked and not answered; . no reply.
    """
    own = results.needs[results.needs["respondent_id"] == member]
    ever = own.loc[own["needed"] == 1, "subject_id"].unique()
    replied = set(own["round"])
    rows = {(row.round, row.subject_id): _sign(row) for row in own.itertuples()}
    return [
        (
            words.labels.get(subject, subject),
            [rows.get((r, subject), "o") if r in replied else "." for r in rounds],
        )
        for subject in sorted(ever, key=lambda one: words.labels.get(one, one))
    ]


def _sign(row: Any) -> str:
    """Return the sign of a row of needs."""
    if row.asked != 1:
        return "o"
    if pd.isna(row.needed):
        return "?"
    if row.needed != 1:
        return "-"
    return "x" if pd.isna(row.rank) else str(int(row.rank))


# Who named what, with the place in the raw file where it was said: for the office.

_REPLY = ["round", "respondent_id"]


def needs_with_source(results: Results, words: Words) -> pd.DataFrame:
    """Return every need that was stated, and where it stands in the raw files.

    A row is a respondent and a subject it named, or rated as needed; the latest round
    first, then by member and the order it gave. Columns round, respondent_id, member,
    sub_region, subject_id, subject, order (place on the ballot), score (0 to 1), answer
    (as read), file, sheet, row (the spreadsheet's own), column (its header),
    replied_on.
    """
    survey, needs = results.survey, results.needs
    named = needs[needs["needed"] == 1].merge(results.respondents, on=_REPLY)
    said = _said(results).drop_duplicates([*_REPLY, "subject_id"])
    told = named.merge(said, on=[*_REPLY, "subject_id"], how="left")
    areas = dict(
        zip(survey.members["member_id"], survey.members["sub_region"], strict=True)
    )
    told = told.assign(
        member=[words.names.get(one, one) for one in told["respondent_id"]],
        sub_region=[areas.get(one, "") for one in told["respondent_id"]],
        subject=[words.labels.get(one, one) for one in told["subject_id"]],
        order=told["rank"],
        latest=[-survey.round_names.index(name) for name in told["round"]],
    )
    ordered = told.sort_values(["latest", "member", "rank", "subject", "subject_id"])
    columns = (
        "round respondent_id member sub_region subject_id subject order score answer "
        "file sheet row column replied_on"
    )
    return ordered[columns.split()].reset_index(drop=True)


def _said(results: Results) -> pd.DataFrame:
    """Return the answers to the questions about need, the ballot's before others."""
    need = [q for q in results.survey.question.values() if q.about == "need"]
    ids = [q.question_id for q in need]
    said = results.responses
    said = said[said["question_id"].isin(ids) & said["answer"].astype(bool)]
    columns = [*_REPLY, "subject_id", "answer", "column"]
    ballot = {q.question_id: q.kind not in {"top_n", "rank"} for q in need}
    order = said["question_id"].map(ballot)
    return said.assign(order=order).sort_values("order", kind="stable")[columns]
