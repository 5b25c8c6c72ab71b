"""What `check` says of the files themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.intake.export import file_problems
from rocb_analysis.pipeline import report
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
    now = hashlib.sha256(b"Who\nTonga\n").hexdigest()
    (one,) = file_problems(read_survey(folder))
    assert one.stops
    assert str(one).startswith(
        "rounds/a.csv: the file is not the one received: codebook/rounds.csv, row 2, "
        f"has sha256 {received}, the file {now}; put the original back"
    )


def test_a_file_changed_since_it_was_received_stops_a_report(
    survey_folder: Make, tmp_path: Path
) -> None:
    columns = "question_id,r1\nneed,Need"
    folder = survey_folder(
        {"a.csv": [["Need"], ["Yes"]]},
        rounds=f"round,file,sha256\nr1,a.csv,{'0' * 64}",
        questions="question_id,kind,about\nneed,yes_no,need",
        columns=columns,
    )
    with pytest.raises(SurveyError, match=r"^rounds/a.csv: the file is not the one"):
        report(folder, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_blank_sha256_is_not_checked(survey_folder: Make) -> None:
    folder = survey_folder({"a.csv": [["Who"], ["Fiji"]]})
    rounds = folder / "codebook" / "rounds.csv"
    rounds.write_text("round,file,sha256\nr1,a.csv,\n")
    assert problems_of(folder) == []


def test_rounds_that_share_a_changed_file_name_it_once(survey_folder: Make) -> None:
    folder = survey_folder({"a.csv": [["Who"], ["Fiji"]]})
    rounds = folder / "codebook" / "rounds.csv"
    rounds.write_text(f"round,file,sha256\nr1,a.csv,{'0' * 64}\nr2,a.csv,{'0' * 64}\n")
    assert len(problems_of(folder)) == 1


def test_a_file_that_no_round_reads_is_named_but_not_that_of_an_open_spreadsheet(
    survey_folder: Make,
) -> None:
    folder = survey_folder({"a.csv": [["Who"]]})
    for name in ("b.xlsx", "~$a.xlsx", "notes.md"):
        (folder / "rounds" / name).write_text("x")
    (said,) = problems_of(folder)
    assert said.startswith("rounds/b.xlsx: no row of rounds reads this file.")
