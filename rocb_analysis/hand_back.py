"""The plan alone: drafted, or edited by the office and taken over, or adopted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rocb_analysis.core.files import put_in_place
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.pipeline import (
    Step,
    analyse,
    completed_of,
    output_folder,
    say_nothing,
)
from rocb_analysis.plan.from_survey import OfficeFiles, draft_of_round, office_files
from rocb_analysis.results import Results
from rocb_analysis.survey import open_survey
from rocb_analysis.writers.plan_books import read_edited
from rocb_analysis.writers.plan_files import (
    adopted,
    begun,
    copy_to_keep,
    drafted_in_words,
    taken_over,
)


def plan(
    path: str | Path,
    *,
    edited: Path | None = None,
    adopt: Path | None = None,
    step: Step = say_nothing,
) -> list[str]:
    """Draft the work plan alone, or take an edited one over; return what to say of it.

    planning.xlsx is written with the defaults where there is none.

    Parameters
    ----------
    path : the survey folder.
    edited, adopt : a work_plan.xlsx to take edits from, or to put among the adopted
        plans; the latter takes the office's own lines over too.
    step : as in report.

    Raises
    ------
    SurveyError, in one sentence, for a user's mistake; then nothing is written.
    """
    step("reading the survey", 0, 3)
    survey = open_survey(path)
    if edited and adopt:
        raise SurveyError(
            "Hand back one file at a time: first --edited, then report, and the "
            "work_plan.xlsx it writes with --adopt."
        )
    file = edited or adopt
    handed = read_edited(file, survey) if file else None
    office = office_files(survey)
    step("drafting the work plan", 1, 3)
    results = analyse(survey, office=replace(office, has_book=True))
    changes = [begun(results, office)]
    if handed:
        step("drafting it anew", 2, 3)
        take = adopted if adopt else taken_over
        changes.append(take(handed, results, changes[0].office))
        try:
            results = _drafted_from(results, changes[1].office)
        except SurveyError as error:
            raise SurveyError(f"{handed.file} is not taken over: {error}") from error
    files = {path: raw for one in changes for path, raw in one.files.items()}
    if file:
        files |= copy_to_keep(survey, file)
    put_in_place(files, root=survey.path)
    said = [sentence for one in changes for sentence in one.sentences]
    return [*said, *drafted_in_words(results, output_folder(survey, "internal"))]


def _drafted_from(results: Results, office: OfficeFiles) -> Results:
    """Return the results with the plan made anew from other files of the office."""
    drafted = draft_of_round(
        results.survey,
        results.needs,
        results.responses,
        results.register,
        results.gaps,
        results.round,
        completed_of(results.survey, results.needs, results.round),
        office,
    )
    return replace(
        results,
        drafted=drafted,
        work_plan=drafted.work_plan,
        plan_progress=drafted.plan_progress,
    )
