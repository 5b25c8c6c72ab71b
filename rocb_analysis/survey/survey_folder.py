"""The codebook as the rest of the house asks it: rounds, questions, scales, spellings.

`Survey` holds the tables as read and answers questions about them; it judges nothing
(`checks` does) and reads no export (`intake` does).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from rocb_analysis.core.sheets import is_there
from rocb_analysis.core.tables import SurveyError
from rocb_analysis.core.text import counted, hint, listed, nearest, plain, quoted
from rocb_analysis.survey.codebook import CODEBOOK, Codebook
from rocb_analysis.survey.records import (
    Problem,
    Question,
    RoundFile,
    ScaleAnswer,
    Use,
    scale_answer,
)
from rocb_analysis.survey.settings import Settings


@dataclass(frozen=True, repr=False)
class Survey:
    """A survey folder, opened.

    Each codebook table is an attribute of text cells ("" = blank) whose index is the
    row in its spreadsheet: `survey.questions`, `survey.members` and so on.
    """

    path: Path
    settings: Settings
    codebook: Codebook

    def __repr__(self) -> str:
        """Say what the survey holds, and what to type next."""
        names = self.round_names
        return (
            f"Survey {self.name}: {self.settings.title}\n"
            f"{counted(len(names), 'round')} ({', '.join(names)}), "
            f"{counted(len(self.members), 'member')}, "
            f"{counted(len(self.subjects), 'subject')}, "
            f"{counted(len(self.questions), 'question')}\n"
            f"Tables: {', '.join(self.codebook.tables)}\n"
            "Next: analyse(survey), clean_survey(survey)"
        )

    def __getattr__(self, name: str) -> pd.DataFrame:
        # An object that is being unpickled or copied has no codebook yet.
        codebook = self.__dict__.get("codebook")
        tables: dict[str, pd.DataFrame] = codebook.tables if codebook else {}
        if name in tables:
            return tables[name]
        raise AttributeError(f"Survey has no {name}; its tables: {', '.join(tables)}.")

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def has_frame(self) -> bool:
        """Whether a members table says who belongs to the region."""
        return len(self.members) > 0

    @property
    def is_synthetic(self) -> bool:
        """Whether replies are invented."""
        return bool((self.rounds["data_kind"] == "synthetic").any())

    @cached_property
    def round_names(self) -> list[str]:
        """The rounds, in the order of their rows."""
        return list(dict.fromkeys(self.rounds["round"]))

    @cached_property
    def round_files(self) -> list[RoundFile]:
        """The files of all rounds, in order."""
        files = [self._round_file(row) for row in self.rounds.itertuples()]
        rules, _ = long_rules(self.settings.long)
        return [
            replace(file, long=self._long_file(file, files, rules))
            if file.export == "long"
            else file
            for file in files
        ]

    def _round_file(self, row: object) -> RoundFile:
        said = row._asdict()  # type: ignore[attr-defined]
        picks = said["picks_allowed"]
        return RoundFile(
            row=said["Index"],
            path=_on_disk(self.path / "rounds", said["file"]),
            picks_allowed=int(picks) if picks.isdigit() else None,
            export=said["export"] or "auto",
            **{
                name: said[name]
                for name in (
                    "round source file sheet header_rows separator date_format "
                    "asked_on".split()
                )
            },
        )

    def _long_file(
        self, file: RoundFile, files: list[RoundFile], rules: dict[str, LongRule]
    ) -> LongFile | None:
        rule = rule_of(rules, file.round)
        beside = (
            other.round
            for other in files
            if other.export == "long"
            and (other.path, other.sheet) == (file.path, file.sheet)
        )
        if rule is None:
            return None
        return LongFile(
            rule=rule,
            respondent=self._respondent_header(file),
            rounds=frozenset(beside),
            named=frozenset(h for one in rules.values() for h in one.columns),
            members=self.members_meant,
        )

    def _respondent_header(self, file: RoundFile) -> str:
        """Return the header that names the respondent in a file, or ""."""
        column, questions = self.column_of(file), self.questions
        asks = questions.loc[questions["kind"] == "respondent", "question_id"]
        rows = self.columns[self.columns["question_id"].isin(asks)]
        headers = filter(None, rows[column]) if column else iter(())
        return next(headers, "")

    def files_of(self, round_name: str) -> list[RoundFile]:
        """Return the files of one round."""
        return [file for file in self.round_files if file.round == round_name]

    @cached_property
    def question(self) -> dict[str, Question]:
        """Each question by its id."""
        fields = list(Question.__dataclass_fields__)
        rows = self.questions[fields].itertuples(index=False)
        return {row.question_id: Question(*row) for row in rows}

    def column_of(self, file: RoundFile) -> str:
        """Return the column of `columns` that speaks of this file, or ""."""
        return next((label for label in file.labels if label in self.columns), "")

    def uses_in(self, file: RoundFile) -> list[tuple[str, Use]]:
        """Return each mapped header of the file with its question, subject, place."""
        column = self.column_of(file)
        if not column:
            return []
        rows = self.columns[self.columns[column] != ""]
        return [
            (header, Use(question, subject, int(place) if place else None))
            for header, question, subject, place in zip(
                rows[column],
                rows["question_id"],
                rows["subject_id"],
                rows["position"],
                strict=True,
            )
        ]

    def ignored_in(self, file: RoundFile) -> set[str]:
        """Return the headers that the codebook leaves out of this file."""
        rounds = self.ignored_columns["round"]
        rows = self.ignored_columns[(rounds == "") | rounds.isin(file.labels)]
        return set(rows["header"])

    def asked_questions(self, round_name: str) -> list[str]:
        """Return the questions asked in any file of the round, in codebook order."""
        asked = {
            use.question_id
            for file in self.files_of(round_name)
            for _, use in self.uses_in(file)
        }
        return [question for question in self.question if question in asked]

    @cached_property
    def scale(self) -> dict[str, list[ScaleAnswer]]:
        """The answers of each scale, in order."""
        scales: dict[str, list[ScaleAnswer]] = {}
        for row in self.scales.itertuples(index=False):
            scales.setdefault(row.scale_id, []).append(scale_answer(row))
        return scales

    def scale_in(self, scale_id: str, labels: tuple[str, ...]) -> list[ScaleAnswer]:
        """Return the answers of a scale that were offered under these labels."""
        return [a for a in self.scale.get(scale_id, []) if a.offered(labels)]

    def round_labels(self, round_name: str) -> tuple[str, ...]:
        """Return every label that speaks of the round or one of its files."""
        labels = [label for f in self.files_of(round_name) for label in f.labels]
        return tuple(dict.fromkeys(labels))

    @cached_property
    def spelling(self) -> dict[str, dict[str, str]]:
        """For each list, what a found spelling means ("" = set aside on purpose)."""
        lists: dict[str, dict[str, str]] = {}
        for row in self.spellings.itertuples(index=False):
            lists.setdefault(row.list, {})[row.found] = row.means
        return lists

    @cached_property
    def subject_by_name(self) -> dict[str, str]:
        """Subject ids by id, label and short label."""
        return _by_name(self.subjects, ["subject_id", "label", "short_label"])

    @cached_property
    def pillar_labels(self) -> dict[str, str]:
        """Labels of the strategy's pillars by id, in the order of their positions."""
        place = pd.to_numeric(self.pillars["position"], errors="coerce")
        rows = self.pillars.loc[place.sort_values(kind="stable").index]
        named = rows["label"].where(rows["label"] != "", rows["pillar"])
        return dict(zip(rows["pillar"], named, strict=True))

    @cached_property
    def pillar_by_name(self) -> dict[str, str]:
        """Pillars of the strategy by id and label."""
        return _by_name(self.pillars, ["pillar", "label"])

    @cached_property
    def members_meant(self) -> dict[str, str]:
        """Member ids by every name that means one, spellings included."""
        spelled = self.spelling.get("member", {})
        return {
            **{found: means for found, means in spelled.items() if means},
            **self.member_by_name,
        }

    @cached_property
    def member_by_name(self) -> dict[str, str]:
        """Member ids by id, name and short name."""
        return _by_name(self.members, ["member_id", "name", "short_name"])


def _on_disk(folder: Path, name: str) -> Path:
    """Return the file of that name, equal as all names are: after `plain`."""
    path = folder / name
    if is_there(path) or not folder.is_dir():
        return path
    return next((p for p in sorted(folder.iterdir()) if plain(p.name) == name), path)


def _by_name(table: pd.DataFrame, columns: list[str]) -> dict[str, str]:
    ids = table[columns[0]]
    return {
        plain(name): identity
        for column in reversed(columns)
        for name, identity in zip(table[column], ids, strict=True)
        if name
    }


# Files with a row an answer, or whose rows carry their round: the section [long].

_KEYS = ("round", "item", "answer")
_FILE = "survey.toml"


@dataclass(frozen=True)
class LongRule:
    """One section: the headers of the columns that hold round, item and answer.

    round: "" where the rows of a file all belong to the round. items: several are
    joined with " | "; without items and answer a row is a whole reply.
    """

    section: str
    round: str = ""
    items: tuple[str, ...] = ()
    answer: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every header the section names."""
        return tuple(h for h in (self.round, *self.items, self.answer) if h)


@dataclass(frozen=True)
class LongFile:
    """What it takes to put the rows of a long file together into replies.

    respondent: the header that names the respondent, "" if none is mapped.
    rounds: every round that reads its rows from this sheet.
    named: the headers that any section names; they count as mapped.
    members: names that mean a member, with the member's id.
    """

    rule: LongRule
    respondent: str = ""
    rounds: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    members: Mapping[str, str] = field(default_factory=dict, compare=False)


def long_rules(said: Mapping[str, Any]) -> tuple[dict[str, LongRule], list[str]]:
    """Return the rule of each round ("" = all others), and what is wrong in [long].

    >>> long_rules({"round": "year", "2018": {"item": "item", "answer": "2018"}})[0]
    ... # doctest: +NORMALIZE_WHITESPACE
    {'': LongRule(section='[long]', round='year', items=(), answer=''),
     '2018': LongRule(section='[long.2018]', round='', items=('item',), answer='2018')}
    """
    sections: dict[str, Mapping[str, Any]] = {
        plain(key): value for key, value in said.items() if isinstance(value, dict)
    }
    own = {key: value for key, value in said.items() if not isinstance(value, dict)}
    if own:
        sections = {"": own, **sections}
    rules, wrong = {}, []
    for name, section in sections.items():
        title = f"[long.{name}]" if name else "[long]"
        found = list(_wrong(title, section))
        wrong += found
        if not found:
            rules[name] = _rule(title, section)
    return rules, wrong


def _rule(title: str, section: Mapping[str, Any]) -> LongRule:
    item = section.get("item", [])
    items = [item] if isinstance(item, str) else item
    return LongRule(
        section=title,
        round=plain(section.get("round", "")),
        items=tuple(map(plain, items)),
        answer=plain(section.get("answer", "")),
    )


def _wrong(title: str, section: Mapping[str, Any]) -> Iterator[str]:
    for key, value in section.items():
        if key not in _KEYS:
            what = f'{title}: "{key}" is no setting of a long file.{hint(key, _KEYS)} '
            yield what + "It has round, item and answer; correct or delete it."
            return
        headers = value if key == "item" and isinstance(value, list) else [value]
        if not headers or not all(isinstance(h, str) and plain(h) for h in headers):
            such = "a header in quotes, or a list of them" if key == "item" else ""
            yield f"{title}: {key} is {value!r}; write {such or 'a header in quotes'}."
            return
    if ("item" in section) != ("answer" in section):
        there, lacking = ("item", "answer") if "item" in section else ("answer", "item")
        what = f"{title} has {there} and no {lacking}; name both columns, or neither "
        yield what + "where a row is a whole reply."
    elif not section:
        yield f"{title} names no column; write round, or item and answer, or all three."


def rule_of(rules: Mapping[str, LongRule], round_name: str) -> LongRule | None:
    """Return the section that speaks of a round."""
    return rules.get(plain(round_name), rules.get(""))


def long_problems(survey: Survey) -> Iterator[Problem]:
    """Yield what is wrong in [long], and where it and rounds disagree."""
    rules, wrong = long_rules(survey.settings.long)
    yield from (Problem(_FILE, None, "", what) for what in wrong)
    long = [file for file in survey.round_files if file.export == "long"]
    rounds = survey.codebook.files["rounds"]
    for file in long:
        if rule_of(rules, file.round) is None and not wrong:
            what = f"{file.file} is a long file, and survey.toml has no section [long] "
            what += "that names its columns; add it, with round, item and answer."
            yield Problem(rounds, file.row, "export", what)
    yield from _not_told_apart(long, rounds)
    yield from _unused(rules, [file.round for file in long], survey.round_names)


def _not_told_apart(files: list[RoundFile], rounds: str) -> Iterator[Problem]:
    """Yield rounds that would both count the same answers of a file."""
    for one, other in combinations(files, 2):
        if (one.path, one.sheet) != (other.path, other.sheet):
            continue
        if one.round == other.round or not one.long or not other.long:
            continue
        mine, yours = one.long.rule, other.long.rule
        by_round = mine.round and mine.round == yours.round
        by_column = not mine.round and not yours.round and mine.answer != yours.answer
        if not by_round and not by_column:
            sections = listed(dict.fromkeys([mine.section, yours.section]))
            what = f"rounds {one.round} and {other.round} both read {other.file}, and "
            what += f"nothing in {sections} tells their rows or answers apart; name "
            what += "the same column as round for both, or an answer column for each."
            yield Problem(rounds, other.row, "export", what)


def _unused(
    rules: Mapping[str, LongRule], long: list[str], rounds: list[str]
) -> Iterator[Problem]:
    """Yield sections that speak of no file."""
    used = {rule.section for name in long if (rule := rule_of(rules, name))}
    for name, rule in rules.items():
        if rule.section in used:
            continue
        if name and name not in rounds:
            what = f'{rule.section}: "{name}" is no round.{hint(name, rounds)} '
            yield Problem(_FILE, None, "", what + "Correct the name of the section.")
        else:
            what = f"no row of rounds uses {rule.section}; write long as its export, "
            yield Problem(_FILE, None, "", what + "or delete the section.", stops=False)


# Rounds that are planned: the codebook has their column, rounds not yet their file.


def planned_columns(survey: Survey) -> list[str]:
    """Return the columns of `columns` that no round has yet, with filled cells.

    While a round of rounds lacks its column, an unknown one may be that one mistyped.
    """
    files, said = survey.round_files, survey.columns
    if "rounds" in survey.codebook.unread or not all(map(survey.column_of, files)):
        return []
    declared = CODEBOOK["columns"].column_names
    known = {*declared, *(label for file in files for label in file.labels)}
    return [
        str(name)
        for name in said.columns
        if name and name not in known and (said[name] != "").any()
        # A mistyped question_id is no round.
        if not nearest(str(name), declared)
    ]


def planned_questions(survey: Survey) -> set[str]:
    """Return the questions that only planned rounds ask."""
    planned, said = planned_columns(survey), survey.columns
    now = [survey.column_of(file) for file in survey.round_files]
    asked = (said[[name for name in now if name]] != "").any(axis=1)
    coming = (said[planned] != "").any(axis=1)
    return {*said["question_id"][coming]} - {*said["question_id"][asked]}


# Who belonged to the region, and when.


def frame_on(members: pd.DataFrame, day: str) -> pd.DataFrame:
    """Return the members of the frame on a day (ISO text).

    A member belongs from member_from, a blank meaning always, to member_to, a blank
    meaning still; both days included.

    >>> members = pd.DataFrame(
    ...     {"member_id": ["A", "B"], "member_from": ["", "2024-02-02"],
    ...      "member_to": ["", ""]})
    >>> list(frame_on(members, "2023-12-01")["member_id"])
    ['A']
    """
    day = day[:10]
    since, until = members["member_from"].str[:10], members["member_to"].str[:10]
    return members[(since <= day) & ((until == "") | (until >= day))]


def asked_on(survey: Survey, round_name: str) -> str:
    """Return the day the round's frame is read on: the first asked_on of its files."""
    days = [file.asked_on for file in survey.files_of(round_name) if file.asked_on]
    return min(days, default="")


def frame_of(survey: Survey, round_name: str) -> pd.DataFrame:
    """Return the members asked in a round, providers included.

    One row a member, columns of the members table; no row without a frame.
    """
    return frame_on(survey.members, asked_on(survey, round_name))


def base_of(survey: Survey, round_name: str) -> pd.DataFrame:
    """Return the members a need is counted out of: the frame without providers."""
    frame = frame_of(survey, round_name)
    return frame[frame["role"] != "provider"]


def in_base(survey: Survey, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of members that a need is counted out of, in their round.

    Needs the columns round and respondent_id; without a frame every row stays.
    """
    if not survey.has_frame:
        return rows
    base = {name: base_of(survey, name)["member_id"] for name in survey.round_names}
    parts = [
        rows[(rows["round"] == name) & rows["respondent_id"].isin(members)]
        for name, members in base.items()
    ]
    return pd.concat(parts)


# A day that no round is asked on or after.
_NEVER = "9999-12-31"


def without_members(survey: Survey, names: Collection[str]) -> Survey:
    """Return the survey with some members out of the frame of every round.

    names: member_ids, names or short names. Their replies are set aside as those of
    any member not in the frame, and so are corrections of them.

    Raises SurveyError if a name is no member's, or the survey has no members table.
    """
    left_out = {_member_id(survey, name) for name in names}
    if not left_out:
        return survey
    members, corrections = survey.members.copy(), survey.corrections
    members.loc[members["member_id"].isin(left_out), "member_from"] = _NEVER
    corrections = corrections[~corrections["respondent_id"].isin(left_out)]
    tables = {**survey.codebook.tables, "members": members, "corrections": corrections}
    return replace(survey, codebook=replace(survey.codebook, tables=tables))


def _member_id(survey: Survey, name: str) -> str:
    if found := survey.members_meant.get(plain(name)):
        return found
    known = [*survey.members["name"], *survey.members["member_id"]]
    raise SurveyError(
        f"{quoted(name)} is no member of {survey.name}, so it cannot be left out."
        f"{hint(name, known)}"
    )
