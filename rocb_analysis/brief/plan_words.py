"""The sentences on the draft work plan, made from its tables by plain rules."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from math import ceil
from typing import Any

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.brief.findings import Draw
from rocb_analysis.brief.words import Words, caption_of, is_final, quarter_in_words
from rocb_analysis.charts.lettering import tenths_of
from rocb_analysis.core.claims import (
    Number,
    Source,
    by_rule,
    name,
    rows_where,
    say,
    stated,
    sum_where,
    with_noun,
    with_rule,
)
from rocb_analysis.core.text import counted, plural
from rocb_analysis.plan.adopted_plans import ADOPTED
from rocb_analysis.plan.draft import WorkPlan
from rocb_analysis.plan.offers import EXTRA, NO_LIMIT, QUARTERS, Limits, told
from rocb_analysis.results import Results

# Fewer needs than this are not told as a number.
_HALF = 0.5
# Tenths of the completed regions in which a firm line stays.
_FIRM = 9
_EXTRA = {"ldc": "least developed {}", "sids": "small islands"}


def events_of(results: Results) -> pd.DataFrame:
    """Return the lines that are events: of the kinds of planning.xlsx."""
    return results.work_plan[results.work_plan["kind"].isin(_kinds(results))]


def count_of_events(results: Results) -> Number:
    """Return how many lines of the plan are events."""
    return rows_where("work_plan", results.work_plan, kind=_kinds(results))


def _kinds(results: Results) -> list[str]:
    """Return the kinds of events that the plan has."""
    held = set(results.work_plan["kind"])
    return [kind for kind in results.drafted.book.kinds["kind"] if kind in held]


def covered_in_words(results: Results, plan: WorkPlan) -> str:
    """Return how many of the needs named the plan invites for; whole numbers."""
    named = int((plan.needs.named == 1).to_numpy().sum())
    low = needs_met(results)
    rule = f"rows of {results.round} with needed = 1, providers apart"
    return say(
        "Of the {} named, {} {} met by an invitation to one of the {}.",
        with_noun(by_rule(named, "needs", rule), "need"),
        low,
        "is" if low.value == 1 else "are",
        with_noun(count_of_events(results), "event"),
    )


def plan_sentences(results: Results, plan: WorkPlan, member: str) -> list[str]:
    """Say what the plan covers, and how firm it is; for the office."""
    fair = fairness_sentences(plan.needs.limits, member)
    return [
        lines_in_words(results),
        covered_in_words(results, plan),
        *_silent(plan, member, is_final=is_final(results)),
        *fair,
        _proven(plan),
        *firm_sentences(events_of(results)),
    ]


def needs_met(results: Results) -> Number:
    """Return how many of the needs named the plan invites for."""
    column, kinds = "need_covered_low", _kinds(results)
    return sum_where("work_plan", results.work_plan, column, kind=kinds)


def lines_in_words(results: Results) -> str:
    """Say how many events the plan has, and how many lines are the office's own."""
    events, kinds = count_of_events(results), _kinds(results)
    said = say(
        "{} {} {} for {}",
        with_noun(events, "event"),
        _are(events),
        done(results),
        name(results.drafted.plan_year),
    )
    others = [kind for kind in results.work_plan["kind"].unique() if kind not in kinds]
    if not others:
        return say("{}.", said)
    beside = rows_where("work_plan", results.work_plan, kind=others)
    lines = with_noun(beside, "line of the office", "lines of the office")
    verb = "stands" if beside.value == 1 else "stand"
    return say("{}; {} {} beside them.", said, lines, verb)


def done(results: Results) -> str:
    """Return what was done with the plan: adopted, or only proposed."""
    return ADOPTED if results.drafted.is_adopted else "proposed"


def _are(number: Number) -> str:
    return "is" if number.value == 1 else "are"


def _silent(plan: WorkPlan, member: str, *, is_final: bool) -> list[str]:
    """Say that places are kept for members that did not reply, if there are any."""
    silent = int(plan.needs.named.isna().all(axis=1).sum())
    if not silent:
        return []
    number = by_rule(silent, "needs", "members of the base without an answer")
    who = with_noun(number, member)
    one = silent == 1
    have = "has" if one else "have"
    return [
        say(
            "We also keep places for the {} that {}, according to how likely {} to "
            "need the subject.",
            who,
            "did not reply" if is_final else f"{have} not replied yet",
            "it is" if one else "each is",
        )
    ]


def fairness_sentences(limits: Limits, member: str) -> list[str]:
    """Say what every member gets, and whose needs count more: both are set openly."""
    said: list[str] = []
    least, most = limits.whole("first_needs")
    place = "planning.xlsx, sheet limits, {}"
    if least > 0:
        rule = place.format("first_needs")
        first: str = "needs"
        if most < NO_LIMIT:
            first = say("first {} needs", stated(int(most), rule))
        said.append(
            say(
                "Every {} that named a need is invited for at least {} of its {}.",
                member,
                stated(int(least), rule),
                first,
            )
        )
    extra = limits.each("extra_weight", EXTRA)
    for kind, who in _EXTRA.items():
        most = extra[kind][1]
        if 0 < most < NO_LIMIT:
            per_cent = stated(int(most), place.format("extra_weight"))
            whose = who.format(plural(member))
            said.append(say("Needs of {} count {} % more.", whose, per_cent))
    return said


def _proven(plan: WorkPlan) -> str:
    left = ceil(round(plan.proven - plan.objective, 3))
    if left <= 0:
        return (
            "No other set of events meets more needs within these limits; a second "
            "method confirms it."
        )
    rule = "what no plan can exceed, less what this one covers"
    more = with_noun(by_rule(left, "work_plan", rule), "need")
    return say("Within these limits no set of events meets as many as {} more.", more)


def firm_sentences(events: pd.DataFrame) -> list[str]:
    """Say how many events stay in nearly every completed region, and the least firm."""
    shares = events.dropna(subset="kept_share")
    if shares.empty:
        return []
    firm = sum(tenths_of(share) >= _FIRM for share in shares["kept_share"])
    rule = f"lines whose kept_share is {_FIRM} tenths or more"
    checks = with_rule(f"at least {_FIRM} of 10 checks", rule)
    every = by_rule(len(shares), "work_plan", "lines with kept_share", "kept_share")
    if firm == len(shares):
        return [say("All {} stay in {}.", every, checks)]
    least = shares.sort_values(["kept_share", "line"]).iloc[0]
    tenths = Number.of(
        tenths_of(least["kept_share"]),
        Source("work_plan", str(least["line"]), "kept_share", "in whole tenths"),
    )
    return [
        say(
            "{} of the {} stay in {}; the least firm, {}, in {}.",
            by_rule(firm, "work_plan", rule, "kept_share"),
            every,
            checks,
            name(str(least["title"])),
            tenths,
        )
    ]


# Who meets more needs where one event more may be held, of what or of each.
_ONE_MORE = {
    "events": ("One more event of the office's own", "One more event"),
    "kind": ("One more {}", "One more event of each kind"),
    "host": ("One more event at {}", "One more event at each host"),
    "quarter": ("One more event in {}", "One more event in each quarter"),
    "subject": ("One more event on {}", "One more event on each subject"),
    "member": ("One more event for {}", "One more event for each member"),
}


def prices_in_words(prices: pd.DataFrame, plan_year_starts: str) -> list[str]:
    """Say of each limit what it would bring a step looser.

    prices : see WorkPlan.price_of_limits.
    """
    return [
        f"{_step(row, plan_year_starts)} would meet {_more_needs(row['gain'])}."
        for row in prices.to_dict("records")
    ]


def _step(row: dict[Hashable, Any], plan_year_starts: str) -> str:
    """Return a limit a step looser as the subject of a sentence."""
    limit, of, bound = row["limit"], row["of"], row["bound"]
    if not bound:
        return f"With {of} left free the plan"
    if limit == "first_needs":
        return "With first needs not looked at the plan"
    if limit == "kind":
        of = of.replace("_", " ")
    if limit == "quarter":
        of = quarter_in_words(of, plan_year_starts)
    if limit in _ONE_MORE and bound == "most":
        particular, each = _ONE_MORE[limit]
        return particular.format(of) if of else each
    tried = told(limit, of, **{bound: row["tried"]})
    return f"With {tried} instead of {row['now']:,.10g} the plan"


def _more_needs(gain: float) -> str:
    if gain <= 0:
        return "no more needs"
    if gain < _HALF:
        return "about less than half a need more"
    return f"about {counted(round(gain), 'more need')}"


# The charts of the plan in the office's brief: over the quarters, and the curve.


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
