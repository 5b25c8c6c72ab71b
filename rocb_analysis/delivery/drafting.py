"""From a survey folder to its draft plan, the adopted plans and who could help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from rocb_analysis.clean import Cleaned
from rocb_analysis.delivery.adopted import plan_progress
from rocb_analysis.delivery.dates import plan_year_of, window_after
from rocb_analysis.delivery.gaps import support_window
from rocb_analysis.delivery.helpers import (
    COLUMNS,
    offers_of_help,
    possible_helpers,
)
from rocb_analysis.delivery.office import PLAN_COLUMNS
from rocb_analysis.delivery.partners import hosts_on
from rocb_analysis.delivery.plan import WorkPlan, draft_work_plan
from rocb_analysis.delivery.plan_files import read_plans
from rocb_analysis.delivery.planning import Planning
from rocb_analysis.delivery.planning_book import FILE, read_planning
from rocb_analysis.delivery.register import Register
from rocb_analysis.region import Completed
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.members import asked_on, base_of, frame_of
from rocb_analysis.tables import SurveyError, arrange

# Completed regions that are planned anew, to see which lines stay.
PLANNED_ANEW = 100


@dataclass(frozen=True)
class Drafted:
    """The plan drafted from a round, and what goes with it.

    plan: None where none is drafted; plan_year: its name, "2026/27"; book: what the
    office set; adopted: plans by plan year, the earliest first; work_plan and
    plan_progress: the tables; helpers: see possible_helpers, for the office alone.
    """

    plan: WorkPlan | None
    plan_year: str
    book: Planning
    adopted: Mapping[str, pd.DataFrame]
    work_plan: pd.DataFrame
    plan_progress: pd.DataFrame
    helpers: pd.DataFrame


def draft_of_round(
    survey: Survey,
    needs: pd.DataFrame,
    cleaned: Cleaned,
    register: Register,
    gaps: pd.DataFrame,
    round_name: str,
    completed: Completed | None,
) -> Drafted:
    """Return the plan for the plan year after a round, beside the plans adopted before.

    A plan is drafted where the round has a frame, a day and replies, and the folder
    speaks of activities: planning.xlsx, adopted plans, or a register.

    Parameters
    ----------
    survey, cleaned : the survey, and its replies.
    needs, gaps : the tables of those names.
    register : what was delivered.
    round_name : the round to plan from.
    completed : its region completed, None without a frame or replies.

    Raises
    ------
    SurveyError for a mistake in planning.xlsx or plans/, and where no plan keeps all
    limits.
    """
    starts = survey.settings.plan_year_starts
    adopted = plans_by_year(survey)
    book = _book_of(survey, round_name)
    plan, starts_on = None, _starts_on(survey, round_name)
    helpers = pd.DataFrame(columns=list(COLUMNS))
    if completed is not None and starts_on and _plans(survey, register, adopted):
        own = gaps[gaps["round"] == round_name]
        plan = _drafted(
            survey, needs, register, own, round_name, completed, book, adopted
        )
        helpers = _helpers(survey, needs, cleaned, register, round_name)
    year = "" if plan is None else plan_year_of(starts_on, starts)
    progress = plan_progress(
        adopted,
        register.activities,
        drafts={} if plan is None else {year: plan.table},
        plan_year_starts=starts,
    )
    nothing = arrange(pd.DataFrame(columns=PLAN_COLUMNS), "work_plan")
    return Drafted(
        plan=plan,
        plan_year=year,
        book=book,
        adopted=adopted,
        work_plan=nothing if plan is None else plan.table,
        plan_progress=arrange(progress, "plan_progress"),
        helpers=helpers,
    )


def _book_of(survey: Survey, round_name: str) -> Planning:
    """Return the planning book as it speaks of a round.

    What the office decided line by line is of the last round's plan. Of an earlier
    round kinds count, and limits that name no subject and no member: those may have
    been others then.
    """
    book = read_planning(survey.path / FILE)
    kinds, own_lines = (_pillars_met(t, survey) for t in (book.kinds, book.own_lines))
    book = replace(book, kinds=kinds, own_lines=own_lines)
    if round_name == survey.round_names[-1]:
        return book
    particular = book.limits["limit"].isin(["subject", "member"])
    named = particular & (book.limits["of"] != "")
    return Planning(limits=book.limits[~named], kinds=book.kinds)


def _pillars_met(rows: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Return the rows with ids of pillars for their labels."""
    known = survey.pillar_by_name
    return rows.assign(pillar=[known.get(name, name) for name in rows["pillar"]])


def _starts_on(survey: Survey, round_name: str) -> str:
    """Return the first day of the plan year after a round, "" if it has no day."""
    if not (day := asked_on(survey, round_name)):
        return ""
    starts = survey.settings.plan_year_starts
    return window_after(day, plan_years=1, plan_year_starts=starts).start


def _drafted(
    survey: Survey,
    needs: pd.DataFrame,
    register: Register,
    gaps: pd.DataFrame,
    round_name: str,
    completed: Completed,
    book: Planning,
    adopted: Mapping[str, pd.DataFrame],
) -> WorkPlan:
    """Return the draft; a mistake in the book is told with the name of its file."""
    members, starts_on = base_of(survey, round_name), _starts_on(survey, round_name)
    year = plan_year_of(starts_on, survey.settings.plan_year_starts)
    before = [plan for name, plan in adopted.items() if name < year]
    window = support_window(survey, register.kept_until, round_name)
    try:
        return draft_work_plan(
            needs,
            book.offers_for(_asked(needs, round_name), members),
            book.limits,
            members=members,
            completions=PLANNED_ANEW,
            round=round_name,
            completed=completed,
            planning=book,
            subjects=survey.subjects,
            activities=register.activities,
            partners=register.partners,
            gaps=gaps,
            found_until=window.end if window else "",
            previous=before[-1] if before else None,
            starts_on=starts_on,
        )
    except SurveyError as error:
        raise SurveyError(_with_file(str(error))) from error


def _with_file(sentence: str) -> str:
    """Return what is said of a sheet with the file it is in."""
    if sentence.startswith("Sheet "):
        return f"{FILE}, s{sentence[1:]}"
    return f"{FILE}: {sentence}"


def plans_by_year(survey: Survey) -> dict[str, pd.DataFrame]:
    """Return the adopted plans by the name of their plan year, the earliest first.

    The file 2024-25.csv, or 2024.csv, is the plan of 2024/25.

    Raises SurveyError for a mistake in one of them.
    """
    starts = survey.settings.plan_year_starts
    return {
        plan_year_of(f"{name[:4]}-{starts}", starts): _pillars_met(plan, survey)
        for name, plan in read_plans(survey.path).items()
    }


def _plans(
    survey: Survey, register: Register, adopted: Mapping[str, pd.DataFrame]
) -> bool:
    """Say whether the folder speaks of activities: without any a plan is no one's."""
    has_book = (survey.path / FILE).is_file()
    return has_book or bool(adopted) or len(register.activities) > 0


def _asked(needs: pd.DataFrame, round_name: str) -> list[str]:
    rows = needs[(needs["round"] == round_name) & (needs["asked"] == 1)]
    return sorted(rows["subject_id"].unique())


def _helpers(
    survey: Survey,
    needs: pd.DataFrame,
    cleaned: Cleaned,
    register: Register,
    round_name: str,
) -> pd.DataFrame:
    """Return who could help those in need: offers in replies, hosts of the region."""
    questions = survey.questions
    offers = questions.loc[questions["about"] == "offer", "question_id"]
    offered = offers_of_help(
        cleaned.responses,
        hosts_on(register.partners, _starts_on(survey, round_name)),
        round=round_name,
        questions=list(offers),
        subjects=_asked(needs, round_name),
    )
    frame = frame_of(survey, round_name)
    return possible_helpers(needs, offered, frame, round=round_name)
