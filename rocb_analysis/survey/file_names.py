"""Which ids may be the names of files, and whether a file lies where it should."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rocb_analysis.survey.cells import filled, problem
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem

# Tables and columns whose ids are names of files: a page for each member.
_NAMING = (("members", "member_id"),)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
# Names that Windows keeps for devices, in any capitals; and that of our own list.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "index"]
    + [f"{device}{number}" for device in ("com", "lpt") for number in range(10)]
)


def file_name_problems(survey: Survey) -> Iterator[Problem]:
    """Yield ids that cannot be names of files, and files of rounds outside rounds/."""
    for table, column in _NAMING:
        met: dict[str, str] = {}
        for row, text in filled(survey, table, column):
            other = met.setdefault(text.casefold(), text)
            if what := file_name_problem(text):
                yield problem(survey, table, row, column, f"{what}.")
            elif other != text:
                what = f'"{text}" and "{other}" differ in capitals only, and each is '
                what += "the name of a file; give one of them another id."
                yield problem(survey, table, row, column, what)
    rounds = survey.path / "rounds"
    for file in survey.round_files:
        if file.file and not lies_in(rounds, rounds / file.file):
            what = f'"{file.file}" lies outside rounds/; put the file there and write '
            what += "its name alone."
            yield problem(survey, "rounds", file.row, "file", what)
    template = survey.settings.slide_template
    if template and not lies_in(survey.path, survey.path / template):
        what = f'slide_template "{template}" lies outside the survey folder; put the '
        what += "file there."
        yield Problem("survey.toml", None, "", what)


def file_name_problem(name: str) -> str:
    """Return why an id cannot be the name of a file on every system, or "".

    >>> file_name_problem("FJI"), file_name_problem("CON")
    ('', '"CON" is a name that Windows or this program keeps; give another id')
    """
    if not _NAME.fullmatch(name):
        return (
            f'"{name[:60]}" is also the name of a file, so it has 1 to 40 letters A to '
            "Z, digits, _ or - and nothing else; give another id"
        )
    if name.casefold() in _RESERVED:
        return f'"{name}" is a name that Windows or this program keeps; give another id'
    return ""


def lies_in(folder: Path, path: Path) -> bool:
    """Say whether a file lies under a folder, links followed."""
    try:
        return folder.resolve() in path.resolve().parents
    except (OSError, RuntimeError, ValueError):
        return False
