"""Clusters are named by what they need most, and keep the names the office gave."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.clusters.find import draft_names, numbers_by_anchor

PROFILES = pd.DataFrame(
    [
        (1, "val", 0.9, 0.01),
        (1, "cls", 0.7, 0.02),
        (1, "aeo", 0.2, 0.6),
        (2, "aeo", 1.1, 0.01),
        (2, "val", -0.8, 0.01),
        (3, "val", -0.1, 0.9),
    ],
    columns=["cluster", "subject_id", "difference", "q_value"],
)
LABELS = {"val": "Valuation", "cls": "Classification", "aeo": "AEO"}


def named(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return the codebook's table clusters."""
    return pd.DataFrame(rows, columns=["cluster", "name", "anchor_members"])


def test_a_name_tells_the_two_subjects_needed_most():
    names = draft_names(PROFILES, LABELS)
    assert names[1] == "valuation and classification first"


def test_an_abbreviation_keeps_its_capitals():
    assert draft_names(PROFILES, LABELS)[2] == "AEO first"


def test_a_cluster_that_needs_nothing_more_is_said_to():
    assert draft_names(PROFILES, LABELS)[3] == "no subject first"


def test_a_cluster_takes_the_number_of_the_name_whose_anchors_it_holds():
    cluster = pd.Series({"A": 0, "B": 0, "C": 1, "D": 1, "E": pd.NA})
    table = named(("1", "Trade", "C; D"), ("2", "Borders", "A"))
    numbers, names = numbers_by_anchor(cluster, table)
    assert numbers == {0: 2, 1: 1}
    assert names == {1: "Trade", 2: "Borders"}


def test_the_numbers_hold_as_many_anchors_in_all_as_can_be():
    cluster = pd.Series({"A": 0, "B": 0, "C": 0, "D": 1, "E": 1})
    table = named(("1", "", "A; B; D"), ("2", "", "B; C"))
    # Both names lie mostly in cluster 0; D decides.
    assert numbers_by_anchor(cluster, table)[0] == {0: 2, 1: 1}


def test_a_cluster_without_anchors_takes_a_number_nobody_has():
    cluster = pd.Series({"A": 0, "B": 1, "C": 2})
    numbers, names = numbers_by_anchor(cluster, named(("2", "Borders", "B")))
    assert numbers == {0: 1, 1: 2, 2: 3}
    assert names == {2: "Borders"}
