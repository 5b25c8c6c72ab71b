"""The members that answered a subject in several rounds, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from rocb_analysis.priorities.shares import in_base
from rocb_analysis.survey.codebook import Survey


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
