"""Why two rounds cannot be compared on a subject, in words."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.priorities.changes import not_compared

ROUNDS = "round,file\n2021,a.csv\n2022,b.csv\n2023,c.csv"
SUBJECTS = "subject_id,label\nval,Valuation\naeo,AEO\nroo,Origin\nipr,IPR\nold,Old"
QUESTIONS = "question_id,kind,about\nneed,yes_no,need\nother,yes_no,context"
COLUMNS = """
    question_id,subject_id,2021,2022,2023
    need,val,V,V,V
    need,aeo,,,A
    need,roo,R,R,
    need,ipr,I,,I
    need,old,O,,
"""
BREAKS = "question_id,subject_id,from_round,comparable,what_changed"


@pytest.fixture
def reasons(make_survey):
    """Return a function: the reasons between two rounds, with some rows of breaks."""

    def make(
        before: str, after: str, *breaks: str, matched: int = 12
    ) -> dict[str, str]:
        survey = make_survey(
            rounds=ROUNDS,
            subjects=SUBJECTS,
            questions=QUESTIONS,
            columns=COLUMNS,
            breaks="\n".join([BREAKS, *breaks]),
        )
        row = {"from_round": [before], "to_round": [after], "subject_id": ["val"]}
        changes = pd.DataFrame({**row, "matched": [matched]})
        found = not_compared(survey, changes, before, after)
        return dict(zip(found["subject_id"], found["reason"], strict=True))

    return make


def test_a_subject_asked_for_the_first_time_is_new(reasons):
    assert reasons("2022", "2023")["aeo"] == "new in 2023"


def test_a_subject_asked_before_and_again_was_not_asked_between(reasons):
    assert reasons("2022", "2023")["ipr"] == "not asked in 2022"


def test_a_subject_that_left_the_form_is_not_asked(reasons):
    assert reasons("2022", "2023")["roo"] == "not asked in 2023"


def test_a_subject_neither_round_asked_has_no_row(reasons):
    assert "old" not in reasons("2022", "2023")


def test_a_subject_that_may_be_compared_has_no_row(reasons):
    care = "need,val,2023,with_care,A comma was added."
    assert "val" not in reasons("2022", "2023", care)


def test_a_break_says_what_changed(reasons):
    broken = "need,val,2023,no,The question was reworded."
    assert reasons("2022", "2023", broken)["val"] == "The question was reworded"


def test_a_break_of_the_whole_question_speaks_of_each_subject(reasons):
    broken = "need,,2023,no,Another scale."
    assert reasons("2022", "2023", broken)["val"] == "Another scale"


def test_a_break_of_another_question_is_not_told(reasons):
    breaks = ("need,val,2023,no,Reworded.", "other,,2023,no,Moved.")
    assert reasons("2022", "2023", *breaks)["val"] == "Reworded"


def test_a_break_without_words_is_told_as_asked_otherwise(reasons):
    assert reasons("2022", "2023", "need,val,2023,no,")["val"] == "asked otherwise"


def test_every_break_since_the_earlier_round_counts(reasons):
    breaks = ("need,val,2022,no,First.", "need,val,2023,yes,Nothing.")
    assert reasons("2021", "2023", *breaks)["val"] == "First"


def test_where_nobody_answered_twice_that_is_the_reason(reasons):
    told = reasons("2022", "2023", matched=0)
    assert told["val"] == "nobody answered in both rounds"


def test_a_round_beside_itself_leaves_nothing_out(reasons):
    assert reasons("2023", "2023") == {}
