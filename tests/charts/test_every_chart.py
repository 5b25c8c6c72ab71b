"""What holds for every chart, at both sizes, also of the hardest frames."""

from __future__ import annotations

import matplotlib
import pytest
from matplotlib.text import Text

from rocb_analysis.charts.style import SHEETS, Chart, picture
from tests.charts.frames import CAPTION, hard_charts
from tests.charts.layout import problems


@pytest.fixture(scope="module", params=["a4", "slide"])
def charts(request: pytest.FixtureRequest) -> tuple[str, dict[str, Chart]]:
    return request.param, dict(hard_charts(request.param))


def _texts(chart: Chart) -> str:
    texts = (text.get_text() for text in chart.figure.findobj(Text))
    return " ".join(" ".join(texts).split())


def test_no_text_is_cut_or_small_or_on_another(charts):
    size, drawn = charts
    faults = {
        name: found
        for name, chart in drawn.items()
        if (found := problems(chart.figure, SHEETS[size].text))
    }
    assert faults == {}


def test_every_chart_says_finding_base_and_source(charts):
    for name, chart in charts[1].items():
        said = _texts(chart)
        assert chart.title in said, name
        assert "Base: 2" in said, name
        assert "Source: " in said, name


def test_synthetic_data_are_marked_and_real_ones_are_not(charts):
    for name, chart in charts[1].items():
        said = _texts(chart)
        is_real = "Base: 260 respondents" in said
        assert ("SYNTHETIC DATA" in said) is not is_real, name


def test_the_mark_lies_on_no_other_text(charts):
    figure = charts[1]["matrix, 36 members, 6 rounds"].figure
    figure.draw_without_rendering()
    mark = next(text for text in figure.texts if "SYNTHETIC" in text.get_text())
    box = mark.get_window_extent()
    others = [text for text in figure.findobj(Text) if text.get_text().strip()]
    others.remove(mark)
    assert not any(box.overlaps(text.get_window_extent()) for text in others)


def test_every_alt_text_is_one_to_three_sentences(charts):
    for name, chart in charts[1].items():
        sentences = chart.alt.replace("...", "").count(". ") + 1
        assert 1 <= sentences <= 3, name
        assert chart.alt.endswith("."), name


def test_a_slide_is_filled_and_a4_is_across_the_page(charts):
    size, drawn = charts
    for name, chart in drawn.items():
        width, height = chart.figure.get_size_inches()
        assert width == SHEETS[size].width, name
        assert height >= SHEETS[size].height, name


def test_drawing_leaves_the_settings_as_they_were():
    before = dict(matplotlib.rcParams)
    for _, chart in list(hard_charts("a4"))[:1]:
        picture(chart.figure)
    assert dict(matplotlib.rcParams) == before


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
