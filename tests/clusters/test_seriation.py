"""Members by cluster and likeness, subjects by the cluster that needs them most."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.clusters.seriation import seriated_profiles
from tests.clusters.planted import needs_of

WIDE = pd.DataFrame(
    [[1, 0, 0.5, 1], [0, 1, 0.5, 1], [1, 0, 0.0, 1], [0, 1, 0.0, 1]],
    index=list("ABCD"),
    columns=["val", "aeo", "hs", "all"],
    dtype=float,
)
CLUSTERS = pd.DataFrame(
    {"round": "1", "respondent_id": list("ABCDE"), "cluster": [2, 1, 2, 1, None]}
)
PROFILES = pd.DataFrame(
    [(1, "aeo", 1.5), (2, "aeo", -1.5), (1, "val", -1.0), (2, "val", 1.0)],
    columns=["cluster", "subject_id", "difference"],
)


def seriated() -> pd.DataFrame:
    return seriated_profiles(needs_of({"1": WIDE}), CLUSTERS, PROFILES, "1")


def test_members_stand_by_cluster_and_one_without_is_left_out():
    members = seriated().drop_duplicates("respondent_id")
    assert set(members["respondent_id"][:2]) == {"B", "D"}
    assert list(members["cluster"]) == [1, 1, 2, 2]


def test_subjects_stand_by_the_cluster_that_leads_then_those_unknown():
    subjects = seriated().drop_duplicates("subject_id")
    assert list(subjects["subject_id"]) == ["aeo", "val", "hs"]
    assert subjects["leads"].astype("object").fillna(0).tolist() == [1, 2, 0]


def test_profiles_are_cut_at_two_standard_deviations():
    profile = seriated()["profile"]
    assert profile.abs().max() <= 2
    assert profile.min() < 0 < profile.max()


def test_a_round_without_clusters_has_no_rows():
    none = CLUSTERS.assign(cluster=None)
    assert seriated_profiles(needs_of({"1": WIDE}), none, PROFILES, "1").empty
