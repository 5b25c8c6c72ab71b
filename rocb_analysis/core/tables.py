"""The tables of the product: their columns, keys, types and decimals."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

# What a table and a column is, and the columns that many tables share.

# How a column of each type is held and printed.
TEXT, COUNT = "text", "count"
PCT, SHARE, P, MEAN = "pct", "share", "p", "mean"
DECIMALS = {PCT: 1, SHARE: 3, P: 4, MEAN: 1}


@dataclass(frozen=True)
class ColumnRule:
    """One column: its name, its type (one of those above), its meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class TableRule:
    """One table: what a row is, the columns of its key, then all columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[ColumnRule, ...]

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


ROUND = ColumnRule("round", TEXT, "label of the survey round")
RESPONDENT = ColumnRule(
    "respondent_id", TEXT, "member_id, or round/r and spreadsheet row"
)
SUBJECT = ColumnRule("subject_id", TEXT, "subject of the codebook")
SUB_REGION = ColumnRule("sub_region", TEXT, "sub-region, or all")
QUESTION = ColumnRule("question_id", TEXT, "question of the codebook")
POSITION = ColumnRule("position", COUNT, "place on a ballot, or number of an option")
STATES = "answered, not_answered, not_asked, dont_know, not_applicable, set_aside"
STATE = ColumnRule("state", TEXT, f"{STATES}, no_needs")
FILE = ColumnRule("file", TEXT, "file in the folder rounds")
SHEET = ColumnRule("sheet", TEXT, "sheet of a workbook, else blank")
ROW = ColumnRule("row", COUNT, "row number as a spreadsheet shows it")
FROM_ROUND = ColumnRule("from_round", TEXT, "the earlier round")
TO_ROUND = ColumnRule("to_round", TEXT, "the later round")


# The tables that say what the region needs, how it changes, and how it groups.

LIKELY_COUNTS = (
    ColumnRule("expected", MEAN, "members expected to need it, by earlier replies too"),
    ColumnRule("likely_low", COUNT, "lower end of the likely range of their number"),
    ColumnRule("likely_high", COUNT, "upper end of the likely range of their number"),
    ColumnRule("first_five", SHARE, "chance to be among the first five by count"),
)

TABLES_OF_REGION = (
    TableRule(
        "priorities",
        "a subject in a round, for the region (all) or a sub-region",
        ("round", "sub_region", "subject_id"),
        (
            ROUND,
            SUB_REGION,
            SUBJECT,
            ColumnRule("members", COUNT, "members of the frame, providers apart"),
            ColumnRule("answered", COUNT, "members whose needed is 0 or 1"),
            ColumnRule("needing", COUNT, "members whose needed is 1"),
            ColumnRule("share_pct", PCT, "needing of answered"),
            ColumnRule("members_low", COUNT, "lower end of the 95 % interval"),
            ColumnRule("members_high", COUNT, "upper end of the 95 % interval"),
            ColumnRule("share_low_pct", PCT, "members_low of members, else Wilson"),
            ColumnRule("share_high_pct", PCT, "members_high of members, else Wilson"),
            ColumnRule("least", COUNT, "if all members without an answer say no"),
            ColumnRule("most", COUNT, "if all members without an answer say yes"),
            ColumnRule("score", SHARE, "mean score of those who answered, 0 to 1"),
            ColumnRule("rank", COUNT, "1 + subjects with a greater share needing"),
            ColumnRule("rank_worst", COUNT, "subjects with as great a share or more"),
            ColumnRule("rank_low", COUNT, "best rank of the simultaneous 95 % set"),
            ColumnRule("rank_high", COUNT, "worst rank of the simultaneous 95 % set"),
            ColumnRule("rank_likely_low", COUNT, "best rank of the likely range"),
            ColumnRule("rank_likely_high", COUNT, "worst rank of the likely range"),
            ColumnRule(
                "rank_silent_low", COUNT, "best rank whatever silent members say"
            ),
            ColumnRule(
                "rank_silent_high", COUNT, "worst rank whatever silent members say"
            ),
            ColumnRule("group", TEXT, "first, middle, last third, or unclear"),
            ColumnRule("method", TEXT, "hypergeometric or wilson"),
            *LIKELY_COUNTS,
        ),
    ),
    TableRule(
        "silence",
        "a subject in a round, and how often silent members need it",
        ("round", "subject_id", "tilt"),
        (
            ROUND,
            SUBJECT,
            ColumnRule("tilt", TEXT, "their chances to need it, so many times (to 1)"),
            *LIKELY_COUNTS,
        ),
    ),
    TableRule(
        "forecasts",
        "a subject of a closed round, forecast when part of the replies were in",
        ("round", "replies", "subject_id"),
        (
            ROUND,
            ColumnRule("replies", COUNT, "replies that were in"),
            SUBJECT,
            ColumnRule("made_on", TEXT, "replied_on of the last of them"),
            *LIKELY_COUNTS[:3],
            ColumnRule("came", COUNT, "that need it, of all that replied in the end"),
            ColumnRule("inside", COUNT, "1 if came lies in the likely range"),
        ),
    ),
    TableRule(
        "changes",
        "a subject in two neighbouring rounds that asked it",
        ("from_round", "to_round", "subject_id"),
        (
            FROM_ROUND,
            TO_ROUND,
            SUBJECT,
            ColumnRule(
                "change_pp", PCT, "share needing of all who answered, changed by"
            ),
            ColumnRule("matched", COUNT, "members that answered in both rounds"),
            ColumnRule("changers", COUNT, "matched that changed: rose + fell"),
            ColumnRule("matched_change_pp", PCT, "share of the matched, changed by"),
            ColumnRule("who_answered_pp", PCT, "the rest: from who answered"),
            ColumnRule("rose", COUNT, "matched that turned to needing it"),
            ColumnRule("fell", COUNT, "matched that turned from needing it"),
            ColumnRule("p_value", P, "exact McNemar, two-sided"),
            ColumnRule("smallest_p", P, "least exact p so many changers could reach"),
            ColumnRule("p_mid", P, "mid-p of McNemar, two-sided"),
            ColumnRule(
                "q_value", P, "of p_mid; blank below six changers or ten matched"
            ),
            ColumnRule("comparable", TEXT, "yes, with_care or no"),
            ColumnRule("verdict", TEXT, "the change in words"),
        ),
    ),
    TableRule(
        "trends",
        "a subject",
        ("subject_id",),
        (
            SUBJECT,
            ColumnRule("rounds", COUNT, "rounds of its last line that may be compared"),
            ColumnRule("from_round", TEXT, "first round of the line"),
            ColumnRule("to_round", TEXT, "last round of the line"),
            ColumnRule("members", COUNT, "members that answered it in two or more"),
            ColumnRule("rose", COUNT, "members whose own answers rose"),
            ColumnRule("fell", COUNT, "members whose own answers fell"),
            ColumnRule("p_value", P, "exact sign flips of their scores, two-sided"),
            ColumnRule("smallest_p", P, "least p so many scores could reach"),
            ColumnRule("q_value", P, "of p_value, over all subjects tested"),
            ColumnRule("kind", TEXT, "kind of need over the rounds; blank = none"),
        ),
    ),
    TableRule(
        "chase_list",
        "a member yet to reply",
        ("round", "respondent_id"),
        (
            ROUND,
            RESPONDENT,
            ColumnRule("position", COUNT, "place in the order of calling, 1 = first"),
            ColumnRule(
                "unsure", SHARE, "sum of p(1 - p) of its answers on ten subjects"
            ),
            ColumnRule("reply_chance", SHARE, "chance that it replies, by past rounds"),
            ColumnRule("answered_last", COUNT, "1 if it replied in the round before"),
        ),
    ),
    TableRule(
        "gaps",
        "a member and a subject asked in a round",
        ("round", "member_id", "subject_id"),
        (
            ROUND,
            ColumnRule("member_id", TEXT, "member of the frame, providers apart"),
            SUBJECT,
            ColumnRule("score", SHARE, "strength of the need; blank = yet to reply"),
            ColumnRule("delivered", TEXT, "named, maybe or none found on record"),
            ColumnRule("activities", COUNT, "activities behind that word"),
            ColumnRule("last_delivered", TEXT, "when the last of them ended, ISO"),
            ColumnRule("gap", TEXT, "open, unsure, served, no_need; blank = no answer"),
        ),
    ),
    TableRule(
        "cluster_numbers",
        "a number of clusters tried in a round",
        ("round", "n_clusters"),
        (
            ROUND,
            ColumnRule("n_clusters", COUNT, "number of clusters; 1 = none"),
            ColumnRule("rows", TEXT, "last round, or mean of a member's rounds (all)"),
            ColumnRule("reference", TEXT, "cluster-free data: copula or ballots"),
            ColumnRule("statistic", SHARE, "mean standard score among the references"),
            ColumnRule("reference_low", SHARE, "5 % point of the references"),
            ColumnRule("reference_high", SHARE, "95 % point of the references"),
            ColumnRule(
                "p_value", P, "share of references as high at their best number"
            ),
            ColumnRule("chosen", COUNT, "1 for the number chosen by the clearer look"),
        ),
    ),
    TableRule(
        "clusters",
        "a replier in a round",
        ("round", "respondent_id"),
        (
            ROUND,
            RESPONDENT,
            ColumnRule(
                "cluster", COUNT, "1 = largest, or as the codebook numbers; blank"
            ),
            ColumnRule(
                "membership", SHARE, "share of resamples with its cluster's others"
            ),
            ColumnRule("next_cluster", COUNT, "the cluster it is next nearest to"),
            ColumnRule(
                "next_membership", SHARE, "share of resamples with the next one's"
            ),
            ColumnRule("level", SHARE, "mean score over subjects answered, 0 to 1"),
            ColumnRule("answered_share", SHARE, "subjects answered of those asked"),
        ),
    ),
    TableRule(
        "cluster_profiles",
        "a cluster and a subject, from labels made without that subject",
        ("cluster", "subject_id"),
        (
            ColumnRule("cluster", COUNT, "cluster"),
            SUBJECT,
            ColumnRule("members", COUNT, "members in it that answered the subject"),
            ColumnRule(
                "difference", SHARE, "Hedges' g of their need against all others"
            ),
            ColumnRule("low", SHARE, "lower end of the 95 % interval"),
            ColumnRule("high", SHARE, "upper end of the 95 % interval"),
            ColumnRule("q_value", P, "Mann-Whitney, Benjamini-Hochberg over all rows"),
        ),
    ),
)


# The tables that come of the replies: what was said, by whom, what became of it.

TABLES_OF_REPLIES = (
    TableRule(
        "responses",
        "an answer of a reply: a question, subject and place asked in its file",
        ("round", "respondent_id", "question_id", "subject_id", "position"),
        (
            ROUND,
            RESPONDENT,
            QUESTION,
            SUBJECT,
            POSITION,
            ColumnRule("answer", TEXT, "as read, whatever the state"),
            ColumnRule("value", SHARE, "value of the scale, number, place or rank"),
            STATE,
            ColumnRule(
                "column", TEXT, "header of the cell, as in the ledger; blank = no one's"
            ),
        ),
    ),
    TableRule(
        "respondents",
        "a reply that counts",
        ("round", "respondent_id"),
        (
            ROUND,
            RESPONDENT,
            ColumnRule("source", TEXT, "which form of the round, blank if it had one"),
            FILE,
            SHEET,
            ROW,
            ColumnRule("replied_on", TEXT, "date or time of the reply, ISO"),
            ColumnRule("replies_set_aside", COUNT, "other replies of this respondent"),
        ),
    ),
    TableRule(
        "ledger",
        "a column of a file; cells = blank + kept + recoded + set_aside",
        ("round", "file", "sheet", "column"),
        (
            ROUND,
            FILE,
            SHEET,
            ColumnRule("column", TEXT, "header as the codebook meets it"),
            ColumnRule("cells", COUNT, "rows under the header up to the last filled"),
            ColumnRule("blank", COUNT, "empty cells"),
            ColumnRule("kept", COUNT, "cells used as they stand"),
            ColumnRule("recoded", COUNT, "changed by spellings or a correction"),
            ColumnRule("set_aside", COUNT, "ignored column, dropped reply, unusable"),
        ),
    ),
    TableRule(
        "issues",
        "something found in a raw file and what was done with it",
        ("round", "file", "row", "column", "found"),
        (
            ROUND,
            FILE,
            ROW,
            ColumnRule("column", TEXT, "header; blank = the whole row"),
            ColumnRule("found", TEXT, "the text that was found"),
            ColumnRule("action", TEXT, "recoded, set_aside, corrected or noted"),
            ColumnRule("reason", TEXT, "one plain sentence"),
        ),
    ),
    TableRule(
        "response_rates",
        "a sub-region (or all) in a round",
        ("round", "sub_region"),
        (
            ROUND,
            SUB_REGION,
            ColumnRule("members", COUNT, "members of the frame on asked_on"),
            ColumnRule("replied", COUNT, "replies that count"),
            ColumnRule("share_pct", PCT, "replied of members"),
        ),
    ),
    TableRule(
        "needs",
        "a subject of a need question for a replier",
        ("round", "respondent_id", "subject_id"),
        (
            ROUND,
            RESPONDENT,
            SUBJECT,
            ColumnRule("asked", COUNT, "1 if the subject was asked, else 0"),
            STATE,
            ColumnRule("needed", COUNT, "1 needed, 0 not, blank unknown"),
            ColumnRule("score", SHARE, "strength of the need, 0 to 1"),
            ColumnRule("rank", COUNT, "place on the ballot, 1 = first"),
        ),
    ),
)


# The tables of the work plan: what is drafted, and what became of what was adopted.

LINE = ColumnRule("line", TEXT, "stable name: subject, kind, number")
TITLE = ColumnRule("title", TEXT, "title of the activity")

TABLES_OF_PLANS = (
    TableRule(
        "work_plan",
        "a line of the plan for the plan year after the round",
        ("line",),
        (
            LINE,
            TITLE,
            SUBJECT,
            ColumnRule("kind", TEXT, "kind of activity, of planning.xlsx"),
            ColumnRule("mode", TEXT, "in person, online or hybrid"),
            ColumnRule("days", COUNT, "days it lasts"),
            ColumnRule("seats", COUNT, "members it has room for"),
            ColumnRule(
                "members_invited", TEXT, "member_ids, those in need first invited"
            ),
            ColumnRule("asked_by", COUNT, "members it is for that named the subject"),
            ColumnRule("asked_region", COUNT, "members of the region that named it"),
            ColumnRule("host", TEXT, "who may host it, to be confirmed"),
            ColumnRule("partners_seen", TEXT, "who paid for the subject before"),
            ColumnRule("quarter", TEXT, "Q1 to Q4 of the plan year"),
            ColumnRule("expected_result", TEXT, "what it is for"),
            ColumnRule("indicator", TEXT, "how the result is seen"),
            ColumnRule("pillar", TEXT, "line of the strategy it serves"),
            ColumnRule("cost", SHARE, "cost as planning.xlsx counts it"),
            ColumnRule("need_covered", SHARE, "needs of those invited, as expected"),
            ColumnRule("need_covered_low", COUNT, "at least: invited that named it"),
            ColumnRule(
                "need_covered_high", COUNT, "at most: if all yet to reply need it"
            ),
            ColumnRule("kept_share", SHARE, "share of completed regions it stays in"),
            ColumnRule("why", TEXT, "why the line stands in the plan"),
            ColumnRule(
                "status", TEXT, "proposed, carried over, adopted, or in own words"
            ),
            ColumnRule("locked", TEXT, "keep, move, own; blank = free"),
            ColumnRule("office_note", TEXT, "the office's own"),
        ),
    ),
    TableRule(
        "plan_progress",
        "a line of a plan year",
        ("plan_year", "line"),
        (
            ColumnRule("plan_year", TEXT, "plan year, 2024/25"),
            LINE,
            TITLE,
            ColumnRule("status", TEXT, "draft, adopted, delivered or cancelled"),
            ColumnRule("held_on", TEXT, "first day of the first activity, ISO"),
            ColumnRule("members", COUNT, "members that took part; blank = not known"),
            ColumnRule("follow_up", TEXT, "what came of it, in words"),
        ),
    ),
)


class SurveyError(ValueError):
    """A user's mistake, told in one sentence with place and remedy."""


TABLES: dict[str, TableRule] = {
    table.name: table
    for table in (*TABLES_OF_REPLIES, *TABLES_OF_REGION, *TABLES_OF_PLANS)
}


def arrange(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the frame in the form the contract gives the table.

    Columns in order (a missing one is blank), text as str with "" for blank, counts
    as Int64, decimals as float, rows sorted by key. Ties in the last bit cannot matter:
    decimals are held to 9 places.

    Raises SurveyError if two rows share a key, or a count is no whole number.
    """
    table = TABLES[name]
    arranged = typed_table(frame, name)
    twice = arranged[arranged.duplicated(list(table.key), keep=False)]
    if len(twice):
        row = ", ".join(f"{key} {twice.iloc[0][key]}" for key in table.key)
        raise SurveyError(f"Table {name} holds twice {row}; a row is {table.row}.")
    return arranged.sort_values(list(table.key), ignore_index=True)


def typed_table(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the declared columns in their types, the rows as they stand."""
    columns = TABLES[name].columns
    return pd.DataFrame({column.name: _typed(frame, column) for column in columns})


def _typed(frame: pd.DataFrame, column: ColumnRule) -> pd.Series:
    """Return one column in its declared type."""
    if column.name not in frame:
        blank: str | float = "" if column.type == TEXT else float("nan")
        values = pd.Series([blank] * len(frame), dtype=object)
    else:
        values = frame[column.name].reset_index(drop=True)
    if column.type == TEXT:
        return values.astype("object").where(values.notna(), "").astype("str")
    if column.type == COUNT:
        return _counts(pd.to_numeric(values).astype("Float64").round(9), column.name)
    return pd.to_numeric(values).astype("float64").round(9) + 0.0


def as_written(values: pd.Series, kind: str) -> pd.Series:
    """Return a column with the decimals that the contract gives its type.

    Text and counts stay as they are, and so do words in a column of numbers.

    >>> as_written(pd.Series([1 / 3, "not shown"]), SHARE).tolist()
    [0.333, 'not shown']
    """
    if kind not in DECIMALS:
        return values
    places = DECIMALS[kind]
    if pd.api.types.is_float_dtype(values):
        return values.round(9).round(places) + 0.0
    return values.map(
        lambda v: round(round(v, 9), places) + 0.0 if isinstance(v, float) else v
    )


def _counts(values: pd.Series, name: str) -> pd.Series:
    broken = values[(values % 1 != 0).fillna(False)]
    if len(broken):
        raise SurveyError(f"{name} is {broken.iloc[0]}; a count is a whole number.")
    return values.astype("Int64")


# Columns of each table that Heads and the public may see; other tables they do not.

_OF_THE_OFFICE = frozenset(
    (
        "members_invited members_held asked_by asked_region as_asked why office_note"
    ).split()
)
_PLAN = next(table for table in TABLES_OF_PLANS if table.name == "work_plan")
_NUMBERS = next(t for t in TABLES_OF_REGION if t.name == "cluster_numbers")

SHOWN: dict[str, tuple[str, ...]] = {
    "response_rates": tuple("round sub_region members replied share_pct".split()),
    "priorities": tuple(
        (
            "round sub_region subject_id members answered needing least most group "
            "likely_low likely_high first_five"
        ).split()
    ),
    "changes": tuple(
        "from_round to_round subject_id matched rose fell verdict".split()
    ),
    "cluster_numbers": tuple(_NUMBERS.column_names),
    "work_plan": tuple(c for c in _PLAN.column_names if c not in _OF_THE_OFFICE),
}
