"""Results and rule of an edition, after the audit and with what a release leaves."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

import pandas as pd

from rocb_analysis.core.files import put_in_place
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.disclosure.audit import figures, figures_of, in_doubt, in_words
from rocb_analysis.disclosure.figures import NOT_SHOWN, NOW, Figures, Withheld
from rocb_analysis.disclosure.programme import Told
from rocb_analysis.disclosure.rule import (
    LIKELY,
    Disclosure,
    Edition,
    Repeated,
    disclosure,
)
from rocb_analysis.response import ALL
from rocb_analysis.results import Results
from rocb_analysis.survey.survey_folder import Survey

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
    base = base.withholding(_words_not_beside_counts(base, results, replies))
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


def _words_not_beside_counts(
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
    # A release showed a word for this chance.
    told["first_five"] = told["first_five"].astype("object")
    region = told[told["sub_region"] == ALL]
    for place, name, subject in region[["round", "subject_id"]].itertuples():
        if (row := rows.get((name, subject))) is None:
            continue
        cells = {c: row[c] for c in ("answered", "needing", "least", "most", "group")}
        if isinstance(row["needing"], str):
            counts[name, subject] = row["needing"]
            cells = {"answered": row["answered"]}
        # A release of before there were likely ranges has none.
        cells |= {c: row.get(c, "") for c in LIKELY}
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


# The release log: what left the office, of which replies, and what may follow it.

FOLDER = "releases"
WORDS = "words_of_sub_regions"
NOT_RELEASED = "Not released: for review in the office"
_DIGITS = 16
_NUMBER = re.compile(r"\d+")
Replies = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Release:
    """One release: what it showed, and the replies it was counted from.

    name: of its file; figures: each table of the edition as CSV text; repeats: round,
    subject_id and as_of, the earlier release whose figures this one repeats; replies:
    by round each respondent, and what stands for the content of its reply.
    """

    name: str
    released_on: str
    round: str
    edition: str
    status: str
    manifest_sha256: str
    figures: Mapping[str, str]
    repeats: Sequence[Sequence[str]]
    replies: Replies

    @property
    def as_of(self) -> dict[tuple[str, str], str]:
        """Return by round and subject the earlier release that is repeated."""
        return {(name, subject): one for name, subject, one in self.repeats}

    def table(self, name: str) -> pd.DataFrame:
        """Return a table as it was released, counts as numbers, words as words."""
        text = self.figures.get(name, "")
        if not text.strip():
            return pd.DataFrame()
        rows = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
        return rows.map(lambda c: int(c) if _NUMBER.fullmatch(c) else c).assign(
            **{c: rows[c] for c in rows if c in _LABELS}
        )

    def as_figures(self) -> Figures:
        """Return what the release showed, for the audit of a later one."""
        empty = {"changes": _CHANGES, WORDS: _WORDS, "priorities": _COUNTS}
        frames = {n: self.table(n).reindex(columns=empty[n].split()) for n in empty}
        own = {self.name: self.replies}
        made = figures(
            frames["priorities"], frames["changes"], frames[WORDS], self.as_of, own
        )
        named = {
            n: frame.assign(as_of=frame["as_of"].replace(NOW, self.name))
            for n in ("counts", "changes", "words")
            for frame in [getattr(made, n)]
        }
        return Figures(**named, replies=own)


# Columns that hold labels, which may look like numbers.
_LABELS = frozenset("round from_round to_round sub_region subject_id line".split())
_COUNTS = "round subject_id answered needing"
_CHANGES = "from_round to_round subject_id matched rose fell verdict"
_WORDS = "round sub_region subject_id answered shown"


def releases_of(survey: Survey) -> list[Release]:
    """Return the releases of a survey, the latest first.

    Raises SurveyError for a file that cannot be read: what was published must be known.
    """
    found = []
    for path in sorted((survey.path / FOLDER).glob("*.json")):
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            found.append(Release(name=path.stem, **said))
        except (OSError, ValueError, TypeError) as error:
            raise SurveyError(
                f"{FOLDER}/{path.name} cannot be read; put back the file that the "
                "command release wrote."
            ) from error
    return sorted(found, key=lambda one: (one.released_on, one.name), reverse=True)


def write_release(
    survey: Survey,
    folder: Path,
    *,
    edition: str,
    round_name: str,
    status: str,
    words: pd.DataFrame,
    repeats: Mapping[tuple[str, str], str],
    replies: Replies,
    on: dt.date,
) -> Path:
    """Keep the figures of the edition in a folder among the releases; return the file.

    words: of the sub-regions, as the edition shows them; repeats: see Release.
    """
    tables = {
        path.stem: path.read_text(encoding="utf-8")
        for path in sorted((folder / "tables").glob("*.csv"))
    }
    told = words[_WORDS.split()].to_csv(index=False, lineterminator="\n")
    manifest = (folder / "manifest.json").read_bytes()
    said = {
        "released_on": on.isoformat(),
        "round": round_name,
        "edition": edition,
        "status": status,
        "manifest_sha256": hashlib.sha256(manifest).hexdigest(),
        "figures": {**tables, WORDS: told},
        "repeats": [[*key, one] for key, one in sorted(repeats.items())],
        "replies": {name: dict(sorted(by.items())) for name, by in replies.items()},
    }
    place = survey.path / FOLDER
    number = len(list(place.glob("*.json"))) + 1
    path = place / f"{number:03d}_{on.isoformat()}_{edition}.json"
    text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
    put_in_place({path: text.encode("utf-8")}, root=survey.path)
    return path


def replies_of(results: Results) -> dict[str, dict[str, str]]:
    """Return by round each respondent, and what stands for the content of its reply.

    Only what is counted of subjects stands for it: whether it was asked, and needed.
    """
    said: dict[str, dict[str, str]] = {name: {} for name in results.survey.round_names}
    for name, who in results.respondents[["round", "respondent_id"]].itertuples(
        index=False
    ):
        said[name][who] = ""
    needs = results.needs.sort_values("subject_id", kind="stable")
    columns = ["subject_id", "asked", "state", "needed"]
    head, *lines = needs[columns].to_csv(index=False).splitlines(keepends=True)
    texts: dict[tuple[str, str], list[str]] = {}
    for name, who, line in zip(
        needs["round"], needs["respondent_id"], lines, strict=True
    ):
        texts.setdefault((name, who), [head]).append(line)
    for (name, who), text in texts.items():
        digest = hashlib.sha256("".join(text).encode()).hexdigest()
        said[name][who] = digest[:_DIGITS]
    return said


def moved(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[int, int, int]:
    """Return how many replies came, were corrected or replaced, and went."""
    stayed = set(before) & set(now)
    changed = sum(before[who] != now[who] for who in stayed)
    return len(set(now) - set(before)), changed, len(set(before) - set(now))


def last_with(releases: Sequence[Release], round_name: str) -> Release | None:
    """Return the last release that showed a round, of whatever edition."""
    return next((one for one in releases if one.replies.get(round_name)), None)


def is_released(
    releases: Sequence[Release],
    *,
    edition: str,
    round_name: str,
    tables: Mapping[str, str],
) -> bool:
    """Say whether an edition shows just what was released of it last.

    tables: each table of the edition as CSV text.
    """
    own = [r for r in releases if (r.edition, r.round) == (edition, round_name)]
    return bool(own) and all(
        own[0].figures.get(name) == text for name, text in tables.items()
    )
