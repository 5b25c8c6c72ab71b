"""A number is rounded once, when it is written: means are those of unrounded values."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from io import StringIO

import pandas as pd
import pytest

from rocb_analysis.core.tables import DECIMALS, TABLES
from rocb_analysis.results import Results
from rocb_analysis.survey.survey_folder import base_of
from rocb_analysis.writers.tables_and_sheets import csv_text
from tests.shipped import results_of

SURVEYS = ("lpi_ap", "rocb_ap", "sib_training_needs", "spack_user_survey")
# Steps of a scale, picks of a ballot, and what a number of answers divides.
_MOST_STEPS = 100


@pytest.fixture(scope="module", params=SURVEYS)
def made(request: pytest.FixtureRequest) -> Results:
    return results_of(request.param)


def written(made: Results, name: str) -> pd.DataFrame:
    """Return a table as a reader of the CSV file finds it, all of it text."""
    text = csv_text(getattr(made, name), name)
    return pd.read_csv(StringIO(text), dtype="str", keep_default_na=False)


def exact(values: pd.Series) -> list[Fraction]:
    """Return scores as the fractions they are."""
    known = values.dropna().astype(float)
    return [Fraction(one).limit_denominator(_MOST_STEPS) for one in known]


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def printed(value: Fraction, places: int) -> str:
    """Return a fraction with so many decimals, rounded this one time."""
    number = Decimal(value.numerator) / Decimal(value.denominator)
    held = number.quantize(Decimal(1).scaleb(-9), ROUND_HALF_EVEN)
    return str(held.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN))


def test_a_score_of_priorities_is_the_mean_of_unrounded_scores(made: Results) -> None:
    needs = made.needs[made.needs["needed"].notna()]
    table = written(made, "priorities")
    for row in table[table["sub_region"] == "all"].itertuples():
        own = needs[
            (needs["round"] == row.round) & (needs["subject_id"] == row.subject_id)
        ]
        if made.survey.has_frame:
            base = base_of(made.survey, row.round)["member_id"]
            own = own[own["respondent_id"].isin(base)]
        scores = exact(own["score"])
        assert row.score == (printed(mean(scores), 3) if scores else "")


def test_shares_are_those_of_the_counts_beside_them(made: Results) -> None:
    for row in written(made, "priorities").itertuples():
        if int(row.answered):
            share = Fraction(100 * int(row.needing), int(row.answered))
            assert row.share_pct == printed(share, 1)
        if row.members:
            low = Fraction(100 * int(row.members_low), int(row.members))
            assert row.share_low_pct == printed(low, 1)


def test_response_rates_are_those_of_the_counts_beside_them(made: Results) -> None:
    for row in written(made, "response_rates").itertuples():
        if row.members:
            share = Fraction(100 * int(row.replied), int(row.members))
            assert row.share_pct == printed(share, 1)


def test_a_level_is_the_mean_of_unrounded_scores(made: Results) -> None:
    asked = made.needs[made.needs["asked"] == 1]
    by_reply = dict(iter(asked.groupby(["round", "respondent_id"])["score"]))
    for row in written(made, "clusters").itertuples():
        own = by_reply.get((row.round, row.respondent_id), pd.Series(dtype=float))
        scores = exact(own)
        assert row.level == (printed(mean(scores), 3) if scores else "")
        if len(own):
            share = Fraction(len(scores), len(own))
            assert row.answered_share == printed(share, 3)


def test_the_score_of_a_gap_is_that_of_the_reply(made: Results) -> None:
    needs = made.needs.rename(columns={"respondent_id": "member_id"})
    key = ["round", "member_id", "subject_id"]
    both = made.gaps.merge(needs[[*key, "score"]], on=key, suffixes=("", "_said"))
    pd.testing.assert_series_equal(both["score"], both["score_said"], check_names=False)


def test_changes_are_those_of_unrounded_shares(made: Results) -> None:
    region = made.priorities[made.priorities["sub_region"] == "all"]
    needing = region.set_index(["round", "subject_id"])[["needing", "answered"]]
    for row in written(made, "changes").itertuples():
        if not row.change_pp:
            continue
        before, after = (
            Fraction(int(k), int(n))
            for k, n in needing.loc[
                [(row.from_round, row.subject_id), (row.to_round, row.subject_id)]
            ].to_numpy()
        )
        change = printed(100 * (after - before), 1)
        assert float(row.change_pp) == float(change)


def test_every_decimal_has_the_places_of_the_contract(made: Results) -> None:
    for name in TABLES:
        table = written(made, name)
        for column in TABLES[name].columns:
            if column.type in DECIMALS:
                filled = table.loc[table[column.name] != "", column.name]
                places = filled.str.split(".").str[-1].str.len()
                assert (places == DECIMALS[column.type]).all()
