"""How far the last adopted plan has come, and which years have none."""

from __future__ import annotations

import pandas as pd

from rocb_analysis.delivery.adopted import ADOPTED, CANCELLED, DELIVERED, DRAFT
from rocb_analysis.delivery.dates import day_in_words, plan_year_of, window_of
from rocb_analysis.exports.claims import listed_names, name, rows_where, say, with_noun
from rocb_analysis.exports.findings import Finding
from rocb_analysis.results import Results
from rocb_analysis.survey.members import asked_on


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
