"""The view of the Strategic Action Plan: what lasts, above the lines of each year."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from rocb_analysis.delivery.adopted import DELIVERED, DRAFT

COLUMNS = ("pillar", "subject_id", "kind", "rounds", "adopted", "held", "proposed")
# Kinds of need that a plan over years is made of, the lasting ones first.
LASTING = ("persistent", "emerging")


def strategic_view(
    trends: pd.DataFrame,
    subjects: pd.DataFrame,
    plans: pd.DataFrame,
    progress: pd.DataFrame,
    *,
    pillars: Sequence[str] = (),
) -> pd.DataFrame:
    """Return the needs that last, by line of the strategy, with each year's lines.

    Parameters
    ----------
    trends : the table trends.
    subjects : subject_id, label, pillar.
    plans : lines of all plan years, adopted or drafted: plan_year, line, subject_id,
        pillar.
    progress : the table plan_progress.
    pillars : of the strategy, in their order; any other stands behind them.

    Returns
    -------
    A row a pillar and subject that is persistent or emerging, persistent ones first;
    then a row for a pillar that has lines of other subjects or of none, subject_id
    blank. rounds: of the unbroken line of rounds the kind is read from; adopted, held,
    proposed: lines of the plan years, those delivered, and those of a draft.
    """
    lines = plans.merge(
        progress[["plan_year", "line", "status"]], on=["plan_year", "line"]
    )
    lasting = trends[trends["kind"].isin(LASTING)]
    label = dict(zip(subjects["subject_id"], subjects["label"], strict=True))
    pillar = dict(zip(subjects["subject_id"], subjects["pillar"], strict=True))
    rows = []
    for row in lasting.to_dict("records"):
        subject = str(row["subject_id"])
        own = lines[lines["subject_id"] == subject]
        of = pillar.get(subject, "")
        rows.append((of, subject, row["kind"], row["rounds"], *_counted(own)))
    others = lines[~lines["subject_id"].isin(lasting["subject_id"])]
    for of, own in others.groupby("pillar"):
        rows.append((str(of), "", "", None, *_counted(own)))
    view = pd.DataFrame(rows, columns=list(COLUMNS))
    order = {kind: place for place, kind in enumerate((*LASTING, ""))}
    view = view.assign(
        position=view["pillar"].map({one: n for n, one in enumerate(pillars)}),
        place=view["kind"].map(order),
        label=[label.get(one, "") for one in view["subject_id"]],
    )
    by = ["position", "pillar", "place", "label"]
    view = view.sort_values(by, ignore_index=True)
    counts = ["rounds", "adopted", "held", "proposed"]
    return view[list(COLUMNS)].astype(dict.fromkeys(counts, "Int64"))


def _counted(lines: pd.DataFrame) -> tuple[int, int, int]:
    """Return how many lines were adopted, how many of these held, how many drafted."""
    is_draft = lines["status"] == DRAFT
    held = (lines["status"] == DELIVERED).sum()
    return int((~is_draft).sum()), int(held), int(is_draft.sum())
