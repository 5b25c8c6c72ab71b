"""What a notebook needs: a first cell, its survey folder, the one way to show a chart.

nbval compares the text of an output, never its picture. So a chart is shown with a
fingerprint of what is drawn, and a changed bar, label, title or colour is noticed.
"""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd

from rocb_analysis.brief.over_the_years import caption_over_rounds
from rocb_analysis.brief.words import Words, caption_of, words_of
from rocb_analysis.charts.lettering import members_of
from rocb_analysis.charts.matrix import fingerprint
from rocb_analysis.charts.style import Caption, Chart, picture, settings
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import counted
from rocb_analysis.delivery.dates import day_in_words
from rocb_analysis.delivery.support import support_window
from rocb_analysis.results import Results
from rocb_analysis.survey.survey_folder import Survey

__all__ = [
    "caption",
    "fingerprint",
    "register",
    "setup",
    "show",
    "survey_folder",
    "words",
]

_DPI = 100
_RAW = Path("data") / "raw"
_PANDAS = {
    "display.width": 110,
    "display.precision": 2,
    "display.max_rows": 40,
    "display.min_rows": 40,
    "display.max_columns": 20,
    "display.max_colwidth": 60,
}


def setup(survey: Survey) -> None:
    """Apply the look of charts and tables, and print one line about the data."""
    chosen: Any = settings("a4")
    matplotlib.rcParams.update(chosen)
    for option, value in _PANDAS.items():
        pd.set_option(option, value)
    kind = "Synthetic" if survey.is_synthetic else "Real"
    rounds = counted(len(survey.round_names), "round")
    member = survey.settings.wording.get("member", "member")
    who = f"{members_of(survey.settings.wording)} without a frame"
    if survey.has_frame:
        who = counted(len(survey.members), member)
    print(f"{kind} data: {survey.settings.title}, {rounds}, {who}")


def show(chart: Chart) -> None:
    """Show a chart: its picture, and as text its fingerprint and alt text."""
    from IPython.display import display

    png = base64.b64encode(picture(chart.figure, dpi=_DPI)).decode("ascii")
    told = f"{fingerprint(chart.figure)}\n{chart.alt}"
    alt = {"image/png": {"alt": chart.alt}}
    shown: Any = display
    shown({"image/png": png, "text/plain": told}, metadata=alt, raw=True)


def survey_folder(default: str = "rocb_ap") -> Path:
    """Return the folder of the survey a notebook is about.

    The variable ROCB_SURVEY names it: a folder under data/raw, or a path. Else it is
    the default under data/raw, found from the working folder upwards.

    Raises SurveyError if there is no such folder.
    """
    said = os.environ.get("ROCB_SURVEY") or default
    here = Path.cwd()
    roots = [root for root in (here, *here.parents) if (root / _RAW).is_dir()]
    tried = [*(root / _RAW / said for root in roots[:1]), here / said]
    tried += [root / said for root in roots[:1]]
    found = next((folder for folder in tried if folder.is_dir()), None)
    if found is not None:
        return found
    surveys = (path for root in roots[:1] for path in (root / _RAW).iterdir())
    known = ", ".join(sorted(path.name for path in surveys if path.is_dir()))
    raise SurveyError(
        f'There is no survey folder "{said}". Under data/raw: {known or "none"}. '
        "Set ROCB_SURVEY to one of these, or to a path."
    )


def words(results: Results) -> Words:
    """Return the words of a survey: labels of subjects, names and nouns."""
    return words_of(results)


def register(results: Results) -> dict[str, str]:
    """Return which days of the register count before the round, as charts say them.

    register: the days; kept_until: the day up to which it was kept.

    Raises SurveyError where it was kept for none of them.
    """
    kept = results.register.kept_until
    window = support_window(results.survey, kept, results.round)
    if window is None or not kept:
        raise SurveyError(f"No register was kept of the years before {results.round}.")
    return {"register": str(window), "kept_until": day_in_words(kept)}


def caption(results: Results, *, over_rounds: bool = False) -> Caption:
    """Return what stands under a chart of these results.

    over_rounds: under a chart of all rounds, with the base of each.
    """
    said = caption_of(results, words_of(results))
    rounds = results.survey.round_names
    if not over_rounds or len(rounds) == 1:
        return said
    return caption_over_rounds(results, words_of(results), rounds)
