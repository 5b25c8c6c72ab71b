"""What really changed between two rounds, and what came from who answered."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from rocb_analysis.core import tables
from rocb_analysis.priorities.comparability import Comparability
from rocb_analysis.priorities.tests import (
    benjamini_hochberg,
    mcnemar_exact,
    mcnemar_midp,
    mcnemar_smallest_p,
)
from rocb_analysis.survey.survey_folder import Survey, in_base

LEAST_MATCHED, LEAST_CHANGERS = 10, 6
MOST_Q, MOST_LEANING_P = 0.10, 0.10


def changes_by_subject(survey: Survey, needs: pd.DataFrame) -> pd.DataFrame:
    """Return the table changes: a row a subject and two neighbouring rounds asking it.

    With s the share needing among all who answered and m among those that answered in
    both rounds (the matched): change_pp = s1 - s0 = matched_change_pp (m1 - m0) +
    who_answered_pp, in points of percent. Only the matched can tell of change, so the
    second part carries no verdict: chance alone moves it by several points. rose, fell:
    matched members that turned to needing, or from it; changers both together.

    p_value is the exact McNemar p of the matched, smallest_p the least it could have
    reached, p_mid the mid-p; q_value (Benjamini and Hochberg) is over the subjects of
    the later round that have a q: comparable, with ten matched and six changers or
    more. How many changed says nothing of the direction, so leaving out subjects with
    few is fair (Tarone 1990; Gilbert 2005). In a finite region the test errs on the
    safe side: the net change of the matched is known.

    comparable: yes, with_care, no. verdict: not comparable (then only `matched` is
    counted); too few (under ten matched); rose, fell (q_value at most .10); leaning up,
    leaning down (p_mid at most .10); no clear change.
    """
    by_round = answers_by_round(survey, needs)
    judge = Comparability(survey)
    rows = []
    for subject in survey.subjects["subject_id"]:
        asking = [
            name for name in judge.asking(subject) if _asked(by_round, name, subject)
        ]
        for before, after in pairwise(asking):
            grade = judge.grade(subject, before, after)
            split = change_split(by_round, subject, before, after)
            told = split if grade != "no" else {"matched": split["matched"]}
            key = {"from_round": before, "to_round": after, "subject_id": subject}
            rows.append({**key, **told, "comparable": grade})
    names = tables.TABLES["changes"].column_names
    changes = pd.DataFrame(rows, columns=names)
    changes = with_verdicts(changes)
    return tables.arrange(changes, "changes")


def _asked(by_round: dict[str, pd.DataFrame], name: str, subject: str) -> bool:
    return name in by_round and subject in by_round[name]


def change_split(
    by_round: dict[str, pd.DataFrame], subject: str, before: str, after: str
) -> dict[str, float]:
    """Return change, its two parts and the exact tests of one subject.

    by_round: respondents x subjects by round, 1, 0 or blank; see answers_by_round.
    Shares are blank where nobody answered, or nobody answered twice.
    """
    matched = steady_answers(by_round, subject, [before, after])
    first, second = matched[before], matched[after]
    rose = int(((first == 0) & (second == 1)).sum())
    fell = int(((first == 1) & (second == 0)).sum())
    change = by_round[after][subject].mean() - by_round[before][subject].mean()
    matched_change = second.mean() - first.mean()
    return {
        "change_pp": 100 * change,
        "matched": len(matched),
        "changers": rose + fell,
        "matched_change_pp": 100 * matched_change,
        "who_answered_pp": 100 * (change - matched_change),
        "rose": rose,
        "fell": fell,
        "p_value": mcnemar_exact(rose, fell),
        "smallest_p": mcnemar_smallest_p(rose + fell),
        "p_mid": mcnemar_midp(rose, fell),
    }


def with_verdicts(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the changes with q_value and verdict; see changes_by_subject.

    Needs the columns from_round, to_round, matched, changers, rose, fell, p_mid and
    comparable; a row that is not comparable has no q.
    """
    numbers = ["matched", "changers", "rose", "fell", "p_mid"]
    said = changes.assign(**{name: pd.to_numeric(changes[name]) for name in numbers})
    tested = (
        (said["comparable"] != "no")
        & (said["matched"] >= LEAST_MATCHED)
        & (said["changers"] >= LEAST_CHANGERS)
    )
    said["q_value"] = float("nan")
    for _, family in said[tested].groupby("to_round"):
        said.loc[family.index, "q_value"] = benjamini_hochberg(family["p_mid"])
    said["verdict"] = [_verdict(row) for row in said.itertuples(index=False)]
    return said


def _verdict(row: object) -> str:
    """Return the verdict of one row, in words."""
    said = row._asdict()  # type: ignore[attr-defined]
    if said["comparable"] == "no":
        return "not comparable"
    if said["matched"] < LEAST_MATCHED:
        return "too few"
    up = said["rose"] > said["fell"]
    if said["q_value"] <= MOST_Q:
        return "rose" if up else "fell"
    if round(said["p_mid"], 9) <= MOST_LEANING_P:
        return "leaning up" if up else "leaning down"
    return "no clear change"


# The members that answered a subject in several rounds, side by side.


def answers_by_round(
    survey: Survey, needs: pd.DataFrame, *, values: str = "needed"
) -> dict[str, pd.DataFrame]:
    """Return for each round with replies the answers: respondents x subjects.

    1 needed, 0 not, blank without an answer, or the column `values` of needs; with a
    frame only members of the base of the round, repliers only; only subjects the round
    asked.
    """
    asked = in_base(survey, needs[needs["asked"] == 1])
    wide = {}
    for name in survey.round_names:
        rows = asked[asked["round"] == name]
        if len(rows):
            table = rows.pivot(
                index="respondent_id", columns="subject_id", values=values
            )
            wide[name] = table.astype("float64")
    return wide


def steady_answers(
    by_round: dict[str, pd.DataFrame], subject: str, rounds: Sequence[str]
) -> pd.DataFrame:
    """Return the answers on a subject of those that answered it in all the rounds.

    A row a respondent, a column a round, 1 or 0.
    """
    blank = pd.Series(dtype="float64")
    columns = {
        name: by_round[name][subject].dropna() if name in by_round else blank
        for name in rounds
    }
    return pd.DataFrame(columns).dropna()


def answers_over_rounds(
    by_round: dict[str, pd.DataFrame], subject: str, rounds: Sequence[str]
) -> pd.DataFrame:
    """Return the answers on a subject of those that answered it in two rounds or more.

    A row a respondent, a column a round; blank where it did not answer.
    """
    columns = {name: by_round[name][subject] for name in rounds if name in by_round}
    answers = pd.DataFrame(columns).dropna(how="all")
    return answers[answers.notna().sum(axis=1) > 1]


# Which subjects cannot be compared between two rounds, and why, in words.

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
