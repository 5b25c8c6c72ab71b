"""Meet an export's headers with the codebook: every column is mapped or ignored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rocb_analysis.core.text import nearest, plain
from rocb_analysis.intake.export import Export
from rocb_analysis.survey.records import Problem, Use
from rocb_analysis.survey.survey_folder import Survey

_MOST_COMPARISONS = 10_000


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
    """Return a problem for each header that is unmapped, missing or mapped twice.

    The items of a long file are headers. A header that the tool or [long] uses itself
    counts as mapped, and is not to be mapped again.
    """
    mapped = {plain(header): None for header, _ in survey.uses_in(export.file)}
    ignored = {plain(header) for header in survey.ignored_in(export.file)}
    problems = list(_of_codebook(survey, export, list(mapped), ignored))
    known = {*mapped, *ignored, *export.own, *export.of_other_rounds}
    unmapped = [h for h in export.headers if h and h not in known]
    missing = [h for h in mapped if h not in set(export.headers)]
    likes = _nearest_of_each(unmapped, missing)
    items = export.items
    columns = survey.codebook.files["columns"]
    for header in unmapped:
        problems.append(_unmapped(export, header, likes[header], columns, items))
    return problems


def _of_codebook(
    survey: Survey, export: Export, mapped: list[str], ignored: set[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the headers that the codebook maps."""
    columns = survey.codebook.files["columns"]
    label = survey.column_of(export.file)
    rows = _rows_of(survey, label)
    present = {header for header in export.headers if header}
    what_it_is = "header or item" if export.long else "header"
    missing = [header for header in mapped if header not in present]
    free = [h for h in export.headers if h and h not in {*mapped, *ignored}]
    likes = _nearest_of_each(missing, free)
    for header in mapped:
        where = rows[header]
        if header not in present:
            what = f'"{header}" is no {what_it_is} of {export.file.file}.'
            what += f' Did you mean "{likes[header]}"?' if likes[header] else ""
            what += f" Correct the cell in column {label}."
            yield Problem(columns, where[0], label, what)
        if len(where) > 1 or header in ignored or header in export.own:
            other = "ignored_columns"
            if header in export.own:
                other = "what the file itself says it is for"
            if len(where) > 1:
                other = f"row {where[1]}"
            what = f'"{header}" stands here and in {other}; keep one of the two.'
            yield Problem(columns, where[0], label, what)


def _nearest_of_each(headers: list[str], others: list[str]) -> dict[str, str]:
    """Return for each header the other most like it, "" if none is near.

    Likeness is sought only where it is quickly found: it takes a comparison a pair.
    """
    if len(headers) * len(others) > _MOST_COMPARISONS:
        return dict.fromkeys(headers, "")
    return {header: nearest(header, others) for header in headers}


def _rows_of(survey: Survey, label: str) -> dict[str, list[int]]:
    """Return the rows of `columns` that hold each header under a label."""
    rows: dict[str, list[int]] = {}
    if label:
        for row, header in survey.columns[label].items():
            rows.setdefault(plain(header), []).append(int(row))
    return rows


def _unmapped(
    export: Export, header: str, like: str, columns: str, items: dict[str, int]
) -> Problem:
    guess = f' It looks like "{like}", which the codebook has.' if like else ""
    # The header's row, or the first row that holds the item.
    row = items.get(header, export.header_row)
    what = f'{"item" if header in items else "column"} "{header}" is neither mapped '
    what += f"nor ignored.{guess} Write it in {columns} under {export.file.round}, or "
    what += "in ignored_columns with a reason."
    return Problem(f"rounds/{export.file.file}", row, "", what)
