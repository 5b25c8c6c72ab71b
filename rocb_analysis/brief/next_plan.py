"""What the brief tells of the plan: proposed, adopted, held, and who could help."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

import pandas as pd

from rocb_analysis.brief.findings import Finding
from rocb_analysis.brief.over_the_years import lasting_sentences
from rocb_analysis.brief.plan_words import (
    count_of_events,
    coverage,
    done,
    events_of,
    gantt,
    lines_in_words,
    needs_met,
    plan_sentences,
    prices_in_words,
)
from rocb_analysis.brief.words import Words, quarter_in_words
from rocb_analysis.charts.lettering import tenths_of
from rocb_analysis.core.claims import (
    Number,
    by_rule,
    listed_as,
    listed_names,
    name,
    rows_where,
    say,
    with_noun,
    with_rule,
)
from rocb_analysis.delivery.dates import day_in_words, plan_year_of, window_of
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.plan.adopted_plans import (
    ADOPTED,
    CANCELLED,
    DELIVERED,
    DRAFT,
    strategic_view,
)
from rocb_analysis.plan.draft import WorkPlan
from rocb_analysis.plan.offers import QUARTERS
from rocb_analysis.results import Results
from rocb_analysis.survey.survey_folder import asked_on

# Lines of the plan that a page of the Heads names.
_NAMED = 4


def work_plan(results: Results, rule: Disclosure, words: Words) -> list[Finding]:
    """Return the findings on the work plan that an edition may have, in order."""
    if not rule.is_internal:
        found = [_proposed(results, rule)]
    else:
        found = [
            _planned(results, words),
            limits_of_plan(results, words),
            lasting_needs(results, words),
            progress_of_plan(results),
            who_could_help(results, words),
        ]
    return [finding for finding in found if finding is not None]


def _planned(results: Results, words: Words) -> Finding | None:
    """Return the lines of the plan as a table, and what they meet; for the office."""
    plan, starts = results.drafted.plan, results.survey.settings.plan_year_starts
    if results.work_plan.empty:
        return None
    said = [lines_in_words(results)]
    more = "The plan stands line by line in work_plan.xlsx."
    if plan is not None:
        said = plan_sentences(results, plan, words.member)
        more = (
            "Whom to invite first, who paid for a subject before, and why each line "
            "stands in the plan: work_plan.xlsx, to be edited."
        )
    quarters = listed_names([quarter_in_words(q, starts) for q in QUARTERS])
    return Finding(
        "plan",
        _heading(results),
        tuple(said),
        gantt(results, words),
        _table(results, results.work_plan),
        say("{}. {}", quarters, more),
    )


def _proposed(results: Results, rule: Disclosure) -> Finding | None:
    """Return the first events of the plan, and how much of the last one was held."""
    said, table = list[str](), None
    if len(events := events_of(results)):
        shown = _as_shown(results, rule, events)
        named = [_line(row, results) for row in _named(shown)]
        number = count_of_events(results)
        first = say(
            "{} {} {}{}",
            with_noun(number, "event"),
            "is" if number.value == 1 else "are",
            done(results),
            ", among them:" if named else ".",
        )
        said += [first, *named]
        table = _table(results, shown)[["Activity", "Quarter", _host(results)]]
    said += [*held_sentences(results)[:1], *missing_sentences(results)]
    if not said:
        return None
    return Finding("plan", _heading(results), tuple(said), table=table)


def _heading(results: Results) -> str:
    plan, year = results.survey.settings.wording["plan"], results.drafted.plan_year
    if not year:
        return name(plan)
    if results.drafted.is_adopted:
        return say("The {} {}, as adopted", name(plan), name(year))
    return say("Proposed for the {} {} (draft, for discussion)", name(plan), name(year))


def _as_shown(results: Results, rule: Disclosure, events: pd.DataFrame) -> pd.DataFrame:
    """Return the events as the edition may tell them, kept_share as _table reads it."""
    shown = rule.work_plan(events, results.priorities)
    return shown.assign(kept_share=events["kept_share"])


def _named(shown: pd.DataFrame) -> list[dict[str, object]]:
    """Return the events that meet most needs, in the order of the year.

    shown: as the edition tells them. Only those whose needs may be told: an order by
    them tells of them.
    """
    told = shown[
        shown["need_covered_low"].map(lambda count: not isinstance(count, str))
    ]
    covered = pd.to_numeric(told["need_covered"], errors="coerce")
    first = told.assign(need_covered=covered).sort_values(
        ["need_covered", "line"], ascending=[False, True]
    )
    ordered = first.head(_NAMED).sort_values(["quarter", "title"])
    return [
        {str(name): cell for name, cell in row.items()}
        for row in ordered.to_dict("records")
    ]


def _line(row: dict[str, object], results: Results) -> str:
    """Return a line of the plan as a sentence."""
    starts = results.survey.settings.plan_year_starts
    months = quarter_in_words(str(row["quarter"]), starts)[4:-1]
    host = f"{row['host']}{_host(results).removeprefix('Host')}" if row["host"] else ""
    where = ", ".join(part for part in (months, host) if part)
    return name(f"{row['title']}: {where or 'day and host open'}.")


def _host(results: Results) -> str:
    """Return what the host of a line is called: to confirm, unless it is adopted."""
    return "Host" if results.drafted.is_adopted else "Host (to confirm)"


def _table(results: Results, plan: pd.DataFrame) -> pd.DataFrame:
    """Return lines of the plan for reading: events in the order of the year, others."""
    order = plan.assign(other=~plan.index.isin(events_of(results).index))
    ordered = order.sort_values(["other", "quarter", "title"])
    invited = ordered["members_invited"].map(
        lambda cell: len([one for one in str(cell).split("; ") if one])
    )
    starts = results.survey.settings.plan_year_starts
    firm = ordered["kept_share"].map(
        lambda share: "" if pd.isna(share) else f"{tenths_of(share)} of 10"
    )
    return pd.DataFrame(
        {
            "Activity": ordered["title"],
            "Asked by": ordered["asked_by"].astype("object").fillna(""),
            "Invited first": invited.astype("object").mask(invited == 0, ""),
            "Quarter": [quarter_in_words(q, starts) for q in ordered["quarter"]],
            _host(results): ordered["host"],
            "Possible partner": [
                str(cell).split(":")[0] for cell in ordered["partners_seen"]
            ],
            "How firm": firm,
        }
    ).reset_index(drop=True)


# How far the last adopted plan has come, and which years have none.


def years_without_a_plan(results: Results) -> list[str]:
    """Return the plan years between the last adopted plan and the round's own plan."""
    drafted, starts = results.drafted, results.survey.settings.plan_year_starts
    before = [year for year in drafted.adopted if year < drafted.plan_year]
    if not before:
        return []
    firsts = range(int(before[-1][:4]) + 1, int(drafted.plan_year[:4]))
    return [plan_year_of(f"{first:04d}-{starts}", starts) for first in firsts]


def progress_sentences(
    progress: pd.DataFrame, year: str, ends: str, *, is_over: bool = True
) -> list[str]:
    """Say how much of an adopted plan was held, what was not, and what was cancelled.

    progress : the table plan_progress; ends : the day up to which the register was
    kept, in words, "" without activities; is_over : whether the plan year ended by it.
    """
    rows = progress[(progress["plan_year"] == year) & (progress["status"] != DRAFT)]
    of = {"plan_year": year}
    held = rows_where("plan_progress", progress, **of, status=DELIVERED)
    every = rows_where(
        "plan_progress", progress, **of, status=[ADOPTED, DELIVERED, CANCELLED]
    )
    said: list[str] = [
        say(
            "{} of {} of {} {} held{}.",
            held,
            with_noun(every, "planned activity"),
            name(year),
            "was" if held.value == 1 else "were",
            "" if is_over else say(" so far, up to {}", name(ends)),
        )
    ]
    open_lines = rows[~rows["status"].isin([DELIVERED, CANCELLED])]
    if len(open_lines):
        until = say(" up to {}", name(ends)) if ends else ""
        titles = listed_names(sorted(open_lines["title"]))
        said.append(say("No activity found{} for: {}.", until, titles))
    cancelled = rows[rows["status"] == CANCELLED]
    if len(cancelled):
        said.append(say("Cancelled: {}.", listed_names(sorted(cancelled["title"]))))
    return said


def _last_begun(results: Results) -> pd.DataFrame:
    """Return the progress of the last adopted plan whose year began, line by line.

    It began by the day up to which the register was kept; what has not begun by then,
    or comes after the round's own plan, is not judged.
    """
    progress, until = results.plan_progress, _kept_until(results)
    adopted = progress[progress["status"] != DRAFT]
    starts, last = results.survey.settings.plan_year_starts, results.drafted.plan_year
    years = sorted(
        year
        for year in set(adopted["plan_year"])
        if (not last or year <= last) and window_of(year, starts).start <= until
    )
    return adopted[adopted["plan_year"] == (years[-1] if years else "")]


def _kept_until(results: Results) -> str:
    """Return the day the register was kept up to; without one the day of the round."""
    kept = results.register.kept_until
    return str(kept or asked_on(results.survey, results.round))


def held_sentences(results: Results) -> list[str]:
    """Return how much of the last plan that began was held, in sentences."""
    rows = _last_begun(results)
    if rows.empty:
        return []
    year, until = str(rows["plan_year"].iloc[0]), _kept_until(results)
    ends = window_of(year, results.survey.settings.plan_year_starts).end
    return progress_sentences(rows, year, day_in_words(until), is_over=ends <= until)


def missing_sentences(results: Results) -> list[str]:
    """Say which plan years before the round's own have no adopted plan."""
    years = years_without_a_plan(results)
    if not years:
        return []
    return [say("No adopted plan of {} is on file.", listed_names(years))]


def progress_of_plan(results: Results) -> Finding | None:
    """Return how far the last adopted plan has come, line by line."""
    rows = _last_begun(results).sort_values(["held_on", "title"])
    if rows.empty:
        return None
    year = str(rows["plan_year"].iloc[0])
    said = [*held_sentences(results), *missing_sentences(results)]
    table = pd.DataFrame(
        {
            "Activity": rows["title"],
            "Status": rows["status"],
            "Held from": rows["held_on"],
            "Members": rows["members"].astype("object").fillna(""),
        }
    ).reset_index(drop=True)
    note = "The register is incomplete: some activities may be missing from it."
    title = say("The plan adopted for {}", name(year))
    return Finding("plan_progress", title, tuple(said), table=table, note=note)


# What the office alone is told of the plan: limits, lasting needs, who could help.


def limits_of_plan(results: Results, words: Words) -> Finding | None:
    """Return what each limit costs, and the next best plan."""
    plan = results.drafted.plan
    if plan is None:
        return None
    starts = results.survey.settings.plan_year_starts
    said = needs_counted_in_words(plan, needs_met(results))
    said += price_sentences(plan.price_of_limits, starts)
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


# The sentences on what the limits of a plan cost, and on the next best plan.

_MOST_PRICES = 4


def price_sentences(prices: pd.DataFrame, plan_year_starts: str) -> list[str]:
    """Say which limits cost needs, the dearest first; see WorkPlan.price_of_limits."""
    dear = prices[prices["gain"] > 0].head(_MOST_PRICES)
    rule = "planning.xlsx, sheet limits, and the plan drafted anew a step looser"
    said: list[str] = [
        with_rule(words, rule) for words in prices_in_words(dear, plan_year_starts)
    ]
    cheap = prices[prices["gain"] <= 0]
    if len(cheap):
        first = "No other limit" if said else "No limit"
        said.append(f"{first}, a step looser, would let the plan meet more needs.")
    return said


def needs_counted_in_words(plan: WorkPlan, low: Number) -> list[str]:
    """Say what the needs of chart and prices are made of, if not of those met alone.

    low : the needs named that the plan meets. Each part is what the sum up to it,
    rounded, adds, so that the parts make the whole.
    """
    whole, expected = round(plan.objective), round(plan.covered)
    rule = "needs that the plan counts, "
    parts = [
        say("{} named", low),
        *(
            say(words, by_rule(number, "work_plan", rule + what))
            for words, number, what in (
                (
                    "about {} that members yet to reply are likely to have",
                    expected - low.value,
                    "as expected, less those named",
                ),
                (
                    "{} for the extra weight of some members",
                    whole - expected,
                    "with extra weight, less those without",
                ),
            )
            if number > 0
        ),
    ]
    if len(parts) == 1:
        return []
    every = by_rule(whole, "work_plan", rule + "with extra weight")
    return [
        say("Chart and prices count {} needs: {}.", every, listed_as(parts)),
    ]


def other_plan_sentence(following: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """Say what the next best plan would have otherwise, "" if there is none."""
    if following.empty:
        return ""
    row = following.iloc[0]
    comes, goes = (
        [titles.get(line, line) for line in str(row[c]).split("; ") if line]
        for c in ("comes_in", "goes_out")
    )
    if comes and goes:
        swap = say("with {} in place of {}", listed_names(comes), listed_names(goes))
    else:
        word = "with" if comes else "without"
        swap = say("{} {}", word, listed_names(comes or goes))
    lost = ceil(round(float(row["lost"]), 3))
    less: str = "as many needs"
    if lost > 0:
        number = by_rule(lost, "work_plan", "the next best plan, up to the next whole")
        less = say("at most {} less", with_noun(number, "need"))
    return say("The next best plan, {}, would meet {}.", swap, less)
