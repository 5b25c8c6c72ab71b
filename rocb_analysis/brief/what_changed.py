"""What changed since the round before, and whom to ask first for a reply."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from numbers import Integral

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.brief.findings import Draw, Finding
from rocb_analysis.brief.quality import left_out_of
from rocb_analysis.brief.words import Words, caption_of
from rocb_analysis.charts.change_bars import CLEAR, LEANING, VERDICTS
from rocb_analysis.core.claims import (
    by_rule,
    cell,
    greatest,
    listed_names,
    name,
    rows_where,
    say,
    stated,
    with_noun,
    with_rule,
)
from rocb_analysis.core.text import counted
from rocb_analysis.disclosure.figures import NOT_SHOWN
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.priorities.changes import LEAST_CHANGERS, not_compared
from rocb_analysis.priorities.chase import chase_details
from rocb_analysis.results import Results

_MOST_ROWS = 12
TOLD = frozenset({*CLEAR, *LEANING})


def changes(results: Results, rule: Disclosure, words: Words) -> Finding | None:
    """Return what changed since the round before, None if there is no such round."""
    rows = results.changes[results.changes["to_round"] == results.round]
    rounds = results.survey.round_names
    place = rounds.index(results.round)
    if rows.empty or not place:
        return None
    before = rounds[place - 1]
    near = rule.changes(rows[rows["from_round"] == before])
    compared = near[~near["verdict"].isin(["not comparable", "too few"])]
    sentences = [*_moved(compared, words, before), *_not_compared(near, words, before)]
    drawn = _drawn(near, rule) if len(compared) else near.head(0)
    hidden = len(set(compared["subject_id"]) - set(drawn["subject_id"]))
    left_out = left_out_of(hidden, "changes") if len(drawn) else ""
    draw = _chart(results, drawn, words, before, left_out) if len(drawn) else None
    title = say("What changed since {}", name(before))
    return Finding("changes", title, tuple(sentences), draw, left_out=left_out)


def _drawn(near: pd.DataFrame, rule: Disclosure) -> pd.DataFrame:
    """Return the rows to draw: for the office all.

    For others those told of as a change and, beside them, those whose counts are shown;
    none where nothing is told of: a chart of what is no change would only take room.
    """
    told = near["verdict"].isin(TOLD)
    if rule.is_internal or not told.any():
        return near if rule.is_internal else near[told]
    shown = near["rose"].map(_is_count) & near["fell"].map(_is_count)
    return near[told | shown]


def _is_count(cell: object) -> bool:
    return isinstance(cell, Integral)


def _chart(
    results: Results, drawn: pd.DataFrame, words: Words, before: str, left_out: str
) -> Draw:
    """Return the chart of change, below it what is not compared and why."""
    survey, after = results.survey, results.round
    most = drawn["matched"].max()
    caption = replace(
        caption_of(results, words, left_out=left_out),
        base=f"{words.count(most)} that answered in {before} and in {after}",
        source=f"{survey.settings.title}, rounds {before} and {after}",
    )
    return partial(
        charts.change_bars,
        drawn,
        not_compared=not_compared(survey, results.changes, before, after),
        labels=words.labels,
        caption=caption,
        wording={**survey.settings.wording, "named": words.need},
        most_rows=_MOST_ROWS,
    )


def _moved(compared: pd.DataFrame, words: Words, before: str) -> list[str]:
    """Say which subjects more or fewer name, as the verdicts read, and no more.

    compared: rows as the edition may tell them.
    """
    when = name(before)
    if compared.empty:
        who = f"Too few {words.members}"
        return [say("{} replied in {} too to speak of change.", who, when)]
    most = words.count(greatest("changes", compared, "matched"))
    rounds = listed_names([before, str(compared["to_round"].iloc[0])])
    said: list[str] = [say("We compare the {} that answered in both {}.", most, rounds)]
    clear = compared[compared["verdict"].isin(["rose", "fell"])]
    leaning = compared[compared["verdict"].str.startswith("leaning")]
    for row in pd.concat([clear, leaning]).itertuples():
        subject = name(words.labels[row.subject_id])
        said.append(say("{}: {}.", subject, _told(row, words)))
    unsaid = int((compared["verdict"] == NOT_SHOWN).sum())
    if unsaid:
        withheld = "subjects compared whose verdict this edition withholds"
        number = by_rule(unsaid, "changes", withheld, "verdict")
        said.append(
            say(
                "Not shown: what changed on {}, which would tell small numbers.",
                with_noun(number, "subject"),
            )
        )
    elif clear.empty:
        quiet = compared.drop(leaning.index)
        said.append(_no_change(quiet, words, other=len(leaning) > 0))
    return said


def _no_change(quiet: pd.DataFrame, words: Words, *, other: bool) -> str:
    """Say that no subject, or no other one, changed, and what could have been seen.

    The largest move stands beside it only where every count may be told.
    """
    which = "No other subject" if other else "No subject"
    nothing = f"{which} rose or fell by more than chance could explain"
    told = quiet["rose"].map(_is_count) & quiet["fell"].map(_is_count)
    if quiet.empty or not told.all():
        return f"{nothing}."
    net = (quiet["rose"] - quiet["fell"]).abs().astype(int)
    row = quiet.loc[net.idxmax()]
    return say(
        "{}: the largest net move was {} of {}, and a change that moves fewer than {} "
        "{} could not have been called.",
        nothing,
        by_rule(int(net.max()), "changes", "greatest of rose less fell", "rose - fell"),
        words.count(cell("changes", row, "matched")),
        stated(LEAST_CHANGERS, "least changers of a verdict"),
        words.members,
    )


def _told(row: object, words: Words) -> str:
    """Return who turned to a subject and who from it, and how that is read."""
    cells = row._asdict()  # type: ignore[attr-defined]
    rose, fell = cells["rose"], cells["fell"]
    said = VERDICTS[cells["verdict"]].format(verb=words.verb, members=words.members)
    if NOT_SHOWN in (rose, fell):
        return said
    counts = (_shown(row, column, cells[column]) for column in ("rose", "fell"))
    return say("newly {} by {}, no longer by {}; {}", words.need, *counts, said)


def _shown(row: object, column: str, shown: object) -> str:
    """Return a count, or the word that stands for it."""
    if isinstance(shown, str):
        return with_rule(shown, "least_group of survey.toml")
    return cell("changes", row, column)


def _not_compared(near: pd.DataFrame, words: Words, before: str) -> list[str]:
    names = near.loc[near["verdict"] == "not comparable", "subject_id"]
    if names.empty:
        return []
    which = listed_names(sorted(words.labels[subject] for subject in names))
    said = "{} cannot be compared with {}: the question changed."
    return [say(said, which, name(before))]


def chase(results: Results, words: Words) -> Finding | None:
    """Return whom to ask for a reply first, for the office; None if all replied."""
    survey = results.survey
    here = results.respondents[results.respondents["round"] == results.round]
    if not survey.has_frame or results.chase_list.empty or here.empty:
        return None
    details = chase_details(survey, results.needs, results.respondents, results.round)
    area = survey.settings.wording["sub_region"]
    table = pd.DataFrame(
        {
            "Ask": details["position"],
            "Who": details["name"],
            "Last reply": details["last_reply"].replace("", "none"),
            "Named then": [_named(ids, words) for ids in details["named_last"]],
            "What a reply unlocks": [
                _unlocks(row.lacks, row.sub_region, area)
                for row in details.itertuples()
            ],
        }
    )
    silent = rows_where("chase_list", results.chase_list, round=results.round)
    sentences: list[str] = [
        say(
            "{} {}, in the order in which a reply would {} most about the first "
            "subjects, allowing for the chance that it {}.",
            words.count(silent),
            *(
                ("did not reply", "have told", "came")
                if words.is_final
                else ("yet to reply", "tell", "comes")
            ),
        )
    ]
    if not details["answered_last"].any():
        sentences = ["None of them replied last time, so any order is as good."]
    title = "Whom to ask for a reply first"
    return Finding("chase", title, tuple(sentences), table=table)


def _unlocks(lacks: int, sub_region: str, area: str) -> str:
    """Return what replies from a sub-region would allow to show, if it lacks any."""
    if not lacks:
        return ""
    more = "one more" if lacks == 1 else counted(lacks, "more", "more")
    return f"{more} from {sub_region} and that {area} can be shown"


def _named(subject_ids: str, words: Words) -> str:
    """Return the first subjects a member named last, and how many more."""
    ids = [one for one in subject_ids.split("; ") if one]
    shown = "; ".join(words.labels.get(one, one) for one in ids[:5])
    more = len(ids) - 5
    return f"{shown} and {counted(more, 'more', 'more')}" if more > 0 else shown
