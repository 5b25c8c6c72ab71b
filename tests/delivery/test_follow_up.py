"""The funnel of a follow-up survey: took part, replied, each step."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis.delivery.follow_up import follow_up_by_group, follow_up_by_workshop
from rocb_analysis.survey import read_survey
from rocb_analysis.survey.survey_folder import Survey

CODEBOOK = {
    "rounds": "round,file,asked_on\nr1,r1.csv,2024-02-05\n",
    "questions": "question_id,label,kind,scale_id,about\nwho,Who,respondent,,\n"
    "applied,Lessons applied,yes_no,,follow_up\ngain,Gain,level,four,follow_up\n"
    "liked,Liked it,yes_no,,context\n",
    "subjects": "subject_id,label,group\nw1,First,Valuation\nw2,Second,Valuation\n",
    "columns": "question_id,subject_id,position,r1\nwho,,,Who\napplied,w1,,A1\n"
    "applied,w2,,A2\ngain,w1,,G1\ngain,w2,,G2\nliked,w1,,L1\n",
    "scales": "scale_id,answer,value\nfour,None,0\nfour,Small,1\nfour,Moderate,2\n"
    "four,Large,3\n",
    "members": "member_id,name,sub_region\n"
    + "".join(f"M{n},Member {n},North\n" for n in range(1, 7)),
}
# Five took part in w1, two in w2.
ACTIVITIES = pd.DataFrame(
    {
        "activity_id": ["a", "b", "c"],
        "start": ["2023-01-09", "2023-03-06", "2023-04-03"],
        "subject_ids": ["w1", "w2", "w2"],
        "members": ["M1; M2; M3; M4; M5", "M1; M2", "M6"],
        "counts": ["training", "training", "meeting"],
    }
)


@pytest.fixture
def survey(tmp_path: Path) -> Survey:
    (tmp_path / "codebook").mkdir()
    (tmp_path / "survey.toml").write_text('title = "Follow-up"\n', encoding="utf-8")
    for name, text in CODEBOOK.items():
        (tmp_path / "codebook" / f"{name}.csv").write_text(text, encoding="utf-8")
    return read_survey(tmp_path)


def responses(*rows: tuple[str, str, str, float | None]) -> pd.DataFrame:
    """Return answers: who, question, workshop, value (None = left blank)."""
    columns = ["respondent_id", "question_id", "subject_id", "value"]
    frame = pd.DataFrame(list(rows), columns=columns)
    state = frame["value"].notna().map({True: "answered", False: "not_answered"})
    return frame.assign(round="r1", state=state)


def counts(rows: pd.DataFrame, step: str, **where: str) -> list[int]:
    for column, value in where.items():
        rows = rows[rows[column] == value]
    [row] = rows[rows["step"] == step].to_dict("records")
    columns = ["took_part", "replied", "answered", "reached", "low", "high"]
    return [row[column] for column in columns]


def test_members_are_counted_from_the_workshop_to_the_step(survey: Survey) -> None:
    said = responses(
        ("M1", "applied", "w1", 1),
        ("M2", "applied", "w1", 0),
        ("M3", "applied", "w1", 1),
    )
    rows = follow_up_by_workshop(survey, said, ACTIVITIES)
    # Three of five replied and two of them say yes, so of all it is two to four.
    assert counts(rows, "applied", subject_id="w1") == [5, 3, 3, 2, 2, 4]


def test_a_blank_is_no_answer(survey: Survey) -> None:
    said = responses(("M1", "applied", "w1", 1), ("M2", "applied", "w1", None))
    rows = follow_up_by_workshop(survey, said, ACTIVITIES)
    assert counts(rows, "applied", subject_id="w1")[:4] == [5, 2, 1, 1]


def test_who_is_not_on_record_for_a_workshop_is_not_counted(survey: Survey) -> None:
    said = responses(("M1", "applied", "w2", 0), ("M5", "applied", "w2", 1))
    rows = follow_up_by_workshop(survey, said, ACTIVITIES)
    assert counts(rows, "applied", subject_id="w2")[:4] == [2, 1, 1, 0]


def test_a_meeting_is_no_workshop(survey: Survey) -> None:
    said = responses(("M6", "applied", "w2", 1))
    rows = follow_up_by_workshop(survey, said, ACTIVITIES)
    assert counts(rows, "applied", subject_id="w2")[:4] == [2, 0, 0, 0]


def test_a_graded_step_counts_above_the_middle_of_its_scale(survey: Survey) -> None:
    grades = zip(("M1", "M2", "M3", "M4"), (0, 1, 2, 3), strict=True)
    said = responses(*[(who, "gain", "w1", grade) for who, grade in grades])
    rows = follow_up_by_workshop(survey, said, ACTIVITIES)
    assert counts(rows, "gain", subject_id="w1")[:4] == [5, 4, 4, 2]


def test_a_question_that_is_not_about_follow_up_is_no_step(survey: Survey) -> None:
    said = responses(("M1", "liked", "w1", 1), ("M1", "applied", "w1", 1))
    assert set(follow_up_by_workshop(survey, said, ACTIVITIES)["step"]) == {"applied"}


def test_a_member_of_two_workshops_on_a_subject_counts_once(survey: Survey) -> None:
    said = responses(
        ("M1", "applied", "w1", 0),
        ("M1", "applied", "w2", 1),
        ("M2", "applied", "w1", 0),
    )
    rows = follow_up_by_group(survey, said, ACTIVITIES)
    assert counts(rows, "applied", group="Valuation")[:4] == [5, 2, 2, 1]
    assert counts(rows, "applied", group="all")[:4] == [5, 2, 2, 1]


def test_all_answered_leaves_no_doubt(survey: Survey) -> None:
    said = responses(("M1", "applied", "w2", 1), ("M2", "applied", "w2", 0))
    rows = follow_up_by_workshop(survey, said, ACTIVITIES)
    assert counts(rows, "applied", subject_id="w2") == [2, 2, 2, 1, 1, 1]


def test_without_answers_there_is_no_funnel(survey: Survey) -> None:
    assert follow_up_by_workshop(survey, responses(), ACTIVITIES).empty
    assert follow_up_by_group(survey, responses(), ACTIVITIES).empty


def test_without_a_register_there_is_no_funnel(survey: Survey) -> None:
    said = responses(("M1", "applied", "w1", 1))
    assert follow_up_by_workshop(survey, said, ACTIVITIES.iloc[:0]).empty
    assert follow_up_by_group(survey, said, ACTIVITIES.iloc[:0]).empty
