"""Groups somebody else published, beside the verdict and as many groups of our own."""

from __future__ import annotations

import pandas as pd
from sklearn.metrics import adjusted_rand_score

from rocb_analysis.clusters.consensus import ConsensusClusterer
from rocb_analysis.clusters.looks import effort
from rocb_analysis.clusters.number import choose_n_clusters
from rocb_analysis.clusters.profile import NeedProfile

_RESAMPLES = 300


def compare_with_published(
    needs: pd.DataFrame, published: pd.Series, *, seed: int = 0
) -> pd.DataFrame:
    """Return how far groups agree with published ones, for two readings of a blank.

    needs: rows of one round of the table needs; published: the group of each
    respondent, who alone are looked at. A row a reading, "blank" (not answered) or
    "lowest" (no need): blanks; n_clusters, p_value (whether there are groups); of as
    many groups as were published, made all the same: sizes, and adjusted_rand (1 = the
    same groups, 0 = as alike as by chance; Hubert and Arabie 1985).
    """
    scores = needs.pivot(index="respondent_id", columns="subject_id", values="score")
    scores = scores.loc[published.index].astype("float64")
    rows = []
    for blanks, wide in {"blank": scores, "lowest": scores.fillna(0.0)}.items():
        references, resamples = effort(len(wide))
        verdict = choose_n_clusters(
            wide,
            n_references=references,
            n_resamples=resamples,
            random_state=seed,
        )
        made = ConsensusClusterer(
            published.nunique(), n_resamples=_RESAMPLES, random_state=seed
        ).fit(NeedProfile().fit_transform(wide.to_numpy()))
        sizes = pd.Series(made.labels_).value_counts()
        rows.append(
            {
                "blanks": blanks,
                "n_clusters": verdict.n_clusters,
                "p_value": verdict.p_value,
                "sizes": "; ".join(str(size) for size in sizes),
                "adjusted_rand": adjusted_rand_score(published, made.labels_),
            }
        )
    return pd.DataFrame(rows)
