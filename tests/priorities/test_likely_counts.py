"""Likely counts of a survey: priorities, silence, and forecasts by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.priorities.likely_counts import TILTS, replies_on_the_way
from rocb_analysis.region.likely import KnownRound, Memory, chances_of_need
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from tests.shipped import results_of

WITH_FRAME = ["rocb_ap", "lpi_ap"]
COLUMNS = ["expected", "likely_low", "likely_high", "first_five"]


def of_region(results: Results) -> pd.DataFrame:
    rows = results.priorities
    return rows[rows["sub_region"] == ALL].set_index(["round", "subject_id"])


# priorities


@pytest.mark.parametrize("name", WITH_FRAME)
def test_every_likely_range_lies_between_least_and_most(name: str) -> None:
    rows = results_of(name).priorities
    rows = rows[rows["likely_low"].notna()]
    assert len(rows) > 50
    ends = ["least", "likely_low", "likely_high", "most"]
    assert (rows[ends].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert rows["expected"].between(rows["least"], rows["most"]).all()


@pytest.mark.parametrize("name", WITH_FRAME)
def test_every_subject_of_the_region_that_was_answered_has_a_likely_range(
    name: str,
) -> None:
    rows = of_region(results_of(name))
    answered = rows["answered"] > 0
    for column in COLUMNS:
        assert (rows[column].notna() == answered).all()


@pytest.mark.parametrize("name", WITH_FRAME)
def test_a_sub_region_has_likely_ranges_from_five_replies(name: str) -> None:
    results = results_of(name)
    rows = results.priorities[results.priorities["sub_region"] != ALL]
    keys = ["round", "sub_region"]
    shown = rows.groupby(keys)["likely_low"].agg(lambda low: low.notna().any())
    most = rows.groupby(keys)["answered"].max()
    assert (shown == (most >= 5)).all()
    assert 0 < shown.sum() <= len(shown)


def test_chances_of_the_first_five_add_up_to_five_in_each_round() -> None:
    sums = of_region(results_of("rocb_ap")).groupby("round")["first_five"].sum()
    assert sums.to_numpy() == pytest.approx(np.full(6, 5.0))


@pytest.mark.parametrize("name", ["spack_user_survey", "sib_training_needs"])
def test_without_a_frame_nothing_is_likely(name: str) -> None:
    results = results_of(name)
    assert results.priorities[COLUMNS].isna().all(axis=None)
    assert results.silence.empty
    assert results.forecasts.empty


# silence


@pytest.mark.parametrize("name", WITH_FRAME)
def test_a_tilt_of_one_is_what_priorities_say(name: str) -> None:
    results = results_of(name)
    untilted = results.silence[results.silence["tilt"] == "1"]
    untilted = untilted.set_index(["round", "subject_id"])[COLUMNS]
    region = of_region(results).loc[untilted.index, COLUMNS]
    pd.testing.assert_frame_equal(untilted, region)


@pytest.mark.parametrize("name", WITH_FRAME)
def test_more_is_expected_the_more_often_silent_members_need_it(name: str) -> None:
    rows = results_of(name).silence
    expected = rows.pivot(index=["round", "subject_id"], columns="tilt")["expected"]
    assert (expected[list(TILTS)].diff(axis=1).iloc[:, 1:] > 0).all(axis=None)


# forecasts


def test_a_forecast_is_made_when_a_third_a_half_and_two_thirds_are_in() -> None:
    days = [f"2024-01-0{n}" for n in range(1, 10)]
    replied = pd.DataFrame({"respondent_id": list("ABCDEFGHI"), "replied_on": days})
    found = [(on, "".join(who)) for on, who in replies_on_the_way(replied)]
    assert found == [(days[2], "ABC"), (days[4], "ABCDE"), (days[5], "ABCDEF")]


def test_replies_of_one_moment_came_together() -> None:
    days = ["2024-01-01", "2024-01-01", "2024-01-01", "2024-01-02"]
    replied = pd.DataFrame({"respondent_id": list("DCBA"), "replied_on": days})
    assert list(replies_on_the_way(replied)) == [(days[0], ["B", "C", "D"])]


def test_a_round_with_a_reply_without_a_date_has_no_forecast() -> None:
    replied = pd.DataFrame({"respondent_id": list("AB"), "replied_on": ["d1", ""]})
    assert list(replies_on_the_way(replied)) == []
    assert results_of("lpi_ap").forecasts.empty


def test_a_forecast_by_hand() -> None:
    """The second round of rocb_ap when half of its replies were in."""
    results = results_of("rocb_ap")
    first, second = results.survey.round_names[:2]
    came = results.respondents[results.respondents["round"] == second]
    order = came.sort_values("replied_on")["respondent_id"].tolist()
    seen = order[: (len(order) + 1) // 2]
    by_round = {
        name: results.needs[results.needs["round"] == name].pivot(
            index="respondent_id", columns="subject_id", values=["needed", "score"]
        )
        for name in (first, second)
    }
    frame = results.survey.members["member_id"]
    subjects = by_round[second]["needed"].columns
    needed, score = (
        {
            name: table[what].reindex(index=frame, columns=subjects).to_numpy(float)
            for name, table in by_round.items()
        }
        for what in ("needed", "score")
    )
    known = np.where(frame.isin(seen).to_numpy()[:, None], needed[second], np.nan)
    nothing = Memory.nothing(len(frame), len(subjects))
    memory = nothing.after(needed[first], score[first])
    rounds = [KnownRound(needed[first], nothing), KnownRound(known, memory)]
    chances = chances_of_need(rounds, seed=results.survey.settings.seed)
    waited = frame.isin(order[len(seen) :]).to_numpy()
    rows = results.forecasts
    rows = rows[(rows["round"] == second) & (rows["replies"] == len(seen))]
    rows = rows.set_index("subject_id")
    for place in (0, 7, len(subjects) - 1):
        row = rows.loc[subjects[place]]
        said = int(np.nansum(known[:, place]))
        of_draw = []
        for draw in chances[:, waited, place]:
            counted = np.ones(1)
            for chance in draw:
                counted = np.convolve(counted, [1 - chance, chance])
            of_draw.append(counted)
        spread = np.mean(of_draw, axis=0)
        expected = said + spread @ np.arange(len(spread))
        assert row["expected"] == pytest.approx(expected, abs=1e-6)
        low, high = row["likely_low"] - said, row["likely_high"] - said
        assert spread[low : high + 1].sum() >= 0.95
        width = high - low
        held = [spread[i : i + width].sum() for i in range(len(spread) - width + 1)]
        assert max(held) < 0.95
        assert row["came"] == np.nansum(needed[second][:, place])
        assert row["inside"] == int(
            row["likely_low"] <= row["came"] <= row["likely_high"]
        )


def test_nine_in_ten_forecasts_or_more_held() -> None:
    rows = results_of("rocb_ap").forecasts
    assert rows.groupby("round")["replies"].nunique().tolist() == [3] * 6
    assert rows["inside"].mean() > 0.93
