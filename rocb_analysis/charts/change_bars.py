"""Change between two rounds: who newly names a subject, and who no longer does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from rocb_analysis.charts.lettering import inches, members_of, wrap
from rocb_analysis.charts.style import (
    BLUE,
    ORANGE,
    QUIET,
    RULE,
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
    SourcedText,
    by_rule,
    cell,
    joined,
    leaders,
    name,
    say,
    with_noun,
    with_rule,
)
from rocb_analysis.core.text import counted
from rocb_analysis.survey.settings import in_words

# The shorter side is at least this part of the longer one, so that both can be seen.
_LEAST_SIDE = 0.3
# Inches above the subjects not compared, and from the page's edge to them.
_ABOVE, _EDGE = 0.12, 0.10
# Lines of one text stand this much further apart than page.line says.
_LOOSE = 1.12


def change_bars(
    changes: pd.DataFrame,
    *,
    not_compared: pd.DataFrame,
    labels: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    most_rows: int = 12,
    size: Size = "a4",
) -> Chart:
    """Draw how many newly need each subject, and how many no longer, to either side.

    changes: rows of the table of that name for one pair of rounds, a row a subject;
    read are from_round, to_round, matched, rose, fell (counts of members that answered
    in both; a count that is withheld is a word, and printed without a bar) and verdict.
    not_compared: a row a subject with subject_id and reason, in words; these, and rows
    whose verdict is "not comparable", are listed below and have no bar. labels:
    subject_id to label; one that is missing stands as its id. wording: see
    priority_dots.

    Chosen are the subjects with a clear verdict, then those that most members changed
    on; subjects nobody changed on are counted in the words. Rows stand from the
    greatest net rise to the greatest net fall, ties by label.

    Raises ValueError if rows of several pairs of rounds are given, or none.
    """
    read = reading(changes, not_compared, labels, wording)
    every = ordered(changes, read, labels)
    drawn = rows_to_draw(every)
    below = _below(read, size)
    axis = _height(below, size)
    axis += 1.3 * line(SHEETS[size].text) * bool(len(every))
    page, shown = fill(
        lambda shown: _page(every, min(shown, most_rows), read, caption),
        list(drawn["label"].head(most_rows)),
        size=size,
        axis=axis,
    )
    rows = from_rise_to_fall(drawn.head(shown))
    names = row_labels(rows["label"], size)
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(names)), axis=axis)
        _list_below(figure, below, size, alone=rows.empty)
        if len(rows):
            _draw(figure.subplots(), rows, names, size)
    return Chart(figure, page.title, alt(rows, every, read))


def _page(
    every: pd.DataFrame, shown: int, read: ChangeReading, caption: Caption
) -> Page:
    how = how_to_read(every, shown, read)
    return Page(finding(every, read), how, caption)


def _below(read: ChangeReading, size: Size) -> list[str]:
    """Return the lines that say which subjects are not compared, and why."""
    sheet = SHEETS[size]
    said = not_compared_lines(read)
    return [part for one in said for part in wrap(one, sheet.width - 0.3, sheet.text)]


def _height(below: list[str], size: Size) -> float:
    """Return the inches that lines under the axes take."""
    return len(below) * _LOOSE * line(SHEETS[size].text) + _ABOVE * bool(below)


def _list_below(
    figure: Figure, below: list[str], size: Size, *, alone: bool = False
) -> None:
    """Write lines under the axes, and keep the axes above them."""
    engine = figure.get_layout_engine()
    if not below or not isinstance(engine, ConstrainedLayoutEngine):
        return
    width, height = figure.get_size_inches()
    left, bottom, across, body = engine.get()["rect"]
    needs = _height(below, size) / height
    top = bottom + (body if alone else needs) - _ABOVE / height
    engine.set(rect=(left, bottom + needs, across, body - needs))
    first, rest = below[0], below[1:]
    figure.text(_EDGE / width, top, first, va="top", weight="bold")
    under = top - line(SHEETS[size].text) / height
    figure.text(_EDGE / width, under, "\n".join(rest), va="top", color=QUIET)


def _draw(axes: Axes, rows: pd.DataFrame, names: list[str], size: Size) -> None:
    """Draw both sides, their numbers, and the verdict at the right."""
    points = SHEETS[size].text
    wide = {side: 72 * max(inches(t, points) for t in rows[side]) for side in _SIDES}
    places = row_axes(axes, names, pad=wide["left"] + 22)
    axes.barh(places, -rows["fell_drawn"], height=1.0, color=ORANGE)
    axes.barh(places, rows["rose_drawn"], height=1.0, color=BLUE)
    axes.axvline(0, color=RULE, lw=1)
    longest = max(rows["fell_drawn"].max(), rows["rose_drawn"].max(), 1)
    right = max(rows["rose_drawn"].max(), _LEAST_SIDE * longest)
    axes.set_xlim(-max(rows["fell_drawn"].max(), _LEAST_SIDE * longest), right)
    axes.set_xticks([])
    for place, row in zip(places, rows.itertuples(), strict=True):
        beside(axes, row.left, (-row.fell_drawn, place), before=True)
        beside(axes, row.right, (row.rose_drawn, place))
        _write(axes, row.said, (right, place), wide["right"] + 20, "center_baseline")
    _write(axes, "no longer", (0, 0), -7, "bottom")
    _write(axes, "newly", (0, 0), 7, "bottom")
    _write(axes, "how we read it", (right, 0), wide["right"] + 20, "bottom")


_SIDES = ("left", "right")


def _write(
    axes: Axes, text: str, place: tuple[float, float], points: float, stands: str
) -> None:
    """Write a text so many points beside a place; a heading, bold, above it."""
    heads = stands == "bottom"
    axes.annotate(
        text,
        place,
        (points, 2 * heads),
        textcoords="offset points",
        ha="left" if points > 0 else "right",
        va=stands,
        weight="bold" if heads else "normal",
        annotation_clip=False,
    )


# What the chart of change says: its finding, how to read it, its alt text.

MINUS = "\u2212"
CLEAR, LEANING = ("rose", "fell"), ("leaning up", "leaning down")
NOBODY = "nobody answered in both rounds"
# Verdicts of the table, as charts and sentences say them.
VERDICTS = {
    "rose": "more {members} {verb} it",
    "fell": "fewer {members} {verb} it",
    "leaning up": "perhaps more, not sure",
    "leaning down": "perhaps fewer, not sure",
    "no clear change": "no clear change",
    "too few": "too few replied both times",
}


@dataclass(frozen=True)
class ChangeReading:
    """How rows of changes are read.

    apart: reason to labels of the subjects not compared. matched: how many answered
    in both rounds, on each subject, as text.
    """

    before: str
    after: str
    matched: str
    members: str
    named: str
    verb: str
    apart: Mapping[str, list[str]]
    without_bar: frozenset[str]

    @property
    def rounds(self) -> str:
        return f"between {self.before} and {self.after}"


def reading(
    changes: pd.DataFrame,
    not_compared: pd.DataFrame,
    labels: Mapping[str, str],
    wording: Mapping[str, str],
) -> ChangeReading:
    """Look at the rows once: which rounds, which subjects are compared.

    Raises ValueError if the rows are of several pairs of rounds, or of none.
    """
    pairs = sorted(set(zip(changes["from_round"], changes["to_round"], strict=True)))
    if len(pairs) != 1:
        told = ", ".join(" to ".join(pair) for pair in pairs) or "none"
        raise ValueError(
            f"A chart of change shows one pair of rounds; the rows hold {len(pairs)}: "
            f"{told}. Choose one first."
        )
    nobody = in_words(NOBODY, wording)
    reasons = _reasons(changes, not_compared, nobody)
    apart: dict[str, list[str]] = {}
    for subject, reason in reasons.items():
        apart.setdefault(reason, []).append(labels.get(subject, subject))
    compared = changes[~changes["subject_id"].isin(reasons)]
    matched = sorted(compared["matched"])
    named = wording.get("named", "named")
    return ChangeReading(
        *pairs[0],
        matched=" to ".join(dict.fromkeys(map(str, matched[:1] + matched[-1:]))),
        members=members_of(wording),
        named=named,
        verb="name" if named == "named" else "need",
        apart={reason: sorted(who, key=str.casefold) for reason, who in apart.items()},
        without_bar=frozenset(reasons),
    )


def _reasons(
    changes: pd.DataFrame, not_compared: pd.DataFrame, nobody: str
) -> dict[str, str]:
    """Return why each subject without a bar is not compared, by subject."""
    told = zip(not_compared["subject_id"], not_compared["reason"], strict=True)
    reasons = {subject: reason.rstrip(".") for subject, reason in told}
    for row in changes.itertuples():
        if row.verdict == "not comparable":
            reasons.setdefault(row.subject_id, "not comparable")
        elif row.matched == 0:
            reasons.setdefault(row.subject_id, nobody)
    return reasons


def ordered(
    changes: pd.DataFrame, read: ChangeReading, labels: Mapping[str, str]
) -> pd.DataFrame:
    """Return a row a subject compared: a clear verdict first, then most changers.

    Adds label, rose_drawn and fell_drawn (bars; 0 for a word), left and right (the
    numbers or words beside them), said (the verdict), moved (whether anyone changed).
    """
    rows = changes[~changes["subject_id"].isin(read.without_bar)]
    said = [
        VERDICTS[verdict].format(members=read.members, verb=read.verb)
        for verdict in rows["verdict"]
    ]
    if " to " in read.matched:
        bases = zip(rows["matched"], said, strict=True)
        said = [f"of {matched}: {verdict}" for matched, verdict in bases]
    rows = rows.assign(
        label=[labels.get(subject, subject) for subject in rows["subject_id"]],
        rose_drawn=[_bar(count) for count in rows["rose"]],
        fell_drawn=[_bar(count) for count in rows["fell"]],
        left=[_beside(count, MINUS) for count in rows["fell"]],
        right=[_beside(count, "+") for count in rows["rose"]],
        said=said,
    )
    rows["moved"] = (rows["left"] != "") | (rows["right"] != "")
    first = rows["verdict"].map(_strength).astype(int)
    many = -(rows["rose_drawn"] + rows["fell_drawn"])
    rows = rows.assign(first=first, many=many, letters=rows["label"].map(str.casefold))
    return rows.sort_values(["first", "many", "letters"], ignore_index=True)


def rows_to_draw(every: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to draw: those anyone changed on, or all if nobody changed."""
    return every[every["moved"]] if every["moved"].any() else every


def _are_counts(*cells: object) -> bool:
    return all(isinstance(cell, Integral) for cell in cells)


def _strength(verdict: str) -> int:
    return 0 if verdict in CLEAR else 1 if verdict in LEANING else 2


def _bar(count: object) -> int:
    return int(count) if isinstance(count, Integral) else 0


def _beside(count: object, sign: str) -> str:
    """Return what stands beside a bar: a number with its sign, or the word it is."""
    if isinstance(count, Integral):
        return f"{sign}{int(count)}" if count else ""
    return str(count)


def from_rise_to_fall(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in the order drawn."""
    net = rows["fell_drawn"] - rows["rose_drawn"]
    return rows.assign(net=net).sort_values(["net", "many", "letters"])


def finding(every: pd.DataFrame, read: ChangeReading) -> str:
    """Return the title: which changes are clear, if any is."""
    if every.empty:
        return say("No subject can be compared {}", name(read.rounds))
    if set(every["verdict"]) == {"too few"}:
        return f"Too few {read.members} answered in both rounds to tell of change"
    clear = every[every["verdict"].isin(CLEAR)]
    row = clear.iloc[0] if len(clear) == 1 else None
    if row is not None and _are_counts(row["rose"], row["fell"]):
        rose, matched, fell = (
            cell("changes", row, of) for of in ("rose", "matched", "fell")
        )
        return say(
            "{}: newly {} by {} of {} {}, no longer by {}{}",
            name(row["label"]),
            read.named,
            rose,
            matched,
            read.members,
            fell,
            "; no other clear change" if len(every) > 1 else "",
        )
    if len(clear):
        told = _directions(clear, CLEAR, (f"more {read.members}", "fewer"), read)
        return say("Clear changes {}: {}", name(read.rounds), joined("; ", told))
    told = _directions(every, LEANING, ("perhaps more", "perhaps fewer"), read)
    return joined("; ", [say("No clear change {}", name(read.rounds)), *told])


def _directions(
    rows: pd.DataFrame,
    verdicts: tuple[str, str],
    how_many: tuple[str, str],
    read: ChangeReading,
) -> list[SourcedText]:
    """Return which subjects more need, and which fewer, of those with a verdict."""
    labels = (rows.loc[rows["verdict"] == verdict, "label"] for verdict in verdicts)
    return [
        say("{} {} {}", many, read.verb, leaders(who, "changes"))
        for many, who in zip(how_many, labels, strict=True)
        if len(who)
    ]


def how_to_read(every: pd.DataFrame, shown: int, read: ChangeReading) -> str:
    """Return the line under the title."""
    if every.empty:
        return "The reasons stand below."
    moved = int(every["moved"].sum())
    still = len(every) - moved
    cut = f"The {shown} of {counted(moved, 'subject')} that most changed on."
    parts = [
        f"Blue: newly {read.named} by so many of the {read.matched} {read.members} "
        "that answered in both rounds. Orange: no longer.",
        cut if shown < moved else "",
        f"On {counted(still, 'subject')} nobody changed." if still else "",
    ]
    return " ".join(part for part in parts if part)


def not_compared_lines(read: ChangeReading) -> list[str]:
    """Return a heading and a line a reason, or nothing."""
    told = [
        f"{reason[:1].upper()}{reason[1:]}: {'; '.join(who)}."
        for reason, who in read.apart.items()
    ]
    return [f"Not compared {read.rounds}", *told] if told else []


def alt(rows: pd.DataFrame, every: pd.DataFrame, read: ChangeReading) -> str:
    """Return what the chart shows: every number drawn, and what is not compared."""
    rounds = name(f"{read.before} to {read.after}")
    drawn = say("No bars of change, {}.", rounds)
    if len(rows):
        told = joined("; ", [_told(row) for _, row in rows.iterrows()])
        what = _how_many(len(rows), len(every))
        drawn = say("Bars of change on {}, {}: {}.", what, rounds, told)
    apart = [
        name(f"{reason}: {', '.join(who)}".replace(". ", "; "))
        for reason, who in read.apart.items()
    ]
    return say("{} Not compared: {}.", drawn, joined("; ", apart)) if apart else drawn


def _how_many(drawn: int, total: int) -> SourcedText:
    every = with_noun(by_rule(total, "changes", "subjects compared"), "subject")
    if drawn == total:
        return every
    return say("{} of {}", by_rule(drawn, "changes", "subjects drawn"), every)


def _told(row: pd.Series) -> SourcedText:
    """Return a subject with its counts, or the words for them, and how they read."""
    rose, fell = (
        cell("changes", row, of)
        if _are_counts(row[of])
        else with_rule(str(row[of]), "least_group of survey.toml")
        for of in ("rose", "fell")
    )
    verdict: str = row["said"]
    if row["said"].startswith("of "):
        matched = cell("changes", row, "matched")
        verdict = say("of {}:{}", matched, row["said"].partition(":")[2])
    return say("{} {} newly, {} no longer, {}", name(row["label"]), rose, fell, verdict)
