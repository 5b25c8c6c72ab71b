"""How the need for a subject went over the rounds: trends and kinds of need."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import pandas as pd

from rocb_analysis import tables
from rocb_analysis.priorities.changes import LEAST_CHANGERS, LEAST_MATCHED, MOST_Q
from rocb_analysis.priorities.comparability import Comparability
from rocb_analysis.priorities.exact_tests import (
    benjamini_hochberg,
    kendall_exact,
    kendall_smallest_p,
    kendall_tau,
    mcnemar_midp,
)
from rocb_analysis.priorities.panels import answers_by_round, steady_answers
from rocb_analysis.survey.codebook import Survey

LEAST_ROUNDS_OF_A_TREND, LEAST_ROUNDS_OF_A_KIND = 5, 3


def trends_by_subject(survey: Survey, needs: pd.DataFrame) -> pd.DataFrame:
    """Return the table trends: a row a subject that any round with replies asked.

    The line of a subject is its last unbroken row of rounds: it breaks where a round
    did not ask it, or where two rounds may not be compared. rounds, from_round and
    to_round describe the line. Only the steady members count, those that answered on
    the subject in all rounds of the line (`steady` of them): whoever else replied would
    mix in who answered. tau (Kendall's tau-b of the steady share with time), p_value
    (exact, two-sided, ties allowed for), smallest_p (least p these shares could reach)
    and q_value (Benjamini and Hochberg over subjects whose smallest_p is at most .10)
    need five rounds and ten steady members; among 31 subjects a lone rise over five
    rounds cannot be significant. rose, fell: steady members that turned to needing, or
    from it, between the ends of the line; ends_q: q of the mid-p of McNemar, from six
    changers on.

    kind, the first that holds:

    - no longer asked: the last round did not ask the subject;
    - new: the last round asked it, no round before did;
    - too few: under three rounds in the line, or under ten steady members;
    - emerging: rising, with ends_q or q_value at most .10;
    - fading: falling, with ends_q or q_value at most .10;
    - persistent: among the first third of subjects, by members needing, in every round
      of the line;
    - blank: none of these.

    Kendall (1975); Mann (1945). Leaving out what could not be found: Tarone (1990).
    """
    by_round = answers_by_round(survey, needs)
    judge = Comparability(survey)
    rows = [
        _told(survey, judge, by_round, subject)
        for subject in survey.subjects["subject_id"]
        if any(subject in answers for answers in by_round.values())
    ]
    trends = pd.DataFrame(rows, columns=[*_COLUMNS, "p_mid", "start", "ever_first"])
    reachable = pd.to_numeric(trends["smallest_p"]) <= MOST_Q
    trends = _with_q(trends, "p_value", "q_value", among=reachable)
    trends = _with_q(trends, "p_mid", "ends_q", among=trends["steady"] > 0)
    trends["kind"] = [_kind(row) for row in trends.itertuples(index=False)]
    return tables.arrange(trends, "trends")


_COLUMNS = (
    "subject_id rounds from_round to_round steady tau p_value smallest_p rose fell"
).split()


def _told(
    survey: Survey,
    judge: Comparability,
    by_round: Mapping[str, pd.DataFrame],
    subject: str,
) -> dict[str, object]:
    """Return what is known of one subject before the q values."""
    line = [name for name in judge.line(subject) if name in by_round]
    steady = steady_answers(dict(by_round), subject, line)
    enough = len(steady) >= LEAST_MATCHED
    told: dict[str, object] = {
        "subject_id": subject,
        "rounds": len(line),
        "from_round": line[0] if line else "",
        "to_round": line[-1] if line else "",
        "steady": len(steady),
        "start": _start(survey, judge.asking(subject)),
        "ever_first": bool(line) and all(_first(by_round[n], subject) for n in line),
    }
    if enough and len(line) > 1:
        told |= _ends(steady)
    if enough and len(line) >= LEAST_ROUNDS_OF_A_TREND:
        shares = steady.mean().to_list()
        told["tau"] = kendall_tau(shares)
        told["p_value"] = kendall_exact(shares)
        told["smallest_p"] = kendall_smallest_p(shares)
    return told


def _start(survey: Survey, asking: list[str]) -> str:
    """Return how the questionnaire stands to the subject: gone, new or there."""
    if survey.round_names[-1] not in asking:
        return "no longer asked"
    return "new" if len(asking) == 1 < len(survey.round_names) else ""


def _ends(steady: pd.DataFrame) -> dict[str, object]:
    """Return who turned between the first and the last round, and the mid-p."""
    first, last = steady.iloc[:, 0], steady.iloc[:, -1]
    rose, fell = int((first < last).sum()), int((first > last).sum())
    some = rose + fell >= LEAST_CHANGERS
    p_mid = mcnemar_midp(rose, fell) if some else float("nan")
    return {"rose": rose, "fell": fell, "p_mid": p_mid}


def _first(answers: pd.DataFrame, subject: str) -> bool:
    """Say whether a subject is among the first third of its round, by members."""
    needing = answers.sum()
    above = int((needing > needing[subject]).sum())
    return above + 1 <= ceil(len(needing) / 3)


def _with_q(trends: pd.DataFrame, p: str, q: str, *, among: pd.Series) -> pd.DataFrame:
    """Return the frame with the q of the p values there are among some rows."""
    values = pd.to_numeric(trends[p]).astype("float64")
    known = values[among].dropna()
    q_values = pd.Series(benjamini_hochberg(known), index=known.index, dtype="float64")
    return trends.assign(**{p: values, q: q_values.reindex(trends.index)})


def _kind(row: object) -> str:
    """Return the kind of need; see trends_by_subject."""
    said = row._asdict()  # type: ignore[attr-defined]
    if said["start"]:
        return str(said["start"])
    few = said["rounds"] < LEAST_ROUNDS_OF_A_KIND
    if few or said["steady"] < LEAST_MATCHED:
        return "too few"
    by_ends = said["ends_q"] <= MOST_Q
    by_trend = said["q_value"] <= MOST_Q
    rising = said["rose"] - said["fell"] if by_ends else said["tau"]
    if by_ends or by_trend:
        return "emerging" if rising > 0 else "fading"
    return "persistent" if said["ever_first"] else ""
