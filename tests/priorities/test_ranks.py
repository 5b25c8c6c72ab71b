"""Ranks of a finite region: sets, silence ranks, likely ranges, groups."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.priorities.changes import answers_by_round
from rocb_analysis.priorities.ranks import (
    completed_region,
    finite_rank_sets,
    group_of,
    picks_of,
    ranks_by_subject,
    silence_ranks,
    tied_ranks,
)

SIX = "member_id,sub_region\n" + "\n".join(
    f"{name},{area}" for name, area in zip("ABCDEF", "EEEWWW", strict=True)
)
TWELVE = [f"s{n:02d}" for n in range(12)]
ROUNDS = "round,file,asked_on\n1,a.csv,2021-12-06\n2,b.csv,2022-12-05"


def asking(*subjects: str) -> str:
    """Return the codebook's columns of two rounds that ask for subjects."""
    rows = [f"need,{subject},{subject}?,{subject}?" for subject in subjects]
    return "question_id,subject_id,1,2\n" + "\n".join(rows)


def counts(**needing: int) -> pd.Series:
    return pd.Series(needing)


def ends(sets: pd.DataFrame, low: str, high: str) -> dict[str, tuple[int, int]]:
    pairs = zip(sets[low], sets[high], strict=True)
    return dict(zip(sets.index, pairs, strict=True))


def test_ranks_and_worst_ranks_of_ties_are_those_of_a_list():
    rank, worst = tied_ranks(np.array([[5, 5, 2], [0, 1, 1]]))
    assert rank.tolist() == [[1, 1, 3], [3, 1, 1]]
    assert worst.tolist() == [[2, 2, 3], [3, 2, 2]]


def test_a_subject_is_above_another_when_their_exact_intervals_part():
    # 28 of 34 answered: 20 is at least 20, 9 at most 15, at level 1 - .05/2.
    sets = finite_rank_sets(counts(val=20, roo=9), 28, 34)
    assert ends(sets, "low", "high") == {"val": (1, 1), "roo": (2, 2)}


def test_subjects_whose_intervals_meet_are_not_told_apart():
    sets = finite_rank_sets(counts(val=12, roo=10), 28, 34)
    assert ends(sets, "low", "high") == {"val": (1, 2), "roo": (1, 2)}


def test_sets_are_cut_to_what_silence_allows():
    # One silent member: 12 of 33 can be met by 11, never by 10.
    sets = finite_rank_sets(counts(val=12, roo=11, aeo=10), 33, 34)
    assert ends(sets, "low", "high") == {"val": (1, 2), "roo": (1, 3), "aeo": (2, 3)}


def test_with_all_members_answering_the_set_is_the_tied_rank():
    sets = finite_rank_sets(counts(val=9, roo=9, aeo=4), 34, 34)
    assert ends(sets, "low", "high") == ends(sets, "rank", "worst")
    assert ends(sets, "rank", "worst") == {"val": (1, 2), "roo": (1, 2), "aeo": (3, 3)}


def test_without_any_answer_every_rank_is_open():
    sets = finite_rank_sets(counts(val=0, roo=0), 0, 34)
    assert ends(sets, "low", "high") == {"val": (1, 2), "roo": (1, 2)}


def test_one_reply_tells_nothing_apart():
    sets = finite_rank_sets(counts(val=1, roo=0, aeo=0), 1, 34)
    assert set(ends(sets, "low", "high").values()) == {(1, 3)}


def test_an_option_always_and_one_never_chosen_are_told_apart():
    sets = finite_rank_sets(counts(val=28, roo=0), 28, 34)
    assert ends(sets, "low", "high") == {"val": (1, 1), "roo": (2, 2)}


def test_a_set_holds_the_rank_that_is_printed_though_answers_differ_by_subject():
    # roo: 5 of 5 answers; val: 8 of all 34. By count val is first, surely not by truth.
    needing, answered = counts(val=8, roo=5), pd.Series({"roo": 5, "val": 34})
    sets = finite_rank_sets(needing, answered, 34)
    assert (sets["low"] <= sets["rank"]).all()
    assert (sets["high"] >= sets["worst"]).all()


def test_a_rank_goes_by_the_share_of_those_that_answered():
    # val: 6 of 12, expected 17 of 34; roo: 7 of 28, expected 8.5. A blank is no "no".
    needing, answered = counts(val=6, roo=7), pd.Series({"val": 12, "roo": 28})
    sets = finite_rank_sets(needing, answered, 34)
    assert ends(sets, "rank", "worst") == {"val": (1, 1), "roo": (2, 2)}


def test_equal_shares_of_different_answers_share_a_rank():
    needing, answered = counts(val=1, roo=3), pd.Series({"val": 3, "roo": 9})
    sets = finite_rank_sets(needing, answered, 12)
    assert ends(sets, "rank", "worst") == {"val": (1, 2), "roo": (1, 2)}


@pytest.mark.parametrize("seed", range(4))
def test_every_range_holds_the_rank_though_answers_differ_by_subject(
    make_survey, needs_from, seed
):
    names = [f"M{n:02d}" for n in range(14)]
    survey = make_survey(
        rounds=ROUNDS, members="member_id\n" + "\n".join(names), columns=asking(*TWELVE)
    )
    marks = np.random.default_rng(seed).choice(list("10..-"), (10, 12))
    marks[marks == "-"] = "."
    lines = [f"{n} {' '.join(m)}" for n, m in zip(names, marks, strict=False)]
    needs = needs_from("1", "\n".join([" ".join(TWELVE), *lines]))
    ranks = ranks_by_subject(survey, needs, draws=100).dropna(subset="rank")
    for kind in ("", "_likely", "_silent"):
        assert (ranks[f"rank{kind}_low"] <= ranks["rank"]).all()
        assert (ranks[f"rank{kind}_high"] >= ranks["rank_worst"]).all()


def test_the_chance_of_the_first_third_is_that_of_the_completed_regions(
    region, needs_from
):
    def chance(drawing: str) -> dict[str, float]:
        ranks = ranks_by_subject(region, needs_from("1", drawing), draws=200)
        whole = ranks[ranks["sub_region"] == "all"].set_index("subject_id")
        return whole["first_third"].to_dict()

    # Two silent members cannot lift another subject from one to four.
    assert chance(DRAWING) == {"val": 1.0, "roo": 0.0, "aeo": 0.0}
    even = chance("val roo\nA 1 0\nB 0 1")
    assert all(0 < one < 1 for one in even.values())


def test_the_index_of_the_sets_is_that_of_the_counts():
    needing = pd.Series([3, 1], index=pd.Index(["val", "roo"], name="subject_id"))
    pd.testing.assert_index_equal(finite_rank_sets(needing, 9, 12).index, needing.index)


def test_no_subjects_have_no_sets():
    assert finite_rank_sets(pd.Series(dtype="int64"), 9, 12).empty


def test_counts_beyond_the_answers_raise():
    with pytest.raises(ValueError, match="needing <= answered <= members"):
        finite_rank_sets(counts(val=10), 9, 12)


def test_a_higher_level_never_narrows_a_set():
    needing = counts(val=20, roo=14, aeo=9, lab=3)
    sure, surer = (
        finite_rank_sets(needing, 28, 34, level=level) for level in (0.8, 0.99)
    )
    assert (surer["low"] <= sure["low"]).all()
    assert (surer["high"] >= sure["high"]).all()


def every_completion(known: np.ndarray, silent: int, picks: int | None) -> np.ndarray:
    """Return the counts of every way in which silent members may answer."""
    subjects = len(known)
    ballots = [
        ballot
        for ballot in product([0, 1], repeat=subjects)
        if picks is None or sum(ballot) <= picks
    ]
    votes = product(ballots, repeat=silent)
    return np.array([known + np.sum(vote, axis=0) for vote in votes])


@pytest.mark.parametrize("picks", [None, 1, 2])
@pytest.mark.parametrize("known", [[3, 3, 1], [4, 2, 2], [5, 4, 0], [2, 1, 0]])
def test_silence_ranks_are_the_best_and_worst_over_every_completion(known, picks):
    silent = 2
    rank, worst = tied_ranks(every_completion(np.array(known), silent, picks))
    found = silence_ranks(pd.Series(known), 6, 6 + silent, picks=picks)
    assert found["silent_low"].tolist() == rank.min(axis=0).tolist()
    assert found["silent_high"].tolist() == worst.max(axis=0).tolist()


def test_a_range_in_one_third_names_it_and_one_across_is_unclear():
    assert group_of(1, 3, 9) == "first"
    assert group_of(4, 6, 9) == "middle"
    assert group_of(7, 9, 9) == "last"
    assert group_of(3, 4, 9) == "unclear"


@pytest.fixture
def region(make_survey):
    return make_survey(rounds=ROUNDS, members=SIX)


DRAWING = "val roo aeo\nA 1 0 0\nB 1 1 0\nD 1 0 0\nE 1 0 1"


def test_every_area_of_a_round_has_its_ranks(region, needs_from):
    ranks = ranks_by_subject(region, needs_from("1", DRAWING), draws=200)
    assert ranks.groupby("sub_region").size().to_dict() == {"E": 3, "W": 3, "all": 3}
    assert set(ranks["round"]) == {"1"}


def test_every_range_lies_within_what_silence_allows(region, needs_from):
    ranks = ranks_by_subject(region, needs_from("1", DRAWING), draws=200)
    for kind in ("", "_likely"):
        assert (ranks[f"rank{kind}_low"] >= ranks["rank_silent_low"]).all()
        assert (ranks[f"rank{kind}_high"] <= ranks["rank_silent_high"]).all()
        assert (ranks[f"rank{kind}_low"] <= ranks[f"rank{kind}_high"]).all()


def test_ranks_of_the_region_are_those_of_the_rank_sets(region, needs_from):
    ranks = ranks_by_subject(region, needs_from("1", DRAWING), draws=50)
    whole = ranks[ranks["sub_region"] == "all"].set_index("subject_id")
    sets = finite_rank_sets(counts(aeo=1, roo=1, val=4), 4, 6)
    assert whole["rank_low"].to_dict() == sets["low"].to_dict()
    assert whole["rank_high"].to_dict() == sets["high"].to_dict()


def test_a_round_of_one_reply_has_ranks_a_round_of_none_has_no_row(region, needs_from):
    ranks = ranks_by_subject(region, needs_from("2", "val roo\nA 1 0"), draws=50)
    assert set(ranks["round"]) == {"2"}
    assert ranks_by_subject(region, needs_from("2", "val\nA 1").iloc[:0]).empty


def test_a_reply_of_no_needs_counts_as_an_answer_of_no(region, needs_from):
    needs = needs_from("1", "val roo\nA 1 0\nB 0 0")
    no_needs = needs.assign(
        state=np.where(needs["respondent_id"] == "B", "no_needs", needs["state"])
    )
    found = ranks_by_subject(region, no_needs, draws=50)
    pd.testing.assert_frame_equal(found, ranks_by_subject(region, needs, draws=50))


def test_the_last_round_narrows_the_likely_ranges(make_survey, needs_from):
    names = [f"M{n:02d}" for n in range(34)]
    members = "member_id\n" + "\n".join(names)
    survey = make_survey(rounds=ROUNDS, members=members, columns=asking(*TWELVE))
    random = np.random.default_rng(2)
    liked = random.random((34, 12)) < np.linspace(0.9, 0.1, 12)
    subjects = " ".join(TWELVE)
    lines = [
        f"{name} {' '.join(map(str, row))}"
        for name, row in zip(names, liked.astype(int), strict=True)
    ]
    now = needs_from("2", "\n".join([subjects, *lines[:20]]))
    last = needs_from("1", "\n".join([subjects, *lines]))
    alone = ranks_by_subject(survey, now, draws=500)
    both = ranks_by_subject(survey, pd.concat([last, now]), draws=500)
    both = both[both["round"] == "2"]

    def width(ranks: pd.DataFrame) -> int:
        return (ranks["rank_likely_high"] - ranks["rank_likely_low"]).sum()

    assert width(both) < width(alone) / 1.5
    # Last round never feeds the sets.
    assert both["rank_high"].tolist() == alone["rank_high"].tolist()


@pytest.mark.parametrize(("comparable", "uses_last"), [("no", False), ("yes", True)])
def test_last_round_is_left_out_where_breaks_part_it(
    make_survey, needs_from, comparable, uses_last
):
    breaks = f"question_id,subject_id,from_round,comparable\nneed,,2,{comparable}"
    columns = asking("val")
    survey = make_survey(rounds=ROUNDS, members=SIX, columns=columns, breaks=breaks)
    lines = [f"{member} {number % 2}" for number, member in enumerate("ABCDEF")]
    last = needs_from("1", "val\n" + "\n".join(lines))
    now = needs_from("2", "val\n" + "\n".join(lines[:4]))
    by_round = answers_by_round(survey, pd.concat([last, now]))
    alone = completed_region(survey, answers_by_round(survey, now), "2", draws=200)
    both = completed_region(survey, by_round, "2", draws=200)
    assert (both.counts() != alone.counts()).any() == uses_last


def test_the_order_of_the_rows_does_not_matter(region, needs_from):
    needs = needs_from("1", DRAWING)
    turned = needs.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        ranks_by_subject(region, turned, draws=100),
        ranks_by_subject(region, needs, draws=100),
    )


def test_without_a_frame_sets_come_from_the_shares_and_the_rest_is_blank(
    make_survey, needs_from
):
    survey = make_survey(rounds=ROUNDS)
    replies = [f"r{n:03d} 1 {int(n < 30)} {int(n < 28)}" for n in range(200)]
    needs = needs_from("1", "val roo aeo\n" + "\n".join(replies))
    found = ranks_by_subject(survey, needs, draws=500).set_index("subject_id")
    assert ends(found, "rank_low", "rank_high") == {
        "val": (1, 1),
        "roo": (2, 3),
        "aeo": (2, 3),
    }
    assert found[["rank_likely_low", "rank_silent_high"]].isna().all(axis=None)
    assert found["group"].to_dict() == {
        "val": "first",
        "roo": "unclear",
        "aeo": "unclear",
    }


def test_without_a_frame_a_subject_nobody_answered_may_stand_anywhere(
    make_survey, needs_from
):
    survey = make_survey(rounds=ROUNDS)
    replies = [f"r{n:03d} 1 0 ." for n in range(200)]
    needs = needs_from("1", "val roo aeo\n" + "\n".join(replies))
    found = ranks_by_subject(survey, needs, draws=200).set_index("subject_id")
    assert ends(found, "rank_low", "rank_high")["aeo"] == (1, 3)
    assert found.loc["val", "rank_high"] >= 2
    assert found.loc["aeo", ["rank", "rank_worst"]].isna().all()


def test_a_subject_nobody_answered_has_a_set_and_no_rank(region, needs_from):
    needs = needs_from("1", "val roo aeo\nA 1 0 .\nB 1 0 .")
    ranks = ranks_by_subject(region, needs, draws=50)
    whole = ranks[ranks["sub_region"] == "all"].set_index("subject_id")
    assert whole["rank"].isna().to_dict() == {"aeo": True, "roo": False, "val": False}
    assert whole.loc["aeo", ["rank_low", "rank_high"]].tolist() == [1, 3]


BALLOT = "question_id,kind,about\npicks,top_n,need"
PLACES = "question_id,position,1,2\npicks,1,First,First\npicks,2,Second,Second"
SUBJECTS = "subject_id,label\nval,Valuation\nroo,Origin\naeo,Operators"


def test_a_round_of_ballots_knows_how_many_subjects_one_may_name(make_survey):
    rounds = (
        "round,file,asked_on,picks_allowed\n1,a.csv,2021-12-06,\n2,b.csv,2022-12-05,5"
    )
    survey = make_survey(
        rounds=rounds, questions=BALLOT, columns=PLACES, subjects=SUBJECTS
    )
    assert (picks_of(survey, "1"), picks_of(survey, "2")) == (2, 5)


def test_a_round_of_ratings_has_no_number_of_picks(make_survey):
    subjects = "question_id,subject_id,1,2\nneed,val,V,V\nneed,roo,R,R"
    assert picks_of(make_survey(rounds=ROUNDS, columns=subjects), "1") is None
