"""A brief on paper: one page first, then what it has no room for."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure

from rocb_analysis.brief.findings import Finding
from rocb_analysis.charts.style import Chart
from rocb_analysis.writers.layout import (
    BEHIND,
    FOLLOWS,
    TALLEST_INCHES,
    TEXT_INCHES,
    blocks_of,
    footer_of,
    size_on_page,
)
from tests.briefs import shipped, small, with_table


def chart(width: float, height: float) -> Chart:
    return Chart(Figure(figsize=(width, height)), "Title", "Alt.")


def test_the_office_reads_finding_after_finding():
    brief = shipped("internal")
    blocks = blocks_of(brief)
    assert [b.title for b in blocks] == [f.title for f in brief.findings]
    assert not any(b.new_page for b in blocks)


def test_the_first_page_of_the_heads_brief_says_all_that_is_not_behind():
    brief = shipped("heads")
    blocks = blocks_of(brief)
    turn = next(place for place, b in enumerate(blocks) if b.new_page)
    first, behind = (
        [sentence for block in part for sentence in block.sentences]
        for part in (blocks[:turn], blocks[turn:])
    )
    said = {
        is_behind: [
            sentence
            for finding in brief.findings
            if (finding.key in BEHIND) == is_behind
            for sentence in finding.sentences
        ]
        for is_behind in (False, True)
    }
    assert first == said[False]
    assert behind == said[True] != []


@pytest.mark.parametrize("edition", ["heads", "public"])
def test_no_chart_or_table_is_lost_or_shown_twice(edition):
    brief = shipped(edition)
    blocks = blocks_of(brief)
    charts = [id(f.chart) for f in brief.findings if f.chart]
    assert sorted(id(b.chart) for b in blocks if b.chart) == sorted(charts)
    tables = sum(f.table is not None for f in brief.findings)
    assert sum(b.table is not None for b in blocks) == tables


def test_the_first_page_has_the_chart_of_priorities_and_no_table():
    blocks = blocks_of(shipped("heads"))
    first = blocks[: [b.title for b in blocks].index(FOLLOWS)]
    assert [b.key for b in first if b.chart] == ["priorities"]
    assert not any(b.table for b in first)


def test_with_nothing_to_follow_there_is_no_second_page():
    finding = with_table(3)
    brief = small(type(finding)("told", "Told", ("Said.",)), edition="heads")
    assert [b.title for b in blocks_of(brief)] == ["Told"]


def test_a_chart_that_fits_the_page_stands_as_it_was_drawn():
    assert size_on_page(chart(7.0, 4.0)) == (7.0, 4.0)


def test_a_chart_too_wide_for_the_page_is_made_smaller():
    width, height = size_on_page(chart(2 * TEXT_INCHES, 4.0))
    assert (width, height) == pytest.approx((TEXT_INCHES, 2.0))


def test_a_chart_too_tall_for_the_page_is_made_smaller():
    assert size_on_page(chart(6.0, 20.0))[1] == pytest.approx(TALLEST_INCHES)


def test_the_foot_ends_with_one_full_stop():
    assert footer_of(small(footer="Source: us.")) == "Source: us."
    assert footer_of(small(footer="Source: us")) == "Source: us."


def test_without_a_footer_the_foot_says_what_it_is():
    assert footer_of(small(footer="")) == "Tiny survey, round r2"


def test_what_a_table_leaves_out_stands_under_it_and_not_on_the_first_page():
    told = Finding(
        "told",
        "Told",
        ("Said.",),
        table=pd.DataFrame({"Subject": ["Origin"]}),
        left_out="2 subjects are withheld.",
    )
    blocks = blocks_of(small(told, edition="heads"))
    assert [block.note for block in blocks if block.table] == [told.left_out]
    assert blocks[0].note == ""
