"""Needs beside support on record: for whom of those that asked no activity is found."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.delivery import window_before
from rocb_analysis.disclosure import Disclosure
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.words import Words
from rocb_analysis.results import Results
from rocb_analysis.survey.members import asked_on

_MOST_ROWS = 12


def support(results: Results, rule: Disclosure, words: Words) -> Finding | None:
    """Return needs and support on record, None where no register is kept."""
    here = results.gaps[results.gaps["round"] == results.round]
    asked = here[here["gap"].isin(["open", "unsure", "served"])]
    if asked.empty:
        return None
    counts = asked.groupby(["subject_id", "gap"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["open", "unsure", "served"], fill_value=0)
    counts = counts.assign(
        asked=counts.sum(axis=1), label=counts.index.map(words.labels)
    )
    replied = here[here["gap"] != ""]
    without = replied[replied["delivered"] == "none"]
    for name, rows in (("replied", replied), ("replied_open", without)):
        counts[name] = rows.groupby("subject_id").size().reindex(counts.index).fillna(0)
    ordered = counts.sort_values(["asked", "label"], ascending=[False, True])
    table = _table(ordered, rule, words)
    day = asked_on(results.survey, results.round)
    starts = results.survey.settings.plan_year_starts
    window = window_before(day, plan_year_starts=starts, plan_years=3)
    sentences = [
        *_headline(ordered, rule, words),
        f"The register covers {window}. It is a sample: support it does not hold may "
        "exist.",
    ]
    title = "Needs and support on record"
    return Finding("support", title, tuple(sentences), table=table)


def _headline(ordered: pd.DataFrame, rule: Disclosure, words: Words) -> list[str]:
    """Say for which of the first subjects most of those that asked lack support."""
    first = ordered.head(_MOST_ROWS)
    told = first[_may_be_told(first, rule)]
    if told.empty:
        return []
    row = told.sort_values(["open", "label"], ascending=[False, True]).iloc[0]
    who = words.count(int(row["asked"]))
    what = "asked for" if words.need == "named" else "rate as needed"
    return [
        f"Of the {who} that {what} {row['label']}, we find no activity on record for "
        f"{row['open']}."
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
