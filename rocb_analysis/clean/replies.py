"""Read a file's replies: question by question, each distinct text once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

import numpy as np

from rocb_analysis.clean.answers import read_many
from rocb_analysis.clean.ballots import (
    Asked,
    Named,
    named_by,
    option_parts,
    rank_parts,
    top_n_parts,
    whole_part,
)
from rocb_analysis.clean.cells import (
    BLANK,
    FATE_CODE,
    KEPT,
    SET_ASIDE,
    AnswerBlock,
    AnswerList,
    CellIssue,
    Codes,
    FileReading,
    Flags,
    RawColumn,
    answer_list,
    column_of,
    in_state,
)
from rocb_analysis.clean.piped import many_by_place_part, single_part
from rocb_analysis.core.text import plain, quoted, yes_or_no
from rocb_analysis.intake.columns import MappedColumn, mapped_columns
from rocb_analysis.intake.export import Export
from rocb_analysis.survey.records import RANKING_KINDS, Question, RoundFile, Use
from rocb_analysis.survey.survey_folder import Survey

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
    columns: list[RawColumn] = field(init=False)
    own: list[tuple[str, RawColumn]] = field(init=False)
    others: list[RawColumn] = field(init=False)
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

    def _column(self, mapped: MappedColumn) -> RawColumn:
        return column_of(mapped, self.export.columns[mapped.index])

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each column by its header."""
        return {column.header: column.index for column in self.every_column}

    @property
    def every_column(self) -> list[RawColumn]:
        """Every column of the file."""
        return [*self.columns, *(column for _, column in self.own), *self.others]

    @property
    def file(self) -> RoundFile:
        return self.export.file

    @property
    def height(self) -> int:
        """How many rows the file has under its header."""
        return len(self.export.row_numbers)

    def with_job(self, job: str) -> list[RawColumn]:
        """Return the columns that the tool uses itself for a job."""
        return [column for said, column in self.own if said == job]

    def row_of(self, row: int, index: int) -> int:
        """Return the spreadsheet's row of a cell."""
        return self.export.row_of(row, index)

    def of_kind(self, kind: str) -> list[RawColumn]:
        """Return the columns of the questions of one kind."""
        question = self.survey.question
        return [c for c in self.columns if question[c.use.question_id].kind == kind]

    def read(self, columns: list[RawColumn]) -> FileReading:
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
        self, reading: FileReading, column: RawColumn, flagged: Flags
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
            finding = CellIssue(column.header, text, SET_ASIDE, why)
            reading.findings.append((int(row), finding))

    def _questions(self, columns: list[RawColumn]) -> list[Asked]:
        """Return the questions with answers, in codebook order."""
        groups: dict[str, list[RawColumn]] = {}
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
    ) -> list[AnswerBlock]:
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
    ) -> list[AnswerBlock]:
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


# What a file asks: each question with its subject and place.

# What can be asked: a question, its subject, its place (or a list without either).
Unit = tuple[str, str, int | None]


def lacking_units(reader: FileReader, readers: Iterable[FileReader]) -> list[Unit]:
    """Return what other files of the round asked and this one did not.

    A ballot that is a list in a cell asks of as many places as one cares to name.
    """
    mine = units_asked(reader)
    listed = {
        column.use.question_id
        for column in reader.columns
        if _kind(reader, column.use) == "top_n" and column.use.position is None
    }
    others = (one for one in readers if one.file.round == reader.file.round)
    units = dict.fromkeys(unit for one in others for unit in units_asked(one))
    return [unit for unit in units if unit not in mine and unit[0] not in listed]


def _kind(reader: FileReader, use: Use) -> str:
    return reader.survey.question[use.question_id].kind


def units_asked(reader: FileReader) -> dict[Unit, None]:
    """Return every question, subject and place asked in a file, in order."""
    units: dict[Unit, None] = {}
    for column in reader.columns:
        use = column.use
        question = reader.survey.question[use.question_id]
        if question.kind in NO_ANSWERS:
            continue
        for subject in _subjects_listed(reader, question, use.subject_id):
            for place in _places(reader, question, use, subject):
                units[(use.question_id, subject, place)] = None
    return units


def _places(
    reader: FileReader, question: Question, use: Use, subject: str
) -> Iterable[int | None]:
    """Return the places a column asks of; a list of options has none."""
    if question.kind == "many" and not subject:
        return [None]
    if question.kind == "top_n" and use.position is None:
        return range(1, (reader.file.picks_allowed or 1) + 1)
    return [use.position]


def _subjects_listed(
    reader: FileReader, question: Question, subject_id: str
) -> list[str]:
    """Return the subjects a column asks of: its own, or all a list in a cell offers."""
    if question.kind != "many" or subject_id:
        return [subject_id]
    offered = reader.lists[question.question_id].offered.values()
    return list(dict.fromkeys(answer.subject_id for answer in offered))


# Columns of the entry workbook that are no question of the form.


def read_no_needs(reading: FileReading, column: RawColumn, rows: Codes) -> Flags:
    """Return which rows say, with 1 or yes, that there are no needs this year."""
    said = [yes_or_no(text) for text in column.texts]
    fates, found = [], {}
    for code, text in enumerate(column.texts):
        read = said[code] is not None
        fates.append(KEPT if read else SET_ASIDE if plain(text) else BLANK)
        if fates[-1] == SET_ASIDE:
            why = f"{quoted(text)} is neither Yes nor No; "
            why += "write Yes if there are no needs."
            found[code] = [CellIssue(column.header, text, SET_ASIDE, why)]
    codes = column.codes[rows]
    by_code = np.array([FATE_CODE[fate] for fate in fates], dtype=np.int8)
    reading.set_fates(column.index, rows, by_code[codes], len(column.codes))
    reading.find(rows, codes, found)
    yes = np.array([one is True for one in said], dtype=bool)
    return yes[column.codes]
