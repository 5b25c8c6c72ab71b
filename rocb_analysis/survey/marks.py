"""What every page, sheet, chart and table says of the data behind it: its marks."""

from __future__ import annotations

from collections.abc import Iterable

from rocb_analysis.survey.survey_folder import Survey

SYNTHETIC = "synthetic"


def marks_of(survey: Survey) -> tuple[str, ...]:
    """Return the marks that all output of a survey bears, none if nothing needs one."""
    invented = invented_in(survey)
    return (f"SYNTHETIC DATA. Invented: {'; '.join(invented)}",) if invented else ()


def invented_in(survey: Survey) -> list[str]:
    """Return what is invented, in words: the replies, and what survey.toml names."""
    settings = survey.settings
    replies = [settings.wording["replies"]] if survey.is_synthetic else []
    return [*replies, *([settings.invented] if settings.invented else [])]


def data_kind_of(survey: Survey) -> str:
    """Return what stands in the column data_kind of each table, "" for no column."""
    return SYNTHETIC if invented_in(survey) else ""


def one_line(marks: Iterable[str]) -> str:
    """Return marks as one line for the head of a page, "" without any.

    >>> one_line(["SYNTHETIC DATA. Invented: replies", "NOT RELEASED"])
    'SYNTHETIC DATA. Invented: replies. NOT RELEASED'
    """
    return ". ".join(marks)
