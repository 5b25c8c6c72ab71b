"""What a plan is drafted from, and the form of one row of its programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rocb_analysis.delivery.limits import QUARTERS, Limits
from rocb_analysis.delivery.offers import Offer

INFINITY = float("inf")


@dataclass(frozen=True)
class Row:
    """One row of the programme: low <= sum of terms <= high.

    limit, of: the limit it stands for, by which it is loosened and told; limit blank =
    the programme's own, never loosened. terms: variable to factor.
    """

    limit: str
    of: str
    terms: Mapping[int, float]
    low: float
    high: float


@dataclass(frozen=True)
class Problem:
    """What a plan is drafted from.

    offers in the order that breaks ties; members in the order in which equals are
    invited; first: for each member the subjects of its first needs; hosts: those that
    may be given an event that names none, with the subjects they take (none = any);
    decided: lines kept (True) or deleted (False) by the office; own_lines: those that
    the office planned itself; free_weeks: by quarter, the weeks not blocked.
    """

    offers: tuple[Offer, ...]
    members: tuple[str, ...]
    subjects: tuple[str, ...]
    first: tuple[frozenset[str], ...]
    limits: Limits
    hosts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    decided: Mapping[str, bool] = field(default_factory=dict)
    free_weeks: Mapping[str, int] = field(default_factory=dict)
    own_lines: frozenset[str] = frozenset()

    @cached_property
    def all_hosts(self) -> tuple[str, ...]:
        """Return the hosts that may be given events and those that offers name."""
        named = (offer.host for offer in self.offers if offer.host)
        return tuple(dict.fromkeys([*self.hosts, *named]))

    def takes(self, host: str, offer: Offer) -> bool:
        """Say whether a host may be given an event that names none."""
        return not self.hosts[host] or offer.subject in self.hosts[host]

    @cached_property
    def placings(self) -> tuple[tuple[tuple[str, ...], tuple[int, ...]], ...]:
        """Return the events that need a host and name none, by the hosts they may get.

        Hosts and the numbers of the offers; none where no host is known at all.
        """
        alike: dict[tuple[str, ...], list[int]] = {}
        for number, offer in enumerate(self.offers):
            if self.hosts and offer.needs_host and not offer.host:
                may = tuple(host for host in self.hosts if self.takes(host, offer))
                alike.setdefault(may, []).append(number)
        return tuple((may, tuple(own)) for may, own in alike.items())

    @property
    def shares(self) -> int:
        """Return how many variables spread events over hosts and quarters."""
        return sum(len(may) for may, _ in self.placings) + len(QUARTERS)


def quarter_bounds(problem: Problem) -> dict[str, tuple[float, float]]:
    """Return at least and at most of each quarter: an event takes a free week."""
    return {
        quarter: (least, min(most, problem.free_weeks.get(quarter, INFINITY)))
        for quarter, (least, most) in problem.limits.each("quarter", QUARTERS).items()
    }
