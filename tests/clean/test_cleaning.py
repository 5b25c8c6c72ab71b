"""Text to values by the contract: states, places, lists, whose reply, which counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from rocb_analysis.clean import Cleaned, clean_survey
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.needs import needs_by_respondent_subject
from rocb_analysis.survey import open_survey

Make = Callable[..., Path]
MEMBERS = (
    "member_id,name,short_name,member_from\nFJI,Fiji,Fidji,\nTON,Tonga,,\n"
    "PLW,Palau,,2024-02-02"
)
BALLOT = {
    "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
    "ballot,top_n,,need\nlevel,level,level2,capacity",
    "scales": "scale_id,answer,value\nlevel2,Low,1\nlevel2,High,2",
    "subjects": "subject_id,label\nval,Valuation\nroo,Origin\naeo,AEO",
    "columns": "question_id,position,r1\nwho,,Who\nballot,1,First\nballot,2,Second\n"
    "ballot,3,Third\nlevel,1,Level of first\nlevel,2,Level of second",
    "rounds": "round,file,asked_on,picks_allowed\nr1,one.csv,2021-12-01,2",
    "spellings": "list,found,means\nsubject,Origins,roo",
}
BALLOT_HEADER = ["Who", "First", "Second", "Third", "Level of first", "Level of second"]
LIST = {
    "questions": "question_id,kind,scale_id,separator\nwho,respondent,,\n"
    "help,many,help,",
    "scales": 'scale_id,answer,value\nhelp,Workshop,\nhelp,"Expert, or adviser",\n'
    "help,Online,",
    "columns": "question_id,r1\nwho,Who\nhelp,Help",
}
HEADER = ["Who", "Need [Valuation]", "Need [Origin]", "Note"]


def cleaned(folder: Path) -> Cleaned:
    return clean_survey(open_survey(folder))


def states(result: Cleaned, question: str) -> list[tuple[object, ...]]:
    rows = result.responses[result.responses["question_id"] == question]
    columns = rows[["subject_id", "position", "value", "state"]].astype("object")
    known = columns.where(columns.notna(), None)
    return list(known.itertuples(index=False, name=None))


def actions(result: Cleaned) -> list[tuple[int, str, str, str]]:
    columns = result.issues[["row", "column", "found", "action"]]
    return list(columns.itertuples(index=False, name=None))


def test_a_blank_is_not_answered_and_an_odd_text_is_set_aside(
    survey_folder: Make,
) -> None:
    result = cleaned(survey_folder({"a.csv": [HEADER, ["Fiji", "", "much", "None"]]}))
    assert states(result, "need") == [
        ("roo", None, None, "set_aside"),
        ("val", None, None, "not_answered"),
    ]
    assert states(result, "note") == [("", None, None, "answered")]
    assert actions(result) == [(2, "Need [Origin]", "much", "set_aside")]


def test_blanks_of_any_width_around_an_answer_make_no_difference(
    survey_folder: Make,
) -> None:
    row = ["Fiji", "\u00a0Much ", "So\u200bme", ""]
    result = cleaned(survey_folder({"a.csv": [HEADER, row]}))
    assert [value for _, _, value, _ in states(result, "need")] == [1.0, 2.0]
    assert result.issues.empty


def test_ballots_keep_places_and_set_aside_what_is_too_much(
    survey_folder: Make,
) -> None:
    rows = [
        BALLOT_HEADER,
        ["Fiji", "Origins", "Origin", "AEO", "Low", "High"],
        ["Tonga", "", "AEO", "", "", "Low"],
    ]
    folder = survey_folder({"one.csv": rows}, **BALLOT)
    result = cleaned(folder)
    assert states(result, "ballot") == [
        ("aeo", 3, None, "set_aside"),
        ("roo", 1, 1.0, "answered"),
        ("roo", 2, None, "set_aside"),
        ("", 1, None, "not_answered"),
        ("", 3, None, "not_answered"),
        ("aeo", 2, 2.0, "answered"),
    ]
    assert actions(result) == [
        (2, "First", "Origins", "recoded"),
        (2, "Level of second", "High", "set_aside"),
        (2, "Second", "Origin", "set_aside"),
        (2, "Third", "AEO", "set_aside"),
        (3, "First", "", "noted"),
    ]


def test_a_question_about_a_place_speaks_of_the_subject_named_there(
    survey_folder: Make,
) -> None:
    rows = [BALLOT_HEADER, ["Tonga", "Valuation", "AEO", "", "Low", "High"]]
    result = cleaned(survey_folder({"one.csv": rows}, **BALLOT))
    assert states(result, "level") == [
        ("aeo", 2, 2.0, "answered"),
        ("val", 1, 1.0, "answered"),
    ]


def test_a_ballot_gives_needs_and_an_empty_one_gives_none(survey_folder: Make) -> None:
    rows = [
        BALLOT_HEADER,
        ["Fiji", "Valuation", "AEO", "", "", ""],
        ["Tonga", "", "", "", "High", ""],
    ]
    survey = open_survey(survey_folder({"one.csv": rows}, **BALLOT))
    needs = needs_by_respondent_subject(survey, clean_survey(survey))
    by_key = needs.set_index(["respondent_id", "subject_id"])
    assert by_key.loc[("Fiji", "val"), ["needed", "score", "rank"]].tolist() == [
        1,
        1,
        1,
    ]
    assert by_key.loc[("Fiji", "aeo"), ["needed", "score", "rank"]].tolist() == [
        1,
        0.5,
        2,
    ]
    assert by_key.loc[("Fiji", "roo"), ["needed", "score"]].tolist() == [0, 0]
    assert by_key.loc["Tonga", "needed"].isna().all()


def test_options_that_hold_the_separator_are_read_whole(survey_folder: Make) -> None:
    rows = [
        ["Who", "Help"],
        ["Fiji", "Workshop, Expert, or adviser,Online"],
        ["Tonga", "Expert, or adviser, a grant"],
        ["Samoa", "a grant"],
        ["Palau", ""],
    ]
    result = cleaned(survey_folder({"a.csv": rows}, **LIST))
    assert states(result, "help") == [
        ("", 1, None, "answered"),
        ("", 2, None, "answered"),
        ("", 3, None, "answered"),
        ("", None, None, "answered"),
        ("", 2, None, "answered"),
    ]
    fates = result.ledger.set_index("column").loc["Help"]
    parts = ["kept", "recoded", "set_aside", "blank"]
    assert fates[parts].tolist() == [1, 1, 1, 1]


def test_a_star_sets_aside_the_rest_with_one_issue_a_name(survey_folder: Make) -> None:
    rows = [HEADER, *[[who, "a lot", "Some", ""] for who in ("Fiji", "Tonga", "Samoa")]]
    result = cleaned(
        survey_folder({"a.csv": rows}, spellings="list,found,means\nneed3,*,")
    )
    assert actions(result) == [(2, "Need [Valuation]", "a lot", "set_aside")]
    assert result.issues["reason"].str.contains("3 times").all()
    assert result.unsettled.empty


def test_members_are_met_by_any_of_their_names_and_no_other(
    survey_folder: Make,
) -> None:
    rows = [HEADER, ["Fidji", "Some", "", ""], ["TON", "Some", "", ""]]
    folder = survey_folder({"a.csv": rows}, members=MEMBERS)
    assert list(cleaned(folder).respondents["respondent_id"]) == ["FJI", "TON"]
    rows.append(["Fiiji", "Some", "", ""])
    folder = survey_folder({"a.csv": rows}, members=MEMBERS)
    with pytest.raises(SurveyError, match=r'a\.csv, row 4, Who: "Fiiji" is no member'):
        cleaned(folder)


def test_the_latest_reply_counts_whole(survey_folder: Make) -> None:
    tables = {
        "members": MEMBERS,
        "questions": "question_id,kind,scale_id,about\nwho,respondent,,\n"
        "when,replied_on,,\nneed,level,need3,need",
        "columns": "question_id,subject_id,r1\nwho,,Who\nwhen,,When\n"
        "need,val,Need [Valuation]",
    }
    rows = [
        ["Who", "When", "Need [Valuation]"],
        ["Fiji", "2021-12-09", "Much"],
        ["Fiji", "2021-12-05", "Some"],
        ["Tonga", "", "Some"],
        ["Tonga", "", "Much"],
        ["Palau", "2021-12-05", "Much"],
        ["", "2021-12-05", "Much"],
        ["Fiji", "2021-12-30", ""],
    ]
    result = cleaned(survey_folder({"a.csv": rows}, **tables))
    counted = result.respondents[["respondent_id", "row", "replies_set_aside"]]
    assert counted.values.tolist() == [["FJI", 2, 2], ["TON", 5, 1]]
    assert [(row, action) for row, _, _, action in actions(result)] == [
        (3, "set_aside"),
        (4, "set_aside"),
        (6, "set_aside"),
        (7, "set_aside"),
        (8, "set_aside"),
    ]


def test_no_needs_makes_every_subject_asked_not_needed(survey_folder: Make) -> None:
    rows = [HEADER, ["Fiji", "No needs", "", ""]]
    folder = survey_folder(
        {"a.csv": rows},
        scales="scale_id,answer,value,need,state\nneed3,Some,1,no,\nneed3,Much,2,yes,\n"
        "need3,No needs,,,no_needs",
    )
    survey = open_survey(folder)
    needs = needs_by_respondent_subject(survey, clean_survey(survey))
    assert needs["needed"].tolist() == [0, 0]
    assert set(needs["state"]) == {"no_needs"}


def test_a_correction_counts_and_one_that_hits_nothing_stops(
    survey_folder: Make,
) -> None:
    rows = [HEADER, ["Fiji", "Some", "", ""]]
    said = "round,respondent_id,question_id,subject_id,answer,reason\n"
    said += "r1,{},need,val,Much,x"
    right = survey_folder(
        {"a.csv": rows}, members=MEMBERS, corrections=said.format("FJI")
    )
    result = cleaned(right)
    assert ("val", None, 2.0, "answered") in states(result, "need")
    assert actions(result) == [(2, "Need [Valuation]", "Some", "corrected")]
    wrong = survey_folder(
        {"a.csv": rows}, members=MEMBERS, corrections=said.format("TON")
    )
    with pytest.raises(SurveyError, match=r"corrections\.csv, row 2"):
        cleaned(wrong)


def test_what_only_the_other_file_of_a_round_asked_is_not_asked(
    survey_folder: Make,
) -> None:
    folder = survey_folder(
        {
            "form.csv": [HEADER, ["Fiji", "Some", "Much", ""]],
            "mail.csv": [["Who", "Need [Valuation]"], ["Tonga", "Much"]],
        },
        rounds="round,file,source\nr1,form.csv,\nr1,mail.csv,mail",
        columns="question_id,subject_id,r1,r1/mail\nwho,,Who,Who\n"
        "need,val,Need [Valuation],Need [Valuation]\nneed,roo,Need [Origin],\n"
        "note,,Note,",
    )
    rows = cleaned(folder).responses
    tonga = rows[rows["respondent_id"] == "Tonga"]
    by_question = tonga.groupby(["question_id", "subject_id"])["state"].first()
    assert by_question.to_dict() == {
        ("need", "roo"): "not_asked",
        ("need", "val"): "answered",
        ("note", ""): "not_asked",
    }


def test_workbook_and_csv_give_the_same_answers(survey_folder: Make) -> None:
    rows: list[list[object]] = [HEADER, ["Fiji", "Some", "Much", "NA"]]
    one = cleaned(survey_folder({"a.csv": rows})).responses
    other = cleaned(survey_folder({"a.xlsx": rows})).responses
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (["Who", "Need [Valuation]", "Need [Origin]", "Notes"], "Note"),
        ([*HEADER, "Colour"], 'column "Colour" is neither mapped nor ignored'),
    ],
)
def test_a_header_neither_mapped_nor_there_stops_the_run(
    survey_folder: Make, header: list[str], sentence: str
) -> None:
    row = ["Fiji", *["Some"] * 2, *["x"] * (len(header) - 3)]
    folder = survey_folder({"a.csv": [header, row]})
    with pytest.raises(SurveyError) as told:
        cleaned(folder)
    assert sentence in str(told.value)


def test_several_header_rows_are_joined_and_recurring_ones_told_apart(
    survey_folder: Make,
) -> None:
    rows = [
        ["", "Need", "", "Note"],
        ["Who", "Valuation", "Valuation", ""],
        ["Fiji", "Some", "Much", "x"],
    ]
    folder = survey_folder(
        {"a.csv": rows},
        rounds="round,file,header_rows\nr1,a.csv,1-2",
        columns="question_id,subject_id,r1\nwho,,Who\nneed,val,Need | Valuation\n"
        "need,roo,Need | Valuation (2)\nnote,,Note",
    )
    assert [value for _, _, value, _ in states(cleaned(folder), "need")] == [2.0, 1.0]
