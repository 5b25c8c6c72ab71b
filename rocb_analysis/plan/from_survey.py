"""From a survey folder to its draft plan, the adopted plans and who could help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from rocb_analysis.core.tables import SurveyError, arrange
from rocb_analysis.delivery.activities import (
    HELP_COLUMNS,
    offers_of_help,
    possible_helpers,
)
from rocb_analysis.delivery.dates import plan_year_of, window_after
from rocb_analysis.delivery.partners import hosts_on
from rocb_analysis.delivery.register import Register
from rocb_analysis.delivery.support import support_window
from rocb_analysis.plan.adopted_plans import as_adopted, plan_progress, read_plans
from rocb_analysis.plan.decisions import PLAN_COLUMNS
from rocb_analysis.plan.draft import WorkPlan, draft_work_plan
from rocb_analysis.plan.planning_book import FILE, Planning, read_planning
from rocb_analysis.region.completion import Completed
from rocb_analysis.survey.survey_folder import Survey, asked_on, base_of, frame_of

# Completed regions that are planned anew, to see which lines stay.
PLANNED_ANEW = 100


@dataclass(frozen=True)
class OfficeFiles:
    """What the office sets and decides: planning.xlsx, and the plans it adopted.

    has_book: whether there is a planning.xlsx, else book holds the defaults; adopted:
    plans by the name of their plan year, the earliest first.
    """

    book: Planning
    has_book: bool
    adopted: Mapping[str, pd.DataFrame]


def office_files(survey: Survey) -> OfficeFiles:
    """Return the files of the office in a survey folder.

    Raises SurveyError for a mistake in one of them.
    """
    path = survey.path / FILE
    book = read_planning(path)
    kinds, own_lines = (_pillars_met(t, survey) for t in (book.kinds, book.own_lines))
    book = replace(book, kinds=kinds, own_lines=own_lines)
    return OfficeFiles(book, path.is_file(), plans_by_year(survey))


@dataclass(frozen=True)
class DraftedPlan:
    """The plan for the plan year after a round, and what goes with it.

    plan: None where none is drafted; plan_year: its name, "2026/27", "" without a plan;
    is_adopted: whether that year has an adopted plan, and so no draft; book: what the
    office set; adopted: plans by plan year, the earliest first; work_plan: the plan
    drafted or adopted; plan_progress: the table; helpers: see possible_helpers, for
    the office alone.
    """

    plan: WorkPlan | None
    plan_year: str
    is_adopted: bool
    book: Planning
    adopted: Mapping[str, pd.DataFrame]
    work_plan: pd.DataFrame
    plan_progress: pd.DataFrame
    helpers: pd.DataFrame


def draft_of_round(
    survey: Survey,
    needs: pd.DataFrame,
    responses: pd.DataFrame,
    register: Register,
    gaps: pd.DataFrame,
    round_name: str,
    completed: Completed | None,
    office: OfficeFiles | None = None,
) -> DraftedPlan:
    """Return the plan for the plan year after a round, beside the plans adopted before.

    A plan is drafted where the round has a frame, a day and replies, the folder speaks
    of activities (planning.xlsx, adopted plans, or a register), and the plan year has
    no adopted plan: once there is one, it stands and nothing else is proposed.

    Parameters
    ----------
    survey : the survey.
    responses, needs, gaps : the tables of those names.
    register : what was delivered.
    round_name : the round to plan from.
    completed : its region completed, None without a frame or replies.
    office : planning.xlsx and plans/; by default as they stand in the folder.

    Raises
    ------
    SurveyError for a mistake in planning.xlsx or plans/, and where no plan keeps all
    limits.
    """
    office = office or office_files(survey)
    year = _plan_year(survey, round_name)
    is_adopted = year in office.adopted
    speaks = office.has_book or office.adopted or len(register.activities) > 0
    plan, helpers = None, pd.DataFrame(columns=list(HELP_COLUMNS))
    book = _book_of(survey, round_name, office.book)
    if completed is not None and year and speaks:
        own = gaps[gaps["round"] == round_name]
        helpers = _helpers(survey, needs, responses, register, round_name)
        if not is_adopted:
            office = replace(office, book=book)
            plan = _drafted(survey, needs, register, own, round_name, completed, office)
    table = arrange(pd.DataFrame(columns=PLAN_COLUMNS), "work_plan")
    if is_adopted:
        table = as_adopted(office.adopted[year])
    elif plan is not None:
        table = plan.table
    progress = plan_progress(
        office.adopted,
        register.activities,
        drafts={} if plan is None else {year: plan.table},
        plan_year_starts=survey.settings.plan_year_starts,
    )
    return DraftedPlan(
        plan=plan,
        plan_year=year if len(table) else "",
        is_adopted=is_adopted,
        book=book,
        adopted=office.adopted,
        work_plan=table,
        plan_progress=arrange(progress, "plan_progress"),
        helpers=helpers,
    )


def _book_of(survey: Survey, round_name: str, book: Planning) -> Planning:
    """Return the planning book as it speaks of a round.

    What the office decided line by line is of the last round's plan. Of an earlier
    round kinds count, and limits that name no subject and no member: those may have
    been others then.
    """
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


def _plan_year(survey: Survey, round_name: str) -> str:
    """Return the name of the plan year after a round, "" if the round has no day."""
    day = _starts_on(survey, round_name)
    return plan_year_of(day, survey.settings.plan_year_starts) if day else ""


def _drafted(
    survey: Survey,
    needs: pd.DataFrame,
    register: Register,
    gaps: pd.DataFrame,
    round_name: str,
    completed: Completed,
    office: OfficeFiles,
) -> WorkPlan:
    """Return the draft; a mistake in the book is told with the name of its file."""
    members, starts_on = base_of(survey, round_name), _starts_on(survey, round_name)
    book, year = office.book, _plan_year(survey, round_name)
    before = [plan for name, plan in office.adopted.items() if name < year]
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


def _asked(needs: pd.DataFrame, round_name: str) -> list[str]:
    rows = needs[(needs["round"] == round_name) & (needs["asked"] == 1)]
    return sorted(rows["subject_id"].unique())


def _helpers(
    survey: Survey,
    needs: pd.DataFrame,
    responses: pd.DataFrame,
    register: Register,
    round_name: str,
) -> pd.DataFrame:
    """Return who could help those in need: offers in replies, hosts of the region."""
    questions = survey.questions
    offers = questions.loc[questions["about"] == "offer", "question_id"]
    offered = offers_of_help(
        responses,
        hosts_on(register.partners, _starts_on(survey, round_name)),
        round=round_name,
        questions=list(offers),
        subjects=_asked(needs, round_name),
    )
    frame = frame_of(survey, round_name)
    return possible_helpers(needs, offered, frame, round=round_name)
