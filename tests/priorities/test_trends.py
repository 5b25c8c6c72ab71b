"""Trends of members' own answers, and kinds of need over the rounds."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.priorities.tests import mcnemar_exact
from rocb_analysis.priorities.trends import trends_by_subject

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
    ten, o2 by none. `needing` may be lists of marks, one a member. score: by round the
    graded answers of the members.
    """

    def read(
        needing: list[int | str],
        *,
        breaks: str = "",
        score: dict[str, list[float]] | None = None,
    ) -> pd.Series:
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
        needs = pd.concat(parts)
        for name, graded in (score or {}).items():
            rows = (needs["round"] == name) & (needs["subject_id"] == "val")
            needs.loc[rows, "score"] = graded
        found = trends_by_subject(survey, needs).set_index("subject_id")
        return found.loc["val"]

    return read


def test_members_that_rose_one_by_one_over_six_rounds_are_a_trend(trend):
    # Two begin with it, ten turn to it and stay, eight never need it.
    found = trend([2, 4, 6, 8, 10, 12])
    assert (found["rounds"], found["members"]) == (6, 20)
    assert (found["rose"], found["fell"]) == (10, 0)
    assert found["p_value"] == found["smallest_p"] == pytest.approx(2 / 2**10)
    assert found["kind"] == "emerging"


def test_a_need_that_fell_is_fading(trend):
    assert trend([12, 11, 9, 8, 3, 2])["kind"] == "fading"


def test_three_of_nineteen_that_fell_are_no_trend_however_evenly_shares_fall(trend):
    # Kendall's test of the shares alone called such a line fading.
    found = trend(["1" * n + "0" * (19 - n) + " " for n in (10, 9, 9, 8, 8, 7)])
    assert (found["rose"], found["fell"], found["p_value"]) == (0, 3, 0.25)
    assert found["kind"] == ""


def test_a_need_always_among_the_first_third_is_persistent(trend):
    assert trend([14, 15, 14, 13, 14, 15])["kind"] == "persistent"


def test_a_need_once_below_the_first_third_is_of_no_kind(trend):
    assert trend([14, 15, 14, 9, 14, 15])["kind"] == ""


def test_a_need_first_among_few_replies_is_not_surely_among_the_first(trend):
    # In round 1 twelve of the twenty reply, and as many need val as need o1.
    few = "0" * 2 + "1" * 10 + " " * 8
    assert trend([few, 15, 14, 14, 14, 15])["kind"] == ""


def test_a_subject_that_only_the_last_round_asked_is_new(trend):
    found = trend(["-", "-", "-", "-", "-", 9])
    assert (found["rounds"], found["kind"]) == (1, "new")
    assert found[["rose", "p_value"]].isna().all()


def test_a_subject_the_last_round_did_not_ask_is_no_longer_asked(trend):
    found = trend([9, 9, 9, 9, 9, "-"])
    assert (found["to_round"], found["kind"]) == ("5", "no longer asked")


def test_two_rounds_have_the_p_of_mcnemar_and_are_too_few_for_a_kind(trend):
    found = trend(
        ["-", "-", "-", "-", "1" * 5 + "0" * 15, "0" * 2 + "1" * 12 + "0" * 6]
    )
    assert (found["rose"], found["fell"]) == (9, 2)
    assert found["p_value"] == pytest.approx(mcnemar_exact(9, 2))
    assert (found["kind"], pd.isna(found["q_value"])) == ("too few", True)


def test_under_ten_members_that_answered_twice_are_too_few(trend):
    mine, others = "1" * 9 + " " * 11, " " * 9 + "1" * 11
    found = trend([mine, others, mine, " " * 20, mine, mine])
    assert (found["members"], found["kind"]) == (9, "too few")


def test_three_rounds_are_enough_for_a_trend(trend):
    assert trend(["-", "-", "-", 2, 6, 12])["kind"] == "emerging"


def test_a_line_breaks_where_breaks_says_so(trend):
    found = trend([2, 4, 6, 8, 10, 12], breaks="need,val,3,no")
    assert (found["from_round"], found["rounds"]) == ("3", 4)


def test_a_round_that_cannot_be_compared_is_left_out_of_the_line(trend):
    # In round 3 nobody needs it, for another thing was asked.
    broken = trend([2, 4, 0, 8, 10, 12], breaks="need,val,3,no\nneed,val,4,no")
    assert (broken["from_round"], broken["rounds"]) == ("1", 5)
    assert (broken["rose"], broken["fell"]) == (10, 0)


def test_a_line_breaks_where_a_round_did_not_ask(trend):
    assert trend([2, 4, "-", 8, 10, 12])["from_round"] == "4"


def test_members_that_missed_a_round_count_with_the_rounds_they_answered(trend):
    # Six each answer rounds 1 and 6 alone, and rounds 2 and 5 alone; all turn to it.
    found = trend(
        [
            "0" * 6 + " " * 14,
            " " * 6 + "0" * 6 + " " * 8,
            " " * 20,
            " " * 20,
            " " * 6 + "1" * 6 + " " * 8,
            "1" * 6 + " " * 14,
        ]
    )
    assert (found["members"], found["rose"]) == (12, 12)
    assert found["kind"] == "emerging"


def test_who_answered_once_makes_no_trend(trend):
    # Twelve never change; each round another member comes, and needs it.
    steady = "1" * 6 + "0" * 6
    found = trend([steady + " " * n + "1" + " " * (7 - n) for n in range(6)])
    assert (found["members"], found["rose"], found["fell"]) == (12, 0, 0)


def test_equal_answers_have_no_trend_and_count_in_no_family(trend):
    found = trend([9, 9, 9, 9, 9, 9])
    assert (found["p_value"], found["smallest_p"]) == (1.0, 1.0)
    assert pd.isna(found["q_value"])


def test_graded_answers_are_tested_where_every_answer_has_a_grade(trend):
    # All twenty need it throughout, and more so every round.
    graded = {name: [n / 10] * 20 for n, name in enumerate(YEARS)}
    found = trend([20] * 6, score=graded)
    assert (found["rose"], found["kind"]) == (20, "emerging")


def test_one_answer_without_a_grade_leaves_yes_or_no_to_test(trend):
    graded = {name: [n / 10] * 20 for n, name in enumerate(YEARS)}
    graded["3"][0] = float("nan")
    assert trend([20] * 6, score=graded)["rose"] == 0


def test_all_subjects_are_one_family_of_q_values(make_survey, needs_from):
    # val: ten of ten rise, p 2/1024; aeo: six of six, p 2/64; two subjects, one family.
    survey = make_survey(
        rounds="round,file\n1,a.csv\n2,b.csv\n3,c.csv",
        members=MEMBERS,
        subjects="subject_id,label\nval,V\naeo,A",
        columns="question_id,subject_id,1,2,3\nneed,val,?,?,?\nneed,aeo,?,?,?",
    )
    parts = []
    for name, (val, aeo) in {"1": (0, 0), "2": (4, 3), "3": (10, 6)}.items():
        rows = [f"{m} {int(n < val)} {int(n < aeo)}" for n, m in enumerate(NAMES)]
        parts.append(needs_from(name, "\n".join(["val aeo", *rows])))
    found = trends_by_subject(survey, pd.concat(parts)).set_index("subject_id")
    assert found.loc["val", "q_value"] == pytest.approx(2 * 2 / 1024)
    assert found.loc["aeo", "q_value"] == pytest.approx(2 / 64)


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
    assert (found["members"], found["kind"]) == (0, "too few")


def test_no_replies_have_no_trends(make_survey, needs_from):
    survey = make_survey(rounds=ROUNDS, members=MEMBERS)
    assert trends_by_subject(survey, needs_from("1", "val\nA 1").iloc[:0]).empty
