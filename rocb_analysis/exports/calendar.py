"""Quarters as documents print them: never without their months."""

from __future__ import annotations

import re

from rocb_analysis.delivery.dates import MONTHS
from rocb_analysis.delivery.limits import QUARTERS

_SHORT = 3


def quarter_in_words(
    quarter: str, plan_year_starts: str, *, short: bool = False
) -> str:
    """Return a quarter of the plan year with its months; short: of three letters.

    >>> quarter_in_words("Q2", "07-01"), quarter_in_words("Q2", "07-01", short=True)
    ('Q2 (October to December)', 'Q2 (Oct to Dec)')
    """
    if quarter not in QUARTERS:
        return quarter
    first = int(plan_year_starts[:2]) - 1 + 3 * QUARTERS.index(quarter)
    begins, ends = (MONTHS[month % 12] for month in (first, first + 2))
    if short:
        begins, ends = begins[:_SHORT], ends[:_SHORT]
    return f"{quarter} ({begins} to {ends})"


def with_months(text: str, plan_year_starts: str) -> str:
    """Return a text in which each quarter of the plan year has its months.

    >>> with_months("moved from Q1 to Q2, Suva", "07-01")
    'moved from Q1 (July to September) to Q2 (October to December), Suva'
    """
    return re.sub(
        r"\bQ[1-4]\b(?! \()",
        lambda found: quarter_in_words(found[0], plan_year_starts),
        text,
    )
