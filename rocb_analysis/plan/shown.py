"""The table work_plan as it may be shown outside the office."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

COVERED = ["need_covered", "need_covered_low", "need_covered_high"]
_TENTHS = 10


def covered_as_shown(
    plan: pd.DataFrame,
    *,
    small: pd.Series,
    withheld: Collection[tuple[str, int]],
    areas: Mapping[str, str],
    words: tuple[str, str],
) -> pd.DataFrame:
    """Return the plan with whole numbers and words for what it covers and how firm.

    To more decimals they would be functions of the replies, to try a guess on.

    Withheld are small ones; those of a subject whose count of members naming it is
    withheld; and those of lines whose members invited are all of one sub-region, as
    they would be its count.

    Parameters
    ----------
    plan : the table work_plan.
    small : by row, whether what is covered, or who asked, is few.
    withheld : subjects with counts that are withheld, in any round: the plan does not
        say its own.
    areas : by member its sub-region.
    words : what stands for few, and for what is not shown for another reason.
    """
    pairs = zip(plan["subject_id"], plan["asked_region"], strict=True)
    known = pd.Series([pair in withheld for pair in pairs], plan.index, dtype=bool)
    local = pd.Series(
        [_of_one_area(cell, areas) for cell in plan["members_invited"]],
        plan.index,
        dtype=bool,
    )
    # As an adopted plan may have it, of which no count of the region is on file.
    unknown = plan["asked_region"].isna()
    # A sub-region's count is not even told to be few.
    few = small & ~local & ~unknown
    said = pd.Series(words[1], plan.index).mask(few, words[0])
    hidden = small | known | local | unknown
    shown = {
        column: _whole(plan[column]).mask(hidden & plan[column].notna(), said)
        for column in COVERED
    }
    firm = [_checks(share) for share in plan["kept_share"]]
    return plan.assign(**shown, kept_share=pd.Series(firm, plan.index, dtype="object"))


def _whole(numbers: pd.Series) -> pd.Series:
    """Return numbers rounded, as text where the table would print decimals."""
    if pd.api.types.is_float_dtype(numbers):
        told = [pd.NA if pd.isna(one) else str(round(one)) for one in numbers]
        return pd.Series(told, numbers.index, dtype="object")
    return numbers.astype("object")


def _checks(share: float) -> object:
    """Return in how many of ten checks a line stays."""
    return pd.NA if pd.isna(share) else f"{round(_TENTHS * share)} of {_TENTHS}"


def without_area(
    plan: pd.DataFrame,
    *,
    areas: Mapping[str, str],
    whole: Collection[tuple[str, str]],
) -> pd.DataFrame:
    """Return the plan; lines for one sub-region do not say for which.

    Title, host and the number in the name of the line would tell it: the title stays
    without it, the host is blank, and a letter takes the place of the number.

    Parameters
    ----------
    plan : the table work_plan, with members_invited.
    areas : by member its sub-region.
    whole : sub-region and subject of the lines that are shown whole.
    """
    told = plan.copy()
    letters: dict[str, int] = {}
    names = sorted({area for area in areas.values() if area}, key=len, reverse=True)
    order = plan.sort_values(["quarter", "line"]).index
    for row in order:
        invited, subject = plan.loc[row, "members_invited"], plan.loc[row, "subject_id"]
        area = areas.get(invited.split("; ")[0], "")
        is_local = area and _of_one_area(invited, areas)
        if not is_local or (area, subject) in whole:
            continue
        stem = str(plan.loc[row, "line"]).rpartition("-")[0] or "line"
        letters[stem] = letters.get(stem, -1) + 1
        told.loc[row, "line"] = f"{stem}-{chr(ord('a') + letters[stem])}"
        told.loc[row, "title"] = _without(str(plan.loc[row, "title"]), names)
        told.loc[row, "host"] = ""
    return told


def _without(title: str, names: list[str]) -> str:
    """Return a title without the names of sub-regions.

    >>> _without("Workshop on drugs, Far East", ["Far East"])
    'Workshop on drugs'
    """
    for name in names:
        for place in (f", {name}", f" ({name})", f" in {name}", f" for {name}", name):
            title = title.replace(place, "")
    return title.strip()


def _of_one_area(members: str, areas: Mapping[str, str]) -> bool:
    """Say whether members, joined by "; ", are of one sub-region of several."""
    here = {areas.get(member, "") for member in members.split("; ")}
    return len(here) == 1 and len(set(areas.values())) > 1
