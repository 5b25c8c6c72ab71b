"""The layout check itself: it finds each fault, and no fault where there is none."""

from __future__ import annotations

from matplotlib.figure import Figure

from tests.charts.layout import problems


def _figure(*texts: tuple[float, float, str]) -> Figure:
    figure = Figure(figsize=(4, 2))
    for x, y, said in texts:
        figure.text(x, y, said, fontsize=10)
    return figure


def test_texts_apart_are_no_problem():
    assert problems(_figure((0.1, 0.2, "low"), (0.1, 0.8, "high")), 9) == []


def test_a_text_on_another_is_found():
    found = problems(_figure((0.1, 0.2, "first"), (0.12, 0.2, "second")), 9)
    assert found == ['"first" lies on "second".']


def test_a_text_off_the_figure_is_found():
    assert problems(_figure((0.9, 0.2, "too long to stand here")), 9) == [
        '"too long to stand here" runs off the figure.'
    ]


def test_a_small_text_is_found():
    assert problems(_figure((0.1, 0.2, "small")), 12) == [
        '"small" is set in 10.0 points.'
    ]
