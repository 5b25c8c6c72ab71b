"""What the office alone is told of the plan: limits, lasting needs, who could help."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.delivery.strategy import strategic_view
from rocb_analysis.exports.claims import by_rule, say, with_noun
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.over_rounds import lasting_sentences
from rocb_analysis.exports.plan_drawn import coverage
from rocb_analysis.exports.plan_limits_words import (
    needs_counted_in_words,
    other_plan_sentence,
    price_sentences,
)
from rocb_analysis.exports.plan_words import needs_met
from rocb_analysis.exports.words import Words
from rocb_analysis.results import Results


def limits_of_plan(results: Results, words: Words) -> Finding | None:
    """Return what each limit costs, and the next best plan."""
    plan = results.drafted.plan
    if plan is None:
        return None
    kinds = list(results.drafted.book.kinds["kind"])
    starts = results.survey.settings.plan_year_starts
    said = needs_counted_in_words(plan, needs_met(results))
    said += price_sentences(plan.price_of_limits, kinds, starts)
    titles = {offer.line: _title(offer.line, results) for offer in plan.problem.offers}
    if other := other_plan_sentence(plan.next_best, titles):
        said.append(other)
    title = "What the limits of the plan cost"
    return Finding("plan_limits", title, tuple(said), coverage(results, plan, words))


def _title(line: str, results: Results) -> str:
    """Return a line in words: its subject and its kind."""
    plan = results.drafted.plan
    assert plan is not None
    offer = next(one for one in plan.problem.offers if one.line == line)
    subjects = results.survey.subjects
    labels = subjects.loc[subjects["subject_id"] == offer.subject, "short_label"]
    label = next(iter(labels), "") or offer.subject
    return f"{label} ({offer.kind.replace('_', ' ')})"


def lasting_needs(results: Results, words: Words) -> Finding | None:
    """Return the needs that last, by line of the strategy, above the yearly lines."""
    drafted = results.drafted
    plans = {drafted.plan_year: results.work_plan, **drafted.adopted}
    lines = pd.concat(
        [
            plan[["line", "subject_id", "pillar"]].assign(plan_year=year)
            for year, plan in plans.items()
            if year
        ]
        or [pd.DataFrame(columns=["line", "subject_id", "pillar", "plan_year"])]
    )
    pillars = results.survey.pillar_labels
    view = strategic_view(
        results.trends,
        results.survey.subjects,
        lines,
        results.plan_progress,
        pillars=list(pillars),
    )
    if not drafted.plan_year or view.empty:
        return None
    said = lasting_sentences(results, words)
    if not (view["kind"] == "persistent").any():
        said = ["No need is surely among the first third in every round.", *said]
    others = view["subject_id"].map(words.labels).fillna("all other lines")
    table = pd.DataFrame(
        {
            "Line of the strategy": [pillars.get(one, one) for one in view["pillar"]],
            "Need": others,
            "Kind": view["kind"],
            "Lines adopted": view["adopted"],
            "of these held": view["held"],
            "Lines proposed": view["proposed"],
        }
    )
    if drafted.is_adopted:
        table = table.drop(columns="Lines proposed")
    title = "Lasting needs, and what each year's plan did about them"
    return Finding("strategy", title, tuple(said), table=table)


def who_could_help(results: Results, words: Words) -> Finding | None:
    """Return who could help with members' first needs; for the office alone."""
    helpers = results.drafted.helpers
    if helpers.empty:
        return None
    rule = f"needs of {results.round} matched with a helper"
    said = say(
        "For {} we found another {} that could help, by its own offer or through a "
        "training centre. The table shows first needs only.",
        with_noun(by_rule(len(helpers), "needs", rule), "need"),
        words.member,
    )
    first = helpers[helpers["rank"].fillna(0) <= 1]
    first = first.assign(name=first["member_id"].map(words.names))
    first = first.sort_values(["name", "subject_id"])
    table = pd.DataFrame(
        {
            "In need": first["name"],
            "First need": first["subject_id"].map(words.labels),
            "Could help": first["helper_id"].map(words.names),
            "Evidence": first["evidence"],
        }
    ).reset_index(drop=True)
    title = "Possible helpers (not yet contacted)"
    return Finding("helpers", title, (said,), table=table)
