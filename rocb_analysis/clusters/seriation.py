"""Answers of one round in an order in which groups can be seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import pdist

from rocb_analysis.clusters.number import scaling_of
from rocb_analysis.clusters.rounds import answers_of_rounds, pooled_profiles

# Profiles are drawn to this many standard deviations either way.
_MOST = 2.0


def seriated_profiles(
    needs: pd.DataFrame,
    clusters: pd.DataFrame,
    profiles: pd.DataFrame,
    round_name: str,
    *,
    picks: int | None = None,
) -> pd.DataFrame:
    """Return the round's profiles, members and subjects in an order that shows groups.

    A row a member with a cluster and a subject on which repliers differ: round,
    respondent_id, subject_id, cluster, profile (need above the member's own level, in
    standard deviations, -2 to 2; blank = not answered), leads (the cluster that needs
    the subject most above the others; blank = not known). Clusters stand by number,
    members in a cluster by likeness (average linkage, leaves in the best order, Bar-
    Joseph et al. 2001); subjects by the cluster that leads, then by how far.

    needs, clusters, profiles: tables of the contract (the last is cluster_profiles).
    """
    columns = "round respondent_id subject_id cluster profile leads".split()
    own = clusters[clusters["round"] == round_name].dropna(subset=["cluster"])
    label = own.set_index("respondent_id")["cluster"].astype(int)
    wide = answers_of_rounds(needs, [round_name]).get(round_name)
    if wide is None or label.empty:
        return pd.DataFrame(columns=columns)
    scaling = scaling_of(wide.to_numpy().ravel(), picks)
    drawn = pooled_profiles({round_name: wide}, scaling).loc[round_name]
    leads = _leads(profiles, list(drawn.columns))
    drawn = drawn.loc[_members_in_order(drawn, label), list(leads.index)]
    spread = np.nanstd(drawn.to_numpy())
    drawn = (drawn / (spread if spread > 0 else 1.0)).clip(-_MOST, _MOST).round(9)
    tidy = drawn.rename_axis(index="respondent_id", columns="subject_id").melt(
        value_name="profile", ignore_index=False
    )
    tidy = tidy.reset_index()
    tidy["cluster"] = tidy["respondent_id"].map(label)
    tidy["leads"] = tidy["subject_id"].map(leads).astype("Int64")
    return tidy.assign(round=round_name)[columns]


def _members_in_order(drawn: pd.DataFrame, label: pd.Series) -> list[str]:
    """Return the members with a cluster: by cluster, and by likeness inside."""
    members: list[str] = []
    for _, own in label[label.index.isin(drawn.index)].sort_index().groupby(label):
        rows = drawn.loc[own.index].fillna(0.0)
        order = np.arange(len(rows))
        if len(rows) > 2:
            apart = np.round(pdist(rows.to_numpy()), 9)
            order = leaves_list(linkage(apart, "average", optimal_ordering=True))
        members += list(rows.index[order])
    return members


def _leads(profiles: pd.DataFrame, subjects: list[str]) -> pd.Series:
    """Return the cluster that leads on each subject, subjects in their order."""
    known = profiles.dropna(subset=["difference"])
    known = known[known["subject_id"].isin(subjects)]
    known = known.assign(difference=known["difference"].round(9)).sort_values(
        ["difference", "cluster"], ascending=[False, True]
    )
    first = known.drop_duplicates("subject_id")
    order = ["cluster", "difference", "subject_id"]
    first = first.sort_values(order, ascending=[True, False, True])
    leads = first.set_index("subject_id")["cluster"].astype("Int64")
    rest = sorted(set(subjects) - set(leads.index))
    return pd.concat([leads, pd.Series(pd.NA, index=rest, dtype="Int64")])
