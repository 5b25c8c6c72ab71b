"""Read a file's replies: question by question, each distinct text once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np

from rocb_analysis.clean.by_place import many_by_place_part, single_part
from rocb_analysis.clean.columns import Codes, Column, Flags, column_of
from rocb_analysis.clean.lists import read_many
from rocb_analysis.clean.named import Named, named_by
from rocb_analysis.clean.own_columns import read_no_needs
from rocb_analysis.clean.parts import FileReading, Part, in_state
from rocb_analysis.clean.reading import (
    SET_ASIDE,
    AnswerList,
    Finding,
    answer_list,
)
from rocb_analysis.clean.together import (
    Asked,
    option_parts,
    rank_parts,
    top_n_parts,
    whole_part,
)
from rocb_analysis.intake import Export, MappedColumn, mapped_columns
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import RANKING_KINDS, RoundFile, Use

# Questions that say whose reply it is and when it came.
NO_ANSWERS = frozenset({"respondent", "replied_on"})


@dataclass(eq=False)
class FileReader:
    """Reads the rows of one export by the codebook.

    columns: the mapped ones. others: those neither mapped nor used by the tool itself.
    own: those the tool or [long] uses itself, with their job. rows: the numbers of
    filled rows.
    """

    survey: Survey
    export: Export
    columns: list[Column] = field(init=False)
    own: list[tuple[str, Column]] = field(init=False)
    others: list[Column] = field(init=False)
    lists: dict[str, AnswerList] = field(init=False)
    rows: Codes = field(init=False)

    def __post_init__(self) -> None:
        mapped = mapped_columns(self.survey, self.export)
        self.columns = [self._column(one) for one in mapped]
        self.own = [
            (job, self._column(MappedColumn(index, header, Use("", "", None))))
            for index, header in enumerate(self.export.headers)
            if (job := self.export.own.get(header))
        ]
        known = {c.index for c in (*self.columns, *(c for _, c in self.own))}
        self.others = [
            self._column(MappedColumn(index, name, Use("", "", None)))
            for index, name in enumerate(self.export.column_names)
            if index not in known
        ]
        self.lists = {
            question: answer_list(
                self.survey, self.survey.question[question], self.file
            )
            for question in dict.fromkeys(c.use.question_id for c in self.columns)
        }
        filled = [c.filled for c in self.every_column]
        self.rows = np.flatnonzero(np.any(filled, axis=0)) if filled else np.array([])

    def _column(self, mapped: MappedColumn) -> Column:
        return column_of(mapped, self.export.columns[mapped.index])

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each column by its header."""
        return {column.header: column.index for column in self.every_column}

    @property
    def every_column(self) -> list[Column]:
        """Every column of the file."""
        return [*self.columns, *(column for _, column in self.own), *self.others]

    @property
    def file(self) -> RoundFile:
        return self.export.file

    @property
    def height(self) -> int:
        """How many rows the file has under its header."""
        return len(self.export.row_numbers)

    def with_job(self, job: str) -> list[Column]:
        """Return the columns that the tool uses itself for a job."""
        return [column for said, column in self.own if said == job]

    def row_of(self, row: int, index: int) -> int:
        """Return the spreadsheet's row of a cell."""
        return self.export.row_of(row, index)

    def of_kind(self, kind: str) -> list[Column]:
        """Return the columns of the questions of one kind."""
        question = self.survey.question
        return [c for c in self.columns if question[c.use.question_id].kind == kind]

    def read(self, columns: list[Column]) -> FileReading:
        """Return the answers of all rows, each about its subject.

        The need ballot is read first: questions about a place speak of the subject it
        names there.
        """
        reading = FileReading()
        named: Named | None = None
        asked = self._questions(columns)
        for one in sorted(asked, key=lambda one: not self._is_need_ballot(one)):
            parts = self._read(reading, one, named)
            reading.parts[one.question.question_id] = parts
            if self._is_need_ballot(one):
                named = named_by(parts, self.height)
        self._note_no_needs(reading)
        return reading

    def _note_no_needs(self, reading: FileReading) -> None:
        """Say of every need asked that a reply with no_needs = 1 has none."""
        for column in self.with_job("no_needs"):
            flagged = read_no_needs(reading, column, self.rows)
            self._note_needs_named(reading, column, flagged)
            for question_id, parts in reading.parts.items():
                if self.survey.question[question_id].about == "need":
                    flip = partial(in_state, flagged=flagged, state="no_needs")
                    reading.parts[question_id] = [flip(part) for part in parts]

    def _note_needs_named(
        self, reading: FileReading, column: Column, flagged: Flags
    ) -> None:
        """Ask about replies that say there are no needs, and name some."""
        named = np.zeros(self.height, dtype=bool)
        for question_id, parts in reading.parts.items():
            if self.survey.question[question_id].about == "need":
                for part in parts:
                    named[part.rows] |= part.any_of(frozenset({"answered"}))
        why = "The reply says that there are no needs, and answers what it needs; no "
        why += "needs counts. Ask which is meant."
        for row in np.flatnonzero(flagged & named):
            text = column.texts[column.codes[row]]
            finding = Finding(column.header, text, SET_ASIDE, why)
            reading.findings.append((int(row), finding))

    def _questions(self, columns: list[Column]) -> list[Asked]:
        """Return the questions with answers, in codebook order."""
        groups: dict[str, list[Column]] = {}
        for column in columns:
            groups.setdefault(column.use.question_id, []).append(column)
        return [
            Asked(
                question,
                self.lists[question.question_id],
                groups[question.question_id],
                self.rows,
                question.separator or self.export.separator,
                self.file.picks_allowed,
            )
            for question in self.survey.question.values()
            if question.question_id in groups and question.kind not in NO_ANSWERS
        ]

    @staticmethod
    def _is_need_ballot(asked: Asked) -> bool:
        return asked.question.about == "need" and asked.question.kind in RANKING_KINDS

    def _read(
        self, reading: FileReading, asked: Asked, named: Named | None
    ) -> list[Part]:
        kind = asked.question.kind
        if kind == "top_n":
            return top_n_parts(reading, asked)
        if kind == "rank":
            return rank_parts(reading, asked)
        if kind == "many":
            return self._read_many(reading, asked, named)
        return [single_part(reading, asked, named)]

    def _read_many(
        self, reading: FileReading, asked: Asked, named: Named | None
    ) -> list[Part]:
        """Return the options chosen, by whichever way the question stands."""
        placed = [c for c in asked.columns if c.use.position and not c.use.subject_id]
        others = [c for c in asked.columns if c not in placed]
        parts = []
        if placed:
            none = Named([], np.empty((self.height, 0), dtype=np.intp))
            about = replace(asked, columns=placed)
            parts.append(many_by_place_part(reading, about, named or none))
        if others and all(column.use.subject_id for column in others):
            parts += option_parts(reading, replace(asked, columns=others))
        elif others:
            options = (asked.question, asked.offered)
            read = partial(read_many, *options, separator=asked.separator)
            parts.append(whole_part(reading, replace(asked, columns=others), read))
        return parts
