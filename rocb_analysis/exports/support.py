"""Needs beside support on record: for whom of those that asked no activity is found."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.delivery import window_before
from rocb_analysis.disclosure import Disclosure
from rocb_analysis.exports.claims import name, rows_where, say
from rocb_analysis.exports.findings import Draw, Finding
from rocb_analysis.exports.unknown import left_out_of
from rocb_analysis.exports.words import Words, caption_of
from rocb_analysis.results import Results
from rocb_analysis.survey.members import asked_on

_MOST_ROWS = 12
# What became of a need that was asked for.
_ASKED = ["open", "unsure", "served"]


def support(results: Results, rule: Disclosure, words: Words) -> Finding | None:
    """Return needs and support on record, None where no register is kept."""
    here = results.gaps[results.gaps["round"] == results.round]
    asked = here[here["gap"].isin(_ASKED)]
    if asked.empty:
        return None
    counts = asked.groupby(["subject_id", "gap"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=_ASKED, fill_value=0)
    counts = counts.assign(
        asked=counts.sum(axis=1), label=counts.index.map(words.labels)
    )
    replied = here[here["gap"] != ""]
    without = replied[replied["delivered"] == "none"]
    for column, rows in (("replied", replied), ("replied_open", without)):
        counts[column] = (
            rows.groupby("subject_id").size().reindex(counts.index).fillna(0)
        )
    ordered = counts.sort_values(["asked", "label"], ascending=[False, True])
    table = _table(ordered, rule, words)
    day = asked_on(results.survey, results.round)
    starts = results.survey.settings.plan_year_starts
    window = window_before(day, plan_year_starts=starts, plan_years=3)
    sentences = [
        *_headline(results, ordered, rule, words),
        say(
            "The register covers {}. It is incomplete: some support may be missing "
            "from it.",
            name(str(window)),
        ),
    ]
    title = "Needs and support on record"
    told = rule.is_internal
    draw = _bars(ordered, str(window), results, words) if told else None
    asked_most = ordered.head(_MOST_ROWS)
    hidden = int((~_may_be_told(asked_most, rule)).sum())
    left_out = "" if table is None else left_out_of(hidden, "gaps")
    return Finding("support", title, tuple(sentences), draw, table, left_out=left_out)


def _bars(ordered: pd.DataFrame, register: str, results: Results, words: Words) -> Draw:
    """Return the chart of the subjects most asked for, for the office."""
    caption = caption_of(results, words)
    return partial(
        charts.support_bars,
        ordered.reset_index(),
        register=register,
        labels=words.labels,
        caption=replace(caption, source=f"{caption.source}, and activities on record"),
        wording={**results.survey.settings.wording, "named": words.need},
        most_rows=_MOST_ROWS,
    )


def _headline(
    results: Results, ordered: pd.DataFrame, rule: Disclosure, words: Words
) -> list[str]:
    """Say for which of the first subjects most of those that asked lack support."""
    first = ordered.head(_MOST_ROWS)
    told = first[_may_be_told(first, rule)]
    if told.empty:
        return []
    row = told.sort_values(["open", "label"], ascending=[False, True]).iloc[0]
    of = {"round": results.round, "subject_id": str(row.name)}
    asked = rows_where("gaps", results.gaps, **of, gap=_ASKED)
    return [
        say(
            "Of the {} that {} {}, we find no activity on record for {}.",
            words.count(asked),
            "asked for" if words.need == "named" else "rate as needed",
            name(row["label"]),
            rows_where("gaps", results.gaps, **of, gap="open"),
        )
    ]


def _may_be_told(rows: pd.DataFrame, rule: Disclosure) -> pd.Series:
    """Say where a count of members without activity, and the rest, may be shown."""
    return ~rule.support_withheld(rows)


def _table(
    ordered: pd.DataFrame, rule: Disclosure, words: Words
) -> pd.DataFrame | None:
    """Return the subjects most asked for, as the edition may show them."""
    first = ordered.head(_MOST_ROWS)
    if rule.is_internal:
        columns = {
            "label": "Subject",
            "asked": f"{words.need.capitalize()} by",
            "served": "On record",
            "unsure": "Perhaps",
            "open": "No activity found",
        }
        return first[list(columns)].rename(columns=columns).reset_index(drop=True)
    told = first[_may_be_told(first, rule)]
    if told.empty:
        return None
    rest = (told["asked"] - told["open"]).rename("Took part, or may have")
    shown = pd.DataFrame({"Subject": told["label"], rest.name: rest})
    return shown.assign(**{"No activity found": told["open"]}).reset_index(drop=True)
