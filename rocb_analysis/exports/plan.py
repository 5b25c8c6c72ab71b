"""What the brief tells of the plan: proposed, adopted, held, and who could help."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.delivery.adopted import DRAFT
from rocb_analysis.delivery.dates import day_in_words
from rocb_analysis.delivery.limits import QUARTERS
from rocb_analysis.disclosure import Disclosure
from rocb_analysis.exports.claims import listed_names, name, say, with_noun
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.plan_drawn import gantt
from rocb_analysis.exports.plan_office import (
    lasting_needs,
    limits_of_plan,
    who_could_help,
)
from rocb_analysis.exports.plan_words import (
    count_of_events,
    events_of,
    plan_sentences,
    progress_sentences,
    quarter_in_words,
    tenths_of,
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
            _draft(results, words),
            limits_of_plan(results, words),
            lasting_needs(results, words),
            _progress(results),
            who_could_help(results, words),
        ]
    return [finding for finding in found if finding is not None]


def _draft(results: Results, words: Words) -> Finding | None:
    """Return the lines proposed as a table, and what they cover; for the office."""
    plan = results.drafted.plan
    if plan is None or plan.table.empty:
        return None
    said = plan_sentences(results, plan, words.member)
    starts = results.survey.settings.plan_year_starts
    note = say(
        "{}. Whom to invite first, who paid for a subject before, and why each line "
        "stands in the plan: work_plan.xlsx, to be edited.",
        listed_names([quarter_in_words(q, starts) for q in QUARTERS]),
    )
    draw = gantt(results, plan, words)
    return Finding(
        "plan", _heading(results), tuple(said), draw, _table(plan.table), note
    )


def _proposed(results: Results, rule: Disclosure) -> Finding | None:
    """Return the first events proposed, and how much of the last plan was held."""
    plan, said = results.drafted.plan, list[str]()
    progress = _last_adopted(results)
    table = None
    if plan is not None and len(events := events_of(plan)):
        starts = results.survey.settings.plan_year_starts
        shown = _as_shown(results, rule, events)
        named = [_line(row, starts) for row in _named(shown)]
        number = count_of_events(results)
        verb = "is" if number.value == 1 else "are"
        form = "{} {} proposed, among them:" if named else "{} {} proposed."
        said += [say(form, with_noun(number, "event"), verb), *named]
        table = _table(shown)[["Activity", "Quarter", "Host (to confirm)"]]
    if len(progress):
        year = str(progress["plan_year"].iloc[0])
        said += progress_sentences(progress, year, "")[:1]
    if not said:
        return None
    return Finding("plan", _heading(results), tuple(said), table=table)


def _heading(results: Results) -> str:
    plan, year = results.survey.settings.wording["plan"], results.drafted.plan_year
    if not year:
        return name(plan)
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


def _line(row: dict[str, object], starts: str) -> str:
    """Return a line of the plan as a sentence."""
    months = quarter_in_words(str(row["quarter"]), starts)[4:-1]
    where = f", {row['host']} (to confirm)" if row["host"] else ""
    return name(f"{row['title']}: {months}{where}.")


def _table(plan: pd.DataFrame) -> pd.DataFrame:
    """Return lines of the plan for reading: events in the order of the year, others."""
    order = plan.assign(other=plan["asked_by"].isna())
    ordered = order.sort_values(["other", "quarter", "title"])
    invited = ordered["members_invited"].map(
        lambda cell: len([one for one in str(cell).split("; ") if one])
    )
    firm = ordered["kept_share"].map(
        lambda share: "" if pd.isna(share) else f"{tenths_of(share)} of 10"
    )
    return pd.DataFrame(
        {
            "Activity": ordered["title"],
            "Asked by": ordered["asked_by"].astype("object").fillna(""),
            "Invited first": invited.astype("object").mask(invited == 0, ""),
            "Quarter": ordered["quarter"],
            "Host (to confirm)": ordered["host"],
            "Possible partner": [
                str(cell).split(":")[0] for cell in ordered["partners_seen"]
            ],
            "How firm": firm,
        }
    ).reset_index(drop=True)


def _last_adopted(results: Results) -> pd.DataFrame:
    """Return the progress of the last plan adopted, up to the draft's year."""
    progress = results.plan_progress
    adopted = progress[progress["status"] != DRAFT]
    drafted = results.drafted.plan_year
    years = sorted(y for y in set(adopted["plan_year"]) if not drafted or y <= drafted)
    return adopted[adopted["plan_year"] == (years[-1] if years else "")]


def _progress(results: Results) -> Finding | None:
    """Return how far the last adopted plan has come, line by line."""
    rows = _last_adopted(results).sort_values(["held_on", "title"])
    if rows.empty:
        return None
    year = str(rows["plan_year"].iloc[0])
    last = max(results.register.activities.get("last_day", [""]), default="")
    said = progress_sentences(rows, year, day_in_words(last) if last else "")
    table = pd.DataFrame(
        {
            "Activity": rows["title"],
            "Status": rows["status"],
            "Held from": rows["held_on"],
            "Members": rows["members"].astype("object").fillna(""),
        }
    ).reset_index(drop=True)
    note = "The register is a sample: what it does not hold may have been held."
    title = say("The plan adopted for {}", name(year))
    return Finding("plan_progress", title, tuple(said), table=table, note=note)
