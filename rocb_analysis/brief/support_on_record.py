"""Needs beside support on record: for whom of those that asked no activity is found."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.brief.findings import Draw, Finding
from rocb_analysis.brief.quality import left_out_of
from rocb_analysis.brief.words import Words, caption_of
from rocb_analysis.charts.reply_counts import counted_step
from rocb_analysis.charts.support_bars import least_supported
from rocb_analysis.core.claims import leaders, name, rows_where, say
from rocb_analysis.delivery.dates import Window, day_in_words
from rocb_analysis.delivery.follow_up import follow_up_by_group, follow_up_by_workshop
from rocb_analysis.delivery.support import support_window
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.response import ALL
from rocb_analysis.results import Results

_MOST_ROWS = 12
# What became of a need that was asked for.
_ASKED = ["open", "unsure", "served"]


def support(results: Results, rule: Disclosure, words: Words) -> Finding | None:
    """Return needs and support on record, None where no register is kept."""
    here = results.gaps[results.gaps["round"] == results.round]
    asked = here[here["gap"].isin(_ASKED)]
    kept_until = results.register.kept_until
    window = support_window(results.survey, kept_until, results.round)
    if asked.empty or window is None:
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
    kept = day_in_words(kept_until or window.end)
    sentences = [
        *_headline(results, ordered, rule, words, day_in_words(window.end)),
        say(
            "Activities from {} count; the register was kept up to {}. The register is "
            "incomplete: some support may be missing from it.",
            name(str(window)),
            name(kept),
        ),
    ]
    title = "Needs and support on record"
    told = rule.is_internal
    draw = _bars(ordered, window, kept, results, words) if told else None
    note = say("Register kept up to {}.", name(kept)) if table is not None else ""
    asked_most = ordered.head(_MOST_ROWS)
    hidden = int((~_may_be_told(asked_most, rule)).sum())
    left_out = "" if table is None else left_out_of(hidden, "gaps")
    return Finding(
        "support", title, tuple(sentences), draw, table, note, left_out=left_out
    )


def _bars(
    ordered: pd.DataFrame, window: Window, kept: str, results: Results, words: Words
) -> Draw:
    """Return the chart of the subjects most asked for, for the office."""
    caption = caption_of(results, words)
    return partial(
        charts.support_bars,
        ordered.reset_index(),
        round_name=results.round,
        register=str(window),
        kept_until=kept,
        labels=words.labels,
        caption=replace(caption, source=f"{caption.source}, and activities on record"),
        wording={**results.survey.settings.wording, "named": words.need},
        most_rows=_MOST_ROWS,
    )


def _headline(
    results: Results, ordered: pd.DataFrame, rule: Disclosure, words: Words, until: str
) -> list[str]:
    """Say for which of the first subjects most of those that asked lack support.

    until: the last day of the activities that count, in words.
    """
    asked_most = ordered.head(_MOST_ROWS)
    told = asked_most[_may_be_told(asked_most, rule)]
    if told.empty:
        return []
    first = least_supported(told)
    of: dict[str, str] = {"round": results.round, "subject_id": str(first.index[0])}
    without = rows_where("gaps", results.gaps, **of, gap="open")
    subjects, day = leaders(first["label"], "gaps"), name(until)
    if len(first) > 1:
        asked = "asked for it" if words.need == "named" else "rate it as needed"
        found = "For each of {}, we find no activity on record up to {} for {} of the "
        found += f"{words.members} that {asked}."
        return [say(found, subjects, day, without)]
    verb = "asked for" if words.need == "named" else "rate as needed"
    asked = words.count(rows_where("gaps", results.gaps, **of, gap=_ASKED))
    found = "Of the {} that {} {}, we find no activity on record up to {} for {}."
    return [say(found, asked, verb, subjects, day, without)]


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


# What came of the workshops that a follow-up survey asks about, step by step.


def follow_up(results: Results, rule: Disclosure, words: Words) -> Finding | None:
    """Return what came of the round's workshops, None where none is asked about.

    The office reads each workshop. Others read all workshops together, and of these the
    steps that at least as many members report, and do not report, as may be shown.
    """
    of = (results.survey, results.responses, results.register.activities)
    groups = follow_up_by_group(*of)
    here = groups["round"] == results.round
    whole = _may_be_told_of_workshops(groups[here & (groups["group"] == ALL)], rule)
    if whole.empty:
        return None
    labels = results.survey.questions.set_index("question_id")["label"].to_dict()
    draw = partial(
        charts.funnel,
        whole,
        what=f"workshops asked about in {results.round}",
        labels=labels,
        caption=caption_of(results, words),
        wording=results.survey.settings.wording,
    )
    table = None
    if rule.is_internal:
        workshops = follow_up_by_workshop(*of)
        table = _table_of_workshops(
            workshops[workshops["round"] == results.round], words, labels
        )
    sentences = tuple(_sentences(whole, words, labels))
    return Finding("follow_up", "What came of the workshops", sentences, draw, table)


def _may_be_told_of_workshops(steps: pd.DataFrame, rule: Disclosure) -> pd.DataFrame:
    """Return the steps of which both counts, who did and who did not, may be shown."""
    if rule.is_internal:
        return steps
    least = steps[["reached"]].assign(rest=steps["answered"] - steps["reached"])
    return steps[least.min(axis=1) >= rule.least_group]


def _sentences(whole: pd.DataFrame, words: Words, labels: dict[str, str]) -> list[str]:
    """Say who took part and replied, and how far they came."""
    silent = whole["took_part"] - whole["answered"]
    whole = whole.assign(most=whole["reached"] + silent)
    first, last = whole.iloc[0], whole.iloc[-1]
    took, replied = (counted_step(first, of) for of in ("took_part", "replied"))
    step = labels.get(str(last["step"]), str(last["step"]))
    return [
        say("{} took part on record; {} of them replied.", words.count(took), replied),
        say(
            "{}: {} of the {} that answered; at most {} of all that took part.",
            name(step),
            counted_step(last, "reached"),
            counted_step(last, "answered"),
            counted_step(last, "most"),
        ),
        "They say themselves what came of it; nobody has measured it.",
    ]


def _table_of_workshops(
    steps: pd.DataFrame, words: Words, labels: dict[str, str]
) -> pd.DataFrame:
    """Return a row a workshop, as a report of good practice lists them."""
    told = [
        f"{yes} of {answered}"
        for yes, answered in zip(steps["reached"], steps["answered"], strict=True)
    ]
    wide = steps.assign(told=told).pivot(
        index="subject_id", columns="step", values="told"
    )
    order = list(dict.fromkeys(steps["subject_id"]))
    first = steps.groupby("subject_id")[["took_part", "replied"]].first().loc[order]
    shown = first.rename(columns={"took_part": "Took part", "replied": "Replied"})
    shown.insert(0, "Workshop", shown.index.map(words.labels))
    columns = list(dict.fromkeys(steps["step"]))
    named = wide.loc[order, columns].fillna("").rename(columns=labels)
    return shown.join(named).reset_index(drop=True)
