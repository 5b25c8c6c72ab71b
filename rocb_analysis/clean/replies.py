"""Read each row of an export as one reply: its answers, dates and corrections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rocb_analysis.clean.answers import read_single
from rocb_analysis.clean.ballots import read_rank, read_top_n
from rocb_analysis.clean.lists import read_many
from rocb_analysis.clean.places import (
    about_places,
    read_many_by_place,
    subjects_by_place,
)
from rocb_analysis.clean.reading import (
    SET_ASIDE,
    AnswerList,
    Cell,
    Reading,
    answer_list,
)
from rocb_analysis.intake import Export, MappedColumn, mapped_columns
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import RANKING_KINDS, Question, RoundFile
from rocb_analysis.survey.text import plain

ANSWERING_STATES = frozenset(
    {"answered", "dont_know", "not_applicable", "no_needs", SET_ASIDE}
)
# Questions that say whose reply it is and when it came.
NO_ANSWERS = frozenset({"respondent", "replied_on"})


@dataclass
class Reply:
    """A row of an export as read: who, when, what; and whether it counts."""

    file: RoundFile
    file_number: int
    sheet: str
    row: int
    respondent_id: str
    respondent_cell: Cell | None
    replied_on: str
    reading: Reading
    cells: list[Cell]
    dropped_because: str = ""
    set_aside_others: int = 0

    @property
    def answers_anything(self) -> bool:
        """Whether any question, respondent and replied_on apart, was answered."""
        return any(a.state in ANSWERING_STATES for a in self.reading.answers)

    @property
    def found(self) -> str:
        """What an issue about the whole reply shows: the respondent as typed."""
        return self.respondent_cell.text if self.respondent_cell else ""


@dataclass
class FileReader:
    """Reads the rows of one export by the codebook."""

    survey: Survey
    export: Export
    columns: list[MappedColumn] = field(init=False)
    lists: dict[str, AnswerList] = field(init=False)

    def __post_init__(self) -> None:
        self.columns = mapped_columns(self.survey, self.export)
        asked = {column.use.question_id for column in self.columns}
        self.lists = {
            question: answer_list(
                self.survey, self.survey.question[question], self.file
            )
            for question in asked
        }

    @property
    def file(self) -> RoundFile:
        return self.export.file

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield the spreadsheet row and the mapped cells of each filled row."""
        for row, texts in enumerate(self.export.rows, start=self.export.first_row):
            if any(map(plain, texts)):
                yield row, [self._cell(column, texts) for column in self.columns]

    def _cell(self, column: MappedColumn, texts: list[str]) -> Cell:
        return Cell(column.index, column.header, texts[column.index], column.use)

    def by_question(self, cells: list[Cell]) -> dict[str, list[Cell]]:
        """Return the cells of each question, in codebook order."""
        groups: dict[str, list[Cell]] = {}
        for cell in cells:
            groups.setdefault(cell.use.question_id, []).append(cell)
        return {q: groups[q] for q in self.survey.question if q in groups}

    def read_questions(self, cells: list[Cell]) -> Reading:
        """Return the answers of one reply, each about its subject.

        The need ballot is read first: questions about a place speak of the subject
        it names there.
        """
        reading = Reading()
        named: dict[int, str] | None = None
        groups = self.by_question(cells)
        for question_id in sorted(groups, key=lambda q: not self._is_need_ballot(q)):
            question = self.survey.question[question_id]
            if question.kind in NO_ANSWERS:
                continue
            one = self._read(question, groups[question_id], named)
            if self._is_need_ballot(question_id):
                named = subjects_by_place(one.answers)
            reading.add(one)
        return reading

    def _is_need_ballot(self, question_id: str) -> bool:
        question = self.survey.question[question_id]
        return question.about == "need" and question.kind in RANKING_KINDS

    def _read(
        self, question: Question, cells: list[Cell], named: dict[int, str] | None
    ) -> Reading:
        offered = self.lists[question.question_id]
        separator = question.separator or self.export.separator
        picks = self.file.picks_allowed
        if question.kind == "top_n":
            return read_top_n(
                question, offered, cells, picks_allowed=picks, separator=separator
            )
        if question.kind == "rank":
            return read_rank(question, offered, cells, picks_allowed=picks)
        placed = [c for c in cells if c.use.position and not c.use.subject_id]
        if question.kind == "many" and placed:
            return read_many_by_place(
                question, offered, placed, named or {}, separator=separator
            )
        if question.kind == "many":
            return read_many(question, offered, cells, separator=separator)
        reading = read_single(question, offered, cells)
        return reading if named is None else about_places(reading, cells, named)
