"""Sub-regions by subject: numbers for the office, words for everybody else."""

from __future__ import annotations

from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.brief.findings import Draw, Finding
from rocb_analysis.brief.quality import left_out_of
from rocb_analysis.brief.words import Words, caption_of, most_needed_first
from rocb_analysis.core.claims import (
    by_rule,
    listed_as,
    listed_names,
    name,
    say,
    with_noun,
)
from rocb_analysis.disclosure.figures import FEWER, MOST
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.response import ALL
from rocb_analysis.results import Results

# Subjects that a sentence names, and a chart of words shows.
_NAMED, _MOST_ROWS = 4, 12


def sub_regions(results: Results, rule: Disclosure, words: Words) -> Finding | None:
    """Return what sub-regions need, None if the survey has none.

    Subjects stand in the order of the region; those withheld there are left out, since
    the order would tell of them. Where there are words, a subject most need in some
    sub-region comes first, and without one there is no chart: all would be alike.
    """
    cells = _cells(results, rule, words)
    if cells.empty:
        return None
    area = results.survey.settings.wording["sub_region"]
    title = f"Needs by {area}"
    if rule.is_internal:
        alone = f"Numbers this small can name a {words.member}: for the office alone."
        draw: Draw | None = _chart(results, cells, rule, words, "")
        return Finding("sub_regions", title, (alone,), draw)
    said = [*_most(cells, words, area), *_more_replies(results, rule, area)]
    drawn = _with_words(cells)
    has_most = MOST in set(drawn["shown"])
    left_out = _left_out(results, drawn) if has_most else ""
    draw = _chart(results, drawn, rule, words, left_out) if has_most else None
    return Finding("sub_regions", title, tuple(said), draw, left_out=left_out)


def _left_out(results: Results, drawn: pd.DataFrame) -> str:
    """Say how many subjects that were answered have no row among those drawn."""
    rows = results.priorities
    here = rows[(rows["round"] == results.round) & (rows["sub_region"] == ALL)]
    answered = set(here.loc[here["answered"] > 0, "subject_id"])
    return left_out_of(len(answered - set(drawn["subject_id"])), "priorities")


def _cells(results: Results, rule: Disclosure, words: Words) -> pd.DataFrame:
    """Return the cells of the round as the edition may show them, in order."""
    rows = results.priorities
    here = rows[rows["round"] == results.round]
    region = here[(here["sub_region"] == ALL) & (here["answered"] > 0)]
    shown = most_needed_first(region[~rule.withheld(region)], words)["subject_id"]
    if results.round in rule.preliminary and not rule.is_internal:
        # No count is told, so no order may tell of one.
        shown = region["subject_id"].sort_values(key=lambda ids: ids.map(words.labels))
    place = {subject: number for number, subject in enumerate(shown)}
    cells = rule.by_sub_region(here)
    cells = cells.assign(place=cells["subject_id"].map(place))
    cells = cells[cells["place"].notna()]
    return cells.sort_values(["place", "sub_region"], ignore_index=True)


def _with_words(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the subjects that a word tells of, those most need somewhere first."""
    told = cells[cells["shown"].isin([MOST, FEWER])]["subject_id"]
    most = set(cells.loc[cells["shown"] == MOST, "subject_id"])
    rows = cells[cells["subject_id"].isin(told)]
    rows = rows.assign(later=~rows["subject_id"].isin(most))
    return rows.sort_values(["later", "place", "sub_region"], ignore_index=True)


def _chart(
    results: Results,
    cells: pd.DataFrame,
    rule: Disclosure,
    words: Words,
    left_out: str,
) -> Draw:
    meaning, subjects = rule.words_of_sub_regions, cells["subject_id"].nunique()
    return partial(
        charts.sub_region_heat,
        cells,
        labels=words.labels,
        caption=caption_of(results, words, left_out=left_out),
        wording={**results.survey.settings.wording, "named": words.need},
        meaning=meaning,
        most_rows=_MOST_ROWS if meaning else subjects,
    )


def _most(cells: pd.DataFrame, words: Words, area: str) -> list[str]:
    """Say which subjects most members need, and in which sub-regions."""
    if not cells["shown"].isin([MOST, FEWER]).any():
        return [f"No {area} can be shown."]
    most = cells[cells["shown"] == MOST]
    if most.empty:
        return [
            f"In no {area} shown is a subject {words.need} by most {words.members} "
            "that answered."
        ]
    by_subject = most.groupby("subject_id", sort=False)["sub_region"].agg(tuple)
    by_areas = by_subject.groupby(by_subject, sort=False).groups
    return [
        say(
            "{}: {} by most {} that answered in {}.",
            _named(list(subjects), words),
            words.need,
            words.members,
            listed_names(areas),
        )
        for areas, subjects in by_areas.items()
    ]


def _named(subjects: list[str], words: Words) -> str:
    """Return the first subjects by name, and how many more."""
    names: list[str] = [name(words.labels[subject]) for subject in subjects[:_NAMED]]
    if (more := len(subjects) - _NAMED) > 0:
        rule = 'subjects with "most" in these sub-regions, those named left out'
        rest = by_rule(more, "priorities", rule, "needing")
        names.append(with_noun(rest, "more subject"))
    return listed_as(names)


def _more_replies(results: Results, rule: Disclosure, area: str) -> list[str]:
    """Say how many replies each sub-region lacks to be shown."""
    rates = results.response_rates
    here = rates[(rates["round"] == results.round) & (rates["sub_region"] != ALL)]
    said: list[str] = []
    for row in here.itertuples():
        where = name(row.sub_region)
        if row.members < rule.least_group:
            said.append(say("{} is too small ever to be shown.", where))
        elif (lacks := rule.least_group - row.replied) > 0:
            rule_of = f"least_group of survey.toml - replied, of {row.sub_region}"
            more = by_rule(lacks, "response_rates", rule_of, "replied")
            said.append(
                say(
                    "{} from {} would let us say what most of that {} needs.",
                    with_noun(more, "more reply", "more replies"),
                    where,
                    area,
                )
            )
    return said
