"""Needs beside support on record: for whom of those in need no activity is found."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex

from rocb_analysis.charts.lettering import first_of, inches, members_of
from rocb_analysis.charts.style import (
    BLUE,
    COULD_BE,
    FATES,
    ORANGE,
    PALE,
    QUIET,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    beside,
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
    SourcedText,
    by_rule,
    joined,
    leaders,
    name,
    rows_of,
    rows_over,
    say,
    with_noun,
)

# The parts of a bar: column, colour, what it means.
_PARTS = (
    ("served", BLUE, "took part in an activity on record"),
    ("unsure", FATES["recoded"], "may have taken part"),
    ("open", ORANGE, "no activity found"),
)


def support_bars(
    counts: pd.DataFrame,
    *,
    register: str,
    kept_until: str,
    labels: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    round_name: str = "",
    most_rows: int = 12,
    size: Size = "a4",
) -> Chart:
    """Draw, for each subject, the members that need it by the support on record.

    counts: a row a subject; read are subject_id, asked (members that need it), and of
    these served, unsure and open, as the table gaps has them. register: the days of the
    register that were looked at, kept_until: the day up to which it was kept, both in
    words. labels: subject_id to label. wording: see priority_dots. round_name: the
    round of gaps that was counted, for who asks where the numbers come from.

    Raises ValueError if no subject is asked for by anybody.
    """
    every = _ordered(counts, labels).assign(round=round_name)
    who, title = members_of(wording), _finding(every.head(most_rows), wording)
    page, shown = fill(
        lambda shown: Page(
            title,
            _how_to_read(who, (register, kept_until), shown, len(every), wording),
            caption,
            [(colour, meaning) for _, colour, meaning in _PARTS],
        ),
        list(every["label"].head(most_rows)),
        size=size,
    )
    rows = every.head(shown)
    names = row_labels(rows["label"], size)
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(names)))
        axes = figure.subplots()
        places = row_axes(axes, names)
        _draw(axes, rows, places, SHEETS[size].text, _room(names, size))
    return Chart(figure, title, _alt(rows, len(every), who, kept_until))


def _ordered(counts: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    """Return the subjects asked for, the most asked for first, ties by label."""
    rows = counts[counts["asked"] > 0]
    if rows.empty:
        raise ValueError("Nobody asked for a subject; there is no need to draw.")
    label = [labels.get(subject, subject) for subject in rows["subject_id"]]
    rows = rows.assign(label=label, letters=[name.casefold() for name in label])
    by = ["asked", "letters", "subject_id"]
    return rows.sort_values(by, ascending=[False, True, True], ignore_index=True)


def least_supported(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the subject for which most members find no activity, or all that tie."""
    return rows[rows["open"] == rows["open"].max()]


def _finding(drawn: pd.DataFrame, wording: Mapping[str, str]) -> str:
    """Return the title: the subject for which most find no activity."""
    who, named = wording.get("member", "member"), wording.get("named", "named")
    first = least_supported(drawn)
    row = first.iloc[0]
    if row["open"] == 0:
        return f"For every subject {named}, an activity is on record or may have been"
    if len(first) > 1:
        subjects = leaders(first["label"], "gaps")
        each = with_noun(_gaps(row, "open"), who)
        return say("{}: no activity found for {} each", subjects, each)
    return say(
        "No activity found for {} of the {} that {} {}",
        _gaps(row, "open"),
        with_noun(_gaps(row, "asked"), who),
        "named" if named == "named" else "rate as needed",
        name(row["label"]),
    )


def _gaps(row: pd.Series, column: str) -> Number:
    """Return how many members asked for a subject, or those of one kind of gap."""
    kinds = [kind for kind, _, _ in _PARTS] if column == "asked" else [column]
    here = {of: str(row[of]) for of in ("round", "subject_id")}
    return Number.of(int(row[column]), rows_over("gaps", **here, gap=kinds))


def _how_to_read(
    who: str,
    register: tuple[str, str],
    shown: int,
    total: int,
    wording: Mapping[str, str],
) -> str:
    named = wording.get("named", "named")
    parts = [
        f"Bar: {who} by which the subject is {named}.",
        "Activities of {}; register kept up to {}.".format(*register),
        first_of(shown, total, "subject"),
    ]
    return " ".join(part for part in parts if part)


def _room(names: list[str], size: Size) -> float:
    """Return about how many inches the longest bar has."""
    sheet = SHEETS[size]
    return sheet.width - max(inches(name, sheet.text) for name in names) - 1.2


def _draw(
    axes: Axes,
    rows: pd.DataFrame,
    places: list[float],
    points: float,
    room: float,
) -> None:
    """Draw each bar in its parts, with a number in those wide enough for one."""
    longest = int(rows["asked"].max())
    left = pd.Series(0, rows.index)
    for column, colour, _ in _PARTS:
        widths = rows[column].astype(int)
        axes.barh(places, widths, left=left, height=1.1, color=colour)
        for place, start, width in zip(places, left, widths, strict=True):
            wide = room * width / longest
            if width and wide > inches(str(width), points) + 0.06:
                axes.text(
                    start + width / 2,
                    place,
                    str(width),
                    ha="center",
                    va="center_baseline",
                    color=ink_on(colour),
                )
        left = left + widths
    axes.set_xlim(0, longest)
    axes.set_xticks([])
    for place, asked in zip(places, rows["asked"], strict=True):
        beside(axes, f"of {asked}", (asked, place))


def _alt(rows: pd.DataFrame, total: int, who: str, kept_until: str) -> str:
    """Return what the bars show: the first three subjects in full."""
    said = []
    for _, row in rows.head(3).iterrows():
        parts = [say("{} {}", _gaps(row, of), meaning) for of, _, meaning in _PARTS]
        asked = say("{}, {} {}", name(row["label"]), _gaps(row, "asked"), who)
        said.append(say("{}: {}", asked, joined(", ", parts)))
    return say(
        "Bars of {} by support on record. {}. Register kept up to {}.",
        rows_of(len(rows), total, "gaps"),
        joined("; ", said),
        name(kept_until),
    )


# Who was reached by activities on record, plan year by plan year.

_RAMP = LinearSegmentedColormap.from_list("activities", [COULD_BE, BLUE])


def reach_matrix(
    reach: pd.DataFrame,
    *,
    names: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    size: Size = "a4",
) -> Chart:
    """Draw in how many activities each member took part in each plan year.

    reach: from `delivery.reach_by_member`; read are plan_year, member_id, named and
    maybe (counts of activities). names: member_id to name; members stand in the order
    of their names. A pale dot: none on record, but it may have taken part in one.
    """
    if reach.empty:
        raise ValueError("The register has no plan year to draw.")
    years = sorted(set(reach["plan_year"]))
    members = sorted(set(reach["member_id"]), key=lambda one: names.get(one, one))
    labels, who = [names.get(one, one) for one in members], members_of(wording)
    # More years than this stand too close for a name in one line.
    is_close = len(years) > 12
    axis = 0.1 + (2.6 if is_close else 1.4) * line(SHEETS[size].text)
    page, shown = fill(
        lambda shown: Page(
            _finding_of_reach(reach, years, who),
            "Number: activities on record that name it. Dot: it may have taken part. "
            "Blank: none found, or not yet a member. "
            f"{first_of(shown, len(labels), wording.get('member', 'member'))}".strip(),
            caption,
        ),
        labels,
        size=size,
        axis=axis,
    )
    drawn = row_labels(labels[:shown], size)
    heights = row_heights(drawn)
    with look(size):
        figure = open_page(page, size=size, rows=sum(heights), axis=axis)
        axes = figure.subplots()
        places = row_axes(axes, drawn, heights=heights)
        spots = dict(zip(members[:shown], places, strict=True))
        _draw_reach(axes, reach[reach["member_id"].isin(spots)], years, spots)
        heads = [year[2:].replace("/", "/\n" if is_close else "/") for year in years]
        column_heads(axes, heads)
    return Chart(figure, page.title, _alt_of_reach(reach, years, who))


def _draw_reach(
    axes: Axes, reach: pd.DataFrame, years: list[str], spots: Mapping[str, float]
) -> None:
    """Draw a cell with its number, or a dot, for each member and plan year."""
    most = max(int(reach["named"].max()), 1)
    for row in reach.itertuples():
        column, place = years.index(row.plan_year), spots[row.member_id]
        if row.named:
            colour = to_hex(_RAMP(row.named / most))
            axes.bar(column, 1.3, 0.94, place - 0.65, color=colour)
            axes.text(
                column,
                place,
                f"{row.named}",
                ha="center",
                va="center_baseline",
                color=ink_on(colour),
            )
        elif row.maybe:
            axes.plot([column], [place], "o", ms=4, color=PALE, mec=QUIET, mew=0.5)


def _finding_of_reach(reach: pd.DataFrame, years: list[str], who: str) -> str:
    """Return the title: how many were reached in the last plan year on record."""
    return say(
        "{} {} are named in an activity on record of {}",
        _reached(reach, years[-1]),
        who,
        name(years[-1]),
    )


def _reached(reach: pd.DataFrame, year: str) -> SourcedText:
    """Return how many members of a plan year are named in an activity on record."""
    here = reach[reach["plan_year"] == year]
    named = by_rule(int((here["named"] > 0).sum()), "activities", "members named")
    return say("{} of {}", named, by_rule(len(here), "members", "members of the year"))


def _alt_of_reach(reach: pd.DataFrame, years: list[str], who: str) -> str:
    told = [say("{}: {}", name(year), _reached(reach, year)) for year in years]
    what = "Matrix of {} by plan year: named in an activity. {}."
    return say(what, who, joined("; ", told))
