"""The rows of the work plan, as a coordinator reads and edits them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from rocb_analysis.delivery.dates import day_in_words
from rocb_analysis.delivery.expected import Needs
from rocb_analysis.delivery.offers import Offer, cell
from rocb_analysis.delivery.office import PLAN_COLUMNS
from rocb_analysis.delivery.planning import Planning
from rocb_analysis.delivery.problem import Problem
from rocb_analysis.delivery.ties import Chosen
from rocb_analysis.survey.text import counted, listed


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
    problem: Problem,
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
