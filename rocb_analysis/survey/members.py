"""Who belonged to the region, and when."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.survey.codebook import Survey


def frame_on(members: pd.DataFrame, day: str) -> pd.DataFrame:
    """Return the members of the frame on a day (ISO text).

    A member belongs from member_from, a blank meaning always, to member_to, a blank
    meaning still; both days included.

    >>> members = pd.DataFrame(
    ...     {"member_id": ["A", "B"], "member_from": ["", "2024-02-02"],
    ...      "member_to": ["", ""]})
    >>> list(frame_on(members, "2023-12-01")["member_id"])
    ['A']
    """
    day = day[:10]
    since, until = members["member_from"].str[:10], members["member_to"].str[:10]
    return members[(since <= day) & ((until == "") | (until >= day))]


def asked_on(survey: Survey, round_name: str) -> str:
    """Return the day the round's frame is read on: the first asked_on of its files."""
    days = [file.asked_on for file in survey.files_of(round_name) if file.asked_on]
    return min(days, default="")


def frame_of(survey: Survey, round_name: str) -> pd.DataFrame:
    """Return the members asked in a round, providers included.

    One row a member, columns of the members table; no row without a frame.
    """
    return frame_on(survey.members, asked_on(survey, round_name))


def base_of(survey: Survey, round_name: str) -> pd.DataFrame:
    """Return the members a need is counted out of: the frame without providers."""
    frame = frame_of(survey, round_name)
    return frame[frame["role"] != "provider"]
