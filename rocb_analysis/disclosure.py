"""What each edition may show.

The office sees all. Heads and the public see counts of the region, and a count below
the least group becomes a word: always for the public, for sensitive subjects in the
Heads' edition. Suppressed is a word, never 0.

The reader to guard against subtracts between tables, and knows the register, the
published plan and one reply, its own. So a count that would give a withheld one away is
withheld too, and so is one that speaks for all members or all but one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from rocb_analysis.response import ALL
from rocb_analysis.subtraction import (
    FEWER,
    MOST,
    hidden_with,
    nearly_all,
    places_of_ballots,
    told_by_words,
)
from rocb_analysis.survey.codebook import Survey

Edition = Literal["internal", "heads", "public"]
EDITIONS: tuple[Edition, ...] = ("internal", "heads", "public")

# What stands for a count that is not shown, and for one of nobody.
NOT_SHOWN, NO_ANSWER = "not shown", "no answer"

# Columns of each table that Heads and the public may see.
SHOWN: dict[str, tuple[str, ...]] = {
    "response_rates": ("round", "sub_region", "members", "replied", "share_pct"),
    "priorities": (
        "round",
        "sub_region",
        "subject_id",
        "members",
        "answered",
        "needing",
        "least",
        "most",
        "group",
    ),
    "changes": (
        "from_round",
        "to_round",
        "subject_id",
        "matched",
        "rose",
        "fell",
        "verdict",
    ),
}
# Of two counts with a verdict beside them, each would tell of the other.
_PARTNER = {"rose": "fell", "fell": "rose"}
# Columns that say of whom a count is.
_BASE = {"needing": "answered", "rose": "matched", "fell": "matched"}
# Counts that may be too small to show, and what would give each away.
_COUNTS: dict[str, dict[str, tuple[str, ...]]] = {
    "priorities": {"needing": ("needing", "least", "most", "group")},
    "changes": {"rose": ("rose",), "fell": ("fell",)},
}


@dataclass(frozen=True)
class Disclosure:
    """The rule of one edition.

    picks: by round the places of a ballot, of rounds whose need comes from ballots.
    """

    edition: Edition
    least_group: int
    sensitive: frozenset[str]
    picks: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_internal(self) -> bool:
        return self.edition == "internal"

    @property
    def word(self) -> str:
        """What stands in place of a withheld count."""
        return f"fewer than {self.least_group}"

    def withheld(self, table: pd.DataFrame, count: str = "needing") -> pd.Series:
        """Say for each row, which has a subject_id, whether its count is withheld.

        A count of 0 is withheld like 1 to 4: shown, it would speak for every member.
        So would one of all members, or all but one. Of rose and fell both are withheld
        or neither. Counts of a round with ballots are withheld until the places left
        on them do not tell what is withheld: give all subjects of the round.
        """
        if self.is_internal:
            return pd.Series(False, table.index)
        hidden = self._small(table, count) | self._of_all(table, count)
        if partner := _PARTNER.get(count):
            return hidden | self._small(table, partner) | self._of_all(table, partner)
        return hidden | self._given_away(table, hidden, count)

    def shown(self, table: pd.DataFrame, count: str = "needing") -> pd.Series:
        """Return a count of each row as this edition may show it: number or word."""
        hidden, small = self.withheld(table, count), self._small(table, count)
        both = hidden & small
        if partner := _PARTNER.get(count):
            both &= self._small(table, partner)
        words = table[count].astype("object").mask(hidden & ~both, NOT_SHOWN)
        return words.mask(both, self.word)

    def _small(self, table: pd.DataFrame, count: str) -> pd.Series:
        small = table[count].fillna(0) < self.least_group
        if self.edition == "heads":
            small &= table["subject_id"].isin(self.sensitive)
        return small.astype(bool)

    def _of_all(self, table: pd.DataFrame, count: str) -> pd.Series:
        """Say where a count speaks for all members, or all but one."""
        base = _BASE[count]
        if base not in table:
            return pd.Series(False, table.index)
        large = table[count].fillna(0) >= self.least_group
        return (nearly_all(table[count], table[base]) & large).astype(bool)

    def _given_away(
        self, table: pd.DataFrame, hidden: pd.Series, count: str
    ) -> pd.Series:
        """Say which counts would tell what is withheld: places on ballots are few."""
        also = pd.Series(False, table.index)
        if not {"round", "answered"} <= set(table):
            return also
        region = table[table["answered"].fillna(0) > 0]
        if "sub_region" in table:
            region = region[region["sub_region"] == ALL]
        for name, rows in region.groupby("round"):
            if name not in self.picks:
                continue
            room = self.picks[str(name)] * int(rows["answered"].max())
            also[rows.index] = hidden_with(
                rows[count].fillna(0).astype(int),
                hidden[rows.index],
                room=room,
                least_group=self.least_group,
            )
        return also

    def support_withheld(self, rows: pd.DataFrame) -> pd.Series:
        """Say for each subject whether need beside support on record is withheld.

        rows: asked (members that need it), open (of those, without activity found),
        replied_open (members that replied, need it or not, without activity found) and
        replied (all that did). The register is public, so whoever reads it knows which
        members are without; neither they nor the others may all have asked.
        """
        if self.is_internal:
            return pd.Series(False, rows.index)
        rest, others = rows["asked"] - rows["open"], rows["replied"]
        large = (rows["open"] >= self.least_group) & (rest >= self.least_group)
        told = nearly_all(rows["open"], rows["replied_open"])
        told |= nearly_all(rest, others - rows["replied_open"])
        return ~large | told

    @property
    def words_of_sub_regions(self) -> str:
        """What the words of by_sub_region stand for; "" where it holds numbers."""
        if self.is_internal:
            return ""
        never = "" if self.edition == "heads" else ", or sensitive"
        return (
            f"{MOST.capitalize()}: more than half of those that answered there need "
            f"it; {FEWER}: half or less; {NOT_SHOWN}: {self.word} answered, or "
            f"a word would tell a number{never}."
        )

    def by_sub_region(self, priorities: pd.DataFrame) -> pd.DataFrame:
        """Return the sub-region by subject table as this edition may show it.

        priorities: the table of that name. A row a round, sub-region and subject asked,
        as they stand there, the region itself left out. Columns round, sub_region,
        subject_id, answered, share_pct (of those that answered, 0 to 100), shown: for
        the office how many need the subject ("no answer" where nobody answered). Heads
        and the public see a word, and answered and share_pct are blank: from
        least_group answers on the subject "most" (more than half of them need it) or
        "fewer"; else "not shown", as sensitive subjects always are to the public. A
        subject stands without words if they and the region's count, subtracted, would
        tell that all or none of a sub-region need it.
        """
        columns = ["round", "sub_region", "subject_id", "answered", "share_pct"]
        areas = priorities[priorities["sub_region"] != ALL].reset_index(drop=True)
        answered, needing = areas["answered"].fillna(0), areas["needing"].fillna(0)
        if self.is_internal:
            shown = needing.astype("str").where(answered > 0, NO_ANSWER)
            return areas[columns].assign(shown=shown)
        hidden = answered < self.least_group
        if self.edition == "public":
            hidden |= areas["subject_id"].isin(self.sensitive)
        half = pd.Series(FEWER, areas.index).mask(2 * needing > answered, MOST)
        shown = half.mask(hidden, NOT_SHOWN)
        region = priorities[priorities["sub_region"] == ALL]
        small = self.withheld(region) & (region["needing"] < self.least_group)
        told = told_by_words(areas, shown, region, small, top=self.least_group - 1)
        shown = shown.mask(told, NOT_SHOWN)
        blank = {"answered": pd.NA, "share_pct": float("nan")}
        return areas[columns].assign(**blank, shown=shown)

    def tables(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Return the tables this edition may show, as it may show them."""
        if self.is_internal:
            return dict(tables)
        return {
            name: self._shown(name, tables[name]) for name in SHOWN if name in tables
        }

    def _shown(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        if name == "priorities":
            table = table[table["sub_region"] == ALL]
        shown = table[list(SHOWN[name])].copy()
        for count, withheld in _COUNTS.get(name, {}).items():
            words = self.shown(table, count)
            for column in withheld:
                cells = shown[column].astype("object")
                filled = cells.notna() & (cells != "")
                hidden = self.withheld(table, count) & filled
                shown[column] = cells.mask(hidden, words)
        return shown


def disclosure(survey: Survey, edition: Edition) -> Disclosure:
    """Return the rule of an edition for a survey."""
    subjects = survey.subjects
    sensitive = subjects.loc[subjects["sensitive"] == "yes", "subject_id"]
    least = survey.settings.least_group
    return Disclosure(edition, least, frozenset(sensitive), places_of_ballots(survey))
