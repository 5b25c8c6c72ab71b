"""rocb_ap: what was planted is found at the strength it was planted with."""

from __future__ import annotations

import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from tests.briefs import results
from tests.shipped import RAW


@pytest.fixture(scope="module")
def beside_truth() -> pd.DataFrame:
    """Each reply with a cluster, and the planted one."""
    truth = pd.read_csv(RAW / "rocb_ap" / "truth" / "clusters.csv", dtype=str)
    truth = truth.rename(columns={"member_id": "respondent_id", "cluster": "truth"})
    rows = results().clusters.merge(truth, on=["round", "respondent_id"], how="left")
    return rows.dropna(subset=["cluster"])


def test_as_many_groups_are_found_as_were_planted():
    assert results().groups.n_clusters == 3
    assert results().groups.p_value <= 0.05


def test_members_are_in_the_planted_groups_but_for_few(beside_truth):
    """Planted at 1.5 standard deviations: .64 to .81 in simulated regions like it."""
    score = adjusted_rand_score(beside_truth["truth"], beside_truth["cluster"])
    assert score >= 0.6


def test_groups_have_the_planted_numbers_for_the_codebook_names_them(beside_truth):
    own = beside_truth["truth"] == beside_truth["cluster"].astype(str)
    assert own.mean() >= 0.85


def test_each_group_leads_on_subjects_planted_in_it():
    effects = pd.read_csv(RAW / "rocb_ap" / "simulation" / "effects.csv", dtype=str)
    planted = effects[effects["column"] == "cluster"].groupby("value")["subject_id"]
    profiles = results().cluster_profiles
    for group, rows in profiles.groupby("cluster"):
        first = rows.sort_values("difference", ascending=False).head(3)
        assert set(first["subject_id"]) <= set(planted.get_group(str(group))), group


def test_the_planted_movers_are_found_and_no_other_is_sure():
    moves = pd.read_csv(RAW / "rocb_ap" / "simulation" / "moves.csv", dtype=str)
    found = results().groups.movers
    keys = dict(zip(moves["member_id"], moves["round"], strict=True))
    when = found["respondent_id"].map(keys)
    planted = found[when == found["to_round"]]
    assert set(planted["respondent_id"]) == set(keys)
    assert (planted["verdict"] == "moved").sum() >= 3
    others = found[~found["respondent_id"].isin(list(keys))]
    assert (others["verdict"] == "unsure").all()


def test_a_member_without_answers_has_no_label():
    needs, clusters = results().needs, results().clusters
    answered = needs.groupby(["round", "respondent_id"])["score"].max().fillna(0)
    rows = clusters.set_index(["round", "respondent_id"])["cluster"]
    nothing = answered[answered == 0].index.intersection(rows.index)
    assert len(nothing)
    assert rows[nothing].isna().all()
    silent = set(results().chase_list["respondent_id"])
    here = clusters[clusters["round"] == results().round]
    assert silent
    assert not silent & set(here["respondent_id"])
