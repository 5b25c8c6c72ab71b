"""What was asked when: marks, lines and words are the states of the table."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.collections import PathCollection

from rocb_analysis.charts.asked_grid import MARKS, SHAPES, asked_grid
from rocb_analysis.charts.style import BLUE, ORANGE, SHEETS, Chart, Size
from rocb_analysis.survey.asked import FIRST, NOT_ASKED, OTHERWISE, SAME, UNKNOWN
from tests.charts.frames import CAPTION, LONG, REAL
from tests.charts.layout import problems

STATES = {"f": FIRST, "s": SAME, "o": OTHERWISE, "u": UNKNOWN, ".": NOT_ASKED}
STEPS = {"y": "yes", "c": "with_care", "n": "no", "d": "not decided", ".": ""}
DRAWING = {"val": ("fss", ".yy"), "roo": ("fos", ".cy"), "pca": ("f.s", "..y")}


def asked(drawing: dict[str, tuple[str, str]], rounds: list[str]) -> pd.DataFrame:
    """Return rows of `asked_when` from a drawing: states and steps of each item."""
    rows = [
        ("need", item, name, STATES[state], STEPS[step])
        for item, marks in drawing.items()
        for name, state, step in zip(rounds, *marks, strict=True)
    ]
    columns = "question_id subject_id round asked comparable".split()
    return pd.DataFrame(rows, columns=columns)


def grid(
    drawing: dict[str, tuple[str, str]] | None = None,
    rounds: tuple[str, ...] = ("2020", "2021", "2022"),
    **options,
) -> Chart:
    said = {"labels": {}, "caption": CAPTION, "item": "subject", **options}
    return asked_grid(asked(drawing or DRAWING, list(rounds)), **said)


def rows_of(chart: Chart) -> dict[float, str]:
    axes = chart.figure.axes[0]
    texts = (label.get_text() for label in axes.get_yticklabels())
    return dict(zip(axes.get_yticks().round(6), texts, strict=True))


def marks(chart: Chart, state: str) -> set[tuple[str, int]]:
    """Return row and column of each mark of a state, in the order they are drawn."""
    drawn = chart.figure.axes[0].collections[list(MARKS).index(state)]
    rows = rows_of(chart)
    return {(rows[round(y, 6)], int(x)) for x, y in drawn.get_offsets().tolist()}


def lines(chart: Chart) -> set[tuple[str, int, str]]:
    rows = rows_of(chart)
    return {
        (
            rows[round(line.get_ydata()[0], 6)],
            line.get_xdata()[0],
            line.get_linestyle(),
        )
        for line in chart.figure.axes[0].lines
    }


def test_each_mark_is_the_state_of_an_item_in_a_round():
    chart = grid()
    assert marks(chart, FIRST) == {("val", 0), ("roo", 0), ("pca", 0)}
    assert marks(chart, SAME) == {("val", 1), ("val", 2), ("roo", 2), ("pca", 2)}
    assert marks(chart, OTHERWISE) == {("roo", 1)}
    assert marks(chart, NOT_ASKED) == {("pca", 1)}


def test_states_differ_by_shape_and_by_word_not_by_colour_alone():
    looks = [(shape, filled) for shape, _, filled in MARKS.values()]
    assert len(set(looks)) == len(looks)
    words = {text.get_text() for text in grid().figure.axes[0].texts}
    assert words == {FIRST, SAME, OTHERWISE, NOT_ASKED}


def test_what_was_asked_otherwise_is_orange_and_the_rest_blue():
    drawn = grid().figure.axes[0].collections
    assert all(isinstance(one, PathCollection) for one in drawn)
    assert MARKS[OTHERWISE][1] == ORANGE
    assert {MARKS[FIRST][1], MARKS[SAME][1]} == {BLUE}


def test_lines_join_neighbouring_rounds_that_may_be_compared():
    assert lines(grid()) == {
        ("val", 0, "-"),
        ("val", 1, "-"),
        ("roo", 0, ":"),
        ("roo", 1, "-"),
    }


def test_no_line_is_drawn_where_rounds_may_not_be_compared():
    assert lines(grid({"val": ("foo", ".nd")})) == set()


def test_items_asked_in_most_rounds_stand_first_then_by_label():
    drawing = {
        "late": ("..f", "..."),
        "early": ("fs.", ".y."),
        "b": ("fss", ".yy"),
        "a": ("fss", ".yy"),
    }
    assert list(rows_of(grid(drawing)).values()) == ["a", "b", "early", "late"]


def test_an_item_without_subject_stands_by_its_question():
    frame = asked({"": ("fss", ".yy")}, ["2020", "2021", "2022"])
    chart = asked_grid(frame, labels={"need": "Needs"}, caption=CAPTION)
    assert list(rows_of(chart).values()) == ["Needs"]


@pytest.mark.parametrize(
    ("drawing", "title"),
    [
        (DRAWING, "2 of 3 subjects may be compared over all 3 rounds, 1 of them with "),
        (
            {"a": ("fos", ".cy")},
            "1 of 1 subject may be compared over all 3 rounds, all",
        ),
        ({"a": ("fos", ".ny")}, "None of 1 subject may be compared over all 3 rounds"),
        (
            {"a": ("fos", ".dy"), "b": ("fss", ".yy")},
            "1 of 2 subjects may be compared over all 3 rounds; 1 not decided",
        ),
    ],
)
def test_the_title_counts_what_may_be_compared_over_all_rounds(drawing, title):
    assert grid(drawing).title.startswith(title)


def test_a_single_round_only_says_what_it_asked():
    chart = grid({"a": ("f", "."), "b": ("f", ".")}, ("2020",))
    assert chart.title == "2 subjects were asked in 2020"


def test_the_words_above_explain_only_the_shapes_that_are_drawn():
    said = " ".join(" ".join(t.get_text() for t in grid().figure.texts).split())
    assert SHAPES[OTHERWISE] in said
    assert SHAPES[UNKNOWN] not in said


def test_the_alt_text_counts_each_round_and_names_what_changed():
    assert grid(labels={"roo": "Rules of origin"}).alt == (
        "Grid of 3 subjects by 3 rounds, asked or not: 3 in 2020, 2 in 2021 and 3 in "
        "2022. 2 of 3 subjects may be compared over all 3 rounds, 1 of them with care. "
        "Asked otherwise: Rules of origin."
    )


def test_an_unknown_state_is_refused():
    frame = asked(DRAWING, ["2020", "2021", "2022"]).replace(SAME, "alike")
    with pytest.raises(ValueError, match='"alike" is no state; states: asked the same'):
        asked_grid(frame, labels={}, caption=CAPTION)


def test_an_item_without_a_state_in_a_round_is_refused():
    frame = asked(DRAWING, ["2020", "2021", "2022"]).drop(index=4)
    with pytest.raises(ValueError, match="roo has states for 2020 and 2022; give one"):
        asked_grid(frame, labels={}, caption=CAPTION)


@pytest.mark.parametrize("size", ["a4", "slide"])
@pytest.mark.parametrize("rounds", [1, 3, 6, 12])
def test_every_word_is_whole_and_alone_also_with_long_labels(size: Size, rounds: int):
    drawing = {
        f"{LONG} {i}" if i % 3 else f"Item {i}": (
            ("f" + "sou.s" * 3)[:rounds],
            ("." + "ycd.n" * 3)[:rounds],
        )
        for i in range(30)
    }
    names = tuple(str(1999 + i) for i in range(rounds))
    for caption in (CAPTION, REAL):
        chart = grid(drawing, names, caption=caption, size=size)
        assert problems(chart.figure, SHEETS[size].text) == []


def test_a_slide_says_how_many_items_it_holds():
    drawing = {f"item {i}": ("fss", ".yy") for i in range(40)}
    said = " ".join(t.get_text() for t in grid(drawing, size="slide").figure.texts)
    assert "of 40 subjects." in " ".join(said.split())
