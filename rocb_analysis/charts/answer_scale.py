"""An ordered scale of answers: where it is cut, how rows stand, how they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from rocb_analysis.charts.style import diverging
from rocb_analysis.charts.words import LEAST_FOR_PERCENT, percent


@dataclass(frozen=True)
class Scale:
    """The answers from left to right, cut at the middle; how numbers are printed.

    middle: the neutral answer, or "". cut: how many answers lie on its left. percents:
    whether percentages are printed. side: words for the right-hand answers together.
    """

    order: tuple[str, ...]
    labels: Mapping[str, str]
    middle: str
    cut: int
    percents: bool
    side: str = ""

    @property
    def right(self) -> list[str]:
        return list(self.order[self.cut + bool(self.middle) :])

    @property
    def colours(self) -> list[str]:
        return diverging(self.cut, int(bool(self.middle)), len(self.right))

    @property
    def right_words(self) -> str:
        return self.side or " or ".join(f"“{self.label(a)}”" for a in self.right)

    def label(self, name: str) -> str:
        return self.labels.get(name, name)

    @property
    def unit(self) -> str:
        return " %" if self.percents else ""

    def number(self, count: int, answered: int) -> int:
        """Return a count as the chart prints it."""
        return percent(count, answered) if self.percents else count

    def told(self, count: int, answered: int) -> str:
        """Return a count with its base.

        >>> Scale(("no", "yes"), {}, "", 1, percents=True).told(50, 200)
        '25 % of 200'
        """
        return f"{self.number(count, answered)}{self.unit} of {answered}"


def scale_of(
    order: Sequence[str],
    counts: pd.DataFrame,
    *,
    labels: Mapping[str, str],
    neutral: str | None,
    side: str,
) -> Scale:
    """Cut the scale in its middle and decide how numbers are printed."""
    half, odd = divmod(len(order), 2)
    middle = neutral or (order[half] if odd else "")
    if middle and middle not in order:
        raise ValueError(
            f'The neutral answer "{middle}" is none of the scale: {", ".join(order)}.'
        )
    return Scale(
        order=tuple(order),
        labels=labels,
        middle=middle,
        cut=order.index(middle) if middle else half,
        percents=int(counts["answered"].min()) >= LEAST_FOR_PERCENT,
        side=side,
    )


def ordered(counts: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Return a row an item, most on the right-hand side first, ties by label.

    Columns: item, label, answered, blank, a column an answer (replies), agreeing
    (replies on the right-hand side), printed (the same as the chart prints it), share
    (of answered, 0 to 1; -1 without answers).
    """
    answers = list(scale.order)
    unknown = sorted(set(counts["answer"]) - set(answers))
    if unknown:
        raise ValueError(
            f'The answer "{unknown[0]}" is none of the scale: {", ".join(answers)}.'
        )
    wide = counts.pivot(index="item", columns="answer", values="count")
    wide = wide.reindex(columns=answers).fillna(0).astype(int)
    bases = counts.drop_duplicates("item").set_index("item")[["answered", "blank"]]
    rows = bases.astype(int).join(wide)
    wrong = rows[rows[answers].sum(axis=1) != rows["answered"]]
    if len(wrong):
        raise ValueError(
            f"The counts of {wrong.index[0]} do not make the "
            f"{wrong['answered'].iloc[0]} that answered; each reply counts once."
        )
    rows["label"] = [scale.label(name) for name in rows.index]
    rows["agreeing"] = rows[scale.right].sum(axis=1)
    rows["printed"] = [
        scale.number(int(agreeing), int(answered))
        for agreeing, answered in zip(rows["agreeing"], rows["answered"], strict=True)
    ]
    rows["share"] = (rows["agreeing"] / rows["answered"]).fillna(-1.0).round(9)
    rows["letters"] = rows["label"].str.casefold()
    by = ["share", "letters", "item"]
    return rows.reset_index(names="item").sort_values(
        by, ascending=[False, True, True], ignore_index=True
    )


def segments(rows: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Return a row a segment: row, answer, start and width (percent), number.

    A bar is 100 wide; 0 is the middle of the neutral answer, or the gap.
    """
    answers = list(scale.order)
    counts = rows[answers]
    widths = 100 * counts.div(rows["answered"].clip(lower=1), axis=0)
    middle = widths[scale.middle] / 2 if scale.middle else 0
    origin = widths[answers[: scale.cut]].sum(axis=1) + middle
    starts = widths.cumsum(axis=1).sub(widths).sub(origin, axis=0)
    parts = [
        {
            "row": row,
            "answer": answer,
            "start": starts.at[row, answer],
            "width": widths.at[row, answer],
            "number": scale.number(counts.at[row, answer], rows.at[row, "answered"]),
        }
        for answer in answers
        for row in range(len(rows))
    ]
    return pd.DataFrame(parts).astype({"number": "str"})
