"""What was asked when: a row a question or subject, a column a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.lettering import first_of, inches
from rocb_analysis.charts.style import (
    BLUE,
    INK,
    ORANGE,
    QUIET,
    RULE,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    fill,
    line,
    look,
    open_page,
    row_axes,
    row_heights,
    row_labels,
)
from rocb_analysis.core.text import counted, listed, plural
from rocb_analysis.survey.asked import (
    FIRST,
    NOT_ASKED,
    OTHERWISE,
    SAME,
    UNKNOWN,
    over_all_rounds,
)

# A state's mark: shape, colour, filled; the word beside it says the same.
MARKS = {
    SAME: ("o", BLUE, True),
    FIRST: ("o", BLUE, False),
    OTHERWISE: ("D", ORANGE, True),
    UNKNOWN: ("s", QUIET, False),
    NOT_ASKED: ("_", RULE, True),
}
SHAPES = {
    SAME: "Full circle: asked the same as the time before.",
    FIRST: "Ring: first asked.",
    OTHERWISE: "Diamond: asked otherwise.",
    UNKNOWN: "Square: the export does not hold the words.",
    NOT_ASKED: "Dash: not asked.",
}
# How a step between two rounds is drawn; no line where they cannot be compared.
LINES = {"yes": "-", "with_care": ":"}
_MOST_NAMED = 12


def asked_grid(
    asked: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    caption: Caption,
    item: str = "question",
    most_rows: int = 40,
    size: Size = "a4",
) -> Chart:
    """Draw what each round asked, and which rounds may be compared.

    asked: rows of `asked_when`, an item and round each; the rounds stand in the order
    of their rows. labels: subject_id, or question_id of one without subjects, to label;
    one that is missing stands as its id. item: what a row is called.

    Rows stand by the rounds that asked, most first, then by the first of these, then by
    label. A word stands beside each mark where the columns are wide enough.

    Raises ValueError for another state, or an item without a state in some round.
    """
    rounds = list(dict.fromkeys(asked["round"]))
    every = _ordered(asked, labels, rounds)
    axis = 1.8 * line(SHEETS[size].text)
    page, shown = fill(
        lambda shown: _page(asked, shown, item, caption),
        list(every["label"].head(most_rows)),
        size=size,
        axis=axis,
    )
    rows = every.head(shown)
    names = row_labels(rows["label"], size)
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(names)), axis=axis)
        axes = figure.subplots()
        places = row_axes(axes, names, pad=10)
        _draw(axes, rows, places, rounds, size)
        _name_marks(axes, rows, places, size)
    return Chart(figure, page.title, _alt(asked, every, item))


def _ordered(
    asked: pd.DataFrame, labels: Mapping[str, str], rounds: Sequence[str]
) -> pd.DataFrame:
    """Return a row an item: label, states and steps (a list, a round each)."""
    unknown = sorted(set(asked["asked"]) - set(MARKS))
    if unknown:
        raise ValueError(f'"{unknown[0]}" is no state; states: {", ".join(MARKS)}.')
    rows = []
    for (question, subject), told in asked.groupby(["question_id", "subject_id"]):
        if list(told["round"]) != list(rounds):
            raise ValueError(
                f"{subject or question} has states for {listed(told['round'])}; "
                f"give one for each of {listed(rounds)}."
            )
        named = subject or question
        rows.append((labels.get(named, named), list(told["asked"]), [*told.comparable]))
    items = pd.DataFrame(rows, columns=["label", "states", "steps"])
    gaps = items["states"].map(lambda states: [s == NOT_ASKED for s in states])
    items["count"], items["gaps"] = gaps.map(sum), gaps.map(tuple)
    items["letters"] = items["label"].str.casefold()
    return items.sort_values(["count", "gaps", "letters"], ignore_index=True)


def _page(asked: pd.DataFrame, shown: int, item: str, caption: Caption) -> Page:
    over = over_all_rounds(asked)
    met = set(asked["asked"])
    parts = [words for state, words in SHAPES.items() if state in met]
    if set(asked["comparable"]) & set(LINES):
        parts.append("A line joins rounds that may be compared, dotted: with care.")
    parts.append(first_of(shown, len(over), item))
    return Page(_finding(asked, item), " ".join(filter(None, parts)), caption)


def _draw(
    axes: Axes,
    rows: pd.DataFrame,
    places: list[float],
    rounds: Sequence[str],
    size: Size,
) -> None:
    """Draw the lines of comparable steps, then a mark for each item and round."""
    points = SHEETS[size].text
    for place, row in zip(places, rows.itertuples(), strict=True):
        neighbours = zip(row.states[:-1], row.steps[1:], strict=True)
        for column, (before, step) in enumerate(neighbours):
            if step in LINES and before != NOT_ASKED:
                ends = [column, column + 1]
                axes.plot(ends, [place, place], LINES[step], color=QUIET, lw=1.2)
    for state, (shape, colour, filled) in MARKS.items():
        met = [
            (column, place)
            for place, states in zip(places, rows["states"], strict=True)
            for column, held in enumerate(states)
            if held == state
        ]
        across, down = zip(*met, strict=True) if met else ([], [])
        paint: dict[str, Any] = {"fc": colour if filled else "white", "ec": colour}
        if state == NOT_ASKED:
            paint = {"color": colour}  # a dash has no inside
        paint |= {"s": 4 * points, "marker": shape, "lw": points / 6}
        axes.scatter(across, down, zorder=3, **paint)
    axes.set_xlim(-0.1, len(rounds) - 0.25)
    axes.set_xticks(range(len(rounds)), rounds)
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0, labelcolor=INK)


def _name_marks(
    axes: Axes, rows: pd.DataFrame, places: list[float], size: Size
) -> None:
    """Write the state beside each mark, over the line, if every word has room."""
    sheet = SHEETS[size]
    met = {state for states in rows["states"] for state in states}
    label = max(inches(text, sheet.text) for text in row_labels(rows["label"], size))
    columns = len(rows["states"].iloc[0])
    pitch = (sheet.width - label - 0.5) / (columns - 0.15)
    if pitch < max(inches(state, sheet.text) for state in met) + 0.35:
        return
    for place, states in zip(places, rows["states"], strict=True):
        for column, state in enumerate(states):
            axes.annotate(
                state,
                (column, place),
                (4 + sheet.text / 2, 0),
                textcoords="offset points",
                va="center_baseline",
                color=QUIET if state == NOT_ASKED else INK,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
            )


def _finding(asked: pd.DataFrame, item: str) -> str:
    """Return the title: how many items may be compared over all rounds."""
    rounds, over = asked["round"].nunique(), over_all_rounds(asked)
    if rounds == 1:
        were = "was" if len(over) == 1 else "were"
        return f"{counted(len(over), item)} {were} asked in {asked['round'].iloc[0]}"
    found = over["comparable"].value_counts()
    care, open_ = found.get("with_care", 0), found.get("not decided", 0)
    count = care + found.get("yes", 0)
    span = "both rounds" if rounds == 2 else f"all {rounds} rounds"
    every = counted(len(over), item)
    undecided = f"; {open_} not decided" if open_ else ""
    if count == 0:
        return f"None of {every} may be compared over {span}{undecided}"
    with_care = f", {care if care < count else 'all'} of them with care" if care else ""
    return f"{count} of {every} may be compared over {span}{with_care}{undecided}"


def _alt(asked: pd.DataFrame, every: pd.DataFrame, item: str) -> str:
    """Return what the grid shows: how many were asked when, and what changed."""
    is_asked = asked["asked"] != NOT_ASKED
    counts = is_asked.groupby(asked["round"], sort=False).sum()
    told = listed(f"{count} in {name}" for name, count in counts.items())
    size = f"{counted(len(every), item)} by {counted(len(counts), 'round')}"
    alt = f"Grid of {size}, asked or not: {told}. {_finding(asked, item)}."
    otherwise = [row.label for row in every.itertuples() if OTHERWISE in row.states]
    if len(otherwise) > _MOST_NAMED:
        return f"{alt} {len(otherwise)} {plural(item)} were asked otherwise in a round."
    return f"{alt} Asked otherwise: {'; '.join(otherwise)}." if otherwise else alt
