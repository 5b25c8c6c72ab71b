"""Whom to call first: members whose answers are least known, and who may reply."""

from __future__ import annotations

import pandas as pd
import pytest

from rocb_analysis.priorities.chase import chase_details, chase_list, unsure_of

ROUNDS = "round,file,asked_on\n" + "\n".join(f"{n},{n}.csv,202{n}-12-06" for n in "123")
NAMES = [f"M{n:02d}" for n in range(12)]
MEMBERS = "member_id,name,sub_region\n" + "\n".join(
    f"{name},Land {name},{'East' if number < 6 else 'West'}"
    for number, name in enumerate(NAMES)
)
COLUMNS = "question_id,subject_id,1,2,3\nneed,val,?,?,?\nneed,roo,?,?,?"


@pytest.fixture
def region(make_survey):
    def make(**tables: str):
        return make_survey(rounds=ROUNDS, members=MEMBERS, columns=COLUMNS, **tables)

    return make


@pytest.fixture
def replies(needs_from):
    """Return a function: needs and respondents of members that replied in rounds.

    Members of an even number need val and not roo, others the other way.
    """

    def read(**rounds: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
        parts, came = [needs_from("1", "val roo\nX 1 0").iloc[:0]], []
        for name, members in rounds.items():
            lines = [f"{m} {1 - int(m[1:]) % 2} {int(m[1:]) % 2}" for m in members]
            parts.append(needs_from(name[1:], "\n".join(["val roo", *lines])))
            came += [(name[1:], member) for member in members]
        respondents = pd.DataFrame(came, columns=["round", "respondent_id"])
        return pd.concat(parts), respondents

    return read


def order(chase: pd.DataFrame) -> list[str]:
    return list(chase.sort_values("position")["respondent_id"])


def test_only_members_yet_to_reply_are_listed(region, replies):
    needs, came = replies(r2=NAMES, r3=NAMES[:8])
    chase = chase_list(region(), needs, came, "3")
    assert sorted(chase["respondent_id"]) == NAMES[8:]
    assert sorted(chase["position"]) == [1, 2, 3, 4]


def test_a_member_without_an_answer_of_last_round_is_the_least_known(region, replies):
    needs, came = replies(r1=NAMES, r2=NAMES[:11], r3=NAMES[:8])
    chase = chase_list(region(), needs, came, "3").set_index("respondent_id")
    assert chase["unsure"].idxmax() == "M11"
    assert chase["answered_last"].to_dict() == {"M08": 1, "M09": 1, "M10": 1, "M11": 0}


def test_who_never_replies_is_called_later_though_unknown(region, replies):
    needs, came = replies(r1=NAMES[:11], r2=NAMES[:10], r3=NAMES[:8])
    chase = chase_list(region(), needs, came, "3")
    assert order(chase)[0] == "M10"
    chances = chase.set_index("respondent_id")["reply_chance"]
    known = {"M08": 5 / 6, "M09": 5 / 6, "M10": 1 / 2, "M11": 1 / 6}
    assert chances.to_dict() == pytest.approx(known)


def test_with_no_last_round_all_are_as_unsure_and_past_replies_order_them(
    region, replies
):
    needs, came = replies(r1=[*NAMES[:9], "M11"], r3=NAMES[:8])
    chase = chase_list(region(), needs, came, "3")
    assert chase["unsure"].nunique() == 1
    assert order(chase) == ["M08", "M11", "M09", "M10"]


def test_a_first_round_lists_members_by_their_id(region, replies):
    needs, came = replies(r1=NAMES[:8])
    assert order(chase_list(region(), needs, came, "1")) == NAMES[8:]


def test_before_any_reply_all_members_are_listed(region, replies):
    needs, came = replies(r2=NAMES[:8])
    chase = chase_list(region(), needs, came, "3")
    assert len(chase) == 12
    assert set(order(chase)[:8]) == set(NAMES[:8])


def test_when_all_replied_nobody_is_listed(region, replies):
    needs, came = replies(r3=NAMES)
    assert chase_list(region(), needs, came, "3").empty


def test_last_round_says_nothing_where_breaks_part_it(region, replies):
    breaks = "question_id,subject_id,from_round,comparable\nneed,,3,no"
    needs, came = replies(r2=NAMES[:11], r3=NAMES[:8])
    chase = chase_list(region(breaks=breaks), needs, came, "3")
    assert chase["unsure"].nunique() == 1


def test_an_unsure_answer_is_p_times_not_p_by_hand():
    answers = pd.DataFrame({"val": [1.0, 1.0, 0.0, 0.0]}, index=list("ABCD"))
    # Nothing is known of E: p = 2.5 / 5; F said yes and answers are always kept: .95.
    last = pd.DataFrame({"val": [1.0, 1.0, 0.0, 0.0, 1.0]}, index=list("ABCDF"))
    unsure = unsure_of(answers, last, ["E", "F"])
    kept = 0.95 + 0.05 * 0.5
    assert unsure.tolist() == pytest.approx([0.25, kept * (1 - kept)])


def test_only_the_first_ten_subjects_count():
    answers = pd.DataFrame([[1.0] * 10 + [0.0] * 5] * 4).rename(columns=str)
    nothing = pd.DataFrame(dtype=float)
    share = 4.5 / 5
    unsure = unsure_of(answers, nothing, ["E"])
    assert unsure.tolist() == pytest.approx([10 * share * (1 - share)])


def test_details_say_what_a_member_named_last_and_what_its_sub_region_lacks(
    region, replies
):
    needs, came = replies(r1=NAMES, r2=NAMES[:10], r3=[*NAMES[:4], *NAMES[6:8]])
    details = chase_details(region(), needs, came, "3").set_index("respondent_id")
    columns = ["name", "sub_region", "last_reply", "named_last", "lacks"]
    assert details.loc["M04", columns].tolist() == ["Land M04", "East", "2", "val", 1]
    assert details.loc["M11", ["last_reply", "named_last"]].tolist() == ["1", "roo"]
    assert details.loc["M11", "lacks"] == 3


def test_a_sub_region_that_can_be_shown_lacks_nothing(region, replies):
    needs, came = replies(r3=NAMES[:5])
    details = chase_details(region(), needs, came, "3").set_index("respondent_id")
    assert details.loc["M05", "lacks"] == 0


def test_details_stand_in_the_order_of_calling(region, replies):
    needs, came = replies(r1=NAMES[:11], r2=NAMES[:10], r3=NAMES[:8])
    assert list(chase_details(region(), needs, came, "3")["position"]) == [1, 2, 3, 4]


def test_without_a_frame_there_is_nobody_to_call(make_survey, replies):
    survey = make_survey(rounds=ROUNDS, columns=COLUMNS)
    assert chase_list(survey, *replies(r3=NAMES), "3").empty
