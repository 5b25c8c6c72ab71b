"""Which subjects cannot be compared between two rounds, and why, in words."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.priorities.comparability import Comparability
from rocb_analysis.survey.codebook import Survey

NOBODY = "nobody answered in both rounds"
NO_REASON = "asked otherwise"


def not_compared(
    survey: Survey, changes: pd.DataFrame, from_round: str, to_round: str
) -> pd.DataFrame:
    """Return why subjects of two rounds are not compared, a row a subject.

    Columns subject_id, reason (words without a full stop): asked in one of the two
    rounds alone; or changed in a way that `breaks` calls not comparable (its
    what_changed, word for word); or nobody answered in both. changes: the table of
    that name. Subjects that neither round asked, and those compared, have no row; nor
    has a round beside itself.
    """
    judge = Comparability(survey)
    pair = (changes["from_round"] == from_round) & (changes["to_round"] == to_round)
    here = changes[pair]
    nobody = set(here.loc[here["matched"] == 0, "subject_id"])
    rows = []
    subjects = survey.subjects["subject_id"] if from_round != to_round else []
    for subject in subjects:
        reason = _reason(judge, subject, from_round, to_round)
        if reason or subject in nobody:
            rows.append((subject, reason or NOBODY))
    return pd.DataFrame(rows, columns=["subject_id", "reason"], dtype="str")


def _reason(judge: Comparability, subject: str, before: str, after: str) -> str:
    """Return why a subject is not compared, or "" if it is, or neither round asked."""
    asking = judge.asking(subject)
    if before not in asking and after not in asking:
        return ""
    if after not in asking:
        return f"not asked in {after}"
    if asking[0] == after:
        return f"new in {after}"
    if before not in asking:
        return f"not asked in {before}"
    if judge.grade(subject, before, after) != "no":
        return ""
    return _what_changed(judge.survey, subject, before, after) or NO_REASON


def _what_changed(survey: Survey, subject: str, before: str, after: str) -> str:
    """Return what `breaks` says of a step that may not be compared."""
    names = survey.round_names
    since = names[names.index(before) + 1 : names.index(after) + 1]
    need = [q.question_id for q in survey.question.values() if q.about == "need"]
    rows = survey.breaks
    rows = rows[
        rows["question_id"].isin(need)
        & rows["subject_id"].isin([subject, ""])
        & rows["from_round"].isin(since)
        & (rows["comparable"] == "no")
    ]
    own = rows[rows["subject_id"] == subject]
    said = (own if len(own) else rows)["what_changed"]
    return "; ".join(text.rstrip(".") for text in said)
