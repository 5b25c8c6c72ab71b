"""The charts of the plan in the office's brief: over the quarters, and the curve."""

from __future__ import annotations

from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.delivery import WorkPlan
from rocb_analysis.delivery.limits import QUARTERS
from rocb_analysis.exports.calendar import quarter_in_words
from rocb_analysis.exports.findings import Draw
from rocb_analysis.exports.plan_words import events_of
from rocb_analysis.exports.words import Words, caption_of
from rocb_analysis.results import Results


def gantt(results: Results, words: Words) -> Draw | None:
    """Return the chart of the plan over the quarters, None without a line in one."""
    lines, settings = results.work_plan, results.survey.settings
    if not lines["quarter"].isin(QUARTERS).any():
        return None
    starts = settings.plan_year_starts
    return partial(
        charts.plan_gantt,
        lines.assign(
            title=_in_short(results, lines),
            is_office=~lines["line"].isin(events_of(results)["line"]),
        ),
        plan_year=results.drafted.plan_year,
        quarters={q: quarter_in_words(q, starts, short=True) for q in QUARTERS},
        caption=caption_of(results, words),
        wording=settings.wording,
        is_adopted=results.drafted.is_adopted,
    )


def coverage(results: Results, plan: WorkPlan, words: Words) -> Draw | None:
    """Return the curve of needs covered by number of events, None without its plan."""
    planned, curve = len(events_of(results)), plan.coverage_by_events
    if planned not in set(curve.dropna(subset="covered")["events"]):
        return None
    return partial(
        charts.plan_coverage,
        curve,
        planned=planned,
        caption=caption_of(results, words),
        wording=results.survey.settings.wording,
    )


def _in_short(results: Results, lines: pd.DataFrame) -> list[str]:
    """Return each event as its subject and kind, a line of the office by its title."""
    subjects = results.survey.subjects.set_index("subject_id")
    labels = subjects["short_label"].where(
        subjects["short_label"] != "", subjects["label"]
    )
    return [
        f"{labels[subject]}, {_kind_in_short(kind)}"
        if subject in labels.index
        else title
        for subject, kind, title in zip(
            lines["subject_id"], lines["kind"], lines["title"], strict=True
        )
    ]


def _kind_in_short(kind: str) -> str:
    """Return a kind of activity as a label holds it.

    >>> _kind_in_short("sub_regional_workshop")
    'sub-regional'
    """
    short = kind.removesuffix("_workshop").replace("sub_regional", "sub-regional")
    return short.replace("_", " ")
