"""Regions completed: what is known stays, what is unknown is drawn by a rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.priorities.ranks import likely_ranges
from rocb_analysis.region.completion import complete, keep_chance


def frame(drawing: str) -> pd.DataFrame:
    """Return answers from a drawing: a line a member; 1, 0 and . without an answer."""
    rows = [line.split() for line in drawing.strip().splitlines()]
    values = [
        [np.nan if mark == "." else float(mark) for mark in row[1:]] for row in rows
    ]
    subjects = ["val", "roo", "aeo"][: len(rows[0]) - 1]
    return pd.DataFrame(values, index=[row[0] for row in rows], columns=subjects)


ANSWERS = frame(
    """
    A 1 0 0
    B 1 1 0
    C 0 . 0
    D . . .
    E . . .
    """
)


def test_answers_given_stay_in_every_completed_region():
    done = complete(ANSWERS, draws=50)
    for draw in range(50):
        region = done.region(draw).loc[ANSWERS.index, ANSWERS.columns]
        assert (region == ANSWERS).where(ANSWERS.notna(), True).all(axis=None)


def test_every_blank_is_filled_with_yes_or_no():
    drawn = complete(ANSWERS, draws=200).drawn
    assert set(np.unique(drawn)) == {0, 1}


def test_counts_lie_between_the_silence_bounds_and_reach_them():
    counts = complete(ANSWERS, draws=2_000).counts()
    done = complete(ANSWERS, draws=2_000)
    by_subject = pd.DataFrame(counts, columns=done.subjects)
    assert by_subject["val"].min() == 2
    assert by_subject["val"].max() == 4
    assert by_subject["roo"].min() == 1
    assert by_subject["roo"].max() == 4


def test_what_nobody_named_is_not_certain_to_stay_unnamed():
    done = complete(ANSWERS, draws=2_000)
    named = pd.DataFrame(done.counts(), columns=done.subjects)["aeo"]
    assert 0.01 < (named > 0).mean() < 0.5


def test_counts_of_some_members_only_count_those():
    done = complete(ANSWERS, draws=20)
    some = pd.DataFrame(done.counts(["A", "B"]), columns=done.subjects)
    assert (some[["val", "roo", "aeo"]] == [2, 1, 0]).all(axis=None)


def test_parts_of_the_region_add_up_to_the_whole():
    done = complete(ANSWERS, draws=20)
    parts = done.counts(["A", "C", "D"]) + done.counts(["B", "E"])
    assert (parts == done.counts()).all()


def test_a_region_in_which_all_answered_is_complete():
    whole = ANSWERS.fillna(1.0)
    done = complete(whole, draws=5)
    assert (done.counts() == whole[done.subjects].sum().to_numpy()).all()
    assert done.drawn.shape == (5, 0, 3)


def test_with_no_reply_at_all_every_answer_is_as_likely_yes_as_no():
    nothing = pd.DataFrame(np.nan, index=list("ABCD"), columns=["val"])
    shares = complete(nothing, draws=4_000).drawn.mean()
    assert shares == pytest.approx(0.5, abs=0.03)


def test_one_reply_leaves_room_for_others():
    one = frame("A 1 0\nB . .\nC . .\nD . .")
    counts = complete(one, draws=1_000).counts()
    assert counts.min(axis=0).tolist() == [0, 1]
    assert counts.max(axis=0).tolist() == [3, 4]


def test_whole_replies_are_drawn_not_answers_one_by_one():
    # val and roo always go together: so they do in nearly all drawn replies.
    pairs = frame("\n".join([f"m{n} {n % 2} {n % 2}" for n in range(20)] + ["x . ."]))
    drawn = complete(pairs, draws=3_000).drawn[:, 0]
    assert (drawn[:, 0] == drawn[:, 1]).mean() > 0.9


def test_a_copy_of_each_reply_drawn_joins_the_urn():
    # Two silent members, n replies, two extra ballots: the second draws the first's
    # reply with one chance in n + 3 besides. Each reply names a subject of its own.
    n = 6
    own = pd.DataFrame(np.eye(n), index=range(n), columns=[f"s{k}" for k in range(n)])
    both = pd.concat([own, pd.DataFrame(np.nan, index=["x", "y"], columns=own.columns)])
    drawn = complete(both, draws=40_000).drawn
    whole = (drawn.sum(axis=2) == 1).all(axis=1)
    alike = (drawn[:, 0] == drawn[:, 1]).all(axis=1)[whole].mean()
    assert alike > 1 / n * 1.5


def test_the_mean_of_completed_counts_is_the_share_of_those_that_answered():
    random = np.random.default_rng(3)
    answers = pd.DataFrame(
        (random.random((34, 4)) < [0.9, 0.6, 0.3, 0.1]).astype(float)
    )
    answers.iloc[25:] = np.nan
    shares = (answers.sum() + 9 * answers.mean()) / 34
    found = complete(answers, draws=5_000).counts().mean(axis=0) / 34
    assert found == pytest.approx(shares.to_numpy(), abs=0.01)


def test_neither_rows_nor_names_of_members_change_the_draws():
    turned = ANSWERS.iloc[[3, 1, 4, 0, 2]].rename(index=lambda name: name + "x")
    counts = complete(ANSWERS, draws=100).counts()
    assert (complete(turned, draws=100).counts() == counts).all()


def test_the_order_of_the_columns_does_not_change_the_draws():
    turned = ANSWERS[["aeo", "val", "roo"]]
    first, other = complete(ANSWERS, draws=100), complete(turned, draws=100)
    assert list(first.subjects) == list(other.subjects)
    assert (first.counts() == other.counts()).all()


def test_the_same_seed_draws_the_same_another_seed_does_not():
    first, again = (complete(ANSWERS, draws=100, seed=1).counts() for _ in range(2))
    assert (first == again).all()
    assert (complete(ANSWERS, draws=100, seed=2).counts() != first).any()


def test_an_answer_of_last_round_is_kept_with_the_chance_given():
    last = frame("D 1 0 1\nE . . 1")
    done = complete(ANSWERS, last=last, keep=1.0, draws=50)
    drawn = pd.DataFrame(
        done.drawn[:, :, list(done.subjects).index("aeo")],
        columns=done.members[done.open_rows],
    )
    assert (drawn[["D", "E"]] == 1).all(axis=None)
    assert (drawn["C"] == 0).all()


def test_an_answer_of_last_round_never_takes_the_place_of_one_of_this_round():
    last = frame("A 0 1 1\nB 0 0 1")
    done = complete(ANSWERS, last=last, keep=1.0, draws=10)
    kept = done.counts(["A", "B"])[:, list(done.subjects).index("val")]
    assert (kept == 2).all()


def test_replies_can_be_drawn_within_the_members_own_sub_region():
    west = [f"w{n} 1 0" for n in range(8)] + ["w8 . ."]
    east = [f"e{n} 0 1" for n in range(8)] + ["e8 . ."]
    answers = frame("\n".join(west + east))
    area = pd.Series({name: name[0] for name in answers.index})
    done = complete(answers, within=area, draws=2_000)
    shares = pd.DataFrame(
        done.drawn[:, :, list(done.subjects).index("val")],
        columns=done.members[done.open_rows],
    ).mean()
    assert shares["w8"] > 0.8
    assert shares["e8"] < 0.2


def test_a_sub_region_of_fewer_than_five_replies_draws_from_all():
    west = [f"w{n} 1 0" for n in range(4)] + ["w8 . ."]
    east = [f"e{n} 0 1" for n in range(40)]
    answers = frame("\n".join(west + east))
    area = pd.Series({name: name[0] for name in answers.index})
    done = complete(answers, within=area, draws=2_000)
    assert done.drawn[:, 0, list(done.subjects).index("val")].mean() < 0.3


def test_the_chance_to_keep_is_that_of_cohens_kappa_by_hand():
    # 8 of 10 kept; half said yes both times: expected 5; kappa 3 / 5.
    last = pd.DataFrame({"val": [1] * 5 + [0] * 5})
    now = pd.DataFrame({"val": [1] * 4 + [0] * 5 + [1]})
    assert keep_chance(last, now) == pytest.approx(0.95 * 0.6)


def test_the_chance_to_keep_has_each_subject_with_its_own_shares():
    # Two subjects, one needed by all, one by none: kept by chance alone.
    both = pd.DataFrame({"val": [1.0] * 8, "roo": [0.0] * 8})
    assert keep_chance(both, both) == 0.0


def test_the_chance_to_keep_is_never_below_nothing():
    last = pd.DataFrame({"val": [1, 0, 1, 0]})
    assert keep_chance(last, 1 - last) == 0.0


def test_without_members_that_answered_twice_nothing_is_kept():
    assert keep_chance(frame("A 1 1 1"), frame("B 1 1 1")) == 0.0
    assert keep_chance(pd.DataFrame(dtype=float), ANSWERS) == 0.0


def test_the_likely_box_holds_99_of_100_completed_regions_whole():
    random = np.random.default_rng(5)
    answers = pd.DataFrame((random.random((34, 12)) < 0.4).astype(float))
    answers.iloc[24:] = np.nan
    counts = complete(answers, draws=4_000).counts()
    low, high = likely_ranges(counts)
    rank = 1 + (counts[:, None] > counts[:, :, None]).sum(axis=2)
    worst = (counts[:, None] >= counts[:, :, None]).sum(axis=2)
    inside = ((low <= rank) & (worst <= high)).all(axis=1)
    assert inside.mean() >= 0.99


def test_what_comes_in_is_not_changed():
    before, last = ANSWERS.copy(), frame("D 1 0 1")
    complete(ANSWERS, last=last, keep=0.5, draws=5)
    pd.testing.assert_frame_equal(ANSWERS, before)
    pd.testing.assert_frame_equal(last, frame("D 1 0 1"))
