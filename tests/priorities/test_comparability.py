"""May two rounds be compared on a subject? By the questionnaire, and by breaks."""

from __future__ import annotations

import pytest

from rocb_analysis.priorities.comparability import Comparability, comparable

ROUNDS = "round,file\n1,a.csv\n2,b.csv\n3,c.csv\n4,d.csv"
QUESTIONS = (
    "question_id,kind,about\nneed,yes_no,need\nother,yes_no,need\nother2,yes_no,offer"
)
BREAKS = "question_id,subject_id,from_round,comparable\n"


@pytest.fixture
def survey(make_survey):
    """Return a function: the rounds that ask val by each question, and breaks."""

    def make(breaks: str = "", *, need: str = "1234", other: str = ""):
        rows = [
            f"{question},val," + ",".join("?" * (name in asked) for name in "1234")
            for question, asked in (("need", need), ("other", other))
            if asked
        ]
        return make_survey(
            rounds=ROUNDS,
            questions=QUESTIONS,
            columns="question_id,subject_id,1,2,3,4\n" + "\n".join(rows),
            breaks=BREAKS + breaks,
        )

    return make


def test_one_question_in_both_rounds_is_comparable(survey):
    assert comparable(survey(), "val", "1", "2") == "yes"


def test_which_round_comes_first_does_not_matter(survey):
    assert comparable(survey("need,,3,no"), "val", "4", "2") == "no"


def test_a_round_that_did_not_ask_is_not_comparable(survey):
    assert comparable(survey(need="134"), "val", "1", "2") == "no"


def test_a_subject_that_nobody_asked_is_not_comparable(survey):
    assert comparable(survey(), "roo", "1", "2") == "no"


def test_different_questions_are_not_comparable(survey):
    assert comparable(survey(need="12", other="34"), "val", "2", "3") == "no"


def test_different_questions_are_comparable_where_breaks_says_so(survey):
    asked = survey("other,,3,with_care", need="12", other="34")
    assert comparable(asked, "val", "2", "3") == "with_care"


def test_a_break_speaks_of_its_round_and_the_one_before(survey):
    broken = survey("need,val,3,no")
    assert comparable(broken, "val", "2", "3") == "no"
    assert comparable(broken, "val", "3", "4") == "yes"


def test_rounds_on_both_sides_of_a_break_are_not_comparable(survey):
    assert comparable(survey("need,val,3,no"), "val", "1", "4") == "no"


def test_the_worst_step_of_several_counts(survey):
    assert (
        comparable(survey("need,,2,with_care\nneed,,3,yes"), "val", "1", "4")
        == "with_care"
    )


def test_a_break_of_another_subject_does_not_matter(survey):
    assert comparable(survey("need,roo,2,no"), "val", "1", "2") == "yes"


def test_a_break_of_another_question_does_not_matter(survey):
    assert comparable(survey("other2,,2,no"), "val", "1", "2") == "yes"


def test_a_break_that_names_the_subject_comes_before_one_of_the_whole_question(survey):
    assert comparable(survey("need,,2,no\nneed,val,2,yes"), "val", "1", "2") == "yes"


def test_a_break_in_a_round_that_did_not_ask_parts_the_rounds_around_it(survey):
    assert comparable(survey("need,,2,no", need="134"), "val", "1", "3") == "no"


def test_the_break_of_the_later_round_speaks_of_the_step_over_a_gap(survey):
    # Not offered in round 2; offered again in round 3, and said to be the same.
    again = survey("need,val,2,no\nneed,val,3,with_care", need="134")
    assert comparable(again, "val", "1", "3") == "with_care"


def test_a_line_is_unbroken_to_the_last_round_that_asked(survey):
    assert Comparability(survey()).line("val") == ["1", "2", "3", "4"]


def test_a_line_starts_anew_at_a_break(survey):
    assert Comparability(survey("need,val,3,no")).line("val") == ["3", "4"]


def test_a_line_starts_anew_after_a_round_that_did_not_ask(survey):
    assert Comparability(survey(need="134")).line("val") == ["3", "4"]


SIX = "round,file\n" + "\n".join(f"{n},{n}.csv" for n in range(1, 7))


@pytest.fixture
def line(make_survey):
    """Return a function: the line of val over six rounds, by question and breaks."""

    def read(breaks: str, *, need: str = "123456", other: str = "") -> str:
        rows = [
            f"{question},val," + ",".join("?" * (n in asked) for n in "123456")
            for question, asked in (("need", need), ("other", other))
            if asked
        ]
        survey = make_survey(
            rounds=SIX,
            questions=QUESTIONS,
            columns="question_id,subject_id,1,2,3,4,5,6\n" + "\n".join(rows),
            breaks=BREAKS + breaks,
        )
        return "".join(Comparability(survey).line("val"))

    return read


def test_a_round_that_stands_alone_is_left_out_of_the_line(line):
    assert line("need,val,3,no\nneed,val,4,no") == "12456"


def test_a_round_that_asked_by_another_question_is_left_out(line):
    assert line("", need="12456", other="3") == "12456"


def test_a_line_starts_anew_after_a_question_that_changed_for_good(line):
    assert line("need,val,3,no", need="12", other="3456") == "3456"


def test_a_line_starts_anew_where_the_rounds_around_ask_differently(line):
    assert line("need,val,3,no\nother,val,4,no", need="123", other="456") == "456"


def test_a_question_that_changes_every_round_leaves_no_round_out(line):
    assert line("need,val,3,no\nneed,val,4,no\nneed,val,5,no") == "56"


def test_the_last_round_is_never_left_out(line):
    assert line("need,val,6,no") == "6"


def test_of_three_rounds_that_all_differ_the_middle_one_is_not_left_out(line):
    assert line("need,val,5,no\nneed,val,6,no", need="456") == "6"


def test_a_subject_nobody_asked_has_no_line(survey):
    assert Comparability(survey()).line("roo") == []
