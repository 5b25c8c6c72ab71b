"""What changed between rounds, and what only came from who answered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.priorities.changes import changes_by_subject, with_verdicts

ROUNDS = (
    "round,file,asked_on\n1,a.csv,2021-12-06\n2,b.csv,2022-12-05\n3,c.csv,2023-12-04"
)
NAMES = [f"M{n:02d}" for n in range(35)]
MEMBERS = "member_id\n" + "\n".join(NAMES)
SUBJECTS = "subject_id,label\nval,Valuation\nroo,Origin\naeo,Operators"


def columns(**asked: str) -> str:
    """Return the codebook's columns: the rounds that ask each subject, as 1 2 3."""
    rows = [
        f"need,{subject}," + ",".join("?" * (name in rounds) for name in "123")
        for subject, rounds in asked.items()
    ]
    return "question_id,subject_id,1,2,3\n" + "\n".join(rows)


@pytest.fixture
def region(make_survey):
    """Return a function that makes a survey of 35 members asked for subjects."""

    def make(columns: str = columns(val="12"), **tables: str):
        tables = {"members": MEMBERS, "subjects": SUBJECTS, **tables}
        return make_survey(rounds=ROUNDS, columns=columns, **tables)

    return make


@pytest.fixture
def answers(needs_from):
    """Return a function: the answers to val of each round, as 1, 0, . or blank."""

    def read(**rounds: str) -> pd.DataFrame:
        parts = [
            needs_from(
                name.removeprefix("r"),
                "val\n"
                + "\n".join(
                    f"{member} {mark}"
                    for member, mark in zip(NAMES, marks, strict=False)
                    if mark != " "
                ),
            )
            for name, marks in rounds.items()
        ]
        return pd.concat(parts)

    return read


def only(changes: pd.DataFrame) -> pd.Series:
    assert len(changes) == 1
    return changes.iloc[0]


def test_a_change_of_the_matched_is_found_with_nobody_else_answering(region, answers):
    needs = answers(r1="0" * 9 + "1" * 13, r2="1" * 9 + "1" * 13)
    found = only(changes_by_subject(region(), needs))
    assert (found["rose"], found["fell"], found["changers"]) == (9, 0, 9)
    assert found["matched_change_pp"] == found["change_pp"]
    assert found["change_pp"] == pytest.approx(100 * 9 / 22)
    assert found["who_answered_pp"] == 0.0
    assert found["verdict"] == "rose"


def test_a_change_of_who_answered_alone_is_no_change_of_need(region, answers):
    # 12 of 26, then 8 of 30: 46 % to 27 %, yet no member changed its answer.
    needs = answers(
        r1="1" * 8 + "0" * 14 + "1" * 4, r2="1" * 8 + "0" * 14 + " " * 4 + "0" * 8
    )
    found = only(changes_by_subject(region(), needs))
    assert found["change_pp"] == pytest.approx(100 * (8 / 30 - 12 / 26))
    assert (found["matched"], found["matched_change_pp"]) == (22, 0.0)
    assert found["who_answered_pp"] == found["change_pp"]
    assert found["verdict"] == "no clear change"


def test_both_kinds_of_change_are_told_apart_when_they_come_together(region, answers):
    needs = answers(r1="0" * 10 + "1" * 10 + "1" * 5, r2="1" * 8 + "0" * 2 + "1" * 10)
    found = only(changes_by_subject(region(), needs))
    assert found["matched_change_pp"] == 40.0
    assert found["change_pp"] == pytest.approx(100 * (18 / 20 - 15 / 25))
    assert found["who_answered_pp"] == -10.0


def test_the_two_parts_add_up_to_the_change_for_any_replies(region, answers):
    random, survey = np.random.default_rng(4), region()
    for _ in range(20):
        marks = ["".join(random.choice(list("01. "), 35)) for _ in range(2)]
        found = only(changes_by_subject(survey, answers(r1=marks[0], r2=marks[1])))
        parts = found["matched_change_pp"] + found["who_answered_pp"]
        assert found["change_pp"] == pytest.approx(parts, abs=0.1001)


@pytest.mark.parametrize("second", ["1" * 22, "1" * 9 + "0" * 13, "0" * 22])
def test_a_rewording_with_or_without_change_is_not_comparable(region, answers, second):
    breaks = "question_id,subject_id,from_round,comparable\nneed,val,2,no"
    needs = answers(r1="0" * 9 + "1" * 13, r2=second)
    found = only(changes_by_subject(region(breaks=breaks), needs))
    assert (found["comparable"], found["verdict"]) == ("no", "not comparable")
    numbers = [
        *("change_pp", "changers", "matched_change_pp", "who_answered_pp"),
        *("rose", "fell", "p_value", "smallest_p", "p_mid", "q_value"),
    ]
    assert found[numbers].isna().all()
    assert found["matched"] == 22


def test_a_break_with_care_is_compared_and_says_so(region, answers):
    breaks = "question_id,subject_id,from_round,comparable\nneed,val,2,with_care"
    needs = answers(r1="0" * 9 + "1" * 13, r2="1" * 22)
    found = only(changes_by_subject(region(breaks=breaks), needs))
    assert (found["comparable"], found["verdict"]) == ("with_care", "rose")


def test_five_changing_one_way_lean_and_say_what_was_reachable(region, answers):
    needs = answers(r1="0" * 5 + "1" * 17, r2="1" * 22)
    found = only(changes_by_subject(region(), needs))
    assert (found["p_value"], found["smallest_p"]) == (0.0625, 0.0625)
    assert pd.isna(found["q_value"])
    assert found["verdict"] == "leaning up"


def test_three_changers_show_no_clear_change_and_why(region, answers):
    needs = answers(r1="1" * 3 + "0" * 19, r2="0" * 22)
    found = only(changes_by_subject(region(), needs))
    assert found["verdict"] == "no clear change"
    assert found["smallest_p"] == 0.25


def test_a_fall_is_told_as_a_rise_is(region, answers):
    needs = answers(r1="1" * 22, r2="0" * 9 + "1" * 13)
    found = only(changes_by_subject(region(), needs))
    assert (found["verdict"], found["fell"]) == ("fell", 9)


def test_under_ten_matched_members_are_too_few(region, answers):
    needs = answers(r1="0" * 9, r2="1" * 9)
    found = only(changes_by_subject(region(), needs))
    assert (found["matched"], found["verdict"]) == (9, "too few")
    assert pd.isna(found["q_value"])


def test_a_round_of_one_reply_has_too_few_matched(region, answers):
    found = only(changes_by_subject(region(), answers(r1="1" * 22, r2="0")))
    assert (found["matched"], found["verdict"]) == (1, "too few")


def test_rounds_without_a_common_member_have_a_change_but_no_split(region, answers):
    needs = answers(r1="1" * 12, r2=" " * 12 + "0" * 12)
    found = only(changes_by_subject(region(), needs))
    assert (found["change_pp"], found["matched"]) == (-100.0, 0)
    assert found[["matched_change_pp", "who_answered_pp"]].isna().all()


def test_a_round_of_no_reply_is_passed_over(region, answers):
    survey = region(columns(val="123"))
    found = only(changes_by_subject(survey, answers(r1="1" * 12, r3="1" * 12)))
    assert (found["from_round"], found["to_round"]) == ("1", "3")


def test_a_subject_not_offered_in_a_round_is_compared_over_it(region, answers):
    survey = region(columns(val="13", roo="123"))
    found = only(changes_by_subject(survey, answers(r1="1" * 12, r3="0" * 12)))
    assert (found["from_round"], found["to_round"], found["fell"]) == ("1", "3", 12)


def test_a_subject_that_only_one_round_asked_has_no_row(region, answers):
    assert changes_by_subject(region(columns(val="1")), answers(r1="1" * 12)).empty


def test_not_asked_is_not_no_need(region, needs_from):
    survey = region(columns(val="12", roo="12"))
    first = needs_from("1", "val roo\n" + "\n".join(f"{m} 1 1" for m in NAMES[:12]))
    then = needs_from("2", "val roo\n" + "\n".join(f"{m} 1 -" for m in NAMES[:12]))
    found = changes_by_subject(survey, pd.concat([first, then]))
    assert list(found["subject_id"]) == ["val"]


def test_a_blank_answer_is_in_no_share(region, answers):
    found = only(changes_by_subject(region(), answers(r1="1" * 12, r2="1" * 11 + ".")))
    assert (found["matched"], found["change_pp"]) == (11, 0.0)


def test_an_option_always_or_never_chosen_shows_no_clear_change(region, answers):
    survey = region()
    for mark in "10":
        found = only(changes_by_subject(survey, answers(r1=mark * 22, r2=mark * 22)))
        assert (found["changers"], found["p_value"]) == (0, 1.0)
        assert found["verdict"] == "no clear change"


def test_replies_of_no_needs_this_year_fall_like_any_other(region, answers):
    needs = answers(r1="1" * 8 + "0" * 14, r2="0" * 22)
    said = needs.assign(
        state=np.where(needs["round"] == "2", "no_needs", needs["state"])
    )
    assert only(changes_by_subject(region(), said))["verdict"] == "fell"


def test_a_provider_counts_in_neither_round(region, answers):
    members = "member_id,role\nM00,provider\n" + "\n".join(
        f"{m},member" for m in NAMES[1:]
    )
    needs = answers(r1="0" * 12, r2="1" * 12)
    assert only(changes_by_subject(region(members=members), needs))["rose"] == 11


BALLOT = "question_id,kind,about\nneed,top_n,need"
PLACES = "question_id,position,1,2,3\nneed,1,First,First,First\nneed,2,Next,Next,Next"


@pytest.mark.parametrize(
    ("breaks", "verdict"),
    [
        ("", "not comparable"),
        ("question_id,subject_id,from_round,comparable\nneed,,2,yes", "rose"),
    ],
)
def test_more_picks_allowed_is_not_comparable_unless_breaks_says_so(
    make_survey, answers, breaks, verdict
):
    rounds = (
        "round,file,asked_on,picks_allowed\n1,a.csv,2021-12-06,3\n2,b.csv,2022-12-05,5"
    )
    tables = {"breaks": breaks} if breaks else {}
    survey = make_survey(
        rounds=rounds,
        questions=BALLOT,
        columns="question_id,position,1,2\nneed,1,First,First\nneed,2,Next,Next",
        subjects=SUBJECTS,
        members=MEMBERS,
        **tables,
    )
    needs = answers(r1="0" * 9 + "1" * 13, r2="1" * 22)
    assert only(changes_by_subject(survey, needs))["verdict"] == verdict


def test_rounds_are_a_family_each_when_many_subjects_are_tested():
    # One p of .05 alone stands; among five others of no change it does not.
    row = {"from_round": "1", "comparable": "yes", "matched": 22, "changers": 9}
    row |= {"rose": 8, "fell": 1, "p_mid": 0.05}
    alone = {**row, "to_round": "2"}
    others = [{**row, "to_round": "3", "p_mid": p} for p in (0.05, 0.5, 0.6, 0.7, 0.8)]
    found = with_verdicts(pd.DataFrame([alone, *others]))
    assert found["verdict"].tolist()[:2] == ["rose", "leaning up"]


def test_the_order_of_the_rows_does_not_matter(region, answers):
    needs = answers(r1="0" * 9 + "1" * 13, r2="1" * 22)
    turned, survey = needs.iloc[::-1].reset_index(drop=True), region()
    pd.testing.assert_frame_equal(
        changes_by_subject(survey, needs), changes_by_subject(survey, turned)
    )


def test_what_comes_in_is_not_changed(region, answers):
    needs = answers(r1="0" * 12, r2="1" * 12)
    before = needs.copy()
    changes_by_subject(region(), needs)
    pd.testing.assert_frame_equal(needs, before)
