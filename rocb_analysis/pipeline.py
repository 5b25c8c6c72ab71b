"""Raw to brief, as a table of contents."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import pandas as pd

from rocb_analysis.brief.contents import questions_not_shown
from rocb_analysis.clean import Cleaned, clean_survey, cleaning_problems
from rocb_analysis.clusters.find import groups_of_members
from rocb_analysis.clusters.rounds import ClustersFound
from rocb_analysis.core import tables
from rocb_analysis.core.folders import hashes_in, new_output
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import hint
from rocb_analysis.delivery.register import Register, read_register
from rocb_analysis.delivery.support import gaps_by_round
from rocb_analysis.disclosure.rule import EDITIONS, Edition
from rocb_analysis.intake.export import file_problems
from rocb_analysis.needs import needs_by_respondent_subject
from rocb_analysis.plan.from_survey import (
    DraftedPlan,
    OfficeFiles,
    draft_of_round,
)
from rocb_analysis.plan.planning_checks import delivery_problems
from rocb_analysis.priorities.changes import answers_by_round, changes_by_subject
from rocb_analysis.priorities.chase import chase_list
from rocb_analysis.priorities.likely_counts import likely_counts
from rocb_analysis.priorities.ranks import (
    completed_region,
    priorities_with_ranks,
    ranks_by_subject,
)
from rocb_analysis.priorities.shares import scores_of_weighting
from rocb_analysis.priorities.trends import trends_by_subject
from rocb_analysis.region.completion import Completed
from rocb_analysis.response import quality_of, response_rates
from rocb_analysis.results import Results
from rocb_analysis.survey import open_survey, read_survey
from rocb_analysis.survey.check import problems_of_folder
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.survey_folder import Survey, without_members
from rocb_analysis.writers.all import count_of_tasks, tasks
from rocb_analysis.writers.plan_files import HANDED_IN
from rocb_analysis.writers.start_page import write_start_page
from rocb_analysis.writers.tables_and_sheets import write_manifest

# What is done now, how much is done, and of how much.
Step = Callable[[str, int, int], None]
# Completed regions that the expected needs of a plan are the mean of.
PLAN_DRAWS = 1000


def analyse(
    survey: Survey | str | Path,
    *,
    round: str | None = None,
    weighting: str | None = None,
    without: Collection[str] = (),
    jobs: int = 1,
    office: OfficeFiles | None = None,
) -> Results:
    """Compute every table of a survey.

    Parameters
    ----------
    survey : from `open_survey`, or the path of a survey folder.
    round : the round the brief is about; by default the last one.
    weighting : a weighting of the codebook; fills `weighted_scores`.
    without : members to take out of the frame of every round, by id or name.
    jobs : processes to work with at once; the numbers do not depend on it.
    office : planning.xlsx and adopted plans; by default those of the survey folder.

    Raises
    ------
    SurveyError, in one sentence, for whatever stops a run.
    """
    if not isinstance(survey, Survey):
        survey = open_survey(survey)
    survey = without_members(survey, without)
    about = chosen_round(survey, round)
    cleaned = clean_survey(survey)
    needs = needs_by_respondent_subject(survey, cleaned)
    register = read_register(survey.path, survey)
    groups = groups_of_members(survey, needs, about, jobs=jobs)
    gaps = gaps_by_round(survey, needs, register)
    completed = completed_of(survey, needs, about)
    drafted = draft_of_round(
        survey, needs, cleaned.responses, register, gaps, about, completed, office
    )
    return Results(
        survey=survey,
        round=about,
        **_tables_of_replies(survey, cleaned, register),
        **_tables_of_needs(survey, cleaned, needs, about),
        **_tables_of_groups(groups),
        **_tables_of_support(gaps, drafted),
        quality=quality_of(survey, cleaned, needs),
        weighted_scores=scores_of_weighting(survey, cleaned.responses, weighting),
        groups=groups,
        register=register,
        drafted=drafted,
    )


def _tables_of_replies(
    survey: Survey, cleaned: Cleaned, register: Register
) -> dict[str, pd.DataFrame]:
    """Return what was read: by whom, what became of each cell, what was found."""
    found = pd.concat([cleaned.issues, register.issues])
    return {
        "responses": cleaned.responses,
        "respondents": cleaned.respondents,
        "ledger": cleaned.ledger,
        "issues": tables.arrange(found, "issues"),
        "response_rates": response_rates(survey, cleaned.respondents),
    }


def _tables_of_needs(
    survey: Survey, cleaned: Cleaned, needs: pd.DataFrame, about: str
) -> dict[str, pd.DataFrame]:
    """Return who needs what, and how that stands over the years."""
    ranks = ranks_by_subject(survey, needs)
    likely = likely_counts(survey, needs, cleaned.respondents)
    return {
        "needs": needs,
        "priorities": priorities_with_ranks(survey, needs, ranks, likely.by_subject),
        "silence": likely.silence,
        "forecasts": likely.forecasts,
        "changes": changes_by_subject(survey, needs),
        "trends": trends_by_subject(survey, needs, ranks=ranks),
        "chase_list": chase_list(survey, needs, cleaned.respondents, about),
    }


def _tables_of_groups(groups: ClustersFound) -> dict[str, pd.DataFrame]:
    names = ("cluster_numbers", "clusters", "cluster_profiles")
    return {name: tables.arrange(getattr(groups, name), name) for name in names}


def _tables_of_support(
    gaps: pd.DataFrame, drafted: DraftedPlan
) -> dict[str, pd.DataFrame]:
    return {
        "gaps": tables.arrange(gaps, "gaps"),
        "work_plan": drafted.work_plan,
        "plan_progress": drafted.plan_progress,
    }


def completed_of(survey: Survey, needs: pd.DataFrame, about: str) -> Completed | None:
    """Return the region as it may be once all reply; None without frame or replies."""
    by_round = answers_by_round(survey, needs)
    if not survey.has_frame or about not in by_round:
        return None
    return completed_region(survey, by_round, about, draws=PLAN_DRAWS)


def chosen_round(survey: Survey, round_name: str | None) -> str:
    """Return the round a brief is about: the one named, else the last."""
    if round_name is None:
        return survey.round_names[-1]
    if round_name not in survey.round_names:
        known = ", ".join(survey.round_names)
        raise SurveyError(
            f'There is no round "{round_name}" in {survey.name}; it has {known}.'
            f"{hint(round_name, survey.round_names)}"
        )
    return round_name


def check(path: str | Path, *, round: str | None = None) -> list[Problem]:
    """Return what is to be mended in a survey folder, what stops a report first.

    round: leave out what only the files of other rounds have, unless it stops a report.

    Raises SurveyError if the folder or a table of its codebook cannot be read at all,
    or has no such round.
    """
    of_others = _files_of_others(path, round) if round is not None else set()
    problems = problems_of_folder(
        path, reading=[cleaning_problems], files=[file_problems, delivery_problems]
    )
    return [one for one in problems if one.stops or one.file not in of_others]


def _files_of_others(path: str | Path, round: str) -> set[str]:
    survey = read_survey(path)
    chosen_round(survey, round)
    files = {f"rounds/{file.file}" for file in survey.round_files}
    return files - {f"rounds/{file.file}" for file in survey.files_of(round)}


def not_shown(path: str | Path, *, round: str | None = None) -> list[Problem]:
    """Return the questions of a survey, or of one round, that reach no page.

    Raises SurveyError, in one sentence, for whatever stops a run.
    """
    return list(questions_not_shown(open_survey(path), round))


def say_nothing(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


def report(
    path: str | Path,
    *,
    round: str | None = None,
    edition: Edition = "internal",
    out: str | Path | None = None,
    jobs: int = 1,
    step: Step = say_nothing,
) -> Path:
    """Make all tables, charts and documents of a survey; return the folder.

    internal makes the documents of every audience, heads and public only their own.
    The folder is replaced whole, at the end; whatever fails before leaves it as it was.

    Parameters
    ----------
    path : the survey folder.
    round : the round the brief is about; by default the last one.
    edition : internal, heads or public.
    out : where to; by default data/processed/<survey>, with _heads or _public.
    jobs : processes to work with at once.
    step : called with what is done now, how much is done, and of how much.

    Raises
    ------
    SurveyError, in one sentence, for a user's mistake.
    """
    editions = EDITIONS if edition == "internal" else (edition,)
    total = count_of_tasks(editions) + 3
    step("reading the survey", 0, total)
    survey = open_survey(path)
    target = Path(out) if out else output_folder(survey, edition)
    with new_output(
        target,
        survey=survey.path,
        kept=hashes_in(survey.path / HANDED_IN),
        is_private=edition == "internal",
    ) as folder:
        step("cleaning and counting", 1, total)
        results = analyse(survey, round=round, jobs=jobs)
        written = tasks(results, editions, edition, folder)
        for number, (what, write) in enumerate(written, start=2):
            step(f"writing {what}", number, total)
            write()
        step("writing the start page", total - 1, total)
        write_start_page(results, folder, target)
        write_manifest(folder, survey, round_name=results.round, edition=edition)
    return target


def output_folder(survey: Survey, edition: Edition) -> Path:
    """Return data/processed/<survey>, beside the data/raw the survey lies in."""
    raw = survey.path.absolute().parent
    data = raw.parent if raw.name == "raw" else Path("data").absolute()
    suffix = "" if edition == "internal" else f"_{edition}"
    return data / "processed" / f"{survey.path.absolute().name}{suffix}"
