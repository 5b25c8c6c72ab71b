"""What came of the workshops that a follow-up survey asks about, step by step."""

from __future__ import annotations

from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.delivery import follow_up_by_group, follow_up_by_workshop
from rocb_analysis.disclosure import Disclosure
from rocb_analysis.exports.claims import Number, by_rule, name, say
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.words import Words, caption_of
from rocb_analysis.response import ALL
from rocb_analysis.results import Results


def follow_up(results: Results, rule: Disclosure, words: Words) -> Finding | None:
    """Return what came of the round's workshops, None where none is asked about.

    The office reads each workshop. Others read all workshops together, and of these the
    steps that at least as many members report, and do not report, as may be shown.
    """
    of = (results.survey, results.responses, results.register.activities)
    groups = follow_up_by_group(*of)
    here = groups["round"] == results.round
    whole = _may_be_told(groups[here & (groups["group"] == ALL)], rule)
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
        table = _table(workshops[workshops["round"] == results.round], words, labels)
    sentences = tuple(_sentences(whole, words, labels))
    return Finding("follow_up", "What came of the workshops", sentences, draw, table)


def _may_be_told(steps: pd.DataFrame, rule: Disclosure) -> pd.DataFrame:
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
    took = _counted(first, "took_part", "members on record for a workshop")
    replied = _counted(first, "replied", "of these, members that replied")
    step = labels.get(str(last["step"]), str(last["step"]))
    return [
        say("{} took part on record; {} of them replied.", words.count(took), replied),
        say(
            "{}: {} of the {} that answered; at most {} of all that took part.",
            name(step),
            _counted(last, "reached", "members that say yes"),
            _counted(last, "answered", "members that answered"),
            _counted(last, "most", "all that took part, less members that say no"),
        ),
        "They say themselves what came of it; nobody has measured it.",
    ]


def _counted(row: pd.Series, column: str, rule: str) -> Number:
    step = "" if column in {"took_part", "replied"} else f"{row['step']}: "
    return by_rule(int(row[column]), "responses", f"{step}{rule}")


def _table(steps: pd.DataFrame, words: Words, labels: dict[str, str]) -> pd.DataFrame:
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
