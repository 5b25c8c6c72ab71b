"""Tests notice a place of the code that is spoilt: in all, and of what may be shown."""

from __future__ import annotations

from tests.soak import mutants
from tests.soak.sizes import SIZES

# Of all mutants, and of those of what may leave the office, this share at least.
LEAST = {"in all": 0.85, "disclosure": 0.90}


def test_most_spoilt_places_are_noticed() -> None:
    rates = mutants.rates(mutants.run(mutants.sample(part=SIZES.mutants)))
    print(rates)
    for name, least in LEAST.items():
        killed, count = rates[name]
        assert killed >= least * count, (name, rates)
