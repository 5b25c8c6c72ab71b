"""Results and rule of an edition, after the audit and with what a release leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from rocb_analysis.attack import NOT_SHOWN, NOW, Figures, Told, Withheld
from rocb_analysis.audit import figures_of, in_doubt, in_words
from rocb_analysis.disclosure import (
    Disclosure,
    Edition,
    Repeated,
    disclosure,
)
from rocb_analysis.exports.releases import (
    WORDS,
    Release,
    last_with,
    moved,
    releases_of,
    replies_of,
)
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from rocb_analysis.tables import SurveyError

Keys = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class InEdition:
    """What the documents of an edition are made of.

    results: as the edition tells them; rule: what of them it shows; figures: what the
    audit found in doubt; releases: the earlier ones, the latest first.
    """

    results: Results
    rule: Disclosure
    figures: Figures | None
    releases: Sequence[Release]


def in_editions(
    results: Results, editions: Sequence[Edition]
) -> dict[Edition, InEdition]:
    """Return results and rule of each edition, after one audit of all that leaves.

    Heads see all that the public sees, so what is in doubt for them is for all.

    Raises SurveyError, in one sentence, if something is told that withholding cannot
    mend.
    """
    found: dict[Edition, InEdition] = {}
    releases = releases_of(results.survey) if set(editions) - {"internal"} else []
    decided: InEdition | None = None
    for edition in editions:
        rule = disclosure(results.survey, edition, round_name=results.round)
        if edition == "internal":
            found[edition] = InEdition(results, rule, None, [])
            continue
        if decided is None:
            decided = _decided(results, releases)
        own = replace(rule, also=decided.rule.also, repeated=decided.rule.repeated)
        found[edition] = replace(decided, rule=own)
    return found


def in_edition(results: Results, edition: Edition) -> InEdition:
    """Return results and rule of one edition."""
    return in_editions(results, [edition])[edition]


def _decided(results: Results, releases: Sequence[Release]) -> InEdition:
    """Return what Heads may see: withheld and repeated until nothing follows."""
    base = disclosure(results.survey, "heads", round_name=results.round)
    replies = replies_of(results)
    base = base.withholding(_words_that_counts_would_tell_by(base, results, replies))
    keys = _too_few_came(results, releases, replies, base.least_group)
    others = [one.as_figures() for one in releases]
    while True:
        rule, told = _repeating(base, results, releases, replies, keys)
        own = figures_of(rule, told.tables(), {NOW: replies})
        audited = in_doubt(rule, own, others)
        late = frozenset(
            (one.key[1], one.key[2]) for one in audited.beyond if one.key[0] == "late"
        )
        if not late - keys:
            break
        keys |= late
    if audited.beyond:
        _stop(results, audited.beyond)
    return InEdition(told, audited.rule, audited.figures, releases)


def _words_that_counts_would_tell_by(
    rule: Disclosure, results: Results, replies: Mapping[str, Mapping[str, str]]
) -> Withheld:
    """Return the words of sub-regions that a final edition would withhold.

    A preliminary edition withholds them too: once they are out, the final one would
    have to withhold the count instead.
    """
    if rule.round not in rule.preliminary:
        return Withheld()
    final = replace(rule, preliminary=frozenset())
    shown = figures_of(final, results.tables(), {NOW: replies})
    return Withheld(words=in_doubt(final, shown).rule.also.words)


def _stop(results: Results, beyond: Sequence[Told]) -> None:
    """Raise SurveyError for the first number that cannot be kept in doubt."""
    subjects = results.survey.subjects
    labels = dict(zip(subjects["subject_id"], subjects["label"], strict=True))
    raise SurveyError(
        f"The edition would tell {in_words(beyond[0], labels)}; it is not made. Raise "
        "least_group in survey.toml, or report only the rounds whose figures may leave "
        "the office."
    )


def _too_few_came(
    results: Results,
    releases: Sequence[Release],
    replies: Mapping[str, Mapping[str, str]],
    least_group: int,
) -> Keys:
    """Return rounds and subjects released before, where too few replies moved since."""
    keys = set()
    by_name = {one.name: one for one in releases}
    for name in results.survey.round_names:
        if (last := last_with(releases, name)) is None:
            continue
        rows = last.table("priorities")
        for subject in rows[rows["round"] == name]["subject_id"]:
            base = by_name[last.as_of.get((name, subject), last.name)]
            if 0 < sum(moved(base.replies[name], replies[name])) < least_group:
                keys.add((name, subject))
    return frozenset(keys)


def _repeating(
    rule: Disclosure,
    results: Results,
    releases: Sequence[Release],
    replies: Mapping[str, Mapping[str, str]],
    keys: Keys,
) -> tuple[Disclosure, Results]:
    """Return rule and results that tell some subjects as they were released last."""
    if not keys:
        return rule, results
    of = {name: last_with(releases, name) for name, _ in keys}
    last = {name: one for name, one in of.items() if one is not None}
    rows, words = _released_rows(last, keys)
    priorities, counts = _as_released(results.priorities, rows)
    changes, hidden = _changes_as_released(results.changes, last, keys)
    since, tables = None, {}
    here = results.priorities[results.priorities["round"] == rule.round]
    if (one := last.get(rule.round)) and {
        (rule.round, subject) for subject in here["subject_id"]
    } <= keys:
        came = sum(moved(one.replies[rule.round], replies[rule.round]))
        since = (one.released_on, came)
        tables = {n: one.table(n) for n in ("work_plan", "cluster_numbers")}
        tables = {n: table for n, table in tables.items() if len(table.columns)}
    as_of = {key: last[key[0]].as_of.get(key, last[key[0]].name) for key in keys}
    repeated = Repeated(as_of, counts, words, tables, since)
    rule = replace(rule, repeated=repeated).withholding(hidden)
    return rule, replace(results, priorities=priorities, changes=changes)


def _released_rows(
    last: Mapping[str, Release], keys: Keys
) -> tuple[dict[tuple[str, str], dict[str, object]], dict[tuple[str, str, str], str]]:
    """Return the rows of priorities, and the words of sub-regions, as released."""
    rows: dict[tuple[str, str], dict[str, object]] = {}
    words: dict[tuple[str, str, str], str] = {}
    for name, one in last.items():
        for row in one.table("priorities").to_dict("records"):
            key = (str(row["round"]), str(row["subject_id"]))
            if key in keys and key[0] == name:
                rows[key] = {str(column): cell for column, cell in row.items()}
        for row in one.table(WORDS).to_dict("records"):
            key = (str(row["round"]), str(row["subject_id"]))
            if key in keys and key[0] == name:
                words[(*key, str(row["sub_region"]))] = str(row["shown"])
    return rows, words


def _as_released(
    priorities: pd.DataFrame, rows: Mapping[tuple[str, str], dict[str, object]]
) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """Return priorities with counts of the region as released, and words for others.

    Where a word was released, the rule says it in place of the count.
    """
    told, counts = priorities.copy(), {}
    region = told[told["sub_region"] == ALL]
    for place, name, subject in region[["round", "subject_id"]].itertuples():
        if (row := rows.get((name, subject))) is None:
            continue
        cells = {c: row[c] for c in ("answered", "needing", "least", "most", "group")}
        if isinstance(row["needing"], str):
            counts[name, subject] = row["needing"]
            cells = {"answered": row["answered"]}
        for column, cell in cells.items():
            is_blank = isinstance(cell, str) and not cell and column != "group"
            told.loc[place, column] = pd.NA if is_blank else cell
        if (name, subject) not in counts:
            share = 100 * int(str(row["needing"])) / int(str(row["answered"]))
            told.loc[place, "share_pct"] = share
    return told, counts


def _changes_as_released(
    changes: pd.DataFrame, last: Mapping[str, Release], keys: Keys
) -> tuple[pd.DataFrame, Withheld]:
    """Return changes, those of rounds that are repeated as they were released.

    What was not released of such a round is withheld.
    """
    steps = ["from_round", "to_round", "subject_id"]
    known: dict[tuple[str, ...], dict[str, object]] = {}
    for one in last.values():
        for row in one.table("changes").to_dict("records"):
            step = tuple(str(row[name]) for name in steps)
            known[step] = {str(column): cell for column, cell in row.items()}
    told = changes.copy()
    told["verdict"] = told["verdict"].astype("object")
    turns, verdicts = set(), set()
    for place, *names in told[steps].itertuples():
        start, end, subject = (str(name) for name in names)
        if not {(start, subject), (end, subject)} & keys:
            continue
        row = known.get((start, end, subject), {})
        is_told = isinstance(row.get("rose"), int)
        for column in ("matched", "rose", "fell") if is_told else ():
            told.loc[place, column] = row[column]
        if not is_told:
            turns.add((start, end, subject))
        if row and row["verdict"] != NOT_SHOWN:
            told.loc[place, "verdict"] = row["verdict"]
            told.loc[place, "matched"] = (
                row["matched"] if row["matched"] != "" else pd.NA
            )
        else:
            verdicts.add((start, end, subject))
    return told, Withheld(turns=frozenset(turns), verdicts=frozenset(verdicts))
