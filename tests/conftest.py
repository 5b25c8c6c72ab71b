"""What the tests of several rooms share."""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import matplotlib
import pandas as pd
import pytest
import xlsxwriter

from rocb_analysis.survey import read_survey
from rocb_analysis.survey.survey_folder import Survey
from tests import once

TESTS = Path(__file__).resolve().parent
# Files that take long are begun first: no worker waits long for another at the end.
BEGUN_FIRST = (
    "writers/test_released.py",
    "test_mutated_exports.py",
    "test_main.py",
    "charts/test_every_chart.py",
    "writers/test_alt_texts.py",
    "core/test_killed.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long."""
    order = {TESTS / name: place for place, name in enumerate(BEGUN_FIRST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


@pytest.fixture(scope="session", autouse=True)
def workers_share_a_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let what takes long to make be made once in a run, not once a worker."""
    base = tmp_path_factory.getbasetemp()
    once.share_in(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


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


RAW = Path(__file__).resolve().parents[1] / "data" / "raw"
# What the offices of the shipped surveys decided about texts their exports hold.
DECIDED = {
    "Small island economies",
    "Another subject, please call us",
    "Online / In person",
    "first steps",
    "LARGE",
}


@pytest.fixture
def undecided(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that copies a shipped survey, its doubts yet to be decided.

    It lacks the spellings of `DECIDED` and the corrections without an answer.
    """

    def copy(name: str) -> Path:
        folder = tmp_path / "undecided" / name
        shutil.copytree(RAW / name, folder)
        _keep_rows(folder, "spellings", lambda row: row["found"] not in DECIDED)
        _keep_rows(folder, "corrections", lambda row: row["answer"] != "")
        return folder

    return copy


def _keep_rows(
    folder: Path, table: str, keeps: Callable[[dict[str, str]], bool]
) -> None:
    path = folder / "codebook" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(filter(keeps, rows))


def _lines(text: str) -> list[str]:
    return dedent(text).strip().splitlines()


@pytest.fixture(autouse=True)
def settings_are_put_back() -> Iterator[None]:
    """Close figures and put Matplotlib's settings back after each test."""
    with matplotlib.rc_context():
        yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


@pytest.fixture
def survey_folder(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a survey folder with its exports.

    `exports` maps a file's name to the rows of its sheet (lists of cells; a file ending
    in .xlsx becomes a workbook); other keywords are CSV texts of codebook tables. With
    nothing else said every round has a respondent, a level and a text question.
    """

    def make(
        exports: dict[str, list[list[object]]], *, settings: str = "", **tables: str
    ) -> Path:
        folder = tmp_path / "tiny"
        for part in ("codebook", "rounds"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / "survey.toml").write_text(settings or 'title = "Tiny"\n')
        for name, rows in exports.items():
            _write_sheet(folder / "rounds" / name, rows)
        said = {
            "rounds": "round,file,asked_on\n"
            + "\n".join(f"r{n},{f},2021-12-01" for n, f in enumerate(exports, 1)),
            "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
            "need,level,need3,need\nnote,text,,context",
            "scales": "scale_id,answer,value,need\nneed3,None,0,no\nneed3,Some,1,no\n"
            "need3,Much,2,yes",
            "subjects": "subject_id,label\nval,Valuation\nroo,Origin",
            "columns": "question_id,subject_id,position,r1\nwho,,,Who\n"
            "need,val,,Need [Valuation]\nneed,roo,,Need [Origin]\nnote,,,Note",
            **tables,
        }
        for name, text in said.items():
            if text:
                lines = "\n".join(_lines(text)) + "\n"
                (folder / "codebook" / f"{name}.csv").write_text(lines, "utf-8")
        return folder

    return make


def _write_sheet(path: Path, rows: list[list[object]]) -> None:
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(path) as workbook:
            sheet = workbook.add_worksheet("Replies")
            date = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, dt.datetime):
                        sheet.write_datetime(number, column, cell, date)
                    elif cell not in {"", None}:
                        sheet.write(number, column, cell)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
