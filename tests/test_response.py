"""Who replied, of how many; and replies that need a second look."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.response import (
    areas_of,
    item_blanks,
    late_and_amended,
    reply_states,
    response_rates,
    straight_lining,
    ticking_everything,
)

ROUNDS = """
    round,file,asked_on
    2023,a.csv,2023-12-04
    2024,b.csv,2024-12-02
"""
MEMBERS = """
    member_id,name,sub_region,member_from,member_to,role
    A,Aland,East,,,member
    B,Bland,East,,,provider
    C,Cland,West,,2024-06-30,member
    D,Dland,West,2024-07-01,,both
    E,Eland,,,,member
    F,Fland,West,2030-01-01,,member
"""


@pytest.fixture
def region(make_survey):
    return make_survey(rounds=ROUNDS, members=MEMBERS)


@pytest.fixture
def came():
    """A replied twice, C and D once each, B and E never."""
    replies = [("2023", "A"), ("2023", "C"), ("2024", "A"), ("2024", "D")]
    return pd.DataFrame(replies, columns=["round", "respondent_id"])


def counts(rates: pd.DataFrame, round_name: str) -> dict[str, tuple]:
    """Return members, replied and share by sub-region."""
    rows = rates[rates["round"] == round_name].set_index("sub_region")
    columns = ["members", "replied", "share_pct"]
    return dict(zip(rows.index, rows[columns].itertuples(index=False), strict=True))


def test_rates_count_replies_of_members_for_all_and_each_sub_region(region, came):
    found = counts(response_rates(region, came), "2023")
    assert found == {"all": (4, 2, 50.0), "East": (2, 1, 50.0), "West": (1, 1, 100.0)}


def test_the_base_is_the_members_on_the_day_the_round_was_asked(region, came):
    # C has left and D has joined: West is one member in either round.
    found = counts(response_rates(region, came), "2024")
    assert found == {"all": (4, 2, 50.0), "East": (2, 1, 50.0), "West": (1, 1, 100.0)}


def test_a_provider_is_asked_and_counts_as_a_member(region):
    provider = pd.DataFrame({"round": ["2024"], "respondent_id": ["B"]})
    assert counts(response_rates(region, provider), "2024")["East"] == (2, 1, 50.0)


def test_a_reply_from_outside_the_frame_counts_nowhere(region):
    left = pd.DataFrame({"round": ["2024"], "respondent_id": ["C"]})
    assert counts(response_rates(region, left), "2024")["all"] == (4, 0, 0.0)


def test_without_a_frame_only_replies_are_counted(make_survey, came):
    rates = response_rates(make_survey(rounds=ROUNDS), came)
    assert list(rates["sub_region"]) == ["all", "all"]
    assert list(rates["replied"]) == [2, 2]
    assert rates[["members", "share_pct"]].isna().all(axis=None)


def test_a_round_without_replies_has_its_rows(region, came):
    rates = response_rates(region, came.iloc[:0])
    assert list(rates["replied"]) == [0] * 6


def test_areas_are_the_whole_then_each_sub_region_by_name():
    frame = pd.DataFrame({"member_id": list("ABC"), "sub_region": ["West", "", "East"]})
    sizes = [(name, len(members)) for name, members in areas_of(frame)]
    assert sizes == [("all", 3), ("East", 1), ("West", 1)]


def test_states_tell_replied_from_no_reply_from_not_member(region, came):
    states = reply_states(region, came)
    by_member = states.pivot(index="member_id", columns="round", values="state")
    assert by_member.loc["A"].tolist() == ["replied", "replied"]
    assert by_member.loc["E"].tolist() == ["no_reply", "no_reply"]
    assert by_member.loc["C"].tolist() == ["replied", "not_member"]
    assert by_member.loc["D"].tolist() == ["not_member", "replied"]


def test_a_member_never_in_a_frame_has_no_state(region, came):
    assert "F" not in set(reply_states(region, came)["member_id"])


def test_without_a_frame_nobody_has_a_state(make_survey, came):
    states = reply_states(make_survey(rounds=ROUNDS), came)
    assert states.empty
    assert list(states) == ["member_id", "name", "sub_region", "round", "state"]


RATED = """
    question_id,kind,about,scale_id
    need,level,need,five
    level_now,level,capacity,five
"""
RATED_COLUMNS = """
    question_id,subject_id,2024
    need,val,Need: valuation
    need,roo,Need: origin
    need,aeo,Need: operators
    level_now,val,Level: valuation
"""
SUBJECTS = """
    subject_id,label
    val,Valuation
    roo,Origin
    aeo,Operators
"""
FIVE = """
    scale_id,answer,value,need,state
    five,1,1,no,
    five,5,5,yes,
    five,Don't know,0,,dont_know
"""


@pytest.fixture
def rated(make_survey):
    return make_survey(
        rounds="round,file\n2024,a.csv",
        questions=RATED,
        columns=RATED_COLUMNS,
        subjects=SUBJECTS,
        scales=FIVE,
    )


def answers(**marks: str) -> pd.DataFrame:
    """Return responses: for each reply a mark a subject; . is blank, - not asked."""
    states = {".": "not_answered", "-": "not_asked", "?": "dont_know"}
    values = {"1": 1.0, "5": 5.0, "?": 0.0}
    rows = [
        ("2024", who, "need", subject, states.get(m, "answered"), values.get(m))
        for who, line in marks.items()
        for subject, m in zip(["val", "roo", "aeo"], line, strict=True)
    ]
    columns = ["round", "respondent_id", "question_id", "subject_id", "state", "value"]
    return pd.DataFrame(rows, columns=columns).astype({"value": float})


def test_one_answer_to_all_subjects_is_straight_lining(rated):
    found = straight_lining(rated, answers(A="555", B="515"))
    assert found.to_dict("records") == [
        {
            "round": "2024",
            "respondent_id": "A",
            "value": 5.0,
            "rated": 3,
            "asked": 3,
            "whole": True,
        }
    ]


def test_one_answer_to_all_that_was_rated_is_not_the_whole(rated):
    found = straight_lining(rated, answers(A="55."))
    assert found[["rated", "asked", "whole"]].values.tolist() == [[2, 3, False]]


def test_a_subject_that_was_not_asked_does_not_make_it_less_than_whole(rated):
    found = straight_lining(rated, answers(A="55-"))
    assert found[["rated", "asked", "whole"]].values.tolist() == [[2, 2, True]]


def test_one_rated_subject_is_no_straight_line(rated):
    assert straight_lining(rated, answers(A="5..")).empty


def test_a_blank_reply_is_no_straight_line(rated):
    assert straight_lining(rated, answers(A="...")).empty


def test_dont_know_is_no_rating_even_where_the_scale_gives_it_a_value(rated):
    assert straight_lining(rated, answers(A="???")).empty
    found = straight_lining(rated, answers(A="55?"))
    assert found[["value", "rated"]].values.tolist() == [[5.0, 2]]


def test_only_ratings_of_the_need_count(rated):
    other = answers(A="555").assign(question_id="level_now")
    assert straight_lining(rated, other).empty


def test_the_longest_straight_line_comes_first(rated):
    found = straight_lining(rated, answers(A="55.", C="111", B="555"))
    assert list(found["respondent_id"]) == ["B", "C", "A"]


def test_no_responses_give_no_straight_lines(rated):
    assert straight_lining(rated, answers(A="555").iloc[:0]).empty


ASKED = """
    question_id,kind,about
    need,yes_no,need
    note,text,context
"""


def responses_of(*rows: tuple) -> pd.DataFrame:
    columns = [
        "round",
        "respondent_id",
        "question_id",
        "subject_id",
        "position",
        "state",
    ]
    return pd.DataFrame(rows, columns=columns).astype({"position": "Int64"})


def test_blanks_are_counted_out_of_what_was_asked(make_survey):
    survey = make_survey(rounds="round,file\n2023,a.csv", questions=ASKED)
    said = responses_of(
        ("2023", "A", "need", "val", None, "answered"),
        ("2023", "A", "need", "roo", None, "not_answered"),
        ("2023", "B", "need", "val", None, "dont_know"),
        ("2023", "B", "need", "roo", None, "not_asked"),
        ("2023", "A", "note", "", None, "not_answered"),
        ("2023", "B", "note", "", None, "no_needs"),
    )
    found = item_blanks(survey, said)
    assert found[["question_id", "asked", "blank"]].values.tolist() == [
        ["need", 3, 1],
        ["note", 1, 1],
    ]
    assert found["share_pct"].round(1).tolist() == [33.3, 100.0]


def test_a_ballot_is_blank_only_if_all_its_places_are(make_survey):
    questions = "question_id,kind,about\npick,top_n,need"
    columns = "question_id,position,2023\npick,1,First\npick,2,Second"
    rounds = "round,file\n2023,a.csv"
    survey = make_survey(rounds=rounds, questions=questions, columns=columns)
    said = responses_of(
        ("2023", "A", "pick", "val", 1, "answered"),
        ("2023", "A", "pick", "", 2, "not_answered"),
        ("2023", "B", "pick", "", 1, "not_answered"),
        ("2023", "B", "pick", "", 2, "not_answered"),
    )
    found = item_blanks(survey, said)
    assert found[["asked", "blank"]].values.tolist() == [[2, 1]]


def test_a_blank_about_a_subject_that_was_named_counts_as_left_blank(make_survey):
    questions = "question_id,kind,about\npick,top_n,need\nwhen,one,context"
    columns = "question_id,position,2023\n" + "\n".join(
        f"{question},{place},{question} {place}"
        for question in ("pick", "when")
        for place in (1, 2)
    )
    survey = make_survey(
        rounds="round,file\n2023,a.csv", questions=questions, columns=columns
    )
    said = responses_of(
        ("2023", "A", "pick", "val", 1, "answered"),
        ("2023", "A", "pick", "roo", 2, "answered"),
        ("2023", "A", "when", "val", 1, "answered"),
        ("2023", "A", "when", "roo", 2, "not_answered"),
        ("2023", "B", "pick", "val", 1, "answered"),
        ("2023", "B", "pick", "", 2, "not_answered"),
        ("2023", "B", "when", "val", 1, "not_answered"),
        ("2023", "B", "when", "", 2, "not_answered"),
    )
    found = item_blanks(survey, said).set_index("question_id")
    assert found.loc["pick", ["asked", "blank"]].tolist() == [2, 0]
    assert found.loc["when", ["asked", "blank"]].tolist() == [3, 2]


def test_who_needs_every_subject_asked_is_told(needs_from):
    needs = needs_from(
        "2023",
        """
        val roo pca
        A 1 1 1
        B 1 1 .
        C 1 1 0
        D 1 - -
        """,
    )
    assert ticking_everything(needs).values.tolist() == [["2023", "A", 3]]


def test_replies_after_the_closing_day_and_replies_that_replace_are_told(make_survey):
    rounds = "round,file,closed_on\n2023,a.csv,2024-01-31"
    came = pd.DataFrame(
        [
            ("2023", "A", "a.csv", "2024-01-31T18:00:00", 0),
            ("2023", "B", "a.csv", "2024-02-01", 0),
            ("2023", "C", "a.csv", "", 1),
        ],
        columns=["round", "respondent_id", "file", "replied_on", "replies_set_aside"],
    )
    found = late_and_amended(make_survey(rounds=rounds), came)
    assert found[["respondent_id", "late", "replies_set_aside"]].values.tolist() == [
        ["B", True, 0],
        ["C", False, 1],
    ]
