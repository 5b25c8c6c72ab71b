"""From the yearly needs survey of a small region to a brief its Heads can trust.

The data flow, room by room:

    core        tables, text, sheets; files are written whole, or not at all
    survey      what was asked, of whom          open_survey(path) -> Survey
    intake      each tool's export as text
    clean       text to values, every cell accounted for
                                                 clean_survey(survey) -> Cleaned
    needs, response, region
                who needs what, who replied, how sure that is
    priorities, clusters
                which subjects matter most; groups of members, or none
    delivery, plan
                what was delivered, to whom; the draft work plan
    disclosure  what each edition may show
    charts      tidy table in, figure out
    brief, writers
                what a brief says; the documents that say it
    pipeline    all of it                        analyse(survey) -> Results

>>> from rocb_analysis import open_survey, analyse  # doctest: +SKIP
>>> results = analyse(open_survey("data/raw/rocb_ap"))  # doctest: +SKIP
>>> results.priorities.head()  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rocb_analysis import charts, clusters, delivery, plan, priorities, response
    from rocb_analysis.clean import Cleaned, clean_survey
    from rocb_analysis.core.tables import SurveyError
    from rocb_analysis.pipeline import analyse
    from rocb_analysis.results import Results
    from rocb_analysis.survey import open_survey
    from rocb_analysis.survey.survey_folder import Survey


__version__ = "0.1.0"

# Public names and where they live; loaded when first asked for, so that `--help`
# does not wait for pandas.
_HOMES = {
    "analyse": "rocb_analysis.pipeline",
    "clean_survey": "rocb_analysis.clean",
    "open_survey": "rocb_analysis.survey",
    "Cleaned": "rocb_analysis.clean",
    "Results": "rocb_analysis.results",
    "Survey": "rocb_analysis.survey",
    "SurveyError": "rocb_analysis.core.tables",
    "charts": "rocb_analysis.charts",
    "clusters": "rocb_analysis.clusters",
    "delivery": "rocb_analysis.delivery",
    "notebook": "rocb_analysis.notebook",
    "plan": "rocb_analysis.plan",
    "priorities": "rocb_analysis.priorities",
    "response": "rocb_analysis.response",
}
__all__ = [
    "Cleaned",
    "Results",
    "Survey",
    "SurveyError",
    "__version__",
    "analyse",
    "charts",
    "clean_survey",
    "clusters",
    "delivery",
    "notebook",
    "open_survey",
    "plan",
    "priorities",
    "response",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'rocb_analysis' has no attribute {name!r}")
    module = importlib.import_module(_HOMES[name])
    return module if module.__name__.endswith(f".{name}") else getattr(module, name)


def __dir__() -> list[str]:
    return sorted(__all__)
