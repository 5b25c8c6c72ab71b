"""A brief laid out for paper: what stands on the first page, what follows."""

from __future__ import annotations

from dataclasses import dataclass

from rocb_analysis.charts import Chart
from rocb_analysis.exports.cells import Shown, shown
from rocb_analysis.exports.findings import Brief, Finding
from rocb_analysis.exports.ooxml import printable

# A4 in millimetres, and what its margins leave.
WIDTH, HEIGHT, MARGIN = 210, 297, 15
TEXT_INCHES = (WIDTH - 2 * MARGIN) / 25.4
# The tallest a picture may be and stand on a page with its heading.
TALLEST_INCHES = 9.3
# Up to so many rows a table, and up to this height a picture, stays with its words.
FEW_ROWS, LOW_INCHES = 12, 6.0
# Nothing is set smaller on paper.
SMALL = 9
FOLLOWS = "Charts and numbers in full"
# Findings whose chart stands on the first page of a brief.
_FIRST_PAGE_CHARTS = frozenset({"priorities"})
# Findings that stand whole behind the first page, which has no room for them.
BEHIND = frozenset({"sub_regions", "changes", "groups"})


@dataclass(frozen=True)
class Block:
    """A heading with what stands under it.

    level: of the heading, 1 or 2. together: the sentences are one paragraph. small:
    they are about the brief, not about the survey.
    """

    key: str
    title: str
    level: int = 1
    sentences: tuple[str, ...] = ()
    chart: Chart | None = None
    table: Shown | None = None
    note: str = ""
    together: bool = False
    small: bool = False
    new_page: bool = False

    @property
    def keeps(self) -> bool:
        """Whether its words stand on one page with the chart or table under them."""
        if self.chart:
            return size_on_page(self.chart)[1] <= LOW_INCHES
        return self.table is not None


def blocks_of(brief: Brief) -> list[Block]:
    """Return the blocks of a brief on paper, in order.

    The office reads finding after finding. Others have a brief of one page, and behind
    it the charts and tables that it has no room for.
    """
    if brief.edition == "internal":
        return [_whole(finding) for finding in brief.findings]
    first = [_on_first_page(f) for f in brief.findings if f.key not in BEHIND]
    rest = [_behind(finding) for finding in brief.findings]
    behind = [b for b in rest if b.chart or b.table or b.sentences]
    if not behind:
        return first
    return [*first, Block("full", FOLLOWS, new_page=True), *behind]


def _whole(finding: Finding) -> Block:
    return Block(
        key=finding.key,
        title=printable(finding.title),
        sentences=tuple(map(printable, finding.sentences)),
        chart=finding.chart,
        table=None if finding.table is None else shown(finding.table),
        note=printable(finding.under),
        small=finding.key == "method",
    )


def _on_first_page(finding: Finding) -> Block:
    whole = _whole(finding)
    has_chart = whole.chart is not None and whole.key in _FIRST_PAGE_CHARTS
    return Block(
        key=whole.key,
        title=whole.title,
        sentences=whole.sentences,
        chart=whole.chart if has_chart else None,
        # What is said of the table stands where the table does.
        note="" if whole.table else whole.note,
        together=not has_chart,
        small=whole.key == "method",
    )


def _behind(finding: Finding) -> Block:
    whole = _whole(finding)
    return Block(
        key=f"{whole.key}-full",
        title=whole.title,
        level=2,
        sentences=whole.sentences if whole.key in BEHIND else (),
        chart=None if whole.key in _FIRST_PAGE_CHARTS else whole.chart,
        table=whole.table,
        note=whole.note if whole.table else "",
    )


def heading_of(brief: Brief) -> str:
    """Return the title of the document."""
    return printable(f"{brief.title}, round {brief.round}")


def under_heading(brief: Brief) -> str:
    """Return whom the document is for and how firm it is."""
    return printable(f"{brief.audience}. {brief.status}.")


def footer_of(brief: Brief) -> str:
    """Return what stands at the foot of every page."""
    said = printable(brief.footer).rstrip(".")
    return f"{said}." if said else heading_of(brief)


def size_on_page(chart: Chart) -> tuple[float, float]:
    """Return width and height in inches: as drawn, or smaller if a page is smaller."""
    width, height = map(float, chart.figure.get_size_inches())
    share = min(1.0, TEXT_INCHES / width, TALLEST_INCHES / height)
    return width * share, height * share
