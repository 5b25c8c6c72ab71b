"""What `check` says of the files themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from rocb_analysis.intake import file_problems
from rocb_analysis.survey import read_survey

Make = Callable[..., Path]


def problems_of(folder: Path) -> list[str]:
    return [str(problem) for problem in file_problems(read_survey(folder))]


def test_a_file_changed_since_it_was_received_is_named(survey_folder: Make) -> None:
    folder = survey_folder({"a.csv": [["Who"], ["Fiji"]]})
    received = hashlib.sha256((folder / "rounds" / "a.csv").read_bytes()).hexdigest()
    rounds = folder / "codebook" / "rounds.csv"
    rounds.write_text(f"round,file,sha256\nr1,a.csv,{received.upper()}\n")
    assert problems_of(folder) == []
    (folder / "rounds" / "a.csv").write_text("Who\nTonga\n")
    (said,) = problems_of(folder)
    assert said.startswith("rounds/a.csv: the file is not the one received")


def test_a_file_that_no_round_reads_is_named_but_not_that_of_an_open_spreadsheet(
    survey_folder: Make,
) -> None:
    folder = survey_folder({"a.csv": [["Who"]]})
    for name in ("b.xlsx", "~$a.xlsx", "notes.md"):
        (folder / "rounds" / name).write_text("x")
    (said,) = problems_of(folder)
    assert said.startswith("rounds/b.xlsx: no row of rounds reads this file.")
