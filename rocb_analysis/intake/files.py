"""Are the files of a survey the files its codebook speaks of?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.sheets import TEXTS, WORKBOOKS, is_there


def changed_files(survey: Survey) -> Iterator[Problem]:
    """Yield the files whose sha256 is not the one that rounds has; a blank is none.

    Each stops a report: its numbers would be those of a file that nobody received.
    """
    place = survey.codebook.files["rounds"]
    told: set[tuple[Path, str]] = set()
    for file in survey.round_files:
        said = survey.rounds.loc[file.row, "sha256"].lower()
        if not said or not is_there(file.path) or (file.path, said) in told:
            continue
        found = hashlib.sha256(file.path.read_bytes()).hexdigest()
        if found != said:
            told.add((file.path, said))
            what = f"the file is not the one received: {place}, row {file.row}, has "
            what += f"sha256 {said}, the file {found}; put the original back, take a "
            what += "newer export in with add-round --replace, or, if this file is "
            what += "right, write its sha256 there."
            yield Problem(f"rounds/{file.file}", None, "", what)


def file_problems(survey: Survey) -> Iterator[Problem]:
    """Yield files changed since they were received, and files no round reads."""
    yield from changed_files(survey)
    known = {file.path for file in survey.round_files}
    for path in sorted((survey.path / "rounds").glob("*")):
        # A spreadsheet that is open leaves such a file beside the workbook.
        if path.name.startswith(("~$", ".")):
            continue
        if path.suffix.lower() in WORKBOOKS | TEXTS and path not in known:
            what = "no row of rounds reads this file. Add a row, or take it away."
            yield Problem(f"rounds/{path.name}", None, "", what, stops=False)
