"""A first view of groups of members: the same each time, and allowed to find none."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest

from rocb_analysis.clusters import first_view_of_clusters
from rocb_analysis.tables import arrange

SUBJECTS = [f"s{number}" for number in range(8)]


def needs_of(scores: np.ndarray) -> pd.DataFrame:
    """Return needs of round 2024: a row of scores a member, nan where not answered."""
    members = [f"M{number:02d}" for number in range(len(scores))]
    wide = pd.DataFrame(scores, index=members, columns=SUBJECTS[: scores.shape[1]])
    long = wide.rename_axis("respondent_id").melt(
        var_name="subject_id", value_name="score", ignore_index=False
    )
    return long.reset_index().assign(round="2024", asked=1)


@pytest.fixture(scope="module")
def two_blocks() -> pd.DataFrame:
    """Needs of 12 members that need the first four subjects and 8 that need the rest.

    One score in ten is turned round.
    """
    scores = np.zeros((20, 8))
    scores[:12, :4] = scores[12:, 4:] = 1.0
    turned = np.random.default_rng(5).random(scores.shape) < 0.1
    return needs_of(np.where(turned, 1 - scores, scores))


def view(needs: pd.DataFrame, round_name: str = "2024") -> tuple[pd.DataFrame, ...]:
    """Return both tables, with few numbers tried: quick enough for many tests."""
    return first_view_of_clusters(needs, round_name, seed=1, most_clusters=3)


def chosen(numbers: pd.DataFrame) -> int:
    """Return the number of clusters chosen."""
    return int(numbers.loc[numbers["chosen"] == 1, "n_clusters"].item())


def cluster_of(clusters: pd.DataFrame) -> pd.Series:
    """Return the cluster of each respondent."""
    return clusters.set_index("respondent_id")["cluster"]


def test_two_blocks_of_members_with_opposite_needs_are_found(two_blocks):
    numbers, clusters = view(two_blocks)
    assert chosen(numbers) == 2
    assert list(cluster_of(clusters)) == [1] * 12 + [2] * 8


def test_the_chosen_number_is_above_every_reference(two_blocks):
    numbers, _ = view(two_blocks)
    row = numbers[numbers["chosen"] == 1].iloc[0]
    assert row["statistic"] > row["reference_high"] > row["reference_low"]
    assert row["p_value"] == 0.05


def test_clusters_are_numbered_by_size(two_blocks):
    turned = two_blocks.assign(
        respondent_id="M"
        + (19 - two_blocks["respondent_id"].str[1:].astype(int))
        .astype(str)
        .str.zfill(2)
    )
    _, clusters = view(turned)
    assert list(cluster_of(clusters)) == [2] * 8 + [1] * 12


def test_the_same_seed_gives_the_same_twice(two_blocks):
    once = view(two_blocks)
    again = view(two_blocks)
    for table, other in zip(once, again, strict=True):
        pd.testing.assert_frame_equal(table, other)


@pytest.mark.parametrize("shuffle", [1, 2, 3])
def test_the_order_of_the_rows_does_not_matter(two_blocks, shuffle):
    shuffled = two_blocks.sample(frac=1, random_state=shuffle)
    in_order = view(two_blocks)
    other = view(shuffled)
    for table, same in zip(in_order, other, strict=True):
        pd.testing.assert_frame_equal(table, same)


def test_what_comes_in_is_not_changed(two_blocks):
    before = two_blocks.copy()
    view(two_blocks)
    pd.testing.assert_frame_equal(two_blocks, before)


def test_needs_without_groups_have_no_clusters():
    needs = needs_of(np.random.default_rng(1).integers(0, 5, (24, 8)) / 4)
    numbers, clusters = view(needs)
    assert chosen(numbers) == 1
    assert clusters["cluster"].isna().all()


def test_a_replier_that_left_all_blank_has_no_cluster(two_blocks):
    blank = two_blocks["respondent_id"] == "M03"
    needs = two_blocks.assign(score=two_blocks["score"].mask(blank))
    numbers, clusters = view(needs)
    assert chosen(numbers) == 2
    assert list(cluster_of(clusters).isna()) == [n == 3 for n in range(20)]


def test_an_answer_on_which_all_agree_puts_nobody_in_a_cluster(two_blocks):
    # M03 answered one subject only, and all repliers say the same of it.
    members = two_blocks["respondent_id"].unique()
    agreed = pd.DataFrame({"respondent_id": members, "subject_id": "s9", "score": 1.0})
    blank = two_blocks["respondent_id"] == "M03"
    needs = pd.concat(
        [
            two_blocks.assign(score=two_blocks["score"].mask(blank)),
            agreed.assign(round="2024", asked=1),
        ]
    )
    _, clusters = view(needs)
    assert list(cluster_of(clusters).isna()) == [n == 3 for n in range(20)]


def test_some_blanks_are_allowed(two_blocks):
    blank = np.random.default_rng(2).random(len(two_blocks)) < 0.1
    needs = two_blocks.assign(score=two_blocks["score"].mask(blank))
    _, clusters = view(needs)
    assert list(cluster_of(clusters)) == [1] * 12 + [2] * 8


def test_level_and_answered_share_are_of_the_subjects_asked():
    needs = needs_of(np.array([[1.0, 0.5, np.nan, np.nan], [0.0, 0.0, 0.0, 0.0]]))
    not_asked = (needs["respondent_id"] == "M00") & (needs["subject_id"] == "s3")
    needs = needs.assign(asked=(~not_asked).astype(int))
    _, clusters = view(needs)
    first = clusters.set_index("respondent_id").loc["M00"]
    assert first["level"] == 0.75
    assert first["answered_share"] == pytest.approx(2 / 3)


def test_eleven_rows_are_too_few(two_blocks):
    few = two_blocks[two_blocks["respondent_id"] < "M11"]
    numbers, clusters = view(few)
    assert numbers["n_clusters"].tolist() == [1]
    assert chosen(numbers) == 1
    assert len(clusters) == 11
    assert clusters["cluster"].isna().all()


def test_one_subject_is_too_few():
    needs = needs_of(np.repeat([[0.0], [1.0]], 10, axis=0))
    numbers, _ = view(needs)
    assert numbers["n_clusters"].tolist() == [1]


def test_replies_that_are_all_alike_have_no_clusters():
    numbers, clusters = view(needs_of(np.ones((20, 8))))
    assert chosen(numbers) == 1
    assert clusters["cluster"].isna().all()


def test_members_of_a_group_may_answer_exactly_alike():
    scores = np.zeros((20, 8))
    scores[:12, :4] = scores[12:, 4:] = 1.0
    numbers, clusters = view(needs_of(scores))
    assert chosen(numbers) == 2
    assert list(cluster_of(clusters)) == [1] * 12 + [2] * 8


def test_a_round_without_replies_has_no_rows(two_blocks):
    numbers, clusters = view(two_blocks, "2025")
    assert chosen(numbers) == 1
    assert clusters.empty


def test_only_the_round_asked_for_is_looked_at(two_blocks):
    other = needs_of(np.ones((20, 8))).assign(round="2023")
    alone = view(two_blocks)
    both = view(pd.concat([other, two_blocks]))
    for table, same in zip(alone, both, strict=True):
        pd.testing.assert_frame_equal(table, same)


@pytest.mark.parametrize("round_name", ["2024", "2025"])
def test_both_tables_take_the_form_of_the_contract(two_blocks, round_name):
    numbers, clusters = view(two_blocks, round_name)
    assert set(arrange(numbers, "cluster_numbers")["round"]) == {round_name}
    assert arrange(clusters, "clusters")["cluster"].dtype == "Int64"


def test_the_docstring_says_that_it_is_a_look_and_no_finding():
    said = inspect.getdoc(first_view_of_clusters) or ""
    assert "A look, not a finding: a mere gradient" in said
