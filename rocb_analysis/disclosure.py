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

from rocb_analysis.delivery.plan_shown import covered_as_shown
from rocb_analysis.priorities.deducible import changes_as_shown
from rocb_analysis.response import ALL
from rocb_analysis.subtraction import (
    FEWER,
    MOST,
    hidden_with_places,
    nearly_all,
    places_of_ballots,
    told_by_words,
)
from rocb_analysis.survey.codebook import Survey
from rocb_analysis.tables.of_editions import SHOWN

Edition = Literal["internal", "heads", "public"]
EDITIONS: tuple[Edition, ...] = ("internal", "heads", "public")

# What stands for a count that is not shown, and for one of nobody.
NOT_SHOWN, NO_ANSWER = "not shown", "no answer"

# Of two counts with a verdict beside them, each would tell of the other.
_PARTNER = {"rose": "fell", "fell": "rose"}
# Columns that say of whom a count is.
_BASE = {"needing": "answered", "rose": "matched", "fell": "matched"}
# What would give away how many need a subject.
_TELLING = ("needing", "least", "most", "group")


@dataclass(frozen=True)
class Disclosure:
    """The rule of one edition.

    picks: by round the places of a ballot, of rounds whose need comes from ballots;
    areas: by member its sub-region.
    """

    edition: Edition
    least_group: int
    sensitive: frozenset[str]
    picks: Mapping[str, int] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)

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
        if not {"round", "answered"} <= set(table):
            return pd.Series(False, table.index)
        region = table[table["answered"].fillna(0) > 0]
        if "sub_region" in table:
            region = region[region["sub_region"] == ALL]
        return hidden_with_places(
            region, hidden, self.picks, count=count, least_group=self.least_group
        )

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

    def changes(self, changes: pd.DataFrame, priorities: pd.DataFrame) -> pd.DataFrame:
        """Return the table changes, its rose, fell and verdict as this edition may say.

        See priorities.deducible: what the counts of two rounds would give away is not
        shown.
        """
        if self.is_internal:
            return changes
        region = priorities[priorities["sub_region"] == ALL]
        withheld = self.withheld(region)
        small = withheld & self._small(region, "needing")
        return changes_as_shown(
            changes,
            region.assign(withheld=withheld, small=small),
            words=pd.DataFrame({c: self.shown(changes, c) for c in _PARTNER}),
            withheld=self.withheld(changes, "rose"),
            least_group=self.least_group,
            not_shown=NOT_SHOWN,
        )

    def work_plan(self, plan: pd.DataFrame, priorities: pd.DataFrame) -> pd.DataFrame:
        """Return the table work_plan, its needs covered as this edition may say them.

        See delivery.plan_shown: they are withheld like the counts they are parts of.
        """
        if self.is_internal:
            return plan
        region = priorities[priorities["sub_region"] == ALL]
        never = region[self.withheld(region)]
        counts = ("need_covered_low", "asked_region")
        return covered_as_shown(
            plan,
            small=self._small(plan, counts[0]) | self._small(plan, counts[1]),
            withheld=set(zip(never["subject_id"], never["needing"], strict=True)),
            areas=self.areas,
            words=(self.word, NOT_SHOWN),
        )

    def tables(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Return the tables this edition may show, as it may show them."""
        if self.is_internal:
            return dict(tables)
        return {name: self._shown(name, tables) for name in SHOWN if name in tables}

    def _shown(self, name: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        table = tables[name]
        if name in ("changes", "work_plan"):
            table = getattr(self, name)(table, tables["priorities"])
        shown = table[list(SHOWN[name])]
        if name != "priorities":
            return shown
        region = table["sub_region"] == ALL
        shown, table = shown[region].copy(), table[region]
        words, hidden = self.shown(table), self.withheld(table)
        for column in _TELLING:
            cells = shown[column].astype("object")
            filled = cells.notna() & (cells != "")
            shown[column] = cells.mask(hidden & filled, words)
        return shown


def disclosure(survey: Survey, edition: Edition) -> Disclosure:
    """Return the rule of an edition for a survey."""
    subjects = survey.subjects
    sensitive = subjects.loc[subjects["sensitive"] == "yes", "subject_id"]
    least = survey.settings.least_group
    areas = survey.members.set_index("member_id")["sub_region"].to_dict()
    places = places_of_ballots(survey)
    return Disclosure(edition, least, frozenset(sensitive), places, areas)
