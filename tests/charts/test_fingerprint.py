"""The fingerprint changes with what is drawn, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyArrowPatch
from matplotlib.text import Text

from rocb_analysis.charts.matrix import fingerprint
from rocb_analysis.charts.priority_dots import priority_dots
from rocb_analysis.charts.style import picture
from tests.charts.frames import CAPTION, WORDING, framed


def _figure() -> Figure:
    """Return a figure with one of each kind of mark."""
    figure = Figure()
    axes = figure.subplots()
    axes.bar([0, 1], [3, 5], color="blue", label="bars")
    axes.plot([0, 1], [2, 4], color="black", label="line")
    axes.scatter([0, 1], [1, 2], color="red")
    axes.fill_between([0, 1], [0, 1], color="grey")
    axes.add_patch(Ellipse((0.5, 2), 0.1, 1))
    axes.pcolormesh(np.arange(4.0).reshape(2, 2))
    axes.text(0.5, 3, "a word", color="black")
    axes.annotate("another", (0, 1), (0.5, 4))
    axes.set_title("Title", loc="left")
    axes.set_xticks([0, 1], ["one", "two"])
    axes.legend()
    figure.text(0, 0, "footer")
    figure.suptitle("Finding")
    return figure


def _aspects(figure: Figure) -> dict[str, str]:
    line = fingerprint(figure).splitlines()[1]
    return dict(part.split(" ") for part in line.split("; "))


def _moved(change: Callable[[Figure], object]) -> set[str]:
    """Return the aspects that a change of the figure moves."""
    figure = _figure()
    before = _aspects(figure)
    whole = fingerprint(figure).splitlines()[0]
    change(figure)
    after = _aspects(figure)
    moved = {name for name in before if before[name] != after[name]}
    assert bool(moved) == (whole != fingerprint(figure).splitlines()[0])
    return moved


def _axes(figure: Figure):
    return figure.axes[0]


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        (lambda f: _axes(f).patches[0].set_height(3.05), {"marks"}),
        (lambda f: _axes(f).patches[0].set_x(-0.39), {"marks"}),
        (lambda f: _axes(f).patches[0].set_facecolor("green"), {"colours"}),
        (lambda f: _axes(f).patches[0].set_visible(False), {"marks", "colours"}),
        (lambda f: _axes(f).patches[2].set_width(0.2), {"marks"}),
        (lambda f: _axes(f).lines[0].set_ydata([2, 4.1]), {"marks"}),
        (lambda f: _axes(f).lines[0].set_linestyle("--"), {"marks"}),
        (lambda f: _axes(f).lines[0].set_color("red"), {"colours"}),
        (lambda f: _axes(f).collections[0].set_offsets([[0, 1], [1, 3]]), {"marks"}),
        (lambda f: _axes(f).collections[0].set_facecolor("pink"), {"colours"}),
        (
            lambda f: _axes(f).collections[2].set_array(np.ones((2, 2))),
            {"marks", "colours"},
        ),
        (lambda f: f.suptitle("Another finding"), {"titles"}),
        (lambda f: _axes(f).set_title("Other", loc="left"), {"titles"}),
        (lambda f: _axes(f).set_xlabel("members"), {"labels"}),
        (lambda f: _axes(f).set_xticks([0, 1], ["two", "one"]), {"labels"}),
        (lambda f: _axes(f).get_legend().get_texts()[0].set_text("bar"), {"labels"}),
        (lambda f: _axes(f).set_ylim(0, 9), {"limits", "labels"}),
        (lambda f: _axes(f).texts[0].set_text("a sword"), {"texts"}),
        (lambda f: _axes(f).texts[0].set_position((0.6, 3)), {"texts"}),
        (lambda f: _axes(f).texts[0].set_color("red"), {"texts"}),
        (lambda f: f.texts[0].set_text("other footer"), {"texts"}),
    ],
)
def test_a_change_moves_its_own_aspect(change, moved):
    assert _moved(change) == moved


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.set_dpi(300),
        lambda f: [t.set_fontsize(20) for t in f.findobj(Text)],
        lambda f: f.set_size_inches(12, 9),
        lambda f: picture(f),
        lambda f: _axes(f).add_patch(FancyArrowPatch((0, 0), (1, 1))),
        lambda f: _axes(f).patches[0].set_height(3 + 1e-12),
    ],
)
def test_what_only_rendering_sees_moves_nothing(change):
    def keep_ticks(figure: Figure) -> None:
        # The ticks a locator chooses depend on the room, so they are fixed first.
        _axes(figure).set_yticks([0, 5], ["0", "5"])

    figure = _figure()
    keep_ticks(figure)
    before = fingerprint(figure)
    change(figure)
    assert fingerprint(figure) == before


def test_the_first_line_counts_axes_and_marks():
    chart = priority_dots(
        framed({"val": 15, "aeo": 13}), labels={}, caption=CAPTION, wording=WORDING
    )
    first = fingerprint(chart.figure).splitlines()[0]
    assert first.startswith("<Chart ")
    assert first.endswith(": 1 axes, 4 marks>")


def test_one_member_more_changes_the_fingerprint_of_a_chart():
    one, other = (
        priority_dots(
            framed({"val": count}), labels={}, caption=CAPTION, wording=WORDING
        )
        for count in (15, 16)
    )
    assert fingerprint(one.figure) != fingerprint(other.figure)


def test_the_same_chart_drawn_twice_has_one_fingerprint():
    one, other = (
        priority_dots(framed({"val": 15}), labels={}, caption=CAPTION, wording=WORDING)
        for _ in range(2)
    )
    assert fingerprint(one.figure) == fingerprint(other.figure)
