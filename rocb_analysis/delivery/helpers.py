"""Who could help: members that offer expertise or a centre, matched to those in need.

For the office alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import linear_sum_assignment

from rocb_analysis.delivery.activities import parts_of

COLUMNS = ("member_id", "subject_id", "rank", "helper_id", "same_area", "evidence")
# A pair that cannot be, and one that is only better than none.
_NEVER, _FAR = 10**6, 10**3


def offers_of_help(
    responses: pd.DataFrame,
    partners: pd.DataFrame,
    *,
    round: str,
    questions: list[str],
    subjects: list[str],
) -> pd.DataFrame:
    """Return who could help with what: a row a member, subject and evidence.

    Parameters
    ----------
    responses : the table responses.
    partners : hosts that exist; a host without subject_ids helps with every subject.
    round : the round of replies; questions : those whose about is offer.
    subjects : subjects that hosts of any subject are matched with.

    Returns
    -------
    Columns helper_id, subject_id, evidence ("offers an expert or a venue in its reply
    of 2025", "hosts RTC Malaysia"); an offer in a reply before a centre.
    """
    said = responses[
        (responses["round"] == round)
        & responses["question_id"].isin(questions)
        & (responses["state"] == "answered")
        & (responses["value"] > 0)
        & (responses["subject_id"] != "")
    ]
    rows = [
        (row.respondent_id, row.subject_id, f"offers help in its reply of {round}")
        for row in said.itertuples(index=False)
    ]
    hosts = partners[(partners["role"] == "host") & (partners["member_id"] != "")]
    for host in hosts.itertuples(index=False):
        for subject in parts_of(host.subject_ids) or subjects:
            rows.append((host.member_id, subject, f"hosts {host.name}"))
    names = ["helper_id", "subject_id", "evidence"]
    frame = pd.DataFrame(rows, columns=names, dtype="str").drop_duplicates()
    joined = frame.groupby(names[:2], sort=True)["evidence"].agg("; ".join)
    return joined.reset_index()


def possible_helpers(
    needs: pd.DataFrame,
    offered: pd.DataFrame,
    members: pd.DataFrame,
    *,
    round: str,
    most_each: int = 3,
) -> pd.DataFrame:
    """Return members in need, each subject with a member that could help.

    As many needs as can be are matched; then as many as can be within a sub-region and
    by an offer in a reply, a member's first needs before its later ones. A helper is
    given at most `most_each` needs in all, none of its own and none on a subject it
    needs itself.

    Parameters
    ----------
    needs : the table needs.
    offered : columns helper_id, subject_id, evidence; see offers_of_help.
    members : member_id, sub_region.
    round : the round of needs.
    most_each : needs one helper is matched with at most.

    Returns
    -------
    A row a matched need, members in order: member_id, subject_id, rank (of the need,
    blank if none), helper_id, same_area (yes, no), evidence.
    """
    wanted = needs[(needs["round"] == round) & (needs["needed"] == 1)]
    wanted = wanted.sort_values(["respondent_id", "subject_id"], ignore_index=True)
    in_need = set(zip(wanted["respondent_id"], wanted["subject_id"], strict=True))
    areas = dict(zip(members["member_id"], members["sub_region"], strict=True))
    own = pd.Series([pair in in_need for pair in _pairs(offered)], offered.index, bool)
    useful = offered[~own & offered["helper_id"].isin(members["member_id"])]
    evidence = dict(zip(_pairs(useful), useful["evidence"], strict=True))
    helpers = sorted(useful["helper_id"].unique())
    costs = _costs(wanted, helpers, evidence, areas)
    given = _assigned(costs, most_each)
    rows = []
    for number, place in given.items():
        need, helper = wanted.iloc[number], helpers[place]
        who, subject = need["respondent_id"], need["subject_id"]
        same = "yes" if _same(areas, who, helper) else "no"
        said = evidence[helper, subject]
        rows.append((who, subject, need.get("rank"), helper, same, said))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values(["member_id", "subject_id"], ignore_index=True)


def _pairs(offered: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(offered["helper_id"], offered["subject_id"], strict=True))


def _same(areas: Mapping[str, str], one: str, other: str) -> bool:
    return bool(areas.get(one)) and areas.get(one) == areas.get(other)


def _costs(
    wanted: pd.DataFrame,
    helpers: list[str],
    evidence: Mapping[tuple[str, str], str],
    areas: Mapping[str, str],
) -> npt.NDArray[np.int64]:
    """Return the cost of each need with each helper: needs x helpers, whole numbers."""
    ranks = wanted["rank"] if "rank" in wanted else pd.Series(np.nan, wanted.index)
    costs = np.full((len(wanted), len(helpers)), _NEVER, np.int64)
    for number, (who, subject, rank) in enumerate(
        zip(wanted["respondent_id"], wanted["subject_id"], ranks, strict=True)
    ):
        late = 20 if pd.isna(rank) else min(20, int(rank))
        for place, helper in enumerate(helpers):
            said = evidence.get((helper, subject))
            if said is None or helper == who:
                continue
            far = 0 if _same(areas, who, helper) else _FAR
            centre_only = 100 if said.startswith("hosts") else 0
            costs[number, place] = far + centre_only + late
    return costs


def _assigned(costs: npt.NDArray[np.int64], most_each: int) -> dict[int, int]:
    """Return need to helper at least cost; of equal matchings the first in order.

    Needs come in order, and each takes the first helper with whom the rest can still be
    matched at the least cost.
    """
    left = np.full(costs.shape[1], most_each)
    rows = list(range(costs.shape[0]))
    given: dict[int, int] = {}
    least = _least(costs, rows, left)
    while rows:
        number = rows.pop(0)
        for place in np.argsort(costs[number], kind="stable"):
            if costs[number, place] >= _NEVER or not left[place]:
                continue
            left[place] -= 1
            rest = _least(costs, rows, left)
            if rest + costs[number, place] == least:
                given[number], least = int(place), rest
                break
            left[place] += 1
        else:
            least = _least(costs, rows, left)
    return given


def _least(
    costs: npt.NDArray[np.int64], rows: list[int], left: npt.NDArray[np.int64]
) -> int:
    """Return the least cost of the rows; a need without helper costs _NEVER."""
    if not rows or not left.sum():
        return _NEVER * len(rows)
    slots = np.repeat(np.arange(len(left)), left)
    alone = np.full((len(rows), len(rows)), _NEVER, np.int64)
    table = np.hstack([np.minimum(costs[rows][:, slots], _NEVER), alone])
    number, place = linear_sum_assignment(table)
    return int(table[number, place].sum())
