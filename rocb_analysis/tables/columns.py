"""What a table and a column is, and the columns that many tables share."""

from __future__ import annotations

from dataclasses import dataclass

# How a column of each type is held and printed.
TEXT, COUNT = "text", "count"
PCT, SHARE, P = "pct", "share", "p"
DECIMALS = {PCT: 1, SHARE: 3, P: 4}


@dataclass(frozen=True)
class Column:
    """One column: its name, its type (text, count, pct, share or p), its meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One table: what a row is, the columns of its key, then all columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]


ROUND = Column("round", TEXT, "label of the survey round")
RESPONDENT = Column("respondent_id", TEXT, "member_id, or round/r and spreadsheet row")
SUBJECT = Column("subject_id", TEXT, "subject of the codebook")
SUB_REGION = Column("sub_region", TEXT, "sub-region, or all")
QUESTION = Column("question_id", TEXT, "question of the codebook")
POSITION = Column("position", COUNT, "place on a ballot, or number of an option")
STATES = "answered, not_answered, not_asked, dont_know, not_applicable, set_aside"
STATE = Column("state", TEXT, f"{STATES}, no_needs")
FILE = Column("file", TEXT, "file in the folder rounds")
SHEET = Column("sheet", TEXT, "sheet of a workbook, else blank")
ROW = Column("row", COUNT, "row number as a spreadsheet shows it")
FROM_ROUND = Column("from_round", TEXT, "the earlier round")
TO_ROUND = Column("to_round", TEXT, "the later round")
