"""A brief as data: ordered findings that every writer tells alike."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from rocb_analysis.charts import Chart


@dataclass(frozen=True)
class Finding:
    """One thing the brief tells: sentences, then a chart or a table made for reading.

    table: columns are the headings a reader sees.
    """

    key: str
    title: str
    sentences: tuple[str, ...]
    chart: Chart | None = None
    table: pd.DataFrame | None = None
    note: str = ""


@dataclass(frozen=True)
class Brief:
    """A brief for one audience: its heading and its findings in order."""

    title: str
    round: str
    status: str
    edition: str
    audience: str
    is_synthetic: bool
    footer: str
    findings: tuple[Finding, ...]
