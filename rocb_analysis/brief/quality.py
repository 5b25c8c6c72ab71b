"""The quality page of the office: what became of the raw cells, what needs a look."""

from __future__ import annotations

from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.brief.findings import Finding
from rocb_analysis.brief.words import Words, silent_members
from rocb_analysis.charts.style import Caption
from rocb_analysis.core.claims import (
    by_rule,
    joined,
    name,
    rows_where,
    say,
    span_of,
    stated,
    sum_where,
    with_noun,
    with_rule,
)
from rocb_analysis.disclosure.rule import Disclosure
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from rocb_analysis.survey.records import Question
from rocb_analysis.survey.survey_folder import in_base

_FATES = {
    "blank": "blank",
    "kept": "kept",
    "recoded": "recoded",
    "set_aside": "set aside",
}
_MOST_ISSUES, _MOST_ROWS = 60, 12
_LEAST_RATED = 0.5  # of the subjects asked, for one answer throughout to mean much


def findings(results: Results, words: Words, caption: Caption) -> list[Finding]:
    """Return the findings about data quality."""
    found = [_cells(results, caption), _issues(results), _blanks(results)]
    found.append(_late_and_amended(results, words))
    if len(_here(results.quality.other_answers, results)):
        found.append(_other_answers(results))
    if words.need != "named":
        found.append(_straight_lining(results, words))
    return found


def _here(table: pd.DataFrame, results: Results) -> pd.DataFrame:
    return table[table["round"] == results.round]


def _questions(results: Results) -> dict[str, str]:
    """Return each question's name for reading."""
    return {q.question_id: q.label or q.question_id for q in _asked(results)}


def _asked(results: Results) -> list[Question]:
    return list(results.survey.question.values())


def _blanks(results: Results) -> Finding:
    """Which questions were left blank, and how often."""
    blanks = results.quality.item_blanks
    here = _here(blanks, results)
    blank = here[here["blank"] > 0].sort_values("share_pct", ascending=False)
    left, asked = (
        sum_where("item_blanks", blanks, column, round=results.round)
        for column in ("blank", "asked")
    )
    said = "{} of {} answers asked for were left blank. A blank is never read as no "
    sentences = [say(f"{said}need.", left, asked)]
    table = pd.DataFrame(
        {
            "Question": blank["question_id"].map(_questions(results)),
            "Left blank": blank["blank"],
            "Of": blank["asked"],
        }
    ).head(_MOST_ROWS)
    if len(blank) > _MOST_ROWS:
        rows = stated(_MOST_ROWS, "rows shown")
        sentences.append(say("The {} questions left blank most often:", rows))
    title = "What was left blank"
    return Finding(
        "blanks", title, tuple(sentences), table=table if len(table) else None
    )


def _late_and_amended(results: Results, words: Words) -> Finding:
    """Which replies came late, and which took the place of another."""
    here = _here(results.quality.late_and_amended, results)
    amended = by_rule(
        int((here["replies_set_aside"] > 0).sum()),
        "late_and_amended",
        "rows of the round with replies_set_aside above 0",
    )
    said = [
        _late(results),
        say("{} sent more than one reply; the last counts.", words.count(amended))
        if amended.value
        else f"No {words.member} is known to have sent more than one reply.",
    ]
    rows = here.head(_MOST_ISSUES)
    table = pd.DataFrame(
        {
            "Who": rows["respondent_id"].map(lambda who: words.names.get(who, who)),
            "Replied": rows["replied_on"].str.replace("T", " "),
            "Closed": rows["closed_on"],
            "Other replies set aside": rows["replies_set_aside"],
        }
    )
    title = "Late and amended replies"
    return Finding("late", title, tuple(said), table=table if len(table) else None)


def _late(results: Results) -> str:
    table = results.quality.late_and_amended
    late = sum_where("late_and_amended", table, "late", round=results.round)
    if not late.value:
        return "No reply is known to have come after the closing day."
    return say(
        "{} came after the closing day and {} all the same.",
        with_noun(late, "reply"),
        "counts" if late.value == 1 else "count",
    )


def _other_answers(results: Results) -> Finding:
    """How much of what respondents wrote beside the options has been coded."""
    here = _here(results.quality.other_answers, results)
    table = results.quality.other_answers
    uncoded = sum_where("other_answers", table, "uncoded", round=results.round)
    every = int(here["coded"].sum()) + uncoded.value
    said = say(
        "{} of {} that no option holds {} not coded; the table spellings codes them.",
        uncoded,
        with_noun(by_rule(every, "other_answers", "coded and uncoded"), "answer"),
        "is" if uncoded.value == 1 else "are",
    )
    table = pd.DataFrame(
        {
            "Question": here["question_id"].map(_questions(results)),
            "Coded": here["coded"],
            "Not coded": here["uncoded"],
        }
    )
    return Finding("other", "Answers beside the options", (said,), table=table)


def _cells(results: Results, caption: Caption) -> Finding:
    by_round = results.ledger.groupby("round", sort=False)[list(_FATES)].sum()
    by_round = by_round.reindex(results.survey.round_names)
    tidy = by_round.rename(columns=_FATES).reset_index()
    tidy = tidy.melt("round", var_name="fate", value_name="cells")
    whole = sum_where("ledger", results.ledger, "cells")
    draw = partial(charts.ledger_bars, tidy, caption=caption)
    said = say("Every one of the {} cells under a header is accounted for.", whole)
    return Finding("cells", "What became of the raw cells", (said,), draw)


def _issues(results: Results) -> Finding:
    """The answers set aside and everything else found, with file and row."""
    here = results.issues[results.issues["round"] == results.round]
    unsettled = _here(results.quality.unsettled, results)
    sentences = [*_unsettled(results), _by_action(results)]
    first = pd.concat([unsettled, here]).drop_duplicates()
    columns = {
        "file": "File",
        "row": "Row",
        "column": "Column",
        "found": "Found",
        "action": "Done",
        "reason": "Why",
    }
    if len(first) > _MOST_ISSUES:
        rows = stated(_MOST_ISSUES, "rows shown")
        sentences.append(say("The first {}; all are in tables/issues.csv.", rows))
    first = first.assign(action=first["action"].str.replace("_", " "))
    table = first.head(_MOST_ISSUES)[list(columns)].rename(columns=columns)
    title = "Answers set aside and other issues"
    return Finding("issues", title, tuple(sentences), table=table)


def _unsettled(results: Results) -> list[str]:
    table = results.quality.unsettled
    unsettled = rows_where("unsettled", table, round=results.round)
    if not unsettled.value:
        return ["Every answer of this round could be used, or has been decided about."]
    said = with_noun(unsettled, "answer or reply", "answers or replies")
    return [say("{} in this round could not be used and nobody has decided yet.", said)]


def _by_action(results: Results) -> str:
    actions = sorted(set(_here(results.issues, results)["action"]))
    counts = (
        rows_where("issues", results.issues, round=results.round, action=action)
        for action in actions
    )
    parts = [
        say("{} {}", count, action.replace("_", " "))
        for count, action in zip(counts, actions, strict=True)
    ]
    return say("All issues of the round: {}.", joined(", ", parts) if parts else "none")


def _straight_lining(results: Results, words: Words) -> Finding:
    here = _here(results.quality.straight_lining, results)
    here = here[here["rated"] >= _LEAST_RATED * here["asked"]]
    whole = here[here["whole"]]
    rated = "rows of the round that rated half or more of the subjects asked"
    some = by_rule(len(here), "straight_lining", rated)
    of_them = by_rule(len(whole), "straight_lining", f"{rated}, and all of them")
    sentences: list[str] = [
        say(
            "{} gave one and the same answer to every subject rated; {} of them rated "
            "all that were asked. All replies stay in.",
            words.count(some),
            of_them,
        )
    ]
    if here.empty:
        sentences = ["No reply gives one and the same answer to every subject rated."]
    sentences += _ticking(results, words)
    rows = here.head(10).assign(
        who=here["respondent_id"].map(lambda who: words.names.get(who, who))
    )
    columns = {"who": "Who", "value": "Answer (value)", "rated": "Rated"}
    table = rows[list(columns)].rename(columns=columns) if len(rows) else None
    title = "Replies with one answer throughout"
    return Finding("straight_lining", title, tuple(sentences), table=table)


def _ticking(results: Results, words: Words) -> list[str]:
    table = results.quality.ticking_everything
    every = rows_where("ticking_everything", table, round=results.round)
    if not every.value:
        return []
    verb = "needs every subject it was" if every.value == 1 else "need all they were"
    return [say("{} {} asked of.", words.count(every), verb)]


# What a round cannot tell, in sentences: silence, blanks, subjects not asked.

_WITHHELD = "subjects of the round whose count this edition withholds"


def unknown_sentences(results: Results, words: Words) -> list[str]:
    """Say what the round cannot tell: silence, subjects not asked."""
    rates = results.response_rates
    row = rates[(rates["round"] == results.round) & (rates["sub_region"] == ALL)]
    silent = (row["members"] - row["replied"]).iloc[0]
    sentences: list[str] = []
    if not pd.isna(silent) and silent:
        who = silent_members(row.iloc[0], words)
        what = "what they need can still change the order"
        if words.is_final:
            what = "what they need could have changed the order"
        if results.needs.empty:
            what = "nothing is assumed of them"
        sentences.append(say("{}; {}.", who, what))
    if pd.isna(silent):
        sentences.append(
            "Nobody listed who was asked, so how far the replies stand for all is "
            "unknown; the interval holds only if who replies is a matter of chance."
        )
    if blank := _left_blank(results, words):
        sentences.append(blank)
    if not_asked := subjects_not_asked(results, words):
        which = joined("; ", map(name, not_asked))
        sentences.append(
            say("Not asked in this round, so nothing is known: {}.", which)
        )
    sentences += changes_of_the_form(results, words)
    return sentences or [f"All {words.members} replied, and every subject was asked."]


def _left_blank(results: Results, words: Words) -> str:
    """Say how many replies gave no usable answer to a subject that was asked."""
    rows = in_base(results.survey, results.needs)
    asked = rows[(rows["round"] == results.round) & (rows["asked"] == 1)]
    blank = asked["needed"].isna().groupby(asked["subject_id"]).sum()
    if not (blank > 0).any():
        return ""
    low, high = (
        by_rule(int(of), "needs", f"{which} of a subject's rows asked and not needed")
        for of, which in ((blank.min(), "least"), (blank.max(), "greatest"))
    )
    if low.value == 0:
        return say("Up to {} gave no usable answer to a subject.", words.count(high))
    return say(
        "Each subject was left without a usable answer by {} {}.",
        span_of(low, high),
        words.members,
    )


def subjects_not_asked(results: Results, words: Words) -> list[str]:
    """Return the labels of subjects that other rounds asked and this one did not."""
    here = results.needs[results.needs["round"] == results.round]
    asked = set(here.loc[here["asked"] == 1, "subject_id"])
    every = set(results.needs["subject_id"])
    return sorted(words.labels.get(s, s) for s in every - asked)


def changes_of_the_form(results: Results, words: Words) -> list[str]:
    """Say what changed in the need questions of this round and hinders comparison."""
    survey = results.survey
    need = {q.question_id: q for q in survey.question.values() if q.about == "need"}
    breaks = survey.breaks
    here = breaks[
        (breaks["from_round"] == results.round)
        & (breaks["comparable"] != "yes")
        & breaks["question_id"].isin(need)
    ]
    return [
        say(
            "{}: {}",
            name(words.labels.get(row.subject_id) or need[row.question_id].label),
            name(row.what_changed),
        )
        for row in here.itertuples(index=False)
    ]


def left_out_of(count: int, table: str) -> str:
    """Say how many subjects a chart or table leaves out by the rule, "" if none.

    table: which one they are left out of, by its name in the tables.
    """
    if not count:
        return ""
    number = by_rule(count, table, _WITHHELD)
    verb = "is" if count == 1 else "are"
    return say("{} {} withheld.", with_noun(number, "subject"), verb)


def not_shown_sentences(cells: pd.Series, rule: Disclosure, words: Words) -> list[str]:
    """Say how many subjects are not shown, and why.

    cells: the word that stands for the count of each.
    """
    small = int((cells == rule.word).sum())
    said: list[str] = []
    if small:
        number = by_rule(small, "priorities", _WITHHELD, "needing")
        fewer = with_rule(rule.word, "least_group of survey.toml")
        said.append(
            say(
                "Not shown: {} {} by {} {}.",
                with_noun(number, "subject"),
                words.need,
                fewer,
                words.members,
            )
        )
    if rest := len(cells) - small:
        number = by_rule(rest, "priorities", _WITHHELD, "needing")
        said.append(
            say(
                "Not shown{}: {} whose {} would tell what is withheld, or what nearly "
                "every {} answered.",
                " either" if small else "",
                with_noun(number, "subject"),
                "number" if rest == 1 else "numbers",
                words.member,
            )
        )
    return said
