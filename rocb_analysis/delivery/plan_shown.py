"""The table work_plan as it may be shown outside the office."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

COVERED = ["need_covered", "need_covered_low", "need_covered_high"]


def covered_as_shown(
    plan: pd.DataFrame,
    *,
    small: pd.Series,
    withheld: Collection[tuple[str, int]],
    areas: Mapping[str, str],
    words: tuple[str, str],
) -> pd.DataFrame:
    """Return the plan with words for the needs covered that may not be shown.

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
        column: plan[column].astype("object").mask(hidden & plan[column].notna(), said)
        for column in COVERED
    }
    return plan.assign(**shown)


def _of_one_area(members: str, areas: Mapping[str, str]) -> bool:
    """Say whether members, joined by "; ", are of one sub-region of several."""
    here = {areas.get(member, "") for member in members.split("; ")}
    return len(here) == 1 and len(set(areas.values())) > 1
