"""Sub-region by subject: a heat map of counts, or of the words that stand for them."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Real

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex

from rocb_analysis.charts.lettering import first_of, inches, members_of, wrap
from rocb_analysis.charts.priority_dots import nobody
from rocb_analysis.charts.style import (
    BLUE,
    COULD_BE,
    QUIET,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    column_heads,
    fill,
    ink_on,
    line,
    look,
    open_page,
    row_axes,
    row_heights,
    row_labels,
)
from rocb_analysis.core.claims import (
    Number,
    by_rule,
    cell,
    joined,
    leaders,
    name,
    place_of,
    say,
    with_noun,
    with_rule,
)

# What the heat map of sub-regions says: its finding, how to read it, its alt text.

# Words an edition may show in place of a number; any other stands without colour.
MOST, FEWER = "most", "fewer"


def how_to_read(
    total: int, shown: int, wording: Mapping[str, str], meaning: str
) -> str:
    """Return the line under the title."""
    members, named = members_of(wording), wording.get("named", "named")
    numbers = f"Number: {members} by which it is {named}; darker: a greater share."
    return f"{meaning or numbers} {first_of(shown, total, 'subject')}".strip()


def finding(
    table: pd.DataFrame, labels: Mapping[str, str], wording: Mapping[str, str]
) -> str:
    """Return the title: where the share is greatest, or what most members say."""
    area, members = wording.get("sub_region", "sub-region"), members_of(wording)
    named = wording.get("named", "named")
    shares = table["share_pct"].astype("float64")
    if shares.notna().any():
        return _greatest(table, shares, labels, wording)
    if not table["shown"].isin([MOST, FEWER]).any():
        return f"No {area} can be shown: too few replies"
    most = table[table["shown"] == MOST]
    if most.empty:
        return f"In no {area} shown is a subject {named} by most {members}"
    found = most.groupby("subject_id", sort=False)["sub_region"].nunique()
    leads = [labels.get(s, s) for s in found.index[found == found.max()]]
    where = by_rule(int(found.max()), "priorities", f"{area}s with {MOST}", "needing")
    return say(
        "{} {} {} by most {} in {}",
        leaders(leads, "priorities"),
        "is" if len(leads) == 1 else "are each",
        named,
        members,
        with_noun(where, area),
    )


def _greatest(
    table: pd.DataFrame,
    shares: pd.Series,
    labels: Mapping[str, str],
    wording: Mapping[str, str],
) -> str:
    """Return where the share of those that answered is greatest, in counts."""
    first = table[shares == shares.max()]
    named, members = wording.get("named", "named"), members_of(wording)
    if shares.max() == 0:
        return nobody(named, members)
    row = first.iloc[0]
    equal: str = ""
    if more := len(first) - 1:
        count = by_rule(more, "priorities", "cells with the greatest share_pct")
        equal = say("; as great in {}", with_noun(count, "more cell"))
    return say(
        "{} in {}: {} by {} of {} {}, the greatest share{}",
        name(labels.get(row["subject_id"], row["subject_id"])),
        name(row["sub_region"]),
        named,
        _shown(row),
        cell("priorities", row, "answered"),
        members,
        equal,
    )


def _shown(row: pd.Series) -> str:
    """Return a cell: its number, or the word that stands for it."""
    shown = str(row["shown"])
    if shown.isdecimal():
        return Number.of(int(shown), place_of("priorities", row, "needing"))
    return with_rule(shown, "least_group of survey.toml")


def alt(
    rows: pd.DataFrame,
    labels: Mapping[str, str],
    total: int,
    wording: Mapping[str, str],
) -> str:
    """Return what the heat map shows: the cells of its first three subjects."""
    subjects = list(dict.fromkeys(rows["subject_id"]))
    areas = by_rule(rows["sub_region"].nunique(), "priorities", "sub-regions drawn")
    told = []
    for subject in subjects[:3]:
        here = rows[rows["subject_id"] == subject]
        cells = [
            say("{} {}", name(row["sub_region"]), _shown(row))
            for _, row in here.iterrows()
        ]
        label = name(labels.get(subject, subject))
        told.append(say("{}: {}", label, joined(", ", cells)))
    count = by_rule(len(subjects), "priorities", "subjects drawn", "subject_id")
    every = by_rule(total, "priorities", "subjects to draw", "subject_id")
    return say(
        "Heat map of {}{} subjects by {}. {}.",
        count,
        say(" of {}", every) if len(subjects) < total else "",
        with_noun(areas, wording.get("sub_region", "sub-region")),
        joined("; ", told),
    )


COLOURS = {MOST: BLUE, FEWER: COULD_BE}
# Shares from none to all, as the shade of a number's cell.
_RAMP = LinearSegmentedColormap.from_list("share", ["#f1f5fa", COULD_BE, BLUE])
EMPTY = "#f4f4f4"


def sub_region_heat(
    table: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    meaning: str = "",
    most_rows: int = 31,
    size: Size = "a4",
) -> Chart:
    """Draw what each sub-region says of each subject, a cell a number or a word.

    table: rows of one round as `Disclosure.by_sub_region` gives them, a row a subject
    and sub-region; read are subject_id, sub_region, shown (text of the cell: a count
    of members, or a word in its place), answered and share_pct (0 to 100; blank where
    a word stands). Subjects and sub-regions stand as they first come in the table.
    labels: subject_id to label. wording: see priority_dots. meaning: what the words
    stand for, to be read under the title; "" where numbers stand.

    A number's cell is the darker the greater the share of those that answered. What is
    a word, and which, was decided before: the chart knows no rule.

    Raises ValueError if rows of several rounds are given, or none.
    """
    rounds = sorted(set(table["round"]))
    if len(rounds) != 1:
        raise ValueError(
            f"A heat map of sub-regions shows one round; the rows hold {len(rounds)}: "
            f"{', '.join(rounds) or 'none'}. Choose one first."
        )
    subjects = list(dict.fromkeys(table["subject_id"]))
    names = [labels.get(subject, subject) for subject in subjects]
    pitch = _pitch(table, names, size)
    cells = table["shown"].map(lambda word: _broken(str(word), pitch, size))
    table = table.assign(cell=cells)
    heads, turned = _heads(table, pitch, size)
    axis = 0.08 + max(_tall(head, turned, size) for head in heads.values())
    title, total = finding(table, labels, wording), len(subjects)
    lines = int(cells.str.count("\n").max())
    page, shown = fill(
        lambda shown: Page(title, how_to_read(total, shown, wording, meaning), caption),
        [_taller(name, lines, size) for name in names[:most_rows]],
        size=size,
        axis=axis,
    )
    rows = table[table["subject_id"].isin(subjects[:shown])]
    padded = [_taller(name, lines, size) for name in names[:shown]]
    tall = row_heights(row_labels(padded, size))
    with look(size):
        figure = open_page(page, size=size, rows=sum(tall), axis=axis)
        axes = figure.subplots()
        places = row_axes(axes, row_labels(names[:shown], size), heights=tall)
        _draw(axes, rows, list(heads), places, tall)
        column_heads(axes, list(heads.values()), turned=turned)
    return Chart(figure, title, alt(rows, labels, total, wording))


def _pitch(table: pd.DataFrame, names: list[str], size: Size) -> float:
    """Return about how many inches of a column its words may take."""
    sheet = SHEETS[size]
    widest = max(inches(name, sheet.text) for name in row_labels(names, size))
    return (sheet.width - widest - 0.4) / table["sub_region"].nunique() - 0.1


def _broken(text: str, width: float, size: Size) -> str:
    """Return a text in lines of a width; a slash may end a line."""
    lines = wrap(text.replace("/", "/ "), width, SHEETS[size].text)
    return "\n".join(lines).replace("/ ", "/")


def _taller(name: str, more: int, size: Size) -> str:
    """Return a label with empty lines, until it has as many line ends as its cells."""
    own = row_labels([name], size)[0].count("\n")
    return name + "\n" * max(0, more - own)


def _heads(
    table: pd.DataFrame, pitch: float, size: Size
) -> tuple[dict[str, str], bool]:
    """Return the head of each column, and whether they stand upright.

    A sub-region with how many of it answered, where that is known.
    """
    answered = table.groupby("sub_region", sort=False)["answered"]
    bases = {str(area): _base(counts) for area, counts in answered}
    heads = {
        a: f"{_broken(a, pitch, size)}\n{base}".strip() for a, base in bases.items()
    }
    points = SHEETS[size].text
    if max(inches(head, points) for head in heads.values()) <= pitch:
        return heads, False
    return {area: f"{area} {base}".strip() for area, base in bases.items()}, True


def _base(answered: pd.Series) -> str:
    """Return how many answered, on each subject, or nothing."""
    known = sorted(set(answered.dropna()))
    ends = dict.fromkeys(str(count) for count in known[:1] + known[-1:])
    return f"of {' to '.join(ends)}" if ends else ""


def _tall(head: str, turned: bool, size: Size) -> float:
    """Return the inches a column's head is tall."""
    points = SHEETS[size].text
    if turned:
        return inches(head, points)
    return 1.15 * line(points) * (head.count("\n") + 1)


def _draw(
    axes: Axes,
    rows: pd.DataFrame,
    areas: list[str],
    places: list[float],
    tall: list[float],
) -> None:
    """Draw a cell with its number or word for each row of the table."""
    subjects = list(dict.fromkeys(rows["subject_id"]))
    for row in rows.itertuples():
        column, line_of = areas.index(row.sub_region), subjects.index(row.subject_id)
        place, height = places[line_of], 0.94 * tall[line_of]
        colour = _colour(row.shown, row.share_pct)
        axes.bar(column, height, 0.97, place - height / 2, color=colour or EMPTY)
        axes.text(
            column,
            place,
            row.cell,
            ha="center",
            va="center" if "\n" in row.cell else "center_baseline",
            color=ink_on(colour) if colour else QUIET,
        )


def _colour(shown: object, share: object) -> str:
    """Return the colour of a cell, or nothing for a word that has none."""
    if isinstance(share, Real) and not pd.isna(share):
        return to_hex(_RAMP(float(share) / 100))
    return COLOURS.get(str(shown), "")
