"""Meet an export's headers with the codebook: every column is mapped or ignored."""

from __future__ import annotations

from dataclasses import dataclass

from rocb_analysis.intake.exports import Export
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.records import Problem, Use
from rocb_analysis.survey.text import hint, nearest, plain


@dataclass(frozen=True)
class MappedColumn:
    """A column of a file that the codebook uses."""

    index: int
    header: str
    use: Use


def mapped_columns(survey: Survey, export: Export) -> list[MappedColumn]:
    """Return the columns of the file that the codebook maps, in the file's order."""
    place = {header: i for i, header in enumerate(export.headers) if header}
    columns = [
        MappedColumn(place[plain(header)], plain(header), use)
        for header, use in survey.uses_in(export.file)
        if plain(header) in place
    ]
    return sorted(columns, key=lambda column: column.index)


def header_problems(survey: Survey, export: Export) -> list[Problem]:
    """Return a problem for each header that is unmapped, missing or mapped twice."""
    uses = survey.uses_in(export.file)
    mapped = [plain(header) for header, _ in uses]
    ignored = {plain(header) for header in survey.ignored_in(export.file)}
    present = {header for header in export.headers if header}
    columns = survey.codebook.files["columns"]
    label = survey.column_of(export.file)
    rows = _rows_of(survey, label)
    problems = []
    for header in dict.fromkeys(mapped):
        where = rows[header]
        if header not in present:
            free = present - set(mapped) - ignored
            what = f'"{header}" is no header of {export.file.file}.'
            what += hint(header, free) + f" Correct the cell in column {label}."
            problems.append(Problem(columns, where[0], label, what))
        if len(where) > 1 or header in ignored:
            other = f"row {where[1]}" if len(where) > 1 else "ignored_columns"
            what = f'"{header}" stands here and in {other}; keep one of the two.'
            problems.append(Problem(columns, where[0], label, what))
    for header in export.headers:
        if header and header not in ignored and header not in mapped:
            problems.append(_unmapped(export, header, set(mapped) - present, columns))
    return problems


def _rows_of(survey: Survey, label: str) -> dict[str, list[int]]:
    """Return the rows of `columns` that hold each header under a label."""
    rows: dict[str, list[int]] = {}
    if label:
        for row, header in survey.columns[label].items():
            rows.setdefault(plain(header), []).append(int(row))
    return rows


def _unmapped(export: Export, header: str, missing: set[str], columns: str) -> Problem:
    guess = nearest(header, missing)
    like = f' It looks like "{guess}", which the codebook has.' if guess else ""
    first = export.first_row - 1
    what = f'column "{header}" is neither mapped nor ignored.{like} Write it in '
    what += f"{columns} under {export.file.round}, or in ignored_columns with a reason."
    return Problem(f"rounds/{export.file.file}", first, "", what)
