"""What the words for counts stand for, and how few places ballots have."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.survey.records import RANKING_KINDS, RATING_KINDS
from rocb_analysis.survey.survey_folder import Survey

# An attacker knows one reply, its own: two members must be left to doubt.
MARGIN = 2

# What stands for a sub-region's count: more than half of those that answered, or not.
MOST, FEWER = "most", "fewer"


def nearly_all(count: pd.Series, members: pd.Series) -> pd.Series:
    """Say for each count whether it is that of all members, or all but one."""
    return (members.fillna(0) - count.fillna(0) < MARGIN) & (members.fillna(0) > 0)


def places_of_ballots(survey: Survey) -> dict[str, int]:
    """Return the places of a ballot, by round, where need comes from ballots alone."""
    places = {}
    for name in survey.round_names:
        asked = [survey.question[q] for q in survey.asked_questions(name)]
        kinds = {question.kind for question in asked if question.about == "need"}
        picks = [file.picks_allowed for file in survey.files_of(name)]
        if kinds & RANKING_KINDS and not kinds & RATING_KINDS and all(picks):
            places[name] = max(pick for pick in picks if pick)
    return places
