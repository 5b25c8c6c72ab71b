"""A sheet held as columns; and the quick reader, which must agree with the strict."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rocb_analysis.core.sheets import Grid, grid_of_text


def strictly(text: str) -> list[list[str]] | None:
    """Read with the csv module; short rows are filled up, None if it refuses."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return None
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def test_a_grid_reads_like_its_rows() -> None:
    grid = Grid.of([["a", "b"], ["c"]])
    assert list(grid) == [["a", "b"], ["c", ""]]
    assert (len(grid), grid[1], list(grid[1:])) == (2, ["c", ""], [["c", ""]])


def test_a_grid_of_nothing_has_no_rows() -> None:
    assert len(Grid.of([])) == 0


@pytest.mark.parametrize(
    "text",
    [
        'a,"b\r\nc"\r\n1,"x ""y"" z"\r\n',
        "a,b\rNA,null\r",
        '"",b\n\n1,2\n',
        'a,b\n"",""\n',
    ],
)
def test_a_sound_text_is_read_as_the_strict_reader_reads_it(text: str) -> None:
    grid = grid_of_text(text.encode(), ",")
    assert grid is not None
    assert list(grid) == strictly(text)


@pytest.mark.parametrize(
    "text",
    [
        'a,b\n"abc"x,2\n',  # text behind a closing quote
        'a,b\n"abc,2\n',  # a quote never closed
        'a,b\n,"c,"d",\nx,e",\n',  # two that only seem to make up for each other
        "a,b\n1,2,3\n",  # a row longer than the first
        'a,5" pipe\n1,2\n',
    ],
)
def test_what_only_a_strict_reader_can_judge_is_left_to_it(text: str) -> None:
    assert grid_of_text(text.encode(), ",") is None


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.text(alphabet=["a", '"', ",", "\n", "\r", " ", "é"], min_size=1, max_size=24))
def test_whatever_is_read_is_read_as_the_strict_reader_reads_it(text: str) -> None:
    grid = grid_of_text(text.encode(), ",")
    if grid is not None:
        assert list(grid) == strictly(text)
