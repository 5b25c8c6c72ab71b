"""Read planning.xlsx: limits, kinds, offers, locked lines, own lines, blocked weeks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from rocb_analysis.delivery.planning import SHEETS, Planning
from rocb_analysis.survey.sheets import is_filled, read_sheet, sheet_names
from rocb_analysis.survey.text import column_letter, hint, plain
from rocb_analysis.tables import SurveyError

DECISIONS = ("keep", "move", "delete")


def read_planning(path: Path) -> Planning:
    """Return the planning book of a file; the defaults where there is no file.

    A sheet that is absent, or has a header alone, is the default: limits and kinds as
    in `planning`, offers of every subject, nothing locked, no own lines, no blocked
    weeks. A column that is absent reads as blank.

    Raises
    ------
    SurveyError, with sheet, row and column, for a sheet or column not known, a row
    without what names it, a decision that is none, a day that is no date.
    """
    if not path.is_file():
        return Planning()
    found = sheet_names(path)
    if unknown := [name for name in found if plain(name) not in SHEETS]:
        raise SurveyError(
            f"{path.name} has a sheet {unknown[0]}, which is not read; its sheets are "
            f"{', '.join(SHEETS)}.{hint(unknown[0], SHEETS)}"
        )
    sheets = {plain(name): _sheet(path, name) for name in found}
    filled = {name: frame for name, frame in sheets.items() if len(frame)}
    _check_named(path, filled)
    _check_decisions(path, filled)
    _check_days(path, filled)
    return Planning(**filled)


def _sheet(path: Path, sheet: str) -> pd.DataFrame:
    """Return the rows of a sheet, blank rows passed over, every column there is."""
    name = plain(sheet)
    columns = list(SHEETS[name])
    try:
        _, rows = read_sheet(path, sheet)
    except SurveyError:
        if len(sheet_names(path)) > 1:
            return pd.DataFrame(columns=columns, dtype="str")
        raise
    header, *body = rows
    heads = [plain(head) for head in header]
    for number, head in enumerate(heads):
        if head and head not in columns:
            raise SurveyError(
                f'{path.name}, sheet {name}, column {column_letter(number)}: "{head}" '
                f"is no column of it; its columns are {', '.join(columns)}."
                f"{hint(head, columns)}"
            )
    cells = [
        dict(zip(heads, map(plain, row), strict=False))
        for row in body
        if any(is_filled(cell) for cell in row)
    ]
    return pd.DataFrame(cells, dtype="str").reindex(columns=columns, fill_value="")


def _check_named(path: Path, sheets: dict[str, pd.DataFrame]) -> None:
    """Stop at a row that lacks the cell that names it."""
    naming = {"limits": "limit", "kinds": "kind", "locked": "line", "offers": "kind"}
    naming["blocked_weeks"] = "from"
    for name, column in naming.items():
        for number, cell in enumerate(_column(sheets, name, column), start=1):
            if not cell:
                raise SurveyError(
                    f"{path.name}, sheet {name}, filled row {number} below the header: "
                    f"{column} is blank; fill it or clear the row."
                )


def _check_decisions(path: Path, sheets: dict[str, pd.DataFrame]) -> None:
    for cell in _column(sheets, "locked", "decision"):
        if cell not in DECISIONS:
            raise SurveyError(
                f'{path.name}, sheet locked: the decision "{cell}" is none of '
                f"{', '.join(DECISIONS)}.{hint(cell, DECISIONS)}"
            )


def _check_days(path: Path, sheets: dict[str, pd.DataFrame]) -> None:
    for column in ("from", "to"):
        for cell in _column(sheets, "blocked_weeks", column):
            day = pd.to_datetime(
                cell or "2000-01-01", format="ISO8601", errors="coerce"
            )
            if pd.isna(day):
                raise SurveyError(
                    f'{path.name}, sheet blocked_weeks, column {column}: "{cell}" is '
                    "no date; write it as year-month-day."
                )


def _column(sheets: dict[str, pd.DataFrame], name: str, column: str) -> list[str]:
    return list(sheets[name][column]) if name in sheets else []
