"""The quality page of the office: what became of the raw cells, what needs a look."""

from __future__ import annotations

from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.charts import Caption
from rocb_analysis.exports.claims import (
    by_rule,
    joined,
    rows_where,
    say,
    stated,
    sum_where,
    with_noun,
)
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.words import Words
from rocb_analysis.results import Results
from rocb_analysis.survey.records import Question

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
    if len(_here(results.other_answers, results)):
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
    here = _here(results.item_blanks, results)
    blank = here[here["blank"] > 0].sort_values("share_pct", ascending=False)
    left, asked = (
        sum_where("item_blanks", results.item_blanks, column, round=results.round)
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
    here = _here(results.late_and_amended, results)
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
    table = results.late_and_amended
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
    here = _here(results.other_answers, results)
    table = results.other_answers
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
    unsettled = results.unsettled[results.unsettled["round"] == results.round]
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
    table = results.unsettled
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
    here = _here(results.straight_lining, results)
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
    table = results.ticking_everything
    every = rows_where("ticking_everything", table, round=results.round)
    if not every.value:
        return []
    verb = "needs every subject it was" if every.value == 1 else "need all they were"
    return [say("{} {} asked of.", words.count(every), verb)]
