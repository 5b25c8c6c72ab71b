"""What each edition may show.

The office sees all. Heads and the public see counts of the region, and a count below
the least group becomes a word, as does one whose remainder is: the others would be as
few. 0 is a count like any other: shown, it would speak for every member. Suppressed is
a word, never 0.

The reader to guard against subtracts between tables, editions and releases, and knows
the register, the adopted plan and replies of its own. What else must be withheld so
that nothing follows is found by the audit (see `audit`), and handed to the rule as
`also`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from rocb_analysis.core.tables import SHOWN
from rocb_analysis.disclosure.figures import (
    FEWER,
    FIRST,
    FIRST_FIVE,
    MOST,
    NOT_FIRST,
    NOT_SHOWN,
    Withheld,
)
from rocb_analysis.disclosure.programme import ALONE
from rocb_analysis.plan.shown import covered_as_shown, without_area
from rocb_analysis.response import ALL
from rocb_analysis.survey.asked import places_of_ballots
from rocb_analysis.survey.survey_folder import Survey

Edition = Literal["internal", "heads", "public"]
EDITIONS: tuple[Edition, ...] = ("internal", "heads", "public")

# An attacker knows one reply, its own: two members must be left to doubt.
_MARGIN = 2
# What stands for a count of nobody.
NO_ANSWER = "no answer"
# What would give away how many need a subject.
_TELLING = ("needing", "least", "most", "group")
# What rests on answers of members yet to reply, and of earlier rounds.
LIKELY = ("likely_low", "likely_high", "first_five")
# The fixed words for a chance, and from where on they stand.
CHANCES = {"almost surely": 0.95, "probably": 0.70, "open": 0.30}


@dataclass(frozen=True)
class Repeated:
    """What is told as a release told it, as too few replies came since.

    as_of: by round and subject the release; counts: by round and subject the word that
    stood for a count; words: by round, subject and sub-region; tables: whole tables,
    where the round of the brief is repeated; since: the day of that release, and how
    many replies came since, were corrected or went.
    """

    as_of: Mapping[tuple[str, str], str] = field(default_factory=dict)
    counts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    words: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    since: tuple[str, int] | None = None


@dataclass(frozen=True)
class Disclosure:
    """The rule of one edition.

    picks: by round the places of a ballot, of rounds whose need comes from ballots;
    areas: by member its sub-region; round: the one the plan is drafted from;
    preliminary: rounds of which words stand in place of counts; also: what the audit
    withholds besides; repeated: what is told as it was released.
    """

    edition: Edition
    least_group: int
    sensitive: frozenset[str]
    picks: Mapping[str, int] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    round: str = ""
    preliminary: frozenset[str] = frozenset()
    also: Withheld = field(default_factory=Withheld)
    repeated: Repeated = field(default_factory=Repeated)

    @property
    def is_internal(self) -> bool:
        return self.edition == "internal"

    @property
    def tells_little(self) -> bool:
        """Whether the brief tells of subjects alone: it is early, or a repetition."""
        return self.round in self.preliminary or self.repeated.since is not None

    @property
    def word(self) -> str:
        """What stands in place of a withheld count."""
        return f"fewer than {self.least_group}"

    def withholding(self, also: Withheld) -> Disclosure:
        """Return the rule that withholds this too."""
        return replace(self, also=self.also | also)

    def withheld(self, table: pd.DataFrame, count: str = "needing") -> pd.Series:
        """Say for each row, which has a subject_id, whether its count is withheld.

        count: needing, or one of rose and fell; of these both are withheld or neither,
        as a verdict stands beside them.
        """
        if self.is_internal:
            return pd.Series(False, table.index)
        if count != "needing":
            few = self._small(table, "rose") | self._small(table, "fell")
            return few | self._is_one_of(table, self.also.turns) | self._early(table)
        hidden = self._small(table, count)
        if "answered" in table:
            few = table["answered"].fillna(0) - table[count].fillna(0)
            hidden |= (few < self.least_group).astype(bool)
        hidden |= self._is_one_of(table, self.also.counts)
        return (
            hidden | self._is_one_of(table, self.repeated.counts) | self._early(table)
        )

    def likely_withheld(self, priorities: pd.DataFrame) -> pd.Series:
        """Say for each row of the region whether its likely range is withheld.

        priorities: every row of the region that the edition shows. A likely range is
        shown beside a count that is shown. It rests besides on what the members without
        an answer said last, a part of an earlier count: so they must be as many as the
        least group, and no count of the subject in another round may be withheld. The
        chance of the first five goes with it. What a release showed is repeated whole.
        """
        if self.is_internal:
            return pd.Series(False, priorities.index)
        hidden = self.withheld(priorities)
        asked = priorities["answered"].fillna(0) > 0
        elsewhere = (hidden & asked).groupby(priorities["subject_id"]).transform("any")
        silent = priorities["members"] - priorities["answered"]
        few = (silent.fillna(0) < self.least_group).astype(bool)
        repeated = self._is_one_of(priorities, self.repeated.as_of)
        return hidden | ((few | elsewhere.astype(bool)) & ~repeated)

    def shown(self, table: pd.DataFrame, count: str = "needing") -> pd.Series:
        """Return a count of each row as this edition may show it: number or word."""
        hidden = self.withheld(table, count)
        words = table[count].astype("object").mask(hidden, NOT_SHOWN)
        if count != "needing" or self.is_internal:
            return words
        small = hidden & self._small(table, count)
        if "answered" in table:
            # Of few answers no count may be shown, and "not shown" alone tells nothing.
            small &= (table["answered"].fillna(0) >= 2 * self.least_group).astype(bool)
        words = words.mask(small, self.word)
        told_early = self._early(table) & ~self._is_one_of(table, self.also.counts)
        if "answered" in table:
            told_early &= table["answered"].fillna(0) >= 2 * self.least_group
        words = words.mask(told_early.astype(bool), self._among_first(table))
        repeated = self._is_one_of(table, self.repeated.counts)
        if repeated.any():
            keys = zip(table["round"], table["subject_id"], strict=True)
            said = [self.repeated.counts.get(key, "") for key in keys]
            words = words.mask(repeated, pd.Series(said, table.index))
        return words

    def _small(self, table: pd.DataFrame, count: str) -> pd.Series:
        return (table[count].fillna(0) < self.least_group).astype(bool)

    def _early(self, table: pd.DataFrame) -> pd.Series:
        """Say which rows are of a preliminary round."""
        early = pd.Series(False, table.index)
        for column in {"round", "from_round", "to_round"} & set(table):
            early |= table[column].isin(self.preliminary)
        return early

    def _among_first(self, table: pd.DataFrame) -> pd.Series:
        """Say for each row of a round whether its subject is among the first five."""
        if "round" not in table or not len(table):
            return pd.Series(NOT_FIRST, table.index)
        counts = table["needing"].astype("float").fillna(0)
        groups = [table[c] for c in ("round", "sub_region") if c in table]
        fifth = counts.groupby(groups).transform(lambda own: own.nlargest(FIRST).min())
        # No least number is told of a count: beside a later count it would tell of
        # those that replied in between.
        is_first = (counts >= fifth) & (counts > 0)
        return pd.Series(NOT_FIRST, table.index).mask(is_first, FIRST_FIVE)

    def _is_one_of(
        self, table: pd.DataFrame, keys: Collection[tuple[str, ...]]
    ) -> pd.Series:
        """Say which rows have one of the keys, a round or two and a subject."""
        rounds = ["round"] if "round" in table else ["from_round", "to_round"]
        if not keys or not set(rounds) <= set(table):
            return pd.Series(False, table.index)
        rows = zip(*(table[column] for column in [*rounds, "subject_id"]), strict=True)
        return pd.Series([row in keys for row in rows], table.index, dtype=bool)

    def support_withheld(self, rows: pd.DataFrame) -> pd.Series:
        """Say for each subject whether need beside support on record is withheld.

        rows: by subject_id, asked (members that need it), open (of those, without
        activity found), replied_open (members that replied, need it or not, without
        activity found) and replied (all that did). The register is public, so whoever
        reads it knows which members are without; neither they nor the others may all
        have asked. asked is the subject's count, and withheld where that is.
        """
        if self.is_internal:
            return pd.Series(False, rows.index)
        rest, others = rows["asked"] - rows["open"], rows["replied"]
        large = (rows["open"] >= self.least_group) & (rest >= self.least_group)
        told = nearly_all(rows["open"], rows["replied_open"])
        told |= nearly_all(rest, others - rows["replied_open"])
        counts = rows[["asked", "replied"]].set_axis(["needing", "answered"], axis=1)
        counts = counts.assign(round=self.round, subject_id=rows.index)
        return ~large | told | self.withheld(counts)

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
        "fewer"; else "not shown". So are sensitive subjects to the public, subjects
        whose words would tell a number, and in a preliminary edition those that fewer
        than least_group members of the region named.
        """
        columns = ["round", "sub_region", "subject_id", "answered", "share_pct"]
        areas = priorities[priorities["sub_region"] != ALL].reset_index(drop=True)
        answered, needing = areas["answered"].fillna(0), areas["needing"].fillna(0)
        if self.is_internal:
            shown = needing.astype("str").where(answered > 0, NO_ANSWER)
            return areas[columns].assign(shown=shown)
        hidden = answered < self.least_group
        hidden |= self._is_one_of(areas, self.also.words)
        hidden |= self._early(areas) & ~self._many_in_region(areas, priorities)
        if self.edition == "public":
            hidden |= areas["subject_id"].isin(self.sensitive)
        half = pd.Series(FEWER, areas.index).mask(2 * needing > answered, MOST)
        blank = {"answered": pd.NA, "share_pct": float("nan")}
        shown = half.mask(hidden, NOT_SHOWN)
        if self.repeated.as_of:
            keys = areas[["round", "subject_id", "sub_region"]].itertuples(index=False)
            said = [self.repeated.words.get(tuple(key), NOT_SHOWN) for key in keys]
            repeated = self._is_one_of(areas, self.repeated.as_of)
            shown = shown.mask(repeated, pd.Series(said, areas.index))
        return areas[columns].assign(**blank, shown=shown)

    def _many_in_region(
        self, areas: pd.DataFrame, priorities: pd.DataFrame
    ) -> pd.Series:
        """Say for each row of areas whether least_group members of the region named it.

        A final edition will say which counts are small. Beside "most" of a sub-region,
        said before, that would tell the count.
        """
        rows = priorities[priorities["sub_region"] == ALL]
        many = rows[rows["needing"].fillna(0) >= self.least_group]
        keys = set(zip(many["round"], many["subject_id"], strict=True))
        own = zip(areas["round"], areas["subject_id"], strict=True)
        return pd.Series([key in keys for key in own], areas.index, dtype=bool)

    def changes(self, changes: pd.DataFrame) -> pd.DataFrame:
        """Return the table changes, its rose, fell and verdict as this edition may say.

        A verdict may be told where its counts may not.
        """
        if self.is_internal:
            return changes
        compared = changes["rose"].notna()
        hidden = self._is_one_of(changes, self.also.verdicts) | self._early(changes)
        said = {
            c: self.shown(changes, c).where(compared, pd.NA) for c in ("rose", "fell")
        }
        verdict = changes["verdict"].mask(hidden & compared, NOT_SHOWN)
        return changes.assign(**said, verdict=verdict)

    def work_plan(self, plan: pd.DataFrame, priorities: pd.DataFrame) -> pd.DataFrame:
        """Return the table work_plan as this edition may say it.

        See plan.shown: needs covered are withheld like the counts they are
        parts of, and a line for a sub-region does not say for which, unless as many of
        its members named the subject as may be shown.
        """
        if self.is_internal:
            return plan
        region = priorities["sub_region"] == ALL
        hidden = self.withheld(priorities)
        never = priorities[region & hidden]
        counts = ("need_covered_low", "asked_region")
        covered = covered_as_shown(
            plan,
            small=self._small(plan, counts[0]) | self._small(plan, counts[1]),
            withheld=set(zip(never["subject_id"], never["needing"], strict=True)),
            areas=self.areas,
            words=(self.word, NOT_SHOWN),
        )
        now = priorities[priorities["round"] == self.round]
        told = set(now.loc[region & ~hidden, "subject_id"]) if len(now) else set()
        # Those that named it must not be all members there that answered, nor all but
        # one, which knows its own reply.
        many = (now["needing"].fillna(0) >= self.least_group) & (
            now["answered"].fillna(0) - ALONE > self.least_group
        )
        whole = now[~region.loc[now.index] & many & now["subject_id"].isin(told)]
        pairs = set(zip(whole["sub_region"], whole["subject_id"], strict=True))
        return without_area(covered, areas=self.areas, whole=pairs)

    def tables(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """Return the tables this edition may show, as it may show them."""
        if self.is_internal:
            return dict(tables)
        shown = {name: self._shown(name, tables) for name in SHOWN if name in tables}
        return shown | {n: t for n, t in self.repeated.tables.items() if n in shown}

    def _shown(self, name: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        table = tables[name]
        if name == "changes":
            table = self.changes(table)
        if name == "work_plan":
            table = self.work_plan(table, tables["priorities"])
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
        hidden = self.likely_withheld(table)
        shown["first_five"] = shown["first_five"].map(chance_in_words)
        for column in LIKELY:
            shown[column] = shown[column].mask(hidden)
        return shown


def chance_in_words(chance: float | str) -> str:
    """Return the fixed word for a chance, blank where nothing is said of it.

    A word that a release showed stays.

    >>> [chance_in_words(chance) for chance in (0.95, 0.949, 0.3, 0.299)]
    ['almost surely', 'probably', 'open', '']
    """
    if isinstance(chance, str) or pd.isna(chance):
        return chance if isinstance(chance, str) else ""
    return next((w for w, least in CHANCES.items() if round(chance, 9) >= least), "")


def disclosure(
    survey: Survey, edition: Edition, *, round_name: str | None = None
) -> Disclosure:
    """Return the rule of an edition for a survey, before anything else is withheld.

    round_name: the one the brief is about; by default the last.
    """
    subjects, settings = survey.subjects, survey.settings
    sensitive = subjects.loc[subjects["sensitive"] == "yes", "subject_id"]
    areas = survey.members.set_index("member_id")["sub_region"].to_dict()
    status = survey.rounds["status"]
    early = survey.rounds.loc[~status.isin(["", "final"]), "round"]
    return Disclosure(
        edition,
        settings.least_group,
        frozenset(sensitive),
        places_of_ballots(survey),
        areas,
        round_name or survey.round_names[-1],
        frozenset() if settings.preliminary_counts else frozenset(early),
    )


def nearly_all(count: pd.Series, members: pd.Series) -> pd.Series:
    """Say for each count whether it is that of all members, or all but one."""
    return (members.fillna(0) - count.fillna(0) < _MARGIN) & (members.fillna(0) > 0)
