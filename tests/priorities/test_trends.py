"""Trends of steady members, and kinds of need over the rounds."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.priorities import trends_by_subject

YEARS = [str(n) for n in range(1, 7)]
ROUNDS = "round,file\n" + "\n".join(f"{name},{name}.csv" for name in YEARS)
NAMES = [f"M{n:02d}" for n in range(20)]
MEMBERS = "member_id\n" + "\n".join(NAMES)
OTHERS = ["o1", "o2"]


def line(asked: str, subject: str = "val") -> str:
    return f"need,{subject}," + ",".join("?" * (name in asked) for name in YEARS)


@pytest.fixture
def trend(make_survey, needs_from):
    """Return a function: the row of val, given how many of 20 need it each round.

    - : the round does not ask it. Two other subjects stand beside it: o1 is needed by
    ten, o2 by none. `needing` may be lists of marks, one a member.
    """

    def read(needing: list[int | str], *, breaks: str = "") -> pd.Series:
        asked = "".join(n for n, k in zip(YEARS, needing, strict=True) if k != "-")
        columns = [line(asked), *(line("123456", other) for other in OTHERS)]
        tables = {"breaks": "question_id,subject_id,from_round,comparable\n" + breaks}
        survey = make_survey(
            rounds=ROUNDS,
            members=MEMBERS,
            subjects="subject_id,label\nval,V\no1,O\no2,P",
            columns=f"question_id,subject_id,{','.join(YEARS)}\n" + "\n".join(columns),
            **tables,
        )
        parts = []
        for name, many in zip(YEARS, needing, strict=True):
            marks = many if isinstance(many, str) else "1" * many + "0" * (20 - many)
            marks = "-" * 20 if many == "-" else marks
            drawing = ["val o1 o2"] + [
                f"{member} {mark} {int(number < 10)} 0"
                for number, (member, mark) in enumerate(zip(NAMES, marks, strict=True))
                if mark != " "
            ]
            parts.append(needs_from(name, "\n".join(drawing)))
        found = trends_by_subject(survey, pd.concat(parts)).set_index("subject_id")
        return found.loc["val"]

    return read


def test_a_rise_over_six_rounds_has_the_exact_p(trend):
    found = trend([2, 4, 6, 8, 10, 12])
    assert (found["rounds"], found["steady"], found["tau"]) == (6, 20, 1.0)
    assert found["p_value"] == found["smallest_p"] == 0.0028


def test_a_need_that_rose_from_end_to_end_is_emerging(trend):
    found = trend([2, 2, 3, 9, 11, 12])
    assert (found["rose"], found["fell"], found["kind"]) == (10, 0, "emerging")
    assert found["ends_q"] <= 0.10


def test_a_need_that_fell_from_end_to_end_is_fading(trend):
    assert trend([12, 11, 9, 8, 3, 2])["kind"] == "fading"


def test_a_need_always_among_the_first_third_is_persistent(trend):
    assert trend([14, 15, 14, 13, 14, 15])["kind"] == "persistent"


def test_a_need_once_below_the_first_third_is_of_no_kind(trend):
    assert trend([14, 15, 14, 9, 14, 15])["kind"] == ""


def test_a_subject_that_only_the_last_round_asked_is_new(trend):
    found = trend(["-", "-", "-", "-", "-", 9])
    assert (found["rounds"], found["kind"]) == (1, "new")


def test_a_subject_the_last_round_did_not_ask_is_no_longer_asked(trend):
    found = trend([9, 9, 9, 9, 9, "-"])
    assert (found["to_round"], found["kind"]) == ("5", "no longer asked")


def test_two_rounds_are_too_few_for_a_kind(trend):
    assert trend(["-", "-", "-", "-", 5, 9])["kind"] == "too few"


def test_under_ten_steady_members_are_too_few(trend):
    mine, others = "1" * 9 + " " * 11, " " * 9 + "1" * 11
    found = trend([9, "1" * 9 + " " * 11, 9, others, 9, mine])
    assert (found["steady"], found["kind"]) == (0, "too few")
    assert pd.isna(found["p_value"])


def test_four_rounds_have_a_kind_but_no_trend(trend):
    found = trend(["-", "-", 2, 6, 9, 12])
    assert pd.isna(found["p_value"])
    assert found["kind"] == "emerging"


def test_a_line_breaks_where_breaks_says_so(trend):
    found = trend([2, 4, 6, 8, 10, 12], breaks="need,val,3,no")
    assert (found["from_round"], found["rounds"]) == ("3", 4)


def test_a_line_breaks_where_a_round_did_not_ask(trend):
    assert trend([2, 4, "-", 8, 10, 12])["from_round"] == "4"


def test_members_that_missed_a_round_do_not_make_a_trend(trend):
    # The steady twelve never change; more and more others come, all of whom need it.
    steady = "1" * 6 + "0" * 6
    found = trend([steady + "1" * more + " " * (8 - more) for more in range(6)])
    assert (found["steady"], found["rose"], found["fell"]) == (12, 0, 0)
    assert pd.isna(found["tau"])


def test_equal_shares_have_no_trend_and_count_in_no_family(trend):
    found = trend([9, 9, 9, 9, 9, 9])
    assert (found["p_value"], found["smallest_p"]) == (1.0, 1.0)
    assert found[["tau", "q_value"]].isna().all()


def test_five_rounds_alone_reach_what_their_p_allows(trend):
    found = trend(["-", 2, 4, 6, 8, 10])
    assert (found["rounds"], found["p_value"]) == (5, 0.0167)


def test_without_a_frame_unmatched_replies_make_no_panel(make_survey, needs_from):
    survey = make_survey(
        rounds="round,file\n1,a.csv\n2,b.csv\n3,c.csv",
        subjects="subject_id,label\nval,V",
        columns="question_id,subject_id,1,2,3\nneed,val,?,?,?",
    )
    needs = [
        needs_from(name, "val\n" + "\n".join(f"{name}/r{n} 1" for n in range(40)))
        for name in "123"
    ]
    found = trends_by_subject(survey, pd.concat(needs)).iloc[0]
    assert (found["steady"], found["kind"]) == (0, "too few")


def test_no_replies_have_no_trends(make_survey, needs_from):
    survey = make_survey(rounds=ROUNDS, members=MEMBERS)
    assert trends_by_subject(survey, needs_from("1", "val\nA 1").iloc[:0]).empty
