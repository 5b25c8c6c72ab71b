"""Who replied, of how many; and replies that need a second look."""

from __future__ import annotations

import pandas as pd

from rocb_analysis import tables
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.members import frame_of

ALL = "all"


def response_rates(survey: Survey, respondents: pd.DataFrame) -> pd.DataFrame:
    """Return the table response_rates: a row a sub-region, and all, in a round.

    The base is the frame on the day the round was asked; blank without a frame.
    """
    rows = []
    for name in survey.round_names:
        replied = set(respondents.loc[respondents["round"] == name, "respondent_id"])
        if not survey.has_frame:
            rows.append((name, ALL, pd.NA, len(replied), pd.NA))
            continue
        frame = frame_of(survey, name)
        for area, members in areas_of(frame):
            came = len(replied & set(members["member_id"]))
            share = 100 * came / len(members) if len(members) else pd.NA
            rows.append((name, area, len(members), came, share))
    names = tables.TABLES["response_rates"].column_names
    return tables.arrange(pd.DataFrame(rows, columns=names), "response_rates")


def areas_of(frame: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the whole frame as `all`, then each of its sub-regions by name.

    A row of the frame is a member; one without a sub-region is in the whole alone.
    """
    named = frame[frame["sub_region"] != ""]
    return [(ALL, frame), *((str(a), f) for a, f in named.groupby("sub_region"))]


def reply_states(survey: Survey, respondents: pd.DataFrame) -> pd.DataFrame:
    """Return whether each member replied in each round.

    A row a member that was ever in the frame and a round; columns member_id, name,
    sub_region, round, state (replied, no_reply, not_member).
    """
    came = set(zip(respondents["round"], respondents["respondent_id"], strict=True))
    rows = []
    for name in survey.round_names:
        asked = set(frame_of(survey, name)["member_id"])
        for member in survey.members.itertuples(index=False):
            state = "replied" if (name, member.member_id) in came else "no_reply"
            state = state if member.member_id in asked else "not_member"
            rows.append((member.member_id, member.name, member.sub_region, name, state))
    columns = ["member_id", "name", "sub_region", "round", "state"]
    states = pd.DataFrame(rows, columns=columns, dtype="str")
    ever = states.loc[states["state"] != "not_member", "member_id"]
    return states[states["member_id"].isin(ever)].reset_index(drop=True)


def straight_lining(survey: Survey, responses: pd.DataFrame) -> pd.DataFrame:
    """Return replies that gave one and the same answer to every subject they rated.

    A row a reply with two or more rated subjects (level questions about need) and one
    single value among them; columns round, respondent_id, value, rated (subjects it
    answered with a value of the scale; "don't know" is none), asked (subjects it was
    asked), whole (it rated all it was asked). Most rated first. The replies stay in:
    the table is for the eye of the office.
    """
    rating = [
        q.question_id
        for q in survey.question.values()
        if q.kind == "level" and q.about == "need"
    ]
    asked = responses[responses["question_id"].isin(rating)]
    asked = asked[(asked["state"] != "not_asked") & (asked["subject_id"] != "")]
    rated = asked.assign(value=asked["value"].where(asked["state"] == "answered"))
    by_reply = rated.groupby(["round", "respondent_id"])
    found = by_reply.agg(
        value=("value", "max"),
        least=("value", "min"),
        rated=("value", "count"),
        asked=("value", "size"),
    ).reset_index()
    flat = found[(found["value"] == found["least"]) & (found["rated"] > 1)]
    flat = flat.assign(whole=flat["rated"] == flat["asked"]).drop(columns="least")
    order = ["rated", "round", "respondent_id"]
    return flat.sort_values(order, ascending=[False, True, True], ignore_index=True)
