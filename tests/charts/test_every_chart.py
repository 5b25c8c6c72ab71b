"""What holds for every chart, at both sizes, also of the hardest frames."""

from __future__ import annotations

from typing import NamedTuple

import matplotlib
import pytest
from matplotlib.text import Text

from rocb_analysis.charts.style import SHEETS, Chart, Size, picture
from tests.charts.frames import CAPTION, hard_charts
from tests.charts.layout import problems


class Drawn(NamedTuple):
    """Every chart at a size, and Matplotlib's settings before and after drawing."""

    size: Size
    charts: dict[str, Chart]
    before: dict[str, object]
    after: dict[str, object]


@pytest.fixture(scope="module", params=["a4", "slide"])
def drawn(request: pytest.FixtureRequest) -> Drawn:
    before = dict(matplotlib.rcParams)
    charts = dict(hard_charts(request.param))
    picture(next(iter(charts.values())).figure)
    return Drawn(request.param, charts, before, dict(matplotlib.rcParams))


def _texts(chart: Chart) -> str:
    texts = (text.get_text() for text in chart.figure.findobj(Text))
    return " ".join(" ".join(texts).split())


def test_no_text_is_cut_or_small_or_on_another(drawn):
    faults = {
        name: found
        for name, chart in drawn.charts.items()
        if (found := problems(chart.figure, SHEETS[drawn.size].text))
    }
    assert faults == {}


def test_every_chart_says_finding_base_and_source(drawn):
    for name, chart in drawn.charts.items():
        said = _texts(chart)
        assert chart.title in said, name
        assert "Base: 2" in said, name
        assert "Source: " in said, name


def test_synthetic_data_are_marked_and_real_ones_are_not(drawn):
    for name, chart in drawn.charts.items():
        said = _texts(chart)
        is_real = "Base: 260 respondents" in said
        assert ("SYNTHETIC DATA" in said) is not is_real, name


def test_the_mark_lies_on_no_other_text(drawn):
    figure = drawn.charts["matrix, 36 members, 6 rounds"].figure
    figure.draw_without_rendering()
    mark = next(text for text in figure.texts if "SYNTHETIC" in text.get_text())
    box = mark.get_window_extent()
    others = [text for text in figure.findobj(Text) if text.get_text().strip()]
    others.remove(mark)
    assert not any(box.overlaps(text.get_window_extent()) for text in others)


def test_every_alt_text_is_one_to_three_sentences(drawn):
    for name, chart in drawn.charts.items():
        sentences = chart.alt.replace("...", "").count(". ") + 1
        assert 1 <= sentences <= 3, name
        assert chart.alt.endswith("."), name


def test_a_slide_is_filled_and_a4_is_across_the_page(drawn):
    sheet = SHEETS[drawn.size]
    for name, chart in drawn.charts.items():
        width, height = chart.figure.get_size_inches()
        assert width == sheet.width, name
        assert height >= sheet.height, name


def test_drawing_leaves_the_settings_as_they_were(drawn):
    assert drawn.after == drawn.before


def test_settings_outside_do_not_change_a_chart():
    with matplotlib.rc_context({"font.size": 22, "axes.facecolor": "yellow"}):
        loud = picture(next(hard_charts("a4"))[1].figure, dpi=50)
    assert loud == picture(next(hard_charts("a4"))[1].figure, dpi=50)


@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_a_picture_has_the_same_bytes_each_time(form):
    first, again = (
        picture(next(hard_charts("a4"))[1].figure, form=form) for _ in range(2)
    )
    assert first == again


def test_svg_holds_text_as_text():
    drawn = picture(next(hard_charts("a4"))[1].figure, form="svg").decode()
    assert CAPTION.source in drawn
