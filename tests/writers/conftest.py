"""A small survey with a planning book, and the work plan drafted from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rocb_analysis.pipeline import analyse
from rocb_analysis.plan.planning_book import Planning
from rocb_analysis.survey import open_survey
from rocb_analysis.writers.plan_books import write_planning, write_work_plan
from tests.plans import KINDS, NAMES, PARTNERS, REPLIES, SUBJECTS, limits


@pytest.fixture
def plan_folder(survey_folder) -> Path:
    """Return a survey of eight members, with a planning book of three workshops."""
    rows = [["Who", *NAMES]]
    for name, needs in REPLIES.items():
        rows.append([name, *("Yes" if one == "1" else "No" for one in needs)])
    members = "\n".join(f"{n},{n},East" for n in (*REPLIES, "H"))
    columns = "\n".join(
        f"need,{subject},,{name}" for subject, name in zip(SUBJECTS, NAMES, strict=True)
    )
    made = survey_folder(
        {"r1.csv": rows},
        settings='title = "Tiny"\nleast_group = 2\nfooter = "Invented"\n',
        questions="question_id,kind,about\nwho,respondent,\nneed,yes_no,need",
        scales="scale_id,answer,value,need",
        subjects="subject_id,label,pillar\n"
        + "\n".join(f"{s},{n},One" for s, n in zip(SUBJECTS, NAMES, strict=True)),
        columns=f"question_id,subject_id,position,r1\nwho,,,Who\n{columns}",
        members=f"member_id,name,sub_region\n{members}",
    )
    (made / "partners.csv").write_text(PARTNERS, encoding="utf-8")
    write_planning(Planning(limits=limits(3), kinds=KINDS), made / "planning.xlsx")
    return made


_MADE: list[bytes] = []


@pytest.fixture
def plan_workbook(plan_folder: Path, tmp_path: Path) -> Path:
    """Return the work_plan.xlsx of the folder, which is the same in every test."""
    path = tmp_path / "work_plan.xlsx"
    if not _MADE:
        write_work_plan(analyse(open_survey(plan_folder)), tmp_path)
        _MADE.append(path.read_bytes())
    path.write_bytes(_MADE[0])
    return path
