"""A draft of next year's work plan: the offers that cover most need within the limits.

A draft for the coordinator, never a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
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
from rocb_analysis.plan.model import (
    INFINITY,
    Chosen,
    Constraint,
    Model,
    PlanModel,
    Whole,
    best_plan,
    build,
    solve,
)
from rocb_analysis.plan.offers import (
    QUARTERS,
    Offer,
    cell,
    listed_ids,
    read_limits,
    read_offers,
    told,
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
from rocb_analysis.region.completion import Completed


@dataclass(frozen=True)
class WorkPlan:
    """A drafted plan.

    table: the table work_plan, a row a line; objective: needs covered, those of members
    yet to reply as expected, extra weight counted; bound: what no plan can exceed, as
    the solver says; proven: the same, proven apart from the solver's word; covered: as
    objective, without extra weight; needed: expected needs of all members.
    """

    table: pd.DataFrame
    objective: float
    bound: float
    proven: float
    covered: float
    needed: float
    problem: PlanModel
    needs: Needs
    chosen: Chosen

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
    SurveyError where no plan keeps all limits: which collide, and the smallest change.
    """
    book = planning or Planning(kinds=empty_sheet("kinds"))
    frames = (subjects, activities, partners, gaps, previous)
    known = Known(*map(_or_none, frames))._replace(found_until=found_until)
    hosts = hosts_by_name(known.partners, starts_on)
    ids = sorted(members["member_id"])
    made = read_offers(offers, book.kinds, ids, sheet="offers")
    made += own_offers(book.own_lines, book.kinds, ids)
    made = with_decisions(made, book, known.previous)
    counted = needs_of_round(
        needs,
        members,
        read_limits(limits, nameable(book, made, needs, ids, list(hosts["name"]))),
        round_name=round or str(needs["round"].iloc[-1]),
        last_round=last_round,
        completed=completed,
        seed=seed,
        turn=times_reached(known.activities),
        starts_on=starts_on,
    )
    problem = problem_of(counted, made, book, hosts, starts_on)
    chosen = _chosen(problem, counted)
    table = checked_rows(problem, counted, chosen, book, known, members, hosts)
    lines = list(chosen.invited)
    kept = kept_shares(problem, counted, lines, completions=completions)
    table["kept_share"] = table["line"].map(kept)
    return _work_plan(_arranged(table), problem, counted, chosen)


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
    return Chosen(
        chosen.invited,
        chosen.value * divisor,
        chosen.bound * divisor,
        chosen.proven * divisor,
    )


def _work_plan(
    table: pd.DataFrame, problem: PlanModel, needs: Needs, chosen: Chosen
) -> WorkPlan:
    expected = needs.expected.to_numpy()
    rows = {member: n for n, member in enumerate(problem.members)}
    columns = {subject: n for n, subject in enumerate(problem.subjects)}
    of_line = {offer.line: offer.subject for offer in problem.offers}
    met = sum(
        float(expected[rows[member], columns[of_line[line]]])
        for line, invited in chosen.invited.items()
        for member in invited
    )
    return WorkPlan(
        table=table,
        objective=round(chosen.value / ONE_NEED, 6),
        bound=round(chosen.bound / ONE_NEED, 6),
        proven=round(chosen.proven / ONE_NEED, 6),
        covered=round(met, 6),
        needed=round(float(expected.sum()), 6),
        problem=problem,
        needs=needs,
        chosen=chosen,
    )


# The steps of a draft plan between its inputs and its programme, and back.


class Known(NamedTuple):
    """What is known beside the needs; a frame without rows = nothing.

    found_until: the last day of the activities that gaps counts, ISO.
    """

    subjects: pd.DataFrame
    activities: pd.DataFrame
    partners: pd.DataFrame
    gaps: pd.DataFrame
    previous: pd.DataFrame
    found_until: str = ""


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


def checked_rows(
    problem: PlanModel,
    needs: Needs,
    chosen: Chosen,
    book: Planning,
    known: Known,
    members: pd.DataFrame,
    hosts: pd.DataFrame,
) -> pd.DataFrame:
    """Return the rows of the plan, after it has been checked by other means."""
    held = [offer for offer in problem.offers if offer.line in chosen.invited]
    areas = dict(zip(members["member_id"], members["sub_region"], strict=True))
    by_host = given_hosts(
        problem,
        held,
        seen=hosted(known.activities, known.partners),
        near=lines_near(hosts, held, areas),
    )
    by_quarter = given_quarters(problem, held, by_host)
    found = faults(problem, chosen.invited, hosts=by_host, quarters=by_quarter)
    if covered(problem, chosen.invited, needs.weights()) != chosen.value:
        found.append("Its value is not what its lines cover.")
    if found:
        raise RuntimeError(f"The plan breaks a limit, please report this: {found[0]}")
    seen = partners_in_words(known.activities, known.partners)
    background = Background(
        book, known.subjects, known.gaps, seen, areas, known.found_until
    )
    rows = plan_rows(
        problem, needs, chosen, background, hosts=by_host, quarters=by_quarter
    )
    return with_office_lines(rows, book, known.previous)


# The rows of the work plan, as a coordinator reads and edits them.


@dataclass(frozen=True)
class Background:
    """What the words of a row are made of.

    book: the planning book; subjects: subject_id, label, pillar; gaps: the table gaps;
    partners: by subject, who funded it before, in words; areas: member to sub-region;
    found_until: the last day of the activities that gaps counts, ISO.
    """

    book: Planning
    subjects: pd.DataFrame
    gaps: pd.DataFrame
    partners: Mapping[str, str]
    areas: Mapping[str, str]
    found_until: str = ""


def plan_rows(
    problem: PlanModel,
    needs: Needs,
    chosen: Chosen,
    background: Background,
    *,
    hosts: Mapping[str, str],
    quarters: Mapping[str, str],
) -> pd.DataFrame:
    """Return a row for each event held; of work_plan, the office's columns blank.

    need_covered: needs of those invited, as expected; need_covered_low and _high: how
    many it is at least and at most, if none or all of those yet to reply need it.
    """
    own = [offer for offer in problem.offers if offer.line in chosen.invited]
    rows = [
        {
            **_event(offer, background),
            **_reach(offer, chosen.invited[offer.line], needs, background),
            "host": hosts.get(offer.line, ""),
            "quarter": quarters.get(offer.line, ""),
        }
        for offer in own
    ]
    return pd.DataFrame(rows, columns=PLAN_COLUMNS)


def _event(offer: Offer, background: Background) -> dict[str, object]:
    """Return what an event is, whoever comes."""
    kinds = background.book.kinds
    kind = _found(kinds, "kind", offer.kind)
    subject = _found(background.subjects, "subject_id", offer.subject)
    label = cell(subject, "label") or offer.subject
    return {
        "line": offer.line,
        "title": offer.title or _title(offer, cell(kind, "title"), label, background),
        "subject_id": offer.subject,
        "kind": offer.kind,
        "mode": offer.mode,
        "days": float(offer.days) if offer.days else None,
        "seats": offer.seats,
        "partners_seen": background.partners.get(offer.subject, ""),
        "pillar": cell(kind, "pillar") or cell(subject, "pillar"),
        "cost": offer.cost or None,
    }


def _found(table: pd.DataFrame, column: str, name: str) -> dict[str, object]:
    """Return the row of a table that a column names, {} where there is none."""
    if column not in table:
        return {}
    rows = table[table[column] == name].to_dict("records")
    return {str(key): value for key, value in rows[0].items()} if rows else {}


def _title(offer: Offer, template: str, label: str, background: Background) -> str:
    kind = offer.kind.replace("_", " ")
    wording = template or f"{kind[:1].upper()}{kind[1:]} on {{subject}}"
    if not wording.startswith("{subject}"):
        label = in_a_sentence(label, background.subjects.get("label", []))
    areas = sorted({background.areas.get(member, "") for member in offer.members})
    return wording.replace("{subject}", label).replace("{area}", listed(areas))


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


def _reach(
    offer: Offer, invited: tuple[str, ...], needs: Needs, background: Background
) -> dict[str, object]:
    """Return whom the event reaches, and why it stands in the plan."""
    if offer.subject not in needs.named:
        return {"members_invited": "; ".join(sorted(invited)), "why": ""}
    said = needs.named[offer.subject]
    own = list(invited)
    named = [member for member in own if said[member] == 1]
    unknown = [member for member in own if pd.isna(said[member])]
    return {
        "members_invited": "; ".join(sorted(own)),
        "asked_by": int((said.reindex(offer.members) == 1).sum()),
        "asked_region": int((said == 1).sum()),
        "expected_result": _expected_result(offer),
        "indicator": "Members with an action plan, of those that took part, in the "
        "follow-up survey",
        "need_covered": float(needs.expected.loc[own, offer.subject].sum()),
        "need_covered_low": len(named),
        "need_covered_high": len(named) + len(unknown),
        "why": _why(offer, named, unknown, background),
    }


def _expected_result(offer: Offer) -> str:
    """Say what an event with all seats taken would bring.

    Seats left after those invited are open to all, and a number of invited would tell
    outside the office how many are in need.
    """
    room = min(offer.seats, len(offer.members))
    return f"Up to {counted(room, 'member')} with an action plan"


def _why(
    offer: Offer, named: list[str], unknown: list[str], background: Background
) -> str:
    said = [f"{counted(len(named), 'member')} invited named it"]
    gaps = background.gaps
    if "delivered" in gaps:
        none = gaps[(gaps["delivered"] == "none") & gaps["member_id"].isin(named)]
        without = none.loc[none["subject_id"] == offer.subject, "member_id"].nunique()
        if without:
            until = background.found_until and day_in_words(background.found_until)
            words = f"for {without} of them no activity found"
            said.append(f"{words} up to {until}" if until else words)
    if unknown:
        said.append(f"{counted(len(unknown), 'member')} yet to reply may need it")
    return "; ".join(said)


# Why no plan keeps all limits: which collide, and the smallest change that helps.

_MOST_TOLD = 6


@dataclass(frozen=True)
class Collision:
    """Limits that no plan keeps together.

    limits: those that collide, in words; without any one of them the others could be
    kept. changes: in words, the smallest first; each alone makes a plan possible, or,
    where `together`, all of them at once.
    """

    limits: tuple[str, ...]
    changes: tuple[str, ...]
    together: bool

    def sentence(self) -> str:
        """Return the collision as one sentence for the office."""
        shown = list(self.limits[:_MOST_TOLD])
        if more := len(self.limits) - len(shown):
            shown.append(f"{more} more of the kind")
        change = listed(self.changes) if self.together else self.changes[0]
        return (
            f"No plan keeps all limits: {listed(shown)} cannot hold together; the "
            f"smallest change that makes a plan possible is {change}."
        )


def collision(problem: PlanModel, weights: Whole) -> Collision | None:
    """Return why a problem has no plan, or None if it has one.

    The limits are left out one by one as long as what is left still collides; then the
    least change of each that is left is sought, measured against the limit itself.
    """
    model = _one_sided(build(problem, weights))
    if _has_plan(model):
        return None
    rows = _colliding(model)
    changes = sorted(
        (_relative(row, slack), number, _changed(row, slack))
        for number, row in enumerate(rows)
        if (slack := _needed_slack(model, row)) is not None
    )
    words = tuple(change for _, _, change in changes)
    told_rows = tuple(_told(row) for row in rows)
    if words:
        return Collision(told_rows, words, together=False)
    return Collision(told_rows, tuple(_changed_together(model)), together=True)


def _one_sided(model: Model) -> Model:
    """Return the model with at least and at most of a limit as rows of their own."""
    rows: list[Constraint] = []
    for row in model.rows:
        if not row.limit:
            rows.append(row)
            continue
        if row.high < INFINITY:
            rows.append(replace(row, low=-INFINITY))
        if row.low > 0:
            rows.append(replace(row, high=INFINITY))
    return replace(model, rows=tuple(rows))


def _has_plan(model: Model, more: Sequence[Constraint] = ()) -> bool:
    nothing = np.zeros(len(model.gains), np.int64)
    return solve(model, nothing, more=more) is not None


def _colliding(model: Model) -> list[Constraint]:
    """Return limits that collide, none of which can be spared."""
    limits = [row for row in model.rows if row.limit]
    base = [row for row in model.rows if not row.limit]
    names = list(dict.fromkeys(row.limit for row in limits))
    groups = [[row for row in limits if row.limit == name] for name in names]
    left = limits
    for parts in (groups, None):
        chunks = parts if parts is not None else [[row] for row in left]
        for chunk in chunks:
            spared = [row for row in left if row not in chunk]
            if not _has_plan(replace(model, rows=(*base, *spared))):
                left = spared
    return left


def _needed_slack(model: Model, row: Constraint) -> float | None:
    """Return by how much a limit alone must give way, None if that does not help."""
    found = solve(*_with_slack(model, [row], [1]))
    return None if found is None else float(found.x[-1])


def _changed_together(model: Model) -> list[str]:
    """Return the least changes, each measured against its limit, that help together."""
    rows = [row for row in model.rows if row.limit]
    costs = [1000 * len(rows) // max(1, round(_bound(row))) + 1 for row in rows]
    found = solve(*_with_slack(model, rows, costs))
    if found is None:
        return ["another set of offers"]
    slack = found.x[len(model.gains) :]
    pairs = zip(rows, slack, strict=True)
    return [_changed(row, float(by)) for row, by in pairs if by > 1e-6]


def _with_slack(
    model: Model, rows: Sequence[Constraint], costs: Sequence[int]
) -> tuple[Model, np.ndarray]:
    """Return the model with a variable that loosens each row, and what it costs."""
    size = len(model.gains)
    number = {id(row): size + n for n, row in enumerate(rows)}
    loose = []
    for row in model.rows:
        own = number.get(id(row))
        if own is None:
            loose.append(row)
            continue
        sign = -1.0 if row.high < INFINITY else 1.0
        loose.append(replace(row, terms={**row.terms, own: sign}))
    upper = np.concatenate([model.upper, np.full(len(rows), INFINITY)])
    gains = np.concatenate([model.gains * 0, -np.array(costs, np.int64)])
    return replace(model, rows=tuple(loose), upper=upper, gains=gains), gains


def _bound(row: Constraint) -> float:
    return row.high if row.high < INFINITY else row.low


def _relative(row: Constraint, slack: float) -> float:
    """Return a change as a share of its limit; undoing a decision is a whole one."""
    if row.limit in {"kept", "deleted", "first_needs"}:
        return 1.0
    return round(slack / max(1.0, _bound(row)), 9)


def _told(row: Constraint) -> str:
    """Return a limit in words."""
    if row.high < INFINITY:
        return told(row.limit, row.of, most=row.high)
    return told(row.limit, row.of, least=row.low)


def _changed(row: Constraint, slack: float) -> str:
    """Return a limit changed, in words."""
    by = round(slack, 2)
    if row.limit in {"kept", "deleted"}:
        return f"not to have {told(row.limit, row.of)}"
    if row.high < INFINITY:
        return f"{told(row.limit, row.of, most=row.high + by)} instead of {row.high:g}"
    less = max(0.0, row.low - by)
    return f"{told(row.limit, row.of, least=less)} instead of {row.low:g}"
