"""The codebook as the rest of the house asks it: rounds, questions, scales, spellings.

`Survey` holds the tables as read and answers questions about them; it judges nothing
(`checks` does) and reads no export (`intake` does).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from rocb_analysis.survey.folder import Codebook, Settings
from rocb_analysis.survey.long import LongFile, LongRule, long_rules, rule_of
from rocb_analysis.survey.records import (
    Question,
    RoundFile,
    ScaleAnswer,
    Use,
    scale_answer,
)
from rocb_analysis.survey.sheets import is_there
from rocb_analysis.survey.text import plain


@dataclass(frozen=True)
class Survey:
    """A survey folder, opened.

    Each codebook table is an attribute of text cells ("" = blank) whose index is the
    row in its spreadsheet: `survey.questions`, `survey.members` and so on.
    """

    path: Path
    settings: Settings
    codebook: Codebook

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
