"""The quality page of the office: what became of the raw cells, what needs a look."""

from __future__ import annotations

from functools import partial

import pandas as pd

from rocb_analysis import charts
from rocb_analysis.charts import Caption
from rocb_analysis.exports.findings import Finding
from rocb_analysis.exports.words import Words
from rocb_analysis.results import Results
from rocb_analysis.survey.records import Question
from rocb_analysis.survey.text import counted

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
    asked, left = int(here["asked"].sum()), int(here["blank"].sum())
    said = f"{left:,} of {asked:,} answers asked for were left blank."
    sentences = [f"{said} A blank is never read as no need."]
    table = pd.DataFrame(
        {
            "Question": blank["question_id"].map(_questions(results)),
            "Left blank": blank["blank"],
            "Of": blank["asked"],
        }
    ).head(_MOST_ROWS)
    if len(blank) > _MOST_ROWS:
        sentences.append(f"The {_MOST_ROWS} questions left blank most often:")
    title = "What was left blank"
    return Finding(
        "blanks", title, tuple(sentences), table=table if len(table) else None
    )


def _late_and_amended(results: Results, words: Words) -> Finding:
    """Which replies came late, and which took the place of another."""
    here = _here(results.late_and_amended, results)
    late, amended = int(here["late"].sum()), int((here["replies_set_aside"] > 0).sum())
    said = [
        f"{counted(late, 'reply')} came after the closing day and "
        f"{'counts' if late == 1 else 'count'} all the same."
        if late
        else "No reply is known to have come after the closing day.",
        f"{words.count(amended)} sent more than one reply; the last counts."
        if amended
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


def _other_answers(results: Results) -> Finding:
    """How much of what respondents wrote beside the options has been coded."""
    here = _here(results.other_answers, results)
    coded, uncoded = int(here["coded"].sum()), int(here["uncoded"].sum())
    said = f"{uncoded} of {counted(coded + uncoded, 'answer')} that no option holds "
    said += f"{'is' if uncoded == 1 else 'are'} not coded; the table spellings codes "
    said += "them."
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
    whole = int(results.ledger["cells"].sum())
    draw = partial(charts.ledger_bars, tidy, caption=caption)
    said = f"Every one of the {whole:,} cells under a header is accounted for."
    return Finding("cells", "What became of the raw cells", (said,), draw)


def _issues(results: Results) -> Finding:
    """The answers set aside and everything else found, with file and row."""
    here = results.issues[results.issues["round"] == results.round]
    unsettled = results.unsettled[results.unsettled["round"] == results.round]
    by_action = here["action"].value_counts()
    parts = [f"{by_action[a]} {a.replace('_', ' ')}" for a in sorted(by_action.index)]
    said = counted(len(unsettled), "answer or reply", "answers or replies")
    open_ones = f"{said} in this round could not be used and nobody has decided yet."
    settled = "Every answer of this round could be used, or has been decided about."
    sentences = [
        open_ones if len(unsettled) else settled,
        f"All issues of the round: {', '.join(parts) or 'none'}.",
    ]
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
        sentences.append(f"The first {_MOST_ISSUES}; all are in tables/issues.csv.")
    first = first.assign(action=first["action"].str.replace("_", " "))
    table = first.head(_MOST_ISSUES)[list(columns)].rename(columns=columns)
    title = "Answers set aside and other issues"
    return Finding("issues", title, tuple(sentences), table=table)


def _straight_lining(results: Results, words: Words) -> Finding:
    here = _here(results.straight_lining, results)
    here = here[here["rated"] >= _LEAST_RATED * here["asked"]]
    whole = here[here["whole"]]
    sentences = [
        f"{words.count(len(here))} gave one and the same answer to every subject "
        f"rated; {len(whole)} of them rated all that were asked. All replies stay in.",
    ]
    if here.empty:
        sentences = ["No reply gives one and the same answer to every subject rated."]
    every = len(_here(results.ticking_everything, results))
    if every:
        verb = "needs every subject it was" if every == 1 else "need all they were"
        sentences.append(f"{words.count(every)} {verb} asked of.")
    rows = here.head(10).assign(
        who=here["respondent_id"].map(lambda who: words.names.get(who, who))
    )
    columns = {"who": "Who", "value": "Answer (value)", "rated": "Rated"}
    table = rows[list(columns)].rename(columns=columns) if len(rows) else None
    title = "Replies with one answer throughout"
    return Finding("straight_lining", title, tuple(sentences), table=table)
