"""Corrections at a respondent's request: what they hit, and what they leave behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rocb_analysis.clean import Cleaned, clean_survey, cleaning_problems
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.survey import open_survey

Make = Callable[..., Path]
TABLES = {
    "members": "member_id,name\nFJI,Fiji\nTON,Tonga",
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
    "ballot,top_n,,need\nlevel,level,s,capacity\nhelp,many,h,assistance",
    "scales": "scale_id,answer,value\ns,Low,1\ns,High,2\nh,Visit,\nh,Advice,",
    "subjects": "subject_id,label\nval,Valuation\nroo,Origin\naeo,AEO",
    "columns": "question_id,position,r1\nwho,,Who\nballot,1,First\nballot,2,Second\n"
    "level,1,L1\nlevel,2,L2\nhelp,,Help",
    "spellings": "list,found,means\ns,hi,High",
}
ROWS = [
    ["Who", "First", "Second", "L1", "L2", "Help"],
    ["Fiji", "Valuation", "Origin", "Low", "", "Visit"],
]


def corrected(make: Make, *rows: str) -> Cleaned:
    """Clean with corrections: question, subject, position, answer of Fiji's reply."""
    said = "round,respondent_id,question_id,subject_id,position,answer,reason\n"
    said += "\n".join(f"r1,FJI,{row},asked" for row in rows)
    return clean_survey(open_survey(make({"a.csv": ROWS}, **TABLES, corrections=said)))


def level_rows(result: Cleaned) -> list[list[object]]:
    rows = result.responses[result.responses["question_id"] == "level"]
    names = ["subject_id", "position", "answer", "state"]
    return rows[names].values.tolist()


def test_a_correction_replaces_the_answer_and_is_accounted_for(
    survey_folder: Make,
) -> None:
    result = corrected(survey_folder, "level,,1,High")
    assert level_rows(result)[1] == ["val", 1, "High", "answered"]
    (issue,) = result.issues.itertuples(index=False)
    assert (issue.column, issue.found, issue.action) == ("L1", "Low", "corrected")
    assert issue.reason == 'Corrected to "High" at the respondent\'s request: asked'
    assert result.ledger.set_index("column").loc["L1", "recoded"] == 1
    assert result.unsettled.empty


def test_a_blank_raw_cell_stays_blank_in_the_ledger(survey_folder: Make) -> None:
    result = corrected(survey_folder, "level,,2,High")
    assert level_rows(result)[0] == ["roo", 2, "High", "answered"]
    assert result.ledger.set_index("column").loc["L2", "blank"] == 1
    assert result.issues[["found", "action"]].values.tolist() == [["", "corrected"]]


def test_an_answer_may_be_taken_back(survey_folder: Make) -> None:
    result = corrected(survey_folder, "level,,1,")
    assert level_rows(result)[1] == ["val", 1, "", "not_answered"]
    assert result.ledger.set_index("column").loc["L1", "set_aside"] == 1
    (issue,) = result.issues.itertuples(index=False)
    assert (issue.found, issue.action) == ("Low", "set_aside")
    assert issue.reason == "Set aside at the respondent's request: asked"
    assert result.unsettled.empty


def test_a_subject_named_twice_is_settled_by_a_blank_correction(
    survey_folder: Make,
) -> None:
    rows = [ROWS[0], ["Fiji", "Valuation", "Valuation", "Low", "", "Visit"]]
    said = "round,respondent_id,question_id,position,answer,reason\n"
    folder = survey_folder({"a.csv": rows}, **TABLES)
    (doubt,) = cleaning_problems(open_survey(folder))
    assert "write it in corrections (blank = none)" in str(doubt)
    path = folder / "codebook" / "corrections.csv"
    path.write_text(f"{said}r1,FJI,ballot,2,,One line was meant\n")
    assert cleaning_problems(open_survey(folder)) == []
    result = clean_survey(open_survey(folder))
    assert result.issues[["row", "action"]].values.tolist() == [[2, "set_aside"]]


def test_a_correction_may_name_the_subject_of_the_place(survey_folder: Make) -> None:
    result = corrected(survey_folder, "level,val,1,High")
    assert level_rows(result)[1] == ["val", 1, "High", "answered"]


def test_a_corrected_ballot_moves_what_is_said_of_its_places(
    survey_folder: Make,
) -> None:
    result = corrected(survey_folder, "ballot,,1,AEO", "level,,2,hi")
    assert level_rows(result) == [
        ["aeo", 1, "Low", "answered"],
        ["roo", 2, "hi", "answered"],
    ]
    assert result.issues["action"].tolist() == ["corrected", "corrected"]


def test_a_corrected_list_is_read_as_a_list(survey_folder: Make) -> None:
    result = corrected(survey_folder, 'help,,,"Visit, Advice"')
    rows = result.responses[result.responses["question_id"] == "help"]
    assert rows["answer"].tolist() == ["Visit", "Advice"]


def test_a_correction_outside_the_scale_is_set_aside_and_both_are_told(
    survey_folder: Make,
) -> None:
    result = corrected(survey_folder, "level,,1,Highest")
    assert level_rows(result)[1] == ["val", 1, "Highest", "set_aside"]
    assert result.issues[["found", "action"]].values.tolist() == [
        ["Highest", "set_aside"],
        ["Low", "corrected"],
    ]
    assert result.ledger.set_index("column").loc["L1", "set_aside"] == 1
    assert result.unsettled["found"].tolist() == ["Highest"]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("level,,3,High", "level / 3"),
        ("level,roo,1,High", "level / roo / 1"),
        ("level,val,,High", "level / val"),
        ("who,,,TON", "who"),
    ],
)
def test_a_correction_that_hits_nothing_stops_the_run(
    survey_folder: Make, row: str, place: str
) -> None:
    with pytest.raises(SurveyError) as told:
        corrected(survey_folder, row)
    assert str(told.value) == (
        "codebook/corrections.csv, row 2: no answer of FJI in round r1 stands at "
        f"{place}, so the correction hits nothing; correct or delete the row."
    )


def test_a_file_that_cannot_be_read_does_not_blame_the_corrections(
    survey_folder: Make,
) -> None:
    said = "round,respondent_id,question_id,position,answer\nr1,FJI,level,1,High"
    rounds = "round,file,asked_on\nr1,b.csv,2021-12-01"
    folder = survey_folder({"a.csv": ROWS}, **TABLES, corrections=said, rounds=rounds)
    (problem,) = cleaning_problems(open_survey(folder))
    assert "b.csv is not in rounds/" in str(problem)
