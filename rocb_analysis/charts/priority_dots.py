"""Dots with a band: how many need each subject, and how many it could be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.lettering import (
    LEAST_FOR_PERCENT,
    first_of,
    inches,
    members_of,
    ticks_to,
)
from rocb_analysis.charts.style import (
    COULD_BE,
    NAMED,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    beside,
    fill,
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
    greatest,
    joined,
    leaders,
    least,
    name,
    percentage,
    rows_of,
    say,
    span_of,
)
from rocb_analysis.core.text import counted, percent


def priority_dots(
    priorities: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    most_rows: int = 12,
    size: Size = "a4",
) -> Chart:
    """Draw a dot for how many need each subject and a band for how many it could be.

    priorities: rows of the table of that name for one round and one sub-region, a row
    a subject; read are answered, needing, and members, least, most (counts) with a
    frame, or share_pct, share_low_pct, share_high_pct (0 to 100) without one. A row
    whose needing is blank (not asked, or withheld) is left out and counted in the
    words. labels: subject_id to label; one that is missing stands as its id.
    wording: survey.settings.wording; "named" may stand for another verb.

    With a frame the axis runs from none to all members and the band from least to
    most. Without one the dot is the share of those who answered, the band its Wilson
    interval; counts are printed while any subject has under 100 answers.

    Raises ValueError if rows of several rounds or sub-regions are given, or none.
    """
    read = reading(priorities, wording)
    every = _ordered(priorities, labels, read)
    axis = 2.6 * line(SHEETS[size].text)
    page, shown = fill(
        lambda shown: _page(priorities, every, shown, read, caption),
        list(every["label"].head(most_rows)),
        size=size,
        axis=axis,
    )
    rows = every.head(shown)
    names = row_labels(rows["label"], size)
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(names)), axis=axis)
        axes = figure.subplots()
        places = row_axes(axes, names, pad=_pad(rows, names, read, size))
        _draw(axes, rows, places, size)
        _scale(axes, read)
    return Chart(figure, page.title, alt(every, shown, read))


def _pad(
    rows: pd.DataFrame, names: list[str], read: PriorityReading, size: Size
) -> float:
    """Return the points between labels and axis: room for numbers of low dots."""
    sheet = SHEETS[size]
    label = max(inches(name, sheet.text) for name in names)
    unit = (sheet.width - label - 2) / (read.whole if read.framed else 100)
    left = rows[["x", "low"]].min(axis=1)
    needs = [
        inches(number, sheet.text) + 0.22 - at * unit
        for number, at in zip(rows["left"], left, strict=True)
    ]
    return max(4.0, 72 * max(needs))


def _page(
    priorities: pd.DataFrame,
    every: pd.DataFrame,
    shown: int,
    read: PriorityReading,
    caption: Caption,
) -> Page:
    blank = len(priorities) - len(every)
    how = how_to_read(every, shown, blank, read)
    return Page(finding(every, read), how, caption)


def _ordered(
    priorities: pd.DataFrame, labels: Mapping[str, str], read: PriorityReading
) -> pd.DataFrame:
    """Return a row a subject, most needed first, ties by label, with what to draw.

    Adds label, printed (the number of the dot), order (what rows are sorted by), x,
    low, high (places on the axis), left and right (the words beside dot and band).
    """
    rows = priorities[priorities["needing"].notna()]
    rows = rows.astype({"needing": int, "answered": int})
    label = [labels.get(subject, subject) for subject in rows["subject_id"]]
    drawn = _counts(rows) if read.framed else _shares(rows, read.percents)
    rows = rows.assign(label=label, **drawn)
    rows["left"] = rows["printed"].astype(str) + read.unit
    rows["letters"] = rows["label"].str.casefold()
    by = ["order", "letters", "subject_id"]
    return rows.sort_values(by, ascending=[False, True, True], ignore_index=True)


def _counts(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what is drawn of a framed region: members."""
    needing, most = rows["needing"], rows["most"].astype(int)
    return {
        "printed": needing,
        "order": (needing / rows["answered"]).fillna(0.0).round(9),
        "x": needing,
        "low": rows["least"].astype(int),
        "high": most,
        "right": ("at most " + most.astype(str)).where(most > needing, ""),
    }


def _shares(rows: pd.DataFrame, percents: bool) -> dict[str, pd.Series]:
    """Return what is drawn of an open survey: shares of those who answered."""
    parts = zip(rows["needing"], rows["answered"], strict=True)
    whole_percents = [percent(part, whole) for part, whole in parts]
    return {
        "printed": (
            pd.Series(whole_percents, rows.index) if percents else rows["needing"]
        ),
        "order": (rows["needing"] / rows["answered"]).round(9),
        "x": rows["share_pct"],
        "low": rows["share_low_pct"],
        "high": rows["share_high_pct"],
        "right": "of " + rows["answered"].astype(str),
    }


def _draw(axes: Axes, rows: pd.DataFrame, places: list[float], size: Size) -> None:
    """Draw bands, dots and the words at both ends, one row a subject."""
    band = rows["high"] - rows["low"]
    axes.barh(places, band, left=rows["low"], height=0.7, color=COULD_BE)
    axes.scatter(
        rows["x"], places, color=NAMED, s=4 * SHEETS[size].text, zorder=3, clip_on=False
    )
    for place, row in zip(places, rows.itertuples(), strict=True):
        beside(axes, row.left, (min(row.x, row.low), place), before=True)
        beside(axes, row.right, (max(row.x, row.high), place))


def _scale(axes: Axes, read: PriorityReading) -> None:
    """Run the axis from none to all, and name both ends."""
    end = read.whole if read.framed else 100
    ticks = ticks_to(end)
    texts = [f"{tick}{read.unit}" for tick in ticks]
    name = f"share of the {read.members} that answered"
    if read.framed:
        name = f"{read.members} (all: {end})"
    elif not read.percents:
        ticks, texts = [0, 50, 100], ["none", "half", "all"]
    axes.set_xlim(0, end)
    axes.set_xticks(ticks, texts)
    axes.set_xlabel(name)
    axes.spines["bottom"].set_visible(True)


# What the chart of priorities says: its finding, how to read it, its alt text.

# The title speaks of about as many subjects as this.
_NEAR = 6


@dataclass(frozen=True)
class PriorityReading:
    """How rows of priorities are read.

    framed: counts out of all members; else shares of those who answered. percents:
    shares are printed. whole: all members, or the most that answered a subject.
    """

    framed: bool
    percents: bool
    whole: int
    member: str
    members: str
    named: str

    @property
    def unit(self) -> str:
        return " %" if self.percents else ""


def reading(priorities: pd.DataFrame, wording: Mapping[str, str]) -> PriorityReading:
    """Look at the rows once: is there a frame, are percentages allowed.

    Raises ValueError if the rows are of several rounds or sub-regions, or hold no
    number.
    """
    for column in ("round", "sub_region"):
        found = sorted(set(priorities[column]))
        if len(found) != 1:
            raise ValueError(
                f"A chart of priorities shows one {column}; the rows hold "
                f"{len(found)}: {', '.join(found) or 'none'}. Choose one first."
            )
    known = priorities[priorities["needing"].notna()]
    if known.empty:
        raise ValueError("No row of priorities has a number in needing to draw.")
    framed = bool(known["members"].notna().any())
    return PriorityReading(
        framed=framed,
        percents=not framed and int(known["answered"].min()) >= LEAST_FOR_PERCENT,
        whole=int(known["members" if framed else "answered"].max()),
        member=wording.get("member", "member"),
        members=members_of(wording),
        named=wording.get("named", "named"),
    )


@dataclass(frozen=True)
class Lead:
    """What a sentence and a title say of the subjects that lead, each its own way.

    who: the subjects with their verb. count: how many need each, or from how many to
    how many; most: the greatest of these. answered: how many answered, None where the
    subjects differ in it.
    """

    who: str
    count: str
    most: Number
    answered: Number | None


def leading(every: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the subjects that the greatest share of answers needs.

    every: a row a subject with order, the share to 9 decimals.
    """
    return every[every["order"] == every["order"].max()]


def lead_of(first: pd.DataFrame) -> Lead:
    """Return what is said of the subjects that lead; first: their rows, with label."""
    row, verb = first.iloc[0], "is" if len(first) == 1 else "are each"
    low, high = (of("priorities", first, "needing") for of in (least, greatest))
    who = say("{} {}", leaders(first["label"], "priorities"), verb)
    is_one_base = first["answered"].nunique() == 1
    answered = cell("priorities", row, "answered") if is_one_base else None
    return Lead(who, span_of(low, high), high, answered)


def nobody(named: str, members: str) -> str:
    """Return, without its full stop, that nobody needs anything."""
    return f"No subject is {named} by any of the {members} that answered"


def finding(every: pd.DataFrame, read: PriorityReading) -> str:
    """Return the title: who leads by how many, and how many come near.

    every: a row a subject with label, answered, needing, printed (the number of its
    dot), order (the share that rows stand by).
    """
    if every["needing"].max() == 0:
        return nobody(read.named, read.members)
    first = leading(every)
    return say("{}{}", _leaders(first, read), _runners_up(every, first, read))


def _leaders(first: pd.DataFrame, read: PriorityReading) -> str:
    lead = lead_of(first)
    count = _printed(first.iloc[0], read) if read.percents else lead.count
    who = read.members if read.percents or lead.most.value != 1 else read.member
    if lead.answered:
        who = say("of {} {}", lead.answered, read.members)
    elif read.percents:
        who = f"of {who}"
    return say("{} {} by {} {}", lead.who, read.named, count, who)


def _printed(row: object, read: PriorityReading) -> str:
    """Return the number of a dot, with its unit."""
    if read.percents:
        return say("{} %", percentage("priorities", row, "needing", "answered"))
    return cell("priorities", row, "needing")


def _runners_up(every: pd.DataFrame, first: pd.DataFrame, read: PriorityReading) -> str:
    """Return how many subjects come next, never cutting through equals.

    Counts out of different bases are not compared.
    """
    comparable = read.framed or read.percents or every["answered"].nunique() == 1
    rest = every.drop(first.index).sort_values("printed", ascending=False)
    rest = rest[rest["printed"] > 0]
    if not comparable or len(first) >= _NEAR or rest.empty:
        return ""
    near = rest[rest["printed"] >= rest["printed"].head(_NEAR - len(first)).min()]
    last = _printed(near.iloc[-1], read)
    if len(near) == 1:
        return say("; {} by {}", name(near["label"].iloc[0]), last)
    how = "each" if near["printed"].nunique() == 1 else "or more"
    more = by_rule(len(near), "priorities", "subjects next in order", "needing")
    return say("; {} more subjects by {} {}", more, last, how)


def how_to_read(
    every: pd.DataFrame, shown: int, blank: int, read: PriorityReading
) -> str:
    """Return the line under the title; blank = rows left out for want of a number."""
    band = "Right: how many answered. Band: 95 % interval (Wilson)."
    if read.framed:
        band = "Band: the most it could be if all without an answer named it too."
        band = band.replace("named", read.named)
    last, hidden = every["order"].iloc[shown - 1], every["order"].iloc[shown:]
    equal = int((hidden == last).sum())
    what = "how many" if read.framed else "share of"
    parts = [
        f"Dot: {what} {read.members} it is {read.named} by.",
        band,
        first_of(shown, len(every), "subject"),
        f"{equal} more with the same number as the last." if equal else "",
        f"{counted(blank, 'subject')} not shown." if blank else "",
    ]
    return " ".join(part for part in parts if part)


def alt(every: pd.DataFrame, shown: int, read: PriorityReading) -> str:
    """Return what the chart shows, with its first three numbers and its last."""
    rows = [_told(row, read) for row in every.head(shown).itertuples()]
    last = say(" Last of those shown: {}.", rows[-1]) if shown > 3 else ""
    base = f"shares of the {read.members} that answered"
    if read.framed:
        whole = by_rule(read.whole, "priorities", "all members", "members")
        base = say("out of {} {}", whole, read.members)
    what = rows_of(shown, len(every), "priorities")
    return say("Dot chart of {}, {}. {}.{}", what, base, joined("; ", rows[:3]), last)


def _told(row: object, read: PriorityReading) -> str:
    """Return a subject with the numbers of its dot and its band."""
    label, number = name(row.label), _printed(row, read)  # type: ignore[attr-defined]
    if not read.framed:
        return say("{} {} of {}", label, number, cell("priorities", row, "answered"))
    if not row.right:  # type: ignore[attr-defined]
        return say("{} {}", label, number)
    return say("{} {}, at most {}", label, number, cell("priorities", row, "most"))
