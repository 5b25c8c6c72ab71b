"""What the chart of change says: its finding, how to read it, its alt text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral

import pandas as pd

from rocb_analysis.charts.words import members_of
from rocb_analysis.survey.text import counted, listed
from rocb_analysis.survey.wording import in_words

MINUS = "\u2212"
CLEAR, LEANING = ("rose", "fell"), ("leaning up", "leaning down")
NOBODY = "nobody answered in both rounds"
# Verdicts of the table, as the chart says them.
_SAID = {
    "rose": "more {members} {verb} it",
    "fell": "fewer {members} {verb} it",
    "leaning up": "perhaps more, not sure",
    "leaning down": "perhaps fewer, not sure",
    "no clear change": "no clear change",
    "too few": "too few replied both times",
}


@dataclass(frozen=True)
class Reading:
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
) -> Reading:
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
    return Reading(
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
    changes: pd.DataFrame, read: Reading, labels: Mapping[str, str]
) -> pd.DataFrame:
    """Return a row a subject compared: a clear verdict first, then most changers.

    Adds label, rose_drawn and fell_drawn (bars; 0 for a word), left and right (the
    numbers or words beside them), said (the verdict), moved (whether anyone changed).
    """
    rows = changes[~changes["subject_id"].isin(read.without_bar)]
    said = [
        _SAID[verdict].format(members=read.members, verb=read.verb)
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


def drawn(every: pd.DataFrame) -> pd.DataFrame:
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


def finding(every: pd.DataFrame, read: Reading) -> str:
    """Return the title: which changes are clear, if any is."""
    if every.empty:
        return f"No subject can be compared {read.rounds}"
    if set(every["verdict"]) == {"too few"}:
        return f"Too few {read.members} answered in both rounds to tell of change"
    clear = every[every["verdict"].isin(CLEAR)]
    row = clear.iloc[0] if len(clear) == 1 else None
    if row is not None and _are_counts(row["rose"], row["fell"]):
        other = "; no other clear change" if len(every) > 1 else ""
        return (
            f"{row['label']}: newly {read.named} by {row['rose']} of {row['matched']} "
            f"{read.members}, no longer by {row['fell']}{other}"
        )
    if len(clear):
        up, down = (_who(clear, verdict) for verdict in CLEAR)
        told = [f"more {read.members} {read.verb} {up}"] * bool(up)
        told += [f"fewer {read.verb} {down}"] * bool(down)
        return f"Clear changes {read.rounds}: {'; '.join(told)}"
    up, down = (_who(every, verdict) for verdict in LEANING)
    told = ["", f"perhaps more {read.verb} {up}", f"perhaps fewer {read.verb} {down}"]
    told = told[:1] + told[1:2] * bool(up) + told[2:] * bool(down)
    return f"No clear change {read.rounds}{'; '.join(told)}"


def _who(rows: pd.DataFrame, verdict: str) -> str:
    """Return the subjects of a verdict: names, or from four on how many."""
    names = sorted(rows.loc[rows["verdict"] == verdict, "label"], key=str.casefold)
    return listed(names) if len(names) < 4 else counted(len(names), "subject")


def how_to_read(every: pd.DataFrame, shown: int, read: Reading) -> str:
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


def not_compared_lines(read: Reading) -> list[str]:
    """Return a heading and a line a reason, or nothing."""
    told = [
        f"{reason[:1].upper()}{reason[1:]}: {'; '.join(who)}."
        for reason, who in read.apart.items()
    ]
    return [f"Not compared {read.rounds}", *told] if told else []


def alt(rows: pd.DataFrame, every: pd.DataFrame, read: Reading) -> str:
    """Return what the chart shows: every number drawn, and what is not compared."""
    told = [
        f"{row.label} {row.rose} newly, {row.fell} no longer, {row.said}"
        for row in rows.itertuples()
    ]
    what = counted(len(every), "subject")
    if len(rows) < len(every):
        what = f"{len(rows)} of {what}"
    alt = f"No bars of change, {read.before} to {read.after}."
    if told:
        alt = f"Bars of change on {what}, {read.before} to {read.after}: "
        alt += f"{'; '.join(told)}."
    apart = [
        f"{reason}: {', '.join(who)}".replace(". ", "; ")
        for reason, who in read.apart.items()
    ]
    return f"{alt} Not compared: {'; '.join(apart)}." if apart else alt
