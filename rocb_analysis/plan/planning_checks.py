"""What is to be mended in the files of delivery: the register, the book, the plans."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import pandas as pd

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import hint
from rocb_analysis.delivery.activities import parts_of
from rocb_analysis.delivery.dates import first_day, plan_year_of
from rocb_analysis.delivery.register import (
    FILES,
    Register,
    read_register,
    register_problems,
)
from rocb_analysis.plan.adopted_plans import FOLDER, plan_problems, read_plans
from rocb_analysis.plan.decisions import own_offers, with_decisions
from rocb_analysis.plan.offers import (
    QUARTERS,
    cell,
    default_offers,
    numbered,
    read_limits,
    read_offers,
)
from rocb_analysis.plan.planning_book import (
    FILE,
    Planning,
    book_problems,
    empty_sheet,
    read_planning,
)
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.survey_folder import Survey, base_of


def delivery_problems(survey: Survey) -> list[Problem]:
    """Return what is to be mended in the register, planning.xlsx and plans/.

    Each names file, row and column, says what is wrong and what to do. A folder without
    these files has no problem.
    """
    of_register = register_problems(survey.path, survey)
    found = [*of_register, *plan_problems(survey.path)]
    if of_book := book_problems(survey.path / FILE):
        return [*found, *of_book]
    can_compare = survey.codebook.tells_of_files and survey.round_names
    if any(p.stops for p in of_register) or not can_compare or not survey.has_frame:
        # Against tables that cannot be read, every name would be wrong.
        return found
    register = read_register(survey.path, survey)
    book = read_planning(survey.path / FILE)
    found += _lines_not_adopted(survey, register)
    return [*found, *_against_the_survey(survey, register, book)]


def _lines_not_adopted(survey: Survey, register: Register) -> Iterator[Problem]:
    """Yield activities that name a line which the plan of their year does not have."""
    if not _sound_plans(survey):
        return
    plans = {name[:4]: plan for name, plan in read_plans(survey.path).items()}
    starts = survey.settings.plan_year_starts
    for number, row in register.activities.iterrows():
        began = plan_year_of(first_day(str(row["start"])), starts)[:4]
        for name in parts_of(str(row["plan_line"])):
            year, _, line = name.rpartition("/")
            plan = plans.get(year[:4] or began)
            lines = [] if plan is None else list(plan["line"])
            if line not in lines:
                which = year or plan_year_of(first_day(str(row["start"])), starts)
                what = (
                    f'"{line}" is no line of a plan adopted for {which}; write a line '
                    f"of {FOLDER}/, or nothing.{hint(line, lines)}"
                )
                row_number = int(str(number))
                yield Problem(FILES["activities"], row_number, "plan_line", what, False)


def _against_the_survey(
    survey: Survey, register: Register, book: Planning
) -> Iterator[Problem]:
    """Yield rows of the book that name what the survey or another sheet has not."""
    members = base_of(survey, survey.round_names[-1])
    ids, subjects = sorted(members["member_id"]), list(survey.subjects["subject_id"])
    hosts = register.partners.loc[register.partners["role"] == "host", "name"]
    known = {
        "kind": list(book.kinds["kind"]),
        "host": sorted({*hosts, *book.offers["host"], *book.own_lines["host"]} - {""}),
        "quarter": list(QUARTERS),
        "subject": subjects,
        "member": ids,
    }
    what = f"is no pillar of {survey.codebook.files['pillars']}; correct it, or add it "
    for sheet in ("kinds", "own_lines") if survey.pillar_labels else ():
        pillars = survey.pillar_by_name
        yield from _unknown(book, sheet, "pillar", pillars, f"{what}there.")
    yield from _told("limits", book.limits, lambda row: read_limits(row, known))
    what = "is no subject of the codebook; write a subject_id."
    for sheet in ("offers", "own_lines"):
        yield from _unknown(book, sheet, "subject_id", subjects, what)
    yield from _told(
        "offers",
        book.offers,
        lambda row: read_offers(row, book.kinds, ids, sheet="offers"),
    )
    yield from _told(
        "own_lines", book.own_lines, lambda row: own_offers(row, book.kinds, ids)
    )
    yield from _of_locked(survey, book, members, subjects)


def _told(
    sheet: str, frame: pd.DataFrame, judge: Callable[[pd.DataFrame], object]
) -> Iterator[Problem]:
    """Yield what a judge says of each row by itself, then of all together."""
    found = [
        problem
        for number in range(len(frame))
        for problem in _said(sheet, frame.iloc[[number]], judge)
    ]
    yield from found
    if not found:
        yield from _said(sheet, frame, judge)


def _said(
    sheet: str, frame: pd.DataFrame, judge: Callable[[pd.DataFrame], object]
) -> Iterator[Problem]:
    try:
        judge(frame)
    except SurveyError as error:
        row = int(frame.index[0]) if len(frame) == 1 else None
        where, _, what = str(error).partition(": ")
        what = what if where.startswith("Sheet ") else str(error)
        yield Problem(f"{FILE}, sheet {sheet}", row, "", what)


def _unknown(
    book: Planning, sheet: str, column: str, known: Collection[str], what: str
) -> Iterator[Problem]:
    """Yield rows of a sheet that name in a column what the codebook has not."""
    for number, row in numbered(getattr(book, sheet)):
        if (name := cell(row, column)) and name not in known:
            sentence = f'"{name}" {what}{hint(name, known)}'
            yield Problem(f"{FILE}, sheet {sheet}", number, "", sentence)


def _of_locked(
    survey: Survey, book: Planning, members: pd.DataFrame, subjects: list[str]
) -> Iterator[Problem]:
    """Yield locked rows that name no line, or move one nowhere."""
    offers = book.offers
    if offers.empty:
        offers = default_offers(subjects, members, book.kinds)
    ids = sorted(members["member_id"])
    try:
        made = read_offers(offers, book.kinds, ids, sheet="offers")
        made += own_offers(book.own_lines, book.kinds, ids)
    except SurveyError:
        return  # Told already, and lines cannot be named against it.
    adopted = read_plans(survey.path).values() if _sound_plans(survey) else []
    previous = pd.concat([empty_sheet("locked"), *adopted])
    yield from _told(
        "locked",
        book.locked,
        lambda rows: with_decisions(made, replace(book, locked=rows), previous),
    )


def _sound_plans(survey: Survey) -> bool:
    return not any(problem.stops for problem in plan_problems(survey.path))
