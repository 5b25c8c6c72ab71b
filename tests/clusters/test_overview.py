"""The three tables of clusters, from needs of any kind, and where there are none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.clusters.find import find_clusters
from rocb_analysis.clusters.rounds import ClustersFound
from rocb_analysis.core.tables import arrange
from tests.clusters.planted import framed, needs_of, planted

QUICK = {"n_references": 39, "n_resamples": 100, "seed": 1}
TABLES = ("cluster_numbers", "clusters", "cluster_profiles")


def found(needs: pd.DataFrame, rounds: list[str], **said: object) -> ClustersFound:
    """Return what is found with little effort."""
    return find_clusters(needs, rounds, **{**QUICK, **said})


def cluster_of(said: ClustersFound, name: str = "2024") -> pd.Series:
    """Return the cluster of each respondent of a round."""
    rows = arrange(said.clusters, "clusters")
    return rows[rows["round"] == name].set_index("respondent_id")["cluster"]


def grades(seed: int = 1, strength: float = 4.0) -> pd.DataFrame:
    """Return grades of 24 members in three planted clusters, from 0 to 1."""
    return framed(planted(seed=seed, strength=strength)[0] / 4)


@pytest.fixture(scope="module")
def one_round() -> pd.DataFrame:
    return needs_of({"2024": grades()})


@pytest.fixture(scope="module")
def of_one(one_round) -> ClustersFound:
    return found(one_round, ["2024"])


def test_planted_clusters_are_found_and_numbered_by_size(of_one):
    assert of_one.n_clusters == 3
    assert list(cluster_of(of_one)) == [1] * 9 + [2] * 8 + [3] * 7


def test_the_tables_take_the_form_of_the_contract(of_one):
    for name in TABLES:
        table = arrange(getattr(of_one, name), name)
        assert len(table)
        assert not table.isna().all().any()


def test_each_cluster_is_named_after_subjects_planted_in_it(of_one):
    assert sorted(of_one.names) == [1, 2, 3]
    for number, name in of_one.names.items():
        planted_in = {f"s{n:02d}" for n in range(4 * number - 4, 4 * number)}
        assert set(name.removesuffix(" first").split(" and ")) <= planted_in
    assert of_one.drafted == {1, 2, 3}


def test_how_clear_is_told_as_a_count_of_sets_without_clusters(of_one):
    assert (of_one.p_value, of_one.clearer_than, of_one.references) == (0.025, 39, 39)


def test_the_order_of_rows_does_not_matter(one_round, of_one):
    other = found(one_round.sample(frac=1, random_state=3), ["2024"])
    for name in TABLES:
        same, also = (arrange(getattr(one, name), name) for one in (of_one, other))
        pd.testing.assert_frame_equal(same, also)


def test_answers_without_groups_have_no_clusters():
    noise = np.random.default_rng(1).integers(0, 5, (24, 12)) / 4
    said = found(needs_of({"2024": framed(noise)}), ["2024"])
    assert said.n_clusters == 1
    assert cluster_of(said).isna().all()
    assert arrange(said.cluster_profiles, "cluster_profiles").empty
    assert arrange(said.cluster_numbers, "cluster_numbers")["chosen"].tolist()[0] == 1


@pytest.mark.parametrize(
    ("needs", "rows"),
    [
        (needs_of({"2024": grades().head(1)}), 1),
        (needs_of({"2024": grades().head(11)}), 11),
        (needs_of({"2023": grades()}), 0),
        (needs_of({"2024": grades()}).head(0), 0),
        (needs_of({"2024": grades().iloc[:, :1]}), 24),
        (needs_of({"2024": grades() * 0 + 1}), 24),
    ],
    ids="one_reply eleven nobody_yet nothing one_subject all_alike".split(),
)
def test_too_little_to_look_at_has_no_clusters(needs, rows):
    said = found(needs, ["2023", "2024"])
    assert said.n_clusters == 1
    assert np.isnan(said.p_value)
    for name in TABLES:
        arrange(getattr(said, name), name)
    assert len(cluster_of(said)) == rows


def test_yes_and_no_can_be_clustered():
    answers = (grades(strength=6.0) >= 0.75).astype(float)
    said = found(needs_of({"2024": answers}), ["2024"])
    assert said.n_clusters == 3


def test_ballots_are_held_against_ballots():
    wish = grades(strength=6.0).fillna(0)
    wish += np.random.default_rng(1).uniform(0, 0.1, wish.shape)
    ballots = ((wish.rank(axis=1) - 9).clip(lower=0) / 3).round(9)
    said = found(needs_of({"2024": ballots}), ["2024"], picks={"2024": 3})
    assert said.n_clusters == 3
    assert set(said.cluster_numbers["reference"]) == {"ballots"}


def test_one_that_needs_nothing_or_answers_one_subject_has_no_cluster():
    answers = grades()
    answers.loc["m03"] = 0.0
    answers.loc["m04", "s01":] = np.nan
    said = found(needs_of({"2024": answers}), ["2024"])
    without = cluster_of(said)[lambda label: label.isna()]
    assert list(without.index) == ["m03", "m04"]


def test_a_member_without_answers_changes_nothing_and_has_no_cluster(of_one):
    silent = pd.DataFrame(np.nan, index=["m99"], columns=grades().columns)
    said = found(needs_of({"2024": pd.concat([grades(), silent])}), ["2024"])
    assert said.p_value == of_one.p_value
    label = cluster_of(said)
    assert pd.isna(label["m99"])
    assert list(label.drop("m99")) == list(cluster_of(of_one))


@pytest.fixture(scope="module")
def two_rounds() -> dict[str, pd.DataFrame]:
    """Two rounds of the same members; m00 moves from the first cluster to the last."""
    after = grades(seed=2)
    after.loc["m00"] = grades(seed=3).loc["m23"]
    return {"2023": grades(), "2024": after}


@pytest.fixture(scope="module")
def of_two(two_rounds) -> ClustersFound:
    return found(needs_of(two_rounds), ["2023", "2024"])


def test_rounds_are_clustered_together_and_a_planted_mover_is_found(of_two):
    assert of_two.rounds == ["2023", "2024"]
    assert of_two.n_clusters == 3
    moved = of_two.movers[of_two.movers["verdict"] == "moved"]
    assert list(moved["respondent_id"]) == ["m00"]
    assert moved["chance"].item() >= 0.75
    assert of_two.steady > 0.8


def test_with_two_looks_the_p_value_is_paid_for_twice(of_two):
    numbers = of_two.cluster_numbers
    assert set(numbers["rows"]) == {"last round", "mean of a member's rounds"}
    assert of_two.p_value == 0.05
    assert numbers["chosen"].sum() == 1


def test_a_later_round_is_not_looked_at(two_rounds):
    alone = found(needs_of({"2023": two_rounds["2023"]}), ["2023"])
    said = found(needs_of(two_rounds), ["2023", "2024"], about="2023")
    assert said.p_value == alone.p_value
    pd.testing.assert_series_equal(cluster_of(said, "2023"), cluster_of(alone, "2023"))
    assert cluster_of(said, "2024").isna().all()


def test_rounds_of_other_people_are_not_clustered_together(two_rounds):
    strangers = two_rounds["2023"].rename(index=lambda name: f"x{name}")
    needs = needs_of({"2023": strangers, "2024": two_rounds["2024"]})
    said = found(needs, ["2023", "2024"])
    assert said.rounds == ["2024"]
    assert cluster_of(said, "2023").isna().all()


def test_ballots_and_grades_are_not_clustered_together(two_rounds):
    said = found(needs_of(two_rounds), ["2023", "2024"], picks={"2023": 5})
    assert said.rounds == ["2024"]


def test_labels_that_hold_no_better_than_chance_give_way_to_one_of_all_rounds():
    random = np.random.default_rng(7)
    lasting = np.repeat(np.eye(2), 4, axis=1)[np.repeat([0, 1], 12)]
    rounds = {
        str(2010 + n): framed(lasting + 1.6 * random.normal(size=(24, 8)))
        for n in range(12)
    }
    rounds = {name: wide - wide.min(axis=None) for name, wide in rounds.items()}
    said = found(needs_of(rounds), list(rounds))
    assert said.n_clusters == 2
    assert said.steady < 0.4
    assert said.movers.empty
    labels = said.clusters.dropna(subset=["cluster"]).groupby("respondent_id")
    assert labels["cluster"].nunique().eq(1).all()


def test_a_cluster_takes_the_codebook_s_number_and_name_by_its_anchors(one_round):
    named = pd.DataFrame(
        [("7", "Borders", "m00; m01"), ("9", "Trade", "m23")],
        columns=["cluster", "name", "anchor_members"],
    )
    said = found(one_round, ["2024"], named=named)
    label = cluster_of(said)
    assert (label["m00"], label["m23"]) == (7, 9)
    assert said.names[7] == "Borders"
    assert said.drafted == set(said.names) - {7, 9}
    assert set(said.cluster_profiles["cluster"]) == set(said.names)
