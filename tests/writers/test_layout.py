"""Charts of the shipped briefs as a reader sees them: no word cut, covered or small."""

from __future__ import annotations

import pytest

from rocb_analysis.charts.style import SHEETS
from tests.briefs import shipped
from tests.charts.layout import problems
from tests.shipped import SHIPPED


@pytest.mark.parametrize("size", ["a4", "slide"])
@pytest.mark.parametrize("survey", [*SHIPPED, "rocb_ap for heads"])
def test_no_word_of_a_chart_is_cut_or_on_another_or_small(survey, size):
    name, _, others = survey.partition(" for ")
    findings = shipped("heads" if others else "internal", name).findings
    charts = {f.key: f.chart if size == "a4" else f.slide for f in findings if f.draw}
    faults = {
        key: found
        for key, chart in charts.items()
        if (found := problems(chart.figure, SHEETS[size].text))
    }
    assert faults == {}
    assert len(charts) >= 3


def test_a_slide_is_never_taller_than_its_picture_box():
    sheet = SHEETS["slide"]
    for name in SHIPPED:
        for finding in shipped("internal", name).findings:
            if finding.slide:
                size = finding.slide.figure.get_size_inches()
                wanted = pytest.approx((sheet.width, sheet.height))
                assert tuple(size) == wanted, (name, finding.key)
