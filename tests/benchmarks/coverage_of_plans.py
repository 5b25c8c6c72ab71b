"""How much need a drafted plan covers of what the best plan would with all answers.

Regions with a known truth: 33 to 35 members, some yet to reply. The drafted plan knows
the replies, perhaps last round's too; the best plan knows every need; the plain rule
gives the most named subjects, in order, the same events and seats: to everyone, or to
those first that named the subject.
Run with `python -m tests.benchmarks.coverage_of_plans`.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from rocb_analysis.plan.expected_needs import Needs, needs_of_round
from rocb_analysis.plan.model import PlanModel, Whole
from rocb_analysis.plan.offers import (
    QUARTERS,
    Limits,
    Offer,
    default_offers,
    read_limits,
    read_offers,
)
from rocb_analysis.plan.planning_book import default_kinds, default_limits
from rocb_analysis.plan.sensitivity import in_lowest_terms
from rocb_analysis.plan.solve import NO_BEST, Clock, seated, solve, tight
from rocb_analysis.region.completion import complete, keep_chance
from tests.benchmarks.regions import Region, make_region

NOW = "now"
DRAWS = 400


def needs_of(region: Region) -> pd.DataFrame:
    """Return the table needs of those who replied; the score is the need itself."""
    rows = [
        (NOW, f"m{member:02d}", subject, 1, "answered", need, need, np.nan)
        for member in np.flatnonzero(region.replies)
        for subject, need in zip(
            region.names, region.now[member].astype(int), strict=True
        )
    ]
    names = "round respondent_id subject_id asked state needed score rank".split()
    return pd.DataFrame(rows, columns=names)


def members_of(region: Region) -> pd.DataFrame:
    """Return the members of a region with their sub-regions."""
    ids = [f"m{member:02d}" for member in range(len(region.now))]
    return pd.DataFrame({"member_id": ids, "sub_region": region.areas})


def problem_of(region: Region, needs: Needs, limits: Limits) -> PlanModel:
    """Return the problem of the default planning book."""
    members = members_of(region)
    kinds = default_kinds()
    ids = list(members["member_id"])
    offers = default_offers(list(needs.named.columns), members, kinds)
    return PlanModel(
        tuple(read_offers(offers, kinds, ids, sheet="offers")),
        tuple(needs.named.index),
        tuple(needs.named.columns),
        needs.first,
        limits,
    )


def covered_by_plan(
    problem: PlanModel, weights: Whole, truth: pd.DataFrame
) -> tuple[int, list[Offer]]:
    """Return the true needs a plan made of the weights covers, and its events."""
    small, _ = in_lowest_terms(weights)
    programme, clock = tight(problem, small), Clock(NO_BEST)
    found = solve(programme, clock=clock)
    assert found is not None
    invited = seated(problem, small, programme.held(found.x), clock)
    events = [offer for offer in problem.offers if offer.line in invited]
    covers = sum(truth.loc[list(invited[o.line]), o.subject].sum() for o in events)
    return int(covers), events


def covered_by_most_named(
    events: list[Offer], needs: Needs, truth: pd.DataFrame, chance: pd.Series | None
) -> int:
    """Return the true needs that the most named subjects cover with the same events.

    The most named subject takes the largest event, and so on. chance: the order in
    which members take seats, an event being for everyone; without it those that named
    the subject come first, then those yet to reply.
    """
    named = (needs.named == 1).sum()
    order = list(named.sort_values(ascending=False, kind="stable").index)
    rooms = sorted(events, key=lambda event: -event.seats)
    total = 0
    for event, subject in zip(rooms, order, strict=False):
        first = needs.named[subject].fillna(0.5) if chance is None else chance
        own = first[list(event.members)].sort_values(ascending=False, kind="stable")
        total += int(truth.loc[list(own.index[: event.seats]), subject].sum())
    return total


def shares(
    random: np.random.Generator, *, kind: str, replies: int, last: bool
) -> tuple[float, float, float]:
    """Return the share covered by the drafted plan, and by the most named subjects.

    The latter twice: those that named a subject first, and for everyone.
    """
    silence = str(random.choice(["chance", "sub_region"]))
    region = make_region(random, kind=kind, replies=replies, silence=silence)
    members = members_of(region)
    ids = list(members["member_id"])
    known = {
        "kind": list(default_kinds()["kind"]),
        "quarter": list(QUARTERS),
        "member": ids,
        "subject": region.names,
        "host": [],
    }
    limits = read_limits(default_limits(), known)
    answers = region.answers()
    before = pd.DataFrame(index=answers.index, columns=answers.columns, dtype=float)
    if last:
        order = random.permutation(len(ids))
        before = region.last_answers(np.isin(np.arange(len(ids)), order[:25]))
    seed = int(random.integers(1_000_000))
    keep = keep_chance(before, answers) if last else 0.0
    drawn = complete(answers, last=before, keep=keep, draws=DRAWS, seed=seed)
    needs = needs_of_round(
        needs_of(region), members, limits, round_name=NOW, completed=drawn
    )
    problem = problem_of(region, needs, limits)
    truth = pd.DataFrame(region.now.astype(int), index=ids, columns=region.names)
    truth = truth.reindex(index=problem.members, columns=problem.subjects)
    best, _ = covered_by_plan(problem, truth.to_numpy(np.int64) * 10_000, truth)
    drafted, events = covered_by_plan(problem, needs.weights(), truth)
    chance = pd.Series(random.random(len(ids)), ids)
    invited = covered_by_most_named(events, needs, truth, None)
    for_all = covered_by_most_named(events, needs, truth, chance)
    return drafted / best, invited / best, for_all / best


def study(
    *, kind: str, replies: int, last: bool, regions: int, seed: int = 0
) -> pd.DataFrame:
    """Return the shares of many regions: drafted, most_named, for_everyone."""
    random = np.random.default_rng(seed)
    rows = [
        shares(random, kind=kind, replies=replies, last=last) for _ in range(regions)
    ]
    return pd.DataFrame(rows, columns=["drafted", "most_named", "for_everyone"])


def main(regions: int = 200) -> None:
    """Print the study: means, the share of regions at 90 %, the 5 % point."""
    for kind in ("yes_no", "top_5"):
        for replies in (20, 25, 28):
            for last in (False, True):
                begun = time.perf_counter()
                found = study(kind=kind, replies=replies, last=last, regions=regions)
                print(
                    f"{kind:7}{replies:3} replying, last round {last!s:5}: "
                    f"drafted {found['drafted'].mean():.3f}, "
                    f"at .90 or more {(found['drafted'] >= 0.9).mean():.3f}, "
                    f"5 % point {found['drafted'].quantile(0.05):.3f}, "
                    f"most named, those that named it first "
                    f"{found['most_named'].mean():.3f}, for everyone "
                    f"{found['for_everyone'].mean():.3f} "
                    f"({time.perf_counter() - begun:.0f} s)"
                )


if __name__ == "__main__":
    main()
