"""Which members yet to reply to call first: whose answers are least known."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.core import tables
from rocb_analysis.priorities.changes import answers_by_round
from rocb_analysis.priorities.comparability import Comparability
from rocb_analysis.priorities.ranks import last_answers
from rocb_analysis.region.completion import keep_chance
from rocb_analysis.survey.survey_folder import Survey, base_of

FIRST_SUBJECTS = 10


def chase_list(
    survey: Survey, needs: pd.DataFrame, respondents: pd.DataFrame, round_name: str
) -> pd.DataFrame:
    """Return the table chase_list: a row a member of the base yet to reply.

    unsure: the sum over the first ten subjects of p (1 - p), p the chance that the
    member needs it: its answer of last round with the chance that answers are kept
    (region.keep_chance), else the share (k + .5) / (n + 1) of those that answered.
    reply_chance: (rounds replied + .5) / (rounds in the frame + 1) over past rounds.
    position: by unsure x reply_chance, the greatest first; then by reply_chance, then
    by member_id. answered_last: 1 if it replied in the round before.

    Bounds cannot order the list: every member yet to reply moves them alike. Where no
    member yet to reply has an answer of last round all are as unsure, and any order is
    as good: only reply_chance orders the list then. No row without a frame.
    """
    names = tables.TABLES["chase_list"].column_names
    if not survey.has_frame:
        return tables.arrange(pd.DataFrame(columns=names), "chase_list")
    came = set(zip(respondents["round"], respondents["respondent_id"], strict=True))
    base = sorted(base_of(survey, round_name)["member_id"])
    members = [member for member in base if (round_name, member) not in came]
    past = survey.round_names[: survey.round_names.index(round_name)]
    chance = _reply_chances(survey, came, members, past)
    unsure = _unsure(survey, needs, round_name, members)
    table = pd.DataFrame(
        {
            "round": round_name,
            "respondent_id": members,
            "unsure": unsure.round(9).to_list(),
            "reply_chance": chance,
            "answered_last": [
                int((past[-1:] or [""])[0] in _rounds(came, m)) for m in members
            ],
        }
    )
    table["worth"] = (table["unsure"] * table["reply_chance"]).round(9)
    order = ["worth", "reply_chance", "respondent_id"]
    table = table.sort_values(order, ascending=[False, False, True])
    table["position"] = range(1, len(table) + 1)
    return tables.arrange(table, "chase_list")


def _rounds(came: set[tuple[str, str]], member: str) -> set[str]:
    """Return the rounds a member replied in."""
    return {name for name, replier in came if replier == member}


def _reply_chances(
    survey: Survey, came: set[tuple[str, str]], members: list[str], past: list[str]
) -> list[float]:
    """Return the chance of each member to reply, by the past rounds it was asked in."""
    asked = {name: set(base_of(survey, name)["member_id"]) for name in past}
    chances = []
    for member in members:
        rounds = [name for name in past if member in asked[name]]
        replied = sum((name, member) in came for name in rounds)
        chances.append(round((replied + 0.5) / (len(rounds) + 1), 9))
    return chances


def _unsure(
    survey: Survey, needs: pd.DataFrame, round_name: str, members: list[str]
) -> pd.Series:
    """Return how unsure each member's answers on the first ten subjects are."""
    by_round = answers_by_round(survey, needs)
    if round_name not in by_round:
        return pd.Series(0.0, index=members)
    answers = by_round[round_name]
    last = last_answers(survey, by_round, round_name, Comparability(survey))
    return unsure_of(answers, last, members)


def unsure_of(
    answers: pd.DataFrame, last: pd.DataFrame, members: list[str]
) -> pd.Series:
    """Return how unsure the answers of members are: the sum of p (1 - p), by member.

    answers: the replies so far, respondents x subjects, 1, 0 or blank; last: those of
    the round before that may be compared. Over the ten subjects that the most members
    need, as expected of replies and members yet to reply; equal ones by subject_id.
    """
    share = (answers.sum() + 0.5) / (answers.notna().sum() + 1)
    keep = keep_chance(last, answers)
    before = last.reindex(index=members, columns=answers.columns).astype("float64")
    expected = (keep * before + (1 - keep) * share).where(before.notna(), share, axis=1)
    needing = (answers.sum() + expected.sum()).round(9).sort_index()
    first = needing.sort_values(ascending=False, kind="stable").index[:FIRST_SUBJECTS]
    return (expected[first] * (1 - expected[first])).sum(axis=1)


def chase_details(
    survey: Survey, needs: pd.DataFrame, respondents: pd.DataFrame, round_name: str
) -> pd.DataFrame:
    """Return the chase list with what a caller wants to know of each member.

    The columns of chase_list in order of calling, and: name, sub_region, last_reply
    (the last round it replied in, or blank), named_last (subject_ids it needed then,
    joined by "; "), lacks (replies its sub-region lacks to be shown, least_group less
    those that came; 0 where none is lacking, or it is too small ever to be shown).
    """
    table = chase_list(survey, needs, respondents, round_name)
    base = base_of(survey, round_name).set_index("member_id")
    came = set(zip(respondents["round"], respondents["respondent_id"], strict=True))
    place = survey.round_names.index(round_name)
    rows = []
    for member in table["respondent_id"]:
        replied = [n for n in survey.round_names[:place] if (n, member) in came]
        last = replied[-1] if replied else ""
        area = base.loc[member, "sub_region"]
        said = needs[(needs["round"] == last) & (needs["respondent_id"] == member)]
        named = sorted(said.loc[said["needed"] == 1, "subject_id"])
        here = base.index[base["sub_region"] == area]
        replies = sum((round_name, other) in came for other in here)
        lacks = _lacks(survey, len(here), replies) if area else 0
        rows.append((base.loc[member, "name"], area, last, "; ".join(named), lacks))
    columns = ["name", "sub_region", "last_reply", "named_last"]
    details = pd.DataFrame(rows, columns=[*columns, "lacks"])
    details = details.astype({**dict.fromkeys(columns, "str"), "lacks": "Int64"})
    return pd.concat([table, details], axis=1).sort_values(
        "position", ignore_index=True
    )


def _lacks(survey: Survey, members: int, replies: int) -> int:
    """Return how many more replies a sub-region of so many members has to send."""
    least = survey.settings.least_group
    return max(least - replies, 0) if members >= least else 0
