"""What each edition may show.

The office sees all. Heads and the public see counts of the region, and a count below
the least group becomes a word: always for the public, for sensitive subjects in the
Heads' edition. Suppressed is a word, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from rocb_analysis.response import ALL
from rocb_analysis.survey.codebook import Survey

Edition = Literal["internal", "heads", "public"]
EDITIONS: tuple[Edition, ...] = ("internal", "heads", "public")

# What stands for a sub-region's count of a subject.
MOST, FEWER, NOT_SHOWN, NO_ANSWER = "most", "fewer", "not shown", "no answer"

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
# Counts that may be too small to show, and what would give each away.
_COUNTS: dict[str, dict[str, tuple[str, ...]]] = {
    "priorities": {"needing": ("needing", "least", "most", "group")},
    "changes": {"rose": ("rose",), "fell": ("fell",)},
}


@dataclass(frozen=True)
class Disclosure:
    """The rule of one edition."""

    edition: Edition
    least_group: int
    sensitive: frozenset[str]

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
        """
        small = table[count].fillna(0) < self.least_group
        if self.is_internal:
            return small & False
        if self.edition == "heads":
            return small & table["subject_id"].isin(self.sensitive)
        return small

    @property
    def words_of_sub_regions(self) -> str:
        """What the words of by_sub_region stand for; "" where it holds numbers."""
        if self.is_internal:
            return ""
        never = "" if self.edition == "heads" else ", or sensitive"
        return (
            f"{MOST.capitalize()}: more than half of those that answered there need "
            f"it; {FEWER}: half or less; {NOT_SHOWN}: {self.word} answered{never}."
        )

    def by_sub_region(self, priorities: pd.DataFrame) -> pd.DataFrame:
        """Return the sub-region by subject table as this edition may show it.

        priorities: the table of that name. A row a round, sub-region and subject asked,
        as they stand there, the region itself left out. Columns round, sub_region,
        subject_id, answered, share_pct (of those that answered, 0 to 100), shown: for
        the office how many need the subject ("no answer" where nobody answered). Heads
        and the public see a word, and answered and share_pct are blank: from
        least_group answers on the subject "most" (more than half of them need it) or
        "fewer"; else "not shown", as sensitive subjects always are to the public.
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
        blank = {"answered": pd.NA, "share_pct": float("nan")}
        return areas[columns].assign(**blank, shown=half.mask(hidden, NOT_SHOWN))

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
            hidden = self.withheld(table, count)
            for column in withheld:
                cells = shown[column].astype("object")
                filled = cells.notna() & (cells != "")
                shown[column] = cells.mask(hidden & filled, self.word)
        return shown


def disclosure(survey: Survey, edition: Edition) -> Disclosure:
    """Return the rule of an edition for a survey."""
    subjects = survey.subjects
    sensitive = subjects.loc[subjects["sensitive"] == "yes", "subject_id"]
    return Disclosure(edition, survey.settings.least_group, frozenset(sensitive))
