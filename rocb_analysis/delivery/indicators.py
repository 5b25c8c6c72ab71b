"""What others measured, beside what members said. For the office alone.

An outside indicator says nothing about what an administration wants: it is a reason to
ask, never a need, and is shown to no other reader.
"""

from __future__ import annotations

import pandas as pd

from rocb_analysis.delivery.activities import parts_of
from rocb_analysis.survey.survey_folder import frame_on

# A member is called low if it lies in the lowest third of those with a value.
_PARTS = 3
NAN = float("nan")


def indicators_beside_need(
    needs: pd.DataFrame,
    indicators: pd.DataFrame,
    members: pd.DataFrame,
    *,
    round: str,
    asked_on: str,
) -> pd.DataFrame:
    """Return each member's latest value of each indicator beside its stated needs.

    Parameters
    ----------
    needs : table needs.
    indicators : the register's indicators.
    members : the members table; those of the day asked are in, without providers.
    round, asked_on : the round, and the day it was asked; later values are left out.

    Returns
    -------
    A row is an indicator and a member: indicator, member_id, year (of the latest value
    by then; blank = none), value, low (1 if it lies on the needy side in the third
    of members with the lowest values of that year, equal ones at the edge included;
    else 0, blank without a value), named (which of the indicator's subjects it needed;
    blank for none), reading: "low and named", "low, not named" (worth a call), "named,
    not low", "neither", "yet to reply", "no value".
    """
    frame = frame_on(members, asked_on)
    base = set(frame.loc[frame["role"] != "provider", "member_id"])
    known = indicators[indicators["member_id"].isin(base)]
    known = known[known["year"] <= int(asked_on[:4])]
    said = needs[needs["round"] == round]
    needed: dict[str, set[str]] = {m: set() for m in said["respondent_id"]}
    answered = said.loc[said["needed"] == 1, ["respondent_id", "subject_id"]]
    for member, subject in answered.itertuples(index=False):
        needed[member].add(subject)
    parts = [
        _of_indicator(str(name), rows, sorted(base), needed)
        for name, rows in known.groupby("indicator", sort=True)
    ]
    columns = "indicator member_id year value low named reading".split()
    told = pd.DataFrame([row for part in parts for row in part], columns=columns)
    return told.astype({"year": "Int64", "value": "float64", "low": "Int64"})


def _of_indicator(
    name: str, rows: pd.DataFrame, base: list[str], needed: dict[str, set[str]]
) -> list[tuple[object, ...]]:
    """Return the rows of one indicator, members in order of their ids."""
    latest = rows.sort_values("year").groupby("member_id").tail(1)
    latest = latest.set_index("member_id")
    low = {m: _is_low(rows, latest.loc[m]) for m in latest.index}
    subjects = set(parts_of("; ".join(rows["subject_ids"])))
    told: list[tuple[object, ...]] = []
    for member in base:
        named = sorted(subjects & needed.get(member, set()))
        has = member in latest.index
        year, value = latest.loc[member, ["year", "value"]] if has else (pd.NA, NAN)
        reading = _reading(low.get(member), bool(named), member in needed)
        flag = int(low[member]) if has else pd.NA
        told.append((name, member, year, value, flag, "; ".join(named), reading))
    return told


def _is_low(rows: pd.DataFrame, said: pd.Series) -> bool:
    """Say whether a value lies in the needy third of its year's values."""
    sign = 1 if said["low_is_need"] != "no" else -1
    values = sign * rows.loc[rows["year"] == said["year"], "value"]
    fewer = int((values < sign * said["value"]).sum())
    return fewer < len(values) // _PARTS


def _reading(low: bool | None, named: bool, replied: bool) -> str:
    if low is None:
        return "no value"
    if not replied:
        return "yet to reply"
    if low:
        return "low and named" if named else "low, not named"
    return "named, not low" if named else "neither"
