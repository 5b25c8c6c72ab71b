"""Are the files of a survey the files its codebook speaks of?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem
from rocb_analysis.survey.sheets import TEXTS, WORKBOOKS, is_there


def file_problems(survey: Survey) -> Iterator[Problem]:
    """Yield files changed since they were received, and files no round reads."""
    said = survey.rounds["sha256"]
    for file in survey.round_files:
        if said[file.row] and is_there(file.path):
            found = hashlib.sha256(file.path.read_bytes()).hexdigest()
            if found != said[file.row].lower():
                what = "the file is not the one received: its sha256 differs from "
                what += "rounds. Put the original back, or correct sha256."
                yield Problem(f"rounds/{file.file}", None, "", what, stops=False)
    known = {file.path for file in survey.round_files}
    for path in sorted((survey.path / "rounds").glob("*")):
        # A spreadsheet that is open leaves such a file beside the workbook.
        if path.name.startswith(("~$", ".")):
            continue
        if path.suffix.lower() in WORKBOOKS | TEXTS and path not in known:
            what = "no row of rounds reads this file. Add a row, or take it away."
            yield Problem(f"rounds/{path.name}", None, "", what, stops=False)
