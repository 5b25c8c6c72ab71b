"""Need against delivery: what was asked for, and what support is on record for it."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.delivery.activities import in_tidy_form
from rocb_analysis.delivery.dates import Window, window_after, window_before
from rocb_analysis.delivery.register import Register
from rocb_analysis.delivery.support import MAYBE, NAMED, NONE, support_on_record
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.members import asked_on as day_asked
from rocb_analysis.survey.members import frame_on
from rocb_analysis.tables import SurveyError

COLUMNS = (
    "round member_id subject_id score delivered activities last_delivered gap".split()
)
OPEN, UNSURE, SERVED, NO_NEED = "open", "unsure", "served", "no_need"
_GAP_OF_NEED = {NONE: OPEN, MAYBE: UNSURE, NAMED: SERVED}
_KEY = ["member_id", "subject_id"]


def delivery_gaps(
    needs: pd.DataFrame,
    activities: pd.DataFrame,
    members: pd.DataFrame,
    *,
    round: str,
    asked_on: str,
    plan_years: int = 3,
    plan_year_starts: str = "07-01",
    kept_until: str = "",
) -> pd.DataFrame:
    """Return each member's need of each subject beside the support on record before.

    Parameters
    ----------
    needs : table needs.
    activities : the register, as `read_activities` gives it or with columns of
        activities.csv.
    members : the members table; those of the day the round was asked are in, without
        providers.
    round : the round of needs.
    asked_on : the day the round was asked, ISO.
    plan_years : whole plan years that count, besides the one in which it was asked up
        to the eve of that day (see `window_before`).
    plan_year_starts : month and day on which a plan year begins, 07-01.
    kept_until : the day up to which the register was kept, ISO; what ran later counts
        no more than what it does not hold. Blank = to the eve of the survey.

    Returns
    -------
    The table gaps: a row is a member and a subject asked in the round. score (0 to 1);
    delivered (named, maybe, none); activities (how many are behind that word);
    last_delivered (when the last of them ended); gap: open (needed, no activity found),
    unsure (needed, may have taken part), served (needed, named in one), no_need.
    score and gap are blank for a member yet to reply, and where a reply does not say.

    A member may well need more after support: served means that some is on record, not
    that the need is met. The register is incomplete: some support may be missing.

    Raises
    ------
    SurveyError if asked_on is no day or plan_years is under 1, and if the register was
    kept for no day that counts.
    """
    window = window_before(
        asked_on, plan_years=plan_years, plan_year_starts=plan_year_starts
    )
    window = _kept(window, kept_until)
    return _gaps_in(needs, activities, members, round, asked_on, window)


def followed_up(
    needs: pd.DataFrame,
    activities: pd.DataFrame,
    members: pd.DataFrame,
    *,
    round: str,
    asked_on: str,
    plan_years: int = 1,
    plan_year_starts: str = "07-01",
    kept_until: str = "",
) -> pd.DataFrame:
    """Return each member's need of each subject beside the support that came after it.

    Parameters and columns are those of `delivery_gaps`. What counts are the plan years
    that a plan made from the round could fill, from the next one on (see
    `window_after`): what was held until then had been planned before the need was
    stated. open then means that no activity was found since, up to kept_until.
    """
    window = window_after(
        asked_on, plan_years=plan_years, plan_year_starts=plan_year_starts
    )
    window = _kept(window, kept_until)
    return _gaps_in(needs, activities, members, round, asked_on, window)


def _kept(window: Window, kept_until: str) -> Window:
    """Return the part of a window for which the register was kept."""
    if kept := window.up_to(kept_until):
        return kept
    raise SurveyError(
        f"The register was kept up to {kept_until}, before {window.start}, from when "
        "activities count; correct register_kept_until, or leave these needs out."
    )


def support_window(
    survey: Survey, kept_until: str, round_name: str, *, plan_years: int = 3
) -> Window | None:
    """Return the days whose activities count as support before a round.

    kept_until: the day up to which the register was kept, "" = not known. None for a
    round without a day, and where the register was kept for none of its days.
    """
    if not (day := day_asked(survey, round_name)):
        return None
    starts = survey.settings.plan_year_starts
    window = window_before(day, plan_years=plan_years, plan_year_starts=starts)
    return window.up_to(kept_until)


def gaps_by_round(
    survey: Survey, needs: pd.DataFrame, register: Register, *, plan_years: int = 3
) -> pd.DataFrame:
    """Return the table gaps of all rounds of a survey.

    Without activities, without members, for a round without a day or one before which
    the register was not kept there is no row: "no activity found" would be said of a
    register that nobody has kept.
    """
    windows = {
        name: support_window(survey, register.kept_until, name, plan_years=plan_years)
        for name in survey.round_names
    }
    parts = [
        _gaps_in(
            needs,
            register.activities,
            survey.members,
            name,
            day_asked(survey, name),
            window,
        )
        for name, window in windows.items()
        if window and survey.has_frame and len(register.activities)
    ]
    return _in_form(pd.concat([pd.DataFrame(columns=COLUMNS), *parts]))


def _gaps_in(
    needs: pd.DataFrame,
    activities: pd.DataFrame,
    members: pd.DataFrame,
    round_name: str,
    asked_on: str,
    window: Window,
) -> pd.DataFrame:
    """Return the table gaps of a round for the support found in a window."""
    frame = frame_on(members, asked_on)
    base = frame.loc[frame["role"] != "provider", "member_id"]
    said = needs[(needs["round"] == round_name) & (needs["asked"] == 1)]
    subjects = sorted(set(said["subject_id"]))
    pairs = pd.MultiIndex.from_product([sorted(base), subjects], names=_KEY)
    said = said.rename(columns={"respondent_id": "member_id"})
    rows = (
        pairs.to_frame(index=False)
        .merge(said[[*_KEY, "needed", "score"]], on=_KEY, how="left", validate="1:1")
        .merge(
            support_on_record(in_tidy_form(activities, members), members, window),
            on=_KEY,
            how="left",
            validate="1:1",
        )
    )
    rows["delivered"] = rows["delivered"].fillna(NONE)
    rows["gap"] = [
        _gap(needed, delivered)
        for needed, delivered in zip(rows["needed"], rows["delivered"], strict=True)
    ]
    return _in_form(rows.assign(round=round_name))


def _gap(needed: float, delivered: str) -> str:
    if pd.isna(needed):
        return ""
    return _GAP_OF_NEED[delivered] if needed else NO_NEED


def _in_form(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the table in their types, rows sorted by its key."""
    texts = ["round", *_KEY, "delivered", "last_delivered", "gap"]
    frame = rows[COLUMNS].copy()
    frame[texts] = frame[texts].astype("object").fillna("").astype("str")
    frame["score"] = pd.to_numeric(frame["score"]).astype("float64").round(9)
    counts = pd.to_numeric(frame["activities"]).astype("Float64").fillna(0)
    frame["activities"] = counts.astype("Int64")
    return frame.sort_values(["round", *_KEY], ignore_index=True)
