"""Check a survey folder whole: its settings, its codebook, and by judges its files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from rocb_analysis.core.text import counted, listed
from rocb_analysis.survey.checks import problems_in
from rocb_analysis.survey.codebook import read_codebook
from rocb_analysis.survey.masking import in_order, readable
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.settings import settings_and_problems
from rocb_analysis.survey.survey_folder import Survey

Judge = Callable[[Survey], Iterable[Problem]]
# Sentences of one file and column that begin with what was found and have one remedy.
_ONE_REMEDY = re.compile(r'"[^"]*" (?=is no date in the form )')
_ROWS_NAMED = 4


def problems_of_folder(
    path: str | Path, *, reading: Iterable[Judge], files: Iterable[Judge] = ()
) -> list[Problem]:
    """Return what is to be mended in a survey folder, what stops a report first.

    All that is independent is told at once: what the codebook has wrong is left out
    before the files are read by the rest. Problems alike in a file are one.

    Parameters
    ----------
    path : the survey folder.
    reading : judges of what the files hold; given the survey as far as it is sound.
    files : judges of the files themselves; given the survey as it stands.

    Raises
    ------
    SurveyError if there is no folder, or no table rounds, questions or columns.
    """
    folder = Path(path)
    settings, problems = settings_and_problems(folder)
    survey = Survey(folder, settings, read_codebook(folder, as_meant=True))
    problems += problems_in(survey)
    for judge in files:
        problems += judge(_without_told_digests(survey, problems))
    sound = readable(survey, problems)
    can_read = survey.codebook.tells_of_files and len(sound.rounds) > 0
    for judge in reading if can_read else ():
        problems += judge(sound)
    return in_order(survey, gathered(problems))


def _without_told_digests(survey: Survey, problems: list[Problem]) -> Survey:
    """Return the survey without the sha256 that are told to be none."""
    place = survey.codebook.files["rounds"]
    told = [p.row for p in problems if (p.file, p.column) == (place, "sha256")]
    rounds = survey.rounds.copy()
    rounds.loc[rounds.index.isin(told), "sha256"] = ""
    tables = {**survey.codebook.tables, "rounds": rounds}
    return replace(survey, codebook=replace(survey.codebook, tables=tables))


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems with those alike in a file as one that names the others.

    Alike are those of one sentence; and of one column, those of one remedy.

    >>> same = [Problem("a.csv", row, "Need", '"x" is unknown.') for row in (4, 5, 9)]
    >>> [str(one) for one in gathered(same)]
    ['a.csv, row 4, Need: "x" is unknown. (The same in rows 5 and 9.)']
    """
    alike: dict[tuple[str, str, str, bool], list[Problem]] = {}
    for one in problems:
        what = _ONE_REMEDY.sub("", one.what)
        column = "" if what == one.what else one.column
        alike.setdefault((one.file, column, what, one.stops), []).append(one)
    return [_as_one(same) for same in alike.values()]


def _as_one(same: list[Problem]) -> Problem:
    first = min(same, key=lambda one: one.row or 0)
    others = sorted({one.row for one in same if one.row} - {first.row})
    if len(same) == 1:
        return first
    if not others:
        more = f"in {counted(len(same) - 1, 'more cell')} of the row"
    elif len(others) > _ROWS_NAMED:
        named = ", ".join(str(row) for row in others[: _ROWS_NAMED - 1])
        more = f"in {len(others):,} more rows: {named} and so on"
    else:
        noun = "row" if len(others) == 1 else "rows"
        more = f"in {noun} {listed(str(row) for row in others)}"
    like = "same" if len({one.what for one in same}) == 1 else "like"
    return replace(first, what=f"{first.what} (The {like} {more}.)")
