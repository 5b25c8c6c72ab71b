"""A draft of next year's work plan: the offers that cover most need within the limits.

A draft for the coordinator, never a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from rocb_analysis.core.tables import TABLES, SurveyError, arrange
from rocb_analysis.core.text import counted, listed
from rocb_analysis.delivery.dates import day_in_words
from rocb_analysis.delivery.partners import (
    hosted,
    hosts_by_name,
    partners_in_words,
    times_reached,
)
from rocb_analysis.plan.checked import covered, faults
from rocb_analysis.plan.decisions import (
    PLAN_COLUMNS,
    decided_lines,
    named_own_lines,
    own_offers,
    with_decisions,
    with_office_lines,
)
from rocb_analysis.plan.expected_needs import Needs, needs_of_round
from rocb_analysis.plan.model import PlanModel
from rocb_analysis.plan.offers import (
    QUARTERS,
    Offer,
    cell,
    listed_ids,
    read_limits,
    read_offers,
)
from rocb_analysis.plan.planning_book import Planning, empty_sheet
from rocb_analysis.plan.schedule import (
    free_weeks,
    given_hosts,
    given_quarters,
    lines_near,
)
from rocb_analysis.plan.sensitivity import (
    ONE_NEED,
    coverage_by_events,
    in_lowest_terms,
    kept_shares,
    next_best,
    price_of_limits,
)
from rocb_analysis.plan.solve import Chosen, best_plan, collision
from rocb_analysis.region.completion import Completed


@dataclass(frozen=True)
class WorkPlan:
    """A drafted plan.

    table: the table work_plan, a row a line; chosen: its events and who is invited;
    problem, needs: what it was drafted from.
    """

    table: pd.DataFrame
    problem: PlanModel
    needs: Needs
    chosen: Chosen

    @property
    def objective(self) -> float:
        """Needs covered: of members yet to reply as expected, extra weight counted."""
        return round(self.chosen.value / ONE_NEED, 6)

    @property
    def proven(self) -> float:
        """What no plan can exceed, as objective: proven apart from its solver."""
        return round(self.chosen.proven / ONE_NEED, 6)

    @property
    def covered(self) -> float:
        """Needs covered as objective counts them, without extra weight."""
        expected = self.needs.expected
        of_line = {offer.line: offer.subject for offer in self.problem.offers}
        met = (
            float(expected.loc[member, of_line[line]])
            for line, invited in self.chosen.invited.items()
            for member in invited
        )
        return round(sum(met), 6)

    @property
    def needed(self) -> float:
        """Expected needs of all members."""
        return round(float(self.needs.expected.to_numpy().sum()), 6)

    @cached_property
    def price_of_limits(self) -> pd.DataFrame:
        """What each limit costs in needs; see sensitivity.price_of_limits."""
        return price_of_limits(self.problem, self.needs.weights(), self.chosen.value)

    @cached_property
    def coverage_by_events(self) -> pd.DataFrame:
        """Return what fewer or more events cover; see sensitivity.coverage_by_events.

        Up to half as many again as the plan has.
        """
        most = len(self.chosen.invited) * 3 // 2
        return coverage_by_events(self.problem, self.needs.weights(), up_to=most)

    @cached_property
    def next_best(self) -> pd.DataFrame:
        """The plans that come next; see sensitivity.next_best."""
        return next_best(self.problem, self.needs.weights(), self.chosen)


def draft_work_plan(
    needs: pd.DataFrame,
    offers: pd.DataFrame,
    limits: pd.DataFrame,
    *,
    members: pd.DataFrame,
    completions: int = 100,
    seed: int = 0,
    round: str = "",
    last_round: str = "",
    completed: Completed | None = None,
    planning: Planning | None = None,
    subjects: pd.DataFrame | None = None,
    activities: pd.DataFrame | None = None,
    partners: pd.DataFrame | None = None,
    gaps: pd.DataFrame | None = None,
    found_until: str = "",
    previous: pd.DataFrame | None = None,
    starts_on: str = "",
) -> WorkPlan:
    """Draft the plan that covers most need within its limits.

    A need is a member and a subject it needs; it is covered once if the member is
    invited to an event on the subject. A member yet to reply counts with the share of
    completed regions in which it needs the subject, never as no need. Of equally good
    plans: fewest events, fewest seats, the offer that stands first; for a seat, the
    member seen least in the register, then by member_id.

    Parameters
    ----------
    needs : the table needs.
    offers : columns subject_id, kind, host, cost, seats, member_ids (allowed), quarter;
        see offers.read_offers and offers.default_offers.
    limits : columns limit, of, least, most; see limits.read_limits.
    members : the base of the round, a row a member; member_id, sub_region, role,
        ldc_until, sids.
    completions : regions in which the plan is made anew for kept_share.
    seed : start of the random numbers of the completions.
    round, last_round : the round planned from (by default the last in needs) and a
        comparable one before it; not used for draws if `completed` is given.
    completed : the region drawn elsewhere, see region.complete.
    planning : kinds, locked lines, own lines and blocked weeks.
    subjects : subject_id, label, pillar; for words alone.
    activities, partners : those of the register: hosts, who paid before, who was seen
        least.
    gaps, found_until : the table gaps of the round, and the last day of the activities
        it counts, ISO; for words alone.
    previous : the last adopted plan; lines of kinds that no limit counts stay.
    starts_on : first day of the plan year, ISO.

    Raises
    ------
    SurveyError where no plan keeps all limits: which collide, and the smallest change;
    and where the best plan is not found in solve.SECONDS.
    """
    book = planning or Planning(kinds=empty_sheet("kinds"))
    register = _or_none(activities), _or_none(partners)
    last_plan = _or_none(previous)
    hosts = hosts_by_name(register[1], starts_on)
    ids = sorted(members["member_id"])
    made = read_offers(offers, book.kinds, ids, sheet="offers")
    made += own_offers(book.own_lines, book.kinds, ids)
    made = with_decisions(made, book, last_plan)
    counted = needs_of_round(
        needs,
        members,
        read_limits(limits, nameable(book, made, needs, ids, list(hosts["name"]))),
        round_name=round or str(needs["round"].iloc[-1]),
        last_round=last_round,
        completed=completed,
        seed=seed,
        turn=times_reached(register[0]),
        starts_on=starts_on,
    )
    problem = problem_of(counted, made, book, hosts, starts_on)
    chosen = _chosen(problem, counted)
    held = [offer for offer in problem.offers if offer.line in chosen.invited]
    areas = dict(zip(members["member_id"], members["sub_region"], strict=True))
    near, seen = lines_near(hosts, held, areas), hosted(*register)
    by_host = given_hosts(problem, held, seen=seen, near=near)
    by_quarter = given_quarters(problem, held, by_host)
    _check(problem, counted, chosen, by_host, by_quarter)
    paid, until = partners_in_words(*register), _until(found_until)
    rows = [
        {
            **event_cells(offer, book.kinds, _or_none(subjects), areas),
            **reach_cells(offer, chosen, counted, _or_none(gaps), until),
            "host": by_host[offer.line],
            "quarter": by_quarter[offer.line],
            "partners_seen": paid.get(offer.subject, ""),
        }
        for offer in held
    ]
    events = pd.DataFrame(rows, columns=PLAN_COLUMNS)
    table = with_office_lines(events, book, last_plan)
    lines = list(chosen.invited)
    kept = kept_shares(problem, counted, lines, completions=completions)
    table["kept_share"] = table["line"].map(kept)
    return WorkPlan(_arranged(table), problem, counted, chosen)


def _arranged(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table in the form of the contract."""
    if "work_plan" in TABLES:
        return arrange(table, "work_plan")
    return table.sort_values("line", ignore_index=True)


def _or_none(frame: pd.DataFrame | None) -> pd.DataFrame:
    return pd.DataFrame() if frame is None else frame


def _chosen(problem: PlanModel, needs: Needs) -> Chosen:
    """Return the best plan, its value in the weights of the needs."""
    weights, divisor = in_lowest_terms(needs.weights())
    chosen = best_plan(problem, weights)
    if chosen is None:
        why = collision(problem, weights)
        raise SurveyError(why.sentence() if why else "No plan keeps all limits.")
    return replace(chosen, value=chosen.value * divisor, proven=chosen.proven * divisor)


def _check(
    problem: PlanModel,
    needs: Needs,
    chosen: Chosen,
    hosts: Mapping[str, str],
    quarters: Mapping[str, str],
) -> None:
    """Check the plan by other means than those that found it."""
    found = faults(problem, chosen.invited, hosts=hosts, quarters=quarters)
    if covered(problem, chosen.invited, needs.weights()) != chosen.value:
        found.append("Its value is not what its lines cover.")
    if found:
        raise RuntimeError(f"The plan breaks a limit, please report this: {found[0]}")


# What the programme is made of.


def problem_of(
    needs: Needs,
    offers: list[Offer],
    book: Planning,
    hosts: pd.DataFrame,
    starts_on: str,
) -> PlanModel:
    """Return what the plan is drafted from."""
    takes = zip(hosts["name"], hosts["subject_ids"], strict=True)
    return PlanModel(
        offers=tuple(offers),
        members=tuple(needs.named.index),
        subjects=tuple(needs.named.columns),
        first=needs.first,
        limits=needs.limits,
        hosts={str(host): frozenset(listed_ids(ids)) for host, ids in takes},
        decided=decided_lines(book, offers),
        free_weeks=free_weeks(book.blocked_weeks, starts_on=starts_on)
        if starts_on
        else {},
        own_lines=frozenset(named_own_lines(book.own_lines)["line"]),
    )


def nameable(
    book: Planning,
    offers: list[Offer],
    needs: pd.DataFrame,
    members: list[str],
    hosts: list[str],
) -> dict[str, list[str]]:
    """Return the names that limits may speak of."""
    kinds = [*book.kinds["kind"], *(offer.kind for offer in offers)]
    named = [*hosts, *(offer.host for offer in offers if offer.host)]
    return {
        "kind": list(dict.fromkeys(kinds)),
        "host": list(dict.fromkeys(named)),
        "quarter": list(QUARTERS),
        "subject": sorted(set(needs["subject_id"])),
        "member": members,
    }


# The rows of the work plan, as a coordinator reads and edits them.


def event_cells(
    offer: Offer, kinds: pd.DataFrame, subjects: pd.DataFrame, areas: Mapping[str, str]
) -> dict[str, object]:
    """Return what an event is, whoever comes.

    kinds : of the planning book; subjects : subject_id, label, pillar; areas : member
    to sub-region.
    """
    kind = _found(kinds, "kind", offer.kind)
    subject = _found(subjects, "subject_id", offer.subject)
    label, wording = cell(subject, "label") or offer.subject, cell(kind, "title")
    if not wording.startswith("{subject}"):
        label = in_a_sentence(label, subjects.get("label", []))
    return {
        "line": offer.line,
        "title": offer.title or _title(offer, wording, label, areas),
        "subject_id": offer.subject,
        "kind": offer.kind,
        "mode": offer.mode,
        "days": float(offer.days) if offer.days else None,
        "seats": offer.seats,
        "pillar": cell(kind, "pillar") or cell(subject, "pillar"),
        "cost": offer.cost or None,
    }


def _found(table: pd.DataFrame, column: str, name: str) -> dict[str, object]:
    """Return the row of a table that a column names, {} where there is none."""
    if column not in table:
        return {}
    rows = table[table[column] == name].to_dict("records")
    return {str(key): value for key, value in rows[0].items()} if rows else {}


def _title(offer: Offer, wording: str, label: str, areas: Mapping[str, str]) -> str:
    """Return the title of an event in the wording of its kind, or a plain one."""
    kind = offer.kind.replace("_", " ")
    wording = wording or f"{kind[:1].upper()}{kind[1:]} on {{subject}}"
    where = sorted({areas.get(member, "") for member in offer.members})
    return wording.replace("{subject}", label).replace("{area}", listed(where))


def in_a_sentence(label: str, labels: Iterable[str] = ()) -> str:
    """Return a label as it stands inside a sentence: its first word small.

    A word stays as it is if it is an abbreviation, if the next word has a capital too,
    or if it has one inside any of the labels: then it belongs to a name.

    >>> in_a_sentence("Risk management"), in_a_sentence("Revised Kyoto Convention")
    ('risk management', 'Revised Kyoto Convention')
    >>> in_a_sentence("Customs valuation", ["Data and digital Customs"])
    'Customs valuation'
    """
    first, *rest = label.split() or [""]
    names = {word for other in labels for word in other.split()[1:]}
    is_name = (
        not first[1:].islower()
        or first in names
        or rest[:1] != [word[:1].lower() + word[1:] for word in rest[:1]]
    )
    return label if is_name else label[:1].lower() + label[1:]


def reach_cells(
    offer: Offer, chosen: Chosen, needs: Needs, gaps: pd.DataFrame, until: str
) -> dict[str, object]:
    """Return whom an event reaches, and why it stands in the plan.

    need_covered: needs of those invited, as expected; need_covered_low and _high: how
    many it is at least and at most, if none or all of those yet to reply need it.

    gaps : the table gaps; until : up to when it counts, in words.
    """
    invited = list(chosen.invited[offer.line])
    if offer.subject not in needs.named:
        return {"members_invited": "; ".join(sorted(invited)), "why": ""}
    answers = needs.named[offer.subject]
    named = [member for member in invited if answers[member] == 1]
    unknown = [member for member in invited if pd.isna(answers[member])]
    without = _without_activity(gaps, offer.subject, named)
    return {
        "members_invited": "; ".join(sorted(invited)),
        "asked_by": int((answers.reindex(offer.members) == 1).sum()),
        "asked_region": int((answers == 1).sum()),
        "expected_result": _expected_result(offer),
        "indicator": "Members with an action plan, of those that took part, in the "
        "follow-up survey",
        "need_covered": float(needs.expected.loc[invited, offer.subject].sum()),
        "need_covered_low": len(named),
        "need_covered_high": len(named) + len(unknown),
        "why": _why(len(named), without, len(unknown), until),
    }


def _until(day: str) -> str:
    """Return up to when activities are counted, in words, "" without a day."""
    return f" up to {day_in_words(day)}" if day else ""


def _expected_result(offer: Offer) -> str:
    """Say what an event with all seats taken would bring.

    Seats left after those invited are open to all, and a number of invited would tell
    outside the office how many are in need.
    """
    room = min(offer.seats, len(offer.members))
    return f"Up to {counted(room, 'member')} with an action plan"


def _without_activity(gaps: pd.DataFrame, subject: str, members: list[str]) -> int:
    """Return of how many members no activity on a subject is found; 0 without gaps."""
    if "delivered" not in gaps:
        return 0
    none = gaps[(gaps["delivered"] == "none") & gaps["member_id"].isin(members)]
    return int(none.loc[none["subject_id"] == subject, "member_id"].nunique())


def _why(named: int, without: int, unknown: int, until: str) -> str:
    words = [f"{counted(named, 'member')} invited named it"]
    if without:
        words.append(f"for {without} of them no activity found{until}")
    if unknown:
        words.append(f"{counted(unknown, 'member')} yet to reply may need it")
    return "; ".join(words)
