"""Names of clusters: drafted from what they need, kept by their anchor members."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from rocb_analysis.survey.text import listed

_SUBJECTS_IN_A_NAME = 2
_ANCHORS = 5


def draft_names(profiles: pd.DataFrame, labels: Mapping[str, str]) -> dict[int, str]:
    """Return a name for each cluster: the subjects it needs most above the others.

    profiles: a row a cluster and subject with difference and q_value, as
    `explain_clusters` gives them; labels: a short label for each subject. Subjects
    with the clearest difference come first; a level is no name.
    """
    names = {}
    for cluster, rows in profiles.groupby("cluster"):
        more = rows[rows["difference"] > 0].assign(
            rounded=lambda frame: frame["difference"].round(9)
        )
        order = ["rounded", "subject_id"]
        first = more.sort_values(order, ascending=[False, True])
        first = first["subject_id"].head(_SUBJECTS_IN_A_NAME)
        said = listed(_lower(labels.get(subject, subject)) for subject in first)
        names[int(cluster)] = f"{said} first" if said else "no subject first"
    return names


def _lower(label: str) -> str:
    """Return the label as it stands inside a sentence: names and abbreviations stay."""
    is_name = label[1:2].isupper() or any(w[0].isupper() for w in label.split()[1:])
    return label if is_name else label[:1].lower() + label[1:]


def numbers_by_anchor(
    cluster_of: pd.Series, clusters: pd.DataFrame
) -> tuple[dict[int, int], dict[int, str]]:
    """Return the number each found cluster takes, and the names of numbers.

    cluster_of: found cluster by member, blank = none; clusters: the codebook's table
    (cluster, name, anchor_members). A found cluster takes the number of the named one
    most of whose anchors it holds, all in all as many anchors as can be; the others
    take the numbers left, in their own order.
    """
    known = cluster_of.dropna().astype(int)
    found = sorted(set(known))
    named = clusters[clusters["cluster"].str.fullmatch(r"\d+").fillna(False)]
    anchors = [_listed_members(text) for text in named["anchor_members"]]
    shared = np.array(
        [[len(who & set(known.index[known == j])) for who in anchors] for j in found]
    ).reshape(len(found), len(anchors))
    takes: dict[int, int] = {}
    for row, column in zip(*linear_sum_assignment(-shared), strict=True):
        if shared[row, column] > 0:
            takes[found[row]] = int(named["cluster"].iloc[column])
    kept = {int(n) for n in named["cluster"]}
    spare = (n for n in range(1, len(found) + len(kept) + 1) if n not in kept)
    takes |= {j: next(spare) for j in found if j not in takes}
    names = dict(zip(named["cluster"].astype(int), named["name"], strict=True))
    return takes, {n: name for n, name in names.items() if name}


def _listed_members(text: str) -> set[str]:
    return {part.strip() for part in text.split(";") if part.strip()}


def codebook_draft(clusters: pd.DataFrame, names: dict[int, str]) -> pd.DataFrame:
    """Return rows for the codebook's table clusters: a draft for the office to edit.

    clusters: rows of one round of the table of that name; names: a name for each
    cluster. Anchors are the up to five members surest of a cluster, in the order of
    their ids: with these rows a cluster keeps its number and name next round.
    """
    known = clusters.dropna(subset=["cluster"]).assign(
        lead=lambda rows: (rows["membership"] - rows["next_membership"]).round(9)
    )
    rows = []
    for number, own in known.groupby("cluster"):
        first = own.sort_values(["lead", "respondent_id"], ascending=[False, True])
        anchors = sorted(first["respondent_id"].head(_ANCHORS))
        rows.append((str(int(number)), names.get(int(number), ""), "; ".join(anchors)))
    return pd.DataFrame(rows, columns=["cluster", "name", "anchor_members"])
