"""Who replied: counts by round (the matrix of members is in `matrix`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from rocb_analysis.charts.lettering import inches, members_of
from rocb_analysis.charts.style import (
    COULD_BE,
    FATES,
    NAMED,
    NO_REPLY,
    PALE,
    REPLIED,
    SHEETS,
    Caption,
    Chart,
    Page,
    Size,
    beside,
    ink_on,
    look,
    open_page,
    row_axes,
    row_heights,
)
from rocb_analysis.charts.style import row_heights as heights_of
from rocb_analysis.charts.style import row_labels as labels_of
from rocb_analysis.core.claims import (
    Number,
    SourcedText,
    by_rule,
    cell,
    greatest,
    joined,
    leaders,
    least,
    name,
    say,
    span_of,
    sum_over,
    with_noun,
)
from rocb_analysis.survey.settings import in_words


def reply_counts(
    response_rates: pd.DataFrame,
    *,
    caption: Caption,
    wording: Mapping[str, str],
    rounds: Sequence[str] | None = None,
    sub_region: str = "all",
    size: Size = "a4",
) -> Chart:
    """Draw a bar of the members that replied in each round, out of all members.

    response_rates: the table of that name; read are round, sub_region, members and
    replied (counts; members blank without a frame). rounds: those drawn, in order, the
    last one the finding is about; None = all, as they stand in the table.
    """
    rates = rates_of(response_rates, rounds, sub_region)
    names = list(rates["round"])
    framed = bool(rates["members"].notna().all())
    grey = " Grey: no reply received." if framed else ""
    who = members_of(wording)
    page = Page(
        replies_finding(rates, wording), f"Blue: {who} that replied.{grey}", caption
    )
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(names)))
        axes = figure.subplots()
        places = row_axes(axes, names)
        ends = rates["members" if framed else "replied"]
        axes.barh(places, ends, height=1.0, color=NO_REPLY)
        axes.barh(places, rates["replied"], height=1.0, color=REPLIED)
        axes.set_xlim(0, max(ends.max(), 1))
        axes.set_xticks([])
        for place, end, text in zip(places, ends, rates["told"], strict=True):
            beside(axes, text, (end, place))
    alt = say("Bars of replies in {}. {}.", rounds_of(rates), in_rounds(rates, who))
    return Chart(figure, page.title, alt)


def rates_of(
    response_rates: pd.DataFrame,
    rounds: Sequence[str] | None = None,
    sub_region: str = "all",
) -> pd.DataFrame:
    """Return one row a round, in order, with told = "24 of 34" (or "24")."""
    rows = response_rates[response_rates["sub_region"] == sub_region]
    rounds = list(rows["round"]) if rounds is None else rounds
    missing = [name for name in rounds if name not in set(rows["round"])]
    if missing or not rounds:
        known = ", ".join(rows["round"])
        raise ValueError(
            f"response_rates has no row of {sub_region} for the round "
            f"{missing[0] if missing else '(none)'}; its rounds: {known}."
        )
    rates = rows.set_index("round").loc[list(rounds)].reset_index()
    told = [
        f"{replied:,}" if pd.isna(members) else f"{replied:,} of {members:,}"
        for replied, members in zip(rates["replied"], rates["members"], strict=True)
    ]
    return rates.assign(told=told)


def replied_of(row: object) -> SourcedText:
    """Return how many replied, of how many; row: of response_rates."""
    replied = cell("response_rates", row, "replied")
    if pd.isna(row.members):  # type: ignore[attr-defined]
        return say("{}", replied)
    return say("{} of {}", replied, cell("response_rates", row, "members"))


def rounds_of(rates: pd.DataFrame) -> SourcedText:
    """Return how many rounds are drawn; rates: a row a round."""
    count = by_rule(len(rates), "response_rates", "rounds drawn", "round")
    return with_noun(count, "round")


def in_rounds(rates: pd.DataFrame, who: str) -> SourcedText:
    """Return how many replied in each round, for an alt text."""
    told = (say("{}: {}", name(r.round), replied_of(r)) for r in rates.itertuples())
    return say("{} {} replied", joined("; ", told), who)


def replies_finding(rates: pd.DataFrame, wording: Mapping[str, str]) -> str:
    """Return the title: the last round's replies, and the span of the ones before."""
    last, before = rates.iloc[-1], rates.iloc[:-1]
    who, when = members_of(wording), name(last["round"])
    title = say("{} {} replied in {}", replied_of(last), who, when)
    if before.empty:
        return title
    low, high = (of("response_rates", before, "replied") for of in (least, greatest))
    if len(before) == 1:
        return say("{}; {} in {}", title, low, name(rates["round"].iloc[0]))
    span = say("{} in each of", low) if low.value == high.value else span_of(low, high)
    the = "the" if low.value == high.value else "in the"
    rounds = by_rule(len(before), "response_rates", "rounds drawn but the last")
    return say("{}; {} {} {} rounds before", title, span, the, rounds)


# What came of workshops: a bar for each step from taking part to a project.


def funnel(
    steps: pd.DataFrame,
    *,
    what: str,
    labels: Mapping[str, str],
    caption: Caption,
    wording: Mapping[str, str],
    size: Size = "a4",
) -> Chart:
    """Draw how many members took part, replied, and reached each step.

    steps: rows of `delivery.follow_up_by_group` or `follow_up_by_workshop` of one round
    and one unit, in order; read are step, took_part, replied, answered and reached
    (counts of members). what: what they took part in, as the title has it.
    labels: what a step is called.
    """
    if steps.empty:
        raise ValueError("There is no step to draw; expected a row a step.")
    who = members_of(wording)
    bars = _bars(steps, labels, wording)
    how = f"Blue: {who} that say so. Pale: {who} without an answer, who could."
    page = Page(_finding(steps, what, labels, wording), how, caption)
    names = labels_of(bars["label"], size)
    with look(size):
        heights = heights_of(names)
        figure = open_page(page, size=size, rows=sum(heights))
        axes = figure.subplots()
        places = row_axes(axes, names, heights=heights)
        everybody = int(steps["took_part"].iloc[0])
        colours = [COULD_BE, COULD_BE] + [NAMED] * len(steps)
        axes.barh(places, everybody, height=1.0, color=PALE)
        axes.barh(places, bars["most"], height=1.0, color=COULD_BE)
        axes.barh(places, bars["reached"], height=1.0, color=colours)
        axes.set_xlim(0, max(everybody, 1))
        axes.set_xticks([])
        for place, bar in zip(places, bars.itertuples(), strict=True):
            beside(axes, bar.told, (everybody, place))
    count = by_rule(len(bars), "responses", "steps drawn")
    said = (say("{}: {}", name(bar.label), bar.told) for bar in bars.itertuples())
    alt = say("Bars of {} steps. {}.", count, joined("; ", said))
    return Chart(figure, page.title, alt)


def _bars(
    steps: pd.DataFrame, labels: Mapping[str, str], wording: Mapping[str, str]
) -> pd.DataFrame:
    """Return a row a bar: label, reached, most (if all without an answer did), told."""
    first = steps.iloc[0]
    took, replied = (counted_step(first, of) for of in ("took_part", "replied"))
    rows = [
        ("Took part", took.value, took.value, say("{}", took)),
        (
            in_words("Replied", wording),
            replied.value,
            replied.value,
            say("{} of {}", replied, took),
        ),
    ]
    every = steps.assign(most=steps["reached"] + took.value - steps["answered"])
    for _, row in every.iterrows():
        low, answered, high = (
            counted_step(row, of) for of in ("reached", "answered", "most")
        )
        told = say("{} of {}; {} of all", low, answered, span_of(low, high))
        label = labels.get(row["step"], row["step"])
        rows.append((label, low.value, high.value, told))
    return pd.DataFrame(rows, columns=["label", "reached", "most", "told"])


# What each number of a step counts.
_STEP = {
    "took_part": "members on record for a workshop",
    "replied": "of these, members that replied",
    "reached": "members that say yes",
    "answered": "members that answered",
    "most": "all that took part, less members that say no",
}


def counted_step(row: pd.Series, column: str) -> Number:
    """Return a number of a step: took_part, replied, reached, answered or most."""
    step = "" if column in {"took_part", "replied"} else f"{row['step']}: "
    return by_rule(int(row[column]), "responses", f"{step}{_STEP[column]}")


def _finding(
    steps: pd.DataFrame,
    what: str,
    labels: Mapping[str, str],
    wording: Mapping[str, str],
) -> str:
    """Return the title: who took part, and how many came to the last step."""
    first, last = steps.iloc[0], steps.iloc[-1]
    took = counted_step(first, "took_part")
    end = labels.get(last["step"], last["step"])
    return say(
        "{} took part in {}; of {} that answered, {} report: {}",
        with_noun(took, wording.get("member", "member")),
        name(what),
        counted_step(last, "answered"),
        counted_step(last, "reached"),
        name(f"{end[:1].lower()}{end[1:]}"),
    )


# What became of every cell of the raw files.


def ledger_bars(
    ledger_by_round: pd.DataFrame, *, caption: Caption, size: Size = "a4"
) -> Chart:
    """Draw a bar of all cells of each round, split by what became of them.

    ledger_by_round: a row a round and fate, columns round, fate (kept, recoded, set
    aside, blank), cells (count). Rounds stand in the order of their rows.

    Numbers too wide for their part of the bar stand behind it.

    Raises ValueError for another fate, or a round and fate that stands there twice.
    """
    cells = _by_round(ledger_by_round)
    rounds = list(cells.index)
    page = Page(
        _finding_of_ledger(cells),
        "A bar holds all cells of the round's files, blank ones included.",
        caption,
        [(colour, fate) for fate, colour in FATES.items()],
    )
    with look(size):
        figure = open_page(page, size=size, rows=sum(row_heights(rounds)))
        axes = figure.subplots()
        _draw(axes, cells, row_axes(axes, rounds), size)
    count = by_rule(len(rounds), "ledger", "rounds drawn", "round")
    said = (say("{}: {}", name(of), _told(cells.loc[of])) for of in rounds)
    what = with_noun(count, "round")
    alt = say("Stacked bars of cells in {}. {}.", what, joined("; ", said))
    return Chart(figure, page.title, alt)


def _by_round(ledger_by_round: pd.DataFrame) -> pd.DataFrame:
    """Return a row a round with a column a fate."""
    unknown = sorted(set(ledger_by_round["fate"]) - set(FATES))
    if unknown:
        raise ValueError(f'"{unknown[0]}" is no fate of a cell: {", ".join(FATES)}.')
    cells = ledger_by_round.pivot(index="round", columns="fate", values="cells")
    order = list(dict.fromkeys(ledger_by_round["round"]))
    return cells.reindex(index=order, columns=list(FATES)).fillna(0).astype(int)


def _draw(axes: Axes, cells: pd.DataFrame, places: list[float], size: Size) -> None:
    """Draw the parts, each with its number inside if it fits, else behind the bar."""
    starts, points = cells.cumsum(axis=1) - cells, SHEETS[size].text
    ends = starts["blank"] + cells["blank"]
    label = max(inches(str(one), points) for one in cells.index)
    behind = max(inches(_told(cells.loc[one]), points) for one in cells.index)
    room = (SHEETS[size].width - label - behind - 0.5) / max(ends.max(), 1)
    axes.set_xlim(0, max(ends.max(), 1))
    axes.set_xticks([])
    for fate, colour in FATES.items():
        axes.barh(places, cells[fate], left=starts[fate], height=1.1, color=colour)
    for place, (of, parts) in zip(places, cells.iterrows(), strict=True):
        fits = parts * room >= [inches(f"{n:,}", points) + 0.06 for n in parts]
        for fate in parts.index[fits & (parts > 0)]:
            axes.text(
                starts.at[of, fate] + parts[fate] / 2,
                place,
                f"{parts[fate]:,}",
                ha="center",
                va="center_baseline",
                color=ink_on(FATES[fate]),
            )
        beside(axes, _told(parts[~fits]), (ends[of], place))


def _told(parts: pd.Series) -> str:
    """Return numbers with their fates; those that are 0 are left out.

    parts: cells by fate, under the name of their round.
    """
    return joined(
        ", ",
        (
            say("{} {}", str(fate), _cells(str(parts.name), str(fate), count))
            for fate, count in parts.items()
            if count
        ),
    )


def _cells(round_name: str, fate: str, count: int) -> Number:
    """Return how many cells of a round came to a fate, the sum of its ledger."""
    column = fate.replace(" ", "_")
    return Number.of(count, sum_over("ledger", column, round=round_name))


def _finding_of_ledger(cells: pd.DataFrame) -> str:
    """Return the title: how much was set aside at most, and where."""
    set_aside, title = cells["set aside"], "Every cell is accounted for"
    most = int(set_aside.max())
    rounds = [str(of) for of in set_aside.index[set_aside == most]]
    count = _cells(rounds[0], "set aside", most)
    if most == 0:
        return f"{title}; none was set aside"
    if len(set_aside) == 1:
        return say("{}; {} set aside", title, with_noun(count, "cell"))
    every = by_rule(len(set_aside), "ledger", "rounds drawn", "round")
    return say(
        "{}; {} set aside in {}{}, the most of {}",
        title,
        count,
        leaders(rounds, "ledger", "round"),
        " each" * (len(rounds) > 1),
        with_noun(every, "round"),
    )
