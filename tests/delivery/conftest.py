"""Small registers, written by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pandas as pd
import pytest

from rocb_analysis.delivery.activities import REGISTER, names_of, tidy_activities
from rocb_analysis.survey.survey_folder import Survey

# Four members: East and West, one that joined late, one that only provides.
MEMBERS = """
member_id,name,short_name,sub_region,member_from,member_to,role
AAA,Land of A,A-land,East,,,member
BBB,Land of B,B-land,East,,,both
CCC,Land of C,C-land,West,2023-01-26,,member
PPP,Land of P,P-land,West,,,provider
"""


@pytest.fixture
def members() -> pd.DataFrame:
    header, *rows = [line.split(",") for line in MEMBERS.strip().splitlines()]
    return pd.DataFrame(rows, columns=header, dtype="str")


@pytest.fixture
def register_of(members) -> Callable[..., pd.DataFrame]:
    """Return a function: activities in tidy form, one a dict of cells.

    An activity is regional training of one day on val unless it says otherwise; ids
    are a1, a2 and so on.
    """

    def make(*activities: dict[str, str]) -> pd.DataFrame:
        columns = REGISTER["activities"].column_names
        usual = {"scope": "regional", "subject_ids": "val", "counts": "training"}
        rows = [
            dict.fromkeys(columns, "")
            | usual
            | {"activity_id": f"a{number}", "title": f"Activity {number}"}
            | cells
            for number, cells in enumerate(activities, start=1)
        ]
        frame = pd.DataFrame(rows, columns=columns, dtype="str")
        frame.index = pd.RangeIndex(2, 2 + len(frame), name="row")
        return tidy_activities(frame, names_of(members))

    return make


@pytest.fixture
def register_folder(make_survey) -> Callable[..., tuple[Path, Survey]]:
    """Return a function that writes a register beside a small survey.

    activities, partners, indicators and decisions are CSV texts; the folder and its
    survey come back.
    """

    def make(**files: str) -> tuple[Path, Survey]:
        survey = make_survey(
            rounds="round,file,asked_on\n2023,a.csv,2023-12-04",
            members=MEMBERS,
            subjects="subject_id,label\nval,Valuation\nroo,Rules of origin",
            columns="question_id,subject_id,2023\nneed,val,Valuation?\nneed,roo,Origin?",
        )
        (survey.path / "register").mkdir()
        for name, text in files.items():
            place = "register/decisions.csv" if name == "decisions" else f"{name}.csv"
            lines = dedent(text).strip() + "\n"
            (survey.path / place).write_text(lines, encoding="utf-8")
        return survey.path, survey

    return make
