"""What each member needs, or may need if it has yet to reply, as the plan counts it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from rocb_analysis.core.tables import SurveyError
from rocb_analysis.plan.model import Whole
from rocb_analysis.plan.offers import Limits
from rocb_analysis.region.completion import Completed, complete, keep_chance

# Draws the expected need of a member yet to reply is the mean of.
DRAWS = 1000
# A need is counted in hundredths, so that no plan hangs on the last digits of a mean.
HUNDREDTHS = 100


@dataclass(frozen=True)
class Needs:
    """The needs of one round, for every member of the base.

    named: members x subjects, 1, 0 or blank as answered; expected: the same, with the
    share of completed regions in which the member needs the subject where it gave no
    answer; first: the subjects of each member's first needs; extra_pct: by member, the
    extra weight of its needs; completed: the regions drawn; limits: those of the plan.
    """

    named: pd.DataFrame
    expected: pd.DataFrame
    first: tuple[frozenset[str], ...]
    extra_pct: tuple[int, ...]
    completed: Completed
    limits: Limits

    def weights(self) -> Whole:
        """Return hundredths of need x hundredths of weight: members x subjects."""
        shares = (self.expected.to_numpy() * HUNDREDTHS).round().astype(np.int64)
        return shares * (HUNDREDTHS + np.array(self.extra_pct, np.int64))[:, None]

    def weights_of(self, draw: int) -> Whole:
        """Return the weights of one completed region."""
        region = self.completed.region(draw).reindex(
            index=self.named.index, columns=self.named.columns
        )
        extra = np.array(self.extra_pct, np.int64)
        return region.to_numpy(np.int64) * (HUNDREDTHS + extra)[:, None]


def needs_of_round(
    needs: pd.DataFrame,
    members: pd.DataFrame,
    limits: Limits,
    *,
    round_name: str,
    last_round: str = "",
    completed: Completed | None = None,
    seed: int = 0,
    turn: pd.Series | None = None,
    starts_on: str = "",
) -> Needs:
    """Return what the plan counts on: answers, expected needs, first needs, weights.

    Parameters
    ----------
    needs : the table needs, one or more rounds.
    members : the base of the round, a row a member; providers are left out.
    limits : first_needs and extra_weight are read here.
    round_name, last_round : the round planned from; one whose answers are comparable,
        which members yet to reply keep with the usual chance (see region.complete).
    completed : the region drawn elsewhere; by default drawn here.
    turn : by member, what decides among equals for a seat: the lower first.
    starts_on : first day of the plan year, on which a member is an LDC or is not.

    Raises
    ------
    SurveyError if no member of the base has answered in the round.
    """
    base = _in_turn(members, turn)
    named = _answers(needs, round_name).reindex(index=base.index)
    named = named.loc[:, named.notna().any(axis=0)].sort_index(axis=1)
    if named.empty:
        raise SurveyError(
            f"No member has answered in the round {round_name}; a plan needs a reply."
        )
    if completed is None:
        last = _answers(needs, last_round).reindex(index=base.index)
        completed = complete(
            named,
            last=last,
            keep=keep_chance(last, named),
            draws=DRAWS,
            seed=seed,
        )
    first = _first_needs(needs, round_name, limits)
    return Needs(
        named,
        _expected(named, completed),
        tuple(first.get(member, frozenset()) for member in base.index),
        _extra(base, limits, starts_on),
        completed,
        limits,
    )


def _in_turn(members: pd.DataFrame, turn: pd.Series | None) -> pd.DataFrame:
    """Return the members that may need, by member_id, in the order among equals."""
    base = members
    if "role" in members:
        base = members[members["role"] != "provider"]
    base = base.set_index("member_id").sort_index()
    if turn is None:
        return base
    own = turn.reindex(base.index).fillna(0)
    return base.loc[own.sort_values(kind="stable").index]


def _answers(needs: pd.DataFrame, round_name: str) -> pd.DataFrame:
    rows = needs[(needs["round"] == round_name) & (needs["asked"] == 1)]
    wide = rows.pivot(index="respondent_id", columns="subject_id", values="needed")
    return wide.astype("float64")


def _expected(named: pd.DataFrame, completed: Completed) -> pd.DataFrame:
    """Return the share of draws in which each member needs each subject, 0 to 1."""
    shares = completed.known.astype(float)
    shares[completed.open_rows] = completed.drawn.mean(axis=0)
    frame = pd.DataFrame(shares, completed.members, completed.subjects)
    return frame.reindex(index=named.index, columns=named.columns).round(9)


def _first_needs(
    needs: pd.DataFrame, round_name: str, limits: Limits
) -> dict[str, frozenset[str]]:
    """Return the first needs of each member that named one.

    The order is the rank on the ballot; without one, the score. All that tie with the
    last of the first needs count as first.
    """
    least, most = limits.whole("first_needs")
    rows = needs[(needs["round"] == round_name) & (needs["needed"] == 1)]
    if least == 0 or rows.empty:
        return {}
    place = rows["rank"].astype("float64") if "rank" in rows else -rows["score"]
    place = place.fillna(-rows["score"].astype("float64")).fillna(0.0)
    rows = rows.assign(place=place.round(9)).sort_values("place", kind="stable")
    first: dict[str, frozenset[str]] = {}
    for member, own in rows.groupby("respondent_id"):
        last = own["place"].iloc[min(int(min(most, len(own))), len(own)) - 1]
        first[str(member)] = frozenset(own.loc[own["place"] <= last, "subject_id"])
    return first


def _extra(base: pd.DataFrame, limits: Limits, starts_on: str) -> tuple[int, ...]:
    """Return the extra weight of each member in per cent; the larger where two hold."""
    bounds = {row.of: row.most for row in limits.rows if row.limit == "extra_weight"}
    ldc = np.zeros(len(base), bool)
    if "ldc_until" in base:
        until = base["ldc_until"].fillna("").astype("str")
        ldc = ((until != "") & (until >= starts_on)).to_numpy()
    sids = np.zeros(len(base), bool)
    if "sids" in base:
        sids = (base["sids"] == "yes").to_numpy()
    common = bounds.get("", 0.0)
    of = {"ldc": bounds.get("ldc", common), "sids": bounds.get("sids", common)}
    extra = np.maximum(ldc * of["ldc"], sids * of["sids"])
    return tuple(int(pct) for pct in extra.round())
