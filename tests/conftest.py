"""What the tests of several rooms share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import matplotlib
import pandas as pd
import pytest

from rocb_analysis.survey import Survey, read_survey


@pytest.fixture
def make_survey(tmp_path: Path) -> Callable[..., Survey]:
    """Return a function that writes a survey folder and reads it.

    Each codebook table is a keyword with its CSV text, `settings` is survey.toml. One
    yes-or-no question about the need stands in every round if nothing else is said.
    """

    def make(*, settings: str = "least_group = 5", **tables: str) -> Survey:
        rows = _lines(tables["rounds"])[1:]
        rounds = list(dict.fromkeys(row.split(",")[0] for row in rows))
        header = ["Do you need it?"] * len(rounds)
        said = {
            "questions": "question_id,kind,about\nneed,yes_no,need",
            "columns": f"{','.join(['question_id', *rounds])}\n"
            f"{','.join(['need', *header])}",
            **tables,
        }
        folder = tmp_path / "survey"
        (folder / "codebook").mkdir(parents=True)
        (folder / "survey.toml").write_text(settings, encoding="utf-8")
        for name, text in said.items():
            lines = "\n".join(_lines(text)) + "\n"
            (folder / "codebook" / f"{name}.csv").write_text(lines, encoding="utf-8")
        return read_survey(folder)

    return make


@pytest.fixture
def needs_from() -> Callable[[str, str], pd.DataFrame]:
    """Return a function that reads needs of a round from a small drawing.

    The first line names subjects, each other one a respondent and its answers: 1
    needed, 0 not, . asked and not answered, - not asked. The score is the need itself.
    """

    def read(round_name: str, drawing: str) -> pd.DataFrame:
        subjects, *replies = [line.split() for line in _lines(drawing)]
        rows = [
            (round_name, respondent, subject, mark)
            for respondent, *marks in replies
            for subject, mark in zip(subjects, marks, strict=True)
        ]
        columns = ["round", "respondent_id", "subject_id", "mark"]
        needs = pd.DataFrame(rows, columns=columns)
        needed = needs["mark"].map({"1": 1.0, "0": 0.0})
        state = needs["mark"].map({".": "not_answered", "-": "not_asked"})
        return needs.drop(columns="mark").assign(
            asked=(needs["mark"] != "-").astype(int),
            state=state.fillna("answered"),
            needed=needed,
            score=needed,
        )

    return read


def _lines(text: str) -> list[str]:
    return dedent(text).strip().splitlines()


@pytest.fixture(autouse=True)
def settings_are_put_back() -> Iterator[None]:
    """Close figures and put Matplotlib's settings back after each test."""
    with matplotlib.rc_context():
        yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
