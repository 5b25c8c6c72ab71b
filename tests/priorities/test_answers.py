"""How answers on an ordered scale spread, counted by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.priorities.shares import answer_counts, rated_questions

ROUNDS = "round,file,asked_on\n2023,a.csv,2023-12-04\n2024,b.csv,2024-12-02"
QUESTIONS = """
    question_id,kind,about,scale_id
    need,level,need,three
    again,level,need,three_again
    urgency,level,need,urgency
    quality,level,capacity,three
    offer,yes_no,offer,
"""
COLUMNS = """
    question_id,subject_id,2023,2024
    need,val,,Need: valuation
    need,roo,,Need: origin
    again,aeo,,Again: operators
    urgency,val,,Urgency: valuation
    quality,val,Quality: valuation,Quality: valuation
    offer,val,Offer,Offer
"""
SCALES = """
    scale_id,answer,value,label,need,state,offered_in
    three,Much,3,Much,yes,,
    three,None,1,None,no,,
    three,Some,2,Some,no,,
    three,A little,2,,no,,
    three,Don't know,1,,,dont_know,
    three,Enormous,4,,yes,,2023
    three_again,Not at all,1,None,no,,
    three_again,Some,2,,no,,
    three_again,A lot,3,Much,yes,,
    urgency,Now,1,,yes,,
"""
MEMBERS = "member_id,role\nA,member\nB,both\nP,provider"


@pytest.fixture
def rated(make_survey):
    """Return a function that makes a survey in which 2024 rates two subjects."""

    def make(**frame: str):
        return make_survey(
            rounds=ROUNDS, questions=QUESTIONS, columns=COLUMNS, scales=SCALES, **frame
        )

    return make


@pytest.fixture
def responses():
    """A, B and P say much, little, don't know of val; A leaves roo blank."""
    rows = [
        ("2024", "A", "need", "val", 3.0, "answered"),
        ("2024", "B", "need", "val", 2.0, "answered"),
        ("2024", "P", "need", "val", 1.0, "dont_know"),
        ("2024", "A", "need", "roo", None, "not_answered"),
        ("2024", "B", "need", "roo", None, "not_asked"),
        ("2024", "P", "need", "roo", 3.0, "answered"),
        ("2024", "A", "urgency", "val", 1.0, "answered"),
        ("2023", "A", "quality", "val", 3.0, "answered"),
    ]
    columns = ["round", "respondent_id", "question_id", "subject_id", "value", "state"]
    return pd.DataFrame(rows, columns=columns)


def spread(counts: pd.DataFrame, subject: str) -> dict[str, int]:
    """Return the count of each answer to a subject, in order of the rows."""
    rows = counts[counts["subject_id"] == subject]
    return dict(zip(rows["answer"], rows["count"], strict=True))


def bases(counts: pd.DataFrame, subject: str) -> set[tuple[int, int]]:
    """Return answered and blank of a subject."""
    rows = counts[counts["subject_id"] == subject]
    return set(rows[["answered", "blank"]].itertuples(index=False, name=None))


def ids(questions) -> list[str]:
    return [question.question_id for question in questions]


def test_ratings_of_the_need_come_first(rated):
    assert "quality" not in ids(rated_questions(rated(), "2024"))


def test_questions_with_the_same_labels_are_one_spread_though_their_words_differ(rated):
    assert ids(rated_questions(rated(), "2024")) == ["need", "again"]


def test_a_question_on_another_scale_is_left_out(rated):
    assert "urgency" not in ids(rated_questions(rated(), "2024"))


def test_without_a_rating_of_the_need_it_is_the_capacity(rated):
    assert ids(rated_questions(rated(), "2023")) == ["quality"]


def test_a_round_without_a_rating_has_none(make_survey):
    assert rated_questions(make_survey(rounds=ROUNDS), "2024") == []


def test_answers_are_counted_from_the_least_value_up(rated, responses):
    counts = answer_counts(rated(), responses, "2024")
    assert list(spread(counts, "val").items()) == [
        ("None", 0),
        ("Some", 1),
        ("Much", 1),
    ]


def test_two_wordings_of_one_value_are_one_answer(rated, responses):
    counts = answer_counts(rated(), responses, "2024")
    assert "A little" not in set(counts["answer"])
    assert bases(counts, "val") == {(2, 1)}


def test_dont_know_counts_as_blank_even_where_the_scale_gives_it_a_value(
    rated, responses
):
    counts = answer_counts(rated(), responses, "2024")
    assert spread(counts, "val")["None"] == 0
    assert bases(counts, "val") == {(2, 1)}


def test_who_was_not_asked_is_neither_answered_nor_blank(rated, responses):
    assert bases(answer_counts(rated(), responses, "2024"), "roo") == {(1, 1)}


def test_an_answer_that_was_not_offered_in_the_round_has_no_row(rated, responses):
    survey = rated()
    assert "Enormous" not in set(answer_counts(survey, responses, "2024")["answer"])
    assert "Enormous" in set(answer_counts(survey, responses, "2023")["answer"])


def test_with_a_frame_a_provider_is_in_no_base(rated, responses):
    counts = answer_counts(rated(members=MEMBERS), responses, "2024")
    assert bases(counts, "val") == {(2, 0)}
    assert bases(counts, "roo") == {(0, 1)}


def test_no_responses_give_no_rows_but_all_columns(rated, responses):
    counts = answer_counts(rated(), responses.iloc[:0], "2024")
    assert counts.empty
    assert set(counts) == {
        "subject_id",
        "answer",
        "value",
        "count",
        "answered",
        "blank",
    }


def test_what_comes_in_is_not_changed(rated, responses):
    before = responses.copy()
    answer_counts(rated(), responses, "2024")
    pd.testing.assert_frame_equal(responses, before)
