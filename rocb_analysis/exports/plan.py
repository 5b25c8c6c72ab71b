"""What the brief tells of the plan: proposed, adopted, held, and who could help."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.charts.words import tenths_of
from rocb_analysis.delivery.limits import QUARTERS
from rocb_analysis.disclosure import Disclosure
from rocb_analysis.exports.calendar import quarter_in_words
from rocb_analysis.exports.claims import listed_names, name, say, with_noun
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.plan_drawn import gantt
from rocb_analysis.exports.plan_office import (
    lasting_needs,
    limits_of_plan,
    who_could_help,
)
from rocb_analysis.exports.plan_progress import (
    held_sentences,
    missing_sentences,
    progress_of_plan,
)
from rocb_analysis.exports.plan_words import (
    count_of_events,
    done,
    events_of,
    lines_in_words,
    plan_sentences,
)
from rocb_analysis.exports.words import Words
from rocb_analysis.results import Results

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
