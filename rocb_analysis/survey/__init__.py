"""What was asked, of whom: the survey folder and its codebook.

survey_folder, settings    a survey, opened; its rounds, frame and survey.toml
codebook, records, schema  the tables of the codebook, their rows (and the `KINDS` of
                           question), how they are declared
tools, headings            the form tools; what a heading asks
check, checks, masking     what is to be mended, in sentences
asked, questionnaire       what was asked in which round; the next form beside the last
marks                      what is invented, and says so
"""

from __future__ import annotations

from pathlib import Path

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey.check import problems_of_folder
from rocb_analysis.survey.checks import problems_in
from rocb_analysis.survey.codebook import read_codebook
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.settings import read_settings
from rocb_analysis.survey.survey_folder import Survey

__all__ = [
    "Problem",
    "Survey",
    "open_survey",
    "problems_in",
    "problems_of_folder",
    "read_survey",
]


def read_survey(path: str | Path) -> Survey:
    """Read a survey folder without judging whether its rows agree.

    Raises SurveyError if a file or a key column is missing or cannot be read.
    """
    folder = Path(path)
    return Survey(folder, read_settings(folder), read_codebook(folder))


def open_survey(path: str | Path) -> Survey:
    """Open a survey folder whose codebook agrees with itself.

    Raises SurveyError with the first problem that stops a run; `check` lists all.
    """
    survey = read_survey(path)
    stopping = [problem for problem in problems_in(survey) if problem.stops]
    if stopping:
        more = len(stopping) - 1
        rest = f" ({more} more: run check.)" if more else ""
        raise SurveyError(f"{stopping[0]}{rest}")
    return survey
