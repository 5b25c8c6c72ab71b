"""Meet the headers of a new file with those of earlier rounds, exactly."""

from __future__ import annotations

from dataclasses import dataclass, field

from rocb_analysis.intake.draft.items import likeness_of_headings
from rocb_analysis.intake.draft.likeness import Near, near_pairs
from rocb_analysis.intake.exports import Export
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.survey.text import plain


@dataclass(frozen=True)
class Headers:
    """How the headers of a file met the codebook.

    rows: the spreadsheet row of `columns` for each header that was met exactly.
    beside: the column of `columns` that has most of them, or "".
    ignored: headers left out before, with the reason; carried: those of them that were
    left out of another round only. new: headers nobody knows. vanished: headers of the
    column beside, by row, that are not in the file. near: pairs of the two that are
    alike.
    """

    rows: dict[str, int]
    beside: str
    ignored: set[str]
    carried: dict[str, str]
    new: list[str]
    vanished: dict[int, str]
    near: list[Near] = field(default_factory=list)


def near_rows(headers: Headers) -> list[int]:
    """Return the rows of `columns` whose heading a new one is nearly like."""
    rows = list(headers.vanished)
    return [rows[pair.second] for pair in headers.near]


def columns_newest_first(survey: Survey, label: str) -> list[str]:
    """Return the round columns of `columns`: the label's own, then from the last on."""
    files = [*survey.files_of(label), *reversed(survey.round_files)]
    told = [label, *(survey.column_of(file) for file in files)]
    return [one for one in dict.fromkeys(told) if one and one in survey.columns]


def met_headers(
    survey: Survey, export: Export, label: str, *, before: str = ""
) -> Headers:
    """Return how the headers of a file meet the codebook, the newest round first.

    A row of `columns` is met by one header at most: that of the newest round that has
    it. The tool's own headers count as met.

    before: the round to compare with, instead of what the label's column has.
    """
    free = [h for h in export.headers if h and h not in export.own]
    newest = columns_newest_first(survey, label)
    rows = _met_exactly(survey, free, newest)
    rest = [header for header in free if header not in rows]
    always = survey.ignored_in(export.file)
    carried = {h: reason for h in rest if (reason := _reason(survey, h, always))}
    ignored = {header for header in rest if header in always or header in carried}
    new = [header for header in rest if header not in ignored]
    vanished, there = {}, list[str]()
    beside = _beside(survey, newest, label, rows, before)
    if beside:
        told = survey.columns[beside]
        taken = {*rows.values(), *_rows_of_tool(survey, export)}
        vanished = {int(row): h for row, h in told.items() if h and row not in taken}
        there = [header for header in told if header]
    alike = likeness_of_headings(free, there)
    near = near_pairs(new, list(vanished.values()), alike=alike)
    return Headers(rows, beside, ignored, carried, new, vanished, near)


def _beside(
    survey: Survey, newest: list[str], label: str, rows: dict[str, int], before: str
) -> str:
    """Return the column to compare with: the one prepared, else of the newest round.

    Where that round has several, the one with most headings of the file.
    """
    if not newest or (newest[0] == label and not before):
        return newest[0] if newest else ""
    last = before or survey.round_names[-1]
    of_last = [one for one in newest if one == last or one.startswith(f"{last}/")]

    def shared(column: str) -> int:
        told = survey.columns[column]
        return sum(plain(told[row]) == header for header, row in rows.items())

    return max(reversed(of_last or newest[:1]), key=shared)


def _rows_of_tool(survey: Survey, export: Export) -> set[int]:
    """Return the rows of `columns` whose work the tool's own headers do: the date."""
    dates = survey.questions.loc[survey.questions["kind"] == "replied_on"]
    if "replied_on" not in export.own.values():
        return set()
    asked = survey.columns["question_id"].isin(dates["question_id"])
    return {int(row) for row in survey.columns.index[asked]}


def _met_exactly(survey: Survey, free: list[str], newest: list[str]) -> dict[str, int]:
    rows: dict[str, int] = {}
    for label in newest:
        place = {plain(h): int(row) for row, h in survey.columns[label].items() if h}
        for header in free:
            row = place.get(header)
            if row is not None and header not in rows and row not in rows.values():
                rows[header] = row
    return rows


def _reason(survey: Survey, header: str, always: set[str]) -> str:
    """Return why a header was left out of another round, or "" if it never was."""
    if header in always:
        return ""
    told = survey.ignored_columns
    reasons = told.loc[told["header"] == header, "reason"]
    return (reasons.iloc[-1] or "Left out of an earlier round") if len(reasons) else ""
