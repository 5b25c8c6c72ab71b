"""Likely counts of a survey: of every round, under a tilt, and forecast on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
import numpy.typing as npt
import pandas as pd

from rocb_analysis.core import tables
from rocb_analysis.priorities.changes import answers_by_round
from rocb_analysis.priorities.comparability import Comparability
from rocb_analysis.region.likely import (
    Flags,
    KnownRound,
    Memory,
    Numbers,
    RegionCounts,
    chance_of_first,
    chances_of_need,
    region_counts,
)
from rocb_analysis.response import ALL, areas_of
from rocb_analysis.survey.survey_folder import Survey, base_of, in_base

# How often members without an answer need a subject, against what is expected of them.
TILTS = {"0.5": 0.5, "1": 1.0, "2": 2.0}
# A sub-region has likely counts from so many members that answered.
LEAST_ANSWERED = 5
# A forecast is made when so many of so many parts of the replies are in.
FORECAST_AT = ((1, 3), (1, 2), (2, 3))
# Rounds to which more replies may come have no forecast yet.
CLOSED = ("", "final")
KEY = ["round", "sub_region", "subject_id"]


@dataclass(frozen=True)
class LikelyCounts:
    """by_subject: columns of priorities by its key; the tables silence and forecasts.

    by_subject has expected, likely_low, likely_high and first_five; a row a round, area
    (all = the region) and subject that somebody answered; areas under LEAST_ANSWERED
    members that answered have none.
    """

    by_subject: pd.DataFrame
    silence: pd.DataFrame
    forecasts: pd.DataFrame


def likely_counts(
    survey: Survey, needs: pd.DataFrame, respondents: pd.DataFrame
) -> LikelyCounts:
    """Return how many members may need each subject, given what they answered before.

    Without a frame there is no region to count, and every table is empty. An answer is
    forgotten where a later round's is not comparable with it (see Comparability).
    """
    columns = [*KEY, "expected", "likely_low", "likely_high", "first_five"]
    by_subject = [pd.DataFrame(columns=columns)]
    silence, forecasts = [pd.DataFrame()], [pd.DataFrame()]
    if survey.has_frame:
        panel = _Panel.of(survey, needs)
        replied = in_base(survey, respondents)
        for name in panel.known:
            chances = panel.chances(name, panel.known[name].needed)
            tilted = panel.by_tilt(name, chances)
            silence += [one.assign(tilt=tilt) for tilt, one in tilted.items()]
            by_subject += [tilted["1"].assign(sub_region=ALL)]
            by_subject += panel.by_area(name, chances)
            forecasts += panel.forecasts(name, replied[replied["round"] == name])
    return LikelyCounts(
        pd.concat(by_subject, ignore_index=True),
        tables.arrange(pd.concat(silence), "silence"),
        tables.arrange(pd.concat(forecasts), "forecasts"),
    )


@dataclass(frozen=True)
class _Panel:
    """The members ever in the base and the subjects ever asked, by round with replies.

    known: what each round says, and what was known before it.
    """

    survey: Survey
    members: pd.Index
    subjects: pd.Index
    known: dict[str, KnownRound]

    @classmethod
    def of(cls, survey: Survey, needs: pd.DataFrame) -> _Panel:
        """Return the panel of a survey with a frame."""
        needed = answers_by_round(survey, needs)
        scores = answers_by_round(survey, needs, values="score")
        bases = [base_of(survey, name)["member_id"] for name in needed]
        members = pd.Index(sorted({member for base in bases for member in base}))
        subjects = pd.Index(sorted({s for one in needed.values() for s in one}))
        judge, known = Comparability(survey), dict[str, KnownRound]()
        memory = Memory.nothing(len(members), len(subjects))
        for name in needed:
            now, score = (
                by_round[name].reindex(index=members, columns=subjects).to_numpy(float)
                for by_round in (needed, scores)
            )
            memory = memory.without(_broken(judge, name, subjects))
            known[name] = KnownRound(now, memory)
            memory = memory.after(now, score)
        return cls(survey, members, subjects, known)

    def chances(self, name: str, needed: Numbers) -> Numbers:
        """Return the chances of a round with these answers, taught by those before."""
        rounds = [*takewhile(lambda one: one != name, self.known)]
        last = KnownRound(needed, self.known[name].memory)
        before = [self.known[one] for one in rounds]
        return chances_of_need([*before, last], seed=self.survey.settings.seed)

    def by_tilt(self, name: str, chances: Numbers) -> dict[str, pd.DataFrame]:
        """Return the counts of the region in a round under each tilt."""
        base = base_of(self.survey, name)
        return {
            tilt: self._counted(name, chances, base, tilt=times)
            for tilt, times in TILTS.items()
        }

    def by_area(self, name: str, chances: Numbers) -> Iterator[pd.DataFrame]:
        """Yield the counts of each sub-region that is large enough in a round."""
        needed = self.known[name].needed
        answered = self.members[(~np.isnan(needed)).any(axis=1)]
        for area, base in areas_of(base_of(self.survey, name)):
            enough = base["member_id"].isin(answered).sum() >= LEAST_ANSWERED
            if area != ALL and enough:
                yield self._counted(name, chances, base).assign(sub_region=area)

    def _counted(
        self, name: str, chances: Numbers, base: pd.DataFrame, *, tilt: float = 1.0
    ) -> pd.DataFrame:
        """Return the counts of a base: a row a subject that one of it answered."""
        inside = self.members.isin(base["member_id"])
        needed = self.known[name].needed[inside]
        asked = (~np.isnan(needed)).any(axis=0)
        of_these = chances[:, inside][:, :, asked]
        counts = region_counts(needed[:, asked], of_these, tilt=tilt)
        drawn = counts.drawn(seed=self.survey.settings.seed)
        found = {**_ranges(counts), "first_five": chance_of_first(drawn)}
        return pd.DataFrame(found).assign(round=name, subject_id=self.subjects[asked])

    def forecasts(self, name: str, replied: pd.DataFrame) -> Iterator[pd.DataFrame]:
        """Yield what was forecast of a closed round, and what came."""
        status = self.survey.rounds.loc[self.survey.rounds["round"] == name, "status"]
        if not status.isin(CLOSED).all():
            return
        final = self.known[name].needed
        inside = self.members.isin(replied["respondent_id"])
        asked = (~np.isnan(final)).any(axis=0)
        for made_on, who in replies_on_the_way(replied):
            seen = np.where(self.members.isin(who)[:, None], final, np.nan)
            chances = self.chances(name, seen)
            # Who left a subject blank in the end is none of those it is forecast of.
            seen = np.where(np.isnan(final), 0.0, seen)[inside][:, asked]
            counts = region_counts(seen, chances[:, inside][:, :, asked])
            ranges, came = _ranges(counts), np.nansum(final, axis=0)[asked]
            low, high = ranges["likely_low"], ranges["likely_high"]
            told = {"round": name, "replies": len(who), "made_on": made_on, **ranges}
            held = (low <= came) & (came <= high)
            yield pd.DataFrame(
                {**told, "came": came, "inside": held.astype(int)}
            ).assign(subject_id=self.subjects[asked])


def _broken(judge: Comparability, name: str, subjects: pd.Index) -> Flags:
    """Say of each subject whether a round's answers compare with no earlier ones."""
    broken = np.zeros(len(subjects), bool)
    for place, subject in enumerate(subjects):
        asking = judge.asking(subject)
        if name in asking[1:]:
            before = asking[asking.index(name) - 1]
            broken[place] = judge.grade(subject, before, name) == "no"
    return broken


def _ranges(counts: RegionCounts) -> dict[str, npt.NDArray[np.generic]]:
    """Return the columns that say how many members may need a subject."""
    low, high = counts.likely_range()
    return {"expected": counts.expected(), "likely_low": low, "likely_high": high}


def replies_on_the_way(replied: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """Yield when so many of the replies to a round were in, and whose they were.

    Needs the columns respondent_id and replied_on. Replies of the same moment came
    together; a round with a reply without a date has no order, and yields nothing, nor
    does a moment at which all were in.

    >>> days = {"respondent_id": list("ABC"), "replied_on": ["d1", "d2", "d3"]}
    >>> list(replies_on_the_way(pd.DataFrame(days)))
    [('d1', ['A']), ('d2', ['A', 'B'])]
    """
    order = replied.sort_values(["replied_on", "respondent_id"])
    moments = order["replied_on"].tolist()
    if "" in moments:
        return
    ends = {moments[-(-part * len(moments) // of) - 1] for part, of in FORECAST_AT}
    for end in sorted(ends - {moments[-1]}):
        yield end, order.loc[order["replied_on"] <= end, "respondent_id"].tolist()
