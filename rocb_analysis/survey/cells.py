"""Cells of the codebook, and problems told of them."""

from __future__ import annotations

from collections.abc import Iterator

from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem


def filled(survey: Survey, table: str, column: str) -> Iterator[tuple[int, str]]:
    """Return row and text of each filled cell of a column."""
    cells = survey.codebook.tables[table][column]
    return ((int(row), text) for row, text in cells.items() if text)


def problem(
    survey: Survey,
    table: str,
    row: int | None,
    column: str,
    what: str,
    *,
    stops: bool = True,
) -> Problem:
    """Return a problem at a place of a codebook table."""
    return Problem(survey.codebook.files[table], row, column, what, stops)
