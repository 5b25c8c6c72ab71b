"""What leaves the office of invented regions tells nothing, release after release.

A region with each setting in every test, a few more in a soak; 200 in
tests/soak/soak_regions.py.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from rocb_analysis.disclosure.audit import figures_of
from rocb_analysis.disclosure.figures import NOW, Figures, attack
from rocb_analysis.disclosure.programme import Told
from rocb_analysis.results import Results
from rocb_analysis.writers.editions import (
    in_editions,
    releases_of,
    replies_of,
    write_release,
)
from rocb_analysis.writers.tables_and_sheets import write_tables
from tests.first_release import first_rule
from tests.invented_regions import Region
from tests.soak.sizes import first_of

EDITIONS = ("heads", "public")


def told_by(results: Results, shown: list[Figures]) -> list[Told]:
    """Return what an attacker learns who has all these figures."""
    rule = in_editions(results, ["internal"])["internal"].rule
    picks, areas = rule.picks, rule.areas
    return attack(shown, picks=picks, areas=areas, least_group=rule.least_group)


def publish(results: Results, folder: Path, day: int) -> list[Told]:
    """Make and release both editions; return what the public, and Heads, learn."""
    before = [one.as_figures() for one in releases_of(results.survey)]
    told = in_editions(results, EDITIONS)
    replies = replies_of(results)
    found = []
    for edition in EDITIONS:
        own = told[edition]
        shown = figures_of(own.rule, own.results.tables(), {NOW: replies})
        found += told_by(own.results, [shown, *before])
        made = folder / f"{edition}_{day}"
        write_tables(own.rule.tables(own.results.tables()), made / "tables")
        (made / "manifest.json").write_text("{}")
        write_release(
            results.survey,
            made,
            edition=edition,
            round_name=results.round,
            status="",
            words=shown.words,
            repeats=own.rule.repeated.as_of,
            replies=replies,
            on=dt.date(2021, 1, day),
        )
    return found


def released_three_times(folder: Path, seed: int, settings: str) -> list[Told]:
    """Return what is learnt from a preliminary, a final and a corrected release."""
    region = Region(folder / "survey", seed, settings=settings)
    found = publish(region.results(is_final=False), folder, 1)
    found += publish(region.results(is_final=True), folder, 2)
    region.correct()
    return found + publish(region.results(is_final=True), folder, 3)


@pytest.mark.parametrize("settings", ["", "preliminary_counts = true"])
@pytest.mark.parametrize("seed", first_of(range(3)))
def test_no_release_of_an_invented_region_tells_anything(tmp_path, seed, settings):
    assert released_three_times(tmp_path, seed, settings) == []


def test_the_rules_of_the_first_release_told_of_late_members(tmp_path):
    """Two editions, subtracted, gave answers of those that replied in between."""
    region = Region(tmp_path, 1)
    early, final = (region.results(is_final=is_final) for is_final in (False, True))
    shown = [
        first_rule(final, replies=replies_of(final)),
        first_rule(early, replies=replies_of(early), as_of="early"),
    ]
    late = [one for one in told_by(final, shown) if one.key[0] == "late"]
    assert len(late) > len(region.subjects) / 2


def test_the_rules_of_the_first_release_told_of_sub_regions(tmp_path):
    """A count of 0, or of one, is that of each sub-region too."""
    found = set()
    for seed in range(4):
        final = Region(tmp_path / str(seed), seed).results(is_final=True)
        shown = [first_rule(final, replies=replies_of(final))]
        found |= {one.key[0] for one in told_by(final, shown)}
    assert found >= {"part", "count"}
