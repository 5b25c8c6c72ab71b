"""Briefs to write: of a shipped survey, and a small one with what is hard to write."""

from __future__ import annotations

from functools import cache

import pandas as pd

from rocb_analysis.brief.contents import make_brief
from rocb_analysis.brief.findings import Brief, Finding
from rocb_analysis.disclosure.rule import Edition
from rocb_analysis.results import Results
from rocb_analysis.writers.editions import InEdition, in_editions
from tests.shipped import results_of

MARKS = ("SYNTHETIC DATA. Invented: replies; the adopted plan",)
EDITIONS: tuple[Edition, ...] = ("internal", "heads", "public")


def results() -> Results:
    return results_of("rocb_ap")


@cache
def shipped(edition: Edition, name: str = "rocb_ap") -> Brief:
    """Return the brief of a shipped survey for an audience."""
    told = in_edition(edition, name)
    return make_brief(told.results, told.rule)


@cache
def _in_editions(name: str) -> dict[Edition, InEdition]:
    return in_editions(results_of(name), EDITIONS)


def in_edition(edition: Edition, name: str = "rocb_ap") -> InEdition:
    """Return results and rule of an edition of a shipped survey, after the audit."""
    return _in_editions(name)[edition]


def small(*findings: Finding, **said: object) -> Brief:
    """Return a brief of the office with these findings."""
    about = {
        "title": "Tiny survey",
        "round": "r2",
        "status": "PRELIMINARY as of 2024-01-15",
        "edition": "internal",
        "audience": "For the office",
        "marks": MARKS,
        "footer": "Invented",
    }
    return Brief(**{**about, **said}, findings=findings)


def with_table(rows: int) -> Finding:
    """Return a finding with a table of so many rows, each with its number."""
    table = pd.DataFrame(
        {
            "Subject": [f"Subject {n}" for n in range(1, rows + 1)],
            "Named by": ["fewer than 5", *range(2, rows + 1)],
            "From, %": [12.25 * n for n in range(1, rows + 1)],
        }
    )
    return Finding("told", "What members told us", ("Said.",), table=table)


HARD = Finding(
    "hard",
    "What is hard to write",
    (
        'Control\x0b characters, "quotes", <angles> & signs.',
        "ภาษาไทย, 日本語 and Türkiye.",
        "# no heading, *no emphasis*, #let x = 1, $1$, @nobody.",
    ),
    table=pd.DataFrame({"File": ["a_very_long_name_of_a_file_indeed.xlsx\x07"]}),
    note="A note.",
)
SAID_HARD = (
    'Control characters, "quotes", <angles> & signs.',
    "ภาษาไทย, 日本語 and Türkiye.",
    "# no heading, *no emphasis*, #let x = 1, $1$, @nobody.",
    "A note.",
    "a_very_long_name_of_a_file_indeed.xlsx",
)
